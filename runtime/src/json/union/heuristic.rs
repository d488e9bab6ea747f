//! Heuristic selection: counts how many keys of an object each candidate declares, in one pass.

use super::case::{Fit, fit};
use super::{Candidate, Selected};
use crate::json::text::{Scan, Scanner};

/// The keys of an object that match one candidate.
#[derive(Clone, Copy, Default)]
struct Matches {
    known: usize,
    required: usize,
    /// Values that the candidate does not list.
    unlisted: usize,
    is_excluded: bool,
}

/// Selects the candidate that declares the most keys, among those with all required properties and no value that
/// excludes them. Values that a candidate does not list count more than keys. The first one wins a tie. `tried`
/// candidates, the best ones, are omitted.
pub(super) fn select(
    mut scanner: Scanner<'_>,
    candidates: &[Candidate],
    tried: usize,
) -> Scan<Option<Selected>> {
    let mut matches = vec![Matches::default(); candidates.len()];
    let mut keys: Vec<std::borrow::Cow<'_, str>> = Vec::new();
    let mut first = true;
    scanner.advance();
    while scanner.next_key(first)? {
        first = false;
        let key = scanner.key()?;
        // A repeated key counts once.
        if keys.contains(&key) {
            scanner.skip()?;
            continue;
        }
        let value = scanner;
        scanner.skip()?;
        for (candidate, matches) in candidates.iter().zip(&mut matches) {
            matches.count(candidate, &key, value)?;
        }
        keys.push(key);
    }
    let complete = candidates.iter().zip(&matches);
    let complete =
        complete.filter(|(candidate, it)| !it.is_excluded && it.required == candidate.required.len());
    let mut ranked: Vec<_> = complete.collect();
    ranked.sort_by_key(|(_, matches)| (matches.unlisted, std::cmp::Reverse(matches.known)));
    Ok(ranked.get(tried).map(|(candidate, _)| Selected {
        variant: candidate.variant,
        tag: None,
        is_heuristic: true,
    }))
}

impl Matches {
    /// Counts a property.
    fn count(&mut self, candidate: &Candidate, key: &str, value: Scanner<'_>) -> Scan<()> {
        let is_required = candidate.required.contains(&key);
        if !is_required && !candidate.optional.contains(&key) {
            return Ok(());
        }
        self.known += 1;
        self.required += usize::from(is_required);
        let Some((_, cases)) = candidate.values.iter().find(|(name, _)| *name == key) else {
            return Ok(());
        };
        let mut start = value;
        // Null in an optional property counts as its absence.
        if !is_required && start.peek() == Some(b'n') {
            return Ok(());
        }
        match fit(cases, value)? {
            Fit::Matches => {}
            Fit::Unlisted => self.unlisted += 1,
            Fit::Differs => self.is_excluded = true,
        }
        Ok(())
    }
}
