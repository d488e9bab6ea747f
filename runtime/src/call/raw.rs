//! Calls for another content type than the one that is read into a value.

use super::Call;
use crate::response::ByteStream;

impl Call {
    /// Asks for another content type than the one that is read into a value.
    pub fn raw(self, media_type: &'static str) -> RawCall {
        RawCall { call: self.accept(media_type) }
    }
}

/// A call for a content type that is not read: the answer is a stream of bytes.
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct RawCall {
    call: Call,
}

crate::call_methods!(RawCall stream ByteStream);
