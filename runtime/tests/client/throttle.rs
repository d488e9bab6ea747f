//! Throttling requests to stay below the server's rate limit.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use faithful_runtime::{
    Client, Retry, SleepFuture, Throttle, Transport, TransportFuture, TransportRequest, testing,
};
use serde_json::json;
use tokio::time::Instant as Clock;

use crate::operations::{CONFIGURATION, builder, get_thing};
use crate::scripted_server::{Act, ScriptedServer};
use crate::server::Server;

/// A rate limiter that allows `limit` requests per window.
struct Limiter {
    limit: u64,
    window: Duration,
    started: Clock,
    ends: Clock,
    used: u64,
    rejected: usize,
    /// When each request arrived, in seconds since the start.
    times: Vec<f64>,
}

impl Limiter {
    fn new(limit: u64, window: Duration) -> Arc<Mutex<Self>> {
        let now = Clock::now();
        let times = Vec::new();
        Arc::new(Mutex::new(Self { limit, window, started: now, ends: now, used: 0, rejected: 0, times }))
    }

    fn respond(&mut self) -> http::Response<Bytes> {
        let now = Clock::now();
        if self.ends <= now {
            (self.ends, self.used) = (now + self.window, 0);
        }
        self.times.push((now - self.started).as_secs_f64());
        self.used += 1;
        let rejected = self.used > self.limit;
        self.rejected += usize::from(rejected);
        http::Response::builder()
            .status(if rejected { 429 } else { 200 })
            .header("x-ratelimit-limit", self.limit)
            .header("x-ratelimit-remaining", self.limit.saturating_sub(self.used))
            .header("x-ratelimit-reset", (self.ends - now).as_secs())
            .body(Bytes::from_static(b"{\"data\": 1}"))
            .unwrap()
    }
}

/// A transport in front of the limiter, on tokio's clock. Delays vary, so responses arrive out of order.
struct Slow(Arc<Mutex<Limiter>>, AtomicUsize);

impl Transport for Slow {
    fn send(&self, _: TransportRequest) -> TransportFuture<'_> {
        Box::pin(async {
            let number = self.1.fetch_add(1, Ordering::Relaxed) as u64;
            tokio::time::sleep(Duration::from_millis(number * 37 % 90)).await;
            let response = self.0.lock().unwrap().respond();
            tokio::time::sleep(Duration::from_millis(number * 53 % 140)).await;
            Ok(response)
        })
    }

    fn sleep(&self, duration: Duration) -> SleepFuture {
        Box::pin(tokio::time::sleep(duration))
    }

    fn now(&self) -> Instant {
        Clock::now().into_std()
    }
}

/// Makes `calls` calls from each of 64 tasks that share a client, and returns how many failed.
async fn failed_calls(client: &Client, calls: usize) -> usize {
    let tasks: Vec<_> = (0..64)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                let mut failed = 0;
                for _ in 0..calls {
                    failed += usize::from(get_thing(&client, "a").await.is_err());
                }
                failed
            })
        })
        .collect();
    let mut failed = 0;
    for task in tasks {
        failed += task.await.unwrap();
    }
    failed
}

