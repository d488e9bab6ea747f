//! Operations that the client does not have, and the placeholders of a path, of which each needs a parameter.

use crate::source::Location;

/// An operation that is not part of the client.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Omitted {
    /// Location in the document.
    pub location: Location,
    /// `operationId`, or an id derived from the method and the path.
    pub id: String,
    /// The HTTP method, in upper case.
    pub method: &'static str,
    /// The path template.
    pub path: String,
    /// Why no request can be made for it.
    pub reason: String,
}

/// Returns the names in braces, in order.
#[must_use]
pub fn placeholders(path: &str) -> Vec<String> {
    let pieces = path.split('{').skip(1);
    let names = pieces.filter_map(|piece| piece.split_once('}'));
    names.map(|(name, _)| name.to_owned()).collect()
}
