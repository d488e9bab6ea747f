//! Serialization of values into requests, and parsing of headers: URLs, headers, parameters in all OpenAPI styles, and
//! form bodies.

pub(crate) mod form;
pub(crate) mod headers;
pub(crate) mod parameter;
pub(crate) mod url;

pub use form::{FormStyle, Multipart, Part};
pub use parameter::{Parameter, Style};
