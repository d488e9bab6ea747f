//! Which requests are retried, counted by the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use faithful_runtime::{
    Client, Error, ErrorKind, FailedAttempt, Operation, Retry, TransportError, TransportErrorKind, testing,
};
use serde_json::{Value, json};

use crate::operations::{CONFIGURATION, CREATE_THING, create_thing, delete_thing, get_thing};
use crate::scripted_server::{Act, ScriptedServer, reply, unused_address, value};

/// The default policy with short delays.
fn quick() -> Retry {
    Retry::default().base_delay(Duration::from_millis(5))
}

fn client(server: &ScriptedServer) -> Client {
    server.builder().retry(quick()).build().unwrap()
}

async fn create(client: &Client) -> Result<Value, Error> {
    create_thing(client, &json!({"name": "n"})).await
}

/// A POST without a body, so a body stream that was never read does not show that nothing was sent.
async fn create_without_body(client: &Client) -> Result<Value, Error> {
    client.call(&CREATE_THING).value().await
}

#[tokio::test]
async fn post_is_sent_once_when_the_connection_drops() {
    let server = ScriptedServer::start([Act::Drop]).await;
    let error = create(&client(&server)).await.unwrap_err();
    assert_eq!(server.count(), 1);
    assert!(error.is_outcome_unknown());
    assert_eq!((error.kind(), error.attempts(), error.status()), (ErrorKind::Transport, 1, None));
    assert!(error.to_string().ends_with("; the request may have taken effect"), "{error}");
}

#[tokio::test]
async fn post_without_a_body_is_sent_once_when_the_connection_drops() {
    let server = ScriptedServer::start([Act::Drop]).await;
    let error = create_without_body(&client(&server)).await.unwrap_err();
    assert_eq!((server.count(), server.accepted()), (1, 1));
    assert!(server.requests()[0].starts_with("POST /v1/things HTTP/1.1\r\n"));
    assert!(error.is_outcome_unknown(), "{error}");
    assert_eq!((error.kind(), error.attempts(), error.status()), (ErrorKind::Transport, 1, None));

    let server = ScriptedServer::start([Act::Silence]).await;
    let slow = server.builder().timeout(Duration::from_millis(150)).build().unwrap();
    let error = create_without_body(&slow).await.unwrap_err();
    assert!(error.is_timeout() && error.is_outcome_unknown(), "{error}");
    assert_eq!((error.attempts(), server.count()), (1, 1));

    // The request is read on a reused connection, which is then dropped.
    let server = ScriptedServer::start([value(), Act::Drop]).await;
    let client = client(&server);
    create_without_body(&client).await.unwrap();
    let error = create_without_body(&client).await.unwrap_err();
    assert!(error.is_outcome_unknown(), "{error}");
    assert_eq!((error.attempts(), server.count(), server.accepted()), (1, 2, 1));
}

