//! The target of an untyped call.

use http::Method;

use super::{Operation, PageShape};

/// The operation of all untyped calls. Their method and path are in a [`Target`].
pub(crate) static UNTYPED: Operation =
    Operation { id: "request", method: "", path: "", value_path: &[], page: None, idempotent: false };

/// The method and the path of an untyped call.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) method: Method,
    /// The path template. Starts with `/`.
    pub(crate) path: String,
    /// How the list is paginated, if it is one.
    pub(crate) page: Option<PageShape>,
}
