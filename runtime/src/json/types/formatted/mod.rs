//! Strings in a format, each written back byte for byte as it was read.
//!
//! A text that is not in the format can be read, compared and written like any other, so a response never fails because
//! of one. A request that contains one is rejected.

mod conversions;
mod date;
mod uuid;

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

pub use conversions::FormatError;

use crate::json::parts::{Part, Place, TextFormat, View};
use crate::json::{Json, ReadError, Reader};

/// Declares a type of strings in a format.
macro_rules! formatted {
    ($(#[$attribute:meta])* $name:ident, $noun:literal, $is_valid:path) => {
        $(#[$attribute])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
