//! The token, which is never shown and is erased from memory when dropped.
//!
//! There is a single copy, in the buffer of the `authorization` header that is passed to the transport. It is zeroed when
//! the last clone of the header is dropped. Copies in the transport's own buffers are beyond our control.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::HeaderValue;
use zeroize::Zeroize as _;

const SCHEME: &str = "Bearer ";

/// The future returned by a token provider.
type TokenFuture = Pin<Box<dyn Future<Output = Result<String, Box<dyn StdError + Send + Sync>>> + Send>>;

/// The source of the token.
#[derive(Clone)]
pub(crate) enum TokenSource {
    /// The same token for the lifetime of the client.
    Fixed(HeaderValue),
    /// Called before each attempt.
    Provider(Arc<dyn Fn() -> TokenFuture + Send + Sync>),
    /// No token is sent.
    None,
}

impl TokenSource {
    /// Boxes a provider and its future.
    pub(crate) fn provider<F, Fut, T, E>(provider: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Into<String>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self::Provider(Arc::new(move || {
            let token = provider();
            Box::pin(async move { token.await.map(Into::into).map_err(Into::into) })
        }))
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Fixed(_) => "[redacted]",
            Self::Provider(_) => "[provider]",
            Self::None => "[none]",
        })
    }
}

/// Returns the `authorization` header for a token, marked as sensitive. The caller must erase `token`.
///
/// # Errors
/// Returns a message, which never contains the token, if the token is empty or contains a byte that is not allowed in a
/// header.
pub(crate) fn bearer(token: &str) -> Result<HeaderValue, String> {
    if token.is_empty() {
        return Err("the token is empty".to_owned());
    }
    if let Some(at) = token.bytes().position(|byte| !(b'!'..=b'~').contains(&byte)) {
        let hint = if token[at..].trim().is_empty() {
            "; it ends with whitespace, possibly a newline from the file it was read from"
        } else {
            ""
        };
        return Err(format!(
            "the token contains a byte that is not allowed in a header, at position {at} of {}{hint}",
            token.len()
        ));
    }
    let mut bytes = ZeroOnDrop(Vec::with_capacity(SCHEME.len() + token.len()));
    bytes.0.extend_from_slice(SCHEME.as_bytes());
    bytes.0.extend_from_slice(token.as_bytes());
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(bytes))
        .map_err(|_| "the token is not allowed in a header".to_owned())?;
    value.set_sensitive(true);
    Ok(value)
}

/// The bytes of the header. Allocated with the exact capacity, because reallocation would leave a copy behind.
struct ZeroOnDrop(Vec<u8>);

impl AsRef<[u8]> for ZeroOnDrop {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for ZeroOnDrop {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_is_sensitive_and_hidden() {
        let header = bearer("s3cret").unwrap();
        assert_eq!(header.as_bytes(), b"Bearer s3cret");
        assert!(header.is_sensitive());
        assert!(!format!("{header:?}{:?}", TokenSource::Fixed(header.clone())).contains("s3cret"));
    }

    #[test]
    fn cloned_header_shares_the_buffer() {
        let header = bearer("s3cret").unwrap();
        assert_eq!(header.as_bytes().as_ptr(), header.clone().as_bytes().as_ptr());
    }

    #[test]
    fn invalid_tokens_are_rejected_without_being_shown() {
        assert_eq!(bearer("").unwrap_err(), "the token is empty");
        let problem = bearer("s3cret\n").unwrap_err();
        assert!(problem.contains("position 6 of 7") && problem.contains("whitespace"), "{problem}");
        for token in ["s3c\u{7f}ret", "s3c ret", "s3cr\u{e9}t", "s3c\0ret"] {
            let problem = bearer(token).unwrap_err();
            assert!(problem.contains("position") && !problem.contains("s3c"), "{problem}");
        }
    }
}
