//! Calls that block, outside of tokio and inside of it.

use std::time::Duration;

use northflank_runtime::testing::MockServer;
use northflank_runtime::{Client, Found, Outcome, Retry, Value};
use serde_json::json;

use crate::operations::{CONFIGURATION, SERVICE, get_thing, list_things};

fn start() -> (Client, MockServer) {
    let server = MockServer::start(&SERVICE).unwrap();
    let client = Client::builder(&CONFIGURATION).token("s3cret-token").base_url(server.url());
    (client.retry(Retry::none()).build().unwrap(), server)
}

fn everything(client: &Client, server: &MockServer) {
    server.on("getThing").documented().documented().status(404).empty();
    assert_eq!(get_thing(client, "a").blocking().unwrap(), "documented");
    let response = get_thing(client, "a").send().blocking().unwrap();
    assert_eq!(response.status().as_u16(), 200);
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
        Ok(if thing == 2 { Found::Success(thing) } else { Found::Ongoing(thing) })
    });
    let outcome = wait.interval(Duration::from_millis(5)).blocking().unwrap();
    assert_eq!(outcome, Outcome::Success(json!(2)));
}

#[test]
fn without_a_runtime() {
    let (client, server) = start();
    everything(&client, &server);
    server.on("getThing").documented().repeat();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(get_thing(&client, "a").blocking().unwrap(), "documented"));
        }
    });
}

/// A connection of an asynchronous call belongs to the runtime whose thread is blocked; were it used, the
/// blocking call would wait for ever.
#[tokio::test]
async fn in_a_task_of_a_runtime_with_one_thread() {
    let (client, server) = start();
    server.on("getThing").documented();
    get_thing(&client, "a").await.unwrap();
    everything(&client, &server);
    server.on("getThing").documented();
    get_thing(&client, "a").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_task_of_a_runtime_with_threads() {
    let (client, server) = start();
    everything(&client, &server);
    tokio::task::spawn_blocking(move || everything(&client, &server)).await.unwrap();
}

#[tokio::test]
async fn the_budget_of_a_task_does_not_run_out() {
    let (client, server) = start();
    server.on("getThing").documented().repeat();
    for _ in 0..300 {
        get_thing(&client, "a").blocking().unwrap();
    }
}
