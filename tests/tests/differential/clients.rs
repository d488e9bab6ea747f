//! The documents, and a program that reads, validates and writes instances with their generated types.
//!
//! For each schema of a document, an operation is added whose request body has the schema as its only property. So
//! every schema is used in a request, which means that it is validated, and every schema has a named model.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use faithful_codegen::Generated;
use faithful_codegen::diagnostic::Code;
use faithful_codegen::ir::{BodyForm, Type};
use faithful_codegen::names::NameKey;
use faithful_codegen::source::Location;
use serde_json::{Value, json};
use tests::crates::Workspace;
use tests::fixture::{self, Fixture};
use tests::{Failure, Outcome, disk, spec};

use super::dialect::found;
use super::malformed;

/// A document in which every schema is used in a request.
pub struct Document {
    pub name: String,
    /// Its files, with corrections applied.
    pub files: BTreeMap<String, Value>,
    /// The places of its schemas.
    pub places: Vec<Location>,
    /// The models that contain them, in the same order.
    models: Vec<String>,
    pub generated: Generated,
}

/// Fixtures that are not compared, and why: the dialect cannot express them, or validation does not cover them.
const EXCLUDED: &[(&str, &str)] = &[
    ("limits-contradict", "limits that contradict each other are not checked, which a warning states"),
    ("rules-repeated", "nested rules beyond a limit are not checked, which a warning states"),
    ("limit-alternatives-nested", "nested rules beyond a limit are not checked, which a warning states"),
    ("limit-list-nested", "lists nested beyond a limit are any values, which a warning states"),
    ("models-long-chain", "lists nested beyond a limit are any values, which a warning states"),
    (
        "reference-through-reference",
        "JSON pointers do not lead through a `$ref`, so the validator cannot follow them",
    ),
    ("pattern-backreference", "text.rs does not translate backreferences to the syntax of the validator"),
    (
        "union-options-of-each-other-composed",
        "the validator does not terminate; malformed.rs resolves direct references only, as in union-options-of-each-other",
    ),
    (
        "recursion-in-itself",
        "any value is accepted where a schema contains itself without an object in between",
    ),
    ("values-beyond-64-bits", "the validator compares numbers beyond 64 bits as floating-point numbers"),
    (
        "formats-typed",
        "JSON Schema does not require a text to have its format; the types of formats do, in requests",
    ),
    ("formats-encoded", "the same for texts in base64"),
    ("formats-quantities", "the same for durations and decimal numbers"),
    ("union-extended", "a schema with a discriminator is a union of the schemas that extend it"),
    ("union-extended-by-name", "the same, with the names of the schemas as values"),
    ("union-extended-only-part", "the same, where the schema is only a part"),
];

/// All valid documents: the fixtures and the example spec. With `DOCUMENTS=spec`, the spec alone: its unions of nodes are
/// too large to compare them in every run.
pub fn documents(only: &str) -> Outcome<Vec<Document>> {
    let mut documents = Vec::new();
    let all = fixture::all()?;
    for (name, reason) in EXCLUDED {
        if !all.iter().any(|fixture| fixture.name == *name) {
            return Err(Failure::new(format!("there is no fixture {name} ({reason})")));
        }
    }
    let is_compared = |fixture: &Fixture| !EXCLUDED.iter().any(|(name, _)| *name == fixture.name);
    for fixture in all.into_iter().filter(|it| it.name.contains(only) && is_compared(it)) {
        documents.extend(document(fixture)?);
    }
    let (name, folder) = match only {
        "spec" => ("spec", spec::folder()),
        _ if "example-spec".contains(only) => ("example-spec", spec::example()),
        _ => return Ok(documents),
    };
    let files = spec::files(&folder)?;
    documents.extend(document(Fixture { name: name.to_owned(), folder, files })?);
    Ok(documents)
}

/// The document of a fixture; `None` if the generator rejects it.
fn document(mut fixture: Fixture) -> Outcome<Option<Document>> {
    // The lock file has no names for the added operations.
    fixture.files.remove("names.lock.json");
    let Ok(generated) = fixture.generate() else { return Ok(None) };
    let mut files = BTreeMap::new();
    for file in fixture.files.keys() {
        if let Some(value) = generated.sources.value(&Location::root(file)) {
            files.insert(file.clone(), serde_json::from_str(&value.to_string())?);
        }
    }
    // A pattern that does not compile is reported as unchecked.
    let diagnostics = generated.diagnostics.sorted();
    malformed::repair(&mut files, &diagnostics);
    let unchecked = diagnostics.into_iter().filter(|it| it.code == Code::PatternUnchecked);
    let unchecked: Vec<Value> = unchecked.filter_map(|it| found(&it.location, &files).cloned()).collect();
    for value in files.values_mut() {
        without_patterns(value, &unchecked);
    }
    let places = places(&files);
    if places.is_empty() {
        return Ok(None);
    }
    let (places, generated) = with_requests(&mut fixture, places)?;
    let models = (0..places.len()).map(|index| model(&generated, &format!("compare{index}")));
    let models = models.collect::<Outcome<Vec<_>>>()?;
    Ok(Some(Document { name: fixture.name, files, places, models, generated }))
}

