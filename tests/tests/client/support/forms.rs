//! The types of requests and responses, and calls by operation id.

use codegen::ir::ExampleOf;
use northflank::models::{
    ApiVersion, CreateTemplate, PreviewTemplateRun, Project, Template, TemplateCreation, TemplateNode,
    TemplateRun, TemplateUpdate, UpdateTemplateBody, WorkflowSpec,
};
use northflank::{Client, Error, ReadError, testing};
use northflank_runtime::{Json, from_slice, to_vec};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::json::parse;

/// Conversions JSON → type → JSON for one type.
pub struct Form {
    /// The JSON pointer of the type's value in the documented body.
    pub place: &'static str,
    /// Converts with the models' own reader and writer.
    pub read: fn(&str) -> Result<Value, ReadError>,
    /// Converts with serde.
    pub serde: fn(Value) -> Result<Value, serde_json::Error>,
}

impl Form {
    fn of<T: Json + Serialize + DeserializeOwned>(place: &'static str) -> Self {
        Self {
            place,
            read: |text| from_slice::<T>(text.as_bytes()).map(|value| written(&value)),
            serde: |value| serde_json::to_value(serde_json::from_value::<T>(value)?),
        }
    }
}

/// Serializes a value to JSON.
pub fn written<T: Json>(value: &T) -> Value {
    parse(std::str::from_utf8(&to_vec(value)).unwrap())
}

/// The conversions for a documented request or response.
pub fn form_of(operation: &str, of: ExampleOf) -> Form {
    match (operation, of) {
        ("createTemplate", ExampleOf::Request) => Form::of::<CreateTemplate>(""),
        ("createTemplate", ExampleOf::Response) => Form::of::<TemplateCreation>("/data"),
        ("getPreviewTemplateRun", ExampleOf::Response) => Form::of::<PreviewTemplateRun>("/data"),
        ("getTemplate", ExampleOf::Response) => Form::of::<Template>("/data"),
        ("listTemplateRuns", ExampleOf::Response) => Form::of::<Vec<TemplateRun>>("/data/templateRuns"),
        ("updateTemplate", ExampleOf::Request) => Form::of::<UpdateTemplateBody>(""),
        ("updateTemplate", ExampleOf::Response) => Form::of::<TemplateUpdate>("/data"),
        _ => panic!("add the type of the {of:?} of {operation} to `form_of` in {}", file!()),
    }
}

/// Calls an operation whose response is `text`, and returns the parsed value as JSON.
pub async fn read_response(operation: &str, text: &str) -> Result<Value, Error> {
    let (client, mock) = testing::client();
    mock.on(operation).text(text.to_owned());
    call(&client, operation).await
}

/// Calls an operation, and returns the parsed value as JSON.
pub async fn call(client: &Client, operation: &str) -> Result<Value, Error> {
    let (templates, pipelines) = (client.templates(), client.pipelines());
    match operation {
        "createTemplate" => templates.create(new_template()).await.map(json),
        "getPreviewTemplateRun" => pipelines.get_preview_template_run("p", "l", "r").await.map(json),
        "getTemplate" => templates.get("t").await.map(json),
        "listTemplateRuns" => templates.list_runs("t").await.map(json),
        "updateTemplate" => {
            templates.update("t", UpdateTemplateBody::replace_from_git("Example", None)).await.map(json)
        }
        _ => panic!("add {operation} to `call` in {}", file!()),
    }
}

/// The part of a response that a call returns: `data`, or the whole body for a list.
pub fn expected_value(operation: &str, response: &Value) -> Value {
    if operation == "listTemplateRuns" { response.clone() } else { response["data"].clone() }
}

/// A valid body for `createTemplate`.
pub fn new_template() -> CreateTemplate {
    CreateTemplate::new("Example", ApiVersion::V1, Project::existing("my-project"), empty_workflow())
}

/// A workflow without steps.
pub fn empty_workflow() -> TemplateNode {
    TemplateNode::workflow(WorkflowSpec::sequential([]))
}

fn json(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}
