//! Parts of a document that the generator reports as malformed: what the warning says of them is done to the schemas
//! that `jsonschema` reads, so that it can compile them.

use std::collections::{BTreeMap, HashSet};

use faithful_codegen::diagnostic::{Code, Diagnostic};
use faithful_codegen::source::Location;
use serde_json::{Value, json};

use super::dialect::found;

/// Replaces the values of malformed keywords, and options that are the union itself.
pub fn repair(files: &mut BTreeMap<String, Value>, diagnostics: &[&Diagnostic]) {
    flatten(files, diagnostics);
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

/// Replaces options that are unions of which the union is an option by the other options of these unions.
fn flatten(files: &mut BTreeMap<String, Value>, diagnostics: &[&Diagnostic]) {
    let message = "option is replaced by its own options: the union is one of them";
    let circular = diagnostics.iter().filter(|it| it.message == message);
    let circular: Vec<&Location> = circular.map(|it| &it.location).collect();
    let mut replaced = Vec::new();
    for place in &circular {
        let mut seen = HashSet::from([parent(parent(&place.to_string())).to_owned()]);
        let mut options = Vec::new();
        let mut open = vec![(*place).clone()];
        while let Some(option) = open.pop() {
            let reference = found(&option, files).and_then(|it| it.get("$ref")).and_then(Value::as_str);
            let Some(target) = reference.and_then(|text| option.resolve(text)) else {
                options.push(json!({ "$ref": option.to_string() }));
                continue;
            };
            let is_nested = circular.contains(&&option);
            if !is_nested {
                options.push(json!({ "$ref": option.to_string() }));
            } else if seen.insert(target.to_string()) {
                for keyword in ["oneOf", "anyOf"] {
                    let inner =
                        found(&target, files).and_then(|it| it.get(keyword)).and_then(Value::as_array);
                    let places = (0..inner.map_or(0, Vec::len))
                        .map(|index| target.join(keyword).join(&index.to_string()));
                    open.extend(places);
                }
            }
        }
        replaced.push(((*place).clone(), json!({ "anyOf": options })));
    }
    for (place, value) in replaced {
        let shown = place.to_string();
        let pointer = shown.get(place.file.len() + 1..).unwrap_or_default();
        let option = files.get_mut(&*place.file).and_then(|file| file.pointer_mut(pointer));
        if let Some(option) = option {
            *option = value;
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
