//! Lowers operations and tags.

use super::lowering::Lowering;
use super::response::Examples;
use crate::diagnostic::Code;
use crate::document::{self, Document, Place, SchemeKind, placeholders};
use crate::ir::{Documentation, Operation, Origin, Parameter, Step, Tag};

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

impl<'a> Lowering<'a> {
    pub(super) fn operations(&mut self, tags: &[Tag]) -> Vec<Operation> {
        let document = self.document;
        let operations = document.operations.iter();
        operations.map(|operation| self.operation(operation, tags)).collect()
    }

    /// Lowers the schemas of a document without operations: those in `components`, and those of the JSON bodies of its
    /// webhooks.
    pub(super) fn models(&mut self) {
        let document = self.document;
        for model in &document.models {
            self.reference(model, model);
        }
        for webhook in &document.webhooks {
            let request = webhook.body.iter().flat_map(|body| &body.content).map(|media| (Step::Body, media));
            let responses = webhook.responses.iter().flat_map(|response| &response.content);
            for (role, media) in request.chain(responses.map(|media| (Step::Response, media))) {
                if let (true, Some(schema)) = (media.is_json(), &media.schema) {
                    self.schema(schema, &Origin::named(&webhook.id).join(role));
                }
            }
        }
    }

    fn operation(&mut self, operation: &'a document::Operation, tags: &[Tag]) -> Operation {
        let tag = tags.iter().position(|tag| tag.name == tag_name(operation));
        let body = operation.body.as_ref().and_then(|body| self.body(operation, body));
        let response = self.response(operation);
        Operation {
            location: operation.location.clone(),
            id: operation.id.clone(),
            tag: tag.unwrap_or_default(),
            handle: None,
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
            status: response.status,
            errors: self.errors(operation, &response.redirects),
            redirects: response.redirects,
            headers: self.headers(operation),
            security: self.operation_security(operation),
            server: self.server(operation),
            examples: Examples::of(operation),
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

    /// Returns whether a security scheme that the operation requires already sends a parameter, and reports it.
    fn is_credential(&mut self, operation: &document::Operation, parameter: &document::Parameter) -> bool {
        let document = self.document;
        let security = operation.security.as_ref().or(document.security.as_ref());
        let required = security.into_iter().flatten().flatten().map(|(name, _)| name);
        let mut schemes = required.filter_map(|name| document.schemes.iter().find(|it| it.name == *name));
        let Some(scheme) = schemes.find(|scheme| match (&scheme.kind, parameter.place) {
            (SchemeKind::Header(name), Place::Header) => name.eq_ignore_ascii_case(&parameter.name),
            (SchemeKind::Query(name), Place::Query) | (SchemeKind::Cookie(name), Place::Cookie) => {
                *name == parameter.name
            }
            _ => false,
        }) else {
            return false;
        };
        self.diagnostics.warn(
            Code::NotInClient,
            &parameter.location,
            format!(
                "{} parameter `{}` is ignored: the security scheme `{}` sends it",
                parameter.place.as_str(),
                parameter.name,
                scheme.name
            ),
            "remove the parameter, or allow it in the settings",
        );
        true
    }

    /// Lowers the parameters: path parameters in path order, then the others in document order.
    fn parameters(&mut self, operation: &'a document::Operation) -> Vec<Parameter> {
        let names = placeholders(&operation.path);
        let rank = |parameter: &document::Parameter| match parameter.place {
            Place::Path => names.iter().position(|name| *name == parameter.name),
            Place::Query | Place::Header | Place::Cookie => None,
        };
        let parameters = operation.parameters.iter();
        let mut parameters: Vec<_> = parameters.filter(|it| !self.is_credential(operation, it)).collect();
        parameters.sort_by_key(|parameter| rank(parameter).unwrap_or(names.len()));
        parameters.into_iter().map(|parameter| self.parameter(operation, parameter)).collect()
    }
}
