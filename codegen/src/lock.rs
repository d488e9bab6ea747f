//! What was decided before: names, and how unions are told apart.
//!
//! A document grows. So that a new schema renames nothing and an unrelated edit changes no decision
//! unseen, both stand in a file beside the document, which is read before a run and written after
//! it. Codegen takes its text and gives the new one; it touches no disk.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{
    Answer, Api, BodyForm, Content, Errors, JsonKind, ObjectDecision, Operation, Parameter, ParameterPlace,
    Shape, TypeId, Union,
};
use crate::names::{NameKey, Names};
use crate::source::Location;

/// The names and decisions of an earlier run.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// Types by their places.
    types: BTreeMap<String, Pinned>,
    /// Operations by their ids.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    operations: BTreeMap<String, PinnedOperation>,
    /// Tags by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    tags: BTreeMap<String, PinnedTag>,
}

/// A tag.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct PinnedTag {
    /// The module, the feature and the method of the client.
    module: String,
    /// The type that holds its calls.
    calls: String,
}

/// An operation, its parameters, and what its bodies and answers add.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct PinnedOperation {
    /// The method that starts the call.
    method: String,
    /// The type of the call.
    call: String,
    /// Parameters by their place and name, where the name in Rust differs, or could be taken by one that
    /// goes before it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    parameters: BTreeMap<String, String>,
    /// What it gives for different statuses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answers: Option<String>,
    /// What it says when it fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    errors: Option<String>,
    /// Methods that ask for other content types, by these.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    raw: BTreeMap<String, String>,
    /// Bodies by their content types, where they have names of their own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    bodies: BTreeMap<String, PinnedBody>,
}

/// A body in one content type.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct PinnedBody {
    /// The method that takes it, if it is not the preferred one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    /// The type of one that consists of parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    r#type: Option<String>,
    /// Parts by their names, where the name in Rust differs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    parts: BTreeMap<String, String>,
}

/// A type and its parts.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct Pinned {
    name: String,
    /// Fields, values or variants by their words in the document, where the two differ.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    parts: BTreeMap<String, String>,
    /// How the options are told apart if it is a union.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decision: Option<String>,
}

impl Lock {
    /// What the type at a place was called.
    pub(crate) fn type_name(&self, place: &Location) -> Option<&str> {
        self.at(place).map(|pinned| pinned.name.as_str())
    }

    /// What the parts of the type at a place were called, where that was not what they are called in the document.
    pub(crate) fn part_names(&self, place: &Location) -> Option<&BTreeMap<String, String>> {
        self.at(place).map(|pinned| &pinned.parts)
    }

    fn at(&self, place: &Location) -> Option<&Pinned> {
        // Without a lock file no place needs a text.
        if self.types.is_empty() { None } else { self.types.get(&place.to_string()) }
    }

    /// What the method of an operation was called.
    pub(crate) fn method_name(&self, operation: &str) -> Option<&str> {
        self.operations.get(operation).map(|pinned| pinned.method.as_str())
    }

    /// What the type of a call was called.
    pub(crate) fn call_name(&self, operation: &str) -> Option<&str> {
        self.operations.get(operation).map(|pinned| pinned.call.as_str())
    }

    /// What a parameter of an operation was called.
    pub(crate) fn parameter_name(&self, operation: &str, parameter: &Parameter) -> Option<&str> {
        let pinned = self.operations.get(operation)?;
        pinned.parameters.get(&parameter_key(parameter)).map(String::as_str)
    }

    /// What the module of a tag was called.
    pub(crate) fn module_name(&self, tag: &str) -> Option<&str> {
        self.tags.get(tag).map(|pinned| pinned.module.as_str())
    }

    /// What the type with the calls of a tag was called.
    pub(crate) fn calls_name(&self, tag: &str) -> Option<&str> {
        self.tags.get(tag).map(|pinned| pinned.calls.as_str())
    }

    /// What the type was called that an operation gives for different statuses.
    pub(crate) fn answers_name(&self, operation: &str) -> Option<&str> {
        self.operations.get(operation)?.answers.as_deref()
    }

    /// What the type was called that says why an operation failed.
    pub(crate) fn errors_name(&self, operation: &str) -> Option<&str> {
        self.operations.get(operation)?.errors.as_deref()
    }

