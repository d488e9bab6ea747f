//! One pass over the keys of an object that counts how many of them each option knows.

use super::{Candidate, Chosen};
use crate::json::text::{Scan, Scanner};

/// What was seen of one option.
#[derive(Clone, Copy, Default)]
struct Seen {
    known: usize,
    demanded: usize,
    differs: bool,
}

/// The option that lacks nothing and knows most of the keys; of several the first.
pub(super) fn select(mut scanner: Scanner<'_>, candidates: &[Candidate]) -> Scan<Option<Chosen>> {
    let mut seen = vec![Seen::default(); candidates.len()];
    let mut keys: Vec<std::borrow::Cow<'_, str>> = Vec::new();
    let mut first = true;
    scanner.advance();
    while scanner.next_key(first)? {
        first = false;
        let key = scanner.key()?;
        // A key that stands twice counts once.
        if keys.contains(&key) {
            scanner.skip()?;
            continue;
        }
        let is_string = scanner.peek() == Some(b'"');
        let value = scanner;
        scanner.skip()?;
        for (candidate, seen) in candidates.iter().zip(&mut seen) {
            if let Some((_, literal)) = candidate.literals.iter().find(|(name, _)| *name == key) {
                let mut value = value;
                seen.differs |= !is_string || value.string()? != *literal;
                seen.known += 1;
                seen.demanded += 1;
            } else if candidate.required.contains(&&*key) {
                seen.known += 1;
                seen.demanded += 1;
            } else if candidate.optional.contains(&&*key) {
                seen.known += 1;
            }
        }
        keys.push(key);
    }
    let mut best: Option<(usize, usize)> = None;
    for (candidate, seen) in candidates.iter().zip(&seen) {
        let lacks = seen.demanded < candidate.required.len() + candidate.literals.len();
        let beats = best.is_none_or(|(_, known)| seen.known > known);
        if !lacks && !seen.differs && beats {
            best = Some((candidate.variant, seen.known));
        }
    }
    Ok(best.map(|(option, _)| Chosen { option, tag: None, counted: true }))
}
