//! Prints the surface for review: one text per tag, with one line per operation, parameter, field, value and variant,
//! so that an edit of the document changes only a few lines.

use super::{
    Content, Errors, Form, Item, Kind, Operation, Parameter, PartValue, Response, StatusResponse, Struct,
    Surface, Union, Variant,
};
use crate::ir::{AdditionalProperties, Presence, Type};
use crate::settings::StringType;

impl Surface {
    /// Returns the text of each tag, by the name of its module, and the text of the types that tags share.
    #[must_use]
    pub fn texts(&self) -> Vec<(String, String)> {
        let mut texts: Vec<_> = (0..self.groups.len()).map(|group| self.group_text(group)).collect();
        texts.push(("shared".to_owned(), self.definitions(|item| item.groups.len() != 1)));
        texts
    }

    fn group_text(&self, group: usize) -> (String, String) {
        let operations = self.operations.iter().enumerate();
        let operations = operations.filter(|(_, operation)| operation.group == group);
        let mut text: String =
            operations.map(|(index, operation)| self.operation_text(index, operation)).collect();
        text.push_str(&self.definitions(|item| item.groups.iter().eq([&group])));
        (self.groups[group].module.clone(), text)
    }

    fn definitions(&self, is_included: impl Fn(&Item) -> bool) -> String {
        let mut items: Vec<&Item> = self.types.iter().filter(|item| is_included(item)).collect();
        items.sort_by_key(|item| &item.name);
        items.into_iter().map(|item| self.definition(item)).collect()
    }

    fn operation_text(&self, index: usize, operation: &Operation) -> String {
        let Operation { id, method, path, .. } = operation;
        let mut lines = vec![format!("operation {}  {id}  {method} {path}\n", self.call_path(operation))];
        let scopes = self.scopes.iter().filter(|scope| scope.excluded.contains(id));
        lines.extend(scopes.map(|scope| format!("    not in scope {}\n", scope.name)));
        lines.extend(operation.parameters.iter().map(|it| format!("    {}\n", self.parameter_text(it))));
        if let Some(body) = &operation.body {
            let mark = if body.required { "" } else { "?" };
            let contents = body.contents.iter();
            lines.extend(contents.map(|it| format!("    body{mark}{}\n", self.content_text(it))));
        }
        lines.push(format!("    response: {}\n", self.response_text(&operation.response)));
        let headers = operation.headers.iter();
        lines.extend(headers.map(|(name, it)| format!("    header {name}: {}\n", self.plain(it))));
        lines.extend(self.errors_text(&operation.errors).map(|errors| format!("    errors: {errors}\n")));
        lines.extend(self.waiter_lines(index));
        lines.push("\n".to_owned());
        lines.concat()
    }

