//! The spans and events emitted through `tracing`, and that they contain no secrets.

use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex, Once};

use faithful_runtime::{Client, Retry, Rule};
use serde_json::{Value, json};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Metadata, Subscriber};

use crate::operations::{LIST_THINGS, TEAM, create_thing, get_thing, list_things};
use crate::scripted_server::{Act, ScriptedServer, reply};

/// A subscriber that records everything.
#[derive(Clone, Default)]
struct Capture(Arc<Mutex<Captured>>);

/// Starts capturing the spans and events of this thread.
fn capturing() -> (Capture, DefaultGuard) {
    // `tracing` caches a callsite's interest from the first thread that reaches it. Tests run in parallel, so a
    // global subscriber keeps every callsite enabled.
    static GLOBAL: Once = Once::new();
    GLOBAL.call_once(|| tracing::subscriber::set_global_default(Capture::default()).unwrap());
    let capture = Capture::default();
    let guard = tracing::subscriber::set_default(capture.clone());
    (capture, guard)
}

#[derive(Default)]
struct Captured {
    spans: Vec<Span>,
    events: Vec<Fields>,
    entered: Vec<u64>,
    all_text: String,
}

#[derive(Clone, Debug, Default)]
struct Span {
    name: &'static str,
    target: String,
    parent: Option<u64>,
    fields: Fields,
}

#[derive(Clone, Debug, Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl Fields {
    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

impl Subscriber for Capture {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut captured = self.0.lock().unwrap();
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let _ = write!(captured.all_text, "{attributes:?} {fields:?}");
        let metadata = attributes.metadata();
        let parent = attributes.parent().map(Id::into_u64);
        captured.spans.push(Span {
            name: metadata.name(),
            target: metadata.target().to_owned(),
            parent,
            fields,
        });
        Id::from_u64(captured.spans.len() as u64)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        let mut captured = self.0.lock().unwrap();
        let _ = write!(captured.all_text, "{values:?}");
        let index = usize::try_from(id.into_u64()).unwrap() - 1;
        values.record(&mut captured.spans[index].fields);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut captured = self.0.lock().unwrap();
        let mut fields = Fields::default();
        event.record(&mut fields);
        let _ = write!(captured.all_text, "{event:?} {fields:?}");
        if event.metadata().target() == "faithful_runtime" {
            captured.events.push(fields);
        }
    }

    fn enter(&self, id: &Id) {
        self.0.lock().unwrap().entered.push(id.into_u64());
    }

    fn exit(&self, _: &Id) {}
}

impl Captured {
    fn client_spans(&self, name: &str) -> Vec<&Span> {
        let ours = |span: &&Span| span.target == "faithful_runtime" && span.name == name;
        self.spans.iter().filter(ours).collect()
    }
}

fn client(server: &ScriptedServer) -> Client {
    let retry = Retry::default().base_delay(std::time::Duration::from_millis(5));
    server.builder().retry(retry).default_header("x-secret-header", "h3ader").build().unwrap()
}

