//! What a generated client tells the runtime about its service as a whole.

/// The service that a client talks to: plain data, held in a static of the generated client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// The address of the service, used unless another one is given.
    pub base_url: &'static str,
    /// The environment variables that may hold the token, the first one that is set and not empty wins.
    pub token_variables: &'static [&'static str],
    /// The environment variables that may hold the base URL, the first one that is set and not empty wins.
    pub base_url_variables: &'static [&'static str],
    /// The product that stands first in the `user-agent` header, for example `northflank-rust/0.1.0`.
    pub user_agent: &'static str,
}
