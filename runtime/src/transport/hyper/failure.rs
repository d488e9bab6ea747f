//! Classification of hyper and h2 errors by what they imply about the request.

use std::error::Error as StdError;
use std::io;

use super::tls::{BoxError, is_untrusted};
use crate::transport::{TransportError, TransportErrorKind};

/// Returns the error for a request that failed. If it was not `started`, it was not sent, whatever the error is.
pub(super) fn failure(error: impl StdError + Send + Sync + 'static, started: bool) -> TransportError {
    TransportError::new(kind(&error, false, is_timeout(&error), started), error)
}

/// Returns the error for a response whose head has arrived, so that the service has processed the request whatever it
/// reports afterwards.
pub(super) fn interrupted(error: impl StdError + Send + Sync + 'static) -> TransportError {
    let kind = if is_timeout(&error) { TransportErrorKind::Timeout } else { TransportErrorKind::Other };
    TransportError::new(kind, error)
}

/// Returns the error for a connection that could not be established.
pub(super) fn connect_failure(error: BoxError) -> TransportError {
    TransportError::new(kind(&*error, true, is_timeout(&*error), false), error)
}

/// Returns the error for a request whose body failed.
pub(super) fn body_failure(error: BoxError) -> TransportError {
    TransportError::new(TransportErrorKind::RequestBody, error)
}

/// Returns the kind of a failure.
///
/// `connecting` means that no connection was established, `timed_out` that the cause is a timeout, and `started` that
/// some part of the request may have been written. If not `started`, the request was not sent, whatever the error is:
/// for example, a timeout may elapse while connecting, or the new connection may be closed immediately.
fn kind(
    error: &(dyn StdError + 'static),
    connecting: bool,
    timed_out: bool,
    started: bool,
) -> TransportErrorKind {
    match (connecting, timed_out, started) {
        (true, true, _) | (false, true, false) => TransportErrorKind::ConnectTimeout,
        (true, false, _) if causes(error).any(is_untrusted) => TransportErrorKind::Untrusted,
        (true, false, _) => TransportErrorKind::Connect,
        (false, false, false) => TransportErrorKind::Unprocessed,
        (false, true, true) => TransportErrorKind::Timeout,
        (false, false, true) if was_rejected(error) => TransportErrorKind::Unprocessed,
        (false, false, true) => TransportErrorKind::Other,
    }
}

/// Whether the cause is a timeout.
fn is_timeout(error: &(dyn StdError + 'static)) -> bool {
    causes(error).any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
    })
}

/// Whether the service reported that it did not process the request.
///
/// A `GOAWAY` of any reason guarantees that streams above its last stream id were not and will not be processed, and
/// `REFUSED_STREAM` that the stream was not (RFC 9113, sections 6.8 and 8.7). h2 returns a remote `GOAWAY` only for those
/// streams; the others go on, and fail with an I/O error if the connection is closed.
fn was_rejected(error: &(dyn StdError + 'static)) -> bool {
    let Some(error) = causes(error).find_map(|cause| cause.downcast_ref::<h2::Error>()) else {
        return false;
    };
    let is_refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
    error.is_remote() && (error.is_go_away() || is_refused)
}

/// An error and its causes, down to the innermost one. `io::Error::source` skips the wrapped error, so `get_ref` is used.
fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| match error.downcast_ref::<io::Error>() {
        Some(error) => error.get_ref().map(|inner| inner as &(dyn StdError + 'static)),
        None => StdError::source(*error),
    })
}
