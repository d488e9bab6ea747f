//! How the options of each union are told apart.
//!
//! In this order: the kind of the JSON value, where strings that are listed come before any string
//! and whole numbers before any number; a declared discriminator; a member that every option demands
//! with values of its own, or one further in; the keys that are present. All of it follows from the
//! document. What then is left is decided by counting the keys, which is likely and not certain:
//! such a union is said to be assumed, with what its options share.

mod count;
mod keys;
mod kinds;
mod leaves;
mod tag;

use std::collections::HashMap;

use self::leaves::ObjectOption;
use super::Declared;
use crate::diagnostic::{Code, Diagnostics};
use crate::document::Location;
use crate::ir::{Api, Decision, Ground, ObjectDecision, Shape, Union};
use crate::settings::Settings;

/// Decides all unions of `api`, with the discriminators that are declared by the place of the
/// union. Gives the indices of the orders in the settings that were used.
pub(super) fn decide(
    api: &mut Api,
    declared: &HashMap<Location, Declared>,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) -> Vec<usize> {
    let mut used = Vec::new();
    for id in api.type_ids() {
        let Shape::Union(union) = &api.definition(id).shape else {
            continue;
        };
        let location = &api.definition(id).location;
        let place = location.to_string();
        let order = settings.union_order.iter().position(|entry| entry.at == place);
        used.extend(order);
        let order = order.map(|index| settings.union_order[index].options.as_slice());
        let deciding = Deciding { api, union, order };
        match deciding.decide(declared.get(location)) {
            Ok((decision, shared)) => {
                if let Some(shared) = shared.filter(|_| order.is_none()) {
                    diagnostics.warn(
                        Code::AssumedUnion,
                        location,
                        shared,
                        "add a discriminator or a required property with a `const` of its own per option, or give \
                         the order under `union_order` in the settings",
                    );
                }
                if let Shape::Union(union) = &mut api.types[id.0].shape {
                    union.decision = decision;
                }
            }
            Err(reason) => diagnostics.error(
                Code::AmbiguousUnion,
                location,
                reason,
                "correct the discriminator, or take it out",
            ),
        }
    }
    used
}

struct Deciding<'a> {
    api: &'a Api,
    union: &'a Union,
    /// The names of the options, in the order of the settings.
    order: Option<&'a [String]>,
}

/// A decision, and what makes it an assumption.
type Decided<T> = (T, Option<String>);

impl<'a> Deciding<'a> {
    fn decide(&self, declared: Option<&Declared>) -> Result<Decided<Decision>, String> {
        let leaves = self.leaves();
        let (kinds, mut shared) = self.kinds(&leaves.scalars);
        let (objects, ground) = match leaves.objects.as_slice() {
            [] => (ObjectDecision::None, Ground::Proven),
            objects => {
                if let Some(declared) = declared {
                    (self.declared(declared, objects)?, Ground::Declared)
                } else {
                    let (objects, what) = self.objects(objects);
                    shared = shared.or(what);
                    (objects, Ground::Proven)
                }
            }
        };
        let ground = if shared.is_some() { Ground::Assumed } else { ground };
        Ok((Decision { kinds, objects, ground }, shared))
    }

