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
//! # Configure
//!
//! The builder sets what holds for all calls, `with_options` what holds for one; [`ClientBuilder`] and [`CallOptions`]
//! list everything. Clones of a client share its connections, so make one and clone it.
//!
//! ```no_run
//! # async fn example() -> Result<(), northflank::Error> {
//! use std::time::Duration;
//! use northflank::{Client, Retry, Throttle};
//!
//! let client = Client::builder()
//!     .environment() // the token from NORTHFLANK_API_TOKEN
//!     .timeout(Duration::from_secs(10)) // for each attempt; 30 s unless set
//!     .total_timeout(Duration::from_secs(60)) // for all attempts and the waits between them; no limit unless set
//!     .retry(Retry::default().max_attempts(5)) // three attempts unless set
//!     .throttle(Throttle::new()) // spends the requests that are allowed evenly; off unless set
//!     .user_agent("my-tool/1.2")
//!     .build()?;
//!
//! let call = client.templates().get("example-template");
//! let template = call.with_options(|o| o.timeout(Duration::from_secs(2)).retry(Retry::none())).await?;
//! # Ok(())
//! # }
//! ```
//!
//! Further there are `default_header`, `body_limit`, `root_certificates`, `proxy` and `no_proxy`, `idle_timeout`,
//! `token_provider` for tokens that change, and `transport` for another HTTP library.
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
//! # let data = northflank::json!({"data": {"id": "example-template", "name": "Example", "apiVersion": "v1",
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
//! A list is read by page or by item; further pages are asked for when they are needed, or one page earlier with
//! `read_ahead()`. After an error the stream goes on with the same page; `cursor()` says where, for a new call too.
//!
//! ```
//! # use northflank::{Client, Error, testing};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! # let (client, mock) = testing::client();
//! # mock.on("listTemplateRuns").reply(northflank::json!({"data": {"templateRuns": []},
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
//! # Update safely
//!
//! What the API sends and this version does not know is kept, in [`models`] that have an `extra()` and in the `Unknown`
//! variant of enums, and is written back. So a model that was read can be changed and sent again without a loss:
//! `to_update` makes the update that changes nothing out of a template. [`Patch`] tells a member that stays as it is from
//! one that is set to null. Numbers of more than 64 bits are the exception, see [`Value`].
//!
//! ```
//! # use northflank::{Client, Error, json, testing};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! # let (client, mock) = testing::client();
//! # mock.on("getTemplate").reply(json!({"data": {"id": "a", "name": "Example", "apiVersion": "v1",
//! #     "spec": {"kind": "Workflow", "spec": {"type": "sequential"}, "mood": "new"}}}));
//! # mock.on("updateTemplate").status(404).empty();
//! use northflank::models::Project;
//!
//! let template = client.templates().get("example-template").await?;
//! let mut body = template.to_update(Project::existing("my-project")); // if the template does not say which
//! body.name = "Another name".to_owned();
//! # let _ =
//! client.templates().update("example-template", body).await;
//! # let sent = mock.requests()[1].json().unwrap();
//! # assert_eq!(sent["spec"]["mood"], "new");
//! # Ok(())
//! # }
//! ```
//!
//! An API that keeps no versions cannot tell that somebody else changed the template in the meantime: what is sent wins.
//!
//! # Errors
//!
//! An [`Error`] says which operation failed, how, and keeps the status, the headers and the body of the answer. What can be
//! attempted again without harm was, up to three times (see [`Retry`]). A call that changes something and was broken off
//! is not sent again: [`is_outcome_unknown`](Error::is_outcome_unknown) then says that one has to look.
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
//!     Err(error) if error.is_rate_limited() => println!("ask again in {:?}", error.retry_after()),
//!     Err(error) => eprintln!("{error}"), // getTemplate: 403 Forbidden: … (error id …, request id …)
//! }
//! # }
//! ```
//!
//! # Wait
//!
//! A run takes its time. `wait_for_run` asks until it is over, with pauses that grow from two to thirty seconds, for at
//! most an hour; all of that can be set. The [`Outcome`] tells success from failure, and both from a run that was not
//! over in time.
//!
//! ```
//! # use northflank::{Client, Error, Outcome, testing};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! # let (client, mock) = testing::client();
//! # mock.on("listTemplateRuns").reply(northflank::json!({"data": {"templateRuns": [{"name": "Example",
//! #     "apiVersion": "v1.2", "id": "a-run", "templateId": "t", "status": "success", "concluded": true,
//! #     "createdAt": "2021-01-01 12:00:00.000Z", "updatedAt": "2021-01-01 12:00:00.000Z"}]},
//! #     "pagination": {"hasNextPage": false, "count": 1}}));
//! use std::time::Duration;
//!
//! let wait = client.templates().wait_for_run("example-template", "a-run");
//! match wait.time_limit(Duration::from_secs(600)).await? {
//!     Outcome::Success(run) => println!("over at {:?}", run.concluded_at),
//!     other => println!("the run {other}"), // for example: the run failed
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`Wait`] says what can be set.
//!
//! # Test
//!
//! [`testing::client`] gives a client that talks to a script instead of the network, and `testing::server` (feature
//! `mock-server`) a server on 127.0.0.1 with the same script, for tests of whole programs. Both record what they were
//! asked, fail on command, and know the documented answers (feature `testing-answers`).
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), northflank::Error> {
//! use northflank::testing;
//!
//! let (client, mock) = testing::client();
//! mock.on("getTemplate").status(404).text("not here");
//! assert!(client.templates().get("nope").await.unwrap_err().is_not_found());
//! assert_eq!(mock.requests()[0].path, "/v1/templates/nope");
//! # Ok(())
//! # }
//! ```
//!
//! # Blocking
//!
//! With the feature `blocking`, `.blocking()` stands wherever asynchronous code writes `.await`, and makes an iterator
//! of a list. It is the same client with the same calls; it needs no runtime, and may be used inside of one.
//!
#![cfg_attr(feature = "blocking", doc = "```")]
#![cfg_attr(not(feature = "blocking"), doc = "```ignore")]
//! # use northflank::{Error, testing};
//! # fn main() -> Result<(), Error> {
//! # let (client, mock) = testing::client();
//! # mock.on("getTemplate").reply(northflank::json!({"data": {"id": "a", "name": "Example", "apiVersion": "v1",
//! #     "spec": {"kind": "Workflow", "spec": {"type": "sequential"}}}}));
//! # mock.on("listTemplateRuns").reply(northflank::json!({"data": {"templateRuns": []},
//! #     "pagination": {"hasNextPage": false, "count": 0}}));
//! let template = client.templates().get("example-template").blocking()?;
//! println!("{}", template.name);
//! for run in client.templates().list_runs("example-template").items().blocking() {
//!     println!("{}", run?.status);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! | feature | default | what |
//! |---|---|---|
//! | `pipelines`, `templates` | yes | the calls and models of a tag of the API |
//! | `rustls` | yes | the transport, on hyper with rustls; without one, give one of your own to the builder |
//! | `native-tls` | | the same with the TLS library of the operating system |
//! | `blocking` | | `.blocking()` beside `.await` |
//! | `tracing` | | a span for each call and each attempt |
//! | `jiff-02`, `chrono-04`, `time-03` | | [`Timestamp`] to and from the types of that version of a crate |
//! | `testing-answers` | | the documented answer of every operation, in [`testing`] |
//! | `mock-server` | | a server on 127.0.0.1 that answers from a script, in [`testing`] |

use northflank_runtime as runtime;

#[rustfmt::skip]
pub mod api;
#[rustfmt::skip]
pub mod models;
pub mod testing;
#[cfg(feature = "templates")]
mod update;
#[cfg(any(feature = "pipelines", feature = "templates"))]
mod wait;

pub use api::Client;
/// The builder that [`Client::builder`] gives is a `ClientBuilder<Client>`.
#[doc(inline)]
pub use runtime::ClientBuilder;
#[cfg(any(feature = "jiff-02", feature = "chrono-04", feature = "time-03"))]
#[doc(inline)]
pub use runtime::TimestampError;
#[cfg(feature = "blocking")]
#[doc(inline)]
pub use runtime::blocking;
#[doc(no_inline)]
pub use runtime::http;
/// `json!({"a": 1})` makes a [`Value`], for answers in tests and for members that are free in form.
#[doc(inline)]
pub use runtime::json;
#[doc(inline)]
pub use runtime::{
    Body, Bytes, CallOptions, Error, ErrorKind, Extra, ExtraIter, FailedAttempt, Found, HeaderMap, Items,
    Map, OrReference, Outcome, Page, Pages, Patch, Pending, Progress, RateLimit, ReadError, Response, Retry,
    RetryPolicy, SleepFuture, StatusCode, Throttle, Timestamp, Transport, TransportBody, TransportError,
    TransportErrorKind, TransportFuture, TransportRequest, TransportStreamFuture, Value, Violation,
    Violations, Wait, WaitFuture,
};
