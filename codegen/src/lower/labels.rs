//! Labels of the options of a union: the words that variants and the types of unnamed options are named after.
//!
//! A label is what proves that a value is of an option: the value of a tag, a property that no other option has, or the
//! kind of the value. Options that the document names by a component or a title only have a label if there is a tag.

use std::rc::Rc;

use super::lowering::Lowering;
use super::union::{Labels, first_reference};
use crate::document::{Discriminator, JsonType, Schema, is_integer};
use crate::source::Value;

/// Maximum number of letters and digits of a tag that is a name.
const MAX_TAG: usize = 28;

/// Maximum number of references from a property to the schema with its constant.
const MAX_REFERENCES: usize = 8;

/// Maximum number of pairs of properties that are compared.
const MAX_PAIRS: usize = 64;

/// Maximum number of nested properties that are compared.
const MAX_NESTED: usize = 2;

/// An option of a union.
struct Candidate {
    /// Its schema, with its parts merged and references resolved.
    schema: Schema,
    /// Whether the document names it.
    is_named: bool,
    tag: Option<String>,
}

impl Lowering<'_> {
    /// Returns the label of each option, and its tag.
    pub(super) fn labels(
        &mut self,
        options: &[Rc<Schema>],
        discriminator: Option<&Discriminator>,
    ) -> Vec<Labels> {
        let mut candidates = Vec::new();
        for option in options {
            let schema = self.resolved(option);
            let reference = first_reference(option);
            let is_named = reference.is_some() || schema.title.is_some();
            let mapping = discriminator.map(|it| it.mapping.as_slice()).unwrap_or_default();
            let mut mapped = mapping.iter().filter(|(_, target)| Some(target) == reference);
            // An option with several tags is none of them.
            let tag = mapped.next().filter(|_| mapped.next().is_none()).map(|(tag, _)| tag.clone());
            candidates.push(Candidate { schema, is_named, tag });
        }
        self.tags(&mut candidates, discriminator.map(|it| it.property.as_str()));
        let tags: Vec<_> = candidates.iter().map(|it| it.tag.clone()).collect();
        // A name of the document is better than some of the tags.
        let is_tagged = |it: &Candidate| {
            it.tag.is_some() && candidates.iter().filter(|other| other.tag == it.tag).count() == 1
        };
        if !candidates.iter().all(is_tagged) {
            candidates.iter_mut().filter(|it| it.is_named).for_each(|it| it.tag = None);
        }
        let labels = self.proofs(&candidates, 0).into_iter().zip(tags);
        labels.map(|(label, tag)| Labels { label, tag }).collect()
    }

    /// Returns what proves each option, without proofs that several have.
    fn proofs(&self, candidates: &[Candidate], depth: usize) -> Vec<Option<String>> {
        let mut labels: Vec<Option<String>> =
            (0..candidates.len()).map(|index| label(index, candidates)).collect();
        if depth < MAX_NESTED {
            self.nested(candidates, &mut labels, depth);
        }
        without_proof(candidates, &mut labels);
        let repeated: Vec<bool> = labels.iter().map(|label| is_repeated(label.as_ref(), &labels)).collect();
        for (label, is_repeated) in labels.iter_mut().zip(repeated) {
            *label = label.take().filter(|_| !is_repeated);
        }
        labels
    }

    /// Labels options that have no label yet after what proves the value of a property that they share.
    fn nested(&self, candidates: &[Candidate], labels: &mut [Option<String>], depth: usize) {
        let open: Vec<usize> = (0..labels.len())
            .filter(|index| labels[*index].is_none() && !candidates[*index].is_named)
            .collect();
        let [first, _, ..] = open.as_slice() else { return };
        let same = open.iter().filter(|index| candidates[**index].tag == candidates[*first].tag);
        let same: Vec<usize> = same.copied().collect();
        for key in candidates[*first].schema.properties.keys() {
            let inner = same.iter().map(|index| {
                let schema = self.constant_target(candidates[*index].schema.properties.get(key)?)?;
                let schema = schema.clone();
                Some(Candidate { schema, is_named: false, tag: None })
            });
            let Some(mut inner) = inner.collect::<Option<Vec<_>>>().filter(|inner| inner.len() > 1) else {
                continue;
            };
            self.tags(&mut inner, None);
            let proofs = self.proofs(&inner, depth + 1);
            if proofs.iter().flatten().count() < 2 {
                continue;
            }
            for (index, proof) in same.iter().zip(proofs) {
                let tag = candidates[*index].tag.as_deref();
                labels[*index] =
                    proof.map(|proof| tag.map_or_else(|| proof.clone(), |tag| format!("{tag} {proof}")));
            }
            return;
        }
    }

    /// Sets the tags of options: the constants of the property that the most options have one for.
    fn tags(&self, candidates: &mut [Candidate], discriminator: Option<&str>) {
        let mut best: Option<(usize, Vec<Option<String>>)> = None;
        let mut seen: Vec<&str> = Vec::new();
        for key in candidates.iter().flat_map(|it| it.schema.properties.keys()) {
            if discriminator.is_some_and(|property| property != key) || seen.contains(&key.as_str()) {
                continue;
            }
            seen.push(key);
            let tags: Vec<_> = candidates.iter().map(|it| self.tag(&it.schema, key)).collect();
            let first = tags.iter().flatten().next();
            let is_distinct = tags.iter().flatten().any(|tag| Some(tag) != first);
            let count = tags.iter().flatten().count();
            if is_distinct && best.as_ref().is_none_or(|(most, _)| count > *most) {
                best = Some((count, tags));
            }
        }
        for (candidate, tag) in candidates.iter_mut().zip(best.into_iter().flat_map(|(_, tags)| tags)) {
            if candidate.tag.is_none() {
                candidate.tag = tag;
            }
        }
        for candidate in candidates {
            candidate.tag = candidate.tag.take().filter(|tag| is_name(tag));
        }
    }

    /// Follows references, and the only option that is not a reference to a value.
    fn constant_target<'s>(&'s self, schema: &'s Schema) -> Option<&'s Schema> {
        let mut schema = schema;
        for _ in 0..MAX_REFERENCES {
            let mut values = schema.options.iter().filter(|option| !self.is_reference(option));
            schema = match (&schema.reference, values.next(), values.next()) {
                (Some(target), ..) => self.document.schemas.get(target)?,
                (None, Some(only), None) => only,
                (None, ..) => break,
            };
        }
        Some(schema)
    }

    /// Returns the words for the only value of a property.
    fn tag(&self, schema: &Schema, key: &str) -> Option<String> {
        let property = self.constant_target(schema.properties.get(key)?)?;
        let listed = match property.enumeration.as_deref() {
            Some([only]) => Some(only),
            _ => None,
        };
        match property.constant.as_ref().or(listed)? {
            Value::String(text) => Some(text.clone()),
            Value::Boolean(true) => Some(key.to_owned()),
            Value::Boolean(false) => Some(format!("not {key}")),
            Value::Number(number) if is_integer(number) => Some(format!("{key} {number}")),
            _ => None,
        }
    }
}

