//! Reading: the pull reader, its errors, and the driver for the members of an object.

mod error;
mod members;
mod reader;

pub use error::ReadError;
pub use members::{Members, Shape, Slot};
pub use reader::{DEPTH_LIMIT, Reader};
pub(crate) use reader::{Place, is_exact};
