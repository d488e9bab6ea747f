//! Pagination: single pages, and streams of pages and items.

mod page;
mod stream;

use self::page::{read_page, read_page_inner};
use super::Call;
use super::pending::Pending;
use crate::json::Json;
use crate::response::Response;
use crate::send;

pub use page::Page;
pub use stream::{Items, Pages};

impl Call {
    /// Sends the call and returns one page, with its status, headers and raw body.
    pub fn send_page<T: Json>(self) -> Pending<Response<Page<T>>> {
        Pending::new(send::execute(self.parts), read_page)
    }

    /// Sends the call and returns one page.
    pub fn page<T: Json>(self) -> Pending<Page<T>> {
        Pending::new(send::execute(self.parts), read_page_inner)
    }

    /// Returns a stream of all pages, starting with the one this call requests.
    pub fn pages<T: Json>(self) -> Pages<T> {
        Pages::new(self)
    }

    /// Returns a stream of all items, starting with the page this call requests.
    pub fn items<T: Json>(self) -> Items<T> {
        Items::new(self)
    }
}
