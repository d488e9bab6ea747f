//! Which of the things before is which of those after.

use std::collections::HashMap;

/// A thing before, a thing after, or both if they are the same, by index.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Pair {
    Removed(usize),
    Added(usize),
    Kept(usize, usize),
}

/// Pairs things that share their first key, then of those that are left the ones that share their second key, and
/// so on. Keys that stand more than once on a side pair in their order.
///
/// What was kept or added comes in the order of `new`, and what was removed after it.
pub(super) fn pairs<const KEYS: usize>(old: &[[String; KEYS]], new: &[[String; KEYS]]) -> Vec<Pair> {
    let mut of_new: Vec<Option<usize>> = vec![None; new.len()];
    let mut taken = vec![false; old.len()];
    for key in 0..KEYS {
        let mut waiting: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, keys) in old.iter().enumerate().rev().filter(|(index, _)| !taken[*index]) {
            waiting.entry(&keys[key]).or_default().push(index);
        }
        for (index, keys) in new.iter().enumerate() {
            if of_new[index].is_some() || keys[key].is_empty() {
                continue;
            }
            if let Some(same) = waiting.get_mut(keys[key].as_str()).and_then(Vec::pop) {
                of_new[index] = Some(same);
                taken[same] = true;
            }
        }
    }
    let kept = of_new.iter().enumerate().map(|(new, old)| match old {
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
    fn the_first_key_goes_before_the_second() {
        let old = keys(&[["a", "x"], ["b", "y"], ["c", "z"]]);
        let new = keys(&[["b", "x"], ["d", "z"], ["e", "w"]]);
        let expected = [Pair::Kept(1, 0), Pair::Kept(2, 1), Pair::Added(2), Pair::Removed(0)];
        assert_eq!(pairs(&old, &new), expected);
    }

    #[test]
    fn equal_keys_pair_in_their_order() {
        let twice = keys(&[["a", ""], ["a", ""]]);
        assert_eq!(pairs(&twice, &twice), [Pair::Kept(0, 0), Pair::Kept(1, 1)]);
    }
}
