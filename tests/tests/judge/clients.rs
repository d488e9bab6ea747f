//! The documents, and a program that reads, checks and writes with the types made from them.
//!
//! Each schema of a document becomes the one member of a body that a call of its own sends. So all
//! of them are things that are sent, and their rules are checked, whatever the document does with
//! them; and each has a type with a name, whatever it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use codegen::Generated;
use codegen::diagnostic::Code;
use codegen::source::Location;
use codegen::ir::{BodyForm, Type};
use codegen::names::NameKey;
use serde_json::{Value, json};
use tests::crates::Workspace;
use tests::fixture::{self, Fixture};
use tests::{Failure, Outcome, disk, spec};

use super::dialect::found;

/// A document whose schemas are all sent.
pub struct Document {
    pub name: String,
    /// Its files with what is corrected in them.
    pub files: BTreeMap<String, Value>,
    /// The places of its schemas.
    pub places: Vec<Location>,
    /// The models that hold them, in the same order.
    models: Vec<String>,
    pub generated: Generated,
}

/// Fixtures that the judge does not see yet, and why: the dialect cannot say what they mean, or the
/// rules do not check all that they say.
const NOT_JUDGED: &[(&str, &str)] = &[
    ("union-extended", "a schema with a discriminator is a union of those that extend it"),
    ("union-extended-by-name", "the same, by the names of the schemas"),
    ("union-extended-only-part", "the same, where it is only a part"),
];

/// All documents that the generator takes: the fixtures and the spec.
pub fn documents(only: &str) -> Outcome<Vec<Document>> {
    let mut documents = Vec::new();
    let all = fixture::all()?;
    for (name, reason) in NOT_JUDGED {
        if !all.iter().any(|fixture| fixture.name == *name) {
            return Err(Failure::new(format!("no fixture is called {name} ({reason})")));
        }
    }
    let judged = |fixture: &Fixture| !NOT_JUDGED.iter().any(|(name, _)| *name == fixture.name);
    for fixture in all.into_iter().filter(|it| it.name.contains(only) && judged(it)) {
        documents.extend(document(fixture)?);
    }
    if !"spec".contains(only) {
        return Ok(documents);
    }
    let folder = spec::folder();
    let mut files = BTreeMap::new();
    for file in disk::files_below(&folder)? {
        if disk::has_extension(&file, "json") && !file.starts_with("checks/") {
            files.insert(file.clone(), disk::read(&folder.join(&file))?);
        }
    }
    documents.extend(document(Fixture { name: "spec".to_owned(), folder, files })?);
    Ok(documents)
}

/// The document of a fixture; `None` if the generator refuses it.
fn document(mut fixture: Fixture) -> Outcome<Option<Document>> {
    // What was decided before has nothing to say about calls that are new.
    fixture.files.remove("names.lock.json");
    let Ok(generated) = fixture.generate() else { return Ok(None) };
    let mut files = BTreeMap::new();
    for file in fixture.files.keys() {
        if let Some(value) = generated.sources.value(&Location::root(file)) {
            files.insert(file.clone(), serde_json::from_str(&value.to_string())?);
        }
    }
    // A pattern that does not compile is said to be unchecked.
    let said = generated.diagnostics.sorted();
    let unchecked = said.into_iter().filter(|said| said.code == Code::PatternUnchecked);
    let unchecked: Vec<Value> = unchecked.filter_map(|said| found(&said.location, &files).cloned()).collect();
    for value in files.values_mut() {
        without_patterns(value, &unchecked);
    }
    let places = places(&files);
    if places.is_empty() {
        return Ok(None);
    }
    let (places, generated) = sent(&mut fixture, places)?;
    let models = (0..places.len()).map(|index| model(&generated, &format!("judge{index}")));
    let models = models.collect::<Outcome<Vec<_>>>()?;
    Ok(Some(Document { name: fixture.name, files, places, models, generated }))
}

