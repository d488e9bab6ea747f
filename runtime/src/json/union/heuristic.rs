//! Heuristic selection: counts how many keys of an object each candidate declares, in one pass.

use super::{Candidate, Selected};
use crate::json::text::{Scan, Scanner};

/// The keys of an object that match one candidate.
#[derive(Clone, Copy, Default)]
struct Matches {
    known: usize,
    required: usize,
    has_wrong_literal: bool,
}

/// Selects the candidate that declares the most keys, among those with all required properties and the right
/// literals. The first one wins a tie.
pub(super) fn select(mut scanner: Scanner<'_>, candidates: &[Candidate]) -> Scan<Option<Selected>> {
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
        let is_string = scanner.peek() == Some(b'"');
        let value = scanner;
        scanner.skip()?;
        for (candidate, matches) in candidates.iter().zip(&mut matches) {
            if let Some((_, literal)) = candidate.literals.iter().find(|(name, _)| *name == key) {
                let mut value = value;
                matches.has_wrong_literal |= !is_string || value.string()? != *literal;
                matches.known += 1;
                matches.required += 1;
            } else if candidate.required.contains(&&*key) {
                matches.known += 1;
                matches.required += 1;
            } else if candidate.optional.contains(&&*key) {
                matches.known += 1;
            }
        }
        keys.push(key);
    }
    let mut best: Option<(usize, usize)> = None;
    for (candidate, matches) in candidates.iter().zip(&matches) {
        let is_incomplete = matches.required < candidate.required.len() + candidate.literals.len();
        let is_better = best.is_none_or(|(_, known)| matches.known > known);
        if !is_incomplete && !matches.has_wrong_literal && is_better {
            best = Some((candidate.variant, matches.known));
        }
    }
    Ok(best.map(|(variant, _)| Selected { variant, tag: None, is_heuristic: true }))
}
