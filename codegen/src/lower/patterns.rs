//! Patterns, which the client compiles as ECMAScript regular expressions.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostics};
use crate::source::Location;

/// The patterns so far, and whether values are checked against them.
#[derive(Default)]
pub(super) struct Patterns {
    checked: HashMap<String, bool>,
}

impl Patterns {
    /// Reports a pattern if values are not always checked against it, at its first occurrence only.
    pub fn check(&mut self, pattern: &str, place: &Location, diagnostics: &mut Diagnostics) {
        if self.checked.contains_key(pattern) {
            return;
        }
        let compiled = compiled(pattern);
        let is_slow = has_backreference(pattern) && !has_one_choice(pattern);
        self.checked.insert(pattern.to_owned(), compiled.is_ok() && !is_slow);
        if let Err(error) = compiled {
            diagnostics.warn(
                Code::PatternUnchecked,
                place,
                format!("pattern is not a valid ECMAScript regular expression: {error}"),
                "correct the pattern; values are not checked against an invalid one",
            );
        } else if is_slow {
            diagnostics.warn(
                Code::PatternUnchecked,
                place,
                "pattern has a backreference and several repetitions or alternatives, so that matching it can take exponential time"
                    .to_owned(),
                "remove the backreference; values are not checked against this pattern",
            );
        } else if has_backreference(pattern) {
            diagnostics.warn(
                Code::PatternUnchecked,
                place,
                "pattern has a backreference, so that only values of up to 256 bytes are checked".to_owned(),
                "remove the backreference to check longer values",
            );
        }
    }

    /// Returns whether values are not checked against a pattern, because it does not compile or would take too long.
    pub fn is_unchecked(&self, pattern: &str) -> bool {
        self.checked.get(pattern) == Some(&false)
    }
}

/// Compiles a pattern as the client does: in Unicode mode, or else with the lenient syntax of Annex B.
pub(super) fn compiled(pattern: &str) -> Result<regress::Regex, regress::Error> {
    regress::Regex::with_flags(pattern, "u").or_else(|_| regress::Regex::new(pattern))
}

/// Whether a pattern has a backreference. All other patterns are matched in linear time.
fn has_backreference(pattern: &str) -> bool {
    tokens(pattern).any(|(token, _)| matches!(token, Token::Escape('1'..='9' | 'k')))
}

/// Whether a pattern has at most one part that is repeated, optional or an alternative, so that backtracking is limited.
fn has_one_choice(pattern: &str) -> bool {
    let is_choice = |(token, previous)| match (token, previous) {
        // `(?` starts a group.
        (Token::Character('?'), Some(Token::Character('('))) => false,
        (token, _) => matches!(token, Token::Character('*' | '+' | '?' | '{' | '|')),
    };
    tokens(pattern).filter(|token| is_choice(*token)).count() <= 1
}

#[derive(Clone, Copy)]
enum Token {
    Character(char),
    /// The character after a backslash.
    Escape(char),
}

/// The characters and escapes of a pattern outside of sets, each with the one before it.
fn tokens(pattern: &str) -> impl Iterator<Item = (Token, Option<Token>)> {
    let mut characters = pattern.chars();
    let (mut in_set, mut previous) = (false, None);
    std::iter::from_fn(move || {
        loop {
            let token = match characters.next()? {
                '\\' => Token::Escape(characters.next()?),
                character => Token::Character(character),
            };
            let before = previous.replace(token);
            match token {
                Token::Character('[') => in_set = true,
                Token::Character(']') => in_set = false,
                _ if !in_set => return Some((token, before)),
                _ => {}
            }
        }
    })
}
