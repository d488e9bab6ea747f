//! What an error of reqwest says about the request.

use std::error::Error as StdError;

use crate::transport::{TransportError, TransportErrorKind};

/// Sorts an error. Its URL is taken out, because a query may hold what is not for a log.
///
/// `started` says whether any of the request can have been written. Otherwise it never left, whatever the
/// error is: a time limit that passes while the connection is still being made, for example, or a connection
/// that is closed as soon as it was made.
pub(super) fn failure(error: reqwest::Error, started: bool) -> TransportError {
    let kind = match (error.is_connect(), error.is_timeout(), started) {
        _ if error.is_builder() => TransportErrorKind::Unsendable,
        (true, true, _) | (_, true, false) => TransportErrorKind::ConnectTimeout,
        (true, false, _) => TransportErrorKind::Connect,
        (false, false, false) => TransportErrorKind::Unprocessed,
        (false, true, true) => TransportErrorKind::Timeout,
        (false, false, true) if was_given_back(&error) => TransportErrorKind::Unprocessed,
        (false, false, true) => TransportErrorKind::Other,
    };
    TransportError::new(kind, error.without_url())
}

/// Whether the service said that it did not process the request.
///
/// An HTTP/2 `GOAWAY` is the error of those streams alone that it names as not processed (the others fail with
/// an I/O error); it is believed only with `NO_ERROR`, the shutdown in good order. `REFUSED_STREAM` is defined
/// to mean that nothing was processed (RFC 9113, section 8.7).
fn was_given_back(error: &reqwest::Error) -> bool {
    let mut cause = StdError::source(error);
    while let Some(current) = cause {
        if let Some(error) = current.downcast_ref::<h2::Error>() {
            let reason = error.reason();
            return error.is_remote()
                && (error.is_go_away() && reason == Some(h2::Reason::NO_ERROR)
                    || error.is_reset() && reason == Some(h2::Reason::REFUSED_STREAM));
        }
        cause = current.source();
    }
    false
}
