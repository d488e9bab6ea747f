//! The public surface as a reviewer reads it: one text per tag, one line per operation,
//! parameter, field, value and variant, so that a change of the document shows as a few lines.

use crate::analyze::{Facts, analyze};
use crate::ir::{
    Answer, Api, BodyForm, Case, CaseForm, Content, Decision, Errors, JsonKind, KeyRule, Object,
    ObjectDecision, Operation, Presence, Rest, Shape, Type, TypeId, Union,
};
use crate::names::{NameKey, Names};

/// The surface of each tag, and of what tags share, by the name of its module.
#[must_use]
pub fn surface(api: &Api, names: &Names) -> Vec<(String, String)> {
    let surface = Surface { api, names, facts: analyze(api) };
    let mut texts: Vec<_> = (0..api.tags.len()).map(|tag| surface.tag(tag)).collect();
    texts.push(("shared".to_owned(), surface.types(|tags| tags != 1)));
    texts
}

struct Surface<'a> {
    api: &'a Api,
    names: &'a Names,
    facts: Facts,
}

impl Surface<'_> {
    fn name(&self, key: NameKey) -> String {
        self.names.get(key).to_string()
    }

    fn tag(&self, tag: usize) -> (String, String) {
        let operations = self.api.operations.iter().enumerate();
        let operations = operations.filter(|(_, operation)| operation.tag == tag);
        let mut text: String = operations.map(|(index, it)| self.operation(index, it)).collect();
        let module = self.names.get(NameKey::TagModule(tag));
        let own = |id: &TypeId| self.facts.tags(*id).iter().eq([&tag]);
        text.push_str(&self.definitions(self.api.type_ids().filter(own).collect()));
        (module.text().to_owned(), text)
    }

    fn types(&self, wanted: impl Fn(usize) -> bool) -> String {
        let ids = self.api.type_ids().filter(|id| wanted(self.facts.tags(*id).len()));
        self.definitions(ids.collect())
    }

    fn definitions(&self, mut ids: Vec<TypeId>) -> String {
        ids.sort_by_key(|id| self.name(NameKey::Type(*id)));
        ids.into_iter().map(|id| self.definition(id)).collect()
    }

    fn operation(&self, index: usize, operation: &Operation) -> String {
        let group = self.name(NameKey::TagModule(operation.tag));
        let method = self.name(NameKey::Operation(index));
        let Operation { id, method: verb, path, .. } = operation;
        let mut lines = vec![format!("operation {group}().{method}  {id}  {verb} {path}\n")];
        for (position, parameter) in operation.parameters.iter().enumerate() {
            let name = self.name(NameKey::Parameter(index, position));
            let place = format!("{:?}", parameter.place).to_lowercase();
            let mark = if parameter.required { "" } else { "?" };
            let r#type = self.described(&parameter.r#type);
            lines.push(format!("    {place} {name}{mark}: {type}\n"));
        }
        if let Some(body) = &operation.body {
            let mark = if body.required { "" } else { "?" };
            let contents = body.contents.iter().map(|content| self.body(mark, content));
            lines.extend(contents);
        }
        let answer = match &operation.answer {
            Answer::Empty => "nothing".to_owned(),
            Answer::Value(path, r#type) => format!("{} at ${}", self.described(r#type), dotted(path)),
            Answer::Page(page) => {
                format!("pages of {} at ${}", self.described(&page.item), dotted(&page.items))
            }
            Answer::Text => "text".to_owned(),
            Answer::Bytes => "bytes".to_owned(),
            Answer::Several(cases) => self.cases(cases),
        };
        let errors = match &operation.errors {
            Errors::Unknown => String::new(),
            Errors::Same(r#type) => format!("    errors: {}\n", self.plain(r#type)),
            Errors::Several(cases) => format!("    errors: {}\n", self.cases(cases)),
        };
        format!("{}    answer: {answer}\n{errors}\n", lines.concat())
    }

    fn body(&self, mark: &str, content: &Content) -> String {
        let Content { media_type, form } = content;
        let form = match form {
            BodyForm::Json(r#type) if media_type == "application/json" => {
                return format!("    body{mark}: {}\n", self.described(r#type));
            }
            BodyForm::Json(r#type) | BodyForm::Pairs(r#type, _) => self.described(r#type),
            BodyForm::Parts(parts) => {
                let parts = parts.iter().map(|part| part.name.as_str());
                format!("parts {}", parts.collect::<Vec<_>>().join(", "))
            }
            BodyForm::AnyParts => "any parts".to_owned(),
            BodyForm::Text => "text".to_owned(),
            BodyForm::Bytes => "bytes".to_owned(),
        };
        format!("    body{mark} in {media_type}: {form}\n")
    }

    fn cases(&self, cases: &[Case]) -> String {
        let cases = cases.iter().map(|case| {
            let form = match &case.form {
                CaseForm::Empty => "nothing".to_owned(),
                CaseForm::Value(_, r#type) => self.plain(r#type),
                CaseForm::Text => "text".to_owned(),
                CaseForm::Bytes => "bytes".to_owned(),
            };
            format!("{} {form}", case.status)
        });
        cases.collect::<Vec<_>>().join(", ")
    }

    fn definition(&self, id: TypeId) -> String {
        let name = self.name(NameKey::Type(id));
        let usage = self.facts.usage(id);
        let used = match (usage.request, usage.answer) {
            (true, true) => "sent and received",
            (true, false) => "sent",
            (false, true) => "received",
            (false, false) => "unused",
        };
        match &self.api.definition(id).shape {
            Shape::Object(object) => {
                format!("struct {name}  ({used})\n{}\n", self.fields(id, object))
            }
            Shape::StringEnum(list) => {
                let values = list.values.iter().enumerate();
                let values = values.map(|(index, value)| {
                    format!("    {} = {value:?}\n", self.name(NameKey::Variant(id, index)))
                });
                format!("enum {name}  ({used})\n{}\n", values.collect::<String>())
            }
            Shape::Union(union) => {
                let ground = union.decision.ground.as_str();
                format!("union {name}  ({used}, {ground})\n{}\n", self.variants(id, union))
            }
        }
    }

    fn fields(&self, id: TypeId, object: &Object) -> String {
        let literals = object
            .literals
            .iter()
            .map(|literal| format!("    {:?} is always {:?}\n", literal.key, literal.value));
        let fields = object.fields.iter().enumerate().map(|(index, field)| {
            let name = self.name(NameKey::Field(id, index));
            let key = if *name == *field.key { String::new() } else { format!(" {:?}", field.key) };
            let mark = match field.presence {
                Presence::Required => "",
                Presence::Optional => "?",
                Presence::Patch => "? or null",
            };
            let r#type = if self.facts.usage(id).request {
                self.described(&field.r#type)
            } else {
                self.plain(&field.r#type)
            };
            format!("    {name}{mark}:{key} {type}\n")
        });
        let rest = match &object.rest {
            Rest::Open => None,
            Rest::Closed => Some("    nothing else\n".to_owned()),
            Rest::Typed(rest) => Some(format!("    others: {}\n", self.described(rest))),
        };
        literals.chain(fields).chain(rest).collect()
    }

    fn variants(&self, id: TypeId, union: &Union) -> String {
        let variants = union.variants.iter().enumerate().map(|(index, variant)| {
            let name = self.name(NameKey::Variant(id, index));
            let ground = ground(&union.decision, index);
            format!("    {name}({}) when {ground}\n", self.plain(&variant.r#type))
        });
        variants.collect()
    }

    fn plain(&self, r#type: &Type) -> String {
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
            Type::Named(id) => self.name(NameKey::Type(*id)),
        }
    }

    /// The type with its rules.
    fn described(&self, r#type: &Type) -> String {
        let plain = self.plain(r#type);
        match crate::emit::rules_text(r#type) {
            Some(rules) => format!("{plain}, {rules}"),
            None => plain,
        }
    }
}

/// How one variant is recognised.
fn ground(decision: &Decision, variant: usize) -> String {
    let kinds = decision.kinds.iter().filter(|(_, index)| *index == variant);
    let mut grounds: Vec<String> = kinds.map(|(kind, _)| kind_text(kind)).collect();
    object_grounds(&decision.objects, variant, "", &mut grounds);
    grounds.join(", or ")
}

fn object_grounds(decision: &ObjectDecision, variant: usize, before: &str, grounds: &mut Vec<String>) {
    match decision {
        ObjectDecision::Only(index) if *index == variant => {
            let before = before.trim_end_matches(" and ");
            grounds.push(if before.is_empty() { "an object".to_owned() } else { before.to_owned() });
        }
        ObjectDecision::None | ObjectDecision::Only(_) => {}
        ObjectDecision::Tag { property, values, other } => {
            let values = values.iter().filter(|(_, index)| *index == variant);
            grounds.extend(values.map(|(value, _)| format!("{before}{property} = {value:?}")));
            let open = *other == Some(variant);
            grounds.extend(open.then(|| format!("{before}{property} = any other string")));
        }
        ObjectDecision::Branch { path, values, other } => {
            let property = path.join(".");
            for (value, inner) in values {
                object_grounds(inner, variant, &format!("{before}{property} = {value:?} and "), grounds);
            }
            let rest = format!("{before}{property} = anything else and ");
            object_grounds(other, variant, &rest, grounds);
        }
        ObjectDecision::Keys(rules) => {
            let rules = rules.iter().enumerate().filter(|(_, rule)| rule.variant == variant);
            grounds.extend(rules.map(|(order, rule)| format!("{before}{}", keys_text(order, rule))));
        }
        ObjectDecision::Count(candidates) => {
            let own = candidates.iter().filter(|candidate| candidate.variant == variant);
            grounds.extend(own.map(|_| format!("{before}it knows most members")));
        }
    }
}

fn kind_text(kind: &JsonKind) -> String {
    match kind {
        JsonKind::Boolean => "a boolean".to_owned(),
        JsonKind::Integer => "a whole number".to_owned(),
        JsonKind::Number => "a number".to_owned(),
        JsonKind::Listed(values) => format!("one of {values:?}"),
        JsonKind::Timestamp => "a point in time".to_owned(),
        JsonKind::String => "a string".to_owned(),
        JsonKind::Array => "an array".to_owned(),
    }
}

fn keys_text(order: usize, rule: &KeyRule) -> String {
    let groups: Vec<_> = rule.when.iter().map(|keys| keys.join(" or ")).collect();
    let when = if groups.is_empty() { "anything".to_owned() } else { groups.join(", and ") };
    format!("has {when} (rule {})", order + 1)
}

fn dotted(path: &[String]) -> String {
    let mut text = String::new();
    for key in path {
        text.push('.');
        text.push_str(key);
    }
    text
}
