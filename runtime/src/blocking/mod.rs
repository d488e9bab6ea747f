//! Blocking use of the client: where async code writes `.await`, blocking code writes `.blocking()`.
//!
//! There is no separate client. Calls, the futures of their `send` methods, [`Wait`] and the streams have a
//! method `blocking`. Streams of pages, items and events become iterators, and byte streams become
//! readers.
//!
//! ```
//! # use faithful_runtime::{Client, Error, Operation};
//! # static COUNT: Operation =
//! #     Operation { id: "countThings", method: "GET", path: "/v1/count", value_path: &["data"], page: None, idempotent: false };
//! fn count(client: &Client) -> Result<i64, Error> {
//!     client.call(&COUNT).value::<i64>().blocking()
//! }
//! ```
//!
//! Futures are polled on the calling thread. Their connections and timers are driven by one background
//! thread, which is started on first use and shared by all clients. No async runtime is required. Inside one,
//! blocking calls do not panic, but they block the thread of the current task, so use `.await` in async code.
//!
//! Each async runtime has its own connections, so blocking calls do not depend on those of async calls, which make no
//! progress while the thread of their runtime is blocked.

mod events;
mod reader;

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tokio::runtime::{Builder, Runtime};

use crate::call::{Items, Outcome, Page, Pages, Pending, Wait};
use crate::error::Error;
use crate::json::Json;
use crate::response::{ByteStream, EventStream};

pub use events::BlockingEvents;
pub use reader::BlockingReader;

/// The runtime that drives the connections and timers of all blocking calls in the process.
static BACKGROUND: LazyLock<Result<Runtime, String>> = LazyLock::new(|| {
    let runtime =
        Builder::new_multi_thread().worker_threads(1).thread_name("faithful-blocking").enable_all().build();
    runtime.map_err(|error| error.to_string())
});

impl<T> Pending<T> {
    /// Sends the call and blocks until it completes.
    ///
    /// # Errors
    ///
    /// Returns the error of the call, or an error of kind [`Configuration`](crate::ErrorKind::Configuration)
    /// if the background thread cannot be started.
    pub fn blocking(self) -> Result<T, Error> {
        run(self)?
    }
}

impl<'a, T: Send + 'a> Wait<'a, T> {
    /// Polls and blocks until the process finishes or a limit is reached.
    ///
    /// # Errors
    ///
    /// Returns the error of the wait, or an error of kind [`Configuration`](crate::ErrorKind::Configuration)
    /// if the background thread cannot be started.
    pub fn blocking(self) -> Result<Outcome<T>, Error> {
        run(self.into_future())?
    }
}

impl<T: Json> Pages<T> {
    /// Converts the stream into a blocking iterator over pages.
    pub fn blocking(self) -> BlockingPages<T> {
        BlockingPages { pages: self, failed: false }
    }
}

impl<T: Json> Items<T> {
    /// Converts the stream into a blocking iterator over items.
    pub fn blocking(self) -> BlockingItems<T> {
        BlockingItems { items: self, failed: false }
    }
}

impl ByteStream {
    /// Converts the stream into a blocking reader.
    pub fn blocking(self) -> BlockingReader {
        BlockingReader::new(self)
    }
}

impl<T> EventStream<T> {
    /// Converts the stream into a blocking iterator over events.
    pub fn blocking(self) -> BlockingEvents<T> {
        BlockingEvents::new(self)
    }
}

/// A blocking iterator over the pages of a list, which sends one request per step.
///
/// The iterator ends after the first error, so that a loop that ignores errors ends as well. A new call can
/// continue from [`cursor`](Self::cursor).
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct BlockingPages<T> {
    pages: Pages<T>,
    failed: bool,
}

impl<T> BlockingPages<T> {
    /// Returns the cursor of the next page, or of the page that failed, see [`Pages::cursor`].
    pub fn cursor(&self) -> Option<&str> {
        self.pages.cursor()
    }
}

impl<T: Json> Iterator for BlockingPages<T> {
    type Item = Result<Page<T>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        step(&mut self.failed, poll_fn(|context| self.pages.poll_page(context)))
    }
}

/// A blocking iterator over the items of a list, across all of its pages.
///
/// The iterator ends after the first error, so that a loop that ignores errors ends as well. A new call can
/// continue from [`cursor`](Self::cursor).
///
/// ```
/// # use faithful_runtime::{Error, Items, Json};
/// fn count<T: Json>(items: Items<T>) -> Result<usize, Error> {
///     let mut count = 0;
///     for item in items.blocking() {
///         item?;
///         count += 1;
///     }
///     Ok(count)
/// }
/// ```
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct BlockingItems<T> {
    items: Items<T>,
    failed: bool,
}

impl<T> BlockingItems<T> {
    /// Returns the cursor of the page that contains the next item, see [`Items::cursor`].
    pub fn cursor(&self) -> Option<&str> {
        self.items.cursor()
    }
}

impl<T: Json> Iterator for BlockingItems<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        step(&mut self.failed, poll_fn(|context| self.items.poll_item(context)))
    }
}

impl<T> fmt::Debug for BlockingPages<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BlockingPages").field("pages", &self.pages).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for BlockingItems<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BlockingItems").field("items", &self.items).finish_non_exhaustive()
    }
}

/// Advances an iterator, which ends after an error.
fn step<T>(
    failed: &mut bool,
    future: impl Future<Output = Option<Result<T, Error>>>,
) -> Option<Result<T, Error>> {
    if *failed {
        return None;
    }
    let next = run(future).unwrap_or_else(|error| Some(Err(error)));
    *failed = matches!(next, Some(Err(_)));
    next
}

/// A waker that unparks a thread.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Polls a future on the current thread until it completes.
fn run<F: Future>(future: F) -> Result<F::Output, Error> {
    let background = BACKGROUND.as_ref().map_err(|error| {
        Error::configuration(format!("failed to start the background thread for blocking calls: {error}"))
    })?;
    let _guard = background.enter();
    // Inside a task, the cooperative budget of the task would be used up and never renewed, because the task
    // does not yield.
    let mut future = pin!(tokio::task::unconstrained(future));
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return Ok(output),
            Poll::Pending => thread::park(),
        }
    }
}
