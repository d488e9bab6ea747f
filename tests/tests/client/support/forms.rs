//! The types of requests and responses, and calls by operation id.

use faithful_runtime::from_slice;
use northflank::models::{ApiVersion, CreateTemplate, Project, TemplateNode, WorkflowSpec, WorkflowType};
use northflank::{Client, Error, testing};
use operations::{Arguments, Operation};
use serde_json::Value;

pub use operations::written;

use super::examples::{SPEC, request_examples};
use super::json::parse;
use super::sample::sample;

/// The operation with this id; panics if there is none.
pub fn operation(id: &str) -> &'static Operation {
    operations::find(id).unwrap_or_else(|| panic!("the client has no operation {id}"))
}

/// The first documented request body of an operation, or a minimal one; null if it has none.
pub fn body_of(id: &str) -> Value {
    let documented = request_examples().into_iter().find(|example| example.operation == id);
    documented.map_or_else(|| sample(&SPEC.api, id), |example| parse(&example.text))
}

/// A value for each required parameter, and a body.
pub fn arguments(id: &str) -> Arguments {
    let operation = operation(id);
    let required = operation.required.iter();
    required.fold(Arguments::new(body_of(id)), |arguments, name| arguments.with(*name, "a"))
}

/// Calls an operation whose response is `text`, and returns the parsed value as JSON.
pub async fn read_response(operation: &str, text: &str) -> Result<Value, Error> {
    let (client, mock) = testing::client();
    mock.on(operation).text(text.to_owned());
    call(&client, operation).await
}

/// Calls an operation, and returns the parsed value as JSON.
pub async fn call(client: &Client, id: &str) -> Result<Value, Error> {
    let call = operation(id).call(client, &arguments(id));
    call.unwrap_or_else(|error| panic!("{id}: {error}")).send().await
}

/// The part of a response that a call returns: `data`, or the whole body for a list.
pub fn expected_value(id: &str, response: &Value) -> Value {
    operation(id).value(response)
}

/// A valid body for `createTemplate`.
pub fn new_template() -> CreateTemplate {
    CreateTemplate::new("Example", ApiVersion::V1, Project::existing("my-project"), empty_workflow())
}

/// A workflow without steps.
pub fn empty_workflow() -> TemplateNode {
    workflow(WorkflowType::Sequential, [])
}

/// A workflow with these steps.
pub fn workflow(kind: WorkflowType, steps: impl IntoIterator<Item = TemplateNode>) -> TemplateNode {
    TemplateNode::workflow(WorkflowSpec::new(kind).steps(steps.into_iter().collect::<Vec<_>>()))
}

/// A template's node of any kind, known or not.
pub fn node(value: &Value) -> TemplateNode {
    from_slice(value.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error} in {value}"))
}
