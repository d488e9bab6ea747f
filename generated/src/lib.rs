//! An async client for the [Northflank](https://northflank.com) API.
//!
//! # Operations
//!
//! Every operation of the API is covered, as documented in June 2026. Each group is a feature, on by default. What belongs
//! to a project is reached through its handle, `client.project("my-project")`.
//!
//! <!-- begin: groups -->
//! 348 operations in 36 groups:
//!
//! | group | operations | feature | description |
//! |---|---|---|---|
//! | `catalog()` | 2 | `catalog` | Regions and plans of the platform. |
//! | `project(…).addons()` | 36 | `addons` | Managed databases, caches and storage, with their backups and restores. |
//! | `project(…).ai_models()` | 5 | `ai_models` | Deployments of language models. |
//! | `project(…).external_addons()` | 5 | `external_addons` | Resources at other cloud providers, provisioned with OpenTofu. |
//! | `project(…).jobs()` | 44 | `jobs` | Manual and scheduled jobs, their builds and runs. |
//! | `project(…).pipelines()` | 15 | `pipelines` | Pipelines with release flows and preview environments. |
//! | `project(…).preview_blueprints()` | 14 | `preview_blueprints` | Blueprints of preview environments, their previews and runs. |
//! | `project(…).secrets()` | 11 | `secrets` | Secret groups of a project, and links to the secrets of addons. |
//! | `project(…).services()` | 42 | `services` | Build, deployment and combined services, their builds, ports and settings. |
//! | `project(…).volumes()` | 11 | `volumes` | Volumes of services and jobs, and their backups. |
//! | `project(…).workflows()` | 8 | `workflows` | Workflows and their runs. |
//! | `backup_destinations()` | 6 | `backup_destinations` | Storage outside the platform that receives backups. |
//! | `billing()` | 4 | `billing` | Invoices and usage. |
//! | `cloud_providers()` | 18 | `cloud_providers` | Clusters in your own cloud accounts, their nodes and integrations. |
//! | `subdomains()` | 14 | `subdomains` | Subdomains of a domain, their paths, certificates and CDN. |
//! | `domains()` | 10 | `domains` | Custom domains and their certificates. |
//! | `egress_ips()` | 6 | `egress_ips` | Static addresses of outgoing traffic. |
//! | `registry_credentials()` | 5 | `registry_credentials` | Credentials for container registries. |
//! | `ssh_identities()` | 6 | `ssh_identities` | Public keys of those who may connect by SSH. |
//! | `log_sinks()` | 7 | `log_sinks` | Services that receive copies of logs. |
//! | `notifications()` | 5 | `notifications` | Channels that receive notifications of events. |
//! | `vcs()` | 4 | `vcs` | Linked version control accounts and their repositories. |
//! | `load_balancers()` | 6 | `load_balancers` | Dedicated load balancers. |
//! | `network_policies()` | 4 | `network_policies` | Rules for traffic between and out of projects. |
//! | `open_tofu_jobs()` | 1 | `open_tofu_jobs` | Jobs that apply OpenTofu configurations. |
//! | `projects()` | 6 | `projects` | Projects, which contain services, jobs, addons and more. |
//! | `gradual_rollout_strategies()` | 4 | `gradual_rollout_strategies` | How new versions of services replace old ones. |
//! | `global_secrets()` | 6 | `global_secrets` | Secrets that are shared between projects. |
//! | `tags()` | 6 | `tags` | Tags of resources. |
//! | `team_members()` | 3 | `team_members` | Members of a team. |
//! | `team_roles()` | 9 | `team_roles` | Roles of a team, and the members that have them. |
//! | `templates()` | 9 | `templates` | Templates and their runs. |
//! | `org_members()` | 1 | `org_members` | Members of an organisation. |
//! | `org_roles()` | 9 | `org_roles` | Roles of an organisation, and the members that have them. |
//! | `org_directory_groups()` | 2 | `org_directory_groups` | Directory groups of an organisation and their members. |
//! | `teams()` | 4 | `teams` | Teams of an organisation. |
//! <!-- end: groups -->
//!
//! # Authentication
//!
//! Create an API token in the settings of your account or team and pass it to the client. The token is only sent to
//! the client's base URL and never appears in errors, logs or `Debug` output.
//!
//! ```no_run
//! # fn main() -> Result<(), northflank::Error> {
//! use northflank::Client;
//!
//! // Reads NORTHFLANK_API_TOKEN and, if set, NORTHFLANK_API_BASE_URL.
//! let client = Client::from_env()?;
//! let client = Client::builder().token("a-token").build()?;
//! let team = client.team("acme"); // the same operations, for the resources of a team
//! # Ok(())
//! # }
//! ```
//!
//! # Configuration
//!
//! The builder configures all calls of a client, and `with_options` configures a single call. See [`ClientBuilder`]
//! and [`CallOptions`] for all options. Clones of a client share its connections, so create one client and clone it.
//!
//! ```no_run
//! # async fn example() -> Result<(), northflank::Error> {
//! use std::time::Duration;
//! use northflank::{Client, Retry, Throttle};
//!
//! let client = Client::builder()
//!     .environment() // the token from NORTHFLANK_API_TOKEN
//!     .timeout(Duration::from_secs(10)) // per attempt; 30 s by default
//!     .total_timeout(Duration::from_secs(60)) // all attempts; unlimited by default
//!     .retry(Retry::default().max_attempts(5)) // three attempts by default
//!     .throttle(Throttle::new()) // spreads requests over the rate limit; off by default
//!     .user_agent("my-tool/1.2")
//!     .build()?;
//!
//! let call = client.templates().get("example-template");
//! let call = call.with_options(|o| o.timeout(Duration::from_secs(2)).retry(Retry::none()));
//! let template = call.await?;
//! # Ok(())
//! # }
//! ```
//!
//! The builder also has `default_header`, `body_limit`, `root_certificates`, `proxy`, `no_proxy`, `idle_timeout`,
//! `token_provider` for tokens that change, and `transport` for a different HTTP library. Base URLs use `https`, except
//! for loopback hosts and the hosts in `allow_http`, such as a gateway in the same cluster.
//!
//! A [`Middleware`] sees each attempt before it is sent and when its result has arrived, for signatures and metrics.
//!
//! # Tracing
//!
//! With the feature `tracing`, each call is a span `call` at level `INFO` and each attempt a span `attempt` at level
//! `DEBUG`. Their target is `faithful_runtime`, so with `tracing-subscriber`, `RUST_LOG=faithful_runtime=debug` shows them.
//! The fields have the names of OpenTelemetry's HTTP attributes (`http.request.method`, `url.template`, `server.address`,
//! `http.response.status_code`, `http.request.resend_count`, `error.type`), and `client` names this crate and its version.
//! Spans and events contain no tokens, headers, bodies, or values of parameters.
//!
//! # Requests
//!
//! Operations are methods, grouped by tag: `client.templates().get(…)`. Required parameters are arguments, and
//! optional parameters are setters on the call. Awaiting the call returns the value; `send` returns a [`Response`]
//! with the status, the headers and the raw body as well. A call is not a future itself: where one is required, as in
//! `tokio::spawn`, pass `call.into_future()`.
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
//! # Pagination
//!
//! Lists can be read page by page with `pages()` or item by item with `items()`. The next page is requested when it
//! is needed, or one page ahead with `read_ahead()`. After an error, the stream continues with the page that failed.
//! Its `cursor()` identifies that page; pass it to a new call to continue there.
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
//! # Request bodies
//!
//! The constructor of a model takes its required fields, and setters set the optional ones. The fields are public, so an
//! optional value can also be assigned or removed. Models that only responses contain are read, so they have neither;
//! tests that build responses enable the feature `testing-models`. Where the API accepts one of several types, the parameter is an enum
//! with a `From` implementation for each type. In a list of several types, each element is converted with `into()`; for
//! a list of one type, `.map(Into::into)` converts all of them. Enums of strings can be compared with strings.
//!
//! Requests are validated before they are sent: lengths, patterns and bounds are checked, and all violations
//! are reported together.
//!
//! ```
//! use northflank::models::{
//!     ApiVersion, BuildServiceNode, CreateTemplate, DeploymentServiceNode, Project, TemplateNode, WorkflowNode,
//!     WorkflowSpec, WorkflowType,
//! };
//!
//! let build = || TemplateNode::from(BuildServiceNode::new());
//! let both = WorkflowNode::new(WorkflowSpec::new(WorkflowType::Parallel).steps([build(), build()]));
//! let steps = [both.into(), TemplateNode::from(DeploymentServiceNode::new())];
//! let spec = WorkflowNode::new(WorkflowSpec::new(WorkflowType::Sequential).steps(steps));
//! let project = Project::existing("my-project");
//! let mut body = CreateTemplate::new("Ex", ApiVersion::V1, project, spec).description("A sample");
//! body.description = Some("Another sample".to_owned());
//! body.options = None;
//! assert!(body.api_version == "v1");
//! let violations = body.validate().unwrap_err();
//! assert_eq!(violations.to_string(), "$.name: must have at least 3 characters, has 2");
//! ```
//!
//! Values that an enum does not list are sent, because the API may be newer than this version of the crate, and a model
//! that was read can be sent again; the same applies to the `Unknown` variants of unions. The feature `tracing` emits a
//! warning with the path of such a value. `deny_unlisted()`, on the builder or in `with_options`, rejects them. A request
//! that violates another constraint can be sent with `with_options(|o| o.skip_validation())`.
//!
//! # Untyped calls
//!
//! `request` calls any method and path, for operations that are newer than this version of the crate. Everything around
//! the request is the same as for other calls: token, retries, errors, pages. The result is the whole response body, as
//! a [`Value`] or any type that implements `Deserialize`; see [`UntypedCall`].
//!
//! ```
//! # use northflank::{Client, Error, testing};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! # let (client, mock) = testing::client();
//! # mock.on("GET /v1/projects/my-project").reply(northflank::json!({"data": {"id": "my-project"}}));
//! # mock.on("GET /v1/projects").reply(northflank::json!({"data": {"projects": []}, "pagination": {"hasNextPage": false}}));
//! use northflank::{Method, Value};
//!
//! let project: Value = client.request(Method::GET, "/v1/projects/{id}").path("id", "my-project").await?;
//! println!("{}", project["data"]["id"]);
//!
//! let call = client.request::<Value>(Method::GET, "/v1/projects").query("per_page", 50);
//! let projects = call.items(&["data", "projects"]).try_collect().await?;
//! # assert!(projects.is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! # Safe updates
//!
//! Data that is unknown to this version of the crate is preserved when a response is read, and included when the
//! value is written: unknown fields in `extra()` of the [`models`], unknown enum values in an `Unknown` variant. A
//! response can therefore be modified and sent back without losing data. The only exception is numbers of more than
//! 64 bits; see [`Value`]. `Template::to_update` returns an update that leaves the template unchanged, ready to be
//! modified, and [`Patch`] distinguishes a field that is left unchanged from one that is set to null.
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
//! // The project is used if the response does not name one.
//! let mut body = template.to_update(Project::existing("my-project"));
//! body.name = "Another name".to_owned();
//! # let _ =
//! client.templates().update("example-template", body).await;
//! # let sent = mock.requests()[1].json().unwrap();
//! # assert_eq!(sent["spec"]["mood"], "new");
//! # Ok(())
//! # }
//! ```
//!
//! The API has no version check, so it cannot detect that the template was changed in the meantime: the last update
//! wins.
//!
//! # Errors
//!
//! An [`Error`] names the operation and the cause, and keeps the status, the headers and the body of the response. Its
//! text is one complete line, so it has no [`source`](std::error::Error::source); [`Error::get_ref`] returns the underlying
//! error. [`Result`] is a `std::result::Result` with this error.
//! Requests that are safe to retry are retried, three attempts by default (see [`Retry`]). A request that changes
//! data is not retried after the connection is interrupted, because the server may have processed it. In that case
//! [`is_outcome_unknown`](Error::is_outcome_unknown) returns `true`, and the caller has to check the outcome.
//!
//! ```
//! # use northflank::{Client, testing};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! # let (client, mock) = testing::client();
//! # mock.on("getTemplate").status(404).text("not here");
//! match client.templates().get("nope").await {
//!     Ok(template) => println!("{}", template.name),
//!     Err(error) if error.is_not_found() => println!("no such template"),
//!     Err(error) if error.is_rate_limited() => println!("retry after {:?}", error.retry_after()),
//!     Err(error) => eprintln!("{error}"), // getTemplate: 403 Forbidden: … (error id …, request id …)
//! }
//! # }
//! ```
//!
//! # Waiting for runs
//!
//! `wait_for_run` polls a run until it has finished. By default, the delay between polls grows from two to thirty
//! seconds and the wait times out after one hour; [`Wait`] has setters for each of these. The [`Outcome`]
//! distinguishes success, failure, and a run that did not finish in time.
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
//! match wait.timeout(Duration::from_secs(600)).await? {
//!     Outcome::Success(run) => println!("finished at {:?}", run.concluded_at),
//!     other => println!("the run {other}"), // for example "the run failed"
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Testing
//!
//! [`testing::client`] returns a client whose responses come from a script instead of the network. `testing::server`
//! (feature `mock-server`) starts a scripted server on 127.0.0.1, for tests of whole programs. Both record the
//! requests they receive, can simulate failures, and can reply with the documented examples (feature
//! `testing-examples`). `testing::Recorder` records the exchanges with the real service, without the token, and
//! `Mock::replay` replays them.
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
//! # Blocking calls
//!
//! With the feature `blocking`, every call can be run with `.blocking()` instead of `.await`, and lists become
//! iterators. The same client is used. No async runtime is required, and blocking calls also work inside one.
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
//! | feature | default | description |
//! |---|---|---|
//! | one per module of [`api`], such as `templates` | yes | the operations of one API tag, and the models that they use |
//! | `rustls` | yes | the default transport, hyper with rustls; without a TLS feature, pass a transport to the builder |
//! | `native-tls` | | the default transport with the operating system's TLS library; `rustls` takes precedence |
//! | `blocking` | | `.blocking()` as an alternative to `.await` |
//! | `tracing` | | a span for each call and each attempt, with OpenTelemetry's attribute names |
//! | `jiff-02`, `chrono-04`, `time-03` | | conversions between [`Timestamp`] and the types of that crate version |
//! | `testing-examples` | | the documented example response of every operation, in [`testing`] |
//! | `testing-models` | | constructors, setters and `validate()` of types that only responses contain |
//! | `mock-server` | | a scripted server on 127.0.0.1, in [`testing`]; enables the two features above |

