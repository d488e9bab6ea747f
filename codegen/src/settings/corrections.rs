//! Corrections of errors in the published documentation.
//!
//! A correction gives the value at a location of the document and the value it should have. All
//! corrections are applied before the document is parsed. One that no longer matches, or changes
//! nothing, is an error.

use serde::Deserialize;

use super::parse::parse;
use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Location, Sources, Value};

/// What to do about an invalid file.
const HELP: &str =
    "write a list of corrections, each with `pointer`, `reason`, and `printed`, `corrected` or both";

/// A correction. The page and the reason are for readers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    pointer: String,
    #[serde(default, deserialize_with = "present")]
    printed: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    corrected: Option<Value>,
    #[serde(rename = "page")]
    _page: Option<String>,
    #[serde(rename = "reason")]
    _reason: String,
}

/// Distinguishes `null` from an absent property.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Applies the corrections in `file`. Returns how many were applied.
pub(crate) fn apply(file: &str, sources: &mut Sources, diagnostics: &mut Diagnostics) -> usize {
    let text = sources.text(file).unwrap_or_default().to_owned();
    let entries: Vec<Entry> = parse(file, &text, HELP, diagnostics).unwrap_or_default();
    let mut applied = 0;
    for (index, entry) in entries.iter().enumerate() {
        let place = Location::root(file).join(&index.to_string());
        applied += usize::from(apply_one(entry, &place, sources, diagnostics));
    }
    applied
}

fn apply_one(
    correction: &Entry,
    place: &Location,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> bool {
    let pointer = &correction.pointer;
    if correction.printed == correction.corrected {
        diagnostics.error(
            Code::CorrectionWithoutEffect,
            place,
            "`printed` and `corrected` are equal",
            "remove the correction",
        );
        return false;
    }
    let target = Location::root("").resolve(pointer);
    let actual = target.as_ref().and_then(|target| sources.value(target));
    if actual != correction.printed.as_ref() {
        let message = match actual {
            Some(value) => format!("`{pointer}` is {}, which differs from `printed`", short(value)),
            None => format!("`{pointer}` does not exist, which differs from `printed`"),
        };
        let help = "if the documentation has changed, update `printed` or remove the correction";
        diagnostics.error(Code::CorrectionMismatch, place, message, help);
        return false;
    }
    let written = target.and_then(|target| write(&target, correction.corrected.as_ref(), sources));
    if written.is_none() {
        diagnostics.error(
            Code::CorrectionMismatch,
            place,
            format!("`{pointer}` cannot be set"),
            "the enclosing object or array must exist",
        );
    }
    written.is_some()
}

/// Formats a value for a message: in full if it is short, else its kind and start.
fn short(value: &Value) -> String {
    const WIDTH: usize = 80;
    let text = value.to_string();
    if text.chars().count() <= WIDTH {
        format!("`{text}`")
    } else {
        format!("{} (`{}…`)", value.kind(), text.chars().take(WIDTH / 2).collect::<String>())
    }
}

/// Sets the value at `target`, or removes it.
fn write(target: &Location, value: Option<&Value>, sources: &mut Sources) -> Option<()> {
    let (parent, key) = target.pointer.split_last()?;
    let parent = Location { file: target.file.clone(), pointer: parent };
    match (sources.value_mut(&parent)?, value) {
        (Value::Object(properties), Some(value)) => {
            properties.insert(key, value.clone());
        }
        (Value::Object(properties), None) => {
            properties.remove(&key);
        }
        (Value::Array(elements), Some(value)) => {
            *elements.get_mut(key.parse::<usize>().ok()?)? = value.clone();
        }
        (Value::Array(elements), None) => {
            elements.remove(key.parse().ok()?);
        }
        (Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_), _) => return None,
    }
    Some(())
}
