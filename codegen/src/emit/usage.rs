//! Doc comments of models: which operations use a model, with links to their methods.

use quote::quote;
use syn::Attribute;

use super::documentation::{doc, text};
use super::emitter::Emitter;
use super::syntax;
use crate::analyze::{Usage, Users};
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
        if !uses.is_empty() && !self.is_shared(id) {
            lines.extend([String::new(), format!("Used in {uses}.")]);
        }
        lines
    }

    /// The role of a model in the operations that use it, as the doc comment of a model without a description.
    fn role(&self, id: TypeId) -> String {
        let usage = self.facts.usage(id);
        if self.is_shared(id) {
            return format!(
                "Part of {}.",
                listed(&roles(usage).map(|(_, role)| format!("{role}s")).collect::<Vec<_>>())
            );
        }
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

    /// Whether several features compile a model, so that not all operations that use it may exist.
    fn is_shared(&self, id: TypeId) -> bool {
        self.facts.features().of(id).len() > 1
    }

    /// The end of the doc comment of a model that several features compile: the number of operations that use it, and links to
    /// the first ones, each of which exists with the feature of its tag.
    pub(super) fn links(&self, id: TypeId) -> Vec<Attribute> {
        if !self.is_shared(id) {
            return Vec::new();
        }
        let Usage { requests, responses, errors, .. } = self.facts.usage(id);
        let users = [requests, responses, errors]
            .into_iter()
            .flat_map(|users| users.direct.iter().chain(&users.nested).take(Users::KEPT));
        // First one operation per tag, so that few features suffice for a link.
        let (mut first, mut rest) = (Vec::new(), Vec::new());
        for index in users.copied() {
            let tag = self.api.operations[index].tag;
            if first.iter().all(|(other, _)| *other != tag) {
                first.push((tag, index));
            } else if first.iter().chain(&rest).all(|(_, other)| *other != index) {
                rest.push((tag, index));
            }
        }
        let links = first.into_iter().chain(rest).take(Users::KEPT).map(|(tag, index)| {
            let feature = self.names.get(NameKey::TagModule(tag)).text();
            let method = self.operation_path(index);
            // The methods of handles are not in the module of a tag.
            let is_of_handle = self.is_of_handle(&self.api.operations[index]);
            let method = if is_of_handle { quote!([#method]) } else { quote!(#method) };
            syntax::list("used_by", quote!(#feature, #method))
        });
        let about = doc(&[String::new(), format!("Used in {}.", counts(self.facts.usage(id)))]);
        about.into_iter().chain(links).collect()
    }

    /// A link to the method that starts the call of an operation.
    fn operation_link(&self, index: usize) -> String {
        let operation = &self.api.operations[index];
        let module = if self.is_of_handle(operation) {
            String::new()
        } else {
            format!("{}::", self.names.get(NameKey::TagModule(operation.tag)).text())
        };
        let method = self.operation_path(index);
        format!("[`{method}`](crate::api::{module}{method})")
    }

    /// The method that starts the call of an operation, and its type.
    fn operation_path(&self, index: usize) -> String {
        let group = self.group_name(&self.api.operations[index]).text();
        format!("{group}::{}", self.names.get(NameKey::Operation(index)).text())
    }
}

/// The roles in which operations use a model.
fn roles(usage: &Usage) -> impl Iterator<Item = (&Users, &'static str)> {
    let Usage { requests, responses, errors, .. } = usage;
    let roles = [(requests, "request"), (responses, "response"), (errors, "error")];
    roles.into_iter().filter(|(users, _)| users.count > 0)
}

/// The number of operations that use a model, by role: `the requests of 2 operations and the responses of 3`.
fn counts(usage: &Usage) -> String {
    let counts = roles(usage).enumerate().map(|(index, (users, role))| match (users.count, index) {
        (1, 0) => format!("the {role} of 1 operation"),
        (1, _) => format!("the {role} of 1"),
        (count, 0) => format!("the {role}s of {count} operations"),
        (count, _) => format!("the {role}s of {count}"),
    });
    listed(&counts.collect::<Vec<_>>())
}

/// Joins words with commas and `and`.
fn listed(words: &[String]) -> String {
    match words {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        all => all.concat(),
    }
}
