//! Options told apart by the keys that are present.
//!
//! The options are split in two, again and again: a key tells two groups apart if one group demands
//! it and all others do not know it: then its presence speaks for the first, its absence for the
//! others. An option that is left over by absence alone must show a key that it demands.

use std::collections::HashSet;

use super::leaves::ObjectOption;
use crate::ir::{KeyRule, ObjectSelection, Presence, Rest};

/// The rules, or `None` if the options cannot be told apart.
pub(super) fn select(options: &[ObjectOption<'_>]) -> Option<ObjectSelection> {
    let options: Vec<&ObjectOption<'_>> = options.iter().collect();
    let mut rules = Vec::new();
    split(&options, &[], &mut rules)?;
    Some(ObjectSelection::Keys(rules))
}

/// The keys that every option knows, as they are shown in a message: at most a few.
pub(super) fn shared(options: &[ObjectOption<'_>]) -> Vec<String> {
    const SHOWN: usize = 5;
    let Some((first, others)) = options.split_first() else {
        return Vec::new();
    };
    if options.iter().any(|option| option.object.is_none()) {
        return vec!["an object with any members".to_owned()];
    }
    let known_by_all = |key: &&str| others.iter().all(|it| knows(it, key) != Known::No);
    let keys: Vec<&str> = keys(first).into_iter().filter(|key| known_by_all(key)).collect();
    let mut shown: Vec<String> = keys.iter().take(SHOWN).map(|key| format!("`{key}`")).collect();
    if keys.len() > SHOWN {
        shown.push(format!("{} more", keys.len() - SHOWN));
    }
    shown
}

/// Adds the rules for `options` where the groups in `when` hold already.
fn split(options: &[&ObjectOption<'_>], when: &[Vec<String>], rules: &mut Vec<KeyRule>) -> Option<()> {
    if let [only] = options {
        rules.push(leaf(only, when));
        return Some(());
    }
    let (speaking, present, absent) = demanded(options)?;
    let mut with = when.to_vec();
    with.push(speaking);
    split(&present, &with, rules)?;
    split(&absent, when, rules)
}

/// The rule for one option: what led here, or a key that it demands if nothing did.
fn leaf(option: &ObjectOption<'_>, when: &[Vec<String>]) -> KeyRule {
    let mut when = when.to_vec();
    if when.is_empty() {
        let demanded = keys(option).into_iter().filter(|key| knows(option, key) == Known::Demanded);
        let demanded: Vec<String> = demanded.map(str::to_owned).collect();
        when.extend((!demanded.is_empty()).then_some(demanded));
    }
    KeyRule { variant: option.variant, when }
}

type Split<'a, 'b> = (Vec<String>, Vec<&'a ObjectOption<'b>>, Vec<&'a ObjectOption<'b>>);

/// A split by keys that some options demand and all others do not know: of all such splits the
/// one that rests on the fewest keys, so that what tells apart is what was meant to.
fn demanded<'a, 'b>(options: &[&'a ObjectOption<'b>]) -> Option<Split<'a, 'b>> {
    let mut splits: Vec<(Vec<bool>, Vec<String>)> = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    for option in options {
        for key in keys(option) {
            if !seen.insert(key) {
                continue;
            }
            let known: Vec<Known> = options.iter().map(|option| knows(option, key)).collect();
            let side: Vec<bool> = known.iter().map(|known| *known == Known::Demanded).collect();
            if known.contains(&Known::Optional) || side.iter().all(|demands| *demands) {
                continue;
            }
            match splits.iter_mut().find(|(known_side, _)| *known_side == side) {
                Some((_, speaking)) => speaking.push(key.to_owned()),
                None => splits.push((side, vec![key.to_owned()])),
            }
        }
    }
    let (side, speaking) = splits.into_iter().min_by_key(|(_, speaking)| speaking.len())?;
    let on = |wanted: bool| {
        let sides = options.iter().zip(&side).filter(|(_, side)| **side == wanted);
        sides.map(|(option, _)| *option).collect()
    };
    Some((speaking, on(true), on(false)))
}

/// Whether an option declares a key at all.
pub(super) fn knows_key(option: &ObjectOption<'_>, key: &str) -> bool {
    knows(option, key) != Known::No
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Known {
    No,
    Optional,
    Demanded,
}

fn knows(option: &ObjectOption<'_>, key: &str) -> Known {
    let Some(object) = option.object else {
        return Known::Optional;
    };
    if object.literals.iter().any(|literal| literal.key == key) {
        return Known::Demanded;
    }
    let field = object.fields.iter().find(|field| field.key == key);
    match (field.map(|field| field.presence), &object.rest) {
        (Some(Presence::Required), _) => Known::Demanded,
        (Some(Presence::Optional | Presence::Patch), _) | (None, Rest::Typed(_)) => Known::Optional,
        (None, Rest::Open | Rest::Closed) => Known::No,
    }
}

fn keys<'a>(option: &ObjectOption<'a>) -> Vec<&'a str> {
    let Some(object) = option.object else { return Vec::new() };
    let literals = object.literals.iter().map(|it| it.key.as_str());
    let fields = object.fields.iter().map(|it| it.key.as_str());
    literals.chain(fields).collect()
}
