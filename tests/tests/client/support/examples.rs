//! The documented examples from the spec.

use std::sync::LazyLock;

use codegen::ir::ExampleOf;
use serde_json::Value;

use super::json::parse;

/// A documented example of a request or a response.
pub struct Example {
    /// The id of its operation.
    pub operation: String,
    /// Its file, relative to the spec's folder.
    pub file: String,
    pub of: ExampleOf,
    /// Its value as JSON text.
    pub text: String,
}

impl Example {
    pub fn value(&self) -> Value {
        parse(&self.text)
    }

    /// Identifies the example in failure messages.
    pub fn name(&self) -> String {
        format!("the {:?} of {} in {}", self.of, self.operation, self.file)
    }
}

/// All documented requests.
pub fn request_examples() -> Vec<&'static Example> {
    examples_of(ExampleOf::Request)
}

/// All documented responses.
pub fn response_examples() -> Vec<&'static Example> {
    examples_of(ExampleOf::Response)
}

/// The documented response of an operation; panics if there is none.
pub fn response_example(operation: &str) -> &'static Example {
    let mut found = response_examples().into_iter().filter(|example| example.operation == operation);
    found.next().unwrap_or_else(|| panic!("the spec has no response example for {operation}"))
}

/// The documented request in a file of `spec/examples`; panics if there is none.
pub fn request_example(file: &str) -> &'static Example {
    let file = format!("examples/{file}");
    let mut found = request_examples().into_iter().filter(|example| example.file == file);
    found.next().unwrap_or_else(|| panic!("the spec has no request example in {file}"))
}

fn examples_of(of: ExampleOf) -> Vec<&'static Example> {
    let found: Vec<_> = ALL.iter().filter(|example| example.of == of).collect();
    assert!(!found.is_empty(), "the spec has no {of:?} examples, so nothing would be tested");
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

/// Reads a file of the spec.
pub fn spec(file: &str) -> String {
    tests::disk::read(&tests::spec::folder().join(file)).unwrap_or_else(|failure| panic!("{failure:?}"))
}
