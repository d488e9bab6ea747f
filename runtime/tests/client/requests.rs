//! Requests as they go over the wire.

use std::time::Duration;

use faithful_runtime::{CallOptions, Client, Retry, Rule};
use serde_json::{Value, json};

use crate::operations::{
    CONFIGURATION, EMPTY_PAGE, GET_THING, NewThing, OLD_THING, TEAM, builder, client, create_thing,
    delete_thing, get_thing, list_things,
};
use crate::server::Server;

const THING: &str = r#"{"data": {"id": "a"}}"#;

#[tokio::test]
async fn get_sends_method_path_and_headers() {
    let server = Server::always(200, THING).await;
    let thing = get_thing(&client(&server), "my-thing").await.unwrap();
    assert_eq!(thing, json!({"id": "a"}));
    let request = server.request();
    assert_eq!((request.method.as_str(), request.target.as_str()), ("GET", "/v1/things/my-thing"));
    assert_eq!(request.header("authorization"), "Bearer s3cret-token");
    assert_eq!(request.header("accept"), "application/json");
    assert_eq!(request.header("user-agent"), "example-rust/1.0.0");
    assert_eq!(request.header("accept-encoding"), "gzip");
    assert!(!request.headers.contains_key("content-type"));
    assert!(request.body.is_empty());
}

#[tokio::test]
async fn post_sends_a_json_body() {
    let server = Server::always(200, THING).await;
    let body = json!({"name": "ü \"quoted\"", "size": 1.5, "none": null});
    create_thing(&client(&server), &body).await.unwrap();
    let request = server.request();
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/v1/things"));
    assert_eq!(request.header("content-type"), "application/json");
    assert_eq!(request.header("content-length"), request.body.len().to_string());
    assert_eq!(request.json(), body);
}

#[tokio::test]
async fn path_values_are_encoded_as_one_segment() {
    let server = Server::always(200, THING).await;
    let client = client(&server);
    for (value, expected) in [
        ("a/b", "/v1/things/a%2Fb"),
        ("a?b=c#d", "/v1/things/a%3Fb%3Dc%23d"),
        ("%2e%2e", "/v1/things/%252e%252e"),
        ("ü €", "/v1/things/%C3%BC%20%E2%82%AC"),
        ("..a", "/v1/things/..a"),
        ("a\\b", "/v1/things/a%5Cb"),
    ] {
        get_thing(&client, value).await.unwrap();
        assert_eq!(server.requests().last().unwrap().target, expected);
    }
}

#[tokio::test]
async fn path_values_of_other_types_are_validated() {
    let server = Server::always(200, THING).await;
    let get = |value: Value, rule: Rule| {
        client(&server).call(&GET_THING).path("thingId", &value, &rule).value::<Value>()
    };
    get(json!(7), Rule::NONE).await.unwrap();
    get(json!(["a", "b/c"]), Rule::NONE).await.unwrap();
    let targets: Vec<_> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/v1/things/7", "/v1/things/a%2Cb%2Fc"]);
    for value in [json!(null), json!({}), json!([])] {
        let error = get(value, Rule::NONE).await.unwrap_err();
        assert_eq!(error.violations().unwrap().as_slice()[0].path, "path.thingId");
    }
    let call =
        client(&server).call(&GET_THING).path("thingId", &"abc".to_owned(), &Rule::new().max_length(2));
    let error = call.value::<Value>().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "getThing: invalid request: path.thingId: must have at most 2 characters, has 3; to send it anyway, use \
         `with_options(|o| o.skip_validation())`"
    );
}