    /// What the method was called that asks for a content type.
    pub(crate) fn raw_name(&self, operation: &str, media_type: &str) -> Option<&str> {
        self.operations.get(operation)?.raw.get(media_type).map(String::as_str)
    }

    /// What the method was called that takes the body in a content type.
    pub(crate) fn body_method_name(&self, operation: &str, media_type: &str) -> Option<&str> {
        self.operations.get(operation)?.bodies.get(media_type)?.method.as_deref()
    }

    /// What the type of a body of parts was called.
    pub(crate) fn body_type_name(&self, operation: &str, media_type: &str) -> Option<&str> {
        self.operations.get(operation)?.bodies.get(media_type)?.r#type.as_deref()
    }

    /// What a part of a body was called.
    pub(crate) fn body_part_name(&self, operation: &str, media_type: &str, part: &str) -> Option<&str> {
        self.operations.get(operation)?.bodies.get(media_type)?.parts.get(part).map(String::as_str)
    }

    /// Reports each union that is told apart in another way than before.
    pub(crate) fn compare(&self, api: &Api, diagnostics: &mut Diagnostics) {
        if self.types.is_empty() {
            return;
        }
        for definition in &api.types {
            let Shape::Union(union) = &definition.shape else { continue };
            let place = definition.location.to_string();
            let before = self.types.get(&place).and_then(|pinned| pinned.decision.as_ref());
            let Some(before) = before else { continue };
            let now = decision(union);
            if *before != now {
                diagnostics.warn(
                    Code::ChangedDecision,
                    &definition.location,
                    format!("the options were told apart by {before}; now it is by {now}"),
                    "review what values mean now, and commit the new lock file",
                );
            }
        }
    }

    /// What is to be pinned from now on.
    pub(crate) fn new(api: &Api, names: &Names) -> Self {
        let types = api.type_ids().map(|id| {
            let definition = api.definition(id);
            (definition.location.to_string(), pinned(api, id, names))
        });
        let operations = api.operations.iter().enumerate();
        let operations = operations
            .map(|(index, operation)| (operation.id.clone(), pinned_operation(index, operation, names)));
        let text = |key| names.get(key).text().to_owned();
        let tags = api.tags.iter().enumerate().map(|(index, tag)| {
            let (module, calls) = (text(NameKey::TagModule(index)), text(NameKey::Tag(index)));
            (tag.name.clone(), PinnedTag { module, calls })
        });
        Self { types: types.collect(), operations: operations.collect(), tags: tags.collect() }
    }

