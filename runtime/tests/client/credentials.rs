//! Security schemes: which credentials are sent, where, and to which server.

use faithful_runtime::testing::{Mock, RecordedRequest, Recorder};
use faithful_runtime::{Client, ClientBuilder, Operation, Rule, Security, SecurityScheme};

use crate::operations::{CONFIGURATION, builder};
use crate::server::Server;

static GET: Operation =
    Operation { id: "get", method: "GET", path: "/get", value_path: &[], page: None, idempotent: false };

const TOKEN: SecurityScheme = SecurityScheme::token("oauth");
const BASIC: SecurityScheme = SecurityScheme::basic("login");
const HEADER: SecurityScheme = SecurityScheme::header("header", "x-key");
const QUERY: SecurityScheme = SecurityScheme::query("query", "key");
const COOKIE: SecurityScheme = SecurityScheme::cookie("cookie", "sid");

const NONE: Security = &[];
const ALL: Security = &[&[BASIC, HEADER, QUERY, COOKIE]];
const EITHER: Security = &[&[HEADER], &[TOKEN]];
const OPTIONAL: Security = &[&[], &[TOKEN]];

fn builder_without_token(server: &Server) -> ClientBuilder {
    Client::builder(&CONFIGURATION).without_token().base_url(server.url())
}

async fn send(client: &Client, security: Security) -> Result<(), faithful_runtime::Error> {
    client.call(&GET).security(security).empty().await
}

#[tokio::test]
async fn operation_without_security_sends_no_credentials() {
    let server = Server::always(200, "").await;
    let client = builder(&server).api_key("header", "s3cret").basic_auth("u", "p").build().unwrap();
    send(&client, NONE).await.unwrap();
    client.clone().with_security(NONE).call(&GET).empty().await.unwrap();
    for request in server.requests() {
        assert!(!request.headers.contains_key("authorization"));
        assert!(!request.headers.contains_key("x-key"));
    }
    client.call(&GET).empty().await.unwrap();
    assert_eq!(server.requests()[2].header("authorization"), "Bearer s3cret-token");
}

