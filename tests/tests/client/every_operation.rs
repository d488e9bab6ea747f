//! Every operation of the spec, called through the client: what a real server receives, at its own path and in the scope
//! of a team, every list over three pages, and the replies of the mock.
//!
//! What is expected follows from the spec. No operation is named here.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use faithful_codegen::document::Place;
use faithful_codegen::ir;
use northflank::{Client, ErrorKind, testing};
use operations::{Arguments, OPERATIONS, Operation};
use serde_json::{Value, json};

use crate::support::examples::{SPEC, response_examples};
use crate::support::forms::{arguments, body_of, call, expected_value, operation};
use crate::support::json::parse;
use crate::support::sample::{parameter, value};
use crate::support::server::{Received, Server, TOKEN, reply};

/// The value of path parameters, and how it is sent.
const SEGMENT: (&str, &str) = ("a b/\u{fc}%", "a%20b%2F%C3%BC%25");

/// The first documented response of an operation, if there is one.
fn documented(id: &str) -> Option<&'static str> {
    let mut found = response_examples().into_iter().filter(|example| example.operation == id);
    found.next().map(|example| example.text.as_str())
}

/// Percent-encodes a text as in RFC 3986, with everything but unreserved characters encoded.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(byte.into()),
            byte => write!(encoded, "%{byte:02X}").unwrap(),
        }
        encoded
    })
}

/// A call with all of its parameters, and the request that it should send.
struct Expected {
    operation: &'static Operation,
    spec: &'static ir::Operation,
    arguments: Arguments,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
}

impl Expected {
    fn of(spec: &'static ir::Operation) -> Self {
        let operation = operation(&spec.id);
        let mut all = Self {
            operation,
            spec,
            arguments: Arguments::new(body_of(&spec.id)),
            path: spec.path.clone(),
            query: String::new(),
            headers: Vec::new(),
        };
        let by_name = |name: &str| {
            let found = spec.parameters.iter().find(|parameter| parameter.name == name);
            found.unwrap_or_else(|| panic!("{} has no parameter {name} in the spec", spec.id))
        };
        let names: Vec<&str> = operation.required.iter().chain(operation.optional).copied().collect();
        for name in &names {
            all.add(by_name(name));
        }
        assert_eq!(names.len(), spec.parameters.len(), "{}: {names:?}", spec.id);
        let required = spec.parameters.iter().filter(|parameter| parameter.required).count();
        assert_eq!(operation.required.len(), required, "{}", spec.id);
        assert!(!all.path.contains('{'), "{}", all.path);
        all
    }

