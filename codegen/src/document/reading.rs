//! The state of reading: the files that `$ref`s lead into, and the findings.

use super::members::Node;
use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Location, Sources, Value};

/// What reading operations needs at hand: other files for `$ref`s, and a place for findings.
pub(super) struct Reading<'a> {
    /// Whether the document is written in OpenAPI 3.0.
    pub is_3_0: bool,
    pub sources: &'a Sources,
    pub diagnostics: &'a mut Diagnostics,
}

impl<'a> Reading<'a> {
    /// The node itself, or what its `$ref` leads to, however many steps that takes.
    pub fn follow(&mut self, node: Node<'a>) -> Option<Node<'a>> {
        let mut node = node;
        for _ in 0..32 {
            let Value::Object(members) = node.value else {
                return Some(node);
            };
            let Some(Value::String(reference)) = members.get("$ref") else {
                return Some(node);
            };
            let place = node.location.join("$ref");
            let Some(location) = place.resolve(reference) else {
                return self.dangling(&place, reference);
            };
            let Some(value) = self.sources.value(&location) else {
                if self.diagnostics.unreadable(self.sources, &location.file, &place) {
                    return None;
                }
                return self.dangling(&place, reference);
            };
            node = Node { value, location, sources: self.sources };
        }
        self.diagnostics.error(
            Code::DanglingReference,
            &node.location,
            "the references from here on never end at a value",
            "break the circle of references",
        );
        None
    }

    fn dangling<T>(&mut self, place: &Location, reference: &str) -> Option<T> {
        self.diagnostics.error(
            Code::DanglingReference,
            place,
            format!("`{reference}` leads nowhere"),
            "refer to a place that exists, by a relative path and a JSON pointer behind `#`",
        );
        None
    }
}
