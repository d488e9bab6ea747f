//! The service-wide configuration of a generated client.

/// The service of a generated client: plain data, stored in a static of that client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// The default base URL of the service.
    pub base_url: &'static str,
    /// Names of environment variables to read the token from; the first one that is set and not empty is used.
    pub token_variables: &'static [&'static str],
    /// Names of environment variables to read the base URL from; the first one that is set and not empty is used.
    pub base_url_variables: &'static [&'static str],
    /// The first product of the `user-agent` header, for example `northflank-rust/0.1.0`.
    pub user_agent: &'static str,
}