    /// The text of the lock file.
    pub(crate) fn text(&self) -> String {
        // A map of texts can always be written.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// Makes the key of a part.
type KeyOf = fn(TypeId, usize) -> NameKey;

fn pinned(api: &Api, id: TypeId, names: &Names) -> Pinned {
    let definition = api.definition(id);
    let name = names.get(NameKey::Type(id)).text().to_owned();
    let (words, key_of): (Vec<&String>, KeyOf) = match &definition.shape {
        Shape::Object(object) => (object.fields.iter().map(|field| &field.key).collect(), NameKey::Field),
        Shape::StringEnum(list) => (list.values.iter().collect(), NameKey::Variant),
        Shape::Union(union) => (union.variants.iter().map(|it| &it.name).collect(), NameKey::Variant),
    };
    let parts = words.into_iter().enumerate().map(|(index, word)| {
        let name = names.get(key_of(id, index)).text().to_owned();
        (word.clone(), name)
    });
    let decision = match &definition.shape {
        Shape::Union(union) => Some(decision(union)),
        Shape::Object(_) | Shape::StringEnum(_) => None,
    };
    Pinned { name, parts: parts.filter(|(word, name)| word != name).collect(), decision }
}

fn pinned_operation(index: usize, operation: &Operation, names: &Names) -> PinnedOperation {
    let text = |key| names.get(key).text().to_owned();
    let parameters = operation.parameters.iter().enumerate();
    let parameters =
        parameters.map(|(position, parameter)| (parameter, text(NameKey::Parameter(index, position))));
    let may_change = parameters.filter(|(parameter, name)| parameter.name != *name || goes_last(parameter));
    let answers = matches!(operation.answer, Answer::Several(_));
    let errors = matches!(operation.errors, Errors::Several(_));
    let raw = operation.raw.iter().enumerate();
    let raw = raw.map(|(number, media_type)| (media_type.clone(), text(NameKey::Raw(index, number))));
    let bodies = operation.body.iter().flat_map(|body| body.contents.iter().enumerate());
    let bodies = bodies
        .map(|(number, content)| (content.media_type.clone(), pinned_body(index, number, content, names)));
    PinnedOperation {
        method: text(NameKey::Operation(index)),
        call: text(NameKey::Call(index)),
        parameters: may_change.map(|(parameter, name)| (parameter_key(parameter), name)).collect(),
        answers: answers.then(|| text(NameKey::Answers(index))),
        errors: errors.then(|| text(NameKey::Errors(index))),
        raw: raw.collect(),
        bodies: bodies.filter(|(_, body)| *body != PinnedBody::default()).collect(),
    }
}

fn pinned_body(index: usize, number: usize, content: &Content, names: &Names) -> PinnedBody {
    let text = |key| names.get(key).text().to_owned();
    let parts = match &content.form {
        BodyForm::Parts(parts) => Some(parts),
        BodyForm::Json(_) | BodyForm::Pairs(..) | BodyForm::AnyParts | BodyForm::Text | BodyForm::Bytes => {
            None
        }
    };
    let texts = parts.into_iter().flatten().enumerate();
    let texts = texts.map(|(position, part)| (&part.name, text(NameKey::Part(index, number, position))));
    PinnedBody {
        method: (number > 0).then(|| text(NameKey::Content(index, number))),
        r#type: parts.map(|_| text(NameKey::Parts(index, number))),
        parts: texts.filter(|(part, name)| *part != name).map(|(part, name)| (part.clone(), name)).collect(),
    }
}

/// Whether a parameter leaves its name to those of the path and the query, unless it had it before.
fn goes_last(parameter: &Parameter) -> bool {
    match parameter.place {
        ParameterPlace::Path | ParameterPlace::Query => false,
        ParameterPlace::Header | ParameterPlace::Cookie => true,
    }
}

/// What a parameter is known by: two of one name may stand in different places.
fn parameter_key(parameter: &Parameter) -> String {
    format!("{} {}", parameter.place.as_str(), parameter.name)
}

/// How a union is told apart, in one line. What an option has that tells nothing does not show.
fn decision(union: &Union) -> String {
    let name = |index: usize| union.variants.get(index).map_or("", |variant| variant.name.as_str());
    let mut parts: Vec<String> = Vec::new();
    for (kind, variant) in &union.decision.kinds {
        let kind = match kind {
            JsonKind::Boolean => "boolean",
            JsonKind::Integer => "integer",
            JsonKind::Number => "number",
            JsonKind::Listed(_) => "listed string",
            JsonKind::Timestamp => "timestamp",
            JsonKind::String => "string",
            JsonKind::Array => "array",
        };
        parts.push(format!("{kind} is {}", name(*variant)));
    }
    let objects = objects(&union.decision.objects, &name);
    parts.extend((!objects.is_empty()).then_some(objects));
    format!("{} ({})", parts.join(", "), union.decision.ground.as_str())
}

fn objects<'a>(decision: &ObjectDecision, name: &dyn Fn(usize) -> &'a str) -> String {
    match decision {
        ObjectDecision::None => String::new(),
        ObjectDecision::Only(variant) => format!("object is {}", name(*variant)),
        ObjectDecision::Tag { property, values, other } => {
            let values = values.iter().map(|(value, variant)| format!("{value} is {}", name(*variant)));
            let other = other.map(|variant| format!("other is {}", name(variant)));
            let values: Vec<_> = values.chain(other).collect();
            format!("{property}: {}", values.join(", "))
        }
        ObjectDecision::Branch { path, values, other } => {
            let values = values.iter().map(|(value, inner)| format!("{value} [{}]", objects(inner, name)));
            let values: Vec<_> = values.collect();
            format!("{}: {}, other [{}]", path.join("."), values.join(", "), objects(other, name))
        }
        ObjectDecision::Keys(rules) => {
            let rules = rules.iter().map(|rule| {
                let when: Vec<_> = rule.when.iter().map(|keys| keys.join("|")).collect();
                format!("{} is {}", when.join("&"), name(rule.variant))
            });
            format!("keys: {}", rules.collect::<Vec<_>>().join(", "))
        }
        ObjectDecision::Count(candidates) => {
            let order: Vec<_> = candidates.iter().map(|candidate| name(candidate.variant)).collect();
            format!("count: {}", order.join(", "))
        }
    }
}
