//! Waiters against a server: what a poll requests, and which responses end the wait.

use std::time::Duration;

use crate::server::{Server, reply};

const SHORT: Duration = Duration::from_millis(1);

/// Replies with JSON, in order.
fn server(bodies: &[&str]) -> Server {
    Server::start(bodies.iter().map(|body| reply(200, "content-type: application/json\r\n", body)).collect())
}

#[tokio::test]
async fn nested_status_is_polled_until_it_ends_the_wait() {
    let server = server(&[
        r#"{"data": {}}"#,
        r#"{"data": {"deployment": null}}"#,
        r#"{"data": {"deployment": {}}}"#,
        r#"{"data": {"deployment": {"status": "PENDING"}}}"#,
        r#"{"data": {"deployment": {"status": "from the future"}}}"#,
        r#"{"data": {"deployment": {"status": "COMPLETED"}}}"#,
    ]);
    let service = server.client().tenant("acme").project("one").service(7);
    let outcome = service.wait_for_deployment().interval(SHORT).multiplier(1.0).await.unwrap();
    assert!(outcome.is_success(), "{outcome}");
    let targets: Vec<_> = server.received().into_iter().map(|it| it.target).collect();
    assert_eq!(targets, vec!["GET /plain/tenants/acme/projects/one/services/7/state"; 6]);
}

#[tokio::test]
async fn failed_status_is_a_failure_with_its_value() {
    let server = server(&[r#"{"data": {"deployment": {"status": "FAILED"}, "later": 1}}"#]);
    let outcome = server.client().project("one").service(7).wait_for_deployment().await.unwrap();
    assert!(outcome.is_failure() && outcome.is_finished());
    let state = outcome.into_result().unwrap_err().into_value().unwrap();
    assert_eq!(state.extra().get("later"), Some(&1.into()));
}

#[tokio::test]
async fn limits_come_from_the_settings_and_can_be_changed() {
    let server = server(&[r#"{"data": {}}"#]);
    let wait = server.client().project("one").service(7).wait_for_deployment();
    let text = format!("{wait:?}");
    assert!(text.contains("interval: 5s") && text.contains("timeout: Some(60s)"), "{text}");
    let outcome = wait.interval(SHORT).max_polls(2).await.unwrap();
    assert!(!outcome.is_finished() && outcome.value().is_some());
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn missing_resource_fails_at_once() {
    let server = Server::json(404, "{}");
    let error = server.client().project("one").service(7).wait_for_deployment().await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn item_is_searched_on_all_pages() {
    let page = |number: u8, concluded: bool, result: &str, next: &str| {
        format!(
            r#"{{"data": [{{"number": {number}, "concluded": {concluded}, "result": "{result}"}}], "pagination": {{{next}}}}}"#
        )
    };
    let more = r#""hasNextPage": true, "cursor": "c""#;
    let (first, second, third) = (
        page(6, true, "bad", more),
        page(7, false, "good", r#""hasNextPage": false"#),
        page(7, true, "fine", more),
    );
    let server = server(&[&first, &second, &third]);
    let wait = server.client().project("one").service(7).wait_for_build("7").interval(SHORT);
    let outcome = wait.await.unwrap();
    assert!(outcome.is_finished() && !outcome.is_success() && !outcome.is_failure());
    let targets: Vec<_> = server.received().into_iter().map(|it| it.target).collect();
    let path = "GET /plain/projects/one/services/7/builds?per_page=50";
    assert_eq!(targets, [path.to_owned(), format!("{path}&cursor=c"), path.to_owned()]);
}

#[tokio::test]
async fn item_that_is_never_listed_is_not_found() {
    let server = server(&[r#"{"data": [], "pagination": {"hasNextPage": false}}"#]);
    let outcome =
        server.client().project("one").service(7).wait_for_build("7").interval(SHORT).await.unwrap();
    assert_eq!((outcome.to_string().as_str(), server.received().len()), ("was not found", 3));
}
