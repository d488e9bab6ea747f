//! Calls that request a content type for which there is no response type.

use super::Call;
use crate::response::ByteStream;

impl Call {
    /// Requests another content type, whose body is returned as bytes.
    pub fn raw(self, media_type: &'static str) -> RawCall {
        RawCall { call: self.accept(media_type) }
    }
}

/// A call that requests a content type without a response type. The response body is a stream of bytes.
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct RawCall {
    call: Call,
}

crate::call_methods!(RawCall stream ByteStream);
