//! Line-based differences between two texts.

/// The lines removed from `before` (`- …`) and added in `after` (`+ …`), in order.
#[must_use]
pub fn difference(before: &str, after: &str) -> Vec<String> {
    let before: Vec<&str> = before.lines().collect();
    let after: Vec<&str> = after.lines().collect();
    let lengths = common_lengths(&before, &after);
    let mut changes = Vec::new();
    let (mut old, mut new) = (0, 0);
    while old < before.len() || new < after.len() {
        let same = old < before.len() && new < after.len() && before[old] == after[new];
        if same {
            (old, new) = (old + 1, new + 1);
        } else if new == after.len() || (old < before.len() && lengths[old + 1][new] >= lengths[old][new + 1])
        {
            changes.push(format!("- {}", before[old]));
            old += 1;
        } else {
            changes.push(format!("+ {}", after[new]));
            new += 1;
        }
    }
    changes
}

/// The length of the longest common subsequence of the remaining lines, for each pair of lines.
fn common_lengths(before: &[&str], after: &[&str]) -> Vec<Vec<usize>> {
    let mut lengths = vec![vec![0; after.len() + 1]; before.len() + 1];
    for old in (0..before.len()).rev() {
        for new in (0..after.len()).rev() {
            lengths[old][new] = if before[old] == after[new] {
                lengths[old + 1][new + 1] + 1
            } else {
                lengths[old + 1][new].max(lengths[old][new + 1])
            };
        }
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn difference_lists_removed_and_added_lines() {
        assert!(difference("a\nb\n", "a\nb\n").is_empty());
        assert_eq!(difference("a\nb\nc", "a\nx\nc\nd"), ["- b", "+ x", "+ d"]);
        assert_eq!(difference("", "a"), ["+ a"]);
        assert_eq!(difference("a", ""), ["- a"]);
    }
}
