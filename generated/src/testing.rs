//! Test support: clients and servers that reply from a script instead of the API.
//!
//! [`client()`] never uses the network. `server` (feature `mock-server`) is a real server on 127.0.0.1, for tests of
//! whole programs. Both reply from a [`Script`] of responses, delays, failures and truncated bodies. With the feature
//! `testing-examples`, both can reply with the documented example of each operation, or a minimal response if it has none, and
//! both can replay what a [`Recorder`] has recorded.

use crate::Client;
use crate::runtime;

#[cfg(feature = "mock-server")]
pub use crate::runtime::testing::MockServer;
pub use crate::runtime::testing::{Mock, RecordedRequest, Recorder, Script};

/// Returns a client that sends nothing, and the mock that replies to it.
///
/// Everything except the network is real: requests are validated, built and recorded as they would be sent, and
/// responses are read as if they came from the API. Requests are not retried. An operation without a scripted reply
/// fails with an error that says so.
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
    #[cfg(feature = "testing-examples")]
    let (client, mock) = runtime::testing::client_for(&crate::api::SERVICE);
    #[cfg(not(feature = "testing-examples"))]
    let (client, mock) = runtime::testing::client(&crate::api::CONFIGURATION);
    (client.into(), mock)
}

/// Returns the example response of an operation, by `operationId`: the documented one, or a minimal value made from the schema.
///
/// The value is the complete body, which can be modified and passed to a mock. Returns `None` if there is no such
/// operation, if its response has no body, or if the feature of its tag is disabled.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), northflank::Error> {
/// use northflank::testing;
///
/// let (client, mock) = testing::client();
/// let mut example = testing::example("getTemplate").unwrap();
/// example["data"]["name"] = "Another name".into();
/// mock.on("getTemplate").reply(example).example();
/// assert_eq!(client.templates().get("example-template").await?.name, "Another name");
/// assert_eq!(client.templates().get("example-template").await?.name, "Example Template");
/// # Ok(())
/// # }
/// ```
#[cfg(feature = "testing-examples")]
#[must_use]
pub fn example(operation: &str) -> Option<crate::Value> {
    crate::api::SERVICE.example_value(operation)
}

/// Starts a scripted server on a free port of 127.0.0.1, for tests of whole programs.
///
/// Pass its URL to the program as `NORTHFLANK_API_BASE_URL`. The server stops when it is dropped.
///
/// # Errors
///
/// Returns an error if no port can be bound or no thread can be started.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use northflank::{Client, testing};
///
/// let server = testing::server()?;
/// server.reply_with_examples();
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