    fn add(&mut self, of: &ir::Parameter) {
        let (value, text) = match of.place {
            Place::Path => (json!(SEGMENT.0), SEGMENT.0.to_owned()),
            Place::Query | Place::Header | Place::Cookie => parameter(&SPEC.api, &of.r#type),
        };
        self.arguments = std::mem::take(&mut self.arguments).with(&of.name, value);
        match of.place {
            Place::Path => self.path = self.path.replace(&format!("{{{}}}", of.name), SEGMENT.1),
            Place::Query => {
                let separator = if self.query.is_empty() { '?' } else { '&' };
                write!(self.query, "{separator}{}={}", encoded(&of.name), encoded(&text)).unwrap();
            }
            Place::Header => self.headers.push((of.name.clone(), text)),
            Place::Cookie => panic!("{}: cookies are not covered: add them here", self.spec.id),
        }
    }

    fn assert_sent(&self, request: &Received, path: &str) {
        let id = self.operation.id;
        assert_eq!(request.method, self.spec.method, "{id}");
        assert_eq!(request.target, format!("{path}{}", self.query), "{id}");
        assert_eq!(request.header("authorization"), format!("Bearer {TOKEN}"), "{id}");
        assert_eq!(
            request.header("accept"),
            self.spec.accept.as_deref().unwrap_or("application/json"),
            "{id}"
        );
        for (name, value) in &self.headers {
            assert_eq!(request.header(name), value, "{id}");
        }
        if self.operation.body.is_some() {
            let body: Value = serde_json::from_slice(&request.body).unwrap();
            assert_eq!(body, body_of(id), "{id}");
            assert_eq!(request.header("content-type"), "application/json", "{id}");
        } else {
            assert!(self.spec.body.is_none(), "the client sends no body for {id}");
            assert!(request.body.is_empty(), "{id}");
            assert!(!request.headers.contains_key("content-type"), "{id}");
        }
    }

    /// Sends the call and returns the requests that arrive.
    async fn send(&self, client: &Client, server: &Server) -> Vec<Received> {
        let call = self.operation.call(client, &self.arguments);
        let sent = call.unwrap_or_else(|error| panic!("{}: {error}", self.operation.id)).send().await;
        if documented(self.operation.id).is_some() {
            sent.unwrap_or_else(|error| panic!("{error}"));
        }
        server.take()
    }
}

/// A server that replies with what `current` contains.
async fn replying(current: &Arc<Mutex<String>>) -> Server {
    let current = Arc::clone(current);
    Server::start(move |_| Some(reply(200, current.lock().unwrap().clone()))).await
}

#[tokio::test]
async fn every_operation_sends_what_the_spec_says() {
    let current = Arc::new(Mutex::new(String::new()));
    let server = replying(&current).await;
    let (client, mut sent) = (server.client(), 0);
    for spec in &SPEC.api.operations {
        documented(&spec.id).unwrap_or("{}").clone_into(&mut current.lock().unwrap());
        let expected = Expected::of(spec);
        let requests = expected.send(&client, &server).await;
        assert_eq!(requests.len(), 1, "{}", spec.id);
        expected.assert_sent(&requests[0], &expected.path);
        sent += 1;
    }
    assert!(sent > 0 && sent == OPERATIONS.len());
}

#[tokio::test]
async fn every_operation_is_sent_in_the_scope_of_a_team_or_refused() {
    let [scope] = &SPEC.api.scopes[..] else { panic!("add the new scope to this test") };
    assert_eq!(scope.name, "team");
    let insert = scope.insert.replace(&format!("{{{}}}", scope.parameter), SEGMENT.1);
    let current = Arc::new(Mutex::new(String::new()));
    let server = replying(&current).await;
    let (team, mut sent, mut refused) = (server.client().team(SEGMENT.0), 0, 0);
    for (index, spec) in SPEC.api.operations.iter().enumerate() {
        documented(&spec.id).unwrap_or("{}").clone_into(&mut current.lock().unwrap());
        let expected = Expected::of(spec);
        let rest = expected.path.strip_prefix(&scope.after);
        if let Some(rest) = rest.filter(|_| !scope.excluded.contains(&index)) {
            let requests = expected.send(&team, &server).await;
            assert_eq!(requests.len(), 1, "{}", spec.id);
            expected.assert_sent(&requests[0], &format!("{}{insert}{rest}", scope.after));
            sent += 1;
        } else {
            let error =
                expected.operation.call(&team, &expected.arguments).unwrap().send().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
            assert!(server.take().is_empty(), "{}", spec.id);
            refused += 1;
        }
    }
    assert!(sent > 0 && refused > 0 && sent + refused == OPERATIONS.len());
}

/// Replaces a value, or adds it, in objects that exist.
fn set(body: &mut Value, path: &[String], new: Value) {
    let place = path.iter().fold(body, |value, name| &mut value[name.as_str()]);
    *place = new;
}

fn at<'a>(body: &'a Value, path: &[String]) -> &'a Value {
    path.iter().fold(body, |value, name| &value[name.as_str()])
}

