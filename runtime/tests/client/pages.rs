//! Pagination: pages, items and reading ahead.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};

use faithful_runtime::ErrorKind;
use futures_core::Stream;
use serde_json::{Value, json};

use crate::operations::{EMPTY_PAGE, client, list_things};
use crate::server::{Received, Server, json as json_reply, reply};

/// Three pages, at no cursor, `c 2` and `c3`.
fn three_pages(request: &Received) -> http::Response<http_body_util::Full<bytes::Bytes>> {
    let (things, pagination) = match request.target.split("cursor=").nth(1) {
        None => (json!(["a", "b"]), json!({"hasNextPage": true, "cursor": "c 2", "count": 2})),
        Some("c%202") => (json!(["c"]), json!({"hasNextPage": true, "cursor": "c3", "count": 1})),
        Some("c3") => (json!(["d"]), json!({"hasNextPage": false, "cursor": "c4", "count": 1})),
        Some(_) => return reply(400, "no such cursor"),
    };
    json_reply(200, &json!({"data": {"things": things, "x": 1}, "pagination": pagination, "y": [null]}))
}

/// A server that always returns the same page.
async fn always(pagination: Value) -> Server {
    let body = json!({"data": {"things": ["a"]}, "pagination": pagination});
    Server::always(200, body.to_string()).await
}

#[tokio::test]
async fn items_span_three_pages() {
    let server = Server::start(three_pages).await;
    let mut items = list_things(&client(&server)).per_page(2).items();
    assert_eq!(items.cursor(), None);
    let mut found = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        found.push((item, items.cursor().map(str::to_owned), server.requests().len()));
    }
    let expected = [("a", None, 1), ("b", None, 1), ("c", Some("c 2"), 2), ("d", Some("c3"), 3)];
    assert_eq!(
        found,
        expected.map(|(item, cursor, requests)| (item.to_owned(), cursor.map(str::to_owned), requests))
    );
    assert!(items.try_next().await.unwrap().is_none());
    let targets: Vec<_> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(
        targets,
        ["/v1/things?per_page=2", "/v1/things?per_page=2&cursor=c%202", "/v1/things?per_page=2&cursor=c3"]
    );
}