#[tokio::test]
async fn path_values_that_change_the_path_are_never_sent() {
    let server = Server::always(200, THING).await;
    let client = client(&server);
    for value in ["", ".", ".."] {
        let call = get_thing(&client, value);
        let lenient = call.clone().with_options(CallOptions::skip_validation);
        for call in [call, lenient] {
            let error = call.await.unwrap_err();
            assert!(error.is_invalid_request());
            assert_eq!(error.violations().unwrap().as_slice()[0].path, "path.thingId");
            assert_eq!(error.attempts(), 0);
        }
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn query_values_are_encoded() {
    let server = Server::always(200, EMPTY_PAGE).await;
    let call = list_things(&client(&server))
        .query("text", &json!("a&b=c d+é"))
        .query("flag", &json!(true))
        .query("list", &json!(["x", 1]))
        .query("none", &Value::Null)
        .per_page(50);
    call.await.unwrap();
    assert_eq!(
        server.request().target,
        "/v1/things?text=a%26b%3Dc%20d%2B%C3%A9&flag=true&list=x&list=1&per_page=50"
    );
}

#[tokio::test]
async fn last_value_of_a_parameter_is_sent() {
    let server = Server::always(200, EMPTY_PAGE).await;
    list_things(&client(&server)).per_page(1).per_page(2).await.unwrap();
    assert_eq!(server.request().target, "/v1/things?per_page=2");
}

#[tokio::test]
async fn violations_are_reported_together_and_can_be_skipped() {
    let server = Server::always(200, EMPTY_PAGE).await;
    let call = list_things(&client(&server)).per_page(101).query("object", &json!({}));
    let error = call.await.unwrap_err();
    let paths: Vec<_> = error.violations().unwrap().iter().map(|violation| violation.path.as_str()).collect();
    assert_eq!(paths, ["query.object", "query.per_page"]);
    let text = error.to_string();
    assert!(text.starts_with("listThings: invalid request: query.object: "), "{text}");
    assert!(text.contains("query.per_page: must be at most 100, is 101"), "{text}");
    assert!(server.requests().is_empty());

    let call = list_things(&client(&server)).per_page(101);
    call.with_options(CallOptions::skip_validation).await.unwrap();
    assert_eq!(server.request().target, "/v1/things?per_page=101");
}

#[tokio::test]
async fn body_is_validated_before_sending() {
    let server = Server::always(200, THING).await;
    let body = NewThing::new("a long name").tags(vec!["a".to_owned(), "B".to_owned()]);
    let error = create_thing(&client(&server), &body).await.unwrap_err();
    let found: Vec<_> = error
        .violations()
        .unwrap()
        .iter()
        .map(|violation| (violation.path.as_str(), violation.rule))
        .collect();
    assert_eq!(found, [("$.name", "max_length"), ("$.tags[1]", "pattern")]);
    assert!(server.requests().is_empty());
    create_thing(&client(&server), &body).with_options(CallOptions::skip_validation).await.unwrap();
    assert_eq!(server.request().json(), json!({"name": "a long name", "tags": ["a", "B"]}));
}

#[tokio::test]
async fn maximum_timeout_does_not_overflow() {
    let server = Server::always(200, THING).await;
    let call = get_thing(&client(&server), "a");
    call.with_options(|options| options.timeout(Duration::MAX)).await.unwrap();
}

#[tokio::test]
async fn call_options_apply_to_one_call() {
    let server = Server::always(200, THING).await;
    let client = builder(&server)
        .default_header("x-default", "1")
        .default_header("x-both", "client")
        .user_agent("my-tool/1.2")
        .build()
        .unwrap();
    let call = get_thing(&client, "a").with_options(|options| {
        options
            .timeout(Duration::from_secs(2))
            .retry(Retry::none())
            .idempotent()
            .header("X-Both", "call")
            .header("x-trace", "1")
    });
    call.await.unwrap();
    get_thing(&client, "b").await.unwrap();
    let requests = server.requests();
    assert_eq!(requests[0].header("x-default"), "1");
    assert_eq!(requests[0].header("x-both"), "call");
    assert_eq!(requests[0].header("x-trace"), "1");
    assert_eq!(requests[0].header("user-agent"), "example-rust/1.0.0 my-tool/1.2");
    assert_eq!(requests[1].header("x-both"), "client");
    assert_eq!(requests[1].header("x-trace"), "");
}

#[tokio::test]
async fn invalid_headers_are_rejected() {
    let server = Server::always(200, THING).await;
    let call = get_thing(&client(&server), "a").with_options(|options| {
        options
            .header("authorization", "Bearer other")
            .header("x y", "1")
            .header("x-line", "a\r\nb: c")
            .skip_validation()
    });
    let error = call.await.unwrap_err();
    let paths: Vec<_> = error.violations().unwrap().iter().map(|violation| violation.path.as_str()).collect();
    assert_eq!(paths, ["header.authorization", "header.x y", "header.x-line"]);
    assert!(!error.to_string().contains("Bearer other"));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn header_parameters_are_sent() {
    let server = Server::always(200, THING).await;
    let call = client(&server).call(&GET_THING).path("thingId", &"a".to_owned(), &Rule::NONE);
    call.header("x-list", &json!(["a", 1]), &Rule::NONE)
        .header("x-none", &Value::Null, &Rule::NONE)
        .value::<Value>()
        .await
        .unwrap();
    assert_eq!(server.request().header("x-list"), "a,1");
    assert!(!server.request().headers.contains_key("x-none"));
}

#[tokio::test]
async fn scope_is_inserted_into_the_path() {
    let server = Server::always(200, THING).await;
    let plain = client(&server);
    let team = plain.scoped(&TEAM, "a/c me");
    get_thing(&team, "x").await.unwrap();
    get_thing(&team.scoped(&TEAM, "other"), "x").await.unwrap();
    get_thing(&plain, "x").await.unwrap();
    let targets: Vec<_> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/v1/teams/a%2Fc%20me/things/x", "/v1/teams/other/things/x", "/v1/things/x"]);
}

#[tokio::test]
async fn invalid_scope_is_rejected() {
    let server = Server::always(200, THING).await;
    let error = get_thing(&client(&server).scoped(&TEAM, ".."), "").await.unwrap_err();
    let paths: Vec<_> = error.violations().unwrap().iter().map(|violation| violation.path.as_str()).collect();
    assert_eq!(paths, ["path.teamId", "path.thingId"]);
    let error = client(&server).scoped(&TEAM, "acme").call(&OLD_THING).value::<Value>().await.unwrap_err();
    assert!(error.to_string().contains("does not exist below `/v1/teams/{teamId}`"), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn base_url_may_have_a_path() {
    let server = Server::always(204, "").await;
    let client = builder(&server).base_url(format!("{}/prefix/", server.url())).build().unwrap();
    delete_thing(&client, "a").await.unwrap();
    let request = server.request();
    assert_eq!((request.method.as_str(), request.target.as_str()), ("DELETE", "/prefix/v1/things/a"));
}

#[tokio::test]
async fn nothing_is_sent_before_the_first_poll() {
    let server = Server::always(200, THING).await;
    let call = get_thing(&client(&server), "a");
    drop(call.clone().send());
    drop(call.into_future());
    assert!(server.requests().is_empty());
}

#[test]
fn overlong_url_is_rejected() {
    let (client, mock) = faithful_runtime::testing::client(&CONFIGURATION);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let error = runtime.block_on(get_thing(&client, &"a".repeat(70_000)).into_future()).unwrap_err();
    assert!(error.to_string().contains("too long"), "{error}");
    assert!(mock.requests().is_empty());
    let _: Client = client;
}
