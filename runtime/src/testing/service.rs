//! The description of a service that a generated client provides to its mocks.

use serde_json::Value;

use crate::operation::Configuration;
use crate::operation::{Operation, Scope};
use crate::wire::url;

/// The operations of a service with their examples, stored in a static of the generated client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// The base URL and the environment variables of the service.
    pub configuration: &'static Configuration,
    /// The scopes in which operations can be called.
    pub scopes: &'static [&'static Scope],
    /// The operations, in one slice per module of the generated client.
    pub operations: &'static [&'static [OperationExample]],
    /// The names of the headers and query parameters that the security schemes of the API use for keys.
    pub secrets: &'static [&'static str],
}

/// An operation with the example response from its documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationExample {
    /// The operation.
    pub operation: &'static Operation,
    /// The complete body of the example response as JSON, if the documentation has one.
    pub example: Option<&'static str>,
}

impl Service {
    /// Returns an iterator over all operations.
    pub fn operations(&self) -> impl Iterator<Item = &'static OperationExample> {
        self.operations.iter().copied().flatten()
    }

    /// Returns the complete body of the example response of an operation, as JSON.
    ///
    /// Returns `None` if there is no operation with this ID, or if it has no example.
    #[must_use]
    pub fn example(&self, operation: &str) -> Option<&'static str> {
        self.operations().find(|entry| entry.operation.id == operation)?.example
    }

    /// Returns the example response of an operation as a [`Value`], see [`example`](Self::example).
    #[must_use]
    pub fn example_value(&self, operation: &str) -> Option<Value> {
        serde_json::from_str(self.example(operation)?).ok()
    }

    /// Returns the operation that a request is for, at its own path or within a scope. If several paths
    /// match, the one with the fewest parameters is used.
    pub(super) fn route(&self, method: &str, path: &str) -> Option<&'static Operation> {
        let operations = self.operations().map(|entry| entry.operation);
        let templates = operations.filter(|operation| operation.method == method).flat_map(|operation| {
            let all = self.scopes.iter();
            let scoped =
                all.filter_map(|scope| url::scoped_template(operation.id, operation.path, scope).ok());
            std::iter::once(operation.path.to_owned()).chain(scoped).map(move |path| (path, operation))
        });
        let matching = templates.filter(|(template, _)| matches(template, path));
        let best = matching.min_by_key(|(template, _)| template.matches('{').count());
        best.map(|(_, operation)| operation)
    }
}

/// Defines a static with the operations of the given calls, each with the file that contains its example
/// response, if it has one. Used in the module that defines the calls.
#[doc(hidden)]
#[macro_export]
macro_rules! examples {
    (
        $(#[$attribute:meta])*
        $visibility:vis static $name:ident: Operations = [$($call:ident $(($file:literal $(,)?))?),* $(,)?];
    ) => {
        $(#[$attribute])*
        $visibility static $name: &[$crate::testing::OperationExample] = &[
            $($crate::testing::OperationExample {
                operation: $call::OPERATION,
                example: $crate::examples!(@example $($file)?),
            }),*
        ];
    };
    (@example) => { ::core::option::Option::None };
    (@example $file:literal) => { ::core::option::Option::Some(include_str!($file)) };
}

/// Whether a path matches a template with parameters in braces.
fn matches(template: &str, path: &str) -> bool {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(expected), Some(actual)) => {
                let is_parameter = expected.starts_with('{') && expected.ends_with('}');
                let is_match = if is_parameter { !actual.is_empty() } else { is_literal(expected, actual) };
                if !is_match {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

/// Whether a segment of a path is this literal, which requests encode.
fn is_literal(expected: &str, actual: &str) -> bool {
    let mut encoded = String::new();
    url::push_literal(&mut encoded, expected);
    encoded == actual
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn paths_match_templates() {
        assert!(matches("/v1/things/{id}", "/v1/things/a%2Fb"));
        assert!(matches("/v1/things", "/v1/things"));
        assert!(matches("/donn\u{e9}es/{id}", "/donn%C3%A9es/a"));
        assert!(!matches("/v1/things/{id}", "/v1/things/"));
        assert!(!matches("/v1/things/{id}", "/v1/things/a/b"));
        assert!(!matches("/v1/things/{id}", "/v1/things"));
    }
}