/// Returns whether a tag can be a name: a few words that begin with a letter. Only letters and digits count, because names
/// consist of these.
fn is_name(tag: &str) -> bool {
    let mut letters = tag.chars().filter(|letter| letter.is_alphanumeric());
    !matches!(tag, "true" | "false" | "null")
        && letters.next().is_some_and(char::is_alphabetic)
        && letters.count() < MAX_TAG
}

/// Returns what proves an option: its tag, and what distinguishes it from others with the same tag.
fn label(index: usize, candidates: &[Candidate]) -> Option<String> {
    let own = &candidates[index];
    let others = candidates.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, it)| it);
    if let Some(tag) = &own.tag {
        let same: Vec<&Candidate> = others.filter(|other| other.tag.as_ref() == Some(tag)).collect();
        return match same.as_slice() {
            [] => Some(tag.clone()),
            _ if own.is_named => None,
            same => distinct_key(&own.schema, same).map(|key| format!("{tag} {key}")),
        };
    }
    if own.is_named {
        return None;
    }
    let others: Vec<&Candidate> = others.collect();
    kind(&own.schema)
        .or_else(|| distinct_key(&own.schema, &others).map(str::to_owned))
        .or_else(|| distinct_pair(&own.schema, &others))
}

/// Returns the first property that an option requires and no other one declares, or else the first one that it declares,
/// or else the first one that it alone requires.
fn distinct_key<'a>(schema: &'a Schema, others: &[&Candidate]) -> Option<&'a str> {
    let distinct = |key: &&String| !others.iter().any(|other| other.schema.properties.contains_key(*key));
    let mut keys = schema.properties.keys().filter(distinct);
    let required = keys.clone().find(|key| schema.required.contains(key));
    let only_required = || {
        let mut required = schema.required.iter();
        required.find(|key| !others.iter().any(|other| other.schema.required.contains(key)))
    };
    required.or_else(|| keys.next()).or_else(only_required).map(String::as_str)
}

