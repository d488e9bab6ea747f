//! Doc comments of operations: the description, the route with a link to the reference page, optional parameters, the
//! result, errors, headers and an example that compiles.

use syn::Attribute;

use super::argument::sample;
use super::documentation::{doc, sentence, text};
use super::emitter::Emitter;
use super::markdown::{code, inline, link};
use super::types::{Place, text_of};
use crate::ir::{Errors, EventData, Operation, Response, Type};
use crate::names::NameKey;

impl Emitter<'_> {
    /// The doc comment of the method that starts a call with the body in the content type at this index.
    pub(super) fn method_doc(&self, index: usize, number: usize, operation: &Operation) -> Vec<Attribute> {
        let content = operation.body.as_ref().and_then(|body| body.contents.get(number));
        match content {
            Some(content) if number > 0 => {
                let method = self.names.get(NameKey::Operation(index));
                let media_type = code(&content.media_type);
                doc(&[format!("Like [`{0}`](Self::{0}), with a body in {media_type}.", method.text())])
            }
            Some(_) | None => self.operation_doc(index, operation),
        }
    }

    fn operation_doc(&self, index: usize, operation: &Operation) -> Vec<Attribute> {
        let mut lines = Vec::new();
        let mut paragraph = |text: Vec<String>| lines.extend(text.into_iter().chain([String::new()]));
        paragraph(operation.summary.as_deref().map(|text| sentence(&inline(text))).into_iter().collect());
        paragraph(text(&operation.documentation, ""));
        for (label, fact) in &operation.facts {
            paragraph(vec![format!("{label}: {}", code(fact))]);
        }
        paragraph(vec![route(operation)]);
        paragraph(self.scopes_line(index).into_iter().collect());
        paragraph(self.setters_line(index, operation).into_iter().collect());
        let result = [Some(self.result_line(index, operation)), self.errors_line(index, operation)];
        paragraph(vec![result.into_iter().flatten().collect::<Vec<_>>().join(" ")]);
        paragraph(self.header_lines(operation));
        lines.extend(self.example(index, operation));
        lines.dedup_by(|next, line| next.is_empty() && line.is_empty());
        let start = lines.iter().position(|line| !line.is_empty()).unwrap_or_default();
        doc(&lines[start..])
    }

    /// The scopes that do not have the operation.
    fn scopes_line(&self, index: usize) -> Option<String> {
        let scopes = self.api.scopes.iter().enumerate();
        let scopes = scopes.filter(|(_, scope)| scope.excluded.contains(&index)).map(|(scope, _)| {
            let method = self.names.get(NameKey::Scope(scope));
            format!("[`Client::{}`](crate::api::Client::{method})", method.text())
        });
        let scopes: Vec<_> = scopes.collect();
        (!scopes.is_empty()).then(|| format!("Does not exist in the scope of {}.", scopes.join(" or ")))
    }

    /// The optional parameters and the optional body, with links to their setters.
    fn setters_line(&self, index: usize, operation: &Operation) -> Option<String> {
        let call = self.names.get(NameKey::Call(index)).text();
        let parameters = operation.parameters.iter().enumerate().filter(|(_, parameter)| !parameter.required);
        let mut setters: Vec<_> = parameters
            .map(|(position, _)| {
                let name = self.names.get(NameKey::Parameter(index, position));
                format!("[`{0}`]({call}::{0})", name.text())
            })
            .collect();
        let body = operation.body.as_ref().filter(|body| !body.required && !body.contents.is_empty());
        setters.extend(body.map(|_| format!("[`body`]({call}::body)")));
        (!setters.is_empty()).then(|| format!("Optional parameters: {}.", setters.join(", ")))
    }

    /// The value that the call resolves to.
    fn result_line(&self, index: usize, operation: &Operation) -> String {
        match &operation.response {
            Response::Empty => "Resolves to `()`.".to_owned(),
            Response::Value(_, r#type) => format!("Resolves to {}.", self.type_link(r#type)),
            Response::Page(page) => {
                let (item, call) = (self.type_link(&page.item), self.names.get(NameKey::Call(index)).text());
                let beside = page.beside.as_ref().map_or(String::new(), |beside| {
                    let beside = self.type_link(beside);
                    format!(" [`Page::beside`](crate::Page::beside) returns the properties next to the list, as {beside}.")
                });
                format!(
                    "Resolves to a [`Page`](crate::Page) of {item}; [`items`]({call}::items) and \
                     [`pages`]({call}::pages) stream the whole list.{beside}"
                )
            }
            Response::Text => "Resolves to a `String`.".to_owned(),
            Response::Bytes => "Resolves to a [`ByteStream`](crate::runtime::ByteStream).".to_owned(),
            Response::Events(data) => format!("Resolves to {}.", self.events_link(data)),
            Response::ByStatus(_) => {
                format!("Resolves to [`{}`].", self.names.get(NameKey::Responses(index)).text())
            }
        }
    }

    /// A stream of events, linked, with the type of its data.
    pub(super) fn events_link(&self, data: &EventData) -> String {
        let stream = "an [`EventStream`](crate::runtime::EventStream)";
        match data {
            EventData::Value(r#type) => format!("{stream} of {}", self.type_link(r#type)),
            EventData::Text => format!("{stream} of texts"),
        }
    }

    /// How to read the body of an error.
    fn errors_line(&self, index: usize, operation: &Operation) -> Option<String> {
        let (name, target) = match &operation.errors {
            Errors::Unknown => return None,
            Errors::Single(r#type) => (self.example_name(r#type), self.type_link(r#type)),
            Errors::ByStatus(_) => {
                let name = self.names.get(NameKey::Errors(index)).text();
                (name.to_owned(), format!("[`{name}`]"))
            }
        };
        // In an example, `Error` is that of the crate.
        let name = if name == "Error" { "models::Error" } else { &name };
        Some(format!(
            "On failure, [`Error::read::<{name}>()`](crate::Error::read) returns the parsed {target}."
        ))
    }

    /// The headers of responses, and how to read them.
    fn header_lines(&self, operation: &Operation) -> Vec<String> {
        if operation.headers.is_empty() {
            return Vec::new();
        }
        let how = "Headers, read by [`Response::header`](crate::Response::header) or, on failure, by \
                   [`Error::header`](crate::Error::header):";
        let lines = operation.headers.iter().map(|header| {
            let statuses: Vec<_> = header.statuses.iter().map(|status| code(status)).collect();
            let text = header.documentation.text.as_deref().map(inline);
            let text = text.filter(|text| !text.is_empty()).map(|text| format!(": {text}"));
            let deprecated = if header.documentation.deprecated { ", deprecated by the API" } else { "" };
            format!(
                "- {} as {} ({}{deprecated}){}",
                code(&header.name),
                self.type_link(&header.r#type),
                statuses.join(", "),
                text.unwrap_or_default()
            )
        });
        [how.to_owned(), String::new()].into_iter().chain(lines).collect()
    }

    /// A type by name alone, as a type argument in prose.
    fn example_name(&self, r#type: &Type) -> String {
        match r#type {
            Type::Named(id) => self.names.get(NameKey::Type(*id)).text().to_owned(),
            other => self.example_type(other),
        }
    }

    /// A type as code, linked if it is a model.
    fn type_link(&self, r#type: &Type) -> String {
        match r#type {
            Type::Named(id) => {
                let name = self.names.get(NameKey::Type(*id));
                format!("[`{0}`](crate::models::{0})", name.text())
            }
            other => code(&self.example_type(other)),
        }
    }

    /// An example of the call that compiles.
    fn example(&self, index: usize, operation: &Operation) -> Vec<String> {
        let method = self.names.get(NameKey::Operation(index));
        let mut arguments = Vec::new();
        let (group, needed) = self.access(operation);
        let client = format!("client: {}::Client", self.crate_name);
        let mut parameters = [client].into_iter().chain(needed).collect::<Vec<_>>().join(", ");
        for (position, parameter) in operation.arguments() {
            arguments.push(sample(&parameter.r#type, &parameter.name).unwrap_or_else(|| {
                let name = self.names.get(NameKey::Parameter(index, position)).to_string();
                parameters = format!("{parameters}, {name}: {}", self.example_type(&parameter.r#type));
                name
            }));
        }
        if operation.body.as_ref().is_some_and(|body| body.required) {
            let (argument, needed) = self.body_sample((index, 0), operation);
            arguments.push(argument);
            parameters.extend(needed.map(|needed| format!(", {needed}")));
        }
        let result = match &operation.response {
            Response::Empty => "",
            Response::Value(..) => "let value = ",
            Response::Text => "let text = ",
            Response::Bytes => "let stream = ",
            Response::Events(_) => "let events = ",
            Response::ByStatus(_) => "let response = ",
            Response::Page(_) => "let page = ",
        };
        let call = format!("{result}client.{group}{method}({}).await?;", arguments.join(", "));
        let error = format!("{}::Error", self.crate_name);
        vec![
            "```no_run".to_owned(),
            format!("# async fn example({parameters}) -> Result<(), {error}> {{"),
            call,
            "# Ok(()) }".to_owned(),
            "```".to_owned(),
        ]
    }

    /// A type as an example in the documentation writes it.
    pub(super) fn example_type(&self, r#type: &Type) -> String {
        let r#type = text_of(&self.r#type(r#type, Place::Api))
            .replace("crate::runtime::", &format!("{}::", self.crate_name));
        r#type.replace("models::", &format!("{}::models::", self.crate_name))
    }
}

/// The method and the path, with a link to the reference page if the document has one.
fn route(operation: &Operation) -> String {
    let route = code(&format!("{} {}", operation.method, operation.path));
    match &operation.external_docs {
        Some(address) => link(&route, address),
        None => route,
    }
}
