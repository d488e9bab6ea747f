//! Responses of every kind.

use faithful_runtime::{ErrorKind, StatusCode};
use kitchen_sink::api::shapes::{SendEverythingError, StartJobResponse};
use kitchen_sink::models::{Base, BatchPage, Conflict, Everything, Level, Problem, Tree};

use crate::server::{Server, reply};

#[tokio::test]
async fn binary_response_is_a_stream_with_typed_headers() {
    let headers = "x-count: 7\r\nx-levels: low, Running\r\n";
    let server = Server::start(vec![reply(200, headers, "0123456789")]);
    let files = server.client().files();
    let response = files.download("a b").send().await.unwrap();
    assert_eq!(response.header::<i64>("X-Count").unwrap().unwrap(), 7);
    assert_eq!(response.header::<Vec<Level>>("x-levels").unwrap().unwrap(), [Level::Low, Level::Running]);
    assert!(response.header::<i64>("x-levels").unwrap().is_err());
    assert!(response.header::<i64>("x-other").is_none());
    let mut stream = response.into_inner();
    assert_eq!(stream.length(), Some(10));
    let mut all = Vec::new();
    while let Some(chunk) = stream.try_next().await.unwrap() {
        all.extend_from_slice(&chunk);
    }
    assert_eq!(all, b"0123456789");
    assert_eq!(files.download("c").bytes().await.unwrap(), "0123456789");
    assert_eq!(files.download("d").await.unwrap().bytes().await.unwrap(), "0123456789");
    let limited = files.download("e").with_options(|options| options.body_limit(9));
    let error = limited.await.unwrap().bytes().await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::BodyTooLarge, Some("download")), "{error}");
    assert_eq!(server.received()[0].target, "GET /files/a%20b");
    assert_eq!(server.received()[0].header("accept"), "application/octet-stream");
}

