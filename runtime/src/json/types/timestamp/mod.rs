//! A timestamp that is written back byte for byte as it was read.
//!
//! Timestamps are only parsed as far as ordering requires. Calendars, time zones and formatting are left to
//! crates such as `jiff`, `chrono` and `time`.

use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

#[cfg(any(feature = "jiff-02", feature = "chrono-04", feature = "time-03"))]
mod conversions;

#[cfg(any(feature = "jiff-02", feature = "chrono-04", feature = "time-03"))]
pub use conversions::TimestampError;

use crate::json::parts::{Part, Place, View};
use crate::json::{Json, ReadError, Reader};

/// Nanoseconds of a second.
pub(super) const NANOSECONDS: i128 = 1_000_000_000;

/// A timestamp, stored as its original text.
///
/// RFC 3339 is parsed (`2022-06-14T15:10:42.842Z`, `2022-06-14T17:10:42+02:00`), with a `T` or a space
/// between date and time. Any other text is also accepted: it represents no instant, but it can be read, compared
/// and written.
///
/// Timestamps are equal if their texts are equal. They are ordered by instant, then by text; those without an
/// instant come last. So different texts for the same instant are adjacent, but not equal.
///
/// ```
/// # use faithful_runtime::Timestamp;
/// let earlier = Timestamp::from("2021-01-01 12:00:00.000Z");
/// let later = Timestamp::from("2021-01-01T14:00:00+01:00");
/// assert!(earlier < later);
/// assert_eq!(earlier.unix_milliseconds(), Some(1_609_502_400_000));
/// assert_eq!(earlier.as_str(), "2021-01-01 12:00:00.000Z");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Timestamp(String);

impl Timestamp {
    /// Returns the original text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Creates a timestamp from nanoseconds since 1970-01-01T00:00:00Z, formatted as RFC 3339 in UTC with
    /// three, six or nine fractional digits.
    ///
    /// RFC 3339 has no years outside 0 to 9999. Such a year is written with a sign, and the resulting text
    /// cannot be parsed.
    ///
    /// ```
    /// # use faithful_runtime::Timestamp;
    /// let timestamp = Timestamp::from_unix_nanoseconds(1_655_219_442_842_000_000);
    /// assert_eq!(timestamp.as_str(), "2022-06-14T15:10:42.842Z");
    /// ```
    #[must_use]
    pub fn from_unix_nanoseconds(nanoseconds: i128) -> Self {
        Self(format(nanoseconds))
    }

    /// Returns the milliseconds since 1970-01-01T00:00:00Z, rounded down; `None` if the text is not RFC 3339.
    #[must_use]
    pub fn unix_milliseconds(&self) -> Option<i64> {
        i64::try_from(self.unix_nanoseconds()?.div_euclid(1_000_000)).ok()
    }

