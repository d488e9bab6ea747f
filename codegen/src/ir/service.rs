//! The service as a whole: servers and security schemes.

/// A server of the API.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Server {
    /// URL, with variables in braces.
    pub template: String,
    /// `description` of the server.
    pub description: Option<String>,
    /// Variables of the URL.
    pub variables: Vec<Variable>,
}

/// A variable in a server URL.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Variable {
    /// Name of the variable.
    pub name: String,
    /// Default value.
    pub default: String,
    /// Allowed values; empty if all are.
    pub values: Vec<String>,
    /// `description` of the variable.
    pub description: Option<String>,
}

/// A security scheme.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SecurityScheme {
    /// Name in the document.
    pub name: String,
    /// Kind of credentials.
    pub kind: SecurityKind,
    /// `description` of the scheme.
    pub description: Option<String>,
}

/// The credentials that a security scheme sends.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SecurityKind {
    /// A bearer token.
    Token,
    /// A user name and a password.
    Basic,
    /// An API key in the header of this name.
    Header(String),
    /// An API key in the query parameter of this name.
    Query(String),
    /// An API key in the cookie of this name.
    Cookie(String),
    /// Nothing: authentication happens outside the client, for example in TLS.
    Outside,
}