#[tokio::test]
async fn get_is_retried_when_the_connection_drops() {
    let server = ScriptedServer::start([Act::Drop, Act::Drop, value()]).await;
    let response = get_thing(&client(&server), "a").send().await.unwrap();
    assert_eq!((response.attempts(), server.count()), (3, 3));

    let server = ScriptedServer::start([Act::Drop]).await;
    let error = get_thing(&client(&server), "a").await.unwrap_err();
    assert_eq!((error.attempts(), server.count()), (3, 3));
    assert!(!error.is_outcome_unknown());
    assert!(error.to_string().ends_with("(after 3 attempts)"), "{error}");

    let server = ScriptedServer::start([Act::Drop, reply(204, "", "")]).await;
    delete_thing(&client(&server), "a").await.unwrap();
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn post_marked_idempotent_is_retried() {
    static MARKED: Operation = Operation { idempotent: true, ..CREATE_THING };
    let server = ScriptedServer::start([Act::Drop, value()]).await;
    let call = create_thing(&client(&server), &json!({}));
    call.with_options(faithful_runtime::CallOptions::idempotent).await.unwrap();
    assert_eq!(server.count(), 2);

    let server = ScriptedServer::start([reply(503, "", ""), value()]).await;
    client(&server).call(&MARKED).value::<Value>().await.unwrap();
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn statuses_are_retried_if_idempotent_and_429_always() {
    for status in [408, 500, 502, 503, 504] {
        let server = ScriptedServer::start([reply(status, "", ""), value()]).await;
        get_thing(&client(&server), "a").await.unwrap();
        assert_eq!(server.count(), 2);
        let server = ScriptedServer::start([reply(status, "", "")]).await;
        let error = create(&client(&server)).await.unwrap_err();
        assert_eq!((error.attempts(), server.count()), (1, 1));
        assert_eq!(error.is_outcome_unknown(), matches!(status, 502 | 504));
    }
    let server = ScriptedServer::start([reply(429, "", ""), reply(429, "", ""), value()]).await;
    create(&client(&server)).await.unwrap();
    assert_eq!(server.count(), 3);
    for status in [400, 401, 403, 404, 409, 418, 422, 501, 505, 301] {
        let server = ScriptedServer::start([reply(status, "", "")]).await;
        let error = get_thing(&client(&server), "a").await.unwrap_err();
        assert_eq!((error.attempts(), server.count()), (1, 1), "{status}");
    }
}

#[tokio::test]
async fn undecodable_or_too_large_responses_are_not_retried() {
    for body in ["{", r#"{"data": "#, "<html>"] {
        let server = ScriptedServer::start([reply(200, "", body)]).await;
        get_thing(&client(&server), "a").await.unwrap_err();
        assert_eq!(server.count(), 1);
    }
    let server = ScriptedServer::start([reply(200, "", &"x".repeat(100))]).await;
    let small = server.builder().retry(quick()).body_limit(10).build().unwrap();
    assert_eq!(get_thing(&small, "a").await.unwrap_err().kind(), ErrorKind::BodyTooLarge);
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn refused_connection_is_retried_for_every_method() {
    let server = ScriptedServer::start([]).await;
    let client = server.builder().retry(quick()).base_url(unused_address()).build().unwrap();
    for error in [get_thing(&client, "a").await.unwrap_err(), create(&client).await.unwrap_err()] {
        assert!(error.is_connect() && !error.is_outcome_unknown());
        assert_eq!(error.attempts(), 3);
    }
    let unknown_host = server.builder().retry(quick()).base_url("https://no-such-host.invalid");
    // Building fails on a machine without certificates.
    if let Ok(client) = unknown_host.build() {
        let error = create(&client).await.unwrap_err();
        assert!(error.is_connect() && !error.is_outcome_unknown(), "{error}");
        assert_eq!(error.attempts(), 3);
    }
}

#[tokio::test]
async fn connection_closed_before_reading_sends_nothing_twice() {
    let server = ScriptedServer::start([value()]).await.refuse(2);
    // If the request was written before the close was noticed, the client cannot know whether it was read.
    match create(&client(&server)).await {
        Ok(_) => assert_eq!(server.count(), 1),
        Err(error) => {
            assert!(error.is_outcome_unknown(), "{error}");
            assert_eq!(server.count(), 0);
        }
    }
    let server = ScriptedServer::start([value()]).await.refuse(2);
    get_thing(&client(&server), "a").await.unwrap();
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn closing_pooled_connection_never_sends_a_post_twice() {
    let reply = b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"data\": 1}".to_vec();
    let acts = (0..300).map(|number| Act::ReplyAndClose(reply.clone(), Duration::from_micros(number * 7)));
    let server = ScriptedServer::start(acts).await;
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

    // The request is read on a reused connection, which is then dropped.
    let server = ScriptedServer::start([value(), Act::Drop]).await;
    let client = server.builder().build().unwrap();
    create(&client).await.unwrap();
    assert!(create(&client).await.unwrap_err().is_outcome_unknown());
    assert_eq!((server.count(), server.accepted()), (2, 1));
}

/// The server closes each connection shortly after its reply, so many requests are written to a connection that
/// is already closed. Neither the client nor the HTTP library below it may send such a request twice.
#[tokio::test]
async fn closing_pooled_connection_never_sends_a_post_without_a_body_twice() {
    let reply = b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"data\": 1}".to_vec();
    let acts = (0..300).map(|number| Act::ReplyAndClose(reply.clone(), Duration::from_micros(number * 7)));
    let server = ScriptedServer::start(acts).await;
    let client = server.builder().build().unwrap();
    let mut unknown = 0;
    for number in 0..300_u64 {
        let call =
            client.call(&CREATE_THING).query("number", &number.to_string(), &faithful_runtime::Rule::NONE);
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
async fn last_response_is_kept_when_a_later_attempt_has_none() {
    let server = ScriptedServer::start([reply(503, "x-request-id: r-1\r\n", "busy"), Act::Drop]).await;
    let error = get_thing(&client(&server), "a").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.status()), (ErrorKind::Transport, 3, None));
    let previous = error.previous_response().unwrap();
    assert_eq!(previous.status().unwrap(), 503);
    assert_eq!(previous.request_id(), Some("r-1"));
    assert_eq!(previous.body().unwrap(), "busy");
    assert_eq!(previous.attempts(), 1);
    assert!(error.to_string().ends_with("(after 3 attempts; last response: 503)"), "{error}");
    assert!(error.get_ref().unwrap().is::<TransportError>());

    let server =
        ScriptedServer::start([reply(500, "", "one"), reply(502, "", "two"), reply(503, "", "three")]);
    let error = get_thing(&client(&server.await), "a").await.unwrap_err();
    assert_eq!(error.body().unwrap(), "three");
    assert!(error.previous_response().is_none());
}

#[tokio::test]
async fn retry_policy_can_be_disabled_or_set_for_one_call() {
    let server = ScriptedServer::start([reply(503, "", "")]).await;
    let none = server.builder().retry(Retry::none()).build().unwrap();
    assert_eq!(get_thing(&none, "a").await.unwrap_err().attempts(), 1);
    let call = get_thing(&none, "a").with_options(|options| options.retry(quick().max_attempts(5)));
    assert_eq!(call.await.unwrap_err().attempts(), 5);
    assert_eq!(server.count(), 6);
}

#[tokio::test]
async fn unknown_outcome_stays_unknown_after_a_later_response() {
    let server = ScriptedServer::start([Act::Drop, reply(409, "", "there is one")]).await;
    let policy = |failed: &FailedAttempt<'_>| {
        let again = failed.error().kind() == ErrorKind::Transport && !failed.is_idempotent();
        again.then_some(Duration::ZERO)
    };
    let client = server.builder().retry(Retry::none().policy(policy)).build().unwrap();
    let error = create(&client).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (409, 2));
    assert!(error.is_outcome_unknown());
}

/// A client with a mock transport, whose clock a test can pause.
fn mocked(retry: Retry) -> (Client, testing::Mock) {
    let mock = testing::Mock::new();
    let builder = Client::builder(&CONFIGURATION).token("t").retry(retry).transport(mock.clone());
    (builder.build().unwrap(), mock)
}

/// Measures a call on the paused clock, which advances only during delays.
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
async fn server_delay_headers_are_respected() {
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
async fn server_delay_above_the_cap_is_not_waited_for() {
    let headers = [("retry-after", "31")];
    let (passed, result) = waited(&headers, 429, Retry::default()).await;
    let error = result.unwrap_err();
    assert_eq!((error.attempts(), passed), (1, Duration::ZERO));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(31)));
    let patient = Retry::default().max_retry_after(Duration::from_secs(31));
    assert_eq!(waited(&headers, 429, patient).await.1.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn backoff_is_random_within_its_bound() {
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
async fn backoff_grows_up_to_the_maximum() {
    let waits = Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = Arc::clone(&waits);
    let retry = Retry::default().max_attempts(8).max_delay(Duration::from_secs(2));
    let retry = retry.policy(move |failed: &FailedAttempt<'_>| {
        let longest = (0..200).map(|_| failed.backoff()).max()?;
        seen.lock().unwrap().push(longest);
        failed.suggested_delay()
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
async fn each_attempt_requests_a_token() {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let mock = testing::Mock::new();
    let _ = mock.on("getThing").status(503).empty().reply(json!({"data": 1}));
    let client = Client::builder(&CONFIGURATION)
        .token_provider(move || {
            let number = counter.fetch_add(1, Ordering::SeqCst);
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
fn retry_delays_work_without_tokio() {
    let (client, mock) = mocked(Retry::default().base_delay(Duration::from_millis(20)));
    let _ = mock.on("getThing").status(503).empty().status(503).empty().reply(json!({"data": 1}));
    let start = Instant::now();
    let pending = get_thing(&client, "a");
    let value = crate::executor::block_on(pending.into_future());
    assert_eq!(value.unwrap(), 1);
    assert!(start.elapsed() < Duration::from_secs(5));
}