/// The pages of a list by cursor: the documented one with its items twice, one without items, and the last.
fn three_pages(page: &ir::Page, example: &Value) -> Vec<(String, Value)> {
    let items = at(example, &page.items).as_array().cloned().unwrap_or_default();
    let items = if items.is_empty() { vec![value(&SPEC.api, &page.item)] } else { items };
    let twice = [items.clone(), items.clone()].concat();
    let (second, third) = ("2 & more", "3");
    let pages = [("", twice, Some(second)), (second, Vec::new(), Some(third)), (third, items, None)];
    let pages = pages.into_iter().map(|(cursor, items, next)| {
        let mut body = example.clone();
        set(&mut body, &page.items, Value::Array(items));
        set(&mut body, &page.has_next, json!(next.is_some()));
        if let Some(next) = next {
            set(&mut body, &page.cursor, json!(next));
        }
        (cursor.to_owned(), body)
    });
    pages.collect()
}

#[tokio::test]
async fn every_list_is_read_over_three_pages() {
    let pages = Arc::new(Mutex::new(Vec::<(String, Value)>::new()));
    let replies = Arc::clone(&pages);
    let server = Server::start(move |request| {
        let query = request.target.split_once('?').map_or("", |(_, query)| query);
        let cursor = query.split('&').find_map(|pair| pair.strip_prefix("cursor=")).unwrap_or_default();
        let replies = replies.lock().unwrap();
        let (_, page) = replies.iter().find(|(name, _)| encoded(name) == cursor)?;
        Some(reply(200, page.to_string()))
    })
    .await;
    let (client, mut lists) = (server.client(), 0);
    for spec in &SPEC.api.operations {
        let ir::Response::Page(page) = &spec.response else { continue };
        assert_eq!(page.cursor_parameter, "cursor", "{}", spec.id);
        let example = parse(documented(&spec.id).unwrap_or_else(|| panic!("{} has no example", spec.id)));
        *pages.lock().unwrap() = three_pages(page, &example);
        let has_size = spec.parameters.iter().any(|parameter| parameter.name == "per_page");
        let arguments = arguments(&spec.id);
        let arguments = if has_size { arguments.with("per_page", 7) } else { arguments };
        let call = operation(&spec.id).call(&client, &arguments).unwrap();
        let read = call.pages().await.unwrap_or_else(|| panic!("{} is no list in the client", spec.id));
        let expected: Vec<Value> = pages.lock().unwrap().iter().map(|(_, body)| body.clone()).collect();
        assert_eq!(read.unwrap_or_else(|error| panic!("{error}")), expected, "{}", spec.id);
        let targets: Vec<String> = server.take().into_iter().map(|request| request.target).collect();
        let (path, size) = (targets[0].split('?').next().unwrap(), if has_size { "per_page=7&" } else { "" });
        let first = format!("{path}?{size}").trim_end_matches(['?', '&']).to_owned();
        let next = |cursor: &str| format!("{path}?{size}cursor={}", encoded(cursor));
        assert_eq!(targets, [first, next("2 & more"), next("3")], "{}", spec.id);
        lists += 1;
    }
    assert!(lists > 0 && lists == OPERATIONS.iter().filter(|operation| operation.is_page).count());
}

#[tokio::test]
async fn mock_replies_to_every_operation() {
    let (client, mock) = testing::client();
    mock.reply_with_examples();
    for operation in OPERATIONS {
        let read = call(&client, operation.id).await.unwrap_or_else(|error| panic!("{error}"));
        let example = testing::example(operation.id);
        if let Some(documented) = documented(operation.id) {
            assert_eq!(example, Some(parse(documented)), "{}", operation.id);
        }
        if let Some(example) = example {
            assert_eq!(read, expected_value(operation.id, &example), "{}", operation.id);
        } else {
            let spec = SPEC.api.operations.iter().find(|spec| spec.id == operation.id).unwrap();
            assert_eq!((&spec.response, read), (&ir::Response::Empty, Value::Null), "{}", operation.id);
        }
    }
    assert!(!OPERATIONS.is_empty());
    assert_eq!(mock.requests().len(), OPERATIONS.len());
    assert!(testing::example("nothing").is_none());
}
