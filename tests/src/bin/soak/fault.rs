//! The faults that the server injects.

/// What the server does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Responds properly.
    None,
    /// Responds later than the client waits.
    Slow,
    /// Never responds.
    Silence,
    /// Closes the connection, or resets the stream, without a response.
    Close,
    /// Resets the connection.
    Reset,
    /// Ends the connection in the middle of the response.
    Truncate,
    /// Sends the response one byte at a time, slower than the client waits.
    Drip,
    /// Sends bytes that are not HTTP.
    Garbage,
    /// Responds with the status 503.
    Unavailable,
    /// Responds with the status 429, without having acted on the request.
    RateLimited,
    /// Responds, and closes the connection shortly afterwards.
    CloseAfter,
    /// Responds without reading the body.
    Early,
    /// Sends a body that does not end.
    Flood,
    /// Does not act on the request, and says so where the protocol allows it.
    Refuse,
    /// Neither reads nor writes anything for a while.
    Freeze,
}

impl Fault {
    pub const ALL: [Self; 15] = [
        Self::None,
        Self::Slow,
        Self::Silence,
        Self::Close,
        Self::Reset,
        Self::Truncate,
        Self::Drip,
        Self::Garbage,
        Self::Unavailable,
        Self::RateLimited,
        Self::CloseAfter,
        Self::Early,
        Self::Flood,
        Self::Refuse,
        Self::Freeze,
    ];

    /// Whether the server acts on the request, so that it must not be sent again.
    pub fn acts(self) -> bool {
        !matches!(self, Self::RateLimited | Self::Refuse)
    }
}
