//! Clients for tests: they talk to a script instead of the API.
//!
//! [`client()`] never touches the network. `server` (feature `mock-server`) is a real one on 127.0.0.1, for tests
//! of whole programs. Both answer from a [`Script`]: replies, delays, failures, bodies that are cut. With the
//! feature `testing-answers` both know the answer that the documentation shows for each operation.

use crate::Client;
use crate::runtime;

#[cfg(feature = "mock-server")]
pub use crate::runtime::testing::MockServer;
pub use crate::runtime::testing::{Mock, RecordedRequest, Script};

/// A client that sends nothing, and the mock that answers it.
///
/// Everything but the network is real: a request is checked, put together and recorded as it would be sent, and an
/// answer is read as it would be from the API. Nothing is attempted again. An operation without an answer left fails
/// and says so.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), northflank::Error> {
/// use northflank::{json, testing};
///
/// let (client, mock) = testing::client();
/// mock.on("listTemplateRuns").reply(json!({
///     "data": {"templateRuns": []},
///     "pagination": {"hasNextPage": false, "count": 0}
/// }));
/// let page = client.templates().list_runs("example-template").await?;
/// assert!(page.items.is_empty());
/// assert_eq!(mock.requests()[0].path, "/v1/templates/example-template/runs");
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn client() -> (Client, Mock) {
    #[cfg(feature = "testing-answers")]
    let (client, mock) = runtime::testing::client_of(&crate::api::SERVICE);
    #[cfg(not(feature = "testing-answers"))]
    let (client, mock) = runtime::testing::client(&crate::api::CONFIGURATION);
    (client.into(), mock)
}

/// The answer that the documentation shows for an operation, by its identifier: the whole body, to be changed and
/// given to a mock. `None` for what is no operation, or one whose tag is not compiled in.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), northflank::Error> {
/// use northflank::testing;
///
/// let (client, mock) = testing::client();
/// let mut answer = testing::answer("getTemplate").unwrap();
/// answer["data"]["name"] = "Another name".into();
/// mock.on("getTemplate").reply(answer).documented();
/// assert_eq!(client.templates().get("example-template").await?.name, "Another name");
/// assert_eq!(client.templates().get("example-template").await?.name, "Example Template");
/// # Ok(())
/// # }
/// ```
#[cfg(feature = "testing-answers")]
#[must_use]
pub fn answer(operation: &str) -> Option<crate::Value> {
    crate::api::SERVICE.value(operation)
}

/// A server on a free port of 127.0.0.1 that answers from a script, for tests of whole programs: give its address
/// to the program as `NORTHFLANK_API_BASE_URL`. It stops when it is dropped.
///
/// # Errors
/// When the system gives no port or no thread.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use northflank::{Client, testing};
///
/// let server = testing::server()?;
/// server.answer_as_documented();
/// let client = Client::builder().token("test-token").base_url(server.url()).build()?;
/// assert_eq!(client.templates().get("example-template").await?.name, "Example Template");
/// assert_eq!(server.requests()[0].header("authorization"), Some("Bearer test-token"));
/// # Ok(())
/// # }
/// ```
#[cfg(feature = "mock-server")]
pub fn server() -> std::io::Result<MockServer> {
    MockServer::start(&crate::api::SERVICE)
}

#[cfg(all(test, feature = "testing-answers", feature = "pipelines", feature = "templates"))]
mod tests {
    use crate::models::{ApiVersion, CreateTemplate, Project, UpdateTemplate, WorkflowNode, WorkflowSpec};

    #[tokio::test]
    async fn every_operation_has_an_answer_that_it_reads() {
        let (client, mock) = super::client();
        mock.answer_as_documented();
        let (templates, pipelines) = (client.templates(), client.pipelines());
        let spec = || WorkflowNode::new(WorkflowSpec::sequential([]));
        let project = || Project::existing("my-project");
        templates.get("t").await.unwrap();
        templates.list_runs("t").await.unwrap();
        templates.create(CreateTemplate::new("Example", ApiVersion::V1, project(), spec())).await.unwrap();
        templates
            .update("t", UpdateTemplate::new("Example", ApiVersion::V1, project(), spec()))
            .await
            .unwrap();
        pipelines.get_preview_template_run("p", "q", "r").await.unwrap();
        let asked = mock.requests().len();
        assert_eq!(asked, crate::api::SERVICE.operations().count(), "an operation is not called here");
        assert!(super::answer("nothing").is_none());
    }
}
