//! Selection by the value of a property, the tag.

use std::collections::HashMap;

use super::leaves::ObjectOption;
use crate::ir::{Api, Object, ObjectSelection, Presence, ScalarKind, Shape, Type};

/// Maximum nesting depth of a tag.
pub(super) const MAX_DEPTH: usize = 3;

/// Options, grouped by the value of a tag.
pub(super) struct Groups<'a> {
    /// Values, and the options that have them.
    pub known: Vec<(Vec<String>, Vec<ObjectOption<'a>>)>,
    /// The options for all other values.
    pub open: Vec<ObjectOption<'a>>,
}

/// The values that an option allows for a required property.
enum Tag {
    /// These strings.
    Values(Vec<String>),
    /// Any string.
    Open,
}

/// Selects by the first property that all options require with distinct values. One option may allow
/// any string and is selected by all other values.
pub(super) fn complete(api: &Api, options: &[ObjectOption<'_>]) -> Option<ObjectSelection> {
    required_of_first(options).into_iter().find_map(|key| complete_at(api, key, options))
}

fn complete_at(api: &Api, key: &str, options: &[ObjectOption<'_>]) -> Option<ObjectSelection> {
    let mut variants: HashMap<String, usize> = HashMap::new();
    let mut values = Vec::new();
    let mut other = None;
    for option in options {
        match tag_values(api, key, option.object?)? {
            Tag::Open if other.replace(option.variant).is_some_and(|it| it != option.variant) => return None,
            Tag::Open => {}
            Tag::Values(own) => {
                for value in own {
                    match variants.insert(value.clone(), option.variant) {
                        Some(variant) if variant != option.variant => return None,
                        Some(_) => {}
                        None => values.push((value, option.variant)),
                    }
                }
            }
        }
    }
    let property = key.to_owned();
    (!values.is_empty()).then_some(ObjectSelection::Tag { property, values, other })
}

/// Groups the options by a property, possibly nested, that leaves fewer options for each of its values.
pub(super) fn branch<'a>(api: &Api, options: &[ObjectOption<'a>]) -> Option<(Vec<String>, Groups<'a>)> {
    let objects: Option<Vec<&Object>> = options.iter().map(|option| option.object).collect();
    let path = branch_path(api, &objects?, &mut Vec::new())?;
    let values = |option: &ObjectOption<'a>| tag_at(api, &path, option.object?);
    let tags: Option<Vec<Tag>> = options.iter().map(values).collect();
    Some((path.clone(), groups(options, tags?)))
}

/// Returns the path of the first property that distinguishes at least two groups, less nested ones first.
fn branch_path(api: &Api, objects: &[&Object], path: &mut Vec<String>) -> Option<Vec<String>> {
    let first = objects.first()?;
    let keys: Vec<&str> = required_keys(first).collect();
    for key in &keys {
        let tags: Option<Vec<Tag>> = objects.iter().map(|object| tag_values(api, key, object)).collect();
        if tags.is_some_and(|tags| narrows(&tags)) {
            path.push((*key).to_owned());
            return Some(path.clone());
        }
    }
    if path.len() + 1 >= MAX_DEPTH {
        return None;
    }
    keys.iter().find_map(|key| {
        let inner: Option<Vec<&Object>> = objects.iter().map(|object| nested(api, key, object)).collect();
        let mut path = path.clone();
        path.push((*key).to_owned());
        branch_path(api, &inner?, &mut path)
    })
}

/// Returns whether the values of a tag distinguish at least two groups.
fn narrows(tags: &[Tag]) -> bool {
    let mut by_value: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, tag) in tags.iter().enumerate() {
        if let Tag::Values(values) = tag {
            for value in values {
                by_value.entry(value).or_default().push(index);
            }
        }
    }
    // An open tag matches every value, so at most one option may have it.
    let open = tags.iter().filter(|tag| matches!(tag, Tag::Open)).count();
    open <= 1 && !by_value.is_empty() && by_value.values().all(|options| options.len() < tags.len())
}

fn groups<'a>(options: &[ObjectOption<'a>], tags: Vec<Tag>) -> Groups<'a> {
    let mut by_value: Vec<(String, Vec<usize>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut open = Vec::new();
    for (index, tag) in tags.into_iter().enumerate() {
        match tag {
            Tag::Open => open.push(options[index]),
            Tag::Values(values) => {
                for value in values {
                    let place = *places.entry(value.clone()).or_insert_with(|| {
                        by_value.push((value, Vec::new()));
                        by_value.len() - 1
                    });
                    by_value[place].1.push(index);
                }
            }
        }
    }
    let mut known: Vec<(Vec<String>, Vec<usize>)> = Vec::new();
    for (value, indices) in by_value {
        match known.iter_mut().find(|(_, existing)| *existing == indices) {
            Some((values, _)) => values.push(value),
            None => known.push((vec![value], indices)),
        }
    }
    let pick = |indices: Vec<usize>| indices.into_iter().map(|index| options[index]).collect();
    let known = known.into_iter().map(|(values, indices)| (values, pick(indices))).collect();
    Groups { known, open }
}

fn tag_at(api: &Api, path: &[String], object: &Object) -> Option<Tag> {
    let (last, before) = path.split_last()?;
    let object = before.iter().try_fold(object, |object, key| nested(api, key, object))?;
    tag_values(api, last, object)
}

/// Returns the object type of a required property.
pub(super) fn nested<'a>(api: &'a Api, key: &str, object: &'a Object) -> Option<&'a Object> {
    let required = object.fields.iter().find(|it| it.key == key && it.presence == Presence::Required)?;
    let Type::Named(id) = required.r#type else { return None };
    match &api.definition(id).shape {
        Shape::Object(object) => Some(object),
        Shape::StringEnum(_) | Shape::Union(_) => None,
    }
}

/// Returns the values of a required property; `None` if it is not required, or not a string.
fn tag_values(api: &Api, key: &str, object: &Object) -> Option<Tag> {
    if let Some(literal) = object.literals.iter().find(|literal| literal.key == key) {
        // As below.
        return (!literal.value.is_empty()).then(|| Tag::Values(vec![literal.value.clone()]));
    }
    let field = object.fields.iter().find(|it| it.key == key && it.presence == Presence::Required)?;
    match &field.r#type {
        Type::String(_) => Some(Tag::Open),
        Type::Named(id) => match &api.definition(*id).shape {
            // An empty string is the absence of a value, which a property of any strings may have too.
            Shape::StringEnum(list) if list.values.iter().all(String::is_empty) => None,
            Shape::StringEnum(list) if list.scalar == ScalarKind::String => {
                Some(Tag::Values(list.values.clone()))
            }
            Shape::StringEnum(_) | Shape::Object(_) | Shape::Union(_) => None,
        },
        Type::Any
        | Type::FreeForm
        | Type::Boolean
        | Type::Integer(_)
        | Type::Number(_)
        | Type::Timestamp
        | Type::List(..)
        | Type::Map(_)
        | Type::Nullable(_)
        | Type::Limited(..)
        | Type::OrReference(_) => None,
    }
}

fn required_of_first<'a>(options: &[ObjectOption<'a>]) -> Vec<&'a str> {
    let first = options.first().and_then(|option| option.object);
    first.map(|object| required_keys(object).collect()).unwrap_or_default()
}

fn required_keys(object: &Object) -> impl Iterator<Item = &str> {
    let literals = object.literals.iter().map(|literal| literal.key.as_str());
    let fields = object.fields.iter().filter(|field| field.presence == Presence::Required);
    literals.chain(fields.map(|field| field.key.as_str()))
}
