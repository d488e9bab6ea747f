//! Recording the exchanges of a client, without secrets, and replaying them with a mock.

use std::fmt::{self, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};

use super::mock::Mock;
use super::recorded::RecordedRequest;
use super::script::{Action, Repeat, Step};
use crate::json::{self, ReadError};
use crate::operation::is_sensitive;
use crate::transport::{Attempt, Middleware};

/// The text that replaces a secret.
const REDACTED: &str = "[redacted]";

/// Response headers that are not recorded: secrets, and those that describe the connection.
const OMITTED: [HeaderName; 6] = [
    header::SET_COOKIE,
    header::CONNECTION,
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    header::DATE,
    header::TRANSFER_ENCODING,
];

/// A [`Middleware`] that records the exchanges of a client, as JSON that [`Mock::replay`] reads.
///
/// It records the method, path, query and JSON body of each request, and the status, headers and body of its response.
/// Request headers, request bodies that are not JSON and `set-cookie` are never recorded. The credentials of the security
/// schemes are replaced by `[redacted]`, in the query and in response headers of the same name, and so are other query
/// parameters and response headers that are secrets by their name. Name other secrets with [`redact`](Self::redact), and
/// review a recording before it is committed. Attempts without a response and the bodies of streams are not recorded.
///
/// ```
/// # use faithful_runtime::{Client, Configuration, Error, Method, Value, testing::{self, Mock, Recorder}};
/// # static CONFIGURATION: Configuration =
/// #     Configuration { base_url: "https://api.example.com", token_variables: &[], base_url_variables: &[], user_agent: "x" };
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let recorder = Recorder::new().redact("password");
/// let builder = Client::builder(&CONFIGURATION).token("…").middleware(recorder.clone());
/// # let mock = Mock::new();
/// # mock.on("GET /v1/things").reply(serde_json::json!([]));
/// # let builder = builder.transport(mock);
/// let client = builder.build()?;
/// let recorded: Value = client.request(Method::GET, "/v1/things").await?;
/// # let path = std::env::temp_dir().join("northflank-recording-example.json");
/// recorder.save(&path)?;
///
/// let (client, mock) = testing::client(&CONFIGURATION);
/// mock.replay(&std::fs::read_to_string(&path)?)?;
/// let replayed: Value = client.request(Method::GET, "/v1/things").await?;
/// assert_eq!(replayed, recorded);
/// # Ok(())
/// # }
/// ```
///
/// Clones share the recording.
#[derive(Clone, Default)]
pub struct Recorder {
    exchanges: Arc<Mutex<Vec<Value>>>,
    secrets: Vec<String>,
}

impl Recorder {
    /// Creates an empty recording.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces the values of JSON properties, query parameters and response headers of this name by `[redacted]`.
    #[must_use]
    pub fn redact(mut self, name: impl Into<String>) -> Self {
        self.secrets.push(name.into());
        self
    }

