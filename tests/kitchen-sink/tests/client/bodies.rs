//! Request bodies of every kind, as the server receives them.

use std::pin::Pin;
use std::task::{Context, Poll};

use faithful_runtime::{Body, Part};
use futures_core::Stream;
use kitchen_sink::api::files::UploadBody;
use kitchen_sink::models::{Base, Deep, Everything, Level, SendForm, Texts};
use serde_json::json;

use crate::server::{Server, reply};

/// A streamed body of these chunks.
fn stream(chunks: &'static [&'static str]) -> Body {
    struct Chunks(std::slice::Iter<'static, &'static str>);

    impl Stream for Chunks {
        type Item = std::io::Result<&'static str>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.next().copied().map(Ok))
        }
    }

    Body::stream(Chunks(chunks.iter()))
}

#[tokio::test]
async fn json_body_is_sent() {
    let server = Server::json(200, r#"{"level": "high"}"#);
    let body = Everything::new().texts(Texts::new("a").note("n")).level(Level::High);
    let response = server.client().shapes().send_everything(body).await.unwrap();
    assert_eq!(response.level, Some(Level::High));
    let request = server.last();
    assert_eq!(request.header("content-type"), "application/json");
    let sent: serde_json::Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(sent, json!({"texts": {"plain": "a", "note": "n"}, "level": "high"}));
}

#[tokio::test]
async fn form_fields_are_encoded_in_their_styles() {
    let server = Server::start(vec![reply(204, "", "")]);
    let object = || Deep::new().x(1).y("z");
    let list = || vec!["1".to_owned(), "2".to_owned()];
    let body = SendForm::new("a b").tags(list()).deep(object()).json(object()).joined(list());
    server.client().shapes().send_form(body).await.unwrap();
    let request = server.last();
    assert_eq!(request.header("content-type"), "application/x-www-form-urlencoded");
    let mut pairs: Vec<_> = request.body.split('&').collect();
    pairs.sort_unstable();
    let json = "json=%7B%22x%22%3A1%2C%22y%22%3A%22z%22%7D";
    let expected = ["deep%5Bx%5D=1", "deep%5By%5D=z", "joined=1,2", json, "name=a%20b", "tags=1", "tags=2"];
    assert_eq!(pairs, expected);
}

#[tokio::test]
async fn call_accepts_bodies_of_several_content_types() {
    let server = Server::start(vec![reply(204, "", "")]);
    let shapes = server.client().shapes();
    for (call, expected) in [
        (shapes.send_several(), ("", "")),
        (shapes.send_several().body(Base::new("1")), ("application/json", r#"{"id":"1"}"#)),
        (
            shapes.send_several().merge_patch_json_body(Base::new("1")),
            ("application/merge-patch+json", r#"{"id":"1"}"#),
        ),
        (shapes.send_several().text_body("ü"), ("text/plain", "ü")),
        (shapes.send_several().bytes_body(vec![b'a']), ("application/octet-stream", "a")),
        (shapes.send_several().image_body("image/png", stream(&["a", "b"])), ("image/png", "ab")),
    ] {
        call.await.unwrap();
        let request = server.last();
        assert_eq!((request.header("content-type"), request.body.as_str()), expected);
    }
}

#[tokio::test]
async fn streamed_binary_body_is_sent_once() {
    let server = Server::start(vec![reply(503, "", "later")]);
    let call = server.client().files().store("a b", stream(&["one", "two"]));
    let error = call.clone().await.unwrap_err();
    assert_eq!((error.attempts(), error.is_body_consumed()), (1, true), "{error}");
    let request = server.last();
    assert_eq!((request.target.as_str(), request.body.as_str()), ("PUT /files/a%20b", "onetwo"));
    assert_eq!(request.header("transfer-encoding"), "chunked");
    assert!(call.await.unwrap_err().is_invalid_request());

    let error = server.client().files().store("c", "bytes").await.unwrap_err();
    assert_eq!((error.attempts(), error.is_body_consumed()), (3, false), "{error}");
    assert_eq!(server.received().len(), 4);
}

#[tokio::test]
async fn multipart_parts_follow_the_document() {
    let server = Server::json(201, r#""/a""#);
    let photo = Part::from(stream(&["one", "two"])).file_name("p.png");
    let body = UploadBody::new("title", photo).meta(Base::new("1")).level(Level::AscUpper);
    let body = body.more([vec![b'a'], vec![b'b']]).part("also", Part::text("t").header("x-rank", "1"));
    assert_eq!(server.client().files().upload(body).await.unwrap(), "/a");
    let request = server.last();
    let boundary = request.header("content-type").strip_prefix("multipart/form-data; boundary=").unwrap();
    let parts: Vec<_> = request.body.split(&format!("--{boundary}")).map(str::trim).collect();
    let expected = [
        "",
        "content-disposition: form-data; name=\"title\"\r\n\r\ntitle",
        "content-disposition: form-data; name=\"photo\"; filename=\"p.png\"\r\ncontent-type: image/png\r\n\r\nonetwo",
        "content-disposition: form-data; name=\"meta\"\r\ncontent-type: application/json\r\n\r\n{\"id\":\"1\"}",
        "content-disposition: form-data; name=\"level\"\r\n\r\nASC",
        "content-disposition: form-data; name=\"more\"\r\ncontent-type: application/octet-stream\r\n\r\na",
        "content-disposition: form-data; name=\"more\"\r\ncontent-type: application/octet-stream\r\n\r\nb",
        "content-disposition: form-data; name=\"also\"\r\nx-rank: 1\r\n\r\nt",
        "--",
    ];
    assert_eq!(parts, expected);
    let error =
        server.client().files().upload(UploadBody::new("too long", Part::text("x"))).await.unwrap_err();
    assert!(error.is_invalid_request() && error.to_string().contains("$.title"), "{error}");
}
