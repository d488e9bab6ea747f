//! Calls of any method and path, whose response has the type that the caller wants.

use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::sync::Arc;

use http::Method;
use serde_core::Serialize;
use serde_core::de::DeserializeOwned;

use super::Call;
use super::events::EventCall;
use super::paging::{Items, Pages};
use super::pending::Pending;
use crate::error::Error;
use crate::json::{Json, Value};
use crate::operation::{Body, PageShape, Target, UNTYPED};
use crate::response::{RawResponse, Response, deserialize};
use crate::send::{self, CallOptions, ClientState};
use crate::wire::url::check_path;

const EVENT_STREAM: &str = "text/event-stream";

/// A call of any method and path, for parts of the API that the client does not describe.
///
/// Base URL, scope, token, timeouts, retries, throttle, tracing and errors are those of all calls. Requests are retried
/// according to their method, see [`Retry`](crate::Retry). Only the parameters and the body are not validated, because
/// their constraints are not known.
///
/// Awaiting it returns the whole response body as `T`: a [`Value`], a model, or any other type that implements
/// `Deserialize`. The type is usually inferred; otherwise, write `request::<Value>(…)`. An empty body is read as `null`.
///
/// ```
/// # use faithful_runtime::{Client, Error, Method, Value, json};
/// # async fn example(client: Client) -> Result<(), Error> {
/// let things: Value = client.request(Method::GET, "/v1/things").query("limit", 10).await?;
/// let names: Vec<String> = client.request(Method::GET, "/v1/things/{id}/names").path("id", "a b").await?;
/// let body = json!({"name": "example"});
/// let created = client.request::<Value>(Method::POST, "/v1/things").json(&body).send().await?;
/// println!("{} {}", created.status(), created["id"]);
/// # Ok(())
/// # }
/// ```
///
/// Errors and spans contain the method and the path as they are passed to `request`, so pass identifiers with
/// [`path`](Self::path).
#[must_use = "a call does nothing until it is sent: use `.await`, or `.into_future()` for `tokio::spawn`"]
pub struct UntypedCall<T> {
    call: Call,
    value: PhantomData<fn() -> T>,
}

impl<T> UntypedCall<T> {
    pub(crate) fn new(client: ClientState, method: Method, path: String) -> Self {
        let mut call = Call::new(client, &UNTYPED);
        if let Err(reason) = check_path(&path) {
            call.parts.reject("path".to_owned(), "path", reason);
        }
        call.parts.target = Some(Arc::new(Target { method, path, page: None }));
        Self { call, value: PhantomData }
    }

    /// Sets the value of `{name}` in the path. It is percent-encoded, and the call fails if it is empty, `.` or `..`.
    pub fn path(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.call.parts.path.push((name, value.to_string()));
        self
    }

    /// Adds a query parameter. Several parameters may have the same name.
    pub fn query(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.call.parts.query.push((name.into().into(), value.to_string()));
        self
    }

    /// Sets a header, see [`CallOptions::header`].
    pub fn header(self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.with_options(|options| options.header(name, value))
    }

    /// Sets the body to a value as JSON. If it cannot be serialized, sending the call fails.
    pub fn json(mut self, body: impl Serialize) -> Self {
        match serde_json::to_vec(&body) {
            Ok(text) => self.body("application/json", text),
            Err(error) => {
                self.call.parts.reject("body".to_owned(), "json", error.to_string());
                self
            }
        }
    }

    /// Sets the body to bytes or a stream, with the given content type.
    pub fn body(mut self, content_type: &str, body: impl Into<Body>) -> Self {
        self.call = self.call.bytes(content_type, body);
        self
    }

    /// Changes the options of this call: timeouts, retries, headers.
    pub fn with_options(mut self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        self.call = self.call.with_options(change);
        self
    }

    /// Sets how lists are paginated, for [`pages`](Self::pages) and [`items`](Self::items). Generated clients set this to
    /// the pagination of their API.
    pub fn pagination(mut self, shape: PageShape) -> Self {
        if let Some(target) = &mut self.call.parts.target {
            Arc::make_mut(target).page = Some(shape);
        }
        self
    }

