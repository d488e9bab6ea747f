//! The types on one line of a description: `[array of] (string) (pattern: …) | (integer)`.

use serde_json::Value;

use crate::facts::{Scalar, ScalarKind};

use super::PageError;

/// A line of text without its end, and its number, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) number: usize,
    pub(super) text: &'a str,
}

impl<'a> Line<'a> {
    /// The number of spaces before the text.
    pub(super) fn indent(self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    /// Indentation, name and types of a property: ``- `name`: types``.
    pub(super) fn property(self) -> Option<(usize, &'a str, &'a str)> {
        let rest = self.text.trim_start_matches(' ').strip_prefix("- `")?;
        let (name, types) = rest.split_once("`: ")?;
        (!name.contains('`')).then_some((self.indent(), name, types))
    }
}

/// What encloses a value: each level is printed before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrapper {
    List,
    Union,
}

const WRAPPERS: [(&str, Wrapper); 2] =
    [("[array of]", Wrapper::List), ("(multiple options)", Wrapper::Union)];

const OBJECT: &str = "{object}";

const KINDS: [(&str, Option<ScalarKind>); 5] = [
    ("(string)", Some(ScalarKind::String)),
    ("(integer)", Some(ScalarKind::Integer)),
    ("(number)", Some(ScalarKind::Number)),
    ("(boolean)", Some(ScalarKind::Boolean)),
    ("(undefined)", None),
];

/// One of the alternatives on a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Alternative {
    pub(super) wrappers: Vec<Wrapper>,
    pub(super) value: LineValue,
}

/// The innermost value of an alternative.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum LineValue {
    /// An object, whose properties are on the following lines.
    Object,
    /// A string, number or boolean.
    Scalar { scalar: Scalar, required: bool },
    /// A value that the page does not describe.
    Undescribed { required: bool },
}

/// Reads the types on a line.
pub(super) fn alternatives(types: &str, number: usize) -> Result<Vec<Alternative>, PageError> {
    split(types).into_iter().map(|text| alternative(text, number)).collect()
}

/// Splits at ` | `, but only before a type, because patterns contain ` | `, too.
pub(super) fn split(types: &str) -> Vec<&str> {
    const SEPARATOR: &str = " | ";
    let mut parts = Vec::new();
    let mut start = 0;
    for (position, _) in types.match_indices(SEPARATOR) {
        let next = position + SEPARATOR.len();
        if begins_with_type(&types[next..]) {
            parts.push(&types[start..position]);
            start = next;
        }
    }
    parts.push(&types[start..]);
    parts
}

fn begins_with_type(text: &str) -> bool {
    let mut tokens = WRAPPERS.iter().map(|it| it.0).chain(KINDS.iter().map(|it| it.0)).chain([OBJECT]);
    tokens.any(|token| text.starts_with(token))
}

fn alternative(mut text: &str, number: usize) -> Result<Alternative, PageError> {
    let mut wrappers = Vec::new();
    while let Some((token, wrapper)) = WRAPPERS.iter().find(|it| text.starts_with(it.0)) {
        wrappers.push(*wrapper);
        text = &text[token.len()..];
        text = text.strip_prefix(' ').unwrap_or(text);
    }
    if let Some(rest) = text.strip_prefix(OBJECT) {
        return match rest {
            "" => Ok(Alternative { wrappers, value: LineValue::Object }),
            _ => Err(PageError::new(number, format!("unexpected text after `{OBJECT}`"))),
        };
    }
    let Some((token, kind)) = KINDS.iter().find(|it| text.starts_with(it.0)) else {
        return Err(PageError::new(number, "expected a type, such as `(string)` or `{object}`"));
    };
    let rest = &text[token.len()..];
    let (required, rest) = match rest.strip_prefix(" (required)") {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let scalar = scalar(kind.unwrap_or(ScalarKind::String), rest, number)?;
    // A constant without a type is a string.
    let value = match kind {
        None if scalar.values.is_empty() => LineValue::Undescribed { required },
        Some(_) | None => LineValue::Scalar { scalar, required },
    };
    Ok(Alternative { wrappers, value })
}

/// Reads the limits at the end of a line. They follow a sentence, so they are taken from the right.
fn scalar(kind: ScalarKind, text: &str, number: usize) -> Result<Scalar, PageError> {
    let mut scalar = Scalar::new(kind);
    let mut rest = text.trim_end();
    loop {
        if let Some((before, digits)) = last_attribute(rest, "max length", |it| it.is_ascii_digit()) {
            scalar.max_length = Some(length(digits, number)?);
            rest = before;
        } else if let Some((before, digits)) = last_attribute(rest, "min length", |it| it.is_ascii_digit()) {
            scalar.min_length = Some(length(digits, number)?);
            rest = before;
        } else if let Some((before, values)) = last_attribute(rest, "enum", |it| it != '(' && it != ')') {
            scalar.values =
                values.split(", ").map(|it| literal(kind, it, number)).collect::<Result<_, _>>()?;
            rest = before;
        } else if let Some((before, format)) =
            last_attribute(rest, "format", |it| it.is_ascii_alphanumeric() || it == '-')
        {
            scalar.format = Some(format.to_owned());
            rest = before;
        } else if let Some((before, pattern)) = pattern(rest).filter(|_| scalar.pattern.is_none()) {
            scalar.pattern = Some(pattern.to_owned());
            rest = before;
        } else {
            return Ok(scalar);
        }
    }
}

/// The text before ` (name: value)`, and the value.
fn last_attribute<'a>(
    text: &'a str,
    name: &str,
    allowed: impl Fn(char) -> bool,
) -> Option<(&'a str, &'a str)> {
    let inner = text.strip_suffix(')')?;
    let (before, attribute) = inner.rsplit_once('(')?;
    let value = attribute.strip_prefix(name)?.strip_prefix(": ")?;
    value.chars().all(allowed).then(|| (before.trim_end(), value))
}

/// The text before the pattern, and the pattern. It begins at the first ` (pattern: ` and ends at the last parenthesis,
/// so parentheses within it need not be balanced.
fn pattern(text: &str) -> Option<(&str, &str)> {
    let (before, pattern) = text.strip_suffix(')')?.split_once("(pattern: ")?;
    Some((before.trim_end(), pattern))
}

fn length(digits: &str, number: usize) -> Result<u64, PageError> {
    digits.parse().map_err(|_| PageError::new(number, format!("`{digits}` is not a length")))
}

fn literal(kind: ScalarKind, text: &str, number: usize) -> Result<Value, PageError> {
    let parsed = match kind {
        ScalarKind::String => return Ok(Value::from(text)),
        ScalarKind::Integer => text.parse::<i64>().ok().map(Value::from),
        ScalarKind::Number => serde_json::from_str(text).ok().filter(Value::is_number),
        ScalarKind::Boolean => text.parse::<bool>().ok().map(Value::from),
    };
    parsed.ok_or_else(|| PageError::new(number, format!("`{text}` is not a value of its type")))
}
