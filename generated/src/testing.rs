//! A client for tests: it talks to a script instead of the network.

use crate::Client;
use crate::runtime;

pub use crate::runtime::testing::{Mock, RecordedRequest, Script};

/// A client that sends nothing, and the mock that answers it.
///
/// Everything but the network is real: a request is checked, put together and recorded as it would be sent, and an
/// answer is read as it would be from the API. An operation without an answer left fails and says so.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), northflank::Error> {
/// use serde_json::json;
///
/// let (client, mock) = northflank::testing::client();
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
    let (client, mock) = runtime::testing::client(&crate::api::CONFIGURATION);
    (client.into(), mock)
}
