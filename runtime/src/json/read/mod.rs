//! Reading: the pull reader, its errors, and the matching of object keys with struct fields.

mod budget;
mod error;
mod fields;
mod reader;

pub use budget::RESPONSE_LIMIT;
pub use error::ReadError;
pub(crate) use error::write_too_large;
pub use fields::{Shape, read_fields};
pub(crate) use reader::{Checkpoint, is_exact_integer};
pub use reader::{DEPTH_LIMIT, Reader};
