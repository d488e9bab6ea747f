//! Types of strings in a format.

use serde::Deserialize;

/// A type of the runtime for strings in a format.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum StringType {
    /// A UUID.
    Uuid,
    /// A calendar date.
    Date,
    /// A length of time.
    Duration,
    /// A decimal number.
    Decimal,
    /// Bytes as base64.
    Base64,
    /// Bytes as base64 with the alphabet for URLs.
    Base64Url,
}

impl StringType {
    /// Returns the noun for its values.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Uuid => "UUID",
            Self::Date => "date",
            Self::Duration => "duration",
            Self::Decimal => "decimal",
            Self::Base64 => "base64",
            Self::Base64Url => "base64url",
        }
    }

    /// Returns its name in the runtime.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Uuid => "UuidString",
            Self::Date => "DateString",
            Self::Duration => "DurationString",
            Self::Decimal => "DecimalString",
            Self::Base64 => "Base64String",
            Self::Base64Url => "Base64UrlString",
        }
    }

    /// Returns a value for examples.
    #[must_use]
    pub const fn sample(self) -> &'static str {
        match self {
            Self::Uuid => "67e55044-10b1-426f-9247-bb680e5fe0c8",
            Self::Date => "2024-02-29",
            Self::Duration => "PT1H30M",
            Self::Decimal => "9.90",
            Self::Base64 | Self::Base64Url => "c2VjcmV0",
        }
    }
}
