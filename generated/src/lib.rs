//! A client for the [Northflank](https://northflank.com) API.
//!
//! # Authenticate
//!
//! Make an API token in the settings of your account or team, and give it to the client. It goes nowhere but to the
//! client's own base address, and is never shown.
//!
//! ```no_run
//! # fn main() -> Result<(), northflank::Error> {
//! use northflank::Client;
//!
//! let client = Client::from_env()?; // NORTHFLANK_API_TOKEN, and NORTHFLANK_API_BASE_URL if it is not the public one
//! let client = Client::builder().token("a token").build()?;
//! let team = client.team("acme"); // the same calls, for the resources of a team
//! # Ok(())
//! # }
//! ```
//!
//! # Call
//!
//! Each operation is a method of the group it is documented in. Awaiting it gives the value; `send` gives the status,
//! the headers and the raw body besides. What must be given is an argument; what may be given is a setter.
//!
//! ```
//! # use northflank::{Client, Error, testing};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! # let (client, mock) = testing::client();
//! # let data = serde_json::json!({"data": {"id": "example-template", "name": "Example", "apiVersion": "v1",
//! #     "spec": {"kind": "Workflow", "spec": {"type": "sequential"}}}});
//! # mock.on("getTemplate").reply(data.clone()).reply(data);
//! let template = client.templates().get("example-template").await?;
//! println!("{}", template.name);
//!
//! let response = client.templates().get("example-template").send().await?;
//! println!("{} {}", response.status(), response.into_inner().name);
//! # Ok(())
//! # }
//! ```
//!
//! # Lists
//!
//! A list is read by page or by item; further pages are asked for when they are needed.
//!
//! ```
//! # use northflank::{Client, Error, testing};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! # let (client, mock) = testing::client();
//! # mock.on("listTemplateRuns").reply(serde_json::json!({"data": {"templateRuns": []},
//! #     "pagination": {"hasNextPage": false, "count": 0}}));
//! let mut runs = client.templates().list_runs("example-template").per_page(100).items();
//! while let Some(run) = runs.try_next().await? {
//!     println!("{} {}", run.id, run.status);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Send
//!
//! Models are made with what is required, and take the rest through setters. Where the API takes one of several things,
//! there is an enum, and each of the things converts into it. What is sent is checked first: lengths, patterns, limits
//! and listed values, all at once.
//!
//! ```
//! use northflank::models::{ApiVersion, CreateTemplate, Project, WorkflowNode, WorkflowSpec};
//!
//! let build = WorkflowNode::new(WorkflowSpec::sequential([]));
//! let spec = WorkflowNode::new(WorkflowSpec::sequential([build.into()]));
//! let body = CreateTemplate::new("Ex", ApiVersion::V1, Project::existing("my-project"), spec).description("A sample");
//! assert_eq!(body.validate().unwrap_err().to_string(), "$.name: must have at least 3 characters, has 2");
//! ```
//!
//! # Change what was read
//!
//! What the API sends and this version does not know is kept, in [`models`] that have an `extra()` and in the `Unknown`
//! variant of enums, and is written back.
//!
//! # Errors
//!
//! An [`Error`] says which operation failed, how, and keeps the status, the headers and the body of the answer.
//!
//! ```
//! # use northflank::{Client, testing};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! # let (client, mock) = testing::client();
//! # mock.on("getTemplate").status(404).text("not here");
//! match client.templates().get("nope").await {
//!     Ok(template) => println!("{}", template.name),
//!     Err(error) if error.is_not_found() => println!("there is no such template"),
//!     Err(error) => eprintln!("{error}"),
//! }
//! # }
//! ```
//!
//! # Test
//!
//! [`testing::client`] gives a client that talks to a script instead of the network.
//!
//! # Features
//!
//! Each tag of the API is a feature (`pipelines`, `templates`), all on by default. `rustls`, on by default, is the
//! transport; without it a transport of one's own must be given to the builder.

use northflank_runtime as runtime;

#[rustfmt::skip]
pub mod api;
#[rustfmt::skip]
pub mod models;
pub mod testing;

pub use api::Client;
pub use runtime::{
    CallOptions, ClientBuilder, Error, ErrorKind, Extra, FailedAttempt, Items, Map, OrReference, Page, Pages,
    Patch, RateLimit, ReadError, Response, Retry, RetryPolicy, SleepFuture, Throttle, Timestamp, Transport,
    TransportError, TransportErrorKind, TransportFuture, TransportRequest, Value, Violation, Violations,
};
