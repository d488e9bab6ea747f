//! What an error of reqwest says about the request.

use crate::transport::failure::kind;
use crate::transport::{TransportError, TransportErrorKind};

/// Sorts an error; `started` says whether any of the request can have been written. The URL is taken out of it,
/// because a query may hold what is not for a log.
pub(super) fn failure(error: reqwest::Error, started: bool) -> TransportError {
    let kind = if error.is_builder() {
        TransportErrorKind::Unsendable
    } else {
        kind(&error, error.is_connect(), !error.is_timeout(), started)
    };
    TransportError::new(kind, error.without_url())
}
