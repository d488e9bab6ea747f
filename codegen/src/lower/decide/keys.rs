//! Objects told apart by the keys that are present.
//!
//! The options are split in two again and again. A key splits them if some demand it and all
//! others do not know it: then its presence speaks for the first, its absence for the others.
//! If no key does that, one that a single option knows still speaks for that option where it is
//! present. An option that is left over by absence alone must show a key that it demands.

use super::ObjectOption;
use crate::ir::{KeyRule, ObjectDecision, Presence};

/// The rules, or `None` if the options cannot be told apart.
pub(super) fn decide(options: &[ObjectOption<'_>]) -> Option<ObjectDecision> {
    let options: Vec<&ObjectOption<'_>> = options.iter().collect();
    let mut rules = Vec::new();
    split(&options, &[], &mut rules)?;
    Some(ObjectDecision::Keys(rules))
}

/// The keys that every option knows, as they are shown in a message.
pub(super) fn shared(options: &[ObjectOption<'_>]) -> Vec<String> {
    let Some((first, others)) = options.split_first() else {
        return Vec::new();
    };
    let known_by_all = |key: &&str| others.iter().all(|it| knows(it, key) != Known::No);
    let keys = keys(first).into_iter().filter(|key| known_by_all(key));
    keys.map(|key| format!("`{key}`")).collect()
}

/// Adds the rules for `options` where the groups in `when` hold already.
fn split(options: &[&ObjectOption<'_>], when: &[Vec<String>], rules: &mut Vec<KeyRule>) -> Option<()> {
    if let [only] = options {
        rules.push(leaf(only, when));
        return Some(());
    }
    let (speaking, present, absent) = demanded(options).or_else(|| known_by_one(options))?;
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
    for option in options {
        for key in keys(option) {
            let known: Vec<Known> = options.iter().map(|option| knows(option, key)).collect();
            let side: Vec<bool> = known.iter().map(|known| *known == Known::Demanded).collect();
            if known.contains(&Known::Optional) || side.iter().all(|demands| *demands) {
                continue;
            }
            match splits.iter_mut().find(|(known_side, _)| *known_side == side) {
                Some((_, speaking)) if speaking.iter().any(|known| known == key) => {}
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

/// A split by keys that one option alone knows, whether it demands them or not.
fn known_by_one<'a, 'b>(options: &[&'a ObjectOption<'b>]) -> Option<Split<'a, 'b>> {
    options.iter().enumerate().find_map(|(index, option)| {
        let others: Vec<_> = options
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index)
            .map(|(_, option)| *option)
            .collect();
        let own = keys(option).into_iter();
        let own = own.filter(|key| others.iter().all(|other| knows(other, key) == Known::No));
        let own: Vec<String> = own.map(str::to_owned).collect();
        (!own.is_empty()).then(|| (own, vec![*option], others))
    })
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
    if option.object.literals.iter().any(|literal| literal.key == key) {
        return Known::Demanded;
    }
    let field = option.object.fields.iter().find(|field| field.key == key);
    match field.map(|field| field.presence) {
        Some(Presence::Required) => Known::Demanded,
        Some(Presence::Optional | Presence::Patch) => Known::Optional,
        None => Known::No,
    }
}

fn keys<'a>(option: &ObjectOption<'a>) -> Vec<&'a str> {
    let literals = option.object.literals.iter().map(|it| it.key.as_str());
    let fields = option.object.fields.iter().map(|it| it.key.as_str());
    literals.chain(fields).collect()
}
