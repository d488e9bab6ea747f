//! The state shared while operations are read, and the resolution of `$ref`s outside of schemas.

use super::fields::Node;
use super::files::{dangling, unresolved};
use super::indirect;
use super::omitted::Omitted;
use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Sources, Value};

/// Reads operations: holds the files for `$ref`s and collects diagnostics.
pub(super) struct Reader<'a> {
    /// Whether the version of the document is 3.0.
    pub is_3_0: bool,
    /// Why no request can be made for the operation that is being read, if so.
    pub defect: Option<String>,
    /// The operations that are omitted.
    pub omitted: Vec<Omitted>,
    pub sources: &'a Sources,
    pub diagnostics: &'a mut Diagnostics,
}

impl<'a> Reader<'a> {
    /// Follows the `$ref` of a node, up to 32 times in a row; a node without one is returned unchanged.
    pub fn follow(&mut self, node: Node<'a>) -> Option<Node<'a>> {
        let mut node = node;
        for _ in 0..32 {
            let Value::Object(fields) = node.value else {
                return Some(node);
            };
            let Some(Value::String(reference)) = fields.get("$ref") else {
                return Some(node);
            };
            let place = node.location.join("$ref");
            let Some(location) = place.resolve(reference) else {
                unresolved(&place, reference, self.diagnostics);
                return None;
            };
            let location = indirect::resolve(location, &place, self.sources, self.diagnostics);
            let Some(value) = self.sources.value(&location) else {
                if !self.diagnostics.unreadable(self.sources, &location.file, &place) {
                    dangling(&place, reference, self.diagnostics);
                }
                return None;
            };
            node = Node { value, location, sources: self.sources };
        }
        self.diagnostics.error(
            Code::DanglingReference,
            &node.location,
            "`$ref`s form a cycle and never reach a value",
            "break the cycle",
        );
        None
    }
}
