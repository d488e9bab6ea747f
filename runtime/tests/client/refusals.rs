//! Requests that would reach another place, or mean something else than was given, are refused before they are sent.

use faithful_runtime::{
    Client, ErrorKind, Multipart, Operation, Parameter, Part, Rule, Scope, Security, SecurityScheme, Style,
};
use serde_json::{Value, json};

use crate::operations::{CONFIGURATION, TEAM, builder, client};
use crate::server::Server;

static GET: Operation =
    Operation { id: "get", method: "GET", path: "/get", value_path: &[], page: None, idempotent: false };

/// Sends a call, which is refused, and returns the paths of the violations.
async fn refused(call: faithful_runtime::Call) -> Vec<String> {
    let error = call.with_options(faithful_runtime::CallOptions::skip_validation).empty().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 0), "{error}");
    error.violations().unwrap().iter().map(|violation| violation.path.clone()).collect()
}

#[tokio::test]
async fn paths_without_a_slash_are_not_appended_to_the_host() {
    static JOINED: Operation = Operation { path: "things", ..GET };
    static OTHER_HOST: Operation = Operation { path: "@elsewhere.example/", ..GET };
    static PORT: Operation = Operation { path: ":1/", ..GET };
    static PARENT: Operation = Operation { path: "/v1/../admin", ..GET };
    static NOWHERE: Scope = Scope { after: "", path: "teams/{team}", name: "team", exclude: &[] };
    let server = Server::always(200, "").await;
    for operation in [&JOINED, &OTHER_HOST, &PORT, &PARENT] {
        assert_eq!(refused(client(&server).call(operation)).await, ["path"], "{}", operation.path);
    }
    assert_eq!(refused(client(&server).scoped(&NOWHERE, "a").call(&GET)).await, ["path"]);
    assert!(refused(client(&server).call(&GET).server("/v1?x=1")).await.contains(&"server".to_owned()));
    assert!(server.requests().is_empty());
}

/// A scope never replaces an argument, and operations that it does not have are not sent.
#[tokio::test]
async fn operations_that_a_scope_does_not_have() {
    static REGIONS: Operation = Operation { id: "listRegions", path: "/v1/regions", ..GET };
    static ROLES: Operation = Operation { id: "listRoles", path: "/v1/teams/{teamId}/roles", ..GET };
    let server = Server::always(200, "").await;
    let team = client(&server).scoped(&TEAM, "acme");
    assert_eq!(refused(team.call(&REGIONS)).await, ["path"]);
    let error = team.call(&ROLES).path_text("teamId", "other").empty().await.unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("listRoles: ") && text.contains("takes `teamId` itself"), "{text}");
    let untyped =
        team.request::<Value>(http::Method::GET, "/v1/teams/{teamId}/roles").path("teamId", "other");
    assert_eq!(untyped.await.unwrap_err().kind(), ErrorKind::InvalidRequest);
    assert!(server.requests().is_empty());
    client(&server).call(&ROLES).path_text("teamId", "other").empty().await.unwrap();
    assert_eq!(server.request().target, "/v1/teams/other/roles");
}

#[tokio::test]
async fn queries_and_fragments_of_paths_are_kept_apart_from_parameters() {
    static QUERY: Operation = Operation { path: "/things?kind=a#list", ..GET };
    static FRAGMENT: Operation = Operation { path: "/#list", ..GET };
    let server = Server::always(200, "").await;
    for operation in [&QUERY, &FRAGMENT] {
        let call = client(&server).call(operation).query("page", &2, &Rule::NONE);
        call.parameter(Parameter::query("x", Style::Form), &json!(["b", "c"]), &Rule::NONE)
            .empty()
            .await
            .unwrap();
    }
    let targets: Vec<_> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/things?kind=a&page=2&x=b,c", "/?page=2&x=b,c"]);
}

