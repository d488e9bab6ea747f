//! What a generated client tells a mock about its service.

use serde_json::Value;

use crate::operation::Configuration;
use crate::operation::{Operation, Scope};
use crate::wire::url;

/// The operations of a service: plain data, held in a static of the generated client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// The address and the variables of the service.
    pub configuration: &'static Configuration,
    /// The second homes of the operations.
    pub scopes: &'static [&'static Scope],
    /// The operations, in groups.
    pub operations: &'static [&'static [OperationExample]],
}

/// An operation with the answer that its documentation shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationExample {
    /// The operation.
    pub operation: &'static Operation,
    /// The whole body of the documented answer as JSON text, when the documentation has one.
    pub example: Option<&'static str>,
}

impl Service {
    /// All operations.
    pub fn operations(&self) -> impl Iterator<Item = &'static OperationExample> {
        self.operations.iter().copied().flatten()
    }

    /// The documented answer of an operation, by its identifier: the whole body as JSON text. `None` for an
    /// operation that there is not, or one that has none.
    #[must_use]
    pub fn example(&self, operation: &str) -> Option<&'static str> {
        self.operations().find(|entry| entry.operation.id == operation)?.example
    }

    /// The same as a value.
    #[must_use]
    pub fn value(&self, operation: &str) -> Option<Value> {
        serde_json::from_str(self.example(operation)?).ok()
    }

    /// The operation that a request is for, at its first home or below a scope. Where several routes fit,
    /// the one with the fewest parameters is meant.
    #[cfg_attr(not(feature = "mock-server"), expect(dead_code, reason = "only a server has to find out"))]
    pub(super) fn route(&self, method: &str, path: &str) -> Option<&'static Operation> {
        let operations = self.operations().map(|entry| entry.operation);
        let homes = operations.filter(|operation| operation.method == method).flat_map(|operation| {
            let scoped = self.scopes.iter().filter_map(|scope| url::scoped_template(operation.path, scope));
            std::iter::once(operation.path.to_owned()).chain(scoped).map(move |home| (home, operation))
        });
        let fitting = homes.filter(|(home, _)| fits(home, path));
        let meant = fitting.min_by_key(|(home, _)| home.matches('{').count());
        meant.map(|(_, operation)| operation)
    }
}

/// Makes a static with the operations of some calls, each with the file that holds its documented answer, if it has
/// one. It stands in the module of the calls.
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

fn fits(template: &str, path: &str) -> bool {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(expected), Some(found)) => {
                let parameter = expected.starts_with('{') && expected.ends_with('}');
                let fits = if parameter { !found.is_empty() } else { expected == found };
                if !fits {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn routes() {
        assert!(fits("/v1/things/{id}", "/v1/things/a%2Fb"));
        assert!(fits("/v1/things", "/v1/things"));
        assert!(!fits("/v1/things/{id}", "/v1/things/"));
        assert!(!fits("/v1/things/{id}", "/v1/things/a/b"));
        assert!(!fits("/v1/things/{id}", "/v1/things"));
    }
}
