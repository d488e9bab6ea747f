//! The same calls without async code: where that writes `.await`, `.blocking()` does the same work and blocks
//! the thread until it is done.
//!
//! There is no second client. A call, what [`send`](crate::call) gives, a [`Wait`] and the streams have the
//! method `blocking`; a stream becomes an iterator, one of bytes a reader.
//!
//! ```
//! # use northflank_runtime::{Client, Error, Operation};
//! # static COUNT: Operation =
//! #     Operation { id: "countThings", method: "GET", path: "/v1/count", value_path: &["data"], page: None, idempotent: false };
//! fn count(client: &Client) -> Result<i64, Error> {
//!     client.call(&COUNT).value::<i64>().blocking()
//! }
//! ```
//!
//! A future is polled on the calling thread; its connections and timers belong to one thread in the background,
//! which the first use starts and all clients share. So it works in a program without a runtime, and does not
//! panic in one with a runtime: there it blocks the thread of the task like any long computation, so use
//! `.await` in tasks. Connections of blocking calls have a pool of their own, because those of asynchronous
//! calls stand still while the thread of their runtime is blocked.

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
use crate::response::ByteStream;
use crate::transport::poll_blocking;

pub use reader::BlockingReader;

/// The connections and timers of all blocking calls of the process.
static BACKGROUND: LazyLock<Result<Runtime, String>> = LazyLock::new(|| {
    let runtime =
        Builder::new_multi_thread().worker_threads(1).thread_name("northflank-blocking").enable_all().build();
    runtime.map_err(|error| error.to_string())
});

impl<T> Pending<T> {
    /// Sends the call and blocks until it is answered.
    ///
    /// # Errors
    /// Those of the call; and [`Configuration`](crate::ErrorKind::Configuration) where no thread can be
    /// started in the background.
    pub fn blocking(self) -> Result<T, Error> {
        run(self)?
    }
}

impl<'a, T: Send + 'a> Wait<'a, T> {
    /// Polls and blocks until it is over or a limit is reached.
    ///
    /// # Errors
    /// Those of awaiting it; and [`Configuration`](crate::ErrorKind::Configuration) where no thread can be
    /// started in the background.
    pub fn blocking(self) -> Result<Outcome<T>, Error> {
        run(self.into_future())?
    }
}

impl<T: Json> Pages<T> {
    /// The pages as an iterator that blocks for each request.
    pub fn blocking(self) -> BlockingPages<T> {
        BlockingPages { pages: self, failed: false }
    }
}

impl<T: Json> Items<T> {
    /// The items as an iterator that blocks for each request.
    pub fn blocking(self) -> BlockingItems<T> {
        BlockingItems { items: self, failed: false }
    }
}

impl ByteStream {
    /// The bytes as a [`Read`](std::io::Read) that blocks until they come.
    pub fn blocking(self) -> BlockingReader {
        BlockingReader::new(self)
    }
}

/// The pages of a list, one request for each step.
///
/// An error is the last thing that it gives, so that a loop which passes over errors ends;
/// [`cursor`](Self::cursor) then says where a new call can go on.
#[must_use = "an iterator does nothing until it is asked for something"]
pub struct BlockingPages<T> {
    pages: Pages<T>,
    failed: bool,
}

impl<T> BlockingPages<T> {
    /// The cursor of the page that is asked for next or failed; see [`Pages::cursor`].
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

/// The items of a list, over as many requests as it takes.
///
/// An error is the last thing that it gives, so that a loop which passes over errors ends;
/// [`cursor`](Self::cursor) then says where a new call can go on.
///
/// ```
/// # use northflank_runtime::{Error, Items, Json};
/// fn count<T: Json>(items: Items<T>) -> Result<usize, Error> {
///     let mut count = 0;
///     for item in items.blocking() {
///         item?;
///         count += 1;
///     }
///     Ok(count)
/// }
/// ```
#[must_use = "an iterator does nothing until it is asked for something"]
pub struct BlockingItems<T> {
    items: Items<T>,
    failed: bool,
}

impl<T> BlockingItems<T> {
    /// The cursor of the page that the next item comes from; see [`Items::cursor`].
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

/// One step of an iterator, none after an error.
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

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Polls a future on this thread until it is done.
fn run<F: Future>(future: F) -> Result<F::Output, Error> {
    let background = BACKGROUND.as_ref().map_err(|error| {
        Error::configuration(format!("the thread for blocking calls cannot be started: {error}"))
    })?;
    let _guard = background.enter();
    // In a task the budget of that task would be spent and never renewed, because the task does not return.
    let mut future = pin!(tokio::task::unconstrained(future));
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    loop {
        match poll_blocking(|| future.as_mut().poll(&mut Context::from_waker(&waker))) {
            Poll::Ready(output) => return Ok(output),
            Poll::Pending => thread::park(),
        }
    }
}
