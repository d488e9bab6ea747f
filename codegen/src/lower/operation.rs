//! Lowers operations and tags.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::lowering::Lowering;
use super::response::Examples;
use crate::diagnostic::Code;
use crate::document::{self, Document, Place};
use crate::ir::{Documentation, Operation, Parameter, Scope, Tag};
use crate::settings::Settings;

/// Tag of operations without tags.
const UNTAGGED: &str = "untagged";

/// Returns the tags that have operations: declared tags, then undeclared ones.
pub(super) fn tags(document: &Document) -> Vec<Tag> {
    let declared =
        document.tags.iter().map(|tag| Tag { name: tag.name.clone(), description: tag.description.clone() });
    let mut tags: Vec<Tag> = declared.collect();
    for operation in &document.operations {
        let name = tag_name(operation);
        if !tags.iter().any(|tag| tag.name == name) {
            tags.push(Tag { name: name.to_owned(), description: None });
        }
    }
    tags.retain(|tag| document.operations.iter().any(|operation| tag_name(operation) == tag.name));
    tags
}

fn tag_name(operation: &document::Operation) -> &str {
    operation.tags.first().map_or(UNTAGGED, String::as_str)
}

pub(super) fn scopes(settings: &Settings) -> Vec<Scope> {
    let scope = |scope: &crate::settings::Scope| Scope {
        name: scope.name.clone(),
        description: scope.description.clone(),
        after: scope.after.clone(),
        insert: scope.insert.clone(),
        parameter: placeholders(&scope.insert).into_iter().next().unwrap_or_default(),
    };
    settings.scopes.iter().map(scope).collect()
}

impl<'a> Lowering<'a> {
    pub(super) fn operations(&mut self, tags: &[Tag]) -> Vec<Operation> {
        self.check_ids();
        let document = self.document;
        let operations = document.operations.iter();
        operations.map(|operation| self.operation(operation, tags)).collect()
    }

    fn operation(&mut self, operation: &'a document::Operation, tags: &[Tag]) -> Operation {
        let tag = tags.iter().position(|tag| tag.name == tag_name(operation));
        let body = operation.body.as_ref().and_then(|body| self.body(operation, body));
        let response = self.response(operation);
        Operation {
            location: operation.location.clone(),
            id: operation.id.clone(),
            tag: tag.unwrap_or_default(),
            method: operation.method,
            path: operation.path.clone(),
            summary: operation.summary.clone(),
            documentation: Documentation {
                text: operation.description.clone(),
                deprecated: operation.deprecated,
            },
            facts: self.facts(operation),
            external_docs: operation.external_docs.clone(),
            parameters: self.parameters(operation),
            body,
            accept: response.accept,
            raw: response.raw,
            response: response.response,
            errors: self.errors(operation, &response.redirects),
            redirects: response.redirects,
            headers: self.headers(operation),
            security: self.operation_security(operation),
            server: self.server(operation),
            examples: Examples::of(operation),
        }
    }

    fn check_ids(&mut self) {
        let mut seen = HashMap::new();
        for operation in &self.document.operations {
            let place = operation.location.join("operationId");
            match seen.entry(&operation.id) {
                Entry::Occupied(first) => self.diagnostics.duplicate(
                    Code::DuplicateOperation,
                    &place,
                    format!("duplicate operationId `{}`", operation.id),
                    first.get(),
                    "give each operation a unique id",
                ),
                Entry::Vacant(unused) => drop(unused.insert(place)),
            }
        }
    }

    /// Returns the labels and texts of the extensions that the settings include in the documentation.
    fn facts(&self, operation: &document::Operation) -> Vec<(String, String)> {
        let mut facts = Vec::new();
        for documented in &self.settings.documented_extensions {
            for (keyword, text) in &operation.extensions {
                if *keyword == documented.keyword {
                    facts.push((documented.label.clone(), text.clone()));
                }
            }
        }
        facts
    }

    /// Lowers the parameters: path parameters in path order, then the others in document order.
    fn parameters(&mut self, operation: &'a document::Operation) -> Vec<Parameter> {
        let names = placeholders(&operation.path);
        self.check_path(operation, &names);
        let rank = |parameter: &document::Parameter| match parameter.place {
            Place::Path => names.iter().position(|name| *name == parameter.name),
            Place::Query | Place::Header | Place::Cookie => None,
        };
        let mut parameters: Vec<_> = operation.parameters.iter().collect();
        parameters.sort_by_key(|parameter| rank(parameter).unwrap_or(names.len()));
        parameters.into_iter().map(|parameter| self.parameter(operation, parameter)).collect()
    }

    /// Reports placeholders without a path parameter, and path parameters without a placeholder.
    fn check_path(&mut self, operation: &document::Operation, names: &[String]) {
        let in_path = |parameter: &&document::Parameter| parameter.place == Place::Path;
        let declared: Vec<_> = operation.parameters.iter().filter(in_path).collect();
        for name in names {
            if !declared.iter().any(|parameter| parameter.name == *name) {
                self.diagnostics.error(
                    Code::PathParameterMismatch,
                    &operation.location,
                    format!("placeholder `{{{name}}}` in `{}` has no parameter", operation.path),
                    "add a parameter with this name and `\"in\": \"path\"`",
                );
            }
        }
        for parameter in declared {
            if !names.contains(&parameter.name) {
                self.diagnostics.error(
                    Code::PathParameterMismatch,
                    &parameter.location,
                    format!("path parameter `{}` is not in the path `{}`", parameter.name, operation.path),
                    "add it to the path in braces, or remove the parameter",
                );
            }
        }
    }
}

/// Returns the names in braces, in order.
pub(super) fn placeholders(path: &str) -> Vec<String> {
    let pieces = path.split('{').skip(1);
    let names = pieces.filter_map(|piece| piece.split_once('}'));
    names.map(|(name, _)| name.to_owned()).collect()
}