#[tokio::test]
async fn pages_are_fetched_on_demand() {
    let server = Server::start(three_pages).await;
    let mut pages = list_things(&client(&server)).pages();
    assert!(server.requests().is_empty());
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!(page.items, ["a", "b"]);
    assert_eq!((page.cursor.as_deref(), page.has_next_page, page.count), (Some("c 2"), true, Some(2)));
    assert_eq!(pages.cursor(), Some("c 2"));
    assert_eq!(server.requests().len(), 1);
    assert_eq!(pages.try_next().await.unwrap().unwrap().items, ["c"]);
    let last = pages.try_next().await.unwrap().unwrap();
    assert!(!last.has_next_page);
    assert!(pages.try_next().await.unwrap().is_none());
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn items_start_at_the_given_cursor() {
    let server = Server::start(three_pages).await;
    let mut items = list_things(&client(&server)).cursor("c 2").items();
    assert_eq!(items.cursor(), Some("c 2"));
    assert_eq!(items.try_next().await.unwrap().as_deref(), Some("c"));
    assert_eq!(items.try_next().await.unwrap().as_deref(), Some("d"));
    assert!(items.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn awaited_list_is_one_page_that_round_trips() {
    let server = Server::start(three_pages).await;
    let response = list_things(&client(&server)).send().await.unwrap();
    assert_eq!(response.items, ["a", "b"]);
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(serde_json::to_value(response.value()).unwrap(), body);
    let mut page = list_things(&client(&server)).await.unwrap();
    assert_eq!(&page, response.value());
    assert_eq!(page.envelope()["y"], json!([null]));
    assert_eq!(page.beside::<Value>().unwrap(), json!({"x": 1}));
    assert_eq!(
        page.beside::<bool>().unwrap_err().to_string(),
        r#"at $.data: expected a boolean, got {"x":1}"#
    );
    page.items.pop();
    assert_eq!(serde_json::to_value(&page).unwrap()["data"], json!({"things": ["a"], "x": 1}));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn missing_next_cursor_is_an_error_after_the_items() {
    for pagination in [
        json!({"hasNextPage": true}),
        json!({"hasNextPage": true, "cursor": null}),
        json!({"hasNextPage": true, "cursor": ""}),
    ] {
        let server = always(pagination).await;
        let mut items = list_things(&client(&server)).items();
        assert_eq!(items.try_next().await.unwrap().as_deref(), Some("a"));
        let error = items.try_next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Pagination);
        assert_eq!(error.to_string(), "listThings: 200 OK: the page reports a next page but has no cursor");
        assert!(error.body().unwrap().starts_with(b"{"));
        assert!(items.try_next().await.unwrap().is_none());
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn repeated_cursor_is_an_error() {
    let server = always(json!({"hasNextPage": true, "cursor": "c"})).await;
    let mut pages = list_things(&client(&server)).pages();
    for _ in 0..2 {
        assert_eq!(pages.try_next().await.unwrap().unwrap().items, ["a"]);
    }
    let error = pages.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Pagination);
    assert!(error.to_string().contains("repeats the earlier cursor `c`"), "{error}");
    assert!(pages.try_next().await.unwrap().is_none());

    let mut pages = list_things(&client(&server)).cursor("c").pages();
    pages.try_next().await.unwrap().unwrap();
    assert_eq!(pages.try_next().await.unwrap_err().kind(), ErrorKind::Pagination);
}

#[tokio::test]
async fn cursor_cycle_is_an_error() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |request| {
        // Ends the test if the client never notices the cycle.
        if count.fetch_add(1, Ordering::SeqCst) == 20 {
            return reply(400, "");
        }
        let cursor = if request.target.contains("cursor=one") { "two" } else { "one" };
        let pagination = json!({"hasNextPage": true, "cursor": cursor});
        json_reply(200, &json!({"data": {"things": []}, "pagination": pagination}))
    })
    .await;
    let mut items = list_things(&client(&server)).items();
    assert_eq!(items.try_next().await.unwrap_err().kind(), ErrorKind::Pagination);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn items_continue_after_an_error() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |request| match count.fetch_add(1, Ordering::SeqCst) {
        1 => reply(503, ""),
        _ => three_pages(request),
    })
    .await;
    let mut items = list_things(&client(&server)).items();
    assert_eq!(items.try_next().await.unwrap().as_deref(), Some("a"));
    assert_eq!(items.try_next().await.unwrap().as_deref(), Some("b"));
    assert_eq!(items.try_next().await.unwrap_err().status().unwrap(), 503);
    assert_eq!(items.cursor(), Some("c 2"));
    assert_eq!(items.try_next().await.unwrap().as_deref(), Some("c"));
    assert_eq!(items.try_next().await.unwrap().as_deref(), Some("d"));
    assert!(items.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn dropping_a_pending_next_loses_no_items() {
    let server = Server::start(three_pages).await;
    let mut items = list_things(&client(&server)).items();
    let mut found = Vec::new();
    loop {
        // Polls once and drops the future, as `select!` does.
        let step = std::future::poll_fn(|context| {
            let step = pin!(items.try_next());
            std::task::Poll::Ready(step.poll(context))
        });
        match step.await {
            std::task::Poll::Ready(Ok(Some(item))) => found.push(item),
            std::task::Poll::Ready(Ok(None)) => break,
            std::task::Poll::Ready(Err(error)) => panic!("{error}"),
            std::task::Poll::Pending => tokio::time::sleep(std::time::Duration::from_millis(1)).await,
        }
    }
    assert_eq!(found, ["a", "b", "c", "d"]);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn items_are_a_stream() {
    let server = Server::start(three_pages).await;
    let mut items = pin!(list_things(&client(&server)).items());
    let mut found = Vec::new();
    while let Some(item) = std::future::poll_fn(|context| items.as_mut().poll_next(context)).await {
        found.push(item.unwrap());
    }
    assert_eq!(found, ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn try_collect_gathers_all_items_and_pages() {
    let server = Server::start(three_pages).await;
    let client = client(&server);
    assert_eq!(list_things(&client).items().try_collect().await.unwrap(), ["a", "b", "c", "d"]);
    let pages = list_things(&client).pages().try_collect().await.unwrap();
    assert_eq!(pages.iter().map(|page| page.items.len()).collect::<Vec<_>>(), [2, 1, 1]);
    let failing = list_things(&client).cursor("nowhere").items().try_collect().await;
    assert_eq!(failing.unwrap_err().status().unwrap(), 400);
}

#[tokio::test]
async fn empty_list_has_no_items() {
    let server = Server::always(200, EMPTY_PAGE).await;
    assert!(list_things(&client(&server)).items().try_next().await.unwrap().is_none());
    let server = Server::always(200, r#"{"data": {}, "pagination": {"hasNextPage": false}}"#).await;
    let error = list_things(&client(&server)).items().try_next().await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("$.data"), "{error}");
}

#[tokio::test]
async fn new_call_resumes_at_the_cursor_after_an_error() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |request| match count.fetch_add(1, Ordering::SeqCst) {
        1 => reply(400, ""),
        _ => three_pages(request),
    })
    .await;
    let client = client(&server);
    let mut items = list_things(&client).items();
    let mut found = Vec::new();
    let error = loop {
        match items.try_next().await {
            Ok(Some(item)) => found.push(item),
            Ok(None) => unreachable!("page two fails"),
            Err(error) => break error,
        }
    };
    assert_eq!((error.status().unwrap().as_u16(), found.len()), (400, 2));
    let mut rest = list_things(&client).cursor(items.cursor().unwrap()).items();
    while let Some(item) = rest.try_next().await.unwrap() {
        found.push(item);
    }
    assert_eq!(found, ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn empty_last_page_ends_iteration() {
    let server = Server::start(|request| {
        let last = request.target.contains("cursor=");
        let things = if last { json!([]) } else { json!(["a"]) };
        let pagination = json!({"hasNextPage": !last, "cursor": "c"});
        json_reply(200, &json!({"data": {"things": things}, "pagination": pagination}))
    })
    .await;
    let mut items = list_things(&client(&server)).items();
    assert_eq!(items.try_next().await.unwrap().as_deref(), Some("a"));
    assert!(items.try_next().await.unwrap().is_none());
    assert!(items.try_next().await.unwrap().is_none());
    let mut pages = list_things(&client(&server)).pages();
    assert_eq!(pages.try_next().await.unwrap().unwrap().items.len(), 1);
    assert!(pages.try_next().await.unwrap().unwrap().items.is_empty());
    assert!(pages.try_next().await.unwrap().is_none());
    assert_eq!(server.requests().len(), 4);
}

/// Waits long enough for a request in flight to arrive.
async fn pause() {
    tokio::time::sleep(std::time::Duration::from_millis(60)).await;
}

#[tokio::test]
async fn dropped_stream_sends_no_more_requests() {
    let server = Server::start(three_pages).await;
    let client = client(&server);
    let mut items = list_things(&client).items();
    items.try_next().await.unwrap().unwrap();
    drop(items);
    pause().await;
    assert_eq!(server.requests().len(), 1);
    let mut pages = list_things(&client).pages().read_ahead();
    pages.try_next().await.unwrap().unwrap();
    pause().await;
    drop(pages);
    pause().await;
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn next_page_is_fetched_with_its_first_item() {
    let server = Server::start(three_pages).await;
    let mut items = list_things(&client(&server)).items();
    for _ in 0..2 {
        items.try_next().await.unwrap().unwrap();
        pause().await;
        assert_eq!(server.requests().len(), 1);
    }
    items.try_next().await.unwrap().unwrap();
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn read_ahead_fetches_one_page_in_advance() {
    let server = Server::start(three_pages).await;
    let mut items = list_things(&client(&server)).items().read_ahead();
    pause().await;
    assert!(server.requests().is_empty());
    let mut found = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        pause().await;
        found.push((item, items.cursor().map(str::to_owned), server.requests().len()));
    }
    let expected = [("a", None, 2), ("b", None, 2), ("c", Some("c 2"), 3), ("d", Some("c3"), 3)];
    assert_eq!(
        found,
        expected.map(|(item, cursor, requests)| (item.to_owned(), cursor.map(str::to_owned), requests))
    );
}

#[tokio::test]
async fn error_from_read_ahead_is_returned_in_order() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |request| match count.fetch_add(1, Ordering::SeqCst) {
        1 => reply(400, ""),
        _ => three_pages(request),
    })
    .await;
    let mut pages = list_things(&client(&server)).pages().read_ahead();
    assert_eq!(pages.try_next().await.unwrap().unwrap().items, ["a", "b"]);
    pause().await;
    assert_eq!(pages.cursor(), Some("c 2"));
    assert_eq!(pages.try_next().await.unwrap_err().status().unwrap(), 400);
    assert_eq!(pages.cursor(), Some("c 2"));
    assert_eq!(pages.try_next().await.unwrap().unwrap().items, ["c"]);
    assert_eq!(pages.try_next().await.unwrap().unwrap().items, ["d"]);
    assert!(pages.try_next().await.unwrap().is_none());
    assert_eq!(server.requests().len(), 4);
}
