//! `Client::wait`, with tokio's clock paused.

use std::sync::Mutex;
use std::time::Duration;

use faithful_runtime::testing::{self, Mock};
use faithful_runtime::{
    Client, Error, ErrorKind, FailedAttempt, Outcome, PollStatus, Retry, Throttle, TransportErrorKind, Value,
    Wait, Waiter,
};
use serde_json::json;
use tokio::time::Instant;

use crate::operations::{CONFIGURATION, LIST_THINGS, builder, get_thing};
use crate::server::Server;

const MINUTE: Duration = Duration::from_secs(60);

fn wait(client: &Client) -> Wait<'_, String> {
    client.wait(move || async move {
        Ok(match get_thing(client, "a").await? {
            Value::Null => PollStatus::NotFound,
            Value::String(status) if status == "success" => PollStatus::Success(status),
            Value::String(status) if status == "failure" => PollStatus::Failure(status),
            Value::String(status) if status == "skipped" => PollStatus::Completed(status),
            other => PollStatus::Running(other.to_string()),
        })
    })
}

fn script(mock: &Mock, statuses: &[Value]) {
    for status in statuses {
        mock.on("getThing").reply(json!({ "data": status }));
    }
}

#[tokio::test(start_paused = true)]
async fn outcome_distinguishes_success_from_failure() {
    for (status, expected) in [
        ("success", Outcome::Success("success".to_owned())),
        ("failure", Outcome::Failure("failure".to_owned())),
        ("skipped", Outcome::Completed("skipped".to_owned())),
    ] {
        let (client, mock) = testing::client(&CONFIGURATION);
        script(&mock, &[json!(1), json!("a status from the future"), json!(status)]);
        let outcome = wait(&client).await.unwrap();
        assert_eq!(outcome, expected);
        assert_eq!((outcome.is_success(), outcome.is_failure()), (status == "success", status == "failure"));
        assert!(outcome.is_finished());
        assert_eq!(mock.requests().len(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn intervals_grow_up_to_the_maximum() {
    let (client, mock) = testing::client(&CONFIGURATION);
    mock.on("getThing").reply(json!({"data": 1})).repeat();
    let start = Instant::now();
    let seen = Mutex::new(Vec::new());
    let outcome = wait(&client)
        .interval(Duration::from_secs(1))
        .multiplier(2.0)
        .max_interval(Duration::from_secs(5))
        .max_polls(6)
        .on_poll(|progress| {
            let pause = progress.next_delay.map(|delay| delay.as_secs());
            seen.lock().unwrap().push((
                progress.polls,
                progress.elapsed.as_secs(),
                pause,
                progress.value.cloned(),
            ));
        })
        .await
        .unwrap();
    assert_eq!(outcome, Outcome::Unfinished(Some("1".to_owned())));
    let expected =
        [(1, 0, Some(1)), (2, 1, Some(2)), (3, 3, Some(4)), (4, 7, Some(5)), (5, 12, Some(5)), (6, 17, None)];
    let expected = expected.map(|(polls, elapsed, pause)| (polls, elapsed, pause, Some("1".to_owned())));
    assert_eq!(*seen.lock().unwrap(), expected);
    assert_eq!(start.elapsed().as_secs(), 17);
}

#[tokio::test(start_paused = true)]
async fn timeout_applies_to_a_request_in_flight() {
    let (client, mock) = testing::client(&CONFIGURATION);
    mock.on("getThing").reply(json!({"data": 1})).delay(Duration::from_secs(20)).reply(json!({"data": 2}));
    let start = Instant::now();
    let outcome = wait(&client).timeout(Duration::from_secs(10)).await.unwrap();
    assert_eq!(outcome, Outcome::Unfinished(Some("1".to_owned())));
    assert_eq!(start.elapsed().as_secs(), 10);
    mock.on("getThing").reply(json!({"data": "a"})).repeat();
    let outcome = wait(&client).multiplier(f64::NAN).await.unwrap();
    assert_eq!(outcome, Outcome::Unfinished(Some("\"a\"".to_owned())));
    // An hour of polling every two seconds: an invalid multiplier leaves the interval unchanged.
    assert!((1801..1804).contains(&mock.requests().len()), "{}", mock.requests().len());
}

#[tokio::test(start_paused = true)]
async fn missing_value_is_tolerated_for_a_few_polls() {
    let (client, mock) = testing::client(&CONFIGURATION);
    script(&mock, &[json!(null), json!(null), json!(1), json!(null), json!(null), json!("success")]);
    assert!(wait(&client).await.unwrap().is_success());
    script(&mock, &[json!(null), json!(null), json!(null)]);
    let outcome = wait(&client).await.unwrap();
    assert_eq!(outcome, Outcome::NotFound);
    assert_eq!(outcome.to_string(), "was not found");
    assert_eq!(outcome.into_result(), Err(Outcome::NotFound));
}

#[tokio::test(start_paused = true)]
async fn transient_errors_are_tolerated_and_others_are_not() {
    let (client, mock) = testing::client(&CONFIGURATION);
    mock.on("getThing").fail(TransportErrorKind::Connect).status(503).empty();
    mock.on("getThing").status(429).header("retry-after", "50").empty().reply(json!({"data": "success"}));
    let start = Instant::now();
    let errors = Mutex::new(Vec::new());
    let callback = |progress: &faithful_runtime::Progress<'_, String>| {
        errors.lock().unwrap().push(progress.error.map(Error::kind));
    };
    assert!(wait(&client).on_poll(callback).await.unwrap().is_success());
    let (connect, status) = (Some(ErrorKind::Connect), Some(ErrorKind::Status));
    assert_eq!(*errors.lock().unwrap(), [connect, status, status, None]);
    assert_eq!(start.elapsed().as_secs(), 2 + 3 + 50);

    mock.on("getThing").status(503).empty().repeat();
    let error = wait(&client).tolerate_errors(2).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), mock.requests().len()), (503, 4 + 3));
    mock.on("getThing").status(404).empty();
    assert!(wait(&client).await.unwrap_err().is_not_found());
}

