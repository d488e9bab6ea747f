//! The types that fields have: types of the standard library and of this crate.

mod extra;
mod formatted;
mod number;
mod or_reference;
mod patch;
mod plain;
mod scalar;
mod timestamp;
mod typed_map;

pub(crate) use extra::check_properties;
pub use extra::{Extra, ExtraIter, check_rest};
pub(crate) use formatted::base64;
pub use formatted::{
    Base64String, Base64UrlString, DateString, DecimalString, DurationString, FormatError, UuidString,
};
pub use number::Number;
pub use or_reference::OrReference;
pub(crate) use or_reference::check_reference;
pub use patch::Patch;
pub(crate) use plain::{Plain, PlainKind};
pub use timestamp::Timestamp;
#[cfg(any(feature = "jiff-02", feature = "chrono-04", feature = "time-03"))]
pub use timestamp::TimestampError;
pub use typed_map::TypedMap;
