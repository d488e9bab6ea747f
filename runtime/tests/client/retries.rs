//! What is sent again and what is not, counted by the server.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use northflank_runtime::{
    Client, Error, ErrorKind, FailedAttempt, Operation, Retry, TransportErrorKind, testing,
};
use serde_json::{Value, json};

use crate::operations::{CONFIGURATION, CREATE_THING, create_thing, delete_thing, get_thing};
use crate::rough::{Act, Rough, answer, nowhere, value};

/// As by default, and quicker.
fn quick() -> Retry {
    Retry::default().base_delay(Duration::from_millis(5))
}

fn client(server: &Rough) -> Client {
    server.builder().retry(quick()).build().unwrap()
}

async fn create(client: &Client) -> Result<Value, Error> {
    create_thing(client, &json!({"name": "n"})).await
}

/// A POST that has no body: whether it was written cannot be told by its body.
async fn poke(client: &Client) -> Result<Value, Error> {
    client.call(&CREATE_THING).value().await
}

#[tokio::test]
async fn a_post_whose_connection_drops_is_sent_exactly_once() {
    let server = Rough::start([Act::Drop]).await;
    let error = create(&client(&server)).await.unwrap_err();
    assert_eq!(server.count(), 1);
    assert!(error.is_outcome_unknown());
    assert_eq!((error.kind(), error.attempts(), error.status()), (ErrorKind::Transport, 1, None));
    assert!(error.to_string().ends_with("; whether the call had its effect is unknown"), "{error}");
}

#[tokio::test]
async fn a_post_without_a_body_is_sent_exactly_once_too() {
    let server = Rough::start([Act::Drop]).await;
    let error = poke(&client(&server)).await.unwrap_err();
    assert_eq!((server.count(), server.made()), (1, 1));
    assert!(server.requests()[0].starts_with("POST /v1/things HTTP/1.1\r\n"));
    assert!(error.is_outcome_unknown(), "{error}");
    assert_eq!((error.kind(), error.attempts(), error.status()), (ErrorKind::Transport, 1, None));

    let server = Rough::start([Act::Silence]).await;
    let slow = server.builder().timeout(Duration::from_millis(150)).build().unwrap();
    let error = poke(&slow).await.unwrap_err();
    assert!(error.is_timeout() && error.is_outcome_unknown(), "{error}");
    assert_eq!((error.attempts(), server.count()), (1, 1));

    // Read on a connection that was kept, and dropped.
    let server = Rough::start([value(), Act::Drop]).await;
    let client = client(&server);
    poke(&client).await.unwrap();
    let error = poke(&client).await.unwrap_err();
    assert!(error.is_outcome_unknown(), "{error}");
    assert_eq!((error.attempts(), server.count(), server.made()), (1, 2, 1));
}

