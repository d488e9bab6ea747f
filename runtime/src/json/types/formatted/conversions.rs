//! Conversions between strings in a format and the types of other crates. Each of these crates has a feature that is
//! named after its version, because its types are part of the public API.

use std::error::Error as StdError;
use std::fmt;

/// An error from converting a string that is not in its format, or that is out of range for the target type.
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
    noun: &'static str,
    is_valid: bool,
}

impl FormatError {
    /// The unchanged text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.is_valid, self.noun) {
            (true, _) => write!(formatter, "`{}` is out of range", self.text),
            (false, noun) => write!(formatter, "`{}` is not {noun}", self.text),
        }
    }
}

impl StdError for FormatError {}

/// Implements the conversions from and to a type, from a string by value and by reference.
macro_rules! conversions {
    ($feature:literal, $string:ident, $type:ty, $parse:expr, $format:expr) => {
        #[cfg(feature = $feature)]
        impl TryFrom<&super::$string> for $type {
            type Error = FormatError;

            fn try_from(value: &super::$string) -> Result<Self, FormatError> {
                let text = value.as_str();
                let noun = super::$string::FORMAT.noun;
                let error = || FormatError { text: text.to_owned(), noun, is_valid: value.is_valid() };
                $parse(text).ok_or_else(error)
            }
        }

        #[cfg(feature = $feature)]
        impl TryFrom<super::$string> for $type {
            type Error = FormatError;

            fn try_from(value: super::$string) -> Result<Self, FormatError> {
                Self::try_from(&value)
            }
        }

        #[cfg(feature = $feature)]
        impl From<$type> for super::$string {
            fn from(value: $type) -> Self {
                Self($format(value))
            }
        }
    };
}

conversions!("uuid-1", UuidString, uuid::Uuid, |text| uuid::Uuid::parse_str(text).ok(), |id: uuid::Uuid| {
    id.hyphenated().to_string()
});
conversions!(
    "jiff-02",
    DateString,
    jiff::civil::Date,
    |text| {
        let (year, month, day) = super::date::parse(text)?;
        jiff::civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
    },
    |date: jiff::civil::Date| written(
        date.year().into(),
        date.month().unsigned_abs(),
        date.day().unsigned_abs()
    )
);
conversions!(
    "chrono-04",
    DateString,
    chrono::NaiveDate,
    |text| {
        let (year, month, day) = super::date::parse(text)?;
        let [month, day] = [month.try_into().ok()?, day.try_into().ok()?];
        chrono::NaiveDate::from_ymd_opt(year.try_into().ok()?, month, day)
    },
    |date: chrono::NaiveDate| {
        use chrono::Datelike as _;
        written(date.year(), date.month(), date.day())
    }
);
conversions!(
    "time-03",
    DateString,
    time::Date,
    |text| {
        let (year, month, day) = super::date::parse(text)?;
        let month = time::Month::try_from(u8::try_from(month).ok()?).ok()?;
        time::Date::from_calendar_date(year.try_into().ok()?, month, day.try_into().ok()?).ok()
    },
    |date: time::Date| written(date.year(), u8::from(date.month()), date.day())
);

/// Writes a date. A year outside 0 to 9999, which RFC 3339 does not have, results in a text that is not valid.
#[cfg(any(feature = "jiff-02", feature = "chrono-04", feature = "time-03"))]
fn written(year: i32, month: impl fmt::Display, day: impl fmt::Display) -> String {
    let sign = match year {
        0..=9999 => "",
        ..0 => "-",
        _ => "+",
    };
    format!("{sign}{:04}-{month:02}-{day:02}", year.unsigned_abs())
}

#[cfg(all(test, feature = "jiff-02", feature = "chrono-04", feature = "time-03"))]
mod tests {
    use crate::json::DateString;

    #[test]
    fn dates_convert_both_ways() {
        for text in ["2024-02-29", "0001-01-01", "9999-12-31", "1969-12-31"] {
            let date = DateString::from(text);
            let jiff = jiff::civil::Date::try_from(&date).unwrap();
            let chrono = chrono::NaiveDate::try_from(&date).unwrap();
            let time = time::Date::try_from(date).unwrap();
            assert_eq!((jiff.to_string(), chrono.to_string()), (text.to_owned(), text.to_owned()));
            for converted in [DateString::from(jiff), chrono.into(), time.into()] {
                assert_eq!(converted.as_str(), text);
            }
        }
    }

    #[test]
    fn a_text_that_is_not_a_date_is_an_error() {
        let date = DateString::from("2023-02-29");
        let error = chrono::NaiveDate::try_from(&date).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.text()), ("`2023-02-29` is not a date", "2023-02-29"));
        assert!(jiff::civil::Date::try_from(&date).is_err());
        assert!(time::Date::try_from(date).is_err());
    }

    #[test]
    fn years_without_four_digits_are_not_valid() {
        assert_eq!(DateString::from(jiff::civil::Date::MIN).as_str(), "-9999-01-01");
        assert!(!DateString::from(jiff::civil::Date::MIN).is_valid());
        assert!(!DateString::from(chrono::NaiveDate::MAX).is_valid());
    }
}
