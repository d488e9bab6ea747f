//! Patterns, which the client compiles as ECMAScript.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostics};
use crate::source::Location;

/// The patterns that were met, and whether they compile.
#[derive(Default)]
pub(super) struct Patterns {
    met: HashMap<String, bool>,
}

impl Patterns {
    /// Reports a pattern that does not compile, once.
    pub fn check(&mut self, pattern: &str, place: &Location, diagnostics: &mut Diagnostics) {
        if self.met.contains_key(pattern) {
            return;
        }
        let compiled = compiled(pattern);
        self.met.insert(pattern.to_owned(), compiled.is_ok());
        if let Err(error) = compiled {
            diagnostics.warn(
                Code::PatternUnchecked,
                place,
                format!("the pattern does not compile as ECMAScript: {error}"),
                "correct the pattern; as it is, nothing is checked against it",
            );
        }
    }

    /// Whether a pattern was met that does not compile.
    pub fn is_unchecked(&self, pattern: &str) -> bool {
        self.met.get(pattern) == Some(&false)
    }
}

/// A pattern as the client compiles it: for whole characters, else in the forgiving syntax of the web.
pub(super) fn compiled(pattern: &str) -> Result<regress::Regex, regress::Error> {
    regress::Regex::with_flags(pattern, "u").or_else(|_| regress::Regex::new(pattern))
}