    /// How objects are told apart, and what they share if that is an assumption.
    fn objects(&self, options: &[ObjectOption<'a>]) -> Decided<ObjectDecision> {
        if let Some(only) = only(options) {
            return (ObjectDecision::Only(only), None);
        }
        if let Some(tag) = tag::whole(self.api, options) {
            return (tag, None);
        }
        if let Some((branch, groups)) = tag::branch(self.api, options) {
            return self.branch(branch, groups);
        }
        if let Some(rules) = keys::decide(options) {
            return (rules, None);
        }
        let shared = keys::shared(options);
        let what =
            if shared.is_empty() { "no member that each demands".to_owned() } else { shared.join(", ") };
        let variants: Vec<usize> = options.iter().map(|option| option.variant).collect();
        (count::decide(options, &self.ranks()), Some(self.share(&what, &variants)))
    }

    /// Narrows the choice down by a member that leaves more than one option for some values.
    fn branch(&self, path: Vec<String>, groups: tag::Groups<'a>) -> Decided<ObjectDecision> {
        let mut shared = None;
        let mut values = Vec::new();
        for (own, options) in groups.known {
            let (decision, what) = self.objects(&options);
            shared = shared.or(what);
            values.extend(own.into_iter().map(|value| (value, decision.clone())));
        }
        let other = if groups.open.is_empty() {
            ObjectDecision::None
        } else {
            let (decision, what) = self.objects(&groups.open);
            shared = shared.or(what);
            decision
        };
        (ObjectDecision::Branch { path, values, other: Box::new(other) }, shared)
    }

    /// The rank of each option when options tie: that of the settings, else that of the document.
    fn ranks(&self) -> Vec<usize> {
        let variants = self.union.variants.iter().enumerate();
        let rank = |(index, variant): (usize, &crate::ir::Variant)| {
            let order = self.order.unwrap_or_default();
            order.iter().position(|name| *name == variant.name).unwrap_or(order.len() + index)
        };
        variants.map(rank).collect()
    }

    fn share(&self, what: &str, options: &[usize]) -> String {
        let mut options = options.to_vec();
        options.dedup();
        let names = options.iter().map(|index| format!("`{}`", self.union.variants[*index].name));
        let names: Vec<_> = names.collect();
        format!(
            "the options {} are told apart by counting their members: they share {what}",
            names.join(", ")
        )
    }

    /// The values of the discriminator: those of its mapping, those that an option fixes itself, and
    /// the own name of each option that has neither.
    fn declared(&self, declared: &Declared, options: &[ObjectOption<'a>]) -> Result<ObjectDecision, String> {
        let Declared { property, mapping } = declared;
        let mut values: Vec<(String, usize)> = Vec::new();
        for option in options {
            let variant = &self.union.variants[option.variant];
            if !keys::knows_key(option, property) {
                return Err(format!(
                    "the option `{}` does not declare the member `{property}`",
                    variant.name
                ));
            }
            let own = mapping.iter().filter(|(_, target)| target.as_ref() == Some(&option.r#type));
            let own: Vec<_> = own.map(|(tag, _)| (tag.clone(), option.variant)).collect();
            if !own.is_empty() {
                values.extend(own);
                continue;
            }
            match tag::fixed(self.api, option, property) {
                Some(fixed) => values.extend(fixed.into_iter().map(|value| (value, option.variant))),
                None => values.push((variant.name.clone(), option.variant)),
            }
        }
        let variants = self.union.variants.iter().map(|variant| &variant.r#type);
        let known: Vec<_> = variants.chain(options.iter().map(|option| &option.r#type)).collect();
        let is_option =
            |target: &Option<crate::ir::Type>| target.as_ref().is_some_and(|it| known.contains(&it));
        if mapping.iter().any(|(_, target)| !is_option(target)) {
            return Err("the discriminator maps a value to a schema that is no option".to_owned());
        }
        let mut holders: HashMap<&str, usize> = HashMap::new();
        for (tag, variant) in &values {
            if holders.insert(tag, *variant).is_some_and(|other| other != *variant) {
                return Err(format!("the value `{tag}` of the discriminator leads to two options"));
            }
        }
        let mut seen = std::collections::HashSet::new();
        values.retain(|(tag, _)| seen.insert(tag.clone()));
        Ok(ObjectDecision::Tag { property: property.clone(), values, other: None })
    }
}

/// The variant that all options lead to, if it is one.
fn only(options: &[ObjectOption<'_>]) -> Option<usize> {
    let (first, others) = options.split_first()?;
    others.iter().all(|other| other.variant == first.variant).then_some(first.variant)
}
