//! Responses by status, text and byte responses, and typed error bodies.

use bytes::Bytes;
use faithful_runtime::{ErrorKind, Map, Operation, StatusCode, Value};
use serde_json::json;

use crate::operations::client;
use crate::server::{Server, reply};

static GET: Operation =
    Operation { id: "get", method: "GET", path: "/get", value_path: &[], page: None, idempotent: false };

faithful_runtime::responses! {
    /// A response to a job.
    pub enum Job {
        /// `200`
        #[on(200, 200, json, "data")]
        Ok(i64),
        /// `202`
        #[on(202, 202, empty)]
        Accepted,
        /// `206`
        #[on(206, 206, bytes)]
        PartialContent(Bytes),
        /// `2XX`
        #[on(200, 208, text)]
        Success(String),
    }
}

faithful_runtime::responses! {
    /// An error response to a job.
    pub enum JobError {
        /// `404`
        #[on(404, 404, json)]
        NotFound(Map),
        /// `5XX`
        #[on(500, 599, text)]
        ServerError(String),
    }
}

async fn job(status: u16, body: &'static str) -> Result<Job, faithful_runtime::Error> {
    let server = Server::start(move |_| reply(status, body)).await;
    client(&server).call(&GET).by_status::<Job>().await
}

#[tokio::test]
async fn each_status_selects_its_variant() {
    assert_eq!(job(200, r#"{"data": 7}"#).await.unwrap(), Job::Ok(7));
    assert_eq!(job(202, "").await.unwrap(), Job::Accepted);
    assert_eq!(job(206, "part").await.unwrap(), Job::PartialContent(Bytes::from("part")));
    assert_eq!(job(203, "text").await.unwrap(), Job::Success("text".to_owned()));
    assert_eq!(job(226, "rest").await.unwrap(), Job::Other(StatusCode::IM_USED, Bytes::from("rest")));
}

faithful_runtime::responses! {
    /// A response to a conditional request.
    pub enum Conditional {
        /// `200`
        #[on(200, 200, json)]
        Ok(i64),
        /// `304`
        #[on(304, 304, empty)]
        NotModified,
    }
}

#[tokio::test]
async fn documented_redirects_are_responses() {
    for (status, expected) in [(304, Some(Conditional::NotModified)), (302, None)] {
        let server = Server::start(move |_| reply(status, "")).await;
        let call = client(&server).call(&GET).redirects(&[(304, 304)]);
        match (call.by_status::<Conditional>().await, expected) {
            (Ok(response), Some(expected)) => assert_eq!(response, expected),
            (Err(error), None) => assert_eq!(error.kind(), ErrorKind::Redirect),
            other => panic!("{other:?}"),
        }
        assert_eq!(server.requests().len(), 1);
    }
    let server = Server::always(302, "").await;
    let call = client(&server).call(&GET).redirects(&[(300, 399)]);
    assert_eq!(call.send_empty().await.unwrap().status().as_u16(), 302);
}

#[tokio::test]
async fn body_that_does_not_match_its_status_is_a_decode_error() {
    let error = job(200, r#"{"data": "x"}"#).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("$.data"), "{error}");
    assert_eq!(error.body().unwrap(), r#"{"data": "x"}"#);
}

#[tokio::test]
async fn response_by_status_keeps_status_and_body() {
    let server = Server::always(202, "ignored").await;
    let response = client(&server).call(&GET).send_by_status::<Job>().await.unwrap();
    assert_eq!((response.status(), response.body().as_ref()), (StatusCode::ACCEPTED, b"ignored".as_slice()));
    assert_eq!(response.into_inner(), Job::Accepted);
}

#[tokio::test]
async fn text_and_byte_responses() {
    let server = Server::always(200, "ü").await;
    let client = client(&server);
    let text = client.call(&GET).accept("text/plain").text().await.unwrap();
    assert_eq!(text, "ü");
    assert_eq!(client.call(&GET).body_bytes().await.unwrap(), "ü");
    let raw = client.call(&GET).raw("application/xml").send().await.unwrap();
    assert_eq!(raw.into_inner().bytes().await.unwrap(), "ü");
    let accepted: Vec<_> = server.requests().iter().map(|it| it.header("accept").to_owned()).collect();
    assert_eq!(accepted, ["text/plain", "application/json", "application/xml"]);

    let server = Server::always(200, vec![0xff]).await;
    let error = crate::operations::client(&server).call(&GET).text().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.body().unwrap().as_ref(), [0xff]);
}

#[tokio::test]
async fn error_body_is_selected_by_status() {
    let error = job(404, r#"{"title": "gone", "more": 1}"#).await.unwrap_err();
    let Some(Ok(JobError::NotFound(problem))) = error.read() else { unreachable!("{error}") };
    assert_eq!(problem["title"], "gone");
    assert_eq!(error.read::<Value>().unwrap().unwrap(), json!({"title": "gone", "more": 1}));
    assert_eq!(error.body().unwrap(), r#"{"title": "gone", "more": 1}"#);

    let error = job(502, "<html>").await.unwrap_err();
    assert_eq!(error.read::<JobError>().unwrap().unwrap(), JobError::ServerError("<html>".to_owned()));
    let error = job(418, "tea").await.unwrap_err();
    let other = JobError::Other(StatusCode::IM_A_TEAPOT, Bytes::from("tea"));
    assert_eq!(error.read::<JobError>().unwrap().unwrap(), other);
    let error = job(404, "not JSON").await.unwrap_err();
    assert!(error.read::<JobError>().unwrap().is_err());
    // A success that fails to decode has no error body.
    assert!(job(200, "{}").await.unwrap_err().read::<Value>().is_none());
}
