//! The values of a property that select variants: literals, and kinds of JSON values.

use super::Kind;
use crate::json::Number;
use crate::json::read::is_exact_integer;
use crate::json::text::{Scan, Scanner};

/// A value, or a kind of value, of a property.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Case {
    /// This boolean.
    Boolean(bool),
    /// This integer, also if it is written as `1.0`.
    Integer(i64),
    /// This number in any notation, which has a fraction or more than 63 bits.
    Number(&'static str),
    /// This string.
    String(&'static str),
    /// Any value of this kind.
    Kind(Kind),
    /// Any object.
    Object,
    /// An array that is empty, or whose first element matches one of these.
    Elements(&'static [Case]),
}

impl Case {
    /// Whether the next value matches.
    pub(super) fn matches(self, mut scanner: Scanner<'_>) -> Scan<bool> {
        let first = scanner.peek();
        Ok(match self {
            Self::Boolean(expected) => first == Some(if expected { b't' } else { b'f' }),
            Self::String(expected) => first == Some(b'"') && scanner.string()? == expected,
            Self::Integer(expected) => {
                matches!(first, Some(b'-' | b'0'..=b'9')) && integer(scanner) == Some(expected)
            }
            Self::Number(expected) => {
                matches!(first, Some(b'-' | b'0'..=b'9'))
                    && Number::from_valid(scanner.skip()?) == Number::from_valid(expected)
            }
            Self::Kind(kind) => kind.matches(scanner)?,
            Self::Object => first == Some(b'{'),
            Self::Elements(cases) => first == Some(b'[') && has_elements(scanner, cases)?,
        })
    }

    /// The JSON text of the value; `None` for a kind.
    pub(super) fn literal(self) -> Option<String> {
        match self {
            Self::Boolean(value) => Some(value.to_string()),
            Self::Integer(value) => Some(value.to_string()),
            Self::Number(text) => Some(text.to_owned()),
            Self::String(value) => Some(format!("{value:?}")),
            Self::Kind(_) | Self::Object | Self::Elements(_) => None,
        }
    }
}

/// How a value relates to the cases of a property.
pub(super) enum Fit {
    /// It matches one of them.
    Matches,
    /// It is none of several known values. A later version of the API may have added it.
    Unlisted,
    /// It is of another kind, or differs from the only value.
    Differs,
}

/// Compares the next value with the cases of a property.
pub(super) fn fit(cases: &[Case], mut scanner: Scanner<'_>) -> Scan<Fit> {
    for case in cases {
        if case.matches(scanner)? {
            return Ok(Fit::Matches);
        }
    }
    let first = scanner.peek();
    let is_of_kind = |case: &&Case| match case {
        Case::String(_) => first == Some(b'"'),
        Case::Integer(_) | Case::Number(_) => matches!(first, Some(b'-' | b'0'..=b'9')),
        Case::Boolean(_) | Case::Kind(_) | Case::Object | Case::Elements(_) => false,
    };
    let is_enum = cases.iter().filter(|case| case.literal().is_some()).count() > 1;
    let is_unlisted = is_enum && cases.iter().any(|case| is_of_kind(&case));
    Ok(if is_unlisted { Fit::Unlisted } else { Fit::Differs })
}

/// Whether the next value, an array, is empty, or its first element matches a case.
fn has_elements(mut scanner: Scanner<'_>, cases: &[Case]) -> Scan<bool> {
    scanner.advance();
    if !scanner.next_element(true)? {
        return Ok(true);
    }
    for case in cases {
        if case.matches(scanner)? {
            return Ok(true);
        }
    }
    Ok(false)
}

#[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
fn integer(scanner: Scanner<'_>) -> Option<i64> {
    let (mut integer, mut float) = (scanner, scanner);
    let exact = |number: &f64| is_exact_integer(*number);
    integer.integer().ok().or_else(|| float.float().ok().filter(exact).map(|number| number as i64))
}