fn slow(limiter: &Arc<Mutex<Limiter>>, throttle: Throttle) -> Client {
    Client::builder(&CONFIGURATION)
        .token("t")
        .retry(Retry::none())
        .throttle(throttle)
        .transport(Slow(Arc::clone(limiter), AtomicUsize::new(0)))
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn hourly_limit_is_never_exceeded() {
    let limiter = Limiter::new(1000, Duration::from_secs(3600));
    let client = slow(&limiter, Throttle::new());
    assert_eq!(failed_calls(&client, 40).await, 0);
    let limiter = limiter.lock().unwrap();
    assert_eq!((limiter.rejected, limiter.times.len()), (0, 2560));
    // Two full windows and the beginning of a third, so the whole budget was used.
    let last = *limiter.times.last().unwrap();
    assert!((7200.0..7300.0).contains(&last), "{last}");
    // Three quarters of a window's budget are sent right away, the rest evenly: about every 14 seconds.
    let window: Vec<f64> = limiter.times.iter().copied().filter(|time| *time < 3600.0).collect();
    assert!((985..=1000).contains(&window.len()), "{}", window.len());
    assert!(window[700] < 60.0);
    let gaps = window[760..].windows(2).map(|pair| pair[1] - pair[0]);
    let (shortest, longest) =
        gaps.fold((f64::MAX, 0.0_f64), |(low, high), gap| (low.min(gap), high.max(gap)));
    assert!(shortest > 10.0 && longest < 30.0, "{shortest} to {longest}");
}

#[tokio::test(start_paused = true)]
async fn reserve_leaves_requests_to_other_clients() {
    let limiter = Limiter::new(100, Duration::from_secs(60));
    let client = slow(&limiter, Throttle::new().reserve(30).spread_below(100));
    let other = Arc::clone(&limiter);
    let other_client = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(3)).await;
            assert_eq!(other.lock().unwrap().respond().status(), 200);
        }
    });
    assert_eq!(failed_calls(&client, 4).await, 0);
    // The task panics, and so finishes, when one of its requests is rejected.
    assert!(!other_client.is_finished());
    assert_eq!(limiter.lock().unwrap().rejected, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rate_limited_server_rejects_nothing() {
    let limiter = Limiter::new(90, Duration::from_secs(2));
    let shared = Arc::clone(&limiter);
    let server = Server::start(move |_| shared.lock().unwrap().respond().map(Into::into)).await;
    let client = builder(&server).throttle(Throttle::new()).build().unwrap();
    assert_eq!(failed_calls(&client, 3).await, 0);
    assert_eq!(limiter.lock().unwrap().rejected, 0);
    assert_eq!(server.requests().len(), 192);

    // Without the throttle, requests over the limit fail.
    let limiter = Limiter::new(90, Duration::from_secs(60));
    let shared = Arc::clone(&limiter);
    let server = Server::start(move |_| shared.lock().unwrap().respond().map(Into::into)).await;
    assert_eq!(failed_calls(&builder(&server).build().unwrap(), 3).await, 102);
}

#[tokio::test(start_paused = true)]
async fn call_that_cannot_start_in_time_fails_immediately() {
    let limiter = Limiter::new(2, Duration::from_secs(3600));
    let client = slow(&limiter, Throttle::new().spread_below(0));
    for _ in 0..2 {
        get_thing(&client, "a").await.unwrap();
    }
    let start = Clock::now();
    let call = get_thing(&client, "a").with_options(|options| options.total_timeout(Duration::from_secs(60)));
    let error = call.await.unwrap_err();
    assert!(error.is_timeout() && start.elapsed() < Duration::from_secs(1), "{error}");
    assert_eq!((error.attempts(), error.is_outcome_unknown()), (0, false));
    let wait = error.retry_after().unwrap().as_secs();
    assert!((3590..=3601).contains(&wait), "{wait}");
    assert!(error.to_string().contains("waiting for the throttle"), "{error}");
    // The failed call used nothing of the budget, and the next one is sent when the window ends.
    get_thing(&client, "a").await.unwrap();
    assert_eq!(limiter.lock().unwrap().rejected, 0);
}

#[tokio::test(start_paused = true)]
async fn canceled_call_does_not_block_others() {
    let limiter = Limiter::new(1000, Duration::from_secs(3600));
    let client = slow(&limiter, Throttle::new());
    let first = tokio::spawn(get_thing(&client, "a").send());
    let second = tokio::spawn(get_thing(&client, "a").send());
    let third = tokio::spawn(get_thing(&client, "a").send());
    tokio::task::yield_now().await;
    // The first call measures the limit while the others wait for it.
    first.abort();
    second.abort();
    assert!(third.await.unwrap().is_ok());
}

#[tokio::test(start_paused = true)]
async fn calls_are_not_delayed_without_rate_limit_headers() {
    let mock = testing::Mock::new();
    for _ in 0..200 {
        let _ = mock.on("getThing").reply(json!({"data": 1}));
    }
    let throttle = Throttle::new();
    let client =
        Client::builder(&CONFIGURATION).token("t").throttle(throttle).transport(mock).build().unwrap();
    let start = Clock::now();
    assert_eq!(failed_calls(&client, 3).await, 0);
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn silent_server_does_not_make_calls_wait_for_each_other() {
    let server = ScriptedServer::start([Act::Silence]).await;
    let builder = server.builder().throttle(Throttle::new()).retry(Retry::none());
    let client = builder.timeout(Duration::from_millis(500)).build().unwrap();
    let start = Instant::now();
    let calls: Vec<_> = (0..20).map(|_| tokio::spawn(get_thing(&client, "a").send())).collect();
    for call in calls {
        assert!(call.await.unwrap().unwrap_err().is_timeout());
    }
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

/// Polls a future once, after which it makes no progress.
async fn poll_once(future: std::pin::Pin<&mut (impl Future + Send)>) {
    let mut future = Some(future);
    std::future::poll_fn(|context| {
        if let Some(future) = future.take() {
            assert!(future.poll(context).is_pending());
        }
        std::task::Poll::Ready(())
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn call_that_makes_no_progress_does_not_stop_others() {
    let limiter = Limiter::new(10, Duration::from_secs(60));
    let client = slow(&limiter, Throttle::new().spread_below(0));
    let first = tokio::spawn(get_thing(&client, "a").send());
    tokio::task::yield_now().await;
    // This call waits for the response to the first one.
    let mut stuck = std::pin::pin!(get_thing(&client, "a").into_future());
    poll_once(stuck.as_mut()).await;
    let second = tokio::spawn(get_thing(&client, "a").send());
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
    while limiter.lock().unwrap().used < 9 {
        get_thing(&client, "a").await.unwrap();
    }
    // This one, which is now first in the queue, waits for the next window.
    let mut first_in_queue = std::pin::pin!(get_thing(&client, "a").into_future());
    poll_once(first_in_queue.as_mut()).await;
    let start = Clock::now();
    get_thing(&client, "a").await.unwrap();
    assert!(start.elapsed() < Duration::from_secs(70), "{:?}", start.elapsed());
    stuck.await.unwrap();
    first_in_queue.await.unwrap();
    assert_eq!(limiter.lock().unwrap().rejected, 0);
}

#[tokio::test(start_paused = true)]
async fn token_provider_that_hangs_does_not_stop_other_calls() {
    let limiter = Limiter::new(100, Duration::from_secs(3600));
    let provided = AtomicUsize::new(0);
    let client = Client::builder(&CONFIGURATION)
        .token_provider(move || {
            let hangs = provided.fetch_add(1, Ordering::Relaxed) < 3;
            async move {
                if hangs {
                    std::future::pending::<()>().await;
                }
                Ok::<_, std::io::Error>("t".to_owned())
            }
        })
        .throttle(Throttle::new())
        .transport(Slow(Arc::clone(&limiter), AtomicUsize::new(0)))
        .build()
        .unwrap();
    let hanging: Vec<_> = (0..3).map(|_| tokio::spawn(get_thing(&client, "a").send())).collect();
    tokio::task::yield_now().await;
    let start = Clock::now();
    for _ in 0..5 {
        get_thing(&client, "a").await.unwrap();
    }
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert!(hanging.iter().all(|call| !call.is_finished()));
}

#[tokio::test(start_paused = true)]
async fn token_is_obtained_again_after_a_long_delay() {
    let limiter = Limiter::new(1, Duration::from_secs(60));
    let provided = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&provided);
    let client = Client::builder(&CONFIGURATION)
        .token_provider(move || {
            counter.fetch_add(1, Ordering::Relaxed);
            std::future::ready(Ok::<_, std::io::Error>("t".to_owned()))
        })
        .throttle(Throttle::new())
        .transport(Slow(limiter, AtomicUsize::new(0)))
        .build()
        .unwrap();
    get_thing(&client, "a").await.unwrap();
    assert_eq!(provided.load(Ordering::Relaxed), 1);
    get_thing(&client, "a").await.unwrap();
    assert_eq!(provided.load(Ordering::Relaxed), 3);
}

#[tokio::test(start_paused = true)]
async fn many_waiting_calls_are_refused_in_linear_time() {
    let limiter = Limiter::new(1, Duration::from_secs(3600));
    let client = slow(&limiter, Throttle::new().spread_below(0));
    get_thing(&client, "a").await.unwrap();
    let real = Instant::now();
    let calls: Vec<_> = (0..20_000)
        .map(|_| {
            let call = get_thing(&client, "a");
            tokio::spawn(call.with_options(|options| options.total_timeout(Duration::from_secs(9))).send())
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap().unwrap_err().is_timeout());
    }
    assert!(real.elapsed() < Duration::from_secs(10), "{:?}", real.elapsed());
}

#[tokio::test(start_paused = true)]
async fn long_queue_is_refused_at_once() {
    let limiter = Limiter::new(1, Duration::from_secs(3600));
    let client = slow(&limiter, Throttle::new().spread_below(0));
    let total = Duration::from_secs(60);
    let call =
        |client: &Client| get_thing(client, "a").with_options(|options| options.total_timeout(total)).send();
    // The first call measures the limit while the others wait for it.
    let calls: Vec<_> = (0..60_000).map(|_| tokio::spawn(call(&client).into_future())).collect();
    let (start, clock) = (Instant::now(), Clock::now());
    let mut sent = 0;
    for call in calls {
        match call.await.unwrap() {
            Ok(_) => sent += 1,
            Err(error) => assert!(error.retry_after().is_some_and(|wait| wait > total), "{error}"),
        }
    }
    assert_eq!(sent, 1);
    assert!(clock.elapsed() < Duration::from_secs(1), "{:?}", clock.elapsed());
    // If each call searched the whole queue, this would take minutes.
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn window_that_ends_at_a_unix_time_is_waited_for() {
    let end = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() + 60;
    for reset in [end.to_string(), (end * 1000).to_string()] {
        let mock = testing::Mock::new();
        let _ = mock
            .on("getThing")
            .header("x-ratelimit-remaining", "0")
            .header("x-ratelimit-reset", &reset)
            .reply(json!({"data": 1}));
        let _ = mock.on("getThing").reply(json!({"data": 2}));
        let client =
            Client::builder(&CONFIGURATION).token("t").throttle(Throttle::new()).transport(mock).build();
        let client = client.unwrap();
        get_thing(&client, "a").await.unwrap();
        let start = Clock::now();
        get_thing(&client, "a").await.unwrap();
        let elapsed = start.elapsed().as_secs();
        assert!((50..=62).contains(&elapsed), "{elapsed}");
    }
}