    /// Requests the response as a stream of events (`text/event-stream`) whose data is text, whatever `T` is.
    pub fn text_events(self) -> EventCall<String> {
        self.call.as_text_events(EVENT_STREAM)
    }

    /// Selects the items in the response.
    fn items_at(mut self, items: &'static [&'static str]) -> Call {
        let shape = self.call.parts.page().map(|shape| PageShape { items, ..shape });
        if let Some(shape) = shape {
            return self.pagination(shape).call;
        }
        let reason = "the API has no known pagination; describe it with `pagination`";
        self.call.parts.reject("pagination".to_owned(), "pagination", reason);
        self.call
    }
}

impl<T: DeserializeOwned> UntypedCall<T> {
    /// Sends the call and resolves to the value with the status, the headers and the raw body.
    ///
    /// # Errors
    /// Returns an error if the request is invalid, no response arrives, the status is not a success, or the body is not
    /// JSON or does not match the type.
    pub fn send(self) -> Pending<Response<T>> {
        Pending::new(send::execute(self.call.parts), read)
    }

    /// Requests the response as a stream of events (`text/event-stream`), whose data is JSON of the type `T`. Lines of JSON
    /// are read in the same way; to ask for them, set the header `accept` to `application/x-ndjson`.
    ///
    /// ```
    /// # use faithful_runtime::{Client, Error, Method, Value};
    /// # async fn follow(client: Client) -> Result<(), Error> {
    /// let mut events = client.request::<Value>(Method::GET, "/v1/things/events").events().await?;
    /// while let Some(event) = events.try_next().await? {
    ///     println!("{}", event.data);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn events(self) -> EventCall<T> {
        self.call.deserialized_events(EVENT_STREAM)
    }

    /// Sends the call and blocks until the response has arrived: the blocking counterpart of `.await`.
    ///
    /// # Errors
    /// Returns the errors that awaiting the call would return.
    #[cfg(feature = "blocking")]
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn blocking(self) -> Result<T, Error> {
        self.into_future().blocking()
    }
}

impl<T: Json> UntypedCall<T> {
    /// Returns a stream of all pages of a list, starting with this one. `items` is the path of properties from the root
    /// of the response to the items, which have the type `T`.
    ///
    /// ```
    /// # use faithful_runtime::{Client, Error, Method, PageShape, Value};
    /// # async fn example(client: Client, shape: PageShape) -> Result<(), Error> {
    /// let call = client.request::<Value>(Method::GET, "/v1/things");
    /// # let call = call.pagination(shape);
    /// let things = call.query("per_page", 100).items(&["data", "things"]).try_collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(self, items: &'static [&'static str]) -> Pages<T> {
        self.items_at(items).pages()
    }

    /// Returns a stream of all items of a list, starting with this page, see [`pages`](Self::pages).
    pub fn items(self, items: &'static [&'static str]) -> Items<T> {
        self.items_at(items).items()
    }
}

/// Reads the whole body. An empty one is read as `null`.
fn read<T: DeserializeOwned>(raw: RawResponse) -> Result<Response<T>, Error> {
    if raw.body.is_empty() {
        return match T::deserialize(Value::Null) {
            Ok(value) => Ok(Response::new(value, raw)),
            Err(_) => Err(Error::empty_body(raw)),
        };
    }
    match deserialize(&raw.body) {
        Ok(value) => Ok(Response::new(value, raw)),
        Err(error) => Err(Error::decode(raw, error)),
    }
}

impl<T: DeserializeOwned> IntoFuture for UntypedCall<T> {
    type Output = Result<T, Error>;
    type IntoFuture = Pending<T>;

    fn into_future(self) -> Self::IntoFuture {
        Pending::new(send::execute(self.call.parts), |raw| read(raw).map(Response::into_inner))
    }
}

impl<T> Clone for UntypedCall<T> {
    fn clone(&self) -> Self {
        Self { call: self.call.clone(), value: PhantomData }
    }
}

impl<T> fmt::Debug for UntypedCall<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("UntypedCall");
        debug.field("method", &self.call.parts.method()).field("path", &self.call.parts.template());
        debug.finish_non_exhaustive()
    }
}
