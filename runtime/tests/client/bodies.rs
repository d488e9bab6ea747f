//! Request bodies other than JSON, as the server receives them.

use faithful_runtime::{ErrorKind, FormStyle, Multipart, Operation, Part, Retry, Rule};
use serde_json::json;

use crate::operations::{builder, client};
use crate::server::{Received, Server, reply};

static SEND: Operation =
    Operation { id: "send", method: "PUT", path: "/send", value_path: &[], page: None, idempotent: false };

#[tokio::test]
async fn form_fields_are_encoded_by_their_style() {
    let server = Server::always(200, "").await;
    let body =
        json!({"a b": "1&2=3+4", "list": [1, "ü"], "none": null, "object": {"x": 1}, "deep": {"y": [2]}});
    let call = client(&server).call(&SEND).form(&body, &[("deep", FormStyle::DeepObject)]);
    call.empty().await.unwrap();
    let request = server.request();
    assert_eq!(request.header("content-type"), "application/x-www-form-urlencoded");
    let mut pairs: Vec<_> = std::str::from_utf8(&request.body).unwrap().split('&').collect();
    pairs.sort_unstable();
    assert_eq!(
        pairs,
        ["a%20b=1%262%3D3%2B4", "deep%5By%5D%5B0%5D=2", "list=%C3%BC", "list=1", "object=%7B%22x%22%3A1%7D"]
    );
}

/// Splits a multipart body at its boundary into the head and content of each part.
fn parts(request: &Received) -> Vec<(String, Vec<u8>)> {
    let content_type = request.header("content-type");
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = String::from_utf8_lossy(&request.body).into_owned();
    let pieces = body.split(&format!("--{boundary}")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(pieces.first().map(String::as_str), Some(""));
    assert_eq!(pieces.last().map(String::as_str), Some("--\r\n"));
    let inner = &pieces[1..pieces.len() - 1];
    let parts = inner.iter().map(|piece| {
        let (head, content) = piece.trim_start_matches("\r\n").split_once("\r\n\r\n").unwrap();
        (head.to_owned(), content.strip_suffix("\r\n").unwrap().as_bytes().to_vec())
    });
    parts.collect()
}

#[tokio::test]
async fn multipart_parts_have_headers() {
    let server = Server::always(200, "").await;
    let body = Multipart::new()
        .field("title", &"A \"photo\"".to_owned(), &Rule::NONE)
        .field("tags", &vec!["a".to_owned(), "b".to_owned()], &Rule::NONE)
        .json("meta", &json!({"x": 1}))
        .part(
            "photo",
            Part::bytes(vec![b'\r', b'\n', b'-', b'-', 0]).file_name("a\"b.png").content_type("image/png"),
        );
    client(&server).call(&SEND).multipart(body).empty().await.unwrap();
    let parts = parts(&server.request());
    let heads: Vec<_> = parts.iter().map(|(head, _)| head.as_str()).collect();
    assert_eq!(
        heads,
        [
            "content-disposition: form-data; name=\"title\"",
            "content-disposition: form-data; name=\"tags\"",
            "content-disposition: form-data; name=\"tags\"",
            "content-disposition: form-data; name=\"meta\"\r\ncontent-type: application/json",
            "content-disposition: form-data; name=\"photo\"; filename=\"a%22b.png\"\r\ncontent-type: image/png",
        ]
    );
    let contents: Vec<_> = parts.iter().map(|(_, content)| content.as_slice()).collect();
    assert_eq!(contents, [b"A \"photo\"".as_slice(), b"a", b"b", b"{\"x\":1}", b"\r\n--\0"]);
}

#[tokio::test]
async fn parts_are_sent_with_other_multipart_types() {
    let server = Server::always(200, "").await;
    let body = Multipart::new().part("file", Part::text("x"));
    let call = client(&server).call(&SEND).multipart_as("multipart/related; type=\"text/plain\"", body);
    call.empty().await.unwrap();
    let request = server.request();
    let content_type = request.header("content-type");
    let (media_type, boundary) = content_type.split_once("; boundary=").unwrap();
    assert_eq!(media_type, "multipart/related; type=\"text/plain\"");
    assert!(request.body.starts_with(format!("--{boundary}\r\n").as_bytes()));
}

#[tokio::test]
async fn content_type_outside_its_range_is_not_sent() {
    let server = Server::always(200, "").await;
    let call = || client(&server).call(&SEND);
    for (range, content_type) in [("image/*", "text/csv"), ("image/*", "image/*"), ("*/*", "a/b\r\nx: 1")] {
        let error = call().bytes_within(range, content_type, "x").empty().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    }
    let part = Part::text("x").content_type("text/plain\r\nX-A: 1");
    let error = call().multipart(Multipart::new().part("file", part)).empty().await.unwrap_err();
    assert!(error.to_string().contains("$.file.header.content-type"), "{error}");
    assert!(server.requests().is_empty());
    call().bytes_within("image/*", "image/png", "x").empty().await.unwrap();
    assert_eq!(server.request().header("content-type"), "image/png");
}

#[tokio::test]
async fn missing_body_has_a_length_if_the_method_implies_one() {
    static POST: Operation = Operation { method: "POST", ..SEND };
    static PATCH: Operation = Operation { method: "PATCH", ..SEND };
    static DELETE: Operation = Operation { method: "DELETE", ..SEND };
    for (operation, length) in [(&SEND, "0"), (&POST, "0"), (&PATCH, "0"), (&DELETE, "")] {
        let server = Server::always(200, "").await;
        client(&server).call(operation).empty().await.unwrap();
        assert_eq!(server.request().header("content-length"), length, "{}", operation.method);
    }
}

#[tokio::test]
async fn multipart_parts_are_validated_before_sending() {
    let server = Server::always(200, "").await;
    let body = Multipart::new().field("title", &"long".to_owned(), &Rule::new().max_length(3));
    let error = client(&server).call(&SEND).multipart(body).empty().await.unwrap_err();
    assert!(error.to_string().contains("$.title"), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn text_and_byte_bodies_keep_their_content_type() {
    let server = Server::always(200, "").await;
    let client = client(&server);
    client.call(&SEND).bytes("text/plain", "ü").empty().await.unwrap();
    client.call(&SEND).bytes("image/png", vec![0, 1, 255]).empty().await.unwrap();
    client.call(&SEND).json("application/merge-patch+json", &json!({"a": null})).empty().await.unwrap();
    let requests = server.requests();
    let sent: Vec<_> = requests.iter().map(|it| (it.header("content-type"), it.body.to_vec())).collect();
    assert_eq!(
        sent,
        [
            ("text/plain", "ü".as_bytes().to_vec()),
            ("image/png", vec![0, 1, 255]),
            ("application/merge-patch+json", br#"{"a":null}"#.to_vec()),
        ]
    );
    let error = client.call(&SEND).bytes("text/plain\r\nx-evil: 1", "a").empty().await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
}

#[tokio::test]
async fn retried_body_is_identical() {
    let server = Server::start(|_| reply(503, "")).await;
    let retry = Retry::default().max_attempts(2).base_delay(std::time::Duration::from_millis(1));
    let client = builder(&server).retry(retry).build().unwrap();
    let body = Multipart::new().part("file", vec![1, 2, 3]);
    client.call(&SEND).multipart(body).empty().await.unwrap_err();
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body, requests[1].body);
    assert_eq!(requests[0].header("content-type"), requests[1].header("content-type"));
}
