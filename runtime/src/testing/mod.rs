//! Tests without a network: a transport that answers from a script and remembers what it was asked.
//!
//! ```
//! # use northflank_runtime::{Configuration, Operation, Error, testing};
//! # use serde_json::json;
//! # static CONFIGURATION: Configuration =
//! #     Configuration { base_url: "https://api.example.com", token_variables: &[], base_url_variables: &[], user_agent: "x" };
//! # static COUNT: Operation =
//! #     Operation { id: "countThings", method: "GET", path: "/v1/count", value_path: &["data"], page: None, idempotent: false };
//! # async fn run() -> Result<(), Error> {
//! let (client, mock) = testing::client(&CONFIGURATION);
//! mock.on("countThings").reply(json!({"data": 7})).status(404).reply(json!({"error": {"message": "gone"}}));
//!
//! assert_eq!(client.call(&COUNT).value::<i64>().await?, 7);
//! assert!(client.call(&COUNT).value::<i64>().await.unwrap_err().is_not_found());
//! assert_eq!(mock.requests()[0].path, "/v1/count");
//! # Ok(())
//! # }
//! ```
//!
//! Everything but the network is real: the request is checked, put together and recorded as it would be sent,
//! and the answer is read as it would be from the service. A `MockServer` (feature `mock-server`) answers
//! from the same script on a socket, for tests of whole programs.
//!
//! The [`Service`] of a generated client tells a mock the operations and their documented answers.

mod mock;
mod recorded;
mod script;
#[cfg(feature = "mock-server")]
mod server;
mod service;

use std::sync::Arc;

use http::HeaderValue;

use crate::auth::{Credentials, TokenSource};
use crate::client::{BODY_LIMIT, Client, TIMEOUT, base_headers};
use crate::operation::Configuration;
use crate::send::{ClientState, Retry, Shared};
use crate::wire::url::BaseUrl;

pub use mock::Mock;
pub use recorded::RecordedRequest;
pub use script::Script;
#[cfg(feature = "mock-server")]
pub use server::MockServer;
pub use service::{OperationExample, Service};

/// A client that sends nothing, and the mock that answers it.
///
/// The client has a token of its own and a key for every scheme, the base URL of the configuration, and the limits that a client has by
/// default, except that nothing is attempted again: an answer of the script is the answer of a call. For other
/// settings give a [`Mock`] to [`ClientBuilder::transport`](crate::ClientBuilder::transport).
#[must_use]
pub fn client(configuration: &'static Configuration) -> (Client, Mock) {
    with_mock(configuration, Mock::new())
}

/// The same with a mock that knows the service, so that it can give the documented answers.
#[must_use]
pub fn client_for(service: &'static Service) -> (Client, Mock) {
    with_mock(service.configuration, Mock::of(service))
}

fn with_mock(configuration: &'static Configuration, mock: Mock) -> (Client, Mock) {
    let mut token = HeaderValue::from_static("Bearer test-token");
    token.set_sensitive(true);
    let shared = Shared {
        base_url: BaseUrl { text: configuration.base_url.trim_end_matches('/').to_owned(), plain: false },
        is_described_address: true,
        servers: Vec::new(),
        token: TokenSource::Fixed(token),
        credentials: Credentials::for_tests(),
        transport: Arc::new(mock.clone()),
        timeout: TIMEOUT,
        body_limit: BODY_LIMIT,
        total_timeout: None,
        retry: Retry::none(),
        throttle: None,
        headers: base_headers(configuration.user_agent).unwrap_or_default(),
    };
    (Client::new(ClientState::new(shared)), mock)
}