/// The document in which all of these schemas are sent. Those that the generator refuses to send,
/// because no value fits them, are left out; a document may hold such a schema and not use it.
fn sent(fixture: &mut Fixture, mut places: Vec<Location>) -> Outcome<(Vec<Location>, Generated)> {
    let text = fixture.files.get("openapi.json").ok_or("there is no openapi.json")?;
    let mut root: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
    let own = root["paths"].clone();
    loop {
        root["paths"] = own.clone();
        for (index, place) in places.iter().enumerate() {
            root["paths"][format!("/judged/{index}")] = json!({ "post": {
                "operationId": format!("judge{index}"),
                "tags": ["Judged"],
                "requestBody": { "content": { "application/json": { "schema": {
                    "title": format!("Judged {index}"),
                    "type": "object",
                    "required": ["value"],
                    "properties": { "value": { "$ref": reference(place) } },
                } } } },
                "responses": { "204": { "description": "Done." } },
            } });
        }
        fixture.files.insert("openapi.json".to_owned(), root.to_string());
        let failure = match fixture.generate() {
            Ok(generated) => return Ok((places, generated)),
            Err(failure) => failure,
        };
        let refused: Vec<String> =
            failure.diagnostics.sorted().iter().map(|said| format!("{}/", said.location)).collect();
        let before = places.len();
        places.retain(|place| !refused.iter().any(|refused| refused.starts_with(&format!("{place}/"))));
        if places.len() == before {
            return Err(Failure::new(format!("{}: {}", fixture.name, failure.render())));
        }
    }
}

