//! Strings in a format, each written back byte for byte as it was read.
//!
//! A text that is not in the format can be read, compared and written like any other, so a response never fails because
//! of one. A request that contains one is rejected.

mod base64;
mod conversions;
mod date;
mod decimal;
mod duration;
mod error;
mod uuid;

use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

pub(crate) use base64::encode as base64;
pub use error::FormatError;

use crate::json::parts::{Part, Place, TextFormat, View};
use crate::json::{Json, Patch, ReadError, Reader};

/// Declares a type of strings in a format.
macro_rules! formatted {
    ($(#[$attribute:meta])* $name:ident, $noun:expr, $is_valid:path) => {
        $(#[$attribute])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            const FORMAT: TextFormat = TextFormat { noun: $noun, is_valid: $is_valid };

            /// Returns the original text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Whether the text is in the format. Requests with a text that is not are rejected before they are sent.
            #[must_use]
            pub fn is_valid(&self) -> bool {
                (Self::FORMAT.is_valid)(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{}({:?})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = Infallible;

            fn from_str(text: &str) -> Result<Self, Infallible> {
                Ok(Self::from(text))
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&$name> for $name {
            fn from(value: &$name) -> Self {
                value.clone()
            }
        }

        impl From<&str> for Patch<$name> {
            fn from(text: &str) -> Self {
                Self::Set($name::from(text))
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Json for $name {
            fn empty() -> Self {
                Self(String::new())
            }
        }

        impl Part for $name {
            fn fill(&mut self, reader: &mut Reader<'_>, _place: Place) -> Result<(), ReadError> {
                *self = Self(reader.owned_string()?);
                Ok(())
            }

            fn view(&self) -> View<'_> {
                View::Formatted(&self.0, const { &Self::FORMAT })
            }
        }

        crate::json_bridge! { $name }
    };
}

formatted! {
    #[derive(PartialOrd, Ord)]
    /// A UUID, stored as its original text.
    ///
    /// Valid texts are those that the crate `uuid` parses: with hyphens (`67e55044-10b1-426f-9247-bb680e5fe0c8`) or
    /// without, in either case, in braces, or after `urn:uuid:`. Any other text can be read, compared and written, but
    /// not sent. Values are equal if their texts are equal.
    ///
    /// The feature `uuid-1` adds conversions from and to `uuid::Uuid`.
    ///
    /// ```
    /// # use faithful_runtime::UuidString;
    /// let id = UuidString::from("67E55044-10b1-426f-9247-bb680e5fe0c8");
    /// assert!(id.is_valid());
    /// assert_eq!(id.as_str(), "67E55044-10b1-426f-9247-bb680e5fe0c8");
    /// assert!(!UuidString::from("id-1").is_valid());
    /// ```
    UuidString, "a UUID", uuid::is_valid
}

formatted! {
    #[derive(PartialOrd, Ord)]
    /// A calendar date, stored as its original text.
    ///
    /// Valid texts are dates as in RFC 3339: `2024-02-29`. Any other text can be read, compared and written, but not sent.
    /// Values are equal if their texts are equal, and ordered by text, which is the order of valid dates.
    ///
    /// The features `jiff-02`, `chrono-04` and `time-03` add conversions from and to the date types of these crates.
    ///
    /// ```
    /// # use faithful_runtime::DateString;
    /// assert!(DateString::from("2024-02-29").is_valid());
    /// assert!(!DateString::from("2023-02-29").is_valid());
    /// assert!(DateString::from("2023-12-31") < DateString::from("2024-01-01"));
    /// ```
    DateString, "a date", date::is_valid
}

/// The noun of durations.
const DURATION: &str = "a duration";

formatted! {
    /// A length of time, stored as its original text.
    ///
    /// Valid texts are durations as in ISO 8601: `PT1H30M`, `P1DT12H`, `-PT0.5S`. Units are in order, and the last one of a
    /// time may have a fraction. Any other text can be read, compared and written, but not sent. Values are equal if their
    /// texts are equal.
    ///
    /// It converts from and to [`std::time::Duration`]. The features `jiff-02` (`Span` and `SignedDuration`), `chrono-04`
    /// (`TimeDelta`) and `time-03` (`Duration`) add conversions from and to the types of these crates. In all but a `Span`,
    /// a day has 24 hours and a week 7 days, and a duration with years or months is an error.
    ///
    /// ```
    /// # use faithful_runtime::{DurationString, FormatError};
    /// use std::time::Duration;
    ///
    /// let timeout = DurationString::from("PT1H30M");
    /// assert_eq!(Duration::try_from(&timeout)?, Duration::from_secs(5400));
    /// assert_eq!(DurationString::from(Duration::from_millis(90_500)).as_str(), "PT1M30.5S");
    /// assert!(!DurationString::from("1:30").is_valid());
    /// # Ok::<(), FormatError>(())
    /// ```
    DurationString, DURATION, duration::is_valid
}

formatted! {
    /// A decimal number in a string, stored as its original text.
    ///
    /// Valid texts are numbers, with or without a sign, a fraction and an exponent, of any size: `0.10`, `-1e3`. Any other
    /// text can be read, compared and written, but not sent. Values are equal if their texts are equal. They are ordered
    /// by number, then by text; those that are not valid come last.
    ///
    /// The feature `rust_decimal-1` adds conversions from and to `rust_decimal::Decimal`, which are exact: a number with
    /// more digits is an error.
    ///
    /// ```
    /// # use faithful_runtime::DecimalString;
    /// let price = DecimalString::from("9.90");
    /// assert_eq!(price.as_str(), "9.90");
    /// assert!(price < DecimalString::from("10"));
    /// assert!(!DecimalString::from("9,90").is_valid());
    /// ```
    DecimalString, "a decimal number", decimal::is_valid
}

impl Ord for DecimalString {
    fn cmp(&self, other: &Self) -> Ordering {
        decimal::compare(&self.0, &other.0).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for DecimalString {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

formatted! {
    /// Bytes as base64 (RFC 4648), stored as their original text.
    ///
    /// Valid texts have the standard alphabet, with or without padding and line ends. Any other text can be read, compared
    /// and written, but not sent. Values are equal if their texts are equal.
    ///
    /// The conversions of strings take base64; [`encode`](Self::encode) takes bytes.
    ///
    /// ```
    /// # use faithful_runtime::{Base64String, FormatError};
    /// let key = Base64String::encode(b"secret");
    /// assert_eq!(key.as_str(), "c2VjcmV0");
    /// assert_eq!(Base64String::from("c2VjcmV0").decode()?, b"secret");
    /// assert!(Base64String::from("secret").decode().is_err());
    /// # Ok::<(), FormatError>(())
    /// ```
    Base64String, "base64", base64::is_valid
}

formatted! {
    /// Bytes as base64 with the alphabet for URLs (RFC 4648), stored as their original text.
    ///
    /// Valid texts have `-` and `_` in place of `+` and `/`, and may have padding and line ends. Any other text can be read,
    /// compared and written, but not sent. Values are equal if their texts are equal.
    ///
    /// The conversions of strings take base64; [`encode`](Self::encode) takes bytes.
    ///
    /// ```
    /// # use faithful_runtime::{Base64UrlString, FormatError};
    /// assert_eq!(Base64UrlString::encode([251, 255]).as_str(), "-_8=");
    /// assert_eq!(Base64UrlString::from("-_8").decode()?, [251, 255]);
    /// # Ok::<(), FormatError>(())
    /// ```
    Base64UrlString, "base64 for URLs", base64::is_valid_url
}