#[tokio::test]
async fn a_get_whose_connection_drops_is_sent_again() {
    let server = Rough::start([Act::Drop, Act::Drop, value()]).await;
    let response = get_thing(&client(&server), "a").send().await.unwrap();
    assert_eq!((response.attempts(), server.count()), (3, 3));

    let server = Rough::start([Act::Drop]).await;
    let error = get_thing(&client(&server), "a").await.unwrap_err();
    assert_eq!((error.attempts(), server.count()), (3, 3));
    assert!(!error.is_outcome_unknown());
    assert!(error.to_string().ends_with("(after 3 attempts)"), "{error}");

    let server = Rough::start([Act::Drop, answer(204, "", "")]).await;
    delete_thing(&client(&server), "a").await.unwrap();
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_post_that_is_marked_idempotent_is_sent_again() {
    static MARKED: Operation = Operation { idempotent: true, ..CREATE_THING };
    let server = Rough::start([Act::Drop, value()]).await;
    let call = create_thing(&client(&server), &json!({}));
    call.with_options(northflank_runtime::CallOptions::idempotent).await.unwrap();
    assert_eq!(server.count(), 2);

    let server = Rough::start([answer(503, "", ""), value()]).await;
    client(&server).call(&MARKED).value::<Value>().await.unwrap();
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn statuses_are_retried_for_idempotent_calls_only_and_429_for_all() {
    for status in [408, 500, 502, 503, 504] {
        let server = Rough::start([answer(status, "", ""), value()]).await;
        get_thing(&client(&server), "a").await.unwrap();
        assert_eq!(server.count(), 2);
        let server = Rough::start([answer(status, "", "")]).await;
        let error = create(&client(&server)).await.unwrap_err();
        assert_eq!((error.attempts(), server.count()), (1, 1));
        assert_eq!(error.is_outcome_unknown(), matches!(status, 502 | 504));
    }
    let server = Rough::start([answer(429, "", ""), answer(429, "", ""), value()]).await;
    create(&client(&server)).await.unwrap();
    assert_eq!(server.count(), 3);
    for status in [400, 401, 403, 404, 409, 418, 422, 501, 505, 301] {
        let server = Rough::start([answer(status, "", "")]).await;
        let error = get_thing(&client(&server), "a").await.unwrap_err();
        assert_eq!((error.attempts(), server.count()), (1, 1), "{status}");
    }
}

#[tokio::test]
async fn what_an_answer_holds_is_never_asked_for_again() {
    for body in ["{", r#"{"data": "#, "<html>"] {
        let server = Rough::start([answer(200, "", body)]).await;
        get_thing(&client(&server), "a").await.unwrap_err();
        assert_eq!(server.count(), 1);
    }
    let server = Rough::start([answer(200, "", &"x".repeat(100))]).await;
    let small = server.builder().retry(quick()).body_limit(10).build().unwrap();
    assert_eq!(get_thing(&small, "a").await.unwrap_err().kind(), ErrorKind::BodyTooLarge);
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_for_every_method() {
    let server = Rough::start([]).await;
    let client = server.builder().retry(quick()).base_url(nowhere()).build().unwrap();
    for error in [get_thing(&client, "a").await.unwrap_err(), create(&client).await.unwrap_err()] {
        assert!(error.is_connect() && !error.is_outcome_unknown());
        assert_eq!(error.attempts(), 3);
    }
    let unknown_host = server.builder().retry(quick()).base_url("https://no-such-host.invalid");
    // Without certificates on this machine there is no such client at all.
    if let Ok(client) = unknown_host.build() {
        let error = create(&client).await.unwrap_err();
        assert!(error.is_connect() && !error.is_outcome_unknown(), "{error}");
        assert_eq!(error.attempts(), 3);
    }
}

#[tokio::test]
async fn a_connection_that_closes_before_anything_is_read_sends_nothing_twice() {
    let server = Rough::start([value()]).await.refuse(2);
    // What was written before the end was noticed cannot be told from what was read.
    match create(&client(&server)).await {
        Ok(_) => assert_eq!(server.count(), 1),
        Err(error) => {
            assert!(error.is_outcome_unknown(), "{error}");
            assert_eq!(server.count(), 0);
        }
    }
    let server = Rough::start([value()]).await.refuse(2);
    get_thing(&client(&server), "a").await.unwrap();
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_pooled_connection_that_closes_sends_no_post_twice() {
    let reply = b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"data\": 1}".to_vec();
    let acts = (0..300).map(|number| Act::ReplyAndClose(reply.clone(), Duration::from_micros(number * 7)));
    let server = Rough::start(acts).await;
    let client = server.builder().build().unwrap();
    let mut unknown = 0;
    for number in 0..300_u64 {
        let result = create_thing(&client, &json!({"number": number})).await;
        let text = format!("\r\n\r\n{{\"number\":{number}}}");
        let seen = server.requests().iter().filter(|request| request.ends_with(&text)).count();
        match result {
            Ok(_) => assert_eq!(seen, 1, "{number}"),
            Err(error) => {
                assert!(error.is_outcome_unknown(), "{error}");
                assert!(seen <= 1, "{number} was sent {seen} times");
                unknown += 1;
            }
        }
        tokio::time::sleep(Duration::from_micros(number % 17 * 100)).await;
    }
    assert!(unknown < 150, "{unknown} of 300");

    // Read on a connection that was kept, and dropped.
    let server = Rough::start([value(), Act::Drop]).await;
    let client = server.builder().build().unwrap();
    create(&client).await.unwrap();
    assert!(create(&client).await.unwrap_err().is_outcome_unknown());
    assert_eq!((server.count(), server.made()), (2, 1));
}

/// The server closes each connection a moment after its answer, so that many a request is written to a connection
/// that is closed already. Neither the client nor what stands below it may send such a request twice.
#[tokio::test]
async fn a_pooled_connection_that_closes_sends_no_post_without_a_body_twice() {
    let reply = b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"data\": 1}".to_vec();
    let acts = (0..300).map(|number| Act::ReplyAndClose(reply.clone(), Duration::from_micros(number * 7)));
    let server = Rough::start(acts).await;
    let client = server.builder().build().unwrap();
    let mut unknown = 0;
    for number in 0..300_u64 {
        let call =
            client.call(&CREATE_THING).query("number", &number.to_string(), &northflank_runtime::Rule::NONE);
        let result = call.value::<Value>().await;
        let line = format!("POST /v1/things?number={number} ");
        let seen = server.requests().iter().filter(|request| request.starts_with(&line)).count();
        match result {
            Ok(_) => assert_eq!(seen, 1, "{number}"),
            Err(error) => {
                assert!(error.is_outcome_unknown(), "{error}");
                assert_eq!(error.attempts(), 1);
                assert!(seen <= 1, "{number} was sent {seen} times");
                unknown += 1;
            }
        }
        tokio::time::sleep(Duration::from_micros(number % 17 * 100)).await;
    }
    assert!(unknown < 150, "{unknown} of 300");
}

#[tokio::test]
async fn the_last_answer_is_kept() {
    let server = Rough::start([answer(503, "x-request-id: r-1\r\n", "busy"), Act::Drop]).await;
    let error = get_thing(&client(&server), "a").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.status()), (ErrorKind::Transport, 3, None));
    let answer_before = error.previous_answer().unwrap();
    assert_eq!(answer_before.status().unwrap(), 503);
    assert_eq!(answer_before.request_id(), Some("r-1"));
    assert_eq!(answer_before.body().unwrap(), "busy");
    assert_eq!(answer_before.attempts(), 1);
    assert!(error.to_string().ends_with("(after 3 attempts, before with 503)"), "{error}");
    assert!(error.source().is_some());

    let server = Rough::start([answer(500, "", "one"), answer(502, "", "two"), answer(503, "", "three")]);
    let error = get_thing(&client(&server.await), "a").await.unwrap_err();
    assert_eq!(error.body().unwrap(), "three");
    assert!(error.previous_answer().is_none());
}

#[tokio::test]
async fn a_policy_may_be_none_or_for_one_call() {
    let server = Rough::start([answer(503, "", "")]).await;
    let none = server.builder().retry(Retry::none()).build().unwrap();
    assert_eq!(get_thing(&none, "a").await.unwrap_err().attempts(), 1);
    let call = get_thing(&none, "a").with_options(|options| options.retry(quick().max_attempts(5)));
    assert_eq!(call.await.unwrap_err().attempts(), 5);
    assert_eq!(server.count(), 6);
}

#[tokio::test]
async fn an_unknown_outcome_stays_unknown() {
    let server = Rough::start([Act::Drop, answer(409, "", "there is one")]).await;
    let policy = |failed: &FailedAttempt<'_>| {
        let again = failed.error().kind() == ErrorKind::Transport && !failed.is_idempotent();
        again.then_some(Duration::ZERO)
    };
    let client = server.builder().retry(Retry::none().policy(policy)).build().unwrap();
    let error = create(&client).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (409, 2));
    assert!(error.is_outcome_unknown());
}

