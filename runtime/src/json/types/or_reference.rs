//! A value, or a string with a `${…}` reference in its place.

use std::borrow::Cow;

use crate::json::check::pattern;
use crate::json::{Checker, Json, ReadError, Reader, Rule, Writer, from_slice, to_vec};

/// A value, or a string with a reference such as `${refs.build.id}`, which the API resolves when it uses the
/// value.
///
/// When reading, a string that contains `${` and a later `}` is a reference, and everything else is a value.
/// Stricter requirements of the API on references are validated in requests only.
///
/// ```
/// # use northflank_runtime::OrReference;
/// let replicas: OrReference<i64> = 3.into();
/// assert_eq!(replicas.value(), Some(&3));
/// let replicas = OrReference::<i64>::reference("${args.replicas}");
/// assert_eq!(replicas.as_reference(), Some("${args.replicas}"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum OrReference<T> {
    /// The value itself.
    Value(T),
    /// A string that contains a reference, unchanged.
    Reference(String),
}

impl<T> OrReference<T> {
    /// Creates a reference. The text is not changed; validation checks that it contains a `${…}`.
    #[must_use]
    pub fn reference(text: impl Into<String>) -> Self {
        Self::Reference(text.into())
    }

    /// Returns the value, or `None` if this is a reference.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Reference(_) => None,
        }
    }

    /// Converts into the value, or `None` if this is a reference.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Reference(_) => None,
        }
    }

    /// Returns the text of the reference, or `None` if this is a value.
    #[must_use]
    pub fn as_reference(&self) -> Option<&str> {
        match self {
            Self::Value(_) => None,
            Self::Reference(text) => Some(text),
        }
    }
}

impl<T> From<T> for OrReference<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl From<&str> for OrReference<String> {
    /// Converts a string with a `${…}` into a reference, and any other string into a value.
    fn from(text: &str) -> Self {
        if is_reference(text) { Self::Reference(text.to_owned()) } else { Self::Value(text.to_owned()) }
    }
}

impl<T: Json> Json for OrReference<T> {
    const HAS_NULL: bool = T::HAS_NULL;

    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        match read_reference(reader)? {
            Some(text) => Ok(Self::Reference(text.into_owned())),
            None => Ok(Self::Value(T::read(reader)?)),
        }
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Value(value) => value.write(writer),
            Self::Reference(text) => writer.string(text),
        }
    }

    fn check(&self, rule: &Rule, checker: &mut Checker) {
        match self {
            Self::Value(value) => value.check(rule, checker),
            Self::Reference(text) if text.split(LINE_ENDS).any(is_reference) => {
                let matched = rule.reference.map_or(Ok(()), |pattern| pattern::check(pattern, text));
                if let Err(message) = matched {
                    check_as_value::<T>(text, message, rule, checker);
                }
            }
            Self::Reference(_) => {
                checker.report("reference", "must contain a reference such as `${refs.name.id}`".to_owned());
            }
        }
    }
}

/// The line terminators of ECMAScript. A reference cannot span lines.
const LINE_ENDS: [char; 4] = ['\n', '\r', '\u{2028}', '\u{2029}'];

/// Checks a string that contains a `${…}` but does not match the pattern for references: it may still be a
/// value.
#[cold]
fn check_as_value<T: Json>(text: &str, message: String, rule: &Rule, checker: &mut Checker) {
    match from_slice::<T>(&to_vec(&text.to_owned())) {
        Ok(value) => value.check(rule, checker),
        Err(_) => checker.report("reference", message),
    }
}

fn read_reference<'a>(reader: &mut Reader<'a>) -> Result<Option<Cow<'a, str>>, ReadError> {
    let mut start = reader.look_ahead();
    if start.peek() != Some(b'"') {
        return Ok(None);
    }
    let text = reader.string()?;
    if is_reference(&text) {
        return Ok(Some(text));
    }
    reader.rewind(start);
    Ok(None)
}

fn is_reference(text: &str) -> bool {
    text.find("${").is_some_and(|start| text[start..].contains('}'))
}
