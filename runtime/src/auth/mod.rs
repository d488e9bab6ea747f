//! Authentication: the token, and the security schemes that determine which credentials an operation sends.

mod secret;
mod security;

pub(crate) use secret::{TokenSource, bearer};
pub(crate) use security::{Authentication, Credentials};
pub use security::{Security, SecurityScheme};