/// Adds a request for each of these schemas. Schemas that the generator rejects in requests, because no value is
/// valid, are omitted; a document may contain such a schema without using it.
fn with_requests(fixture: &mut Fixture, mut places: Vec<Location>) -> Outcome<(Vec<Location>, Generated)> {
    let text = fixture.files.get("openapi.json").ok_or("there is no openapi.json")?;
    let mut root: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
    let own = root["paths"].clone();
    loop {
        root["paths"] = own.clone();
        for (index, place) in places.iter().enumerate() {
            root["paths"][format!("/compared/{index}")] = json!({ "post": {
                "operationId": format!("compare{index}"),
                "tags": ["Compared"],
                "requestBody": { "content": { "application/json": { "schema": {
                    "title": format!("Compared {index}"),
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
        let rejected: Vec<String> =
            failure.diagnostics.sorted().iter().map(|it| format!("{}/", it.location)).collect();
        let before = places.len();
        places.retain(|place| !rejected.iter().any(|rejected| rejected.starts_with(&format!("{place}/"))));
        if places.len() == before {
            return Err(Failure::new(format!("{}: {}", fixture.name, failure.render())));
        }
    }
}

/// Removes all occurrences of these patterns.
fn without_patterns(value: &mut Value, patterns: &[Value]) {
    match value {
        Value::Object(properties) => {
            properties.retain(|key, value| key != "pattern" || !patterns.contains(value));
            properties.values_mut().for_each(|value| without_patterns(value, patterns));
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

/// The name of the model of an operation's request body.
fn model(generated: &Generated, operation: &str) -> Outcome<String> {
    let mut operations = generated.api.operations.iter();
    let operation = operations.find(|it| it.id == operation).ok_or("an operation is missing")?;
    let body = operation.body.as_ref().ok_or("a body is missing")?;
    match body.contents.first().map(|content| &content.form) {
        Some(BodyForm::Json(Type::Named(id))) => Ok(generated.names.get(NameKey::Type(*id)).to_string()),
        _ => Err(Failure::new(format!("the body of {} is not a model", operation.id))),
    }
}

/// The places of all schemas that are named, belong to a body or a parameter, or are referenced.
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
                find_schemas(value, &root.join(part), files, &mut found, &mut BTreeSet::new());
            }
        }
    }
    found.into_iter().collect()
}

/// Finds the schemas in a value that is not itself a schema, where they occur only under `schema`.
fn find_schemas(
    value: &Value,
    place: &Location,
    files: &BTreeMap<String, Value>,
    into: &mut BTreeSet<Location>,
    seen: &mut BTreeSet<Location>,
) {
    match value {
        Value::Object(properties) => {
            if let Some(target) =
                properties.get("$ref").and_then(Value::as_str).and_then(|text| place.resolve(text))
                && seen.insert(target.clone())
                && let Some(value) = found(&target, files)
            {
                find_schemas(value, &target, files, into, seen);
            }
            for (key, value) in properties {
                match key.as_str() {
                    "schema" if value.is_object() || value.is_boolean() => {
                        schema(&place.join(key), files, into);
                    }
                    "schemas" | "example" | "examples" => {}
                    _ => find_schemas(value, &place.join(key), files, into, seen),
                }
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                find_schemas(element, &place.join(&index.to_string()), files, into, seen);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Adds the place of a schema, and of the schemas that it refers to.
fn schema(place: &Location, files: &BTreeMap<String, Value>, into: &mut BTreeSet<Location>) {
    let Some(value) = found(place, files) else { return };
    let is_reference =
        value.as_object().is_some_and(|properties| properties.len() == 1 && properties.contains_key("$ref"));
    if !is_reference && !into.insert(place.clone()) {
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
        Value::Object(properties) => {
            let target = properties.get("$ref").and_then(Value::as_str).and_then(|text| place.resolve(text));
            if let Some(target) = target.filter(|target| !into.contains(target)) {
                schema(&target, files, into);
            }
            let inner = properties.iter().filter(|(key, _)| {
                !["example", "examples", "default", "discriminator"].contains(&key.as_str())
            });
            inner.for_each(|(_, value)| references(value, place, files, into));
        }
        Value::Array(elements) => elements.iter().for_each(|element| references(element, place, files, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The result of reading an instance with a type.
#[derive(Clone, Debug)]
pub enum ClientResult {
    /// It was not read, with this error.
    Rejected(String),
    /// It was read: the value that was written, and the violations that validation reported.
    Read(Value, String),
}

/// The compiled program that reads instances.
pub struct Clients {
    workspace: Workspace,
}

const MANIFEST: &str = "[package]\nname = \"compared\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
    [lints]\n\n[dependencies]\nfaithful-runtime = { path = \"RUNTIME\" }\n";

const PROGRAM: &str = r#"//! Reads lines with the index of a type and an instance; writes the result of reading the instance.

#![recursion_limit = "4096"]

use std::io::{BufRead, Write};

use faithful_runtime::{Json, Rule, from_slice, to_vec, validate};

type Entry = fn(&[u8]) -> String;

fn entry<T: Json>(text: &[u8]) -> String {
    let value: T = match from_slice(text) {
        Ok(value) => value,
        Err(error) => return format!("rejected\t{:?}", error.to_string()),
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
    /// Generates and builds the program for these documents.
    pub fn build(temporary: &str, documents: &[Document]) -> Outcome<Self> {
        let mut files: BTreeMap<String, String> = BTreeMap::new();
        let runtime = disk::workspace().join("runtime");
        files.insert("Cargo.toml".to_owned(), MANIFEST.replace("RUNTIME", &runtime.to_string_lossy()));
        let mut library =
            "//! The models of all documents.\n\n#![recursion_limit = \"4096\"]\n\npub use faithful_runtime as runtime;\n"
                .to_owned();
        let mut program = PROGRAM.to_owned() + "static TABLE: &[Entry] = &[\n";
        for (index, document) in documents.iter().enumerate() {
            writeln!(library, "\n/// {}\npub mod d{index} {{\n    pub mod models;\n}}", document.name)?;
            for (path, text) in document.generated.files.iter() {
                if path.starts_with("src/models/") {
                    files.insert(path.replace("src/", &format!("src/d{index}/")), without_features(text));
                }
            }
            for model in &document.models {
                writeln!(program, "    entry::<compared::d{index}::models::{model}>,")?;
            }
        }
        program.push_str("];\n");
        files.insert("src/lib.rs".to_owned(), library);
        files.insert("src/main.rs".to_owned(), program);
        let mut workspace = Workspace::new(temporary, "compared");
        workspace.add("compared", files.iter().map(|(path, text)| (path.as_str(), text.as_str())))?;
        workspace.build()?;
        Ok(Self { workspace })
    }

    /// Reads these instances with their types; the numbers are indices among the schemas of all documents.
    pub fn read(&self, instances: &[(usize, &Value)]) -> Outcome<Vec<ClientResult>> {
        let mut input = String::new();
        for (index, instance) in instances {
            writeln!(input, "{index}\t{}", json!({ "value": instance }))?;
        }
        let output = self.workspace.run("compared", &input)?;
        let results: Vec<ClientResult> = output.lines().map(result).collect::<Outcome<_>>()?;
        if results.len() == instances.len() {
            return Ok(results);
        }
        Err(Failure::new(format!("{} results for {} instances", results.len(), instances.len())))
    }
}

/// Removes attributes that depend on features, because the program has none.
fn without_features(text: &str) -> String {
    let mut is_inside = false;
    let lines = text.lines().filter(|line| {
        let is_attribute =
            is_inside || line.trim_start().starts_with("#[cfg(") || line.starts_with("    #[used_by(");
        is_inside = is_attribute && !line.ends_with(")]");
        !is_attribute
    });
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn result(line: &str) -> Outcome<ClientResult> {
    let mut parts = line.splitn(3, '\t');
    let (Some(kind), Some(message)) = (parts.next(), parts.next()) else {
        return Err(Failure::new(format!("unexpected output of the program: {line}")));
    };
    if kind == "rejected" {
        return Ok(ClientResult::Rejected(message.to_owned()));
    }
    let written: Value = serde_json::from_str(parts.next().unwrap_or_default())?;
    let broken = if message == "\"\"" { String::new() } else { message.to_owned() };
    Ok(ClientResult::Read(written.get("value").cloned().unwrap_or_default(), broken))
}
