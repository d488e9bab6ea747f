//! A blocking iterator over the events of a stream.

use std::fmt;
use std::future::poll_fn;

use super::run;
use crate::error::Error;
use crate::response::{Event, EventStream};

/// A blocking iterator over the events of a response, which reads them as they arrive.
///
/// The iterator ends after an error, unless the error is that the data of one event does not match the type; see
/// [`EventStream`]. Dropping it closes the connection.
///
/// ```
/// # use faithful_runtime::{Error, EventStream};
/// fn print(events: EventStream<String>) -> Result<(), Error> {
///     for event in events.blocking() {
///         println!("{}", event?.data);
///     }
///     Ok(())
/// }
/// ```
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct BlockingEvents<T> {
    stream: EventStream<T>,
    /// Whether the background thread could not be started.
    failed: bool,
}

impl<T> BlockingEvents<T> {
    pub(super) fn new(stream: EventStream<T>) -> Self {
        Self { stream, failed: false }
    }

    /// Returns the id of the last event that had one, see [`EventStream::last_event_id`].
    pub fn last_event_id(&self) -> Option<&str> {
        self.stream.last_event_id()
    }
}

impl<T> Iterator for BlockingEvents<T> {
    type Item = Result<Event<T>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        // The stream itself ends after an error, unless it can continue.
        run(poll_fn(|context| self.stream.poll_event(context))).unwrap_or_else(|error| {
            self.failed = true;
            Some(Err(error))
        })
    }
}

impl<T> fmt::Debug for BlockingEvents<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BlockingEvents").field("stream", &self.stream).finish_non_exhaustive()
    }
}
