//! Variant selections of third-party documents that are not heuristic, against `jsonschema`.
//!
//! `tests/third-party/directory` runs it on the public OpenAPI directory. Each union is compared in a document that
//! contains only what it refers to.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use faithful_codegen::ir::{Basis, Shape, TypeDefinition};
use faithful_codegen::source::Location;
use faithful_codegen::{Request, generate};
use serde_json::{Map, Value};
use tests::{Failure, Outcome, disk, none_of};

use super::dialect::{Dialect, found};
use super::options::Comparison;

/// The largest document of one union that is compared, in bytes. The schemas of some documents all refer to each other.
const MAX_SIZE: usize = 400_000;

#[test]
#[ignore = "reads the folder in DIRECTORY, see tests/third-party/directory"]
fn inferred_unions_of_a_directory_select_the_only_valid_option() -> Outcome {
    let folder = std::env::var("DIRECTORY").map_err(|_| Failure::new("DIRECTORY is not set"))?;
    run(Path::new(&folder))
}

/// Compares the unions of all documents below a folder.
pub fn run(folder: &Path) -> Outcome {
    let mut all = Comparison::default();
    let mut counts = Counts::default();
    for file in disk::files_below(folder)?.into_iter().filter(|file| disk::has_extension(file, "json")) {
        let text = disk::read(&folder.join(&file))?;
        let is_relevant = ["oneOf", "anyOf", "discriminator"].iter().any(|keyword| text.contains(keyword));
        if is_relevant {
            document(&file, text, &mut all, &mut counts);
        }
    }
    let Counts { compared, repeated, heuristic, too_large, invalid, .. } = counts;
    println!(
        "{compared} unions with {} instances of a single option; {repeated} equal ones, {heuristic} heuristic ones, \
         {too_large} too large ones and {invalid} invalid ones are not compared",
        all.compared
    );
    none_of(&all.wrong, "another option is selected than the only one that jsonschema accepts", "")
}

/// The numbers of unions.
#[derive(Default)]
struct Counts {
    compared: usize,
    /// Equal to another one that is compared.
    repeated: usize,
    heuristic: usize,
    too_large: usize,
    /// Their schemas cannot be compiled by `jsonschema`.
    invalid: usize,
    seen: HashSet<String>,
}

fn document(name: &str, text: String, all: &mut Comparison, counts: &mut Counts) {
    let root = "openapi.json".to_owned();
    let Ok(value) = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) else { return };
    if value.get("swagger").is_some() {
        return;
    }
    let request =
        Request { root: root.clone(), settings: None, lock: None, crate_name: "directory".to_owned() };
    let Ok(generated) = generate(&request, &BTreeMap::from([(root.clone(), text)])) else { return };
    let files = BTreeMap::from([(root, value)]);
    for definition in &generated.api.types {
        let Shape::Union(union) = &definition.shape else { continue };
        match union.selection.basis {
            Basis::Inferred => {}
            // Such a selection follows the discriminator, whatever else the options allow.
            Basis::Explicit => continue,
            Basis::Heuristic => {
                counts.heuristic += 1;
                continue;
            }
        }
        let Some(part) = part(definition, &files) else {
            counts.too_large += 1;
            continue;
        };
        let text = part.to_string();
        if !counts.seen.insert(text) {
            counts.repeated += 1;
            continue;
        }
        let dialect = Dialect::new(&BTreeMap::from([("openapi.json".to_owned(), part)]), &[], &[], &[]);
        match all.definition(name, definition, union, &dialect) {
            Ok(()) => counts.compared += 1,
            Err(_) => counts.invalid += 1,
        }
    }
}

/// The document with what a union refers to; `None` if that is too large.
fn part(definition: &TypeDefinition, files: &BTreeMap<String, Value>) -> Option<Value> {
    let mut places = BTreeSet::new();
    let mut size = 0;
    let mut open: Vec<Location> = definition.options.iter().chain([&definition.location]).cloned().collect();
    let mut part = Value::Object(Map::new());
    while let Some(place) = open.pop() {
        if !places.insert(place.to_string()) {
            continue;
        }
        let Some(value) = found(&place, files) else { continue };
        size += value.to_string().len();
        if size > MAX_SIZE {
            return None;
        }
        references(value, &place, &mut open);
        let shown = place.to_string();
        insert(
            &mut part,
            files.get(&*place.file)?,
            shown.get(place.file.len() + 2..).unwrap_or_default(),
            value,
        );
    }
    Some(part)
}

fn references(value: &Value, place: &Location, into: &mut Vec<Location>) {
    match value {
        Value::Object(members) => {
            let reference = members.get("$ref").and_then(Value::as_str);
            into.extend(reference.and_then(|text| place.resolve(text)));
            members.values().for_each(|value| references(value, place, into));
        }
        Value::Array(elements) => elements.iter().for_each(|value| references(value, place, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Inserts a value at its pointer, below copies of the containers around it.
fn insert(into: &mut Value, whole: &Value, pointer: &str, value: &Value) {
    let (mut into, mut whole) = (into, whole);
    for token in pointer.split('/') {
        let key = token.replace("~1", "/").replace("~0", "~");
        if let Value::Array(elements) = whole {
            let Ok(index) = key.parse::<usize>() else { return };
            if into.as_array().is_none_or(|it| it.len() != elements.len()) {
                *into = Value::Array(vec![Value::Object(Map::new()); elements.len()]);
            }
            let (Some(inner), Some(next)) = (into.get_mut(index), elements.get(index)) else { return };
            (into, whole) = (inner, next);
            continue;
        }
        let Some(next) = whole.get(&key) else { return };
        if !into.is_object() {
            *into = Value::Object(Map::new());
        }
        let Some(members) = into.as_object_mut() else { return };
        (into, whole) = (members.entry(key).or_insert_with(|| Value::Object(Map::new())), next);
    }
    *into = value.clone();
}
