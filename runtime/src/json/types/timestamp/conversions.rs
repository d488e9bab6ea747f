//! Conversions between timestamps and the types of date and time crates. Each of these crates has a feature
//! that is named after its version, because its types are part of the public API.

use std::error::Error as StdError;
use std::fmt;

use super::Timestamp;

/// An error from converting a timestamp that is not in RFC 3339 format, or that is out of range for the
/// target type.
///
/// ```
/// # #[cfg(feature = "jiff-02")] {
/// use faithful_runtime::Timestamp;
///
/// let error = jiff::Timestamp::try_from(&Timestamp::from("soon")).unwrap_err();
/// assert_eq!(error.to_string(), "`soon` is not an RFC 3339 timestamp");
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimestampError {
    text: String,
    is_valid: bool,
}

impl TimestampError {
    /// The unchanged text of the timestamp.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for TimestampError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = if self.is_valid { "is out of range" } else { "is not an RFC 3339 timestamp" };
        write!(formatter, "`{}` {problem}", self.text)
    }
}

impl StdError for TimestampError {}

impl Timestamp {
    /// Converts the instant of this timestamp to another type.
    fn convert<T>(&self, from_nanoseconds: impl Fn(i128) -> Option<T>) -> Result<T, TimestampError> {
        let nanoseconds = self.unix_nanoseconds();
        let error = || TimestampError { text: self.as_str().to_owned(), is_valid: nanoseconds.is_some() };
        nanoseconds.and_then(from_nanoseconds).ok_or_else(error)
    }
}

/// Implements the conversions from and to a type, from a timestamp by value and by reference.
macro_rules! conversions {
    ($feature:literal, $type:ty, $from:expr, $to:expr) => {
        #[cfg(feature = $feature)]
        impl TryFrom<&Timestamp> for $type {
            type Error = TimestampError;

            /// Converts to an instant. Digits beyond nanoseconds are dropped.
            fn try_from(timestamp: &Timestamp) -> Result<Self, TimestampError> {
                timestamp.convert($from)
            }
        }

        #[cfg(feature = $feature)]
        impl TryFrom<Timestamp> for $type {
            type Error = TimestampError;

            /// Converts to an instant. Digits beyond nanoseconds are dropped.
            fn try_from(timestamp: Timestamp) -> Result<Self, TimestampError> {
                Self::try_from(&timestamp)
            }
        }

        #[cfg(feature = $feature)]
        impl From<$type> for Timestamp {
            /// Formats as RFC 3339 in UTC, see [`Timestamp::from_unix_nanoseconds`].
            fn from(value: $type) -> Self {
                Self::from_unix_nanoseconds($to(value))
            }
        }
    };
}

conversions!(
    "jiff-02",
    jiff::Timestamp,
    |nanoseconds| jiff::Timestamp::from_nanosecond(nanoseconds).ok(),
    jiff::Timestamp::as_nanosecond
);
conversions!("chrono-04", chrono::DateTime<chrono::Utc>, from_chrono, |value: chrono::DateTime<_>| {
    i128::from(value.timestamp()) * 1_000_000_000 + i128::from(value.timestamp_subsec_nanos())
});
conversions!(
    "time-03",
    time::OffsetDateTime,
    |nanoseconds| time::OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).ok(),
    time::OffsetDateTime::unix_timestamp_nanos
);

#[cfg(feature = "chrono-04")]
fn from_chrono(nanoseconds: i128) -> Option<chrono::DateTime<chrono::Utc>> {
    let seconds = i64::try_from(nanoseconds.div_euclid(1_000_000_000)).ok()?;
    let subsecond = u32::try_from(nanoseconds.rem_euclid(1_000_000_000)).ok()?;
    chrono::DateTime::from_timestamp(seconds, subsecond)
}

#[cfg(all(test, feature = "jiff-02", feature = "chrono-04", feature = "time-03"))]
mod tests {
    use super::*;

    const INSTANTS: [i128; 6] = [
        0,
        -1,
        1_609_502_400_000_000_000,
        1_655_219_442_842_000_000,
        951_782_400_123_456_789,
        -62_167_219_200,
    ];

    #[test]
    fn instants_convert_both_ways() {
        for nanoseconds in INSTANTS {
            let timestamp = Timestamp::from_unix_nanoseconds(nanoseconds);
            let jiff = jiff::Timestamp::try_from(&timestamp).unwrap();
            let chrono = chrono::DateTime::<chrono::Utc>::try_from(&timestamp).unwrap();
            let time = time::OffsetDateTime::try_from(timestamp.clone()).unwrap();
            assert_eq!(jiff.as_nanosecond(), nanoseconds);
            assert_eq!(chrono.timestamp_nanos_opt().map(i128::from), Some(nanoseconds));
            assert_eq!(time.unix_timestamp_nanos(), nanoseconds);
            for converted in [Timestamp::from(jiff), chrono.into(), time.into()] {
                assert_eq!(converted, timestamp);
            }
        }
    }

    #[test]
    fn the_format_of_the_api_is_parsed() {
        let timestamp = Timestamp::from("2021-01-01 13:00:00.5+01:00");
        let jiff = jiff::Timestamp::try_from(&timestamp).unwrap();
        assert_eq!(jiff.to_string(), "2021-01-01T12:00:00.5Z");
        assert_eq!(Timestamp::from(jiff).as_str(), "2021-01-01T12:00:00.500Z");
    }

    #[test]
    fn a_text_that_is_not_a_timestamp_is_an_error() {
        let timestamp = Timestamp::from("soon");
        assert_eq!(
            chrono::DateTime::<chrono::Utc>::try_from(&timestamp).unwrap_err().to_string(),
            "`soon` is not an RFC 3339 timestamp"
        );
        let error = time::OffsetDateTime::try_from(&timestamp).unwrap_err();
        assert_eq!(error.text(), "soon");
    }
}
