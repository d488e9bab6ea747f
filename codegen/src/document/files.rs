//! The files of a document: which references are followed, and the diagnostics of those that lead nowhere.
//!
//! Extensions (`x-…`) and literal values may contain anything, so a `$ref` in them is not a reference. It is only followed if
//! the place that contains it is the target of another reference.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Location, Pointer, Source, Sources, Value, is_url};

/// Keywords whose value is an object with names as keys. An `x-…` key in it is a name.
const NAMES: [&str; 24] = [
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "dependencies",
    "dependentSchemas",
    "encoding",
    "examples",
    "headers",
    "links",
    "mapping",
    "parameters",
    "pathItems",
    "paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "scopes",
    "securitySchemes",
    "variables",
    "webhooks",
    "x-webhooks",
];

/// Keywords whose value is a literal.
const LITERALS: [&str; 5] = ["const", "default", "enum", "example", "value"];

/// Loads `root` and, transitively, every file that a `$ref` names. Returns whether `root` was loaded.
///
/// Only a failure of `root` is reported here. Other files are reported when a reference to them is
/// followed.
pub fn load_files(
    root: &str,
    source: &dyn Source,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> bool {
    let mut pending = vec![Location::root(root)];
    let mut done: BTreeSet<Location> = BTreeSet::new();
    while let Some(place) = pending.pop() {
        if !done.insert(place.clone()) {
            continue;
        }
        let file = &*place.file;
        let loaded =
            if file == root { sources.load(source, file) } else { sources.load_referenced(source, file) };
        if let (true, Some(value)) = (loaded, sources.value(&place)) {
            referenced(value, false, &place, &mut pending);
        }
    }
    !diagnostics.unreadable(sources, root, &Location::root(root))
}

/// Collects the files that `$ref`s inside `value` name, and the targets in places that are not searched otherwise. `place` is
/// a location in the file of `value`; `has_names` is whether the keys of `value` are names.
fn referenced(value: &Value, has_names: bool, place: &Location, targets: &mut Vec<Location>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(reference) if key == "$ref" => add(reference, place, targets),
                    Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_) => {}
                    // A list of examples is in a schema, and consists of literals.
                    Value::Array(_) if key == "examples" && !has_names => {}
                    _ if !has_names && is_skipped(key) => {}
                    _ => referenced(value, !has_names && NAMES.contains(&key.as_str()), place, targets),
                }
            }
        }
        Value::Array(elements) => {
            for element in elements {
                referenced(element, false, place, targets);
            }
        }
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn add(reference: &str, place: &Location, targets: &mut Vec<Location>) {
    // Most references are to a schema in the same file, which is searched already.
    if reference.strip_prefix("#/components/schemas/").is_some_and(|name| !name.contains('/')) {
        return;
    }
    let Some(target) = place.resolve(reference) else { return };
    if may_be_skipped(&target.pointer) {
        targets.push(target.clone());
    }
    if target.file != place.file {
        targets.push(Location::root(&target.file));
    }
}

fn is_skipped(key: &str) -> bool {
    let is_extension = key.starts_with("x-") && !NAMES.contains(&key);
    is_extension || LITERALS.contains(&key)
}

fn may_be_skipped(pointer: &Pointer) -> bool {
    pointer.tokens().any(|token| is_skipped(&token) || token == "examples")
}

/// Reports a reference whose target does not exist, or is not in a file.
pub(super) fn dangling(place: &Location, target: &str, diagnostics: &mut Diagnostics) {
    if is_url(target) {
        return unresolved(place, target, diagnostics);
    }
    diagnostics.error(
        Code::DanglingReference,
        place,
        format!("target `{target}` does not exist"),
        "refer to an existing value by a relative path and a JSON pointer after `#`",
    );
}

/// Reports a reference that is neither a path nor a pointer.
pub(super) fn unresolved(place: &Location, reference: &str, diagnostics: &mut Diagnostics) {
    let (message, help) = if is_url(reference) {
        (
            format!("reference `{reference}` is a URL, and nothing is downloaded"),
            "save the file next to the document, and refer to it by a relative path",
        )
    } else {
        (
            format!("reference `{reference}` cannot be resolved"),
            "refer to a file by a relative path, and to a value in it by a JSON pointer after `#`",
        )
    };
    diagnostics.error(Code::DanglingReference, place, message, help);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Returns which of the files `a.json`, `b.json` and so on are loaded from a document and `parts.json`.
    fn loaded(document: &str, parts: &str) -> String {
        let mut files: BTreeMap<String, String> =
            ('a'..='f').map(|name| (format!("{name}.json"), "{}".to_owned())).collect();
        files.insert("openapi.json".to_owned(), document.to_owned());
        files.insert("parts.json".to_owned(), parts.to_owned());
        let mut sources = Sources::default();
        load_files("openapi.json", &files, &mut sources, &mut Diagnostics::default());
        ('a'..='f').filter(|name| sources.text(&format!("{name}.json")).is_some()).collect()
    }

    #[test]
    fn extensions_and_literals_are_only_searched_if_they_are_referred_to() {
        let document = r#"{
            "x-a": { "$ref": "a.json" },
            "example": { "$ref": "b.json" },
            "examples": [{ "$ref": "c.json" }],
            "enum": [{ "$ref": "d.json" }]
        }"#;
        assert_eq!(loaded(document, "{}"), "");
        let document =
            r##"{ "x-a": { "b": { "$ref": "b.json" }, "c": { "$ref": "c.json" } }, "$ref": "#/x-a/b" }"##;
        assert_eq!(loaded(document, "{}"), "b");
        let parts = r#"{ "default": { "$ref": "d.json" }, "example": { "$ref": "e.json" } }"#;
        assert_eq!(loaded(r#"{ "items": { "$ref": "parts.json#/default" } }"#, parts), "d");
    }

    #[test]
    fn names_are_neither_extensions_nor_keywords() {
        let document = r#"{
            "properties": { "x-a": { "$ref": "a.json" }, "default": { "$ref": "b.json" } },
            "responses": { "default": { "$ref": "c.json" } },
            "headers": { "x-d": { "example": { "$ref": "f.json" }, "schema": { "$ref": "d.json" } } },
            "examples": { "value": { "$ref": "e.json" } }
        }"#;
        assert_eq!(loaded(document, "{}"), "abcde");
    }
}
