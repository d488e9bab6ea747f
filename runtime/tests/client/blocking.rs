//! Blocking calls, inside and outside a tokio runtime.

use std::time::Duration;

use faithful_runtime::testing::MockServer;
use faithful_runtime::{Client, Outcome, PollStatus, Retry, Value, Waiter};
use serde_json::json;

use crate::operations::{CONFIGURATION, SERVICE, get_thing, list_things};

const THING: Waiter = Waiter::new(&["status"]).success(&["done"]).interval(Duration::from_millis(5));

fn start() -> (Client, MockServer) {
    let server = MockServer::start(&SERVICE).unwrap();
    let client = Client::builder(&CONFIGURATION).token("s3cret-token").base_url(server.url());
    (client.retry(Retry::none()).build().unwrap(), server)
}

fn check_blocking_calls(client: &Client, server: &MockServer) {
    server.on("getThing").example().example().status(404).empty();
    assert_eq!(get_thing(client, "a").blocking().unwrap(), "documented");
    let response = get_thing(client, "a").send().blocking().unwrap();
    assert_eq!(response.status().as_u16(), 203); // the documented status
    assert!(get_thing(client, "a").blocking().unwrap_err().is_not_found());

    let page = |things: Value, cursor: Option<&str>| json!({"data": {"things": things}, "pagination": {"hasNextPage": cursor.is_some(), "cursor": cursor}});
    server.on("listThings").reply(page(json!(["a", "b"]), Some("c"))).reply(page(json!(["c"]), None));
    let items: Result<Vec<_>, _> = list_things(client).items().blocking().collect();
    assert_eq!(items.unwrap(), ["a", "b", "c"]);
    server.on("listThings").reply(page(json!(["a"]), Some("c"))).status(400).empty();
    let mut pages = list_things(client).pages().blocking();
    assert_eq!(pages.next().unwrap().unwrap().items, ["a"]);
    assert!(pages.next().unwrap().is_err());
    assert_eq!(pages.cursor(), Some("c"));
    assert!(pages.next().is_none());

    server.on("getThing").reply(json!({"data": 1})).reply(json!({"data": 2}));
    let wait = client.wait(|| async {
        let thing = get_thing(client, "a").await?;
        Ok(if thing == 2 { PollStatus::Success(thing) } else { PollStatus::Running(thing) })
    });
    let outcome = wait.interval(Duration::from_millis(5)).blocking().unwrap();
    assert_eq!(outcome, Outcome::Success(json!(2)));

    server
        .on("getThing")
        .reply(json!({"data": {"status": "new"}}))
        .reply(json!({"data": {"status": "done"}}));
    let outcome = client.wait_for(&THING, get_thing(client, "a")).blocking().unwrap();
    assert_eq!(outcome, Outcome::Success(json!({"status": "done"})));
}

#[test]
fn without_a_runtime() {
    let (client, server) = start();
    check_blocking_calls(&client, &server);
    server.on("getThing").example().repeat();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(get_thing(&client, "a").blocking().unwrap(), "documented"));
        }
    });
}

/// A pooled connection of an async call is driven by the runtime whose thread is blocked, so a blocking call
/// that reused it would hang.
#[tokio::test]
async fn inside_a_current_thread_runtime() {
    let (client, server) = start();
    server.on("getThing").example();
    get_thing(&client, "a").await.unwrap();
    check_blocking_calls(&client, &server);
    server.on("getThing").example();
    get_thing(&client, "a").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn inside_a_multi_thread_runtime() {
    let (client, server) = start();
    check_blocking_calls(&client, &server);
    tokio::task::spawn_blocking(move || check_blocking_calls(&client, &server)).await.unwrap();
}

#[tokio::test]
async fn tokio_task_budget_is_not_exhausted() {
    let (client, server) = start();
    server.on("getThing").example().repeat();
    for _ in 0..300 {
        get_thing(&client, "a").blocking().unwrap();
    }
}