#[tokio::test(start_paused = true)]
async fn wait_without_a_timeout_continues() {
    let (client, mock) = testing::client(&CONFIGURATION);
    mock.on("getThing").reply(json!({"data": 1})).repeat();
    let wait = wait(&client).timeout(None);
    assert!(tokio::time::timeout(100 * MINUTE, wait.into_future()).await.is_err());
    assert!(mock.requests().len() > 190);
}

#[tokio::test(start_paused = true)]
async fn polls_have_a_shortest_interval() {
    let (client, mock) = testing::client(&CONFIGURATION);
    mock.on("getThing").reply(json!({"data": 1})).repeat();
    for short in [Duration::ZERO, Duration::from_nanos(1)] {
        let before = mock.requests().len();
        let wait = wait(&client).interval(short).max_interval(short).timeout(Duration::from_secs(10));
        assert!(!wait.await.unwrap().is_finished());
        let polls = mock.requests().len() - before;
        assert!((99..=101).contains(&polls), "{polls}");
    }
}

#[tokio::test(start_paused = true)]
async fn requested_delays_are_capped() {
    let unix =
        (std::time::SystemTime::now() + MINUTE).duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    for (header, expected) in
        [("86400".to_owned(), 3600..=3600), (u64::MAX.to_string(), 3600..=3600), (unix.to_string(), 50..=62)]
    {
        let (client, mock) = testing::client(&CONFIGURATION);
        mock.on("getThing")
            .status(429)
            .header("retry-after", &header)
            .empty()
            .reply(json!({"data": "success"}));
        let start = Instant::now();
        assert!(wait(&client).timeout(None).await.unwrap().is_success());
        let elapsed = start.elapsed().as_secs();
        assert!(expected.contains(&elapsed), "{header}: {elapsed}");
    }
}

#[tokio::test(start_paused = true)]
async fn longest_durations_do_not_panic() {
    let max = Duration::MAX;
    let (client, mock) = testing::client(&CONFIGURATION);
    script(&mock, &[json!(1), json!("success")]);
    let wait = || wait(&client).interval(max).max_interval(max).multiplier(f64::MAX).timeout(max);
    assert!(tokio::time::timeout(MINUTE, wait().into_future()).await.is_err());
    assert!(wait().await.unwrap().is_success());
    let retry = Retry::default().base_delay(max).max_delay(max).max_retry_after(max);
    mock.on("getThing")
        .status(503)
        .empty()
        .status(429)
        .header("x-ratelimit-reset", &u64::MAX.to_string())
        .empty();
    let call = get_thing(&client, "a").with_options(|options| {
        options
            .timeout(max)
            .total_timeout(max)
            .retry(retry.policy(|_: &FailedAttempt<'_>| Some(Duration::MAX)))
    });
    assert!(tokio::time::timeout(MINUTE, call.into_future()).await.is_err());
}

#[tokio::test]
async fn longest_durations_do_not_panic_in_the_transport() {
    let max = Duration::MAX;
    let server = Server::always(200, r#"{"data": 1}"#).await;
    let retry = Retry::default().base_delay(max).max_delay(max).max_retry_after(max);
    let builder = builder(&server).timeout(max).total_timeout(max).connect_timeout(max).idle_timeout(max);
    let client = builder.retry(retry).throttle(Throttle::new()).build().unwrap();
    for _ in 0..3 {
        let call = get_thing(&client, "a").with_options(|options| options.timeout(max).total_timeout(max));
        assert_eq!(call.await.unwrap(), 1);
        let call = get_thing(&client, "a").with_options(|options| options.timeout(max));
        assert_eq!(call.send().await.unwrap().attempts(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn waiter_has_the_defaults_of_every_wait() {
    const WAITER: Waiter = Waiter::new(&["status"]).success(&["done"]);
    let (client, mock) = testing::client(&CONFIGURATION);
    mock.on("getThing").reply(json!({"data": {"status": "new"}})).repeat();
    let wait = client.wait_for(&WAITER, get_thing(&client, "a"));
    assert_eq!(format!("{wait:?}"), format!("{:?}", self::wait(&client)));
    let start = Instant::now();
    assert_eq!(wait.await.unwrap(), Outcome::Unfinished(Some(json!({"status": "new"}))));
    assert_eq!(start.elapsed(), 60 * MINUTE);
}

#[tokio::test(start_paused = true)]
async fn waiter_searches_a_list_for_its_item() {
    const WAITER: Waiter = Waiter::new(&["status"]).success(&["done"]).timeout(MINUTE);
    let (client, mock) = testing::client(&CONFIGURATION);
    let page = |things: Value, cursor: Option<&str>| json!({"data": {"things": things}, "pagination": {"hasNextPage": cursor.is_some(), "cursor": cursor}});
    let thing = |id: &str, status: &str| json!({"id": id, "status": status});
    mock.on("listThings")
        .reply(page(json!([thing("a", "done")]), Some("c")))
        .reply(page(json!([thing("b", "new")]), Some("d")))
        .reply(page(json!([]), None))
        .reply(page(json!([thing("b", "done")]), Some("d")));
    let list = client.call(&LIST_THINGS);
    let outcome = client.wait_for_item(&WAITER, &["id"], "b", move || list.clone().items()).await.unwrap();
    assert_eq!(outcome, Outcome::Success(thing("b", "done")));
    assert_eq!(mock.requests().len(), 4);
}
