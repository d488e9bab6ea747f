//! The surface as a reviewer reads it: one text per tag, one line per operation, parameter, field,
//! value and variant, so that a change of the document shows as a few lines.

use super::{
    Case, Content, Errors, Form, Item, Kind, Operation, Parameter, PartValue, Response, Struct, Surface,
    Union, Variant,
};
use crate::ir::{Presence, Rest, Type, TypeId};

impl Surface {
    /// The surface of each tag, and of what tags share, by the name of its module.
    #[must_use]
    pub fn texts(&self) -> Vec<(String, String)> {
        let mut texts: Vec<_> = (0..self.groups.len()).map(|group| self.group_text(group)).collect();
        texts.push(("shared".to_owned(), self.definitions(|item| item.groups.len() != 1)));
        texts
    }

    fn group_text(&self, group: usize) -> (String, String) {
        let operations = self.operations.iter().filter(|operation| operation.group == group);
        let mut text: String = operations.map(|operation| self.operation_text(operation)).collect();
        text.push_str(&self.definitions(|item| item.groups.iter().eq([&group])));
        (self.groups[group].module.clone(), text)
    }

    fn definitions(&self, wanted: impl Fn(&Item) -> bool) -> String {
        let mut items: Vec<&Item> = self.types.iter().filter(|item| wanted(item)).collect();
        items.sort_by_key(|item| &item.name);
        items.into_iter().map(|item| self.definition(item)).collect()
    }

    fn operation_text(&self, operation: &Operation) -> String {
        let Operation { id, method, path, .. } = operation;
        let mut lines = vec![format!("operation {}  {id}  {method} {path}\n", self.call_text(operation))];
        lines.extend(operation.parameters.iter().map(|it| format!("    {}\n", self.parameter_text(it))));
        if let Some(body) = &operation.body {
            let mark = if body.required { "" } else { "?" };
            let contents = body.contents.iter();
            lines.extend(contents.map(|it| format!("    body{mark}{}\n", self.content_text(it))));
        }
        lines.push(format!("    answer: {}\n", self.answer_text(&operation.response)));
        let headers = operation.headers.iter();
        lines.extend(headers.map(|(name, it)| format!("    header {name}: {}\n", self.plain(it))));
        lines.extend(self.errors_text(&operation.errors).map(|errors| format!("    errors: {errors}\n")));
        lines.push("\n".to_owned());
        lines.concat()
    }

