//! The text of a JSON document: tokens, looking ahead, and paths. Nothing here knows about models.

mod excerpt;
mod path;
mod plain;
mod scanner;
mod skip_cache;

pub(crate) use excerpt::{VALUE_EXCERPT, excerpt, quoted};
pub(crate) use path::{Step, render};
pub(crate) use plain::plain_length;
pub(crate) use scanner::{Scan, Scanner, SyntaxError, is_plain, text_depth};
pub(crate) use skip_cache::SkipCache;
