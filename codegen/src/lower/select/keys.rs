//! Selection by the keys that are present.
//!
//! The options are split in two recursively: a key distinguishes two groups if all options of one
//! require it and no option of the other declares it. Its presence then selects the first group, its
//! absence the second. An option that is selected by absent keys alone must have one of its required
//! keys.

use std::collections::HashSet;

use super::leaves::ObjectOption;
use crate::ir::{AdditionalProperties, KeyRule, ObjectSelection, Presence};

/// Returns the rules, or `None` if the keys do not distinguish the options.
pub(super) fn select(options: &[ObjectOption<'_>]) -> Option<ObjectSelection> {
    let options: Vec<&ObjectOption<'_>> = options.iter().collect();
    let mut rules = Vec::new();
    split(&options, &[], &mut rules)?;
    Some(ObjectSelection::Keys(rules))
}

/// Adds the rules for `options`, for objects that have a key of each group in `when`.
fn split(options: &[&ObjectOption<'_>], when: &[Vec<String>], rules: &mut Vec<KeyRule>) -> Option<()> {
    if let [only] = options {
        rules.push(leaf(only, when));
        return Some(());
    }
    let (keys, present, absent) = best_split(options)?;
    let mut with = when.to_vec();
    with.push(keys);
    split(&present, &with, rules)?;
    split(&absent, when, rules)
}

/// Returns the rule for one option: the keys in `when`, or any of its required keys if there are none.
fn leaf(option: &ObjectOption<'_>, when: &[Vec<String>]) -> KeyRule {
    let mut when = when.to_vec();
    if when.is_empty() {
        let required =
            keys(option).into_iter().filter(|key| declaration(option, key) == Declaration::Required);
        let required: Vec<String> = required.map(str::to_owned).collect();
        when.extend((!required.is_empty()).then_some(required));
    }
    KeyRule { variant: option.variant, when }
}

type Split<'a, 'b> = (Vec<String>, Vec<&'a ObjectOption<'b>>, Vec<&'a ObjectOption<'b>>);

/// Splits the options by keys that some require and all others do not declare. Of all such splits, the
/// one with the fewest keys is chosen, because it is most likely to be intended.
fn best_split<'a, 'b>(options: &[&'a ObjectOption<'b>]) -> Option<Split<'a, 'b>> {
    let mut splits: Vec<(Vec<bool>, Vec<String>)> = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    for option in options {
        for key in keys(option) {
            if !seen.insert(key) {
                continue;
            }
            let declarations: Vec<Declaration> =
                options.iter().map(|option| declaration(option, key)).collect();
            let requires: Vec<bool> = declarations.iter().map(|it| *it == Declaration::Required).collect();
            if declarations.contains(&Declaration::Optional) || requires.iter().all(|it| *it) {
                continue;
            }
            match splits.iter_mut().find(|(existing, _)| *existing == requires) {
                Some((_, keys)) => keys.push(key.to_owned()),
                None => splits.push((requires, vec![key.to_owned()])),
            }
        }
    }
    let (requires, keys) = splits.into_iter().min_by_key(|(_, keys)| keys.len())?;
    let side = |required: bool| {
        let side = options.iter().zip(&requires).filter(|(_, requires)| **requires == required);
        side.map(|(option, _)| *option).collect()
    };
    Some((keys, side(true), side(false)))
}

/// Returns whether an option declares a key.
pub(super) fn declares_key(option: &ObjectOption<'_>, key: &str) -> bool {
    declaration(option, key) != Declaration::None
}

/// How an option declares a key.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Declaration {
    None,
    Optional,
    Required,
}

fn declaration(option: &ObjectOption<'_>, key: &str) -> Declaration {
    let Some(object) = option.object else {
        return Declaration::Optional;
    };
    if object.literals.iter().any(|literal| literal.key == key) {
        return Declaration::Required;
    }
    let field = object.fields.iter().find(|field| field.key == key);
    match (field.map(|field| field.presence), &object.additional) {
        (Some(Presence::Required), _) => Declaration::Required,
        (Some(Presence::Optional | Presence::Patch), _) | (None, AdditionalProperties::Typed(_)) => {
            Declaration::Optional
        }
        (None, AdditionalProperties::Open | AdditionalProperties::Closed) => Declaration::None,
    }
}

fn keys<'a>(option: &ObjectOption<'a>) -> Vec<&'a str> {
    let Some(object) = option.object else { return Vec::new() };
    let literals = object.literals.iter().map(|it| it.key.as_str());
    let fields = object.fields.iter().map(|it| it.key.as_str());
    literals.chain(fields).collect()
}
