//! The documented examples from the spec.

use std::sync::LazyLock;

use faithful_codegen::Generated;
use faithful_codegen::ir::ExampleOf;
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

/// The documented response of an operation; panics if there is none. Of several, it is the one in the file that is named
/// after the operation.
pub fn response_example(operation: &str) -> &'static Example {
    let found: Vec<_> =
        response_examples().into_iter().filter(|example| example.operation == operation).collect();
    let file: String = operation
        .chars()
        .flat_map(|letter| letter.is_uppercase().then_some('-').into_iter().chain(letter.to_lowercase()))
        .collect();
    let file = format!("examples/{file}-response.json");
    let named = found.iter().find(|example| example.file == file).or(found.first());
    named.unwrap_or_else(|| panic!("the spec has no response example for {operation}"))
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
    let examples = SPEC.api.operations.iter().flat_map(|operation| {
        operation.examples.iter().map(move |example| Example {
            operation: operation.id.clone(),
            file: example.location.file.to_string(),
            of: example.of,
            text: example.json.clone(),
        })
    });
    examples.collect()
});

/// The spec, as the generator understands it.
pub static SPEC: LazyLock<Generated> = LazyLock::new(|| {
    tests::spec::generate(&tests::spec::folder()).unwrap_or_else(|failure| panic!("{failure:?}"))
});