    pub(crate) fn parameter_text(&self, parameter: &Parameter) -> String {
        let mark = match (parameter.required, parameter.bound) {
            (_, true) => " (bound)",
            (true, false) => "",
            (false, false) => "?",
        };
        let Parameter { name, place, r#type, .. } = parameter;
        format!("{} {name}{mark}: {}", place.as_str(), self.described(r#type))
    }

    pub(crate) fn content_text(&self, content: &Content) -> String {
        let form = self.form_text(&content.form);
        match &content.form {
            Form::Value(_) if content.media_type == "application/json" => format!(": {form}"),
            Form::Empty
            | Form::Value(_)
            | Form::Parts(_)
            | Form::AnyParts
            | Form::Text
            | Form::Bytes
            | Form::Events(_)
            | Form::TextEvents => {
                format!(" as {}: {form}", content.media_type)
            }
        }
    }

    pub(crate) fn form_text(&self, form: &Form) -> String {
        match form {
            Form::Empty => "no content".to_owned(),
            Form::Value(r#type) => self.described(r#type),
            Form::Parts(parts) => {
                let parts = parts.iter().map(|part| part.key.as_str());
                format!("parts {}", parts.collect::<Vec<_>>().join(", "))
            }
            Form::AnyParts => "any parts".to_owned(),
            Form::Text => "text".to_owned(),
            Form::Bytes => "bytes".to_owned(),
            Form::Events(r#type) => format!("events of {}", self.described(r#type)),
            Form::TextEvents => "events of text".to_owned(),
        }
    }

    pub(crate) fn response_text(&self, response: &Response) -> String {
        match response {
            Response::Single(Form::Value(r#type), path) => self.described(r#type) + &at(path),
            Response::Single(form, _) => self.form_text(form),
            Response::Pages(page) => {
                let beside = page.beside.as_ref().map(|beside| format!(", next to {}", self.plain(beside)));
                let items = self.described(&page.item) + &at(&page.items);
                format!("pages of {items}{}", beside.unwrap_or_default())
            }
            Response::ByStatus(responses) => self.by_status_text(responses),
        }
    }

    pub(crate) fn errors_text(&self, errors: &Errors) -> Option<String> {
        match errors {
            Errors::Unknown => None,
            Errors::Single(r#type) => Some(self.plain(r#type)),
            Errors::ByStatus(responses) => Some(self.by_status_text(responses)),
        }
    }

    fn by_status_text(&self, responses: &[StatusResponse]) -> String {
        let responses = responses.iter().map(|response| {
            let form = match &response.form {
                Form::Value(r#type) => self.plain(r#type),
                form => self.form_text(form),
            };
            format!("{}: {form}", response.status)
        });
        responses.collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn part_text(&self, value: &PartValue) -> String {
        match value {
            PartValue::Bytes => "bytes".to_owned(),
            PartValue::ListOfBytes => "list of bytes".to_owned(),
            PartValue::Value(r#type) => self.described(r#type),
        }
    }

    fn definition(&self, item: &Item) -> String {
        let name = &item.name;
        let usage = item.usage();
        match &item.kind {
            Kind::Struct(object) => format!("struct {name}  ({usage})\n{}\n", self.fields(item, object)),
            Kind::Enum(values) => {
                let values = values.iter().map(|value| format!("    {} = {}\n", value.name, value.json()));
                format!("enum {name}  ({usage})\n{}\n", values.collect::<String>())
            }
            Kind::Union(union) => {
                let basis = union.basis.as_str();
                format!("union {name}  ({usage}, {basis})\n{}\n", self.variants(union))
            }
        }
    }

    fn fields(&self, item: &Item, object: &Struct) -> String {
        let literals = object
            .literals
            .iter()
            .map(|literal| format!("    {:?} is always {:?}\n", literal.key, literal.value));
        let fields = object.fields.iter().map(|field| {
            let name = &field.name;
            let key = if *name == field.key { String::new() } else { format!(" ({:?})", field.key) };
            let (mark, r#type) = match field.presence {
                Presence::Required => ("", field.r#type.clone()),
                Presence::Optional => ("?", field.r#type.clone()),
                Presence::Patch => ("?", Type::Nullable(Box::new(field.r#type.clone()))),
            };
            let r#type = if item.in_requests { self.described(&r#type) } else { self.plain(&r#type) };
            format!("    {name}{mark}{key}: {}{type}\n", boxed(field.boxed))
        });
        let additional = self.additional_text(&object.additional).map(|text| format!("    {text}\n"));
        literals.chain(fields).chain(additional).collect()
    }

    pub(crate) fn additional_text(&self, additional: &AdditionalProperties) -> Option<String> {
        match additional {
            AdditionalProperties::Open => None,
            AdditionalProperties::Closed => Some("no additional properties".to_owned()),
            AdditionalProperties::Typed(r#type) => {
                Some(format!("additional properties: {}", self.described(r#type)))
            }
        }
    }

    fn variants(&self, union: &Union) -> String {
        let variants = union.variants.iter().map(|variant| {
            let value = format!("{}{}", boxed(variant.boxed), self.plain(&variant.r#type));
            format!("    {}({value}) when {}\n", variant.name, variant.selection_text())
        });
        variants.collect()
    }

    /// Describes a type without its rules.
    pub(crate) fn plain(&self, r#type: &Type) -> String {
        match r#type {
            Type::Any => "any value".to_owned(),
            Type::FreeForm => "any object".to_owned(),
            Type::Boolean => "boolean".to_owned(),
            Type::Integer(rules) if rules.is_unsigned() => "unsigned integer".to_owned(),
            Type::Integer(_) => "integer".to_owned(),
            Type::Number(_) => "number".to_owned(),
            Type::String(rules) => rules.format.map_or("string", StringType::noun).to_owned(),
            Type::Timestamp => "timestamp".to_owned(),
            Type::List(item, _) => format!("list of {}", self.plain(item)),
            Type::Map(value) => format!("map of {}", self.plain(value)),
            Type::Nullable(inner) => format!("{} or null", self.plain(inner)),
            Type::OrReference(inner) => format!("{} or reference", self.plain(inner)),
            Type::Limited(inner, _) => self.plain(inner),
            Type::Named(id) => self.item(*id).name.clone(),
        }
    }

    /// Describes a type with its rules.
    pub(crate) fn described(&self, r#type: &Type) -> String {
        let plain = self.plain(r#type);
        match crate::emit::rules_text(r#type) {
            Some(rules) => format!("{plain}, {rules}"),
            None => plain,
        }
    }
}

impl Item {
    /// Returns whether requests, responses or both contain the type.
    pub(crate) fn usage(&self) -> &'static str {
        match (self.in_requests, self.in_responses) {
            (true, true) => "requests and responses",
            (true, false) => "requests",
            (false, true) if self.is_sendable => "responses and unused types",
            (false, true) => "responses",
            (false, false) => "unused",
        }
    }
}

impl Variant {
    /// Describes how the variant is selected, in one line.
    pub(crate) fn selection_text(&self) -> String {
        let conditions = self.selectors.iter().map(|selector| match selector.rank {
            Some(rank) => format!("{} (rule {rank})", selector.condition),
            None => selector.condition.clone(),
        });
        conditions.collect::<Vec<_>>().join(", or ")
    }
}

fn boxed(boxed: bool) -> &'static str {
    if boxed { "boxed " } else { "" }
}

/// The location of a value in a response; empty if the value is the whole body.
fn at(path: &[String]) -> String {
    if path.is_empty() {
        return String::new();
    }
    let path: String = path.iter().flat_map(|key| [".", key]).collect();
    format!(" at ${path}")
}
