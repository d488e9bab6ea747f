//! Serialization of values into requests, and parsing of headers: URLs, headers, parameters in all OpenAPI styles, and
//! form bodies.

mod deep_object;
pub(crate) mod form;
pub(crate) mod headers;
pub(crate) mod multipart;
pub(crate) mod parameter;
pub(crate) mod url;

pub use form::FormStyle;
pub use multipart::{Multipart, Part};
pub use parameter::{Parameter, Style};
