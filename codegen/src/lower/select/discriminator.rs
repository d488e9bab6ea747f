//! Selection by an explicit discriminator, even if it is incomplete.
//!
//! A value selects an option if it is mapped to it, if it is the option's `const` or one of its enum
//! values, or if it is the option's name. If it selects several, these are distinguished by their
//! other properties. So are the options that do not declare the property, for objects without it. A
//! base schema, which the other options extend, is selected by all other values.

use std::collections::{HashMap, HashSet};

use super::leaves::{ObjectOption, only};
use super::property::{Allowed, literal, mapping_key};
use super::selector::{Selected, Selector};
use super::{keys, selector};
use crate::ir::{Case, JsonKind, ObjectSelection, Type};
use crate::lower::discriminator::ExplicitDiscriminator;

impl<'a> Selector<'a> {
    /// Selects by a discriminator; `None` if none of the options declares its property or is mapped. Messages about
    /// differences between the discriminator and the options are added to `mismatches`.
    pub(super) fn explicit(
        &self,
        discriminator: &ExplicitDiscriminator,
        options: &[ObjectOption<'a>],
        mismatches: &mut Vec<String>,
    ) -> Option<Selected<ObjectSelection>> {
        let property = &discriminator.property;
        self.stray_mapping(discriminator, options, mismatches);
        let is_other = |option: &ObjectOption<'_>| discriminator.other.as_ref() == Some(option.r#type);
        let (other, options): (Vec<_>, Vec<_>) = options.iter().copied().partition(is_other);
        let options = options.as_slice();
        let (with, without): (Vec<_>, Vec<_>) =
            options.iter().copied().partition(|option| keys::declares_key(option, property));
        for option in &without {
            mismatches.push(format!(
                "option `{}` does not declare the discriminator property `{property}`; objects without it are \
                 selected by their other properties",
                self.union.variants[option.variant].name
            ));
        }
        let is_mapped = |option: &ObjectOption<'a>| self.mapped(discriminator, option).next().is_some();
        if with.is_empty() && !without.iter().any(is_mapped) {
            return None;
        }
        let groups = self.by_value(discriminator, options);
        let path = vec![property.clone()];
        let allowed: Vec<Allowed> = with.iter().map(|option| Allowed::at(self.api, &path, option)).collect();
        let is_string = |case: &Case| matches!(case, Case::String(_) | Case::Kind(JsonKind::String));
        let is_plain = allowed.iter().all(|it| !it.absent && it.cases.iter().all(is_string));
        let is_unique = groups.iter().all(|(_, options)| only(options).is_some());
        if is_plain && is_unique && without.is_empty() && other.is_empty() {
            let values = groups.into_iter().filter_map(|(value, options)| Some((value, only(&options)?)));
            let (property, values) = (property.clone(), values.collect());
            return Some((ObjectSelection::Tag { property, values, other: None }, None));
        }
        let mut overlap = None;
        let mut values = Vec::new();
        let outer = self.shares_tag.replace(true);
        for (value, options) in groups {
            let (selection, own_overlap) = self.among(&options);
            overlap = overlap.or(own_overlap);
            let cases = cases(&value, options.iter().map(|option| Allowed::at(self.api, &path, option)));
            values.push((value, cases, selection));
        }
        self.shares_tag.set(outer);
        let other = if let Some(other) = only(&other) {
            ObjectSelection::Only(other)
        } else if without.is_empty() {
            ObjectSelection::None
        } else {
            let (selection, own_overlap) = self.among(&without);
            overlap = overlap.or(own_overlap);
            selection
        };
        let other = Box::new(other);
        if is_plain {
            let values = values.into_iter().map(|(value, _, selection)| (value, selection)).collect();
            return Some((ObjectSelection::Branch { path, values, other }, overlap));
        }
        let cases = values
            .into_iter()
            .flat_map(|(_, cases, selection)| cases.into_iter().map(move |case| (case, selection.clone())));
        let cases = cases.collect();
        let absent = Box::new(self.without_tag(&path, options).unwrap_or_else(|| (*other).clone()));
        Some((ObjectSelection::Property { path, cases, absent, other }, overlap))
    }

    /// Selects among the options that do not require the property, for objects without it; `None` if that is not
    /// provable.
    fn without_tag(&self, path: &[String], options: &[ObjectOption<'a>]) -> Option<ObjectSelection> {
        let optional = options.iter().filter(|option| Allowed::at(self.api, path, option).absent);
        let optional: Vec<_> = optional.copied().collect();
        if optional.is_empty() {
            return None;
        }
        let (selection, overlap) = self.objects_without(&optional, &[path.to_vec()]);
        (overlap.is_none() && !selector::counts(&selection)).then_some(selection)
    }

    /// Returns the values of the discriminator, and the options that each selects.
    fn by_value(
        &self,
        discriminator: &ExplicitDiscriminator,
        options: &[ObjectOption<'a>],
    ) -> Vec<(String, Vec<ObjectOption<'a>>)> {
        let mut groups: Vec<(String, Vec<ObjectOption<'a>>)> = Vec::new();
        let path = std::slice::from_ref(&discriminator.property);
        let mut claims: HashMap<String, usize> = HashMap::new();
        for option in options {
            for literal in Allowed::at(self.api, path, option).literals() {
                *claims.entry(mapping_key(literal)).or_default() += 1;
            }
        }
        for option in options {
            let mut own: Vec<String> = self.mapped(discriminator, option).cloned().collect();
            let allowed = Allowed::at(self.api, path, option);
            // Of the values that are not mapped, those that no other option allows are the option's own too.
            let is_mapped = !own.is_empty();
            // A value that several allow belongs to the one with that name.
            let is_free = |value: &String| {
                !discriminator.mapping.iter().any(|(other, _)| other == value)
                    && (!is_mapped || claims.get(value) == Some(&1))
                    && !options.iter().any(|other| {
                        let name = &self.union.variants[other.variant].name;
                        other.variant != option.variant && name == value
                    })
            };
            own.extend(allowed.literals().map(mapping_key).filter(is_free));
            if own.is_empty() {
                own.push(self.union.variants[option.variant].name.clone());
            }
            let mut seen = HashSet::new();
            for value in own.into_iter().filter(|value| seen.insert(value.clone())) {
                match groups.iter_mut().find(|(existing, _)| *existing == value) {
                    Some((_, options)) => options.push(*option),
                    None => groups.push((value, vec![*option])),
                }
            }
        }
        groups
    }

    /// Iterates over the values that are mapped to an option, or to the union that contains it.
    fn mapped<'d>(
        &self,
        discriminator: &'d ExplicitDiscriminator,
        option: &ObjectOption<'a>,
    ) -> impl Iterator<Item = &'d String> + use<'a, 'd> {
        let types = [option.r#type, &self.union.variants[option.variant].r#type];
        let own = discriminator.mapping.iter();
        let own = own.filter(move |(_, target)| target.as_ref().is_some_and(|it| types.contains(&it)));
        own.map(|(value, _)| value)
    }

    /// Reports values that are mapped to a schema that is not an option.
    fn stray_mapping(
        &self,
        discriminator: &ExplicitDiscriminator,
        options: &[ObjectOption<'a>],
        mismatches: &mut Vec<String>,
    ) {
        let variants = self.union.variants.iter().map(|variant| &variant.r#type);
        let known: Vec<&Type> = variants.chain(options.iter().map(|option| option.r#type)).collect();
        for (value, target) in &discriminator.mapping {
            if !target.as_ref().is_some_and(|target| known.contains(&target)) {
                mismatches.push(format!(
                    "discriminator maps `{value}` to a schema that is not an option; such objects are kept as raw JSON"
                ));
            }
        }
    }
}

/// Returns the values of the property that a value of the discriminator stands for: keys of `mapping` are strings,
/// even if the property is not.
fn cases(value: &str, allowed: impl Iterator<Item = Allowed>) -> Vec<Case> {
    let string = Case::String(value.to_owned());
    let literal = literal(value);
    let mut cases = Vec::new();
    for allowed in allowed {
        let typed = literal.clone().filter(|literal| allowed.includes(literal));
        let case = typed.filter(|_| !allowed.includes(&string)).unwrap_or_else(|| string.clone());
        if !cases.contains(&case) {
            cases.push(case);
        }
    }
    cases
}
