//! The kinds of error, for code that matches on them.

/// The kind of an [`Error`](crate::Error), returned by [`Error::kind`](crate::Error::kind).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be built: for example, the token is missing, the base URL is not allowed, or a header is
    /// invalid.
    Configuration,
    /// The token provider failed, or returned a token that is not valid in a header. The request was not sent.
    Token,
    /// A [`Middleware`](crate::Middleware) failed. The request was not sent.
    Middleware,
    /// The request failed validation and was not sent; see [`violations`](crate::Error::violations).
    InvalidRequest,
    /// No connection could be established, so the request was not sent.
    Connect,
    /// The timeout of the attempt or of the whole call elapsed. The service may have processed the request.
    Timeout,
    /// The connection failed, or the transport cannot send the request.
    /// [`is_outcome_unknown`](crate::Error::is_outcome_unknown) returns whether the service may have processed it.
    Transport,
    /// The service responded with a redirect (3xx) that is not a documented response of the operation. Redirects are
    /// never followed.
    Redirect,
    /// The service responded with an error status (4xx or 5xx), or with another status that is not a success
    /// (1xx, or 304 if it is not a documented response).
    Status,
    /// The response is successful (2xx), but its body does not match the expected type, see
    /// [`read_error`](crate::Error::read_error), or has a content coding that is not supported.
    Decode,
    /// The response body, or an event of a stream, exceeds the [limit](crate::ClientBuilder::body_limit), or its values
    /// take too much memory.
    BodyTooLarge,
    /// A page reports a next page but has no new cursor for it.
    Pagination,
}
