//! What the errors of hyper and h2 say about the request.

use std::error::Error as StdError;
use std::io;

use super::tls::is_untrusted;
use crate::transport::TransportErrorKind;

/// The kind of a failure.
///
/// `connecting` says that no connection was made, `in_time` that no time limit was the cause, and `started` whether
/// any of the request can have been written. Otherwise it never left, whatever the error is: a time limit that
/// passes while the connection is still being made, for example, or a connection that is closed as soon as it was
/// made.
pub(super) fn kind(
    error: &(dyn StdError + 'static),
    connecting: bool,
    in_time: bool,
    started: bool,
) -> TransportErrorKind {
    match (connecting, in_time, started) {
        (true, false, _) | (false, false, false) => TransportErrorKind::ConnectTimeout,
        (true, true, _) if causes(error).any(is_untrusted) => TransportErrorKind::Untrusted,
        (true, true, _) => TransportErrorKind::Connect,
        (false, true, false) => TransportErrorKind::Unprocessed,
        (false, false, true) => TransportErrorKind::Timeout,
        (false, true, true) if was_given_back(error) => TransportErrorKind::Unprocessed,
        (false, true, true) => TransportErrorKind::Other,
    }
}

/// Whether a time limit was the cause.
pub(super) fn is_timeout(error: &(dyn StdError + 'static)) -> bool {
    causes(error).any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
    })
}

/// Whether the service said that it did not process the request.
///
/// An HTTP/2 `GOAWAY` is the error of those streams alone that it names as not processed (the others fail with
/// an I/O error); it is believed only with `NO_ERROR`, the shutdown in good order. `REFUSED_STREAM` is defined
/// to mean that nothing was processed (RFC 9113, section 8.7).
fn was_given_back(error: &(dyn StdError + 'static)) -> bool {
    let Some(error) = causes(error).find_map(|cause| cause.downcast_ref::<h2::Error>()) else {
        return false;
    };
    let reason = error.reason();
    error.is_remote()
        && (error.is_go_away() && reason == Some(h2::Reason::NO_ERROR)
            || error.is_reset() && reason == Some(h2::Reason::REFUSED_STREAM))
}

/// An error, and what caused it, down to the innermost cause; an I/O error passes over what it stands for, unless
/// it is asked.
fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| match error.downcast_ref::<io::Error>() {
        Some(error) => error.get_ref().map(|inner| inner as &(dyn StdError + 'static)),
        None => StdError::source(*error),
    })
}
