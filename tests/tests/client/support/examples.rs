//! The documented examples, as the spec has them.

use std::path::Path;
use std::sync::LazyLock;

use codegen::Request;
use codegen::ir::ExampleOf;
use serde_json::Value;

use super::json::parse;

/// A documented example of a request or an answer.
pub struct Example {
    /// The operation that it belongs to.
    pub operation: String,
    /// The file that it stands in, from the spec's folder.
    pub file: String,
    pub of: ExampleOf,
    /// Its value, as JSON text.
    pub text: String,
}

impl Example {
    pub fn value(&self) -> Value {
        parse(&self.text)
    }

    /// Which example this is, for the text of a failure.
    pub fn name(&self) -> String {
        format!("the {:?} of {} in {}", self.of, self.operation, self.file)
    }
}

/// All documented requests.
pub fn requests() -> Vec<&'static Example> {
    of(ExampleOf::Request)
}

/// All documented answers.
pub fn answers() -> Vec<&'static Example> {
    of(ExampleOf::Answer)
}

/// The documented answer of an operation that has one.
pub fn answer(operation: &str) -> &'static Example {
    let mut found = answers().into_iter().filter(|example| example.operation == operation);
    found.next().unwrap_or_else(|| panic!("the spec has no example of an answer of {operation}"))
}

/// The documented request that stands in a file of `spec/examples`.
pub fn request(file: &str) -> &'static Example {
    let file = format!("examples/{file}");
    let mut found = requests().into_iter().filter(|example| example.file == file);
    found.next().unwrap_or_else(|| panic!("the spec has no example of a request in {file}"))
}

fn of(of: ExampleOf) -> Vec<&'static Example> {
    let found: Vec<_> = ALL.iter().filter(|example| example.of == of).collect();
    assert!(!found.is_empty(), "the spec documents no {of:?}: nothing would be tested");
    found
}

static ALL: LazyLock<Vec<Example>> = LazyLock::new(|| {
    let request = Request {
        root: "openapi.json".to_owned(),
        settings: Some("settings.json".to_owned()),
        crate_name: "northflank".to_owned(),
    };
    let generated =
        codegen::generate(&request, &Spec).unwrap_or_else(|failure| panic!("{}", failure.render()));
    let operations = generated.api.operations.into_iter();
    let examples = operations.flat_map(|operation| {
        let id = operation.id;
        operation.examples.into_iter().map(move |example| Example {
            operation: id.clone(),
            file: example.location.file,
            of: example.of,
            text: example.json,
        })
    });
    examples.collect()
});

/// A file of the spec.
pub fn spec(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

struct Spec;

impl codegen::document::Source for Spec {
    fn text(&self, file: &str) -> Result<String, String> {
        Ok(spec(file))
    }
}
