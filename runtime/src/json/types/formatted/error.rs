//! The error of conversions.

use std::error::Error as StdError;
use std::fmt;

use crate::json::{VALUE_EXCERPT, excerpt};

/// An error from converting a string that is not in its format, or that the target type cannot represent.
///
/// ```
/// # #[cfg(feature = "jiff-02")] {
/// use faithful_runtime::DateString;
///
/// let error = jiff::civil::Date::try_from(&DateString::from("soon")).unwrap_err();
/// assert_eq!(error.to_string(), "`soon` is not a date");
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    text: String,
    problem: Problem,
}

/// Why a text has no value of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// It is not in the format, whose noun this is.
    Not(&'static str),
    /// The type has no such large, small or exact values.
    OutOfRange,
    /// It is a duration with years or months, whose length depends on where they begin.
    Calendar,
}

impl FormatError {
    pub(super) fn new(text: &str, problem: Problem) -> Self {
        Self { text: text.to_owned(), problem }
    }

    /// The unchanged text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = excerpt(self.text.as_bytes(), VALUE_EXCERPT);
        match self.problem {
            Problem::Not(noun) => write!(formatter, "`{text}` is not {noun}"),
            Problem::OutOfRange => write!(formatter, "`{text}` is out of range"),
            Problem::Calendar => {
                write!(formatter, "`{text}` has years or months, which have no fixed length")
            }
        }
    }
}

impl StdError for FormatError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_shortened_in_the_message_only() {
        let error = FormatError::new(&"a".repeat(1000), Problem::Not("base64"));
        assert_eq!(error.to_string(), format!("`{}…` is not base64", "a".repeat(60)));
        assert_eq!(error.text().len(), 1000);
    }
}
