//! Headers that a user sets: checked when they are set, so that a bad one is an error and never a panic.

use http::{HeaderName, HeaderValue, header};

/// Headers that belong to the runtime or the transport: another value would break the request, or show the
/// token.
const RESERVED: [HeaderName; 5] = [
    header::AUTHORIZATION,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::HOST,
    header::TRANSFER_ENCODING,
];

/// Reads a header. The error is a reason without the value, which may be secret.
pub(crate) fn parse(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), &'static str> {
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| "is not the name of a header")?;
    if RESERVED.contains(&name) {
        return Err("is set by the client and cannot be set by hand");
    }
    let value = HeaderValue::from_str(value).map_err(|_| "has a value that cannot stand in a header")?;
    Ok((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_headers_that_can_be_sent() {
        assert!(parse("X-Trace", "1").is_ok());
        assert!(parse("x trace", "1").unwrap_err().contains("name"));
        assert!(parse("", "1").unwrap_err().contains("name"));
        assert!(parse("x-trace", "1\r\nhost: evil").unwrap_err().contains("value"));
        assert!(parse("Authorization", "Bearer x").unwrap_err().contains("by hand"));
        assert!(parse("HOST", "evil").unwrap_err().contains("by hand"));
    }
}