#[test]
fn base_urls_that_are_not_usable_as_written() {
    for (url, reason) in [
        ("https://example.com:99999", "port"),
        ("https://example.com:0", "port"),
        ("https://example.com:", "port"),
        ("https://s3cret@example.com", "user name"),
        ("https://example.com?a=1", "query"),
        ("https://example.com#a", "fragment"),
        ("https://example.com/a b", "spaces"),
        ("https://example.com\n", "line breaks"),
        ("https://b\u{fc}cher.example", "Punycode"),
        ("https://example..com", "empty label"),
        ("https:///v1", "no host"),
        ("https://[::1", "IPv6"),
        ("https:example.com", "URL"),
        ("wss://example.com", "https"),
    ] {
        let build = |builder: faithful_runtime::ClientBuilder| builder.token("t").build().unwrap_err();
        let own = build(Client::builder(&CONFIGURATION).base_url(url));
        let other = build(Client::builder(&CONFIGURATION).override_server("https://a.example", url));
        for error in [own, other] {
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.to_string().contains(reason), "{url}: {error}");
            assert!(!error.to_string().contains("s3cret"), "{error}");
        }
    }
}

#[tokio::test]
async fn a_request_is_never_sent_without_its_key() {
    const SPACE: Security = &[&[SecurityScheme::header("key", "X-Key ")]];
    const LINE: Security = &[&[SecurityScheme::header("key", "X-Key\r\nx: y")]];
    const HOST: Security = &[&[SecurityScheme::header("key", "Host")]];
    const COOKIE: Security = &[&[SecurityScheme::cookie("key", "a=b; c")]];
    const FINE: Security = &[&[SecurityScheme::header("key", "Authorization")]];
    let server = Server::always(200, "").await;
    let client = builder(&server).api_key("key", "s3cret").build().unwrap();
    for security in [SPACE, LINE, HOST, COOKIE] {
        assert_eq!(refused(client.call(&GET).security(security)).await, ["security"], "{security:?}");
    }
    assert!(server.requests().is_empty());
    client.call(&GET).security(FINE).empty().await.unwrap();
    assert_eq!(server.request().header("authorization"), "s3cret");
}

#[tokio::test]
async fn a_key_that_is_a_parameter_as_well_is_sent_once() {
    const KEYS: Security = &[&[
        SecurityScheme::query("key", "api_key"),
        SecurityScheme::cookie("key", "sid"),
        SecurityScheme::header("key", "X-Key"),
    ]];
    let server = Server::always(200, "").await;
    let client = builder(&server).api_key("key", "k").build().unwrap();
    let given = "given".to_owned();
    let call = client.call(&GET).security(KEYS).query("api_key", &given, &Rule::NONE);
    let call = call.query("page", &1, &Rule::NONE).header("x-key", &given, &Rule::NONE);
    let call = call.parameter(Parameter::query("api_key", Style::Form), &given, &Rule::NONE);
    let call = call.parameter(Parameter::cookie("sid", Style::Form), &given, &Rule::NONE);
    call.parameter(Parameter::cookie("lang", Style::Form), &given, &Rule::NONE).empty().await.unwrap();
    let request = server.request();
    assert_eq!(request.target, "/get?page=1&api_key=k");
    assert_eq!(request.header("cookie"), "lang=given; sid=k");
    assert_eq!(request.headers.get_all("x-key").iter().collect::<Vec<_>>(), ["k"]);
}

#[tokio::test]
async fn a_list_is_never_sent_as_another_list() {
    let server = Server::always(200, "").await;
    let call = || client(&server).call(&GET);
    let parameter = |parameter: Parameter, value: Value| call().parameter(parameter, &value, &Rule::NONE);
    let header = Parameter::header("x-list", Style::Simple);
    for (refusal, path) in [
        (call().header("x-list", &json!(["a,b", "c"]), &Rule::NONE), "header.x-list"),
        (call().header("x-list", &json!([" a"]), &Rule::NONE), "header.x-list"),
        (call().header("x-list", &json!(["a", ""]), &Rule::NONE), "header.x-list"),
        (call().header("x-text", &json!("a "), &Rule::NONE), "header.x-text"),
        (parameter(header, json!(["a,b"])), "header.x-list"),
        (parameter(header, json!(["a\t"])), "header.x-list"),
        (parameter(header.explode(), json!({"a": "b,c"})), "header.x-list"),
        (parameter(header.explode(), json!({"a=b": "c"})), "header.x-list"),
        (parameter(Parameter::query("q", Style::SpaceDelimited), json!(["a b"])), "query.q"),
        (parameter(Parameter::query("q", Style::PipeDelimited), json!(["a|b"])), "query.q"),
        (parameter(Parameter::query("q", Style::PipeDelimited), json!({"a|b": 1})), "query.q"),
        (parameter(Parameter::query("q", Style::DeepObject).explode(), json!({"a][b": 1})), "query.q"),
        (parameter(Parameter::path("p", Style::Label).explode(), json!(["a.b"])), "path.p"),
    ] {
        assert_eq!(refused(refusal).await, [path]);
    }
    assert!(server.requests().is_empty());
    let sent = parameter(Parameter::query("q", Style::Form), json!(["a,b", "c"]));
    sent.parameter(Parameter::cookie("c", Style::Form), &json!(["d;e", "f,g"]), &Rule::NONE)
        .empty()
        .await
        .unwrap();
    assert_eq!(server.request().target, "/get?q=a%2Cb,c");
    assert_eq!(server.request().header("cookie"), "c=d%3Be,f%2Cg");
}

