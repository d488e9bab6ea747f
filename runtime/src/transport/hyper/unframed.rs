//! Responses without a length, which end when the connection is closed: if it breaks, they look complete. A JSON document
//! shows that it is not.

use http::response::Parts;
use http::{Version, header};

/// Returns whether a response ends when the connection is closed (RFC 9112, 6.3), and declares a JSON document.
pub(super) fn is_unframed_json(head: &Parts) -> bool {
    let is_json = head.headers.get(header::CONTENT_TYPE).is_some_and(|content_type| {
        let content_type = content_type.to_str().unwrap_or_default().to_ascii_lowercase();
        let essence = content_type.split(';').next().unwrap_or_default().trim_end();
        essence == "text/json" || essence == "application/json" || essence.ends_with("+json")
    });
    let has_length = [header::CONTENT_LENGTH, header::TRANSFER_ENCODING]
        .iter()
        .any(|name| head.headers.contains_key(name));
    is_json && !has_length && head.version < Version::HTTP_2
}

/// Returns whether a JSON document ends within a string, an array or an object.
pub(super) fn is_cut(document: &[u8]) -> bool {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut bytes = document.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            // The next byte is escaped.
            b'\\' if in_string => drop(bytes.next()),
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    in_string || depth > 0
}

#[cfg(test)]
mod tests {
    use http::Response;

    use super::*;

    #[test]
    fn documents_that_are_cut() {
        for whole in ["", "{}", r#"{"a":"}","b":[1,{"c":"\\"}]}"#, "7", "\"[\"", "[] ", "]", "\"\\\"\""] {
            assert!(!is_cut(whole.as_bytes()), "{whole}");
        }
        for cut in ["{", "[{}", r#"{"a":"}"#, r#"{"a":{}"#, "\"a", "\"\\\"", "[1,2"] {
            assert!(is_cut(cut.as_bytes()), "{cut}");
        }
    }

    #[test]
    fn responses_without_a_length() {
        let is_unframed = |headers: &[(&str, &str)], version| {
            let response = Response::builder().version(version);
            let response =
                headers.iter().fold(response, |response, (name, value)| response.header(*name, *value));
            is_unframed_json(&response.body(()).unwrap().into_parts().0)
        };
        let json = ("content-type", "application/problem+JSON; charset=utf-8");
        assert!(is_unframed(&[json], Version::HTTP_11) && is_unframed(&[json], Version::HTTP_10));
        assert!(!is_unframed(&[json], Version::HTTP_2));
        assert!(!is_unframed(&[("content-type", "text/plain")], Version::HTTP_11));
        assert!(!is_unframed(&[json, ("content-length", "1")], Version::HTTP_11));
        assert!(!is_unframed(&[json, ("transfer-encoding", "chunked")], Version::HTTP_11));
    }
}