#[tokio::test]
async fn each_scheme_sends_its_credentials_in_the_right_place() {
    let server = Server::always(200, "").await;
    let keys =
        builder_without_token(&server).api_key("header", "h").api_key("query", "q&").api_key("cookie", "c;");
    let client = keys.basic_auth("Aladdin", "open sesame").build().unwrap();
    send(&client, ALL).await.unwrap();
    let request = server.request();
    assert_eq!(request.header("authorization"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    assert_eq!(request.header("x-key"), "h");
    assert_eq!(request.target, "/get?key=q%26");
    assert_eq!(request.header("cookie"), "sid=c%3B");
}

#[tokio::test]
async fn first_satisfiable_alternative_is_used() {
    let server = Server::always(200, "").await;
    send(&builder(&server).build().unwrap(), EITHER).await.unwrap();
    send(&builder(&server).api_key("header", "h").build().unwrap(), EITHER).await.unwrap();
    send(&builder(&server).build().unwrap(), OPTIONAL).await.unwrap();
    send(&builder_without_token(&server).build().unwrap(), OPTIONAL).await.unwrap();
    let sent: Vec<_> = server
        .requests()
        .iter()
        .map(|it| (it.header("authorization").to_owned(), it.header("x-key").to_owned()))
        .collect();
    let token = "Bearer s3cret-token";
    let expected = [(token, ""), ("", "h"), (token, ""), ("", "")];
    assert_eq!(sent, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
}

#[tokio::test]
async fn missing_credentials_are_named_before_anything_is_sent() {
    let server = Server::always(200, "").await;
    let error = send(&builder_without_token(&server).build().unwrap(), EITHER).await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
    assert!(error.to_string().contains("`header`, or `oauth`"), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn debug_and_errors_never_contain_credentials() {
    let server = Server::always(401, "").await;
    let client = builder_without_token(&server)
        .api_key("query", "s3cret")
        .api_key("cookie", "s3cret")
        .basic_auth("u", "s3cret");
    let shown = format!("{client:?}");
    let client = client.api_key("header", "s3cret").build().unwrap();
    let error = send(&client, ALL).await.unwrap_err();
    let shown = format!("{shown}{client:?}{error}{error:?}");
    assert!(!shown.contains("s3cret") && !shown.contains("czNjcmV0"), "{shown}");
    let refused = builder_without_token(&server).api_key("header", "s3cret\n").build().unwrap_err();
    assert!(!format!("{refused:?}").contains("s3cret"), "{refused:?}");
    // Nothing listens there, and the transport error must not contain the URL with the key.
    let unreachable = Client::builder(&CONFIGURATION).without_token().base_url("http://127.0.0.1:1");
    let keys = unreachable
        .api_key("query", "s3cret")
        .api_key("cookie", "k")
        .api_key("header", "k")
        .basic_auth("u", "p");
    let error = send(&keys.build().unwrap(), ALL).await.unwrap_err();
    assert!(!format!("{error}{error:?}").contains("s3cret"), "{error:?}");
}

#[tokio::test]
async fn operation_can_override_the_server() {
    let (server, other) = (Server::always(200, "").await, Server::always(200, "").await);
    let described = "https://uploads.example.com/files";
    let error = builder(&server).build().unwrap().call(&GET).server(described).empty().await.unwrap_err();
    assert!(error.to_string().contains("override_server"), "{error}");

    let client = builder(&server).override_server(described, format!("{}/up/", other.url())).build().unwrap();
    client.call(&GET).server(described).empty().await.unwrap();
    assert_eq!(other.request().target, "/up/get");
    assert_eq!(other.request().header("authorization"), "Bearer s3cret-token");

    let client = builder(&server).base_url(format!("{}/v1", server.url())).build().unwrap();
    client.call(&GET).server("/v2").empty().await.unwrap();
    client.call(&GET).server("/").empty().await.unwrap();
    let targets: Vec<_> = server.requests().iter().map(|it| it.target.clone()).collect();
    assert_eq!(targets, ["/v2/get", "/get"]);
    assert!(builder(&server).override_server("a", "http://example.com").build().is_err());
}

/// Keys whose names do not show that they are secrets.
const UNOBVIOUS: Security = &[&[
    SecurityScheme::header("project", "X-Project"),
    SecurityScheme::query("app", "appid"),
    SecurityScheme::cookie("sid", "sid"),
]];

fn with_keys(builder: ClientBuilder) -> Client {
    let builder =
        builder.api_key("project", "s3cret-1").api_key("app", "s3cret-2").api_key("sid", "s3cret-3");
    builder.build().unwrap()
}

fn assert_hidden(request: &RecordedRequest) {
    let shown = format!("{request:?}");
    assert!(!shown.contains("s3cret"), "{shown}");
    assert!(shown.contains("(\"plain\", \"shown\")") && shown.contains("\"x-plain\": \"shown\""), "{shown}");
    // Assertions see the values.
    assert_eq!((request.header("x-project"), request.query("appid")), (Some("s3cret-1"), Some("s3cret-2")));
}

fn call(client: &Client) -> faithful_runtime::Call {
    let call = client.call(&GET).security(UNOBVIOUS).query("plain", &"shown".to_owned(), &Rule::NONE);
    call.with_options(|options| options.header("x-plain", "shown"))
}

#[tokio::test]
async fn mock_hides_the_keys_of_security_schemes() {
    let mock = Mock::new();
    mock.on("get").empty();
    let builder = Client::builder(&CONFIGURATION).without_token().transport(mock.clone());
    call(&with_keys(builder)).empty().await.unwrap();
    assert_hidden(&mock.requests()[0]);
    assert!(!format!("{mock:?}").contains("s3cret"));
}

#[cfg(feature = "mock-server")]
#[tokio::test]
async fn mock_server_hides_the_keys_of_security_schemes() {
    let server = faithful_runtime::testing::MockServer::start(&crate::operations::SERVICE).unwrap();
    server.on("GET /get").empty();
    let builder = Client::builder(&CONFIGURATION).without_token().base_url(server.url());
    call(&with_keys(builder)).empty().await.unwrap();
    assert_hidden(&server.requests()[0]);
}

#[tokio::test]
async fn recorder_hides_the_keys_of_security_schemes() {
    let server = Server::start(|request| {
        // The service returns the key, and another secret.
        let response = http::Response::builder().header("x-project", request.header("x-project"));
        let response = response.header("x-next-token", "s3cret-4").header("x-plain", "shown");
        response.body(http_body_util::Full::default()).unwrap()
    })
    .await;
    let recorder = Recorder::new();
    let client = with_keys(builder_without_token(&server).middleware(recorder.clone()));
    call(&client).empty().await.unwrap();
    let recording = recorder.to_json();
    assert!(!recording.contains("s3cret"), "{recording}");
    assert_eq!(recording.matches("[redacted]").count(), 3, "{recording}");
    assert_eq!(recording.matches("shown").count(), 2, "{recording}");
}
