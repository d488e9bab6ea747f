//! The text of a JSON document: tokens, looking ahead, and where a value stands.
//!
//! Nothing here knows models.

mod passed;
mod path;
mod scanner;
mod shortcut;

pub(crate) use passed::Passed;
pub(crate) use path::{Step, render};
pub(crate) use scanner::{Scan, Scanner, SyntaxError, depth_of, is_plain};
pub(crate) use shortcut::plain_length;
