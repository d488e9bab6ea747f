//! The plain data that everything above is built on: operations and scopes, which a generated client keeps in statics,
//! the configuration of a service, bodies, and the settings of the default transport.
//!
//! The runtime knows no endpoint. Everything it must know about one stands in an [`Operation`], everything
//! about the service as a whole in a [`Configuration`], and a second home of the same
//! operations (for example below a team) in a [`Scope`].

mod body;
mod configuration;
mod network;

pub use body::Body;
pub use configuration::Configuration;
pub(crate) use network::{Network, Proxy};

/// One operation of the service: how it is sent and where its value stands in the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The identifier of the operation in the description of the service, for example `getTemplate`. Errors
    /// and [`testing`](crate::testing) name the operation by it.
    pub id: &'static str,
    /// The HTTP method in capitals.
    pub method: &'static str,
    /// The route with its parameters in braces, for example `/v1/templates/{templateId}`. Starts with `/`.
    pub path: &'static str,
    /// The members that lead to the value in the answer, from the outside in. Empty: the whole answer is the
    /// value.
    pub value_path: &'static [&'static str],
    /// How the answer is paged, when it is.
    pub page: Option<PageShape>,
    /// Whether the description says that sending the operation twice has the effect of sending it once,
    /// although its method alone does not say so.
    pub idempotent: bool,
}

/// Where a paged answer holds its items and its way to the next page. Every list of names leads from the
/// outside in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageShape {
    /// The list of items.
    pub items: &'static [&'static str],
    /// The boolean that says whether there is a next page.
    pub has_next: &'static [&'static str],
    /// The string that asks for the next page.
    pub cursor: &'static [&'static str],
    /// The number of results, when the answer carries one.
    pub count: Option<&'static [&'static str]>,
    /// The query parameter that takes the cursor.
    pub cursor_parameter: &'static str,
}

/// A second home of the operations, reached by inserting a piece into their paths.
///
/// ```
/// use northflank_runtime::Scope;
///
/// // `/v1/templates/{templateId}` becomes `/v1/teams/{teamId}/templates/{templateId}`.
/// static TEAM: Scope = Scope { after: "/v1", path: "/teams/{teamId}", name: "teamId" };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The beginning of a path after which the piece is inserted. An operation whose path begins otherwise
    /// cannot be called in this scope; sending it is an error.
    pub after: &'static str,
    /// The piece that is inserted, with its one parameter in braces.
    pub path: &'static str,
    /// The name of that parameter.
    pub name: &'static str,
}

/// A scope with the value of its parameter.
#[derive(Debug)]
pub(crate) struct ScopeValue {
    pub(crate) scope: &'static Scope,
    pub(crate) value: String,
}
