//! What all enumerations of strings share: each brings its table of values, the rest exists once.

use super::Checker;

/// The place of a string in a table of values.
#[doc(hidden)]
#[must_use]
pub fn position(values: &[&str], text: &str) -> Option<usize> {
    values.iter().position(|value| *value == text)
}

/// Reports a string that the table does not list.
#[doc(hidden)]
pub fn check_listed(text: &str, values: &[&str], checker: &mut Checker) {
    if position(values, text).is_none() {
        checker.unlisted(text, values);
    }
}