/// A client of a mock, with time that a test can stop.
fn mocked(retry: Retry) -> (Client, testing::Mock) {
    let mock = testing::Mock::new();
    let builder = Client::builder(&CONFIGURATION).token("t").retry(retry).transport(mock.clone());
    (builder.build().unwrap(), mock)
}

/// How long a call took, by a clock that stands still but for waits.
async fn waited(headers: &[(&str, &str)], status: u16, retry: Retry) -> (Duration, Result<Value, Error>) {
    let (client, mock) = mocked(retry);
    let mut script = mock.on("getThing").status(status);
    for (name, value) in headers {
        script = script.header(name, value);
    }
    script.text("no").reply(json!({"data": 1}));
    let start = tokio::time::Instant::now();
    let result = get_thing(&client, "a").await;
    (start.elapsed(), result)
}

#[tokio::test(start_paused = true)]
async fn the_service_says_how_long_to_wait() {
    let date = "Sun, 06 Nov 1994 08:49:37 GMT";
    for (headers, status, seconds) in [
        (&[("retry-after", "7")][..], 503, 7),
        (&[("retry-after", "7"), ("x-ratelimit-reset", "9")], 429, 7),
        (&[("x-ratelimit-reset", "9")], 429, 9),
        (&[("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT"), ("date", date)], 429, 30),
        (&[("retry-after", "Sun, 06 Nov 1994 08:40:07 GMT"), ("date", date)], 429, 0),
    ] {
        let (passed, result) = waited(headers, status, Retry::default()).await;
        assert_eq!(result.unwrap(), 1);
        let expected = Duration::from_secs(seconds);
        assert!(passed >= expected && passed < expected + Duration::from_millis(5), "{passed:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_above_the_cap_is_not_begun() {
    let headers = [("retry-after", "31")];
    let (passed, result) = waited(&headers, 429, Retry::default()).await;
    let error = result.unwrap_err();
    assert_eq!((error.attempts(), passed), (1, Duration::ZERO));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(31)));
    let patient = Retry::default().max_server_delay(Duration::from_secs(31));
    assert_eq!(waited(&headers, 429, patient).await.1.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_wait_is_random_within_its_bound() {
    let (mut shortest, mut longest) = (Duration::MAX, Duration::ZERO);
    let bound = Duration::from_millis(400);
    for _ in 0..200 {
        let (passed, result) = waited(&[], 503, Retry::default().base_delay(bound)).await;
        result.unwrap();
        assert!(passed <= bound + Duration::from_millis(2), "{passed:?}");
        (shortest, longest) = (shortest.min(passed), longest.max(passed));
    }
    assert!(shortest < bound / 4 && longest > bound * 3 / 4, "{shortest:?} to {longest:?}");
}

#[tokio::test(start_paused = true)]
async fn the_wait_grows_up_to_its_bound() {
    let waits = Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = Arc::clone(&waits);
    let retry = Retry::default().max_attempts(8).max_delay(Duration::from_secs(2));
    let retry = retry.policy(move |failed: &FailedAttempt<'_>| {
        let longest = (0..200).map(|_| failed.backoff()).max()?;
        seen.lock().unwrap().push(longest);
        failed.suggestion()
    });
    let (client, mock) = mocked(retry);
    for _ in 0..8 {
        let _ = mock.on("getThing").fail(TransportErrorKind::Other);
    }
    let error = get_thing(&client, "a").await.unwrap_err();
    assert_eq!((error.attempts(), mock.requests().len()), (8, 8));
    let waits = waits.lock().unwrap().clone();
    for (wait, bound) in waits.iter().zip([500, 1000, 2000, 2000, 2000, 2000, 2000, 2000]) {
        let bound = Duration::from_millis(bound);
        assert!(*wait <= bound && *wait > bound * 9 / 10, "{waits:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn each_attempt_asks_for_a_token() {
    let count = Arc::new(AtomicUsize::new(0));
    let asked = Arc::clone(&count);
    let mock = testing::Mock::new();
    let _ = mock.on("getThing").status(503).empty().reply(json!({"data": 1}));
    let client = Client::builder(&CONFIGURATION)
        .token_provider(move || {
            let number = asked.fetch_add(1, Ordering::SeqCst);
            async move { Ok::<_, std::io::Error>(format!("token-{number}")) }
        })
        .transport(mock.clone())
        .build()
        .unwrap();
    get_thing(&client, "a").await.unwrap();
    let tokens: Vec<_> =
        mock.requests().iter().map(|request| request.headers["authorization"].clone()).collect();
    assert_eq!(tokens, ["Bearer token-0", "Bearer token-1"]);
}

#[test]
fn waits_need_no_runtime() {
    let (client, mock) = mocked(Retry::default().base_delay(Duration::from_millis(20)));
    let _ = mock.on("getThing").status(503).empty().status(503).empty().reply(json!({"data": 1}));
    let start = Instant::now();
    let pending = get_thing(&client, "a");
    // An executor of a few lines: a thread that is parked.
    let value = crate::executor::block_on(pending.into_future());
    assert_eq!(value.unwrap(), 1);
    assert!(start.elapsed() < Duration::from_secs(5));
}
