//! Reads, writes and checks models as JSON.
//!
//! A model is a type that implements [`Json`]. Models are rarely written by hand: the macros
//! [`object!`](crate::object), [`union!`](crate::union), [`string_enum!`](crate::string_enum) and
//! [`scalar_enum!`](crate::scalar_enum) declare a type and implement [`Json`] for it. [`Reader`], [`Writer`] and
//! [`Checker`] are concrete types, so a model is compiled once instead of once per format.
//!
//! # Reading order
//!
//! 1. The trait [`Json`] below, and `entry`, which handles whole documents: [`from_slice`], [`to_vec`],
//!    [`validate`].
//! 2. `read`: [`Reader`] pulls values out of the text one by one and tracks the path for error messages. Its
//!    tokens come from the scanner in `text`, which handles punctuation and plain strings and leaves the rest
//!    to `serde_json`. `read::fields` matches the keys of an object with the fields of a struct and keeps
//!    unknown ones.
//! 3. `writer`: [`Writer`] appends to a byte buffer and cannot fail.
//! 4. `check`: [`Checker`] validates a value against its [`Rule`]s and collects every [`Violation`] with its
//!    path.
//! 5. `union`: variant selection. A [`Selection`] is static data that maps a JSON kind, a discriminator, or
//!    the keys that are present to a variant. It looks ahead in the text and never tries variants in turn.
//! 6. `parts`: the fields of a struct, the elements of a list, the value of a union, as trait objects, so that reading,
//!    writing, checking, comparing and formatting exist once for all types. A value is created empty and read in place; a
//!    `View` of it is what everything else works with.
//! 7. `macros`: the declarations and their expansions. An expansion is small because it calls shared
//!    functions through [`model_parts`].
//!
//! `types` implements [`Json`] for the types that fields have: std types, [`Number`], [`Patch`],
//! [`OrReference`], [`Extra`], [`Timestamp`], [`TypedMap`], and strings in a format, such as [`UuidString`].
//!
//! # Behavior
//!
//! - Unknown fields are kept. A missing required field is an error. If a field is repeated, the last one
//!   wins.
//! - A document nested deeper than [`DEPTH_LIMIT`] is rejected.
//! - A document whose values take too much memory is rejected; see `read::budget`.
//! - If a variant is selected heuristically and the value then does not match it, the value is kept unparsed.
//! - Lengths, patterns and enum values are checked in requests only, by [`validate`].
//!
//! The files of this module import each other: [`Json`] refers to the reader, the writer and the checker, and
//! all three call it for nested values.

mod check;
mod entry;
mod macros;
mod parts;
mod read;
#[cfg(test)]
mod tests;
mod text;
mod types;
mod union;
mod writer;

#[doc(hidden)]
pub use check::{Checker, Inside, Limit, Rule, ValueRule};
pub use check::{Violation, Violations};
#[doc(hidden)]
pub use entry::{from_body, from_slice_at, read_page, validate};
pub use entry::{from_slice, to_vec};
pub(crate) use entry::{page_from_body, to_value, utf8};
#[doc(hidden)]
pub use macros::model_parts;
pub use read::ReadError;
pub(crate) use read::write_too_large;
#[doc(hidden)]
pub use read::{DEPTH_LIMIT, RESPONSE_LIMIT, Reader};
pub(crate) use text::{VALUE_EXCERPT, excerpt, quoted};
#[cfg(any(feature = "jiff-02", feature = "chrono-04", feature = "time-03"))]
pub use types::TimestampError;
pub use types::{
    Base64String, Base64UrlString, DateString, DecimalString, DurationString, FormatError, UuidString,
};
pub use types::{Extra, ExtraIter, Number, OrReference, Patch, Timestamp, TypedMap};
pub(crate) use types::{Plain, PlainKind, base64};
#[doc(hidden)]
pub use union::{Candidate, Case, KeyRule, Kind, Objects, Selection};
#[doc(hidden)]
pub use writer::Writer;

/// A JSON value of any kind, used for data that a model does not describe.
///
/// Integers from -2⁶³ to 2⁶⁴ - 1 are exact. All other numbers are 64-bit floats, and a number that is too
/// large for one (`1e400`) is an error; a [`Number`], which models have, keeps every digit. The raw text of a
/// response is always available from [`Response::body`](crate::Response::body).
#[doc(inline)]
pub use serde_json::Value;

/// A JSON object with arbitrary keys and values.
pub type Map = serde_json::Map<String, Value>;

/// A type that can be read from JSON, written as JSON, and checked before it is sent: every model, and the
/// standard types that fields have.
///
/// Use it as a bound. The macros [`object!`](crate::object), [`union!`](crate::union),
/// [`string_enum!`](crate::string_enum) and [`scalar_enum!`](crate::scalar_enum) implement it; its methods are not part of the public interface.
///
/// ```
/// use faithful_runtime::{Json, ReadError, from_slice, to_vec};
///
/// fn normalize<T: Json>(text: &[u8]) -> Result<Vec<u8>, ReadError> {
///     from_slice::<T>(text).map(|value| to_vec(&value))
/// }
/// assert_eq!(normalize::<Vec<i64>>(b"[1, 2]")?, b"[1,2]");
/// # Ok::<(), ReadError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from and written as JSON by this crate",
    label = "not a model",
    note = "use a model, a standard type such as `String`, `i64` or `Vec<T>`, or `Value` for any JSON"
)]
pub trait Json: parts::Part + Sized {
    /// Whether `null` is a value of this type. If it is not, an optional field or an entry of a map that is null is
    /// read as absent.
    #[doc(hidden)]
    const HAS_NULL: bool = false;

    /// Returns a value to read into: zero, an empty list, an object of such values.
    #[doc(hidden)]
    fn empty() -> Self;
}
