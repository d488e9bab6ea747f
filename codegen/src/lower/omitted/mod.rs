//! Required properties that the service omits: those that documented examples lack, and those that the settings list. They
//! become optional after equal types were merged, so that no type is split. Constructors still take them, and requests
//! require them.

mod fit;
pub(super) mod listed;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use self::fit::Fit;
use self::listed::Omitted;
use super::direction::{make_optional, require};
use super::discriminator::ExplicitDiscriminator;
use super::option_names::OptionNames;
use super::select::sibling;
use crate::analyze;
use crate::ir::{
    Api, BodyForm, Documentation, Example, ExampleOf, Field, Object, OmittedRequired, Operation, Presence,
    Response, ResponseForm, ScalarKind, Shape, StringEnum, Type, TypeDefinition, TypeId,
};
use crate::settings::Settings;
use crate::source::{Location, Value};

/// Makes the properties optional, and records them. Returns the entries of the settings that apply.
pub(super) fn relax(
    api: &mut Api,
    discriminators: &HashMap<Location, ExplicitDiscriminator>,
    option_names: &HashMap<Location, Vec<OptionNames>>,
    listed: &[Omitted],
    settings: &Settings,
) -> BTreeSet<usize> {
    let mut used = BTreeSet::new();
    let Some(omitted_required) = &settings.omitted_required else { return used };
    let mut found = BTreeMap::new();
    for Omitted { r#type, key, entry } in listed {
        if is_required(api, *r#type, key) {
            used.insert(*entry);
            let property = OmittedRequired::new(*r#type, key);
            found.entry((*r#type, key.clone())).or_insert(property).entry = Some(*entry);
        }
    }
    if omitted_required.examples {
        let envelope = settings.envelope.as_ref().map(|envelope| envelope.property.as_str());
        // The variants that the discriminators in the settings select do not depend on the properties that are optional.
        let mut selected = Cow::Borrowed(&*api);
        if !settings.discriminators.is_empty() {
            sibling::select(selected.to_mut(), option_names, settings);
        }
        for (r#type, key, example) in omitted_by_examples(&selected, discriminators, envelope) {
            let property = OmittedRequired::new(r#type, &key);
            found.entry((r#type, key)).or_insert(property).examples.push(example);
        }
    }
    let facts = analyze::usage(api);
    let mut keys: BTreeMap<TypeId, Vec<String>> = BTreeMap::new();
    for ((id, key), property) in &found {
        omit(api, property);
        if facts[id.0].in_requests() {
            keys.entry(*id).or_default().push(key.clone());
        }
    }
    for (id, keys) in keys {
        if let Shape::Object(object) = &mut api.types[id.0].shape {
            require(object, &keys);
        }
    }
    api.omitted_required = found.into_values().collect();
    used
}

impl OmittedRequired {
    fn new(r#type: TypeId, key: &str) -> Self {
        Self { r#type, key: key.to_owned(), entry: None, examples: Vec::new() }
    }
}

fn is_required(api: &Api, id: TypeId, key: &str) -> bool {
    let Shape::Object(object) = &api.definition(id).shape else { return false };
    object.literals.iter().any(|literal| literal.key == key)
        || object.fields.iter().any(|field| field.key == key && field.presence == Presence::Required)
}

/// Makes a property optional. A literal becomes a field, because it may be absent.
fn omit(api: &mut Api, property: &OmittedRequired) {
    let added = TypeId(api.types.len());
    let definition = &mut api.types[property.r#type.0];
    let Shape::Object(object) = &mut definition.shape else { return };
    let literal = object.literals.iter().position(|literal| literal.key == property.key);
    let constant = literal.map(|index| {
        let value = object.literals.remove(index).value;
        object.fields.insert(0, field(&property.key, Type::Named(added)));
        TypeDefinition {
            origin: definition.origin.property(&property.key),
            origins: definition.origins.iter().map(|origin| origin.property(&property.key)).collect(),
            location: definition.location.join("properties").join(&property.key),
            places: 1,
            elsewhere: Vec::new(),
            documentation: Documentation::default(),
            shape: Shape::StringEnum(StringEnum {
                values: vec![value],
                scalar: ScalarKind::String,
                labels: Vec::new(),
            }),
            options: Vec::new(),
        }
    });
    mark(object, property);
    api.types.extend(constant);
}

fn field(key: &str, r#type: Type) -> Field {
    Field {
        key: key.to_owned(),
        r#type,
        presence: Presence::Required,
        in_constructor: true,
        constant: None,
        read_only: false,
        write_only: false,
        documentation: Documentation::default(),
        notes: Vec::new(),
        sibling: None,
    }
}

fn mark(object: &mut Object, property: &OmittedRequired) {
    let Some(field) = object.fields.iter_mut().find(|field| field.key == property.key) else { return };
    make_optional(field);
    let who =
        if property.examples.is_empty() { "the service omits it" } else { "a documented example omits it" };
    field.notes.push(format!("Required by the document, but {who}."));
}

/// Returns the required properties that documented examples omit, and the location of each example.
fn omitted_by_examples(
    api: &Api,
    discriminators: &HashMap<Location, ExplicitDiscriminator>,
    envelope: Option<&str>,
) -> Vec<(TypeId, String, Location)> {
    let mut omitted = Vec::new();
    for operation in &api.operations {
        for example in &operation.examples {
            let Ok(value) = serde_json::from_str::<Value>(&example.json) else { continue };
            let mut fit = Fit::new(api, discriminators);
            for (r#type, value) in documented(operation, example, &value, &mut fit) {
                // The envelope is the same for all responses, so that one that lacks it is not a response.
                let outer = envelope.filter(|_| example.of == ExampleOf::Response);
                fit.omitted(r#type, value, outer.filter(|_| is_whole(&operation.response)));
            }
            omitted.extend(fit.found.into_iter().map(|(id, key)| (id, key, example.location.clone())));
        }
    }
    omitted
}

/// Returns whether a response is a body that is not in an envelope.
fn is_whole(response: &Response) -> bool {
    matches!(response, Response::Value(path, _) if path.is_empty())
}

/// Returns the values in an example, and their types.
fn documented<'v, 'a>(
    operation: &'a Operation,
    example: &Example,
    value: &'v Value,
    fit: &mut Fit<'a>,
) -> Vec<(&'a Type, &'v Value)> {
    let types = match example.of {
        ExampleOf::Request => {
            let contents = operation.body.iter().flat_map(|body| &body.contents);
            let json = contents.filter_map(|content| match &content.form {
                BodyForm::Json(r#type) => Some(r#type),
                BodyForm::Pairs(..)
                | BodyForm::Parts(_)
                | BodyForm::AnyParts
                | BodyForm::Text
                | BodyForm::Bytes => None,
            });
            json.map(|r#type| (r#type, value)).collect()
        }
        ExampleOf::Response => responses(&operation.response, value),
    };
    // The example of one of several statuses is that of the type that it resembles most.
    let best = types.iter().min_by_key(|(r#type, value)| fit.differences(r#type, value));
    let is_list = matches!(operation.response, Response::Page(_)) && example.of == ExampleOf::Response;
    if is_list { types } else { best.copied().into_iter().collect() }
}

fn responses<'v, 'a>(response: &'a Response, value: &'v Value) -> Vec<(&'a Type, &'v Value)> {
    let at = |path: &[String], r#type: &'a Type| at_path(value, path).map(|value| (r#type, value));
    match response {
        Response::Empty | Response::Text | Response::Bytes | Response::Events(_) => Vec::new(),
        Response::Value(path, r#type) => at(path, r#type).into_iter().collect(),
        Response::Page(page) => {
            let items = at_path(value, &page.items).map_or(&[][..], |items| match items {
                Value::Array(items) => items,
                _ => &[],
            });
            let items = items.iter().map(|item| (&page.item, item));
            let object = page.items.split_last().and_then(|(_, path)| at_path(value, path));
            items.chain(page.beside.as_deref().zip(object)).collect()
        }
        Response::ByStatus(cases) => {
            let typed = cases.iter().filter_map(|case| match &case.form {
                ResponseForm::Value(path, r#type) => at(path, r#type),
                ResponseForm::Empty | ResponseForm::Text | ResponseForm::Bytes => None,
            });
            typed.collect()
        }
    }
}

fn at_path<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, key| match value {
        Value::Object(properties) => properties.get(key),
        _ => None,
    })
}
