//! Content codings of response bodies.

use faithful_runtime::{
    ByteStream, Bytes, CallOptions, Client, ErrorKind, EventStream, FromResponse as _, Method, Operation,
    Value,
};
use http::Response;
use http_body_util::Full;
use serde_json::json;

use crate::operations::{GET_THING, client, create_thing, delete_thing, get_thing, list_things};
use crate::server::{Received, Server};

/// `{"data": "squeezed"}`, gzipped.
const GZIPPED: &[u8] = include_bytes!("squeezed.json.gz");
/// The same, gzipped twice.
const GZIPPED_TWICE: &[u8] = include_bytes!("squeezed-twice.json.gz");
const PLAIN: &[u8] = b"{\"data\": \"squeezed\"}";

/// Codings that the client does not support. The body is not decoded even if it is also gzipped.
const UNSUPPORTED: [&str; 8] =
    ["br", "deflate", "zstd", "compress", "BR", "br, gzip", "gzip, br", "gzip,gzip,gzip,gzip"];

static GET: Operation = Operation { path: "/v1/file", value_path: &[], ..GET_THING };

faithful_runtime::responses! {
    /// The responses of `getThing`.
    pub enum Thing {
        /// `200`
        #[on(200, 200, json, "data")]
        Ok(String),
        /// `404`
        #[on(404, 404, text)]
        NotFound(String),
    }
}

async fn server(status: u16, coding: &'static str, body: &'static [u8]) -> Server {
    Server::start(move |_: &Received| {
        let response = Response::builder().status(status).header("content-encoding", coding);
        response.header("content-type", "application/json").body(Full::from(body)).unwrap()
    })
    .await
}

fn names(coding: &str, error: &faithful_runtime::Error) {
    let expected = format!("the body has an unsupported content coding: {}", coding.to_lowercase());
    let shown = error.to_string().replace(", ", ",");
    assert!(shown.contains(&expected.replace(", ", ",")), "{coding}: {error}");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn unsupported_coding_is_named_whatever_the_response_type() {
    for coding in UNSUPPORTED {
        let server = server(200, coding, GZIPPED).await;
        let client = client(&server);
        let call = || client.call(&GET);
        for error in [
            get_thing(&client, "a").await.unwrap_err(),
            get_thing(&client, "a").send().await.unwrap_err(),
            create_thing(&client, &json!({})).await.unwrap_err(),
            list_things(&client).await.unwrap_err(),
            call().text().await.unwrap_err(),
            call().by_status::<Thing>().await.unwrap_err(),
            call().stream().await.unwrap_err(),
            call().body_bytes().await.unwrap_err(),
            call().events::<Value>().await.unwrap_err(),
            call().text_events().await.unwrap_err(),
            client.request::<Value>(Method::GET, "/v1/any").await.unwrap_err(),
        ] {
            names(coding, &error);
            assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Decode, 200));
            assert!(!error.is_outcome_unknown());
        }
        let error = get_thing(&client, "a").await.unwrap_err();
        assert_eq!(error.body().unwrap(), GZIPPED);
        // The body is not read.
        delete_thing(&client, "a").await.unwrap();
    }
}

#[tokio::test]
async fn error_status_is_kept_and_its_coding_named() {
    for (status, coding) in [(404, "br"), (400, "deflate"), (500, "gzip, zstd"), (302, "br")] {
        let server = server(status, coding, GZIPPED).await;
        let client = client(&server);
        let call = || client.call(&GET);
        for error in [
            create_thing(&client, &json!({})).await.unwrap_err(),
            call().stream().await.unwrap_err(),
            call().events::<Value>().await.unwrap_err(),
        ] {
            let kind = if status == 302 { ErrorKind::Redirect } else { ErrorKind::Status };
            assert_eq!((error.kind(), error.status().unwrap().as_u16()), (kind, status), "{error}");
            assert_eq!(error.body().unwrap(), GZIPPED);
            let unread = error.read::<Thing>().unwrap().unwrap_err().to_string();
            assert!(unread.contains("unsupported content coding"), "{unread}");
            if status != 302 {
                assert!(error.to_string().contains("unsupported content coding"), "{error}");
            }
        }
    }
    assert_eq!(Thing::from_response(404, &Bytes::from("no")).unwrap(), Thing::NotFound("no".to_owned()));
}

#[tokio::test]
async fn repeated_gzip_is_decompressed() {
    for (coding, body) in [
        ("gzip", GZIPPED),
        ("x-gzip", GZIPPED),
        ("identity", PLAIN),
        ("", PLAIN),
        ("identity, GZIP", GZIPPED),
        ("gzip, gzip", GZIPPED_TWICE),
        ("gzip,identity , X-Gzip", GZIPPED_TWICE),
    ] {
        let server = server(200, coding, body).await;
        let client = client(&server);
        assert_eq!(get_thing(&client, "a").await.unwrap(), json!("squeezed"), "{coding}");
        let call = || client.call(&GET);
        assert_eq!(call().stream().await.unwrap().bytes().await.unwrap(), PLAIN, "{coding}");
        assert_eq!(call().body_bytes().await.unwrap(), PLAIN);
    }
    let server = server(400, "gzip, gzip", GZIPPED_TWICE).await;
    let error = get_thing(&client(&server), "a").await.unwrap_err();
    assert_eq!(error.read::<Value>().unwrap().unwrap(), json!({"data": "squeezed"}));
}

#[tokio::test]
async fn empty_body_has_no_coding() {
    let server = server(200, "br", b"").await;
    let value: Value = client(&server).request(Method::GET, "/v1/any").await.unwrap();
    assert_eq!(value, Value::Null);
}

fn asking(client: &Client, codings: &str) -> faithful_runtime::Call {
    let ask = |options: CallOptions| options.header("accept-encoding", codings);
    client.call(&GET).with_options(ask)
}

#[tokio::test]
async fn bytes_with_a_coding_that_was_asked_for_are_returned_as_they_arrive() {
    let server = server(200, "br", GZIPPED).await;
    let client = client(&server);
    let stream: ByteStream = asking(&client, "zstd, BR;q=0.5").stream().await.unwrap();
    assert_eq!(stream.headers()["content-encoding"], "br");
    assert_eq!(stream.bytes().await.unwrap(), GZIPPED);
    assert_eq!(asking(&client, "br").body_bytes().await.unwrap(), GZIPPED);
    assert_eq!(server.requests()[0].header("accept-encoding"), "zstd, BR;q=0.5");
    names("br", &asking(&client, "zstd").stream().await.unwrap_err());
    // What is parsed cannot be encoded.
    names("br", &asking(&client, "br").value::<Value>().await.unwrap_err());
    names("br", &asking(&client, "br").text().await.unwrap_err());
    let events: Result<EventStream<Value>, _> = asking(&client, "br").events().await;
    names("br", &events.unwrap_err());
}
