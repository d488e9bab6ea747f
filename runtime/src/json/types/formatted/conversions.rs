//! Conversions between strings in a format and the types of other crates. Each of these crates has a feature that is
//! named after its version, because its types are part of the public API.

use super::duration;
use super::error::{FormatError, Problem};
#[cfg(feature = "rust_decimal-1")]
use crate::json::Number;
use crate::json::types::timestamp::NANOSECONDS;

/// Implements the conversions from and to a type, from a string by value and by reference. `$parse` returns `None` for a
/// text that is not in the format or that the type cannot represent.
macro_rules! conversions {
    ($feature:literal, $string:ident, $type:ty, $parse:expr, $format:expr) => {
        implement! { #[cfg(feature = $feature)] $string, $type, |text| {
            let problem = |is_valid| if is_valid { Problem::OutOfRange } else { Problem::Not(super::$string::FORMAT.noun) };
            $parse(text).ok_or_else(|| problem((super::$string::FORMAT.is_valid)(text)))
        }, $format }
    };
}

/// Implements the conversions of durations from and to a type that is a number of nanoseconds. Days have 24 hours.
macro_rules! lengths {
    ($(#[$attribute:meta])? $type:ty, $from:expr, $to:expr) => {
        implement! { $(#[$attribute])? DurationString, $type, |text| {
            duration::length(text).and_then(|nanoseconds| $from(nanoseconds).ok_or(Problem::OutOfRange))
        }, |value: $type| duration::written($to(value)) }
    };
}

macro_rules! implement {
    ($(#[$attribute:meta])? $string:ident, $type:ty, $parse:expr, $format:expr) => {
        $(#[$attribute])?
        impl TryFrom<&super::$string> for $type {
            type Error = FormatError;

            fn try_from(value: &super::$string) -> Result<Self, FormatError> {
                let text = value.as_str();
                $parse(text).map_err(|problem| FormatError::new(text, problem))
            }
        }

        $(#[$attribute])?
        impl TryFrom<super::$string> for $type {
            type Error = FormatError;

            fn try_from(value: super::$string) -> Result<Self, FormatError> {
                Self::try_from(&value)
            }
        }

        $(#[$attribute])?
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

conversions!(
    "jiff-02",
    DurationString,
    jiff::Span,
    |text| jiff::fmt::temporal::SpanParser::new().parse_span(text).ok(),
    |span: jiff::Span| span.to_string()
);
lengths!(
    std::time::Duration,
    |length: i128| {
        let nanoseconds = u32::try_from(length % NANOSECONDS).ok()?;
        Some(std::time::Duration::new(u64::try_from(length / NANOSECONDS).ok()?, nanoseconds))
    },
    |value: std::time::Duration| {
        i128::from(value.as_secs()) * NANOSECONDS + i128::from(value.subsec_nanos())
    }
);
lengths!(
    #[cfg(feature = "jiff-02")]
    jiff::SignedDuration,
    |length| seconds(length).map(|(seconds, rest)| jiff::SignedDuration::new(seconds, rest)),
    |value: jiff::SignedDuration| value.as_nanos()
);
lengths!(
    #[cfg(feature = "chrono-04")]
    chrono::TimeDelta,
    |length: i128| {
        let nanoseconds = u32::try_from(length.rem_euclid(NANOSECONDS)).ok()?;
        chrono::TimeDelta::new(i64::try_from(length.div_euclid(NANOSECONDS)).ok()?, nanoseconds)
    },
    |value: chrono::TimeDelta| {
        i128::from(value.num_seconds()) * NANOSECONDS + i128::from(value.subsec_nanos())
    }
);
lengths!(
    #[cfg(feature = "time-03")]
    time::Duration,
    |length| seconds(length).map(|(seconds, rest)| time::Duration::new(seconds, rest)),
    time::Duration::whole_nanoseconds
);
conversions!(
    "rust_decimal-1",
    DecimalString,
    rust_decimal::Decimal,
    |text| super::decimal::parse(text).filter(|_| super::decimal::is_valid(text)),
    |decimal: rust_decimal::Decimal| decimal.to_string()
);

/// Splits nanoseconds into seconds and the rest, which has the same sign.
#[cfg(any(feature = "jiff-02", feature = "time-03"))]
fn seconds(length: i128) -> Option<(i64, i32)> {
    Some((i64::try_from(length / NANOSECONDS).ok()?, i32::try_from(length % NANOSECONDS).ok()?))
}

/// Converts a number with all of its digits.
#[cfg(feature = "rust_decimal-1")]
impl TryFrom<&Number> for rust_decimal::Decimal {
    type Error = FormatError;

    fn try_from(number: &Number) -> Result<Self, FormatError> {
        let problem = if number.is_finite() { Problem::OutOfRange } else { Problem::Not("a finite number") };
        let text = number.text();
        super::decimal::parse(&text).ok_or_else(|| FormatError::new(&text, problem))
    }
}

#[cfg(feature = "rust_decimal-1")]
impl TryFrom<Number> for rust_decimal::Decimal {
    type Error = FormatError;

    fn try_from(number: Number) -> Result<Self, FormatError> {
        Self::try_from(&number)
    }
}

#[cfg(feature = "rust_decimal-1")]
impl From<rust_decimal::Decimal> for Number {
    fn from(decimal: rust_decimal::Decimal) -> Self {
        Self::from_valid(&decimal.to_string())
    }
}

/// Writes a date. A year outside 0 to 9999, which RFC 3339 does not have, results in a text that is not valid.
#[cfg(any(feature = "jiff-02", feature = "chrono-04", feature = "time-03"))]
fn written(year: i32, month: impl std::fmt::Display, day: impl std::fmt::Display) -> String {
    let sign = match year {
        0..=9999 => "",
        ..0 => "-",
        _ => "+",
    };
    format!("{sign}{:04}-{month:02}-{day:02}", year.unsigned_abs())
}

#[cfg(all(
    test,
    feature = "jiff-02",
    feature = "chrono-04",
    feature = "time-03",
    feature = "rust_decimal-1"
))]
mod tests;
