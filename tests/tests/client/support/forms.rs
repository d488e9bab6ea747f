//! Which type a request or an answer has, and the call that gives the answer.

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

/// JSON → type → JSON, for one type.
pub struct Form {
    /// The place in the documented text at which the type stands.
    pub place: &'static str,
    /// By way of the models' own reader and writer.
    pub read: fn(&str) -> Result<Value, ReadError>,
    /// By way of serde.
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

/// The JSON that a value is written as.
pub fn written<T: Json>(value: &T) -> Value {
    parse(std::str::from_utf8(&to_vec(value)).unwrap())
}

/// The type of a documented request or answer.
pub fn form(operation: &str, of: ExampleOf) -> Form {
    match (operation, of) {
        ("createTemplate", ExampleOf::Request) => Form::of::<CreateTemplate>(""),
        ("createTemplate", ExampleOf::Answer) => Form::of::<TemplateCreation>("/data"),
        ("getPreviewTemplateRun", ExampleOf::Answer) => Form::of::<PreviewTemplateRun>("/data"),
        ("getTemplate", ExampleOf::Answer) => Form::of::<Template>("/data"),
        ("listTemplateRuns", ExampleOf::Answer) => Form::of::<Vec<TemplateRun>>("/data/templateRuns"),
        ("updateTemplate", ExampleOf::Request) => Form::of::<UpdateTemplateBody>(""),
        ("updateTemplate", ExampleOf::Answer) => Form::of::<TemplateUpdate>("/data"),
        _ => panic!("no type is known for the {of:?} of {operation}: add it to `form` in {}", file!()),
    }
}

/// Calls an operation that is answered with this text, and gives what was read as JSON again.
pub async fn answered(operation: &str, answer: &str) -> Result<Value, Error> {
    let (client, mock) = testing::client();
    mock.on(operation).text(answer.to_owned());
    call(&client, operation).await
}

/// Calls an operation and gives what was read as JSON again.
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
        _ => panic!("no call is known for {operation}: add it to `call` in {}", file!()),
    }
}

/// The part of an answer that the value of a call stands for: `data`, or everything where there are pages.
pub fn due(operation: &str, answer: &Value) -> Value {
    if operation == "listTemplateRuns" { answer.clone() } else { answer["data"].clone() }
}

/// A template that may be created.
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
