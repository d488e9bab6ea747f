//! A value, or a string with a `${…}` reference in its place.

use crate::json::check::pattern;
use crate::json::entry::fill_from;
use crate::json::parts::{Create, Part, Place, View, create};
use crate::json::{Checker, Json, ReadError, Reader, Rule, to_vec};

/// A value, or a string with a reference such as `${refs.build.id}`, which the API resolves when it uses the
/// value.
///
/// When reading, a string that contains `${` and a later `}` is a reference, and everything else is a value.
/// Stricter requirements of the API on references are validated in requests only.
///
/// ```
/// # use faithful_runtime::OrReference;
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

    fn empty() -> Self {
        Self::Reference(String::new())
    }
}

impl<T: Json> Part for OrReference<T> {
    fn fill(&mut self, reader: &mut Reader<'_>, _place: Place) -> Result<(), ReadError> {
        match read_reference(reader) {
            Ok(None) => {
                let mut value = T::empty();
                let result = value.fill(reader, Place::Required);
                *self = Self::Value(value);
                result
            }
            Ok(Some(text)) => {
                *self = Self::Reference(text);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    fn view(&self) -> View<'_> {
        match self {
            Self::Value(value) => View::Value(value),
            Self::Reference(text) => View::Reference(text, create::<T>),
        }
    }
}

/// Checks the text of a reference. `create` is the type that a value would have.
pub(crate) fn check_reference(text: &str, create: Create, rule: &Rule, checker: &mut Checker) {
    if !text.split(LINE_ENDS).any(is_reference) {
        return checker.report("reference", "must contain a reference such as `${refs.name.id}`".to_owned());
    }
    let matched = rule.reference.map_or(Ok(()), |pattern| pattern::check(pattern, text));
    if let Err(message) = matched {
        check_as_value(text, create, message, rule, checker);
    }
}

/// The line terminators of ECMAScript. A reference cannot span lines.
const LINE_ENDS: [char; 4] = ['\n', '\r', '\u{2028}', '\u{2029}'];

/// Checks a string that contains a `${…}` but does not match the pattern for references: it may still be a
/// value.
#[cold]
fn check_as_value(text: &str, create: Create, message: String, rule: &Rule, checker: &mut Checker) {
    let mut value = create();
    match fill_from(&to_vec(&text.to_owned()), &mut *value) {
        Ok(()) => checker.part(&*value, rule),
        Err(_) => checker.report("reference", message),
    }
}

fn read_reference(reader: &mut Reader<'_>) -> Result<Option<String>, ReadError> {
    let mut start = reader.look_ahead();
    if start.peek() != Some(b'"') {
        return Ok(None);
    }
    let text = reader.string()?;
    if is_reference(&text) {
        return Ok(Some(text.into_owned()));
    }
    reader.rewind(start);
    Ok(None)
}

fn is_reference(text: &str) -> bool {
    text.find("${").is_some_and(|start| text[start..].contains('}'))
}
