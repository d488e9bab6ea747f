//! Doc comments of models: which operations use a model, with links to their methods.

use super::documentation::text;
use super::emitter::Emitter;
use crate::analyze::Users;
use crate::ir::TypeId;
use crate::names::NameKey;

impl Emitter<'_> {
    /// The doc comment of a model: the description in the document and the operations that use it. Without a
    /// description, its role in these operations is the description.
    pub(super) fn model_doc(&self, id: TypeId) -> Vec<String> {
        let documentation = &self.api.definition(id).documentation;
        if documentation.text.is_none() {
            return text(documentation, &self.role(id));
        }
        let mut lines = text(documentation, "");
        let uses = self.uses(id);
        if !uses.is_empty() {
            lines.extend([String::new(), format!("Used in {uses}.")]);
        }
        lines
    }

    /// The role of a model in the operations that use it, as the doc comment of a model without a description.
    fn role(&self, id: TypeId) -> String {
        let usage = self.facts.usage(id);
        let roles = [
            (&usage.requests, "Request body"),
            (&usage.responses, "Response"),
            (&usage.errors, "Error body"),
        ];
        let mut used = roles.iter().filter(|(users, _)| users.count > 0);
        match (used.next(), used.next()) {
            (None, _) => "Not used by any operation.".to_owned(),
            (Some((users, role)), None) if users.nested.is_empty() => {
                format!("{role} of {}.", self.operations(users))
            }
            (Some(_), _) => format!("Part of {}.", self.uses(id)),
        }
    }

    /// The operations that use a model, by role: `the request of A and B, and the response of C`.
    fn uses(&self, id: TypeId) -> String {
        let usage = self.facts.usage(id);
        let roles =
            [(&usage.requests, "the request"), (&usage.responses, "the response"), (&usage.errors, "errors")];
        let roles = roles.into_iter().filter(|(users, _)| users.count > 0);
        let roles: Vec<_> =
            roles.map(|(users, role)| format!("{role} of {}", self.operations(users))).collect();
        match roles.as_slice() {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., last] => format!("{}, and {last}", first.join(", ")),
        }
    }

    /// The first operations, those that use the model directly before the others, and the number of the rest.
    fn operations(&self, users: &Users) -> String {
        let shown = users.direct.iter().chain(&users.nested).take(Users::KEPT);
        let mut parts: Vec<_> = shown.map(|index| self.operation_link(*index)).collect();
        let rest = users.count - parts.len();
        let last = match rest {
            0 => parts.pop(),
            1 => Some("1 more operation".to_owned()),
            rest => Some(format!("{rest} more operations")),
        };
        let last = last.unwrap_or_default();
        if parts.is_empty() { last } else { format!("{} and {last}", parts.join(", ")) }
    }

    /// A link to the method that starts the call of an operation.
    fn operation_link(&self, index: usize) -> String {
        let operation = &self.api.operations[index];
        let group = self.group_name(operation).text();
        let method = self.names.get(NameKey::Operation(index));
        let module = if self.is_of_handle(operation) {
            String::new()
        } else {
            format!("{}::", self.names.get(NameKey::TagModule(operation.tag)).text())
        };
        format!("[`{group}::{}`](crate::api::{module}{group}::{method})", method.text())
    }
}
