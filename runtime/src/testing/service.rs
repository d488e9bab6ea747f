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

/// An operation with its example response, which mocks reply with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationExample {
    /// The operation.
    pub operation: &'static Operation,
    /// The complete body of the response as JSON: the documented example, or else a minimal value made from the schema.
    /// `None` if the response has no body, or is not JSON, in which case mocks reply with an empty body.
    pub example: Option<&'static str>,
    /// The status of the response. `None` if it is JSON without an example that satisfies the schema; mocks do not reply
    /// then.
    pub status: Option<u16>,
}

impl Service {
    /// Returns an iterator over all operations.
    pub fn operations(&self) -> impl Iterator<Item = &'static OperationExample> {
        self.operations.iter().copied().flatten()
    }

    /// Returns the complete body of the example response of an operation, as JSON.
    ///
    /// This is the documented example, or else a minimal value made from the schema. Returns `None` if there is no operation
    /// with this ID, or if its response has no JSON body or no example.
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

/// Defines a static with the operations of the given calls. Used in the module that defines the calls.
///
/// Each call has the file that contains its example response, or the response itself as `json("…")`, and the status unless it
/// is 200. `empty(200)` is an empty response with a status, and no response an empty one with status 204. `none` is for JSON
/// without an example.
#[doc(hidden)]
#[macro_export]
macro_rules! examples {
    (
        $(#[$attribute:meta])*
        $visibility:vis static $name:ident: Operations = [$($call:ident $(($($response:tt)*))?),* $(,)?];
    ) => {
        $(#[$attribute])*
        $visibility static $name: &[$crate::testing::OperationExample] = &[
            $($crate::examples!(@of $call $($($response)*)?)),*
        ];
    };
    (@of $call:ident) => { $crate::examples!(@with $call None, Some(204)) };
    (@of $call:ident none) => { $crate::examples!(@with $call None, None) };
    (@of $call:ident json($example:literal $(,)?) $(, $status:literal)? $(,)?) => {
        $crate::examples!(@with $call Some($example), Some($crate::examples!(@status $($status)?)))
    };
    (@of $call:ident empty($status:literal)) => { $crate::examples!(@with $call None, Some($status)) };
    (@of $call:ident $file:literal $(, $status:literal)? $(,)?) => {
        $crate::examples!(@with $call Some(include_str!($file)), Some($crate::examples!(@status $($status)?)))
    };
    (@status) => { 200 };
    (@status $status:literal) => { $status };
    (@with $call:ident $example:ident $(($text:expr))?, $option:ident $(($status:expr))?) => {
        $crate::testing::OperationExample {
            operation: $call::OPERATION,
            example: ::core::option::Option::$example $(($text))?,
            status: ::core::option::Option::$option $(($status))?,
        }
    };
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