#![cfg_attr(docsrs, feature(doc_cfg))]
// Nodes contain nodes: the types of templates form long chains.
#![recursion_limit = "512"]

use faithful_runtime as runtime;

#[rustfmt::skip]
pub mod api;
#[rustfmt::skip]
pub mod models;
pub mod testing;
#[cfg(feature = "templates")]
mod update;

#[doc(inline)]
pub use api::Client;
/// [`Client::builder`] returns a `ClientBuilder<Client>`.
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
/// Creates a [`Value`] from JSON syntax, for responses in tests and for free-form fields.
#[doc(inline)]
pub use runtime::json;
#[doc(inline)]
pub use runtime::{
    Attempt, Body, Bytes, CallOptions, Error, ErrorKind, Extra, ExtraIter, FailedAttempt, HeaderMap, Items,
    Json, Map, Method, Middleware, MiddlewareFuture, Number, OrReference, Outcome, Page, PageShape, Pages,
    Patch, Pending, PollStatus, Progress, RateLimit, ReadError, Response, Result, Retry, RetryPolicy,
    SleepFuture, StatusCode, Throttle, Timestamp, Transport, TransportBody, TransportError,
    TransportErrorKind, TransportFuture, TransportRequest, TransportStreamFuture, TypedMap, UntypedCall,
    Value, Violation, Violations, Wait, WaitFuture,
};
