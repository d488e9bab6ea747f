//! A value, or a string with a `${…}` reference that stands in its place.

use std::borrow::Cow;

use crate::json::check::pattern;
use crate::json::{Checker, Json, ReadError, Reader, Rule, Writer, from_slice, to_vec};

/// A value, or a string with a reference such as `${refs.build.id}` that is resolved where the
/// value is used.
///
/// When read, a string that contains `${` and after it `}` is a reference, everything else is a
/// value. Where the API asks for more, that is a rule of what is sent.
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
    /// A string with a reference, as it is written.
    Reference(String),
}

impl<T> OrReference<T> {
    /// A reference. The text is kept as it is; whether it holds a `${…}` is looked at when it is
    /// checked.
    #[must_use]
    pub fn reference(text: impl Into<String>) -> Self {
        Self::Reference(text.into())
    }

    /// The value, unless it is a reference.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Reference(_) => None,
        }
    }

    /// The value, unless it is a reference.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Reference(_) => None,
        }
    }

    /// The text of the reference, unless it is a value.
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
    /// A text with a `${…}` reference becomes a reference.
    fn from(text: &str) -> Self {
        if is_reference(text) { Self::Reference(text.to_owned()) } else { Self::Value(text.to_owned()) }
    }
}

impl<T: Json> Json for OrReference<T> {
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
                let told = rule.reference.map_or(Ok(()), |pattern| pattern::check(pattern, text));
                if let Err(message) = told {
                    check_as_value::<T>(text, message, rule, checker);
                }
            }
            Self::Reference(_) => {
                checker.report("reference", "must contain a reference such as `${refs.name.id}`".to_owned());
            }
        }
    }
}

/// What ends a line in a pattern: a reference stands on one line.
const LINE_ENDS: [char; 4] = ['\n', '\r', '\u{2028}', '\u{2029}'];

/// A text that holds a `${…}` and is no reference all the same may be a value.
#[cold]
fn check_as_value<T: Json>(text: &str, message: String, rule: &Rule, checker: &mut Checker) {
    match from_slice::<T>(&to_vec(&text.to_owned())) {
        Ok(value) => value.check(rule, checker),
        Err(_) => checker.report("reference", message),
    }
}

fn read_reference<'a>(reader: &mut Reader<'a>) -> Result<Option<Cow<'a, str>>, ReadError> {
    let mut before = reader.look_ahead();
    if before.peek() != Some(b'"') {
        return Ok(None);
    }
    let text = reader.string()?;
    if is_reference(&text) {
        return Ok(Some(text));
    }
    reader.rewind(before);
    Ok(None)
}

fn is_reference(text: &str) -> bool {
    text.find("${").is_some_and(|start| text[start..].contains('}'))
}
