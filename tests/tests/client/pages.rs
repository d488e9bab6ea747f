//! Iterating over a list of three pages by item and by page, and lists with broken pagination.

use northflank::ErrorKind;
use northflank::models::TemplateRun;
use serde_json::{Value, json};

use crate::support::examples::response_example;
use crate::support::server::{Received, Reply, Server, reply};

/// A page with runs of these ids.
fn page(ids: &[&str], pagination: &Value) -> Reply {
    let run = |id: &&str| {
        let mut run = response_example("listTemplateRuns").value()["data"]["templateRuns"][0].clone();
        run["id"] = json!(id);
        run
    };
    let runs: Vec<Value> = ids.iter().map(run).collect();
    reply(200, json!({"data": {"templateRuns": runs}, "pagination": pagination}).to_string())
}

fn cursor(request: &Received) -> Option<&str> {
    let query = request.target.split_once('?')?.1;
    query.split('&').find_map(|pair| pair.strip_prefix("cursor="))
}

/// Three pages; the last one has a cursor too, as in the real API.
async fn three_pages() -> Server {
    Server::start(|request| {
        Some(match cursor(request) {
            None => page(&["a", "b"], &json!({"hasNextPage": true, "cursor": "2 & more", "count": 2})),
            Some("2%20%26%20more") => page(&[], &json!({"hasNextPage": true, "cursor": "3", "count": 0})),
            Some("3") => page(&["c"], &json!({"hasNextPage": false, "cursor": "4", "count": 1})),
            Some(other) => reply(400, format!("there is no page {other}")),
        })
    })
    .await
}

const TARGETS: [&str; 3] = [
    "/v1/teams/acme/templates/my%20template/runs?per_page=2&page=7",
    "/v1/teams/acme/templates/my%20template/runs?per_page=2&page=7&cursor=2%20%26%20more",
    "/v1/teams/acme/templates/my%20template/runs?per_page=2&page=7&cursor=3",
];

fn ids(runs: &[TemplateRun]) -> Vec<&str> {
    runs.iter().map(|run| run.id.as_str()).collect()
}

#[tokio::test]
async fn items_span_all_pages() {
    let server = three_pages().await;
    let call = server.client().team("acme").templates().list_runs("my template").per_page(2).page(7);
    let mut items = call.with_options(|options| options.header("x-trace", "1")).items();
    assert_eq!(server.targets().len(), 0, "nothing is sent before the first item is requested");
    let mut found = Vec::new();
    while let Some(run) = items.try_next().await.unwrap() {
        found.push((run.id, server.targets().len()));
    }
    assert_eq!(found, [("a".to_owned(), 1), ("b".to_owned(), 1), ("c".to_owned(), 3)]);
    assert!(items.try_next().await.unwrap().is_none());
    assert_eq!(server.targets(), TARGETS);
    for request in server.requests() {
        assert_eq!(
            (request.header("x-trace"), request.header("authorization")),
            ("1", "Bearer s3cret-token")
        );
    }
}

#[tokio::test]
async fn pages_are_fetched_one_by_one() {
    let server = three_pages().await;
    let call = server.client().team("acme").templates().list_runs("my template").per_page(2).page(7);
    let mut pages = call.pages();
    let mut found = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        found.push((ids(&page.items).join(" "), page.cursor, page.has_next_page, page.count));
    }
    let cursor = |cursor: &str| Some(cursor.to_owned());
    let expected = [
        ("a b".to_owned(), cursor("2 & more"), true, Some(2)),
        (String::new(), cursor("3"), true, Some(0)),
        ("c".to_owned(), cursor("4"), false, Some(1)),
    ];
    assert_eq!(found, expected);
    assert_eq!(server.targets(), TARGETS);
}

#[tokio::test]
async fn items_start_at_a_cursor() {
    let server = three_pages().await;
    let mut items = server.client().templates().list_runs("t").cursor("3").items();
    assert_eq!(items.try_next().await.unwrap().unwrap().id, "c");
    assert!(items.try_next().await.unwrap().is_none());
    assert_eq!(server.targets(), ["/v1/templates/t/runs?cursor=3"]);
}

#[tokio::test]
async fn awaited_list_is_one_page() {
    let server = three_pages().await;
    let page = server.client().templates().list_runs("t").await.unwrap();
    assert_eq!((ids(&page.items), page.has_next_page), (vec!["a", "b"], true));
    assert_eq!(server.targets(), ["/v1/templates/t/runs"]);
}

/// Reads the items of a list that repeats one page until an error. Returns the number of items, the error, and the
/// number of requests.
async fn items_until_error(pagination: Value) -> (usize, northflank::Error, usize) {
    let server = Server::start(move |_| Some(page(&["a", "b"], &pagination))).await;
    let mut items = server.client().templates().list_runs("t").items();
    let mut count = 0;
    let error = loop {
        assert!(count < 100, "the list never ends");
        match items.try_next().await {
            Ok(Some(_)) => count += 1,
            Ok(None) => panic!("the list ended without an error after {count} items"),
            Err(error) => break error,
        }
    };
    assert!(items.try_next().await.unwrap().is_none(), "the list continues after the error");
    (count, error, server.targets().len())
}

#[tokio::test]
async fn missing_next_cursor_is_an_error() {
    for pagination in [
        json!({"hasNextPage": true, "count": 2}),
        json!({"hasNextPage": true, "count": 2, "cursor": null}),
        json!({"hasNextPage": true, "count": 2, "cursor": ""}),
    ] {
        let (count, error, requests) = items_until_error(pagination).await;
        assert_eq!((count, error.kind(), requests), (2, ErrorKind::Pagination, 1));
        assert_eq!(
            error.to_string(),
            "listTemplateRuns: 200 OK: the page reports a next page but has no cursor"
        );
        assert!(error.body().unwrap().starts_with(b"{\"data\""));
    }
}

#[tokio::test]
async fn repeated_cursor_is_an_error() {
    let (count, error, requests) =
        items_until_error(json!({"hasNextPage": true, "count": 2, "cursor": "again"})).await;
    assert_eq!((count, error.kind(), requests), (4, ErrorKind::Pagination, 2));
    let text = "the page reports a next page but repeats the earlier cursor `again`";
    assert_eq!(error.to_string(), format!("listTemplateRuns: 200 OK: {text}"));
}

#[tokio::test]
async fn missing_has_next_page_is_an_error() {
    for pagination in [json!(null), json!({}), json!({"count": 2}), json!({"cursor": null})] {
        let server = Server::start(move |_| Some(page(&["a"], &pagination))).await;
        let error = server.client().templates().list_runs("t").items().try_next().await.unwrap_err();
        assert!(error.is_decode() && error.to_string().contains("at $.pagination: "), "{error}");
    }
}

#[tokio::test]
async fn page_round_trips_unchanged() {
    let mut response = response_example("listTemplateRuns").value();
    response["pagination"]["total"] = json!(1);
    response["data"]["more"] = json!({"a": [null]});
    let text = response.to_string();
    let server = Server::always(200, text).await;
    let page = server.client().templates().list_runs("t").await.unwrap();
    assert_eq!(serde_json::to_value(&page).unwrap(), response);
    assert_eq!(page.envelope()["pagination"]["total"], 1);
}
