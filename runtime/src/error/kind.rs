//! The kinds of error, for code that sorts them.

/// What kind of failure an [`Error`](crate::Error) is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be built: no token, a base URL that may not be used, a header that cannot be sent.
    Configuration,
    /// The provider of tokens failed, or gave a token that cannot be sent. Nothing was sent.
    Token,
    /// The request breaks rules that are known beforehand; see [`violations`](crate::Error::violations).
    /// Nothing was sent.
    InvalidRequest,
    /// No connection was made, so nothing was sent.
    Connect,
    /// The time for the attempt or for the whole call passed. The service may have acted on the request.
    Timeout,
    /// The connection broke, or the transport cannot send the request. Whether the service may have acted on
    /// it: [`is_outcome_unknown`](crate::Error::is_outcome_unknown).
    Transport,
    /// The service answered with a redirect (3xx), which is never followed.
    Redirect,
    /// The service answered with an error status (4xx or 5xx), or one that is no success (1xx).
    Status,
    /// The answer is a success and its body is not what was due; see
    /// [`read_error`](crate::Error::read_error).
    Decode,
    /// The body of the answer exceeds the limit of the client.
    BodyTooLarge,
    /// A page promises another one and gives no new cursor for it.
    Pagination,
}
