//! Patterns, which the client compiles as ECMAScript regular expressions.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostics};
use crate::source::Location;

/// The patterns so far, and whether they compile.
#[derive(Default)]
pub(super) struct Patterns {
    checked: HashMap<String, bool>,
}

impl Patterns {
    /// Reports a pattern if it does not compile, at its first occurrence only.
    pub fn check(&mut self, pattern: &str, place: &Location, diagnostics: &mut Diagnostics) {
        if self.checked.contains_key(pattern) {
            return;
        }
        let compiled = compiled(pattern);
        self.checked.insert(pattern.to_owned(), compiled.is_ok());
        if let Err(error) = compiled {
            diagnostics.warn(
                Code::PatternUnchecked,
                place,
                format!("pattern is not a valid ECMAScript regular expression: {error}"),
                "correct the pattern; values are not checked against an invalid one",
            );
        }
    }

    /// Returns whether a pattern has been checked and does not compile, so that it is not validated.
    pub fn is_unchecked(&self, pattern: &str) -> bool {
        self.checked.get(pattern) == Some(&false)
    }
}

/// Compiles a pattern as the client does: in Unicode mode, or else with the lenient syntax of Annex B.
pub(super) fn compiled(pattern: &str) -> Result<regress::Regex, regress::Error> {
    regress::Regex::with_flags(pattern, "u").or_else(|_| regress::Regex::new(pattern))
}
