//! Matches old items with new items.

use std::collections::HashMap;

/// An old item, a new item, or both if they match, by index.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Pair {
    Removed(usize),
    Added(usize),
    Kept(usize, usize),
}

/// Matches items that have the same first key, then the remaining items that have the same second key, and so on.
/// Repeated keys are matched in order. Empty keys do not match.
///
/// Returns kept and added items in the order of `new`, followed by removed items.
pub(super) fn pairs<const KEYS: usize>(old: &[[String; KEYS]], new: &[[String; KEYS]]) -> Vec<Pair> {
    let mut matches: Vec<Option<usize>> = vec![None; new.len()];
    let mut taken = vec![false; old.len()];
    for key in 0..KEYS {
        let mut candidates: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, keys) in old.iter().enumerate().rev().filter(|(index, _)| !taken[*index]) {
            candidates.entry(&keys[key]).or_default().push(index);
        }
        for (index, keys) in new.iter().enumerate() {
            if matches[index].is_some() || keys[key].is_empty() {
                continue;
            }
            if let Some(old) = candidates.get_mut(keys[key].as_str()).and_then(Vec::pop) {
                matches[index] = Some(old);
                taken[old] = true;
            }
        }
    }
    let kept = matches.iter().enumerate().map(|(new, old)| match old {
        Some(old) => Pair::Kept(*old, new),
        None => Pair::Added(new),
    });
    let removed = taken.iter().enumerate().filter(|(_, taken)| !**taken);
    kept.chain(removed.map(|(old, _)| Pair::Removed(old))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(texts: &[[&str; 2]]) -> Vec<[String; 2]> {
        texts.iter().map(|keys| keys.map(str::to_owned)).collect()
    }

    #[test]
    fn first_key_takes_precedence() {
        let old = keys(&[["a", "x"], ["b", "y"], ["c", "z"]]);
        let new = keys(&[["b", "x"], ["d", "z"], ["e", "w"]]);
        let expected = [Pair::Kept(1, 0), Pair::Kept(2, 1), Pair::Added(2), Pair::Removed(0)];
        assert_eq!(pairs(&old, &new), expected);
    }

    #[test]
    fn equal_keys_are_matched_in_order() {
        let twice = keys(&[["a", ""], ["a", ""]]);
        assert_eq!(pairs(&twice, &twice), [Pair::Kept(0, 0), Pair::Kept(1, 1)]);
    }
}
