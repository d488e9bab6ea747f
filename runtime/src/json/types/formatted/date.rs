//! Dates as in RFC 3339.

use crate::json::types::timestamp::date;

/// Whether a text is a date.
pub(super) fn is_valid(text: &str) -> bool {
    parse(text).is_some()
}

/// Returns the year, the month and the day.
pub(super) fn parse(text: &str) -> Option<(i64, i64, i64)> {
    let mut rest = text.as_bytes();
    date(&mut rest).filter(|_| rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_the_calendar_are_valid() {
        for (text, expected) in [
            ("2024-02-29", Some((2024, 2, 29))),
            ("0000-01-01", Some((0, 1, 1))),
            ("9999-12-31", Some((9999, 12, 31))),
            ("2023-02-29", None),
            ("2023-04-31", None),
            ("2023-13-01", None),
            ("2023-1-1", None),
            ("20230101", None),
            ("2023-01-01T00:00:00Z", None),
            ("2023-01-01 ", None),
            ("-2023-01-01", None),
            ("", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}
