//! Streams over all pages and all items of a list.
//!
//! A page is only requested when it is needed, or with `read_ahead` one page earlier. The stream ends after
//! the page that is marked as the last one. A page that reports a next page but has no cursor, or repeats an
//! earlier cursor, is an error, so that a stream neither ends silently nor loops forever.

use std::collections::HashSet;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::page::{Page, read_page};
use crate::call::Call;
use crate::call::pending::Pending;
use crate::error::Error;
use crate::json::{Json, Plain, VALUE_EXCERPT, excerpt};
use crate::response::{RawResponse, Response};
use crate::send;

/// A stream over the pages of a list.
///
/// Call [`try_next`](Self::try_next) in a loop, or use it as a [`Stream`] (from futures-core 0.3). Each page
/// is requested with the same parameters, except for the cursor.
///
/// If a request fails, the next call of `try_next` requests the same page again, so a loop that ignores
/// errors needs a limit. After an error of kind [`Pagination`](crate::ErrorKind::Pagination) the stream has
/// ended. Dropping the stream cancels the request in flight.
///
/// ```
/// # use faithful_runtime::{Error, Json, Pages};
/// /// Counts the items. If a request fails, also returns the error and the cursor to resume from.
/// async fn count<T: Json>(mut pages: Pages<T>) -> (usize, Option<(Error, Option<String>)>) {
///     let mut count = 0;
///     loop {
///         match pages.try_next().await {
///             Ok(Some(page)) => count += page.items.len(),
///             Ok(None) => return (count, None),
///             Err(error) => return (count, Some((error, pages.cursor().map(str::to_owned)))),
///         }
///     }
/// }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<T> {
    position: Position,
    pending: Option<Pending<Response<Page<T>>>>,
    /// The result of `pending`, if it completed before the caller polled for it.
    ahead: Option<Result<Response<Page<T>>, Error>>,
    read_ahead: bool,
}

impl<T: Json> Pages<T> {
    pub(crate) fn new(call: Call) -> Self {
        Self { position: Position::new(call), pending: None, ahead: None, read_ahead: false }
    }

