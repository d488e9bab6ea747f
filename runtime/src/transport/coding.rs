//! The content codings of a response (RFC 9110, section 8.4).

use http::{HeaderMap, header};

/// Returns the names of the content codings, in the order in which they were applied, without `identity`. A transport
/// removes the header when it decodes the body.
pub(crate) fn content_codings(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all(header::CONTENT_ENCODING).iter();
    let values = values.map(|value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase());
    let mut names = Vec::new();
    for value in values {
        let all = value.split(',').map(str::trim).filter(|name| !name.is_empty() && *name != "identity");
        names.extend(all.map(str::to_owned));
    }
    names
}
