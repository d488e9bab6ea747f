//! The documented examples, as the spec has them.

use std::sync::LazyLock;

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
    let generated =
        tests::spec::generate(&tests::spec::folder()).unwrap_or_else(|failure| panic!("{failure:?}"));
    let operations = generated.api.operations.into_iter();
    let examples = operations.flat_map(|operation| {
        let id = operation.id;
        operation.examples.into_iter().map(move |example| Example {
            operation: id.clone(),
            file: example.location.file.to_string(),
            of: example.of,
            text: example.json,
        })
    });
    examples.collect()
});

/// A file of the spec.
pub fn spec(file: &str) -> String {
    tests::disk::read(&tests::spec::folder().join(file)).unwrap_or_else(|failure| panic!("{failure:?}"))
}