/// Returns the first two properties that no other option has both of, required ones first.
fn distinct_pair(schema: &Schema, others: &[&Candidate]) -> Option<String> {
    let is_required = |key: &&String| schema.required.contains(key);
    let keys = || {
        let others = schema.properties.keys().filter(move |key| !is_required(key));
        schema.properties.keys().filter(is_required).chain(others)
    };
    let is_distinct = |one: &String, other: &String| {
        !others
            .iter()
            .any(|it| it.schema.properties.contains_key(one) && it.schema.properties.contains_key(other))
    };
    let pairs = keys().enumerate().flat_map(|(index, one)| keys().skip(index + 1).map(move |it| (one, it)));
    let mut pairs = pairs.take(MAX_PAIRS);
    pairs.find(|(one, other)| is_distinct(one, other)).map(|(one, other)| format!("{one} {other}"))
}

/// Labels the only option that nothing proves: it has none of the properties by which the others are selected.
fn without_proof(candidates: &[Candidate], labels: &mut [Option<String>]) {
    let unproven = labels.iter().zip(candidates).enumerate();
    let mut unproven =
        unproven.filter(|(_, (label, it))| label.is_none() && !it.is_named && is_object(&it.schema));
    let only = unproven.next().filter(|_| unproven.next().is_none()).map(|(index, _)| index);
    let Some(index) = only else { return };
    let mut keys = candidates[index].schema.properties.keys();
    labels[index] = match (keys.next(), keys.next()) {
        (Some(only), None) => Some(only.clone()),
        (Some(_), Some(_)) => Some("other".to_owned()),
        (None, _) => Some("object".to_owned()),
    };
}

/// Returns the word for the kind of a value other than an object: the only string, or the JSON type.
fn kind(schema: &Schema) -> Option<String> {
    if let Some(values) = &schema.enumeration {
        return match values.as_slice() {
            [Value::String(only)] if is_name(only) => Some(only.clone()),
            [Value::String(_), ..] => Some("known".to_owned()),
            _ => None,
        };
    }
    let word = match schema.types.as_slice() {
        [JsonType::Array] => "list",
        [JsonType::Object] if schema.properties.is_empty() && !schema.required.is_empty() => return None,
        [JsonType::Object] if schema.properties.is_empty() && is_map(schema) => "map",
        _ => return None,
    };
    Some(word.to_owned())
}

fn is_object(schema: &Schema) -> bool {
    schema.types == [JsonType::Object] || (schema.types.is_empty() && !schema.properties.is_empty())
}

fn is_map(schema: &Schema) -> bool {
    matches!(schema.additional, crate::document::Additional::Typed(_))
}

fn is_repeated(label: Option<&String>, labels: &[Option<String>]) -> bool {
    label.is_some_and(|label| labels.iter().flatten().filter(|other| *other == label).count() > 1)
}
