//! Headers that a user sets: checked when they are set, so that a bad one is an error and never a panic.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::json::{self, Json, ReadError};

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

/// Reads a header of an answer as a type, `None` where it is not there. Several of one name are a list.
pub(crate) fn read<T: Json>(headers: &HeaderMap, name: &str) -> Option<Result<T, ReadError>> {
    let texts = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let texts: Vec<_> = texts.collect();
    (!texts.is_empty()).then(|| read_text(&texts.join(", ")))
}

/// Reads a text as what the type can be: a string, else what the text is as JSON, else a list of either, which
/// are separated by commas.
fn read_text<T: Json>(text: &str) -> Result<T, ReadError> {
    let string = |text: &str| serde_json::Value::from(text).to_string();
    let elements = || text.split(',').map(str::trim);
    let strings: Vec<_> = elements().map(string).collect();
    let values: Vec<_> = elements().collect();
    let (strings, values) = (format!("[{}]", strings.join(",")), format!("[{}]", values.join(",")));
    let as_string = json::from_slice(string(text).as_bytes());
    as_string.or_else(|error| {
        let others = [text, strings.as_str(), values.as_str()];
        others.into_iter().find_map(|text| json::from_slice(text.as_bytes()).ok()).ok_or(error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_as_their_types() {
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
    fn only_headers_that_can_be_sent() {
        assert!(parse("X-Trace", "1").is_ok());
        assert!(parse("x trace", "1").unwrap_err().contains("name"));
        assert!(parse("", "1").unwrap_err().contains("name"));
        assert!(parse("x-trace", "1\r\nhost: evil").unwrap_err().contains("value"));
        assert!(parse("Authorization", "Bearer x").unwrap_err().contains("by hand"));
        assert!(parse("HOST", "evil").unwrap_err().contains("by hand"));
    }
}
