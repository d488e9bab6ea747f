//! Corrections: where the published documentation is wrong, and what is done instead.
//!
//! A correction states what the document says at a place and what it should say. It is applied
//! before anything is read; one that does not fit any more, or changes nothing, is an error.
//! Entries that list what a documented example breaks are for the checks of the document, not
//! for the generator.

use serde::Deserialize;

use super::parse::parse;
use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Location, Sources, Value};

/// One entry; `pointer` makes it a change, `example` a note on an example.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    pointer: Option<String>,
    #[serde(default, deserialize_with = "present")]
    printed: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    corrected: Option<Value>,
    #[serde(rename = "example")]
    _example: Option<String>,
    #[serde(rename = "violations")]
    _violations: Option<Value>,
    #[serde(rename = "page")]
    _page: Option<String>,
    #[serde(rename = "reason")]
    _reason: String,
}

/// A member that holds `null` is present all the same.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Applies the corrections in `file`; gives how many changed something.
pub(crate) fn apply(file: &str, sources: &mut Sources, diagnostics: &mut Diagnostics) -> usize {
    let text = sources.text(file).unwrap_or_default().to_owned();
    let entries: Vec<Entry> = parse(file, &text, diagnostics).unwrap_or_default();
    let mut applied = 0;
    for (index, entry) in entries.iter().enumerate() {
        if let Some(pointer) = &entry.pointer {
            let place = Location::root(file).join(&index.to_string());
            let done = apply_one(pointer, entry, &place, sources, diagnostics);
            applied += usize::from(done);
        }
    }
    applied
}

fn apply_one(
    pointer: &str,
    change: &Entry,
    place: &Location,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> bool {
    if change.printed == change.corrected {
        diagnostics.error(
            Code::CorrectionWithoutEffect,
            place,
            "`printed` and `corrected` are the same",
            "take the correction out",
        );
        return false;
    }
    let target = Location::root("").resolve(pointer);
    let found = target.as_ref().and_then(|target| sources.value(target));
    if found != change.printed.as_ref() {
        let found = found.map_or("nothing".to_owned(), short);
        diagnostics.error(
            Code::CorrectionMismatch,
            place,
            format!("`{pointer}` holds {found}, which is not what `printed` says"),
            "if the documentation changed, change `printed` or take the correction out",
        );
        return false;
    }
    let done = target.and_then(|target| write(&target, change.corrected.as_ref(), sources));
    if done.is_none() {
        diagnostics.error(
            Code::CorrectionMismatch,
            place,
            format!("nothing can be put at `{pointer}`"),
            "the object that is to hold the member must exist",
        );
    }
    done.is_some()
}

/// A value as a message shows it: whole if it is short, else by its kind.
fn short(value: &Value) -> String {
    const WIDTH: usize = 80;
    let text = value.to_string();
    if text.chars().count() <= WIDTH {
        format!("`{text}`")
    } else {
        format!("{} (`{}…`)", value.kind(), text.chars().take(WIDTH / 2).collect::<String>())
    }
}

/// Puts `value` at `target`, or takes away what is there.
fn write(target: &Location, value: Option<&Value>, sources: &mut Sources) -> Option<()> {
    let (parent, key) = target.pointer.split_last()?;
    let parent = Location { file: target.file.clone(), pointer: parent };
    match (sources.value_mut(&parent)?, value) {
        (Value::Object(members), Some(value)) => {
            members.insert(key, value.clone());
        }
        (Value::Object(members), None) => {
            members.shift_remove(&key);
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
