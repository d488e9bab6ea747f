//! How values are written into a request and read from headers: URLs, headers, parameters in every style of OpenAPI,
//! forms and their content types.

pub(crate) mod form;
pub(crate) mod headers;
pub(crate) mod parameter;
pub(crate) mod url;

pub use form::{FormStyle, Multipart, Part};
pub use parameter::{Parameter, Style};
