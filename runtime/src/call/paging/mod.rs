//! Lists: one page, and streams of pages and items.

mod page;
mod stream;

pub use page::Page;
pub(crate) use page::{read_page, read_page_inner};
pub use stream::{Items, Pages};