#[tokio::test]
async fn unlisted_values_are_warnings_with_their_path_and_without_the_value() {
    let server = ScriptedServer::start([reply(200, "", r#"{"data": 1}"#)]).await;
    let rule = Rule::new().allowed_values(&["\"red\"", "\"blue\""]);
    let (capture, guard) = capturing();
    let call = client(&server).call(&LIST_THINGS).query("color", &json!("s3cret"), &rule);
    assert_eq!(call.value::<Value>().await.unwrap(), 1);
    drop(guard);

    let captured = capture.0.lock().unwrap();
    let warnings = captured.events.iter().filter(|event| event.get("message") == "unlisted value");
    let shown: Vec<_> = warnings.map(|event| ["path", "expected"].map(|name| event.get(name))).collect();
    assert_eq!(shown, [["\"query.color\"", "\"must be one of \\\"red\\\", \\\"blue\\\"\""]]);
    let texts = format!("{:?} {:?}", captured.events, captured.spans);
    assert!(!texts.contains("s3cret"), "{texts}");
}

#[tokio::test]
async fn call_and_attempts_are_spans_without_secrets() {
    let error = r#"{"error": {"message": "b0dy of the service", "id": "b0dy"}}"#;
    let server = ScriptedServer::start([
        reply(503, "x-request-id: h3ader\r\nset-cookie: h3ader\r\n", error),
        reply(200, "", r#"{"data": "b0dy"}"#),
        reply(403, "", error),
        Act::Drop,
    ])
    .await;
    let (capture, guard) = capturing();
    let client = client(&server);
    get_thing(&client.scoped(&TEAM, "path-v4lue"), "path-v4lue").await.unwrap();
    list_things(&client).query("q", &json!("qu3ry")).await.unwrap_err();
    create_thing(&client, &json!({"name": "b0dy"})).await.unwrap_err();
    drop(guard);

    let captured = capture.0.lock().unwrap();
    let calls = captured.client_spans("call");
    let shown: Vec<_> = calls
        .iter()
        .map(|span| {
            [
                "operation",
                "http.request.method",
                "url.template",
                "attempts",
                "http.response.status_code",
                "error.type",
            ]
            .map(|name| span.fields.get(name))
        })
        .collect();
    assert_eq!(
        shown,
        [
            ["\"getThing\"", "\"GET\"", "\"/v1/teams/{teamId}/things/{thingId}\"", "2", "200", ""],
            ["\"listThings\"", "\"GET\"", "\"/v1/things\"", "1", "403", "\"403\""],
            ["\"createThing\"", "\"POST\"", "\"/v1/things\"", "1", "", "\"Transport\""],
        ]
    );
    let attempts = captured.client_spans("attempt");
    let shown: Vec<_> = attempts
        .iter()
        .map(|span| {
            ["http.request.resend_count", "http.response.status_code", "error.type"]
                .map(|name| span.fields.get(name))
        })
        .collect();
    assert_eq!(
        shown,
        [["", "503", "\"503\""], ["1", "200", ""], ["", "403", "\"403\""], ["", "", "\"Transport\""]]
    );
    let port = client.base_url().rsplit(':').next().unwrap();
    for span in calls.iter().chain(&attempts) {
        let fields = ["client", "server.address", "server.port"].map(|name| span.fields.get(name));
        assert_eq!(fields, ["\"example-rust/1.0.0\"", "\"127.0.0.1\"", port]);
        assert!(span.fields.get("duration_ms").parse::<u64>().is_ok(), "{span:?}");
    }
    assert!(attempts.iter().all(|span| span.parent.is_some()));
    let mut names = attempts.iter().map(|span| ["otel.name", "otel.kind"].map(|name| span.fields.get(name)));
    assert_eq!(names.next_back().unwrap(), ["POST /v1/things", "\"client\""]);
    let messages: Vec<_> = captured.events.iter().map(|event| event.get("message")).collect();
    assert_eq!(
        messages,
        [
            "failed",
            "retrying",
            "response received",
            "response received",
            "failed",
            "failed",
            "failed",
            "failed"
        ]
    );
    assert!(captured.events[1].get("wait_ms").parse::<u64>().unwrap() <= 5);

    // This includes the output of the libraries below.
    for secret in ["s3cret-token", "Bearer", "h3ader", "b0dy", "qu3ry", "path-v4lue"] {
        assert!(!captured.all_text.contains(secret), "{secret}: {}", captured.all_text);
    }
    assert!(captured.all_text.contains("getThing"));
}

#[tokio::test]
async fn spans_are_never_entered() {
    let server = ScriptedServer::start([reply(200, "", r#"{"data": 1}"#)]).await;
    let (capture, guard) = capturing();
    let client = client(&server);
    for _ in 0..3 {
        get_thing(&client, "a").await.unwrap();
    }
    drop(guard);
    let captured = capture.0.lock().unwrap();
    let entered = captured.entered.iter().map(|id| &captured.spans[usize::try_from(*id).unwrap() - 1]);
    let ours: Vec<_> = entered.filter(|span| span.target == "faithful_runtime").collect();
    assert!(ours.is_empty(), "{ours:?}");
    // Otherwise spans of the libraries below would become their children.
    let ids = captured.spans.iter().filter(|span| span.target != "northflank").filter_map(|span| span.parent);
    for parent in ids {
        assert_ne!(captured.spans[usize::try_from(parent).unwrap() - 1].target, "northflank");
    }
}
