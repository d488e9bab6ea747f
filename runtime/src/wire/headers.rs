//! Validation of user-defined headers, which are checked when they are set, and typed parsing of response headers.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::json::{self, Json, ReadError};
use crate::operation::is_sensitive;

/// Headers that only the runtime and the transport may set. Other values would break the request or leak the token.
const RESERVED: [HeaderName; 5] = [
    header::AUTHORIZATION,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::HOST,
    header::TRANSFER_ENCODING,
];

/// Parses a header. The error does not contain the value, which may be secret.
pub(crate) fn parse(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), &'static str> {
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| "is not a valid header name")?;
    if RESERVED.contains(&name) {
        return Err("is set by the client and cannot be overridden");
    }
    let mut value =
        HeaderValue::from_str(value).map_err(|_| "has a value that is not allowed in a header")?;
    value.set_sensitive(is_sensitive(name.as_str()));
    Ok((name, value))
}

/// Parses a header from a parameter, whose value has to arrive unchanged.
pub(crate) fn parse_parameter(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), &'static str> {
    if has_blank_edge(value) {
        return Err("has a value that starts or ends with white space, which services remove");
    }
    parse(name, value)
}

/// Whether a text starts or ends with white space that is not part of a header value (RFC 9110, 5.5).
pub(crate) fn has_blank_edge(text: &str) -> bool {
    text.starts_with([' ', '\t']) || text.ends_with([' ', '\t'])
}

/// Parses the name of the header of a credential, which may be `authorization`.
pub(crate) fn credential_name(name: &str) -> Result<HeaderName, &'static str> {
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| "is not a valid header name")?;
    if name != header::AUTHORIZATION && RESERVED.contains(&name) {
        return Err("is set by the client and cannot be overridden");
    }
    Ok(name)
}

/// Whether a text is a token, such as the name of a header or a cookie (RFC 9110, 5.6.2).
pub(crate) fn is_token(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_allowed)
}

/// Returns the value of a header with one or more content types; `None` if it has other characters than visible ASCII.
pub(crate) fn content_type_value(text: &str) -> Option<HeaderValue> {
    let is_ascii = !text.is_empty() && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    HeaderValue::from_str(text).ok().filter(|_| is_ascii)
}

/// Checks that a content type is not a range, is within a range such as `image/*`, and has a boundary if it is multipart.
///
/// # Errors
/// Returns a message that names the content type.
pub(crate) fn check_content_type(range: &str, content_type: &str) -> Result<(), String> {
    let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (range, given) = (essence(range), essence(content_type));
    let named = content_type.escape_debug();
    let Some((kind, subtype)) = given.split_once('/') else {
        return Err(format!("`{named}` is not a content type"));
    };
    if is_range(content_type) {
        return Err(format!("`{named}` is a range; pass the content type of the body"));
    }
    if !is_token(kind) || !is_token(subtype) {
        return Err(format!("`{named}` is not a content type"));
    }
    let (range_kind, range_subtype) = range.split_once('/').unwrap_or((&range, "*"));
    // A range can also be of a suffix, as in `application/*+json`.
    let (start, end) = range_subtype.split_once('*').unwrap_or((range_subtype, ""));
    let is_within = (range_kind == "*" || range_kind == kind)
        && subtype.len() >= start.len() + end.len()
        && subtype.starts_with(start)
        && subtype.ends_with(end);
    if !is_within {
        return Err(format!("the operation accepts `{range}`, not `{named}`"));
    }
    if kind == "multipart" && !content_type.to_ascii_lowercase().contains("boundary=") {
        return Err(format!("`{named}` has no boundary"));
    }
    Ok(())
}

/// Whether a content type is that of lines of JSON, with any parameters.
pub(crate) fn is_json_lines(content_type: &[u8]) -> bool {
    const NAMES: [&str; 6] = ["x-ndjson", "ndjson", "x-jsonl", "jsonl", "x-jsonlines", "jsonlines"];
    let essence = content_type.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    let (kind, name) = essence.split_at_checked("application/".len()).unwrap_or_default();
    kind.eq_ignore_ascii_case(b"application/")
        && NAMES.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}

/// Whether a content type contains a wildcard, so that it is none of a body.
pub(crate) fn is_range(content_type: &str) -> bool {
    content_type.split(';').next().unwrap_or_default().contains('*')
}

/// Parses a response header into a type; `None` if it is absent. Several headers with the same name form a list.
pub(crate) fn read<T: Json>(headers: &HeaderMap, name: &str) -> Option<Result<T, ReadError>> {
    let texts = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let texts: Vec<_> = texts.collect();
    (!texts.is_empty()).then(|| read_text(&texts.join(", ")))
}