    pub(crate) fn parameter_text(&self, parameter: &Parameter) -> String {
        let mark = if parameter.required { "" } else { "?" };
        let Parameter { name, place, r#type, .. } = parameter;
        format!("{} {name}{mark}: {}", place.as_str(), self.described(r#type))
    }

    pub(crate) fn content_text(&self, content: &Content) -> String {
        let form = self.form_text(&content.form);
        match &content.form {
            Form::Value(_) if content.media_type == "application/json" => format!(": {form}"),
            Form::Empty | Form::Value(_) | Form::Parts(_) | Form::AnyParts | Form::Text | Form::Bytes => {
                format!(" in {}: {form}", content.media_type)
            }
        }
    }

    pub(crate) fn form_text(&self, form: &Form) -> String {
        match form {
            Form::Empty => "nothing".to_owned(),
            Form::Value(r#type) => self.described(r#type),
            Form::Parts(parts) => {
                let parts = parts.iter().map(|part| part.key.as_str());
                format!("parts {}", parts.collect::<Vec<_>>().join(", "))
            }
            Form::AnyParts => "any parts".to_owned(),
            Form::Text => "text".to_owned(),
            Form::Bytes => "bytes".to_owned(),
        }
    }

    pub(crate) fn answer_text(&self, response: &Response) -> String {
        match response {
            Response::One(Form::Value(r#type), path) => {
                format!("{} at ${}", self.described(r#type), dotted(path))
            }
            Response::One(form, _) => self.form_text(form),
            Response::Pages(item, path) => format!("pages of {} at ${}", self.described(item), dotted(path)),
            Response::Several(cases) => self.cases_text(cases),
        }
    }

    pub(crate) fn errors_text(&self, errors: &Errors) -> Option<String> {
        match errors {
            Errors::Unknown => None,
            Errors::Same(r#type) => Some(self.plain(r#type)),
            Errors::Several(cases) => Some(self.cases_text(cases)),
        }
    }

    fn cases_text(&self, cases: &[Case]) -> String {
        let cases = cases.iter().map(|case| {
            let form = match &case.form {
                Form::Value(r#type) => self.plain(r#type),
                form => self.form_text(form),
            };
            format!("{} {form}", case.status)
        });
        cases.collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn part_text(&self, holds: &PartValue) -> String {
        match holds {
            PartValue::Bytes => "bytes".to_owned(),
            PartValue::ListOfBytes => "list of bytes".to_owned(),
            PartValue::Value(r#type) => self.described(r#type),
        }
    }

    fn definition(&self, item: &Item) -> String {
        let name = &item.name;
        let used = item.used();
        match &item.kind {
            Kind::Struct(object) => format!("struct {name}  ({used})\n{}\n", self.fields(item, object)),
            Kind::Enum(values) => {
                let values = values.iter().map(|value| format!("    {} = {:?}\n", value.name, value.text));
                format!("enum {name}  ({used})\n{}\n", values.collect::<String>())
            }
            Kind::Union(union) => {
                let basis = union.basis.as_str();
                format!("union {name}  ({used}, {basis})\n{}\n", self.variants(union))
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
            let key = if *name == field.key { String::new() } else { format!(" {:?}", field.key) };
            let mark = match field.presence {
                Presence::Required => "",
                Presence::Optional => "?",
                Presence::Patch => "? or null",
            };
            let r#type = if item.sent { self.described(&field.r#type) } else { self.plain(&field.r#type) };
            format!("    {name}{mark}:{key} {}{type}\n", boxed(field.boxed))
        });
        let rest = self.rest_text(&object.rest).map(|rest| format!("    {rest}\n"));
        literals.chain(fields).chain(rest).collect()
    }

    pub(crate) fn rest_text(&self, rest: &Rest) -> Option<String> {
        match rest {
            Rest::Open => None,
            Rest::Closed => Some("nothing else".to_owned()),
            Rest::Typed(rest) => Some(format!("others: {}", self.described(rest))),
        }
    }

    fn variants(&self, union: &Union) -> String {
        let variants = union.variants.iter().map(|variant| {
            let payload = format!("{}{}", boxed(variant.boxed), self.plain(&variant.r#type));
            format!("    {}({payload}) when {}\n", variant.name, variant.recognised_text())
        });
        variants.collect()
    }

    /// The type without its rules.
    pub(crate) fn plain(&self, r#type: &Type) -> String {
        match r#type {
            Type::Any => "any value".to_owned(),
            Type::FreeForm => "any object".to_owned(),
            Type::Boolean => "boolean".to_owned(),
            Type::Integer(_) => "integer".to_owned(),
            Type::Number(_) => "number".to_owned(),
            Type::String(_) => "string".to_owned(),
            Type::Timestamp => "timestamp".to_owned(),
            Type::List(item, _) => format!("list of {}", self.plain(item)),
            Type::Map(value) => format!("map to {}", self.plain(value)),
            Type::Nullable(inner) => format!("{} or null", self.plain(inner)),
            Type::OrReference(inner) => format!("{} or reference", self.plain(inner)),
            Type::Limited(inner, _) => self.plain(inner),
            Type::Named(id) => self.named(*id),
        }
    }

    fn named(&self, id: TypeId) -> String {
        self.item(id).name.clone()
    }

    /// The type with its rules.
    pub(crate) fn described(&self, r#type: &Type) -> String {
        let plain = self.plain(r#type);
        match crate::emit::rules_text(r#type) {
            Some(rules) => format!("{plain}, {rules}"),
            None => plain,
        }
    }
}

impl Item {
    /// Where it is used.
    pub(crate) fn used(&self) -> &'static str {
        match (self.sent, self.received) {
            (true, true) => "sent and received",
            (true, false) => "sent",
            (false, true) => "received",
            (false, false) => "unused",
        }
    }
}

impl Variant {
    /// How it is recognised, in one line.
    pub(crate) fn recognised_text(&self) -> String {
        let ways = self.recognised.iter().map(|way| match way.turn {
            Some(turn) => format!("{} (rule {turn})", way.when),
            None => way.when.clone(),
        });
        ways.collect::<Vec<_>>().join(", or ")
    }
}

fn boxed(boxed: bool) -> &'static str {
    if boxed { "boxed " } else { "" }
}

fn dotted(path: &[String]) -> String {
    path.iter().flat_map(|key| [".", key]).collect()
}
