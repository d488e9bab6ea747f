//! The service as a whole: where it is, and what proves who calls.

/// An address of the service.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Server {
    /// The address, with variables in braces.
    pub template: String,
    /// What it is for.
    pub description: Option<String>,
    /// The variables.
    pub variables: Vec<Variable>,
}

/// A variable in an address.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// What stands for it unless something else is said.
    pub default: String,
    /// What may stand for it; empty if anything may.
    pub values: Vec<String>,
    /// What it is for.
    pub description: Option<String>,
}

/// A way to prove who calls.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SecurityScheme {
    /// Its name in the document.
    pub name: String,
    /// What is sent.
    pub kind: SecurityKind,
    /// What it is for.
    pub description: Option<String>,
}

/// What a security scheme sends.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SecurityKind {
    /// A token.
    Token,
    /// A user and a password.
    Basic,
    /// A key in a header.
    Header(String),
    /// A key in a query parameter.
    Query(String),
    /// A key in a cookie.
    Cookie(String),
    /// Nothing: something outside of the client takes care of it.
    Outside,
}
