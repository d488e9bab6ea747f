//! Reads, writes and checks models as JSON.
//!
//! A model is a type that implements [`Json`]. Models are rarely written by hand: the macros
//! [`object!`](crate::object), [`union!`](crate::union) and [`string_enum!`](crate::string_enum) declare a type and
//! implement [`Json`] for it. There is one concrete [`Reader`], one [`Writer`] and one [`Checker`], so a model is
//! compiled once and not once per format.
//!
//! To learn the module, read it in this order:
//!
//! 1. The trait [`Json`] below, and `entry` with the functions that handle whole documents: [`from_slice`],
//!    [`to_vec`], [`validate`].
//! 2. `read`: [`Reader`] pulls one value after another out of the text and tracks the path for errors. It gets its
//!    tokens from the scanner in `text`, which leaves everything but punctuation and plain strings to `serde_json`.
//!    `read::members` matches the keys of an object with the fields of a struct and keeps unknown ones.
//! 3. `writer`: [`Writer`] appends to a byte buffer and cannot fail.
//! 4. `check`: [`Checker`] holds a value against its [`Rule`]s and collects every [`Violation`] with its path.
//! 5. `union`: variant selection. A [`Selection`] is static data that names the variant for a JSON kind, a
//!    discriminator, or the keys that are present. It looks ahead in the text and never tries variants in turn.
//! 6. `macros`: what the declarations expand to. The expansions stay small, because they call functions that exist
//!    once, reached through [`model_parts`].
//!
//! `types` implements [`Json`] for the types of fields: std types, [`Patch`], [`OrReference`], [`Extra`],
//! [`Timestamp`].
//!
//! Unknown fields are kept, missing ones are an error, and of a repeated field the last one counts. A document nested
//! deeper than [`DEPTH_LIMIT`] is rejected. A value that was selected for a variant by counting fields, and then does
//! not fit it, is kept whole. Lengths, patterns and enumerations are checked for requests only, by [`validate`].
//!
//! [`Json`] names the reader, the writer and the checker, and all three call it for the values inside of a value, so
//! these files import each other.

mod check;
mod entry;
mod macros;
mod read;
#[cfg(test)]
mod tests;
mod text;
mod types;
mod union;
mod writer;

pub use check::{Checker, Inside, Limit, Rule, ValueRule, Violation, Violations};
pub use entry::{from_slice, from_slice_at, read_page, to_vec, validate};
pub(crate) use entry::{to_value, utf8};
#[doc(hidden)]
pub use macros::model_parts;
pub use read::{DEPTH_LIMIT, ReadError, Reader};
#[cfg(any(feature = "jiff-02", feature = "chrono-04", feature = "time-03"))]
pub use types::TimestampError;
pub use types::{Extra, ExtraIter, OrReference, Patch, Timestamp};
pub use union::{Candidate, KeyRule, Kind, Objects, Selection};
pub use writer::Writer;

/// A JSON value of any kind: what a model keeps without knowing it.
///
/// Whole numbers from -2⁶³ to 2⁶⁴ - 1 are exact, others are 64-bit floats; one beyond these (`1e400`) cannot be read.
/// A program that meets longer ones adds `serde_json` with its feature `arbitrary_precision` to its own
/// dependencies: every number is then kept as it is written, here too. The text of an answer is there in any case,
/// see [`Response::body`](crate::Response::body).
#[doc(inline)]
pub use serde_json::Value;

/// A JSON object with free keys and values.
pub type Map = serde_json::Map<String, Value>;

/// A type that can be read from JSON, written to it, and checked before it is sent.
///
/// ```
/// use northflank_runtime::{Checker, Json, ReadError, Reader, Rule, Writer, from_slice};
///
/// /// A duration that JSON holds as whole seconds.
/// #[derive(Debug, PartialEq)]
/// struct Seconds(i64);
///
/// impl Json for Seconds {
///     fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
///         reader.integer().map(Self)
///     }
///     fn write(&self, writer: &mut Writer) {
///         writer.integer(self.0);
///     }
///     fn check(&self, rule: &Rule, checker: &mut Checker) {
///         checker.integer(self.0, rule);
///     }
/// }
/// assert_eq!(from_slice::<Seconds>(b"60")?, Seconds(60));
/// # Ok::<(), ReadError>(())
/// ```
pub trait Json: Sized {
    /// Reads the value that comes next.
    ///
    /// # Errors
    /// If it has another shape than this type, or is not JSON.
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError>;

    /// Writes the value.
    fn write(&self, writer: &mut Writer);

    /// Reports where the value breaks `rule`, and where anything in it breaks the rules of its own
    /// type.
    fn check(&self, rule: &Rule, checker: &mut Checker);
}