    /// Returns the nanoseconds since 1970-01-01T00:00:00Z, without finer digits; `None` if the text is not
    /// RFC 3339.
    #[must_use]
    pub fn unix_nanoseconds(&self) -> Option<i128> {
        parse(&self.0)
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_instant = match (self.unix_nanoseconds(), other.unix_nanoseconds()) {
            (Some(own), Some(other)) => own.cmp(&other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        by_instant.then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Timestamp({:?})", self.0)
    }
}

impl FromStr for Timestamp {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::from(text))
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl AsRef<str> for Timestamp {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Json for Timestamp {
    fn empty() -> Self {
        Self(String::new())
    }
}

impl Part for Timestamp {
    fn fill(&mut self, reader: &mut Reader<'_>, _place: Place) -> Result<(), ReadError> {
        *self = Self(reader.owned_string()?);
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Timestamp(self)
    }
}

crate::json_bridge! { Timestamp }

/// Parses `YYYY-MM-DD`, a `T` or a space, `hh:mm:ss`, an optional fraction, and `Z` or an offset, into
/// nanoseconds since 1970-01-01T00:00:00Z.
fn parse(text: &str) -> Option<i128> {
    let mut rest = text.as_bytes();
    let (year, month, day) = date(&mut rest)?;
    let hour = number_after(&mut rest, b"Tt ", 0..=23)?;
    let minute = number_after(&mut rest, b":", 0..=59)?;
    // A leap second is treated as the first second of the next minute.
    let second = number_after(&mut rest, b":", 0..=60)?;
    let nanoseconds = fraction(&mut rest)?;
    let offset = offset_minutes(&mut rest)?;
    if !rest.is_empty() {
        return None;
    }
    let minutes = (days_since_1970(year, month, day) * 24 + hour) * 60 + minute - offset;
    Some(i128::from(minutes * 60 + second) * NANOSECONDS + i128::from(nanoseconds))
}

/// Consumes `YYYY-MM-DD`, which must be a date of the calendar, and returns the year, the month and the day.
pub(super) fn date(rest: &mut &[u8]) -> Option<(i64, i64, i64)> {
    let year = digits(rest, 4)?;
    let month = number_after(rest, b"-", 1..=12)?;
    let day = number_after(rest, b"-", 1..=days_in(year, month))?;
    Some((year, month, day))
}

/// Consumes one of the separators and two digits, whose value must be in the range.
fn number_after(rest: &mut &[u8], separators: &[u8], range: std::ops::RangeInclusive<i64>) -> Option<i64> {
    take(rest, separators)?;
    digits(rest, 2).filter(|value| range.contains(value))
}

fn take(rest: &mut &[u8], accepted: &[u8]) -> Option<u8> {
    let (first, tail) = rest.split_first()?;
    accepted.contains(first).then(|| {
        *rest = tail;
        *first
    })
}

/// Consumes a number of digits, and returns their value.
pub(super) fn digits(rest: &mut &[u8], count: usize) -> Option<i64> {
    let (number, tail) = rest.split_at_checked(count)?;
    *rest = tail;
    number
        .iter()
        .try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0')))
}

/// Consumes a `.` and at least one digit, and returns the nanoseconds; 0 if there is no `.`.
fn fraction(rest: &mut &[u8]) -> Option<i64> {
    if take(rest, b".").is_none() {
        return Some(0);
    }
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (kept, dropped) = (length.min(9), length.saturating_sub(9));
    let nanoseconds = digits(rest, kept).filter(|_| length > 0)?;
    *rest = &rest[dropped..];
    (kept..9).try_fold(nanoseconds, |value, _| Some(value * 10))
}

fn offset_minutes(rest: &mut &[u8]) -> Option<i64> {
    let sign = match take(rest, b"Zz+-")? {
        b'+' => 1,
        b'-' => -1,
        _ => return Some(0),
    };
    let hours = digits(rest, 2).filter(|hours| *hours < 24)?;
    let minutes = number_after(rest, b":", 0..=59)?;
    Some(sign * (hours * 60 + minutes))
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the Gregorian calendar. The year starts in March here, so that a leap day is its
/// last day.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month < 3 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

/// The inverse of [`parse`], in UTC.
fn format(nanoseconds: i128) -> String {
    let (seconds, fraction) = (nanoseconds.div_euclid(NANOSECONDS), nanoseconds.rem_euclid(NANOSECONDS));
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = date_of(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let sign = match year {
        0..=9999 => "",
        ..0 => "-",
        _ => "+",
    };
    let fraction = match (fraction % 1_000, fraction % 1_000_000) {
        (0, 0) => format!("{:03}", fraction / 1_000_000),
        (0, _) => format!("{:06}", fraction / 1_000),
        _ => format!("{fraction:09}"),
    };
    let year = year.unsigned_abs();
    format!("{sign}{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction}Z")
}

/// Year, month and day of a number of days since 1970-01-01: the inverse of [`days_since_1970`].
fn date_of(days: i128) -> (i128, i128, i128) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let year = year_of_era + era * 400;
    if month < 10 { (year, month + 3, day) } else { (year + 1, month - 9, day) }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn formatted_instants_parse_to_the_same_instant() {
        for (nanoseconds, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999999999Z"),
            (951_782_400_000_001_000, "2000-02-29T00:00:00.000001Z"),
            (253_402_300_799_000_000_000, "9999-12-31T23:59:59.000Z"),
            (-62_167_219_200_000_000_000, "0000-01-01T00:00:00.000Z"),
        ] {
            let timestamp = Timestamp::from_unix_nanoseconds(nanoseconds);
            assert_eq!((timestamp.as_str(), timestamp.unix_nanoseconds()), (text, Some(nanoseconds)));
        }
        for day in (-800_000..800_000_i128).step_by(97) {
            let nanoseconds = day * 86_400_000_000_000;
            let timestamp = Timestamp::from_unix_nanoseconds(nanoseconds);
            assert!(timestamp.unix_nanoseconds() == Some(nanoseconds) || timestamp.as_str().starts_with('-'));
        }
        let distant = Timestamp::from_unix_nanoseconds(253_402_300_800_000_000_000);
        assert_eq!((distant.as_str(), distant.unix_nanoseconds()), ("+10000-01-01T00:00:00.000Z", None));
        let _ = Timestamp::from_unix_nanoseconds(i128::MAX);
    }

    fn milliseconds(text: &str) -> Option<i64> {
        Timestamp::from(text).unix_milliseconds()
    }

    #[test]
    fn both_documented_formats_are_parsed() {
        assert_eq!(milliseconds("2021-01-01 12:00:00.000Z"), Some(1_609_502_400_000));
        assert_eq!(milliseconds("2022-06-14T15:10:42.842Z"), Some(1_655_219_442_842));
    }

    #[test]
    fn calendar_edge_cases() {
        assert_eq!(milliseconds("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(milliseconds("1969-12-31T23:59:59.9999Z"), Some(-1));
        assert_eq!(milliseconds("2000-02-29T00:00:00Z"), Some(951_782_400_000));
        assert_eq!(milliseconds("0000-03-01T00:00:00Z"), Some(-62_162_035_200_000));
        assert_eq!(milliseconds("9999-12-31T23:59:60Z"), Some(253_402_300_800_000));
        assert_eq!(milliseconds("2024-01-01t00:00:00-00:30"), Some(1_704_069_000_000));
    }

    #[test]
    fn invalid_timestamps_have_no_instant() {
        let texts = [
            "",
            "yesterday",
            "2021-01-01",
            "2021-01-01 12:00:00",
            "2021-13-01T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2021-01-01T24:00:00Z",
            "2021-01-01T00:00:00.Z",
            "2021-01-01T00:00:00Z ",
            "2021-01-01T00:00:00+0100",
            "2021-01-01T00:00:00é",
            "+021-01-01T00:00:00Z",
        ];
        for text in texts {
            assert_eq!(milliseconds(text), None, "{text}");
        }
    }

    #[test]
    fn order_is_by_instant_then_text_with_invalid_timestamps_last() {
        let mut timestamps = [
            "soon",
            "2021-01-01T00:00:00Z",
            "2021-01-01 00:00:00Z",
            "2021-01-01T00:30:00+01:00",
            "later",
            "2021-01-01T00:00:00.0000000001Z",
            "2021-01-01T00:00:00.000000002Z",
        ]
        .map(Timestamp::from);
        timestamps.sort();
        let texts: Vec<&str> = timestamps.iter().map(Timestamp::as_str).collect();
        assert_eq!(
            texts,
            [
                "2021-01-01T00:30:00+01:00",
                "2021-01-01 00:00:00Z",
                "2021-01-01T00:00:00.0000000001Z",
                "2021-01-01T00:00:00Z",
                "2021-01-01T00:00:00.000000002Z",
                "later",
                "soon",
            ]
        );
    }
}
