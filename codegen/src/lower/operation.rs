//! Operations, their parameters and bodies.

use std::collections::HashMap;

use super::Lowering;
use super::answer::Examples;
use crate::diagnostic::Code;
use crate::document::{self, Document, Place};
use crate::ir::{Body, Documentation, Operation, Origin, Parameter, ParameterPlace, Scope, Tag};
use crate::settings::Settings;

/// The group of operations that have no tag.
const UNTAGGED: &str = "untagged";

/// The declared tags, then those that only operations name.
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
        let body = operation.body.as_ref().map(|body| self.body(operation, body));
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
            answer: self.answer(operation),
            examples: Examples::of(operation),
        }
    }

    fn check_ids(&mut self) {
        let mut seen = HashMap::new();
        for operation in &self.document.operations {
            if let Some(first) = seen.insert(&operation.id, &operation.location) {
                self.diagnostics.error(
                    Code::DuplicateOperation,
                    &operation.location.join("operationId"),
                    format!("`{}` is also the id of `{first}`", operation.id),
                    "give each operation an id of its own",
                );
            }
        }
    }

    /// The texts of those extensions that the settings want shown.
    fn facts(&self, operation: &document::Operation) -> Vec<(String, String)> {
        let mut facts = Vec::new();
        for wanted in &self.settings.documented_extensions {
            for (keyword, text) in &operation.extensions {
                if *keyword == wanted.keyword {
                    facts.push((wanted.label.clone(), text.clone()));
                }
            }
        }
        facts
    }

    fn body(&mut self, operation: &document::Operation, body: &'a document::Body) -> Body {
        let origin = Origin::named(&operation.id).join("body");
        Body {
            r#type: self.schema(&body.schema, &origin),
            required: body.required,
            documentation: Documentation { text: body.description.clone(), deprecated: false },
        }
    }

    /// The parameters of the path in the order of the path, then the others in their order.
    fn parameters(&mut self, operation: &'a document::Operation) -> Vec<Parameter> {
        let names = placeholders(&operation.path);
        self.check_path(operation, &names);
        let rank = |parameter: &document::Parameter| match parameter.place {
            Place::Path => names.iter().position(|name| *name == parameter.name),
            Place::Query | Place::Header => None,
        };
        let mut parameters: Vec<_> = operation.parameters.iter().collect();
        parameters.sort_by_key(|parameter| rank(parameter).unwrap_or(names.len()));
        parameters.into_iter().map(|parameter| self.parameter(operation, parameter)).collect()
    }

    fn parameter(
        &mut self,
        operation: &document::Operation,
        parameter: &'a document::Parameter,
    ) -> Parameter {
        let origin = Origin::named(&operation.id).join(&parameter.name);
        Parameter {
            location: parameter.location.clone(),
            name: parameter.name.clone(),
            place: match parameter.place {
                Place::Path => ParameterPlace::Path,
                Place::Query => ParameterPlace::Query,
                Place::Header => ParameterPlace::Header,
            },
            required: parameter.required || parameter.place == Place::Path,
            r#type: self.parameter_type(parameter, &origin),
            documentation: Documentation {
                text: parameter.description.clone(),
                deprecated: parameter.deprecated,
            },
        }
    }

    /// A parameter is one text in the address or in a header, so only scalars can be one so far.
    fn parameter_type(&mut self, parameter: &'a document::Parameter, origin: &Origin) -> crate::ir::Type {
        use crate::ir::Type;
        let r#type = self.schema(&parameter.schema, origin);
        let is_scalar = match r#type.without_rules() {
            Type::Boolean | Type::Integer(_) | Type::Number(_) | Type::String(_) => true,
            Type::Named(id) => matches!(
                self.definitions.get(id.0),
                Some(Some(definition)) if matches!(definition.shape, crate::ir::Shape::StringEnum(_))
            ),
            Type::Any
            | Type::FreeForm
            | Type::Timestamp
            | Type::List(..)
            | Type::Map(_)
            | Type::Nullable(_)
            | Type::Limited(..)
            | Type::OrReference(_) => false,
        };
        if !is_scalar {
            self.unsupported(&parameter.location, "a parameter that is no scalar");
        }
        r#type
    }

    /// Each placeholder has its parameter, and each path parameter its placeholder.
    fn check_path(&mut self, operation: &document::Operation, names: &[String]) {
        let in_path = |parameter: &&document::Parameter| parameter.place == Place::Path;
        let declared: Vec<_> = operation.parameters.iter().filter(in_path).collect();
        for name in names {
            if !declared.iter().any(|parameter| parameter.name == *name) {
                self.diagnostics.error(
                    Code::PathParameterMismatch,
                    &operation.location,
                    format!("`{{{name}}}` in `{}` has no parameter", operation.path),
                    "add a parameter with this name and `\"in\": \"path\"`",
                );
            }
        }
        for parameter in declared {
            if !names.contains(&parameter.name) {
                self.diagnostics.error(
                    Code::PathParameterMismatch,
                    &parameter.location,
                    format!("`{}` does not stand in `{}`", parameter.name, operation.path),
                    "put it into the path in braces, or take the parameter out",
                );
            }
        }
    }
}

/// The names in braces, in their order.
pub(super) fn placeholders(path: &str) -> Vec<String> {
    let pieces = path.split('{').skip(1);
    let names = pieces.filter_map(|piece| piece.split_once('}'));
    names.map(|(name, _)| name.to_owned()).collect()
}