    /// Returns the recording as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let exchanges = self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).clone();
        format!("{:#}\n", Value::Array(exchanges))
    }

    /// Writes the recording to a file.
    ///
    /// # Errors
    /// Returns the error of the file system.
    pub fn save(&self, path: impl AsRef<Path>) -> std::io::Result<()> {
        std::fs::write(path, self.to_json())
    }

    fn is_secret(&self, name: &str) -> bool {
        self.secrets.iter().any(|secret| secret.eq_ignore_ascii_case(name))
    }

    fn query(&self, request: &RecordedRequest) -> Value {
        let is_secret = |name: &str| self.is_secret(name) || request.is_secret(name);
        let pairs = request.query.iter();
        pairs.map(|(name, value)| json!([name, if is_secret(name) { REDACTED } else { value }])).collect()
    }

    /// Records the headers of a response. Those of the request show which names are credentials.
    fn headers(&self, request: &RecordedRequest, headers: &HeaderMap) -> Value {
        let recorded =
            headers.iter().filter(|(name, value)| !OMITTED.contains(name) && !value.is_sensitive());
        let is_credential =
            |name: &HeaderName| request.headers.get(name).is_some_and(HeaderValue::is_sensitive);
        let shown = |name: &HeaderName, value: &HeaderValue| {
            let is_secret =
                is_sensitive(name.as_str()) || self.is_secret(name.as_str()) || is_credential(name);
            let text = String::from_utf8_lossy(value.as_bytes());
            if is_secret { REDACTED.to_owned() } else { text.into_owned() }
        };
        recorded.map(|(name, value)| json!([name.as_str(), shown(name, value)])).collect()
    }

    /// Records the body of a response as JSON if it is, otherwise as text, otherwise as hexadecimal digits.
    fn body(&self, body: &[u8]) -> Map<String, Value> {
        let (kind, value) = if let Some(value) = self.json(body) {
            ("json", value)
        } else if let Ok(text) = std::str::from_utf8(body) {
            ("text", text.into())
        } else {
            let digits = body.iter().fold(String::new(), |mut digits, byte| {
                let _ = write!(digits, "{byte:02x}");
                digits
            });
            ("hex", digits.into())
        };
        if body.is_empty() { Map::new() } else { Map::from_iter([(kind.to_owned(), value)]) }
    }

    /// Reads a body as JSON, without secrets.
    fn json(&self, body: &[u8]) -> Option<Value> {
        let mut value = serde_json::from_slice::<Value>(body).ok()?;
        self.redact_in(&mut value);
        Some(value)
    }

    fn redact_in(&self, value: &mut Value) {
        match value {
            Value::Array(elements) => elements.iter_mut().for_each(|element| self.redact_in(element)),
            Value::Object(properties) => {
                for (name, value) in properties {
                    if self.is_secret(name) { *value = REDACTED.into() } else { self.redact_in(value) }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

impl Middleware for Recorder {
    fn on_response(&self, attempt: &Attempt<'_>) {
        let Ok(response) = attempt.result else { return };
        let request = RecordedRequest::from_transport(attempt.request.clone());
        let exchange = json!({
            "request": {
                "method": request.method,
                "path": request.path,
                "query": self.query(&request),
                "json": self.json(&request.body),
            },
            "response": {
                "status": response.status().as_u16(),
                "headers": self.headers(&request, response.headers()),
                "body": self.body(response.body()),
            },
        });
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).len();
        formatter.debug_struct("Recorder").field("exchanges", &count).finish_non_exhaustive()
    }
}

impl Mock {
    /// Adds the responses of a recording, the JSON of a [`Recorder`], to the script.
    ///
    /// A response is the reply to a request with the same method and path, in the order of the recording. The query and
    /// the body of the request are not compared; check them with [`requests`](Self::requests).
    ///
    /// # Errors
    /// Returns an error if the text is not a recording.
    pub fn replay(&self, recording: &str) -> Result<(), ReadError> {
        let exchanges: Vec<Value> = json::from_slice(recording.as_bytes())?;
        let steps = exchanges.iter().enumerate().map(|(index, exchange)| {
            let unusable =
                || ReadError::mismatch(format!("$[{index}]"), "not a recorded exchange".to_owned());
            recorded_step(exchange).ok_or_else(unusable)
        });
        for (route, step) in steps.collect::<Result<Vec<_>, _>>()? {
            self.push(&route, step);
        }
        Ok(())
    }
}

/// Returns the method and path of a recorded exchange, and its reply.
fn recorded_step(exchange: &Value) -> Option<(String, Step)> {
    let (request, recorded) = (exchange.get("request")?, exchange.get("response")?);
    let route = format!("{} {}", request.get("method")?.as_str()?, request.get("path")?.as_str()?);
    let mut response = http::Response::new(recorded_body(recorded.get("body")?)?);
    let status = u16::try_from(recorded.get("status")?.as_u64()?).ok()?;
    *response.status_mut() = StatusCode::from_u16(status).ok()?;
    for header in recorded.get("headers")?.as_array()? {
        let name = HeaderName::from_bytes(header.get(0)?.as_str()?.as_bytes()).ok()?;
        response.headers_mut().append(name, HeaderValue::from_str(header.get(1)?.as_str()?).ok()?);
    }
    let action = Action::Reply(response);
    Some((route, Step { delay: Duration::ZERO, repeat: Repeat::Once, action }))
}

fn recorded_body(body: &Value) -> Option<Bytes> {
    if let Some(value) = body.get("json") {
        return Some(Bytes::from(value.to_string()));
    }
    if let Some(text) = body.get("text") {
        return Some(Bytes::from(text.as_str()?.to_owned()));
    }
    let digits = body.get("hex").map_or(Some(""), Value::as_str)?.as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks(2).map(byte).collect::<Option<Vec<_>>>().map(Bytes::from)
}
