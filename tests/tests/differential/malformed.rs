//! Parts of a document that the generator reports as malformed: what the warning says of them is done to the schemas
//! that `jsonschema` reads, so that it can compile them.

use std::collections::BTreeMap;

use codegen::diagnostic::{Code, Diagnostic};
use serde_json::Value;

/// Replaces the values of malformed keywords, and options that are the union itself.
pub fn repair(files: &mut BTreeMap<String, Value>, diagnostics: &[&Diagnostic]) {
    for diagnostic in diagnostics {
        let Some(file) = files.get_mut(&*diagnostic.location.file) else { continue };
        let shown = diagnostic.location.to_string();
        let place = shown.get(diagnostic.location.file.len() + 1..).unwrap_or_default();
        let message = diagnostic.message.as_str();
        match diagnostic.code {
            Code::InvalidValue if message.ends_with(": any value is accepted") => {
                file.pointer_mut(place).into_iter().for_each(|value| *value = true.into());
            }
            Code::InvalidValue if message.ends_with(": `type` is ignored") => {
                remove(file, place.split_once("/type/").map_or(place, |_| parent(place)));
            }
            Code::InvalidValue if message.contains("is ignored") => remove(file, place),
            Code::MissingKeyword if message.ends_with("is ignored") => remove(file, place),
            Code::InfiniteRecursion if message == "option is omitted: it is the union itself" => {
                file.pointer_mut(place).into_iter().for_each(|value| *value = false.into());
            }
            _ => {}
        }
    }
}

fn parent(place: &str) -> &str {
    place.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// Removes a keyword.
fn remove(file: &mut Value, place: &str) {
    let Some((parent, keyword)) = place.rsplit_once('/') else { return };
    if let Some(Value::Object(members)) = file.pointer_mut(parent) {
        members.remove(&keyword.replace("~1", "/").replace("~0", "~"));
    }
}