/// Parses a header value as a string, else as JSON, else as a comma-separated list of either; the first that fits `T`.
fn read_text<T: Json>(text: &str) -> Result<T, ReadError> {
    let string = |text: &str| serde_json::Value::from(text).to_string();
    let elements = || text.split(',').map(str::trim);
    let strings: Vec<_> = elements().map(string).collect();
    let values: Vec<_> = elements().collect();
    let (strings, values) = (format!("[{}]", strings.join(",")), format!("[{}]", values.join(",")));
    let as_string = json::from_slice(string(text).as_bytes());
    as_string.or_else(|error| {
        let alternatives = [text, strings.as_str(), values.as_str()];
        alternatives.into_iter().find_map(|text| json::from_slice(text.as_bytes()).ok()).ok_or(error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_parsed_as_their_types() {
        assert_eq!(read_text::<String>("7").unwrap(), "7");
        assert_eq!(read_text::<i64>("7").unwrap(), 7);
        assert!(read_text::<bool>("true").unwrap());
        assert_eq!(read_text::<Vec<i64>>("1, 2").unwrap(), [1, 2]);
        assert_eq!(read_text::<Vec<String>>("1,a").unwrap(), ["1", "a"]);
        assert_eq!(read_text::<Vec<String>>("W/\"a\"").unwrap(), ["W/\"a\""]);
        assert_eq!(read_text::<Vec<bool>>("true").unwrap(), [true]);
        let error = read_text::<i64>("many").unwrap_err();
        assert_eq!(error.to_string(), "at $: expected a 64-bit integer, got \"many\"");
        let mut headers = HeaderMap::new();
        headers.append("x-part", HeaderValue::from_static("1"));
        headers.append("x-part", HeaderValue::from_static("2"));
        assert_eq!(read::<Vec<i64>>(&headers, "X-Part").unwrap().unwrap(), [1, 2]);
        assert!(read::<i64>(&headers, "x-other").is_none());
    }

    #[test]
    fn content_types_are_within_their_range() {
        for (range, content_type) in [
            ("image/*", "image/png"),
            ("IMAGE/*", "Image/SVG+xml; charset=utf-8"),
            ("*/*", "text/csv"),
            ("application/*+json", "application/vnd.things+json"),
            ("multipart/*", "multipart/mixed; boundary=x"),
        ] {
            assert_eq!(check_content_type(range, content_type), Ok(()));
        }
        for (range, content_type, reason) in [
            ("image/*", "text/csv", "accepts `image/*`, not `text/csv`"),
            ("image/*", "image/*", "is a range"),
            ("image/*", "ima*e/png", "is a range"),
            ("*/*", "*/*", "is a range"),
            ("*/*", "png", "is not a content type"),
            ("*/*", "image/", "is not a content type"),
            ("*/*", "image/p\r\nng", "is not a content type"),
            ("application/*+json", "application/json", "accepts"),
            ("*/*", "multipart/mixed", "has no boundary"),
        ] {
            let problem = check_content_type(range, content_type).unwrap_err();
            assert!(problem.contains(reason), "{content_type}: {problem}");
        }
    }

    #[test]
    fn lines_of_json_have_several_names() {
        for name in ["application/x-ndjson", "Application/JSONL; charset=utf-8", "application/ndjson"] {
            assert!(is_json_lines(name.as_bytes()), "{name}");
        }
        for name in ["application/json", "text/event-stream", "application/x-ndjson+json", "", "jsonl"] {
            assert!(!is_json_lines(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn invalid_headers_are_rejected() {
        assert!(parse("X-Trace", "1").is_ok());
        assert!(parse("x trace", "1").unwrap_err().contains("name"));
        assert!(parse("", "1").unwrap_err().contains("name"));
        assert!(parse("x-trace", "1\r\nhost: evil").unwrap_err().contains("value"));
        assert!(parse("Authorization", "Bearer x").unwrap_err().contains("set by the client"));
        assert!(parse("HOST", "evil").unwrap_err().contains("set by the client"));
        for value in [" a", "a\t", " "] {
            assert!(parse_parameter("x-trace", value).unwrap_err().contains("white space"), "{value}");
        }
        assert!(parse_parameter("x-trace", "a b").is_ok() && parse_parameter("x-trace", "").is_ok());
        assert!(credential_name("Authorization").is_ok() && credential_name("X-Key").is_ok());
        assert!(credential_name("Host").unwrap_err().contains("set by the client"));
        assert!(credential_name("X-Key ").unwrap_err().contains("name"));
    }
}
