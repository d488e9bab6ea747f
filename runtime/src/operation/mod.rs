//! Plain data shared by the modules above: operations, scopes and the service configuration, which a generated client
//! stores in statics; request bodies; and the settings of the default transport.
//!
//! The runtime contains no endpoints. An [`Operation`] describes a single endpoint, a [`Configuration`] the service as a
//! whole, and a [`Scope`] a prefix under which the same operations are available, for example for a team.

pub(crate) mod authority;
mod body;
mod configuration;
mod network;
#[cfg(feature = "_network")]
mod no_proxy;
mod proxy;
mod sensitive;
mod target;

pub use body::Body;
pub use configuration::Configuration;
pub(crate) use network::Network;
#[cfg(feature = "_network")]
pub(crate) use no_proxy::NoProxy;
pub(crate) use proxy::Proxy;
#[cfg(feature = "_network")]
pub(crate) use proxy::parse_address as parse_proxy_address;
pub(crate) use sensitive::{SecretQuery, ShownHeaders, is_sensitive, mark_sensitive, without_secrets};
pub(crate) use target::{Target, UNTYPED};

/// An operation of the service: how to send it, and where its value is in the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The `operationId`, for example `getTemplate`. Errors and [`testing`](crate::testing) refer to the operation by
    /// this id.
    pub id: &'static str,
    /// The HTTP method, in upper case.
    pub method: &'static str,
    /// The path template, for example `/v1/templates/{templateId}`. Starts with `/`.
    pub path: &'static str,
    /// The path of properties from the root of the response body to the value. If empty, the whole body is the value.
    pub value_path: &'static [&'static str],
    /// The structure of a page, if the operation is paginated.
    pub page: Option<PageShape>,
    /// Whether the spec declares the operation idempotent, in addition to operations whose method implies it.
    pub idempotent: bool,
}

/// Where a page has its items and the cursor of the next page.
///
/// Each list of names is a path of properties, starting at the root of the response body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageShape {
    /// Path to the array of items.
    pub items: &'static [&'static str],
    /// Path to the boolean that states whether there is a next page.
    pub has_next: &'static [&'static str],
    /// Path to the cursor of the next page, a string.
    pub cursor: &'static [&'static str],
    /// Path to the number of results, if the response has one.
    pub count: Option<&'static [&'static str]>,
    /// The query parameter for the cursor.
    pub cursor_parameter: &'static str,
}

/// A scope in which operations can be called, such as a team. It inserts a segment into their paths.
///
/// ```
/// use faithful_runtime::Scope;
///
/// // `/v1/templates/{templateId}` becomes `/v1/teams/{teamId}/templates/{templateId}`.
/// static TEAM: Scope =
///     Scope { after: "/v1", path: "/teams/{teamId}", name: "teamId", exclude: &["listRegions"] };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The path prefix after which [`path`](Self::path) is inserted. Calling an operation whose path does not start
    /// with this prefix is an error.
    pub after: &'static str,
    /// The path template to insert. It has exactly one parameter.
    pub path: &'static str,
    /// The name of the parameter in [`path`](Self::path). Calling an operation that has a parameter with this name in its
    /// own path is an error.
    pub name: &'static str,
    /// The ids of operations that do not exist in the scope. Calling one of them is an error.
    pub exclude: &'static [&'static str],
}

/// A scope with the value of its parameter.
#[derive(Debug)]
pub(crate) struct ScopeValue {
    pub(crate) scope: &'static Scope,
    pub(crate) value: String,
}