/// Removes these patterns wherever they stand.
fn without_patterns(value: &mut Value, patterns: &[Value]) {
    match value {
        Value::Object(members) => {
            members.retain(|key, value| key != "pattern" || !patterns.contains(value));
            members.values_mut().for_each(|value| without_patterns(value, patterns));
        }
        Value::Array(elements) => elements.iter_mut().for_each(|value| without_patterns(value, patterns)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A `$ref` from the root document.
fn reference(place: &Location) -> String {
    let shown = place.to_string();
    let shown = shown.replace('%', "%25").replace(' ', "%20");
    shown.strip_prefix("openapi.json").unwrap_or(&shown).to_owned()
}

/// The name of the model that an operation sends.
fn model(generated: &Generated, operation: &str) -> Outcome<String> {
    let mut operations = generated.api.operations.iter();
    let operation = operations.find(|it| it.id == operation).ok_or("an operation is missing")?;
    let body = operation.body.as_ref().ok_or("a body is missing")?;
    match body.contents.first().map(|content| &content.form) {
        Some(BodyForm::Json(Type::Named(id))) => Ok(generated.names.get(NameKey::Type(*id)).to_string()),
        _ => Err(Failure::new(format!("{} sends no model", operation.id))),
    }
}

/// The places of all schemas that have a name, are a body or a parameter, or are referred to.
fn places(files: &BTreeMap<String, Value>) -> Vec<Location> {
    let mut found = BTreeSet::new();
    let root = Location::root("openapi.json");
    if let Some(document) = files.get("openapi.json") {
        let components = root.join("components").join("schemas");
        let schemas = document.get("components").and_then(|it| it.get("schemas")).and_then(Value::as_object);
        for key in schemas.into_iter().flatten().map(|(key, _)| key) {
            schema(&components.join(key), files, &mut found);
        }
        for part in ["paths", "components"] {
            if let Some(value) = document.get(part) {
                outside(value, &root.join(part), files, &mut found, &mut BTreeSet::new());
            }
        }
    }
    found.into_iter().collect()
}

/// Looks for schemas where there are none but at `schema`.
fn outside(
    value: &Value,
    place: &Location,
    files: &BTreeMap<String, Value>,
    into: &mut BTreeSet<Location>,
    seen: &mut BTreeSet<Location>,
) {
    match value {
        Value::Object(members) => {
            if let Some(target) =
                members.get("$ref").and_then(Value::as_str).and_then(|text| place.resolve(text))
                && seen.insert(target.clone())
                && let Some(value) = found(&target, files)
            {
                outside(value, &target, files, into, seen);
            }
            for (key, value) in members {
                match key.as_str() {
                    "schema" if value.is_object() || value.is_boolean() => {
                        schema(&place.join(key), files, into);
                    }
                    "schemas" | "example" | "examples" => {}
                    _ => outside(value, &place.join(key), files, into, seen),
                }
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                outside(element, &place.join(&index.to_string()), files, into, seen);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Adds the place of a schema, and of those that it refers to.
fn schema(place: &Location, files: &BTreeMap<String, Value>, into: &mut BTreeSet<Location>) {
    let Some(value) = found(place, files) else { return };
    let refers_only =
        value.as_object().is_some_and(|members| members.len() == 1 && members.contains_key("$ref"));
    if !refers_only && !into.insert(place.clone()) {
        return;
    }
    references(value, place, files, into);
}

fn references(
    value: &Value,
    place: &Location,
    files: &BTreeMap<String, Value>,
    into: &mut BTreeSet<Location>,
) {
    match value {
        Value::Object(members) => {
            let target = members.get("$ref").and_then(Value::as_str).and_then(|text| place.resolve(text));
            if let Some(target) = target.filter(|target| !into.contains(target)) {
                schema(&target, files, into);
            }
            let inner = members.iter().filter(|(key, _)| {
                !["example", "examples", "default", "discriminator"].contains(&key.as_str())
            });
            inner.for_each(|(_, value)| references(value, place, files, into));
        }
        Value::Array(elements) => elements.iter().for_each(|element| references(element, place, files, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What a type makes of an instance.
#[derive(Clone, Debug)]
pub enum Made {
    /// It cannot be read, for this reason.
    Refused(String),
    /// It was read, and this was written; these rules are broken.
    Read(Value, String),
}

/// The program.
pub struct Clients {
    workspace: Workspace,
}

const MANIFEST: &str = "[package]\nname = \"judged\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
    [lints]\n\n[dependencies]\nnorthflank-runtime = { path = \"RUNTIME\" }\n";

const PROGRAM: &str = r#"//! Reads a number and an instance a line; writes what the type of that number makes of it.

use std::io::{BufRead, Write};

use northflank_runtime::{Json, Rule, from_slice, to_vec, validate};

type Entry = fn(&[u8]) -> String;

fn entry<T: Json>(text: &[u8]) -> String {
    let value: T = match from_slice(text) {
        Ok(value) => value,
        Err(error) => return format!("refused\t{:?}", error.to_string()),
    };
    let broken = validate(&value, &Rule::NONE).err().map_or(String::new(), |it| it.to_string());
    format!("read\t{broken:?}\t{}", String::from_utf8_lossy(&to_vec(&value)))
}

fn main() -> std::io::Result<()> {
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let Some((index, text)) = line.split_once('\t') else { continue };
        let Some(entry) = index.parse::<usize>().ok().and_then(|index| TABLE.get(index)) else { continue };
        writeln!(output, "{}", entry(text.as_bytes()))?;
    }
    output.flush()
}

"#;

impl Clients {
    /// Writes and builds the program for these documents.
    pub fn build(temporary: &str, documents: &[Document]) -> Outcome<Self> {
        let mut files: BTreeMap<String, String> = BTreeMap::new();
        let runtime = disk::workspace().join("runtime");
        files.insert("Cargo.toml".to_owned(), MANIFEST.replace("RUNTIME", &runtime.to_string_lossy()));
        let mut library =
            "//! The models of all documents.\n\npub use northflank_runtime as runtime;\n".to_owned();
        let mut program = PROGRAM.to_owned() + "static TABLE: &[Entry] = &[\n";
        for (index, document) in documents.iter().enumerate() {
            writeln!(library, "\n/// {}\npub mod d{index} {{\n    pub mod models;\n}}", document.name)?;
            for (path, text) in document.generated.files.iter() {
                if path.starts_with("src/models/") {
                    files.insert(path.replace("src/", &format!("src/d{index}/")), without_features(text));
                }
            }
            for model in &document.models {
                writeln!(program, "    entry::<judged::d{index}::models::{model}>,")?;
            }
        }
        program.push_str("];\n");
        files.insert("src/lib.rs".to_owned(), library);
        files.insert("src/main.rs".to_owned(), program);
        let mut workspace = Workspace::new(temporary, "judged");
        workspace.add("judged", files.iter().map(|(path, text)| (path.as_str(), text.as_str())))?;
        workspace.build()?;
        Ok(Self { workspace })
    }

    /// What the types make of these instances; a number is a place among all schemas of all documents.
    pub fn read(&self, instances: &[(usize, &Value)]) -> Outcome<Vec<Made>> {
        let mut input = String::new();
        for (index, instance) in instances {
            writeln!(input, "{index}\t{}", json!({ "value": instance }))?;
        }
        let output = self.workspace.run("judged", &input)?;
        let readings: Vec<Made> = output.lines().map(reading).collect::<Outcome<_>>()?;
        if readings.len() == instances.len() {
            return Ok(readings);
        }
        Err(Failure::new(format!("{} answers to {} instances", readings.len(), instances.len())))
    }
}

/// Features are those of a crate of its own.
fn without_features(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("#[cfg(")).map(|line| format!("{line}\n"));
    lines.collect()
}

fn reading(line: &str) -> Outcome<Made> {
    let mut parts = line.splitn(3, '\t');
    let (Some(kind), Some(said)) = (parts.next(), parts.next()) else {
        return Err(Failure::new(format!("the program says {line}")));
    };
    if kind == "refused" {
        return Ok(Made::Refused(said.to_owned()));
    }
    let written: Value = serde_json::from_str(parts.next().unwrap_or_default())?;
    let broken = if said == "\"\"" { String::new() } else { said.to_owned() };
    Ok(Made::Read(written.get("value").cloned().unwrap_or_default(), broken))
}