#[tokio::test]
async fn error_response_of_a_binary_operation_is_buffered() {
    let server = Server::start(vec![reply(404, "x-count: 0\r\n", r#"{"error": {"message": "gone"}}"#)]);
    let error = server.client().files().download("a").await.unwrap_err();
    assert_eq!(error.message(), Some("gone"));
    assert_eq!(error.header::<i64>("x-count").unwrap().unwrap(), 0);
}

#[tokio::test]
async fn other_content_types_can_be_requested() {
    let replies = vec![reply(200, "", r#"["a","b"]"#), reply(200, "", "a,b"), reply(200, "", "ü")];
    let server = Server::start(replies);
    let files = server.client().files();
    assert_eq!(files.get_table().await.unwrap(), ["a", "b"]);
    assert_eq!(files.get_table().as_csv().bytes().await.unwrap(), "a,b");
    assert_eq!(files.get_text().await.unwrap(), "ü");
    let accepted: Vec<_> = server.received().iter().map(|it| it.header("accept").to_owned()).collect();
    assert_eq!(accepted, ["application/json", "text/csv", "text/plain"]);
}

#[tokio::test]
async fn events_are_typed() {
    let stream = "event: add\nid: 7\ndata: {\"id\": \"1\"}\n\n: ping\n\ndata: {\"id\": 2}\n\ndata: {\"id\": \"3\"}\n\ndata: [DONE]\n\n";
    let head = "content-type: text/event-stream\r\n";
    let server = Server::start(vec![
        reply(200, head, stream),
        reply(204, "", ""),
        reply(200, head, "data: [DONE]\n\n"),
    ]);
    let files = server.client().files();
    let mut events = files.follow_changes().await.unwrap();
    let first = events.try_next().await.unwrap().unwrap();
    assert_eq!(
        (first.event.as_deref(), first.id.as_deref(), first.data),
        (Some("add"), Some("7"), Base::new("1"))
    );
    let error = events.try_next().await.unwrap_err();
    assert_eq!(error.read_error().unwrap().path(), "$.id", "{error}");
    assert_eq!(events.try_next().await.unwrap().unwrap().data.id, "3");
    assert!(events.try_next().await.unwrap().is_none());
    assert!(files.follow_changes().await.unwrap().try_next().await.unwrap().is_none());
    let mut texts = files.summarize_changes().as_event_stream().await.unwrap();
    assert_eq!(texts.try_next().await.unwrap().unwrap().data, "[DONE]");
    let accepted: Vec<_> = server.received().iter().map(|it| it.header("accept").to_owned()).collect();
    assert_eq!(accepted, ["text/event-stream"; 3]);
}

#[tokio::test]
async fn head_response_has_headers_and_no_body() {
    let server =
        Server::start(vec![b"HTTP/1.1 200 X\r\nconnection: close\r\ncontent-length: 7\r\n\r\n".to_vec()]);
    let response = server.client().files().probe("a").send().await.unwrap();
    assert_eq!(response.header::<i64>("content-length").unwrap().unwrap(), 7);
    assert_eq!(server.last().target, "HEAD /files/a");
}

#[tokio::test]
async fn each_success_status_selects_its_variant() {
    for (status, body, expected) in [
        (200, r#"{"id":"1"}"#, StartJobResponse::Ok(Base::new("1"))),
        (202, r#"{"name":"w"}"#, StartJobResponse::Accepted(Tree::new("w"))),
        (204, "", StartJobResponse::NoContent),
        (207, "text", StartJobResponse::Success("text".to_owned())),
    ] {
        let server = Server::start(vec![reply(status, "", body)]);
        assert_eq!(server.client().shapes().start_job().await.unwrap(), expected);
    }
}

#[tokio::test]
async fn each_error_status_selects_its_variant() {
    for (status, body, expected) in [
        (404, r#"{"title":"Gone."}"#, SendEverythingError::NotFound(Problem::new("Gone."))),
        (409, r#"{"conflicting":["a"]}"#, SendEverythingError::Conflict(Conflict::new(vec!["a".to_owned()]))),
        (418, "tea", SendEverythingError::ClientError("tea".to_owned())),
        (500, "\0", SendEverythingError::Default("\0".into())),
    ] {
        let server = Server::start(vec![reply(status, "", body)]);
        let call = server.client().shapes().send_everything(Everything::new());
        let error = call.await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!(error.read::<SendEverythingError>().unwrap().unwrap(), expected);
    }
}

#[tokio::test]
async fn operation_with_only_error_responses() {
    let server = Server::start(vec![reply(404, "", r#"{"title":"No."}"#), reply(200, "", "")]);
    #[expect(deprecated, reason = "the document deprecates the operation")]
    let stop = || server.client().shapes().stop_jobs();
    let error = stop().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert_eq!(error.read::<Problem>().unwrap().unwrap(), Problem::new("No."));
    stop().await.unwrap();
}

#[tokio::test]
async fn properties_next_to_the_list_of_a_page() {
    let body = r#"{"data":{"batches":[{"id":"1"}],"warnings":["slow"],"runId":"r"},"pagination":{"hasNextPage":false}}"#;
    let server = Server::json(200, body);
    let page = server.client().shapes().list_batches().await.unwrap();
    assert_eq!(page.items[0].id, "1");
    let beside: BatchPage = page.beside().unwrap();
    assert_eq!((beside.warnings.as_slice(), beside.run_id.as_deref()), (&["slow".to_owned()][..], Some("r")));
    assert_eq!(serde_json::to_value(&page).unwrap().to_string().len(), body.len());
    let server = Server::json(200, r#"{"data":{"batches":[]},"pagination":{"hasNextPage":false}}"#);
    let page = server.client().shapes().list_batches().await.unwrap();
    let error = page.beside::<BatchPage>().unwrap_err();
    assert_eq!(error.to_string(), "at $.data: missing field `warnings`");
}

#[tokio::test]
async fn envelopes_are_unwrapped_and_pages_followed() {
    let server = Server::json(200, r#"{"data":{"plain":"a"}}"#);
    assert_eq!(server.client().shapes().get_enveloped().await.unwrap().plain, "a");
    let page = |id: &str, pagination: &str| {
        reply(200, "", &format!(r#"{{"data":{{"things":[{{"id":"{id}"}}]}},"pagination":{pagination}}}"#))
    };
    let first = page("1", r#"{"hasNextPage":true,"cursor":"c","count":1}"#);
    let server = Server::start(vec![first, page("2", r#"{"hasNextPage":false}"#)]);
    let mut items = server.client().shapes().list_things().per_page(1).items();
    let mut ids = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        ids.push(item.id);
    }
    assert_eq!(ids, ["1", "2"]);
    assert_eq!(server.last().target, "GET /pages?per_page=1&cursor=c");
}
