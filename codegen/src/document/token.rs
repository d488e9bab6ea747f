//! Names and content types that are written into headers.

/// Returns whether `text` is a token of HTTP (RFC 9110, 5.6.2), such as the name of a header.
pub(super) fn is_token(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_allowed)
}

/// Returns whether `text` is a content type or a range of them (RFC 9110, 8.3.1), with or without parameters.
#[must_use]
pub fn is_content_type(text: &str) -> bool {
    let essence = text.split(';').next().unwrap_or_default();
    let is_essence = essence
        .trim_matches([' ', '\t'])
        .split_once('/')
        .is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype));
    is_essence && is_header_value(text)
}

/// Returns whether `text` can be the value of a header (RFC 9110, 5.5).
pub(super) fn is_header_value(text: &str) -> bool {
    text.bytes().all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_types_are_recognized() {
        for text in
            ["application/json", "text/plain; charset=utf-8", "*/*", "image/*", "application/json;v=\"1\""]
        {
            assert!(is_content_type(text), "{text}");
        }
        for text in [
            "",
            "json",
            "text/",
            "/csv",
            "text/csv; header=présent",
            "text/a b",
            "text/plain;a=\n",
            "text/plain\n",
            "a/b/c",
        ] {
            assert!(!is_content_type(text), "{text}");
        }
    }
}