#[tokio::test]
async fn required_lists_without_items_are_refused() {
    let server = Server::always(200, "").await;
    let call = || client(&server).call(&GET);
    let empty = json!([]);
    let calls = [
        (call().query("q", &empty, &Rule::NONE).required("query", "q"), "query.q: no value was given"),
        (
            call().header("x-h", &empty, &Rule::NONE).required("header", "x-h"),
            "header.x-h: no value was given",
        ),
        (
            call().parameter(Parameter::query("q", Style::Form), &empty, &Rule::NONE).required("query", "q"),
            "query.q: no value was given",
        ),
        (
            call()
                .parameter(Parameter::cookie("c", Style::Form), &empty, &Rule::NONE)
                .required("cookie", "c"),
            "cookie.c: no value was given",
        ),
    ];
    for (call, expected) in calls {
        let error = call.empty().await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn content_types_that_are_none_are_refused() {
    let server = Server::always(200, "").await;
    let call = || client(&server).call(&GET);
    assert_eq!(refused(call().accept("text/pl\u{e4}in")).await, ["header.accept"]);
    assert_eq!(refused(call().accept("text/plain\r\nx: y")).await, ["header.accept"]);
    let raw = call().raw("text/plain\n").await.unwrap_err();
    assert!(raw.is_invalid_request(), "{raw}");
    for content_type in ["text/pl\u{e4}in", "image/*", "*/*"] {
        let path = ["header.content-type"];
        assert_eq!(refused(call().bytes(content_type, "x")).await, path, "{content_type}");
        assert_eq!(refused(call().json(content_type, &1)).await, path, "{content_type}");
        assert_eq!(
            refused(call().multipart_as(content_type, Multipart::new())).await,
            path,
            "{content_type}"
        );
    }
    for content_type in ["", "png", "image/*", "te xt/plain", "text/csv", "image/png\0"] {
        let path = ["header.content-type"];
        let paths = refused(call().bytes_within("image/*", content_type, "x")).await;
        assert_eq!(paths[..1], path, "{content_type}");
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_colon_in_a_user_name_is_refused() {
    for (user, password) in [("a:b", "s3cret"), ("a\nb", "s3cret"), ("a", "s3cret\0")] {
        let error =
            Client::builder(&CONFIGURATION).token("t").basic_auth(user, password).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("basic authentication"), "{error}");
        assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
    }
    let fine = Client::builder(&CONFIGURATION).token("t").basic_auth("J\u{fc}rgen", "a:b ").no_proxy();
    assert!(fine.build().is_ok());
}

#[tokio::test]
async fn control_characters_in_the_head_of_a_part_are_refused() {
    let server = Server::always(200, "").await;
    let call =
        |name: &str, part: Part| client(&server).call(&GET).multipart(Multipart::new().part(name, part));
    let part = || Part::text("x");
    assert_eq!(
        refused(call("n", part().content_type("text/plain\r\nx: y"))).await,
        ["$.n.header.content-type"]
    );
    assert_eq!(refused(call("n", part().file_name("a\0"))).await, ["$.n.header.content-disposition"]);
    assert_eq!(refused(call("n\u{1b}", part())).await, ["$.n\\u{1b}.header.content-disposition"]);
    assert_eq!(refused(call("n", part().header("x-a", "b\r\nc: d"))).await, ["$.n.header.x-a"]);
    assert!(server.requests().is_empty());
}
