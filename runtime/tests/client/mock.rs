//! `testing::Mock`.

use std::time::{Duration, Instant};

use faithful_runtime::{Client, ErrorKind, Retry, TransportErrorKind, testing};
use serde_json::json;

use crate::operations::{CONFIGURATION, create_thing, delete_thing, get_thing, list_things};

#[tokio::test]
async fn mock_replies_in_order_and_records_requests() {
    let (client, mock) = testing::client(&CONFIGURATION);
    mock.on("getThing")
        .reply(json!({"data": 1}))
        .status(404)
        .header("x-request-id", "r")
        .reply(json!({"error": {"message": "gone"}}))
        .status(500)
        .text("<html>");
    mock.on("getThing").fail(TransportErrorKind::Connect).status(204);
    assert_eq!(get_thing(&client, "a b").await.unwrap(), json!(1));
    let error = get_thing(&client, "a").await.unwrap_err();
    assert_eq!(error.to_string(), "getThing: 404 Not Found: gone (request id r)");
    assert_eq!(get_thing(&client, "a").await.unwrap_err().body().unwrap(), "<html>");
    assert!(get_thing(&client, "a").await.unwrap_err().is_connect());
    assert_eq!(get_thing(&client, "a").send().await.unwrap_err().status().unwrap(), 204);

    let requests = mock.requests();
    assert_eq!(requests.len(), 5);
    assert_eq!((requests[0].operation, requests[0].method.as_str()), ("getThing", "GET"));
    assert_eq!(requests[0].path, "/v1/things/a%20b");
    assert_eq!(requests[0].header("accept"), Some("application/json"));
    assert!(requests[0].headers.contains_key("authorization"));
    assert!(!format!("{:?}", requests[0]).contains("test-token"));
}

#[tokio::test]
async fn request_bodies_and_queries_are_recorded() {
    let (client, mock) = testing::client(&CONFIGURATION);
    mock.on("createThing").reply(json!({"data": null}));
    mock.on("listThings").reply(json!({"data": {"things": []}, "pagination": {"hasNextPage": false}}));
    create_thing(&client, &json!({"name": "n"})).await.unwrap();
    list_things(&client).per_page(5).query("text", &json!("a&b ü")).await.unwrap();
    let requests = mock.requests();
    assert_eq!(requests[0].json(), Some(json!({"name": "n"})));
    assert_eq!(requests[1].json(), None);
    assert_eq!(requests[1].query("per_page"), Some("5"));
    assert_eq!(requests[1].query("text"), Some("a&b ü"));
    assert_eq!(requests[1].query("other"), None);
}

#[tokio::test]
async fn unscripted_request_is_an_error_naming_the_operation() {
    let (client, mock) = testing::client(&CONFIGURATION);
    let error = get_thing(&client, "a").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.to_string().contains("the mock has no reply for `getThing`"), "{error}");
    mock.on("deleteThing").empty();
    delete_thing(&client, "a").await.unwrap();
    let error = delete_thing(&client, "a").await.unwrap_err();
    assert!(error.to_string().contains("the mock has no reply left for `deleteThing`"), "{error}");
    mock.on("deleteThing").status(7).header("x y", "1");
    assert!(delete_thing(&client, "a").await.unwrap_err().to_string().contains("status 7"));
    assert!(delete_thing(&client, "a").await.unwrap_err().to_string().contains("`x y`"));
}

#[tokio::test]
async fn client_limits_apply_to_the_mock_transport() {
    let mock = testing::Mock::new();
    mock.on("getThing").text("x".repeat(11));
    let client =
        Client::builder(&CONFIGURATION).token("t").body_limit(10).transport(mock.clone()).build().unwrap();
    let error = get_thing(&client, "a").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BodyTooLarge);
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test]
async fn replies_can_be_repeated_delayed_and_truncated() {
    let (client, mock) = testing::client(&CONFIGURATION);
    let once =
        |call: crate::operations::GetThingCall| call.with_options(|options| options.retry(Retry::none()));
    mock.on("getThing")
        .truncate(r#"{"data": "cut"}"#, 8)
        .delay(Duration::from_millis(40))
        .reply(json!({"data": 1}));
    let error = once(get_thing(&client, "a")).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Transport, 200));
    assert_eq!(error.body().unwrap(), r#"{"data":"#);
    let start = Instant::now();
    get_thing(&client, "a").await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(40));

    mock.on("getThing").delay(Duration::from_secs(9)).empty();
    let call =
        once(get_thing(&client, "a")).with_options(|options| options.timeout(Duration::from_millis(5)));
    assert!(call.await.unwrap_err().is_timeout());

    mock.on("getThing").reply(json!({"data": 2})).reply(json!({"data": 3})).repeat();
    for expected in [2, 3, 3, 3] {
        assert_eq!(get_thing(&client, "a").await.unwrap(), expected);
    }
    mock.on("getThing").reply(json!({"data": 4}));
    assert_eq!(get_thing(&client, "a").await.unwrap(), 4);
}

#[tokio::test]
async fn examples_are_used_when_the_script_ends() {
    let (client, mock) = testing::client_for(&crate::operations::SERVICE);
    mock.reply_with_examples();
    mock.on("getThing").reply(json!({"data": "scripted"})).example().status(201).example();
    for (expected, status) in
        [("scripted", 200), ("documented", 203), ("documented", 201), ("documented", 203)]
    {
        let response = get_thing(&client, "a").send().await.unwrap();
        assert_eq!((response.status().as_u16(), response.into_inner()), (status, expected.into()));
    }
    let error = create_thing(&client, &json!({})).await.unwrap_err();
    assert!(error.to_string().contains("`createThing` has no documented example"), "{error}");
    let (client, mock) = testing::client(&CONFIGURATION);
    mock.on("getThing").example();
    let error = get_thing(&client, "a").await.unwrap_err();
    assert!(error.to_string().contains("created without a service"), "{error}");
}
