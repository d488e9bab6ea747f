//! Test support: a transport that replies from a script and records the requests.
//!
//! ```
//! # use faithful_runtime::{Configuration, Operation, Error, testing};
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
//! Everything except the network is real: requests are validated, built and recorded as they would be sent,
//! and responses are read as if they came from the service. A `MockServer` (feature `mock-server`) replies
//! from the same kind of script on a local port, for tests of whole programs.
//!
//! A [`Recorder`] records the exchanges with the real service, and [`Mock::replay`] replays them.
//!
//! The [`Service`] of a generated client provides the operations and their documented examples.

mod mock;
mod recorded;
mod recording;
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
pub use recording::Recorder;
pub use script::Script;
#[cfg(feature = "mock-server")]
pub use server::MockServer;
pub use service::{OperationExample, Service};

/// Returns a client that sends nothing, and the mock that replies to it.
///
/// The client has a test token and a key for every security scheme, and uses the base URL of the
/// configuration. All limits have their default values, but calls are not retried, so each call takes exactly
/// one reply of the script. For other settings, pass a [`Mock`] to
/// [`ClientBuilder::transport`](crate::ClientBuilder::transport).
#[must_use]
pub fn client(configuration: &'static Configuration) -> (Client, Mock) {
    with_mock(configuration, Mock::new())
}

/// Like [`client`], but the mock can also reply with the documented examples of the service.
#[must_use]
pub fn client_for(service: &'static Service) -> (Client, Mock) {
    with_mock(service.configuration, Mock::for_service(service))
}

fn with_mock(configuration: &'static Configuration, mock: Mock) -> (Client, Mock) {
    let mut token = HeaderValue::from_static("Bearer test-token");
    token.set_sensitive(true);
    let shared = Shared {
        base_url: BaseUrl { text: configuration.base_url.trim_end_matches('/').to_owned(), plain: false },
        is_declared_server: true,
        server_overrides: Vec::new(),
        token: TokenSource::Fixed(token),
        credentials: Credentials::for_tests(),
        transport: Arc::new(mock.clone()),
        timeout: TIMEOUT,
        body_limit: BODY_LIMIT,
        total_timeout: None,
        retry: Retry::none(),
        throttle: None,
        headers: base_headers(configuration.user_agent).unwrap_or_default(),
        deny_unlisted: false,
        http_hosts: Vec::new(),
        middleware: Vec::new(),
        client: configuration.user_agent,
    };
    (Client::new(ClientState::new(shared)), mock)
}
