//! A buffer that collects a response body, up to a limit.

use bytes::{Bytes, BytesMut};

use super::{TransportError, TransportErrorKind};

/// The part of a body that has been read. A body that arrives as a single chunk is not copied.
#[derive(Debug)]
pub(crate) struct Collected {
    limit: usize,
    first: Bytes,
    all: BytesMut,
}

impl Collected {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, first: Bytes::new(), all: BytesMut::new() }
    }

    /// Adds a chunk, or as much of it as fits within the limit.
    ///
    /// # Errors
    /// Returns an error if the chunk exceeds the limit.
    pub(crate) fn push(&mut self, chunk: &Bytes) -> Result<(), TransportError> {
        let remaining = self.limit - self.all.len().max(self.first.len());
        let fitting = chunk.slice(..chunk.len().min(remaining));
        if self.first.is_empty() && self.all.is_empty() {
            self.first = fitting;
        } else {
            if self.all.is_empty() {
                self.all.extend_from_slice(&self.first);
            }
            self.all.extend_from_slice(&fitting);
        }
        if chunk.len() <= remaining { Ok(()) } else { Err(too_large(self.limit)) }
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.freeze() }
    }
}

/// Returns the error for a body that exceeds the limit.
pub(crate) fn too_large(limit: usize) -> TransportError {
    TransportError::new(TransportErrorKind::BodyTooLarge, format!("more than {limit} bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined_up_to_the_limit() {
        let mut body = Collected::new(5);
        let first = Bytes::from_static(b"ab");
        body.push(&Bytes::new()).unwrap();
        body.push(&first).unwrap();
        body.push(&Bytes::from_static(b"cd")).unwrap();
        let error = body.push(&Bytes::from_static(b"ef")).unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::BodyTooLarge);
        assert_eq!(body.into_bytes(), "abcde");
        let mut one = Collected::new(5);
        one.push(&first).unwrap();
        assert_eq!(one.into_bytes().as_ptr(), first.as_ptr());
        assert_eq!(Collected::new(0).into_bytes(), "");
    }
}
