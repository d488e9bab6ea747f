//! Lists as streams, by page and by item, over as many requests as it takes.
//!
//! A page is asked for when it is needed and not before; a reader that wants it earlier says so, and gets one
//! page ahead and no more. The walk ends when a page says that it is the last one. A page that promises
//! another one without a cursor, or with a cursor that was used before, is an error: never a silent end, never
//! an endless loop.

use std::collections::HashSet;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde_json::Value;

use super::page::{Page, read_page};
use crate::call::Call;
use crate::call::pending::Pending;
use crate::error::Error;
use crate::json::Json;
use crate::response::{Answer, Response};
use crate::send;

/// The pages of a list.
///
/// Either call [`try_next`](Self::try_next) in a loop or use it as a [`Stream`] (of futures-core 0.3, the one
/// trait of a 0.x crate in this interface, because the language has none of its own). Every page is asked for
/// with the same parameters except the cursor.
///
/// After an error of one request the next step asks for the same page again; a loop that passes over errors
/// should therefore stop some day. After an error of the kind [`Pagination`](crate::ErrorKind::Pagination)
/// the stream has ended. Dropping a stream cancels the request under way and sends nothing more.
///
/// ```
/// # use northflank_runtime::{Error, Json, Pages};
/// /// The number of items, and the cursor to go on from if a request failed.
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
    walk: Walk,
    pending: Option<Pending<Response<Page<T>>>>,
    /// The answer to `pending`, when it came before anybody asked for it.
    ahead: Option<Result<Response<Page<T>>, Error>>,
    read_ahead: bool,
}

impl<T: Json> Pages<T> {
    pub(crate) fn new(call: Call) -> Self {
        Self { walk: Walk::new(call), pending: None, ahead: None, read_ahead: false }
    }

    /// The next page, `None` after the last one.
    ///
    /// # Errors
    /// Those of a call of the operation, and [`Pagination`](crate::ErrorKind::Pagination) when a page
    /// promises another one and gives no new cursor for it (after that page has been given).
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>, Error> {
        poll_fn(|context| self.poll_page(context)).await.transpose()
    }

    /// All pages at once. They are asked for one after another all the same.
    ///
    /// # Errors
    /// See [`try_next`](Self::try_next). The pages before an error are lost with it; to keep them, take one after
    /// another.
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
            let (page, answer) = response.into_parts();
            self.walk.advance(page.has_next_page, page.cursor.as_deref(), answer);
            self.poll_ahead(context);
            page
        })))
    }

    /// The answer for the page at the cursor, which is asked for if it was not yet.
    fn poll_response(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Response<Page<T>>, Error>>> {
        if self.pending.is_none() {
            match self.walk.step() {
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

    /// Gets on with the next page while the reader is busy with this one, if it asked for that.
    fn poll_ahead(&mut self, context: &mut Context<'_>) {
        if !self.read_ahead || self.ahead.is_some() || !matches!(self.walk.next, Next::Page) {
            return;
        }
        if let Poll::Ready(response) = self.poll_response(context) {
            self.ahead = response;
        }
    }
}

impl<T> Pages<T> {
    /// Asks for the next page as soon as a page is given, and not when it is needed: one page ahead of the
    /// reader and no more. Off unless this is called. The request goes on whenever the stream is polled, and
    /// its connection takes the answer in meanwhile. An error about the page ahead is given in its turn.
    pub fn read_ahead(mut self) -> Self {
        self.read_ahead = true;
        self
    }

    /// The cursor of the page that is asked for next, or that was asked for last when the stream has ended.
    /// `None` for the first page. A new call with this cursor goes on from here.
    pub fn cursor(&self) -> Option<&str> {
        self.walk.cursor.as_deref()
    }
}

/// The items of a list, over as many pages as it takes. Everything that [`Pages`] says holds here too.
///
/// ```
/// # use northflank_runtime::{Error, Items, Json};
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
        let cursor = pages.walk.cursor.clone();
        Self { pages, ready: Vec::new().into_iter(), cursor }
    }

    /// The next item, `None` after the last one.
    ///
    /// # Errors
    /// See [`Pages::try_next`]. All items of a page are given before an error about the page after it.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|context| self.poll_item(context)).await.transpose()
    }

    /// All items at once, in one list. For a long one, take one after another and keep only what is needed.
    ///
    /// ```
    /// # use northflank_runtime::{Error, Items, Json};
    /// async fn count<T: Json>(items: Items<T>) -> Result<usize, Error> {
    ///     Ok(items.try_collect().await?.len())
    /// }
    /// ```
    ///
    /// # Errors
    /// See [`Pages::try_next`]. The items before an error are lost with it; to keep them, take one after another.
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
            if self.cursor != self.pages.walk.cursor {
                self.cursor.clone_from(&self.pages.walk.cursor);
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
    /// Asks for the next page as soon as the first item of a page is given; see [`Pages::read_ahead`].
    pub fn read_ahead(mut self) -> Self {
        self.pages = self.pages.read_ahead();
        self
    }

    /// The cursor of the page that the next item comes from, `None` for the first page. A new call with this
    /// cursor gives every item that was not given yet, and again those of the same page that were.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }
}

/// Where a walk over the pages stands.
struct Walk {
    call: Call,
    cursor: Option<String>,
    seen: HashSet<String>,
    next: Next,
}

/// What comes after the page that was given last.
enum Next {
    Page,
    Error(Error),
    End,
}

impl Walk {
    fn new(call: Call) -> Self {
        let parameter = call.parts.operation.page.map(|shape| shape.cursor_parameter);
        let set = call.parts.query.iter().find(|(name, _)| Some(*name) == parameter);
        let cursor = set.map(|(_, cursor)| cursor.clone());
        let seen = cursor.iter().cloned().collect();
        Self { call, cursor, seen, next: Next::Page }
    }

    /// The call for the next page, or how the walk ends.
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
        if let (Some(shape), Some(cursor)) = (call.parts.operation.page, &self.cursor) {
            call.parts.set_query(shape.cursor_parameter, Value::String(cursor.clone()));
        }
        call
    }

    /// Decides what comes after a page.
    fn advance(&mut self, has_next_page: bool, cursor: Option<&str>, answer: Answer) {
        self.next = match cursor.filter(|cursor| !cursor.is_empty()) {
            _ if !has_next_page => Next::End,
            None => Next::Error(Error::pagination(
                answer,
                "the page promises another one and gives no cursor for it",
            )),
            Some(cursor) if self.seen.insert(cursor.to_owned()) => {
                self.cursor = Some(cursor.to_owned());
                Next::Page
            }
            Some(cursor) => Next::Error(Error::pagination(
                answer,
                format!(
                    "the page promises another one and gives the cursor `{cursor}`, which was used before"
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

// Nothing in a stream is pinned in place, so the items need not be `Unpin` either.
impl<T> Unpin for Pages<T> {}
impl<T> Unpin for Items<T> {}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pages").field("call", &self.walk.call).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}
