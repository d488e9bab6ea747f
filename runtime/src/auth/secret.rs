//! The token: held so that it is wiped when dropped and never shown.
//!
//! There is one copy of it, in the very buffer that the `authorization` header hands to the transport. The
//! buffer is overwritten with zeros when the last clone of the header is gone. What the transport copies into
//! its own buffers on the way to the socket is out of reach.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::HeaderValue;
use zeroize::Zeroize as _;

const SCHEME: &str = "Bearer ";

/// The future of a provider of tokens.
type TokenFuture = Pin<Box<dyn Future<Output = Result<String, Box<dyn StdError + Send + Sync>>> + Send>>;

/// Where the token of a request comes from.
#[derive(Clone)]
pub(crate) enum TokenSource {
    /// One token for the life of the client.
    Fixed(HeaderValue),
    /// Asked before each attempt.
    Provider(Arc<dyn Fn() -> TokenFuture + Send + Sync>),
    /// There is none.
    None,
}

impl TokenSource {
    /// Erases the type of a provider and of its future.
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

/// The `authorization` header for a token, marked sensitive. Wiping the text that is passed in is left to its
/// owner.
///
/// # Errors
/// A sentence that says what is wrong, and never the token: it is empty, or holds a byte that cannot stand in
/// a header.
pub(crate) fn bearer(token: &str) -> Result<HeaderValue, String> {
    if token.is_empty() {
        return Err("the token is empty".to_owned());
    }
    if let Some(at) = token.bytes().position(|byte| !(b'!'..=b'~').contains(&byte)) {
        let hint = if token[at..].trim().is_empty() {
            "; it ends in white space, often the line end of the file that it was read from"
        } else {
            ""
        };
        return Err(format!(
            "the token holds a byte at position {at} of {} that cannot stand in a header{hint}",
            token.len()
        ));
    }
    let mut wiped = Wiped(Vec::with_capacity(SCHEME.len() + token.len()));
    wiped.0.extend_from_slice(SCHEME.as_bytes());
    wiped.0.extend_from_slice(token.as_bytes());
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(wiped))
        .map_err(|_| "the token cannot stand in a header".to_owned())?;
    value.set_sensitive(true);
    Ok(value)
}

/// The owner of the header's bytes. Its capacity is exact, so that no copy is left behind by growing.
struct Wiped(Vec<u8>);

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_sensitive_and_hidden() {
        let header = bearer("s3cret").unwrap();
        assert_eq!(header.as_bytes(), b"Bearer s3cret");
        assert!(header.is_sensitive());
        assert!(!format!("{header:?}{:?}", TokenSource::Fixed(header.clone())).contains("s3cret"));
    }

    #[test]
    fn the_header_is_not_a_copy() {
        let header = bearer("s3cret").unwrap();
        assert_eq!(header.as_bytes().as_ptr(), header.clone().as_bytes().as_ptr());
    }

    #[test]
    fn what_cannot_be_sent_is_refused_without_being_shown() {
        assert_eq!(bearer("").unwrap_err(), "the token is empty");
        let problem = bearer("s3cret\n").unwrap_err();
        assert!(problem.contains("position 6 of 7") && problem.contains("white space"), "{problem}");
        for token in ["s3c\u{7f}ret", "s3c ret", "s3cr\u{e9}t", "s3c\0ret"] {
            let problem = bearer(token).unwrap_err();
            assert!(problem.contains("position") && !problem.contains("s3c"), "{problem}");
        }
    }
}
