//! Reads, writes and checks models as JSON.
//!
//! A model is a type with [`Json`]; the macros [`object!`](crate::object), [`union!`](crate::union)
//! and [`string_enum!`](crate::string_enum) make one out of a declaration. A model is read from the
//! bytes by one concrete pull [`Reader`], and written by one concrete [`Writer`], so nothing here
//! is compiled once more for each format. The tokens of JSON are parsed and formatted by
//! `serde_json`.
//!
//! What it refuses: guessing. No option of a union is tried out (what only was likely to be one, and is not, is kept whole), no missing member is filled in, no
//! unknown member is dropped, and a document nested deeper than [`DEPTH_LIMIT`] is an error. A
//! member that stands twice in one object counts as it stands last. What is read is never held
//! against lengths, patterns or enumerations; that is for what is sent, by [`validate`].

mod bridge;
mod check;
mod entry;
mod error;
mod extra;
mod inside;
mod macros_object;
mod macros_union;
mod members;
#[doc(hidden)]
pub mod model_parts;
mod or_reference;
mod passed;
mod patch;
mod path;
mod pattern;
mod reader;
mod rule;
mod scalar;
mod scanner;
mod shortcut;
mod string_enum;
#[cfg(test)]
mod tests;
mod union;
mod writer;

pub use check::{Checker, Violation, Violations};
pub use entry::{from_slice, from_slice_at, read_page, to_vec, validate};
pub(crate) use entry::{to_value, utf8};
pub use error::ReadError;
pub use extra::{Extra, ExtraIter};
pub use inside::{Inside, ValueRule};
pub use or_reference::OrReference;
pub use patch::Patch;
pub use reader::{DEPTH_LIMIT, Reader};
pub use rule::{Limit, Rule};
pub use union::{Candidate, Decision, KeyRule, Kind, Objects};
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