    /// Returns the next page, or `None` after the last one.
    ///
    /// # Errors
    ///
    /// Returns an error if the request fails. Also returns an error of kind
    /// [`Pagination`](crate::ErrorKind::Pagination) if the previous page reported a next page but had no new
    /// cursor.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>, Error> {
        poll_fn(|context| self.poll_page(context)).await.transpose()
    }

    /// Collects all pages into a `Vec`. They are still requested one after another.
    ///
    /// # Errors
    ///
    /// Returns the first error, see [`try_next`](Self::try_next). The pages before it are lost; to keep them,
    /// call `try_next` in a loop.
    pub async fn try_collect(mut self) -> Result<Vec<Page<T>>, Error> {
        let mut all = Vec::new();
        while let Some(page) = self.try_next().await? {
            all.push(page);
        }
        Ok(all)
    }

    pub(crate) fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        let response = match self.ahead.take() {
            Some(response) => response,
            None => match ready!(self.poll_response(context)) {
                Some(response) => response,
                None => return Poll::Ready(None),
            },
        };
        Poll::Ready(Some(response.map(|response| {
            let (page, raw) = response.into_parts();
            self.position.advance(page.has_next_page, page.cursor.as_deref(), raw);
            self.poll_ahead(context);
            page
        })))
    }

    /// Polls the response for the page at the cursor, sending the request first if necessary.
    fn poll_response(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Response<Page<T>>, Error>>> {
        if self.pending.is_none() {
            match self.position.step() {
                Some(Ok(call)) => self.pending = Some(Pending::new(send::execute(call.parts), read_page)),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
        let Some(pending) = &mut self.pending else {
            return Poll::Ready(None);
        };
        let response = ready!(Pin::new(pending).poll(context));
        self.pending = None;
        Poll::Ready(Some(response))
    }

    /// With `read_ahead`, polls the request for the next page while the caller processes the current one.
    fn poll_ahead(&mut self, context: &mut Context<'_>) {
        if !self.read_ahead || self.ahead.is_some() || !matches!(self.position.next, Next::Page) {
            return;
        }
        if let Poll::Ready(response) = self.poll_response(context) {
            self.ahead = response;
        }
    }
}

impl<T> Pages<T> {
    /// Requests the next page as soon as a page is returned, instead of when it is needed. Default: off.
    ///
    /// The stream is at most one page ahead. The request makes progress whenever the stream is polled, and
    /// its connection receives the response in the meantime. An error of the request is returned when its
    /// page is due.
    pub fn read_ahead(mut self) -> Self {
        self.read_ahead = true;
        self
    }

    /// Returns the cursor of the next page, or of the last requested page if the stream has ended. `None` for
    /// the first page.
    ///
    /// A new call with this cursor continues from here.
    pub fn cursor(&self) -> Option<&str> {
        self.position.cursor.as_deref()
    }
}

/// A stream over the items of a list, across all of its pages.
///
/// Requests, errors and dropping work as for [`Pages`].
///
/// ```
/// # use faithful_runtime::{Error, Items, Json};
/// async fn count<T: Json>(mut items: Items<T>) -> Result<u64, Error> {
///     let mut count = 0;
///     while let Some(_item) = items.try_next().await? {
///         count += 1;
///     }
///     Ok(count)
/// }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<T> {
    pages: Pages<T>,
    ready: std::vec::IntoIter<T>,
    cursor: Option<String>,
}

impl<T: Json> Items<T> {
    pub(crate) fn new(call: Call) -> Self {
        let pages = Pages::new(call);
        let cursor = pages.position.cursor.clone();
        Self { pages, ready: Vec::new().into_iter(), cursor }
    }

    /// Returns the next item, or `None` after the last one.
    ///
    /// # Errors
    ///
    /// See [`Pages::try_next`]. All items of a page are returned before an error of the next page.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|context| self.poll_item(context)).await.transpose()
    }

    /// Collects all items into a `Vec`. For long lists, prefer [`try_next`](Self::try_next) in a loop.
    ///
    /// ```
    /// # use faithful_runtime::{Error, Items, Json};
    /// async fn count<T: Json>(items: Items<T>) -> Result<usize, Error> {
    ///     Ok(items.try_collect().await?.len())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the first error, see [`Pages::try_next`]. The items before it are lost; to keep them, call
    /// `try_next` in a loop.
    pub async fn try_collect(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(item) = self.try_next().await? {
            all.push(item);
        }
        Ok(all)
    }

    pub(crate) fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.ready.next() {
                self.pages.poll_ahead(context);
                return Poll::Ready(Some(Ok(item)));
            }
            if self.cursor != self.pages.position.cursor {
                self.cursor.clone_from(&self.pages.position.cursor);
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => self.ready = page.items.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T> Items<T> {
    /// Requests the next page as soon as the first item of a page is returned, see [`Pages::read_ahead`].
    pub fn read_ahead(mut self) -> Self {
        self.pages = self.pages.read_ahead();
        self
    }

    /// Returns the cursor of the page that contains the next item. `None` for the first page.
    ///
    /// A new call with this cursor returns all remaining items, preceded by those of the same page that were
    /// already returned.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }
}

/// The position of a stream within the list.
struct Position {
    call: Call,
    cursor: Option<String>,
    seen: HashSet<String>,
    next: Next,
}

/// The step after the last returned page.
enum Next {
    Page,
    Error(Error),
    End,
}

impl Position {
    fn new(call: Call) -> Self {
        let parameter = call.parts.page().map(|shape| shape.cursor_parameter);
        let entry = call.parts.query.iter().find(|(name, _)| Some(&**name) == parameter);
        let cursor = entry.map(|(_, cursor)| cursor.clone());
        let seen = cursor.iter().cloned().collect();
        Self { call, cursor, seen, next: Next::Page }
    }

    /// Returns the call for the next page, or an error, or `None` at the end of the list.
    fn step(&mut self) -> Option<Result<Call, Error>> {
        match std::mem::replace(&mut self.next, Next::End) {
            Next::Page => {
                self.next = Next::Page;
                Some(Ok(self.call_at_cursor()))
            }
            Next::Error(error) => Some(Err(error)),
            Next::End => None,
        }
    }

    fn call_at_cursor(&self) -> Call {
        let mut call = self.call.clone();
        if let (Some(shape), Some(cursor)) = (call.parts.page(), &self.cursor) {
            call.parts.set_query(shape.cursor_parameter, &Plain::text(cursor));
        }
        call
    }

    /// Determines the step after a page.
    fn advance(&mut self, has_next_page: bool, cursor: Option<&str>, raw: RawResponse) {
        self.next = match cursor.filter(|cursor| !cursor.is_empty()) {
            _ if !has_next_page => Next::End,
            None => Next::Error(Error::pagination(raw, "the page reports a next page but has no cursor")),
            Some(cursor) if self.seen.insert(cursor.to_owned()) => {
                self.cursor = Some(cursor.to_owned());
                Next::Page
            }
            Some(cursor) => Next::Error(Error::pagination(
                raw,
                format!(
                    "the page reports a next page but repeats the earlier cursor `{}`",
                    excerpt(cursor.as_bytes(), VALUE_EXCERPT)
                ),
            )),
        };
    }
}

impl<T: Json> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_page(context)
    }
}

impl<T: Json> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

// No field is structurally pinned, so the streams are `Unpin` even if the items are not.
impl<T> Unpin for Pages<T> {}
impl<T> Unpin for Items<T> {}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pages").field("call", &self.position.call).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}
