//! The calls of the client, and their results.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use faithful_runtime::{Body, Call, Client, Error, Operation, Rule};
use futures_core::Stream;
use tests::random::Random;

use super::TIMEOUT;
use super::fault::Fault;
use super::server::Seen;

static GET: Operation = Operation {
    id: "getItem",
    method: "GET",
    path: "/v1/items/{number}/{fault}",
    value_path: &["data"],
    page: None,
    idempotent: false,
};
static CREATE: Operation = Operation { id: "createItem", method: "POST", ..GET };

/// Three attempts with their delays, and a generous reserve for a busy machine.
const MAX_DURATION: Duration = TIMEOUT.saturating_mul(3).saturating_add(Duration::from_secs(4));

pub struct Results {
    seen: Arc<Seen>,
    next: AtomicUsize,
    succeeded: AtomicU64,
    failed: AtomicU64,
    dropped: AtomicU64,
    posts: AtomicU64,
    twice: AtomicU64,
    swapped: AtomicU64,
    stuck: AtomicU64,
    /// Calls per fault, and those of them that succeeded.
    by_fault: [[AtomicU64; 2]; Fault::ALL.len()],
}

impl Results {
    pub fn new(seen: Arc<Seen>) -> Self {
        let counter = AtomicU64::default;
        Self {
            seen,
            next: AtomicUsize::new(0),
            succeeded: counter(),
            failed: counter(),
            dropped: counter(),
            posts: counter(),
            twice: counter(),
            swapped: counter(),
            stuck: counter(),
            by_fault: std::array::from_fn(|_| [counter(), counter()]),
        }
    }

    pub fn calls(&self) -> u64 {
        [&self.succeeded, &self.failed, &self.dropped].map(get).iter().sum()
    }

    pub fn problems(&self) -> Vec<&'static str> {
        let mut problems = Vec::new();
        for (counter, problem) in [
            (&self.twice, "a POST was received twice"),
            (&self.swapped, "a response belongs to another call"),
            (&self.stuck, "a call did not end in time"),
        ] {
            if get(counter) > 0 {
                problems.push(problem);
            }
        }
        problems
    }
}

impl fmt::Display for Results {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (fault, [calls, succeeded]) in Fault::ALL.iter().zip(&self.by_fault) {
            let name = format!("{fault:?}");
            writeln!(formatter, "{name:12} {:6} calls, {:6} succeeded", get(calls), get(succeeded))?;
        }
        writeln!(formatter, "calls: {}", self.calls())?;
        for (name, counter) in [
            ("succeeded", &self.succeeded),
            ("failed", &self.failed),
            ("dropped", &self.dropped),
            ("POSTs", &self.posts),
            ("POSTs received twice", &self.twice),
            ("swapped responses", &self.swapped),
            ("stuck calls", &self.stuck),
        ] {
            writeln!(formatter, "{name}: {}", get(counter))?;
        }
        Ok(())
    }
}

fn get(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// How a call ended.
enum Ended {
    /// With the number in the response; `None` for a stream that was not read.
    Well(Option<usize>),
    Failed,
    Dropped,
}

/// Makes one call after the other.
pub async fn repeat(client: &Client, mut random: Random, results: &Results, end: Instant) {
    while Instant::now() < end {
        let number = results.next.fetch_add(1, Ordering::Relaxed);
        // Half of the calls are undisturbed.
        let fault = if random.one_in(2) { 0 } else { random.below(Fault::ALL.len()) };
        let is_post = random.one_in(2);
        let start = Instant::now();
        let ended = one(client, &mut random, number, fault, is_post).await;
        if start.elapsed() > MAX_DURATION {
            count(&results.stuck);
        }
        let [calls, succeeded] = &results.by_fault[fault];
        count(calls);
        match ended {
            Ended::Well(received) => {
                count(&results.succeeded);
                count(succeeded);
                if received.is_some_and(|received| received != number) {
                    count(&results.swapped);
                }
            }
            Ended::Failed => count(&results.failed),
            Ended::Dropped => count(&results.dropped),
        }
        if is_post {
            count(&results.posts);
            if results.seen.count(number) > 1 {
                count(&results.twice);
            }
        }
    }
}

/// Makes one call: in one of several ways, and sometimes without waiting for its end.
async fn one(client: &Client, random: &mut Random, number: usize, fault: usize, is_post: bool) -> Ended {
    let operation = if is_post { &CREATE } else { &GET };
    let value = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let call = client.call(operation).path("number", &value(number), &Rule::NONE).path(
        "fault",
        &value(fault),
        &Rule::NONE,
    );
    let call = match (is_post, random.below(3)) {
        (false, _) | (true, 0) => call,
        (true, 1) => call.body(&value(number)),
        (true, _) => call.bytes("application/octet-stream", Body::stream(Chunks(16))),
    };
    let limit = random
        .one_in(8)
        .then(|| Duration::from_millis(1) * u32::try_from(random.below(20)).unwrap_or_default());
    let way = random.below(8);
    let running = async {
        match way {
            0 => read_stream(call).await,
            // A stream that nobody reads.
            1 => call.stream().await.map(|stream| {
                drop(stream);
                None
            }),
            _ => call.value::<i64>().await.map(|number| usize::try_from(number).ok()),
        }
    };
    let result = match limit {
        Some(limit) => tokio::time::timeout(limit, running).await,
        None => Ok(running.await),
    };
    match result {
        Ok(Ok(number)) => Ended::Well(number),
        Ok(Err(_)) => Ended::Failed,
        Err(_) => Ended::Dropped,
    }
}

/// Reads the first megabyte of a response as a stream.
async fn read_stream(call: Call) -> Result<Option<usize>, Error> {
    let mut stream = call.stream().await?;
    let mut text = Vec::new();
    while let Some(chunk) = stream.try_next().await? {
        text.extend_from_slice(&chunk);
        if text.len() > 1 << 20 {
            return Ok(None);
        }
    }
    let text = String::from_utf8_lossy(&text).into_owned();
    Ok(text.trim_start_matches("{\"data\": ").trim_end_matches('}').parse().ok())
}

/// A request body of the given number of chunks.
struct Chunks(u32);

impl Stream for Chunks {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = self.0.checked_sub(1).map(|rest| {
            self.0 = rest;
            Ok(Bytes::from_static(&[b'x'; 0x4000]))
        });
        Poll::Ready(chunk)
    }
}
