//! The mock.

use northflank_runtime::{Client, ErrorKind, TransportErrorKind, testing};
use serde_json::json;

use crate::operations::{CONFIGURATION, create_thing, delete_thing, get_thing, list_things};

#[tokio::test]
async fn it_answers_in_order_and_records() {
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
async fn bodies_and_queries_are_recorded() {
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
async fn what_it_was_not_told_is_a_clear_error() {
    let (client, mock) = testing::client(&CONFIGURATION);
    let error = get_thing(&client, "a").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.to_string().contains("the mock has no answer for `getThing`"), "{error}");
    mock.on("deleteThing").empty();
    delete_thing(&client, "a").await.unwrap();
    let error = delete_thing(&client, "a").await.unwrap_err();
    assert!(error.to_string().contains("the mock has no answer left for `deleteThing`"), "{error}");
    mock.on("deleteThing").status(7).header("x y", "1");
    assert!(delete_thing(&client, "a").await.unwrap_err().to_string().contains("status 7"));
    assert!(delete_thing(&client, "a").await.unwrap_err().to_string().contains("`x y`"));
}

#[tokio::test]
async fn it_is_a_transport_like_any_other() {
    let mock = testing::Mock::new();
    mock.on("getThing").text("x".repeat(11));
    let client =
        Client::builder(&CONFIGURATION).token("t").body_limit(10).transport(mock.clone()).build().unwrap();
    let error = get_thing(&client, "a").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BodyTooLarge);
    assert_eq!(mock.requests().len(), 1);
}
