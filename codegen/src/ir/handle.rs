//! Handles: paths whose parameters are bound once for all operations below them.

use super::Type;

/// A path whose parameters are bound once. What lies below it is reached through a method: `client.project("p")`.
#[derive(Clone, Debug, PartialEq)]
pub struct Handle {
    /// Words of the method.
    pub name: String,
    /// Documentation of the method.
    pub description: Option<String>,
    /// Path template.
    pub path: String,
    /// The handle that has the method: an index into [`Api::handles`](super::Api::handles); `None` for the client.
    pub parent: Option<usize>,
    /// The parameters that the method takes, in path order.
    pub parameters: Vec<Bound>,
}

/// A path parameter that a handle binds.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// Name in the document.
    pub name: String,
    /// Type of the value, with the rules of the first operation that has the parameter.
    pub r#type: Type,
}
