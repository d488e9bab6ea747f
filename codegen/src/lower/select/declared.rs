//! What a discriminator says, and what is done where it does not say all.
//!
//! A value leads to an option if the mapping says so, if the option fixes it, or if it is the
//! option's own name. Where it leads to several, they are told apart by what else they hold; so are
//! the options that do not declare the member, when a value comes without it. A schema that others
//! extend takes what leads to none of them.

use std::collections::HashSet;

use super::deciding::{Decided, Deciding};
use super::leaves::{ObjectOption, only};
use super::{keys, tag};
use crate::ir::{ObjectSelection, Type};
use crate::lower::declared::Declared;

impl<'a> Deciding<'a> {
    /// The decision of a discriminator; `None` if it tells nothing apart. What it says and the
    /// options do not is added to `mismatches`.
    pub(super) fn declared(
        &self,
        declared: &Declared,
        options: &[ObjectOption<'a>],
        mismatches: &mut Vec<String>,
    ) -> Option<Decided<ObjectSelection>> {
        let property = &declared.property;
        self.stray_mapping(declared, options, mismatches);
        let is_other = |option: &ObjectOption<'_>| declared.other.as_ref() == Some(&option.r#type);
        let (other, options): (Vec<_>, Vec<_>) = options.iter().cloned().partition(is_other);
        let options = options.as_slice();
        let (with, without): (Vec<_>, Vec<_>) =
            options.iter().cloned().partition(|option| keys::knows_key(option, property));
        for option in &without {
            mismatches.push(format!(
                "the option `{}` does not declare the member `{property}` of the discriminator; values without it \
                 are told apart by their members",
                self.union.variants[option.variant].name
            ));
        }
        let is_mapped = |option: &ObjectOption<'_>| mapped(declared, option).next().is_some();
        if with.is_empty() && !without.iter().any(is_mapped) {
            return None;
        }
        let groups = self.by_value(declared, options);
        let one_each = groups.iter().all(|(_, options)| only(options).is_some());
        if one_each && without.is_empty() && other.is_empty() {
            let values = groups.into_iter().filter_map(|(value, options)| Some((value, only(&options)?)));
            let (property, values) = (property.clone(), values.collect());
            return Some((ObjectSelection::Tag { property, values, other: None }, None));
        }
        let mut shared = None;
        let mut values = Vec::new();
        for (value, options) in groups {
            let (selection, what) = self.objects(&options);
            shared = shared.or(what);
            values.push((value, selection));
        }
        let other = if let Some(other) = only(&other) {
            ObjectSelection::Only(other)
        } else if without.is_empty() {
            ObjectSelection::None
        } else {
            let (selection, what) = self.objects(&without);
            shared = shared.or(what);
            selection
        };
        Some((
            ObjectSelection::Branch { path: vec![property.clone()], values, other: Box::new(other) },
            shared,
        ))
    }

    /// The values of the discriminator, and the options that each leads to.
    fn by_value(
        &self,
        declared: &Declared,
        options: &[ObjectOption<'a>],
    ) -> Vec<(String, Vec<ObjectOption<'a>>)> {
        let mut groups: Vec<(String, Vec<ObjectOption<'a>>)> = Vec::new();
        for option in options {
            let mut own: Vec<String> = mapped(declared, option).cloned().collect();
            if own.is_empty() {
                let name = || vec![self.union.variants[option.variant].name.clone()];
                own = tag::fixed(self.api, option, &declared.property).unwrap_or_else(name);
            }
            let mut seen = HashSet::new();
            for value in own.into_iter().filter(|value| seen.insert(value.clone())) {
                match groups.iter_mut().find(|(known, _)| *known == value) {
                    Some((_, options)) => options.push(option.clone()),
                    None => groups.push((value, vec![option.clone()])),
                }
            }
        }
        groups
    }

    /// Reports values that are mapped to what is no option: they lead nowhere, and are kept as they are.
    fn stray_mapping(&self, declared: &Declared, options: &[ObjectOption<'a>], mismatches: &mut Vec<String>) {
        let variants = self.union.variants.iter().map(|variant| &variant.r#type);
        let known: Vec<&Type> = variants.chain(options.iter().map(|option| &option.r#type)).collect();
        for (value, target) in &declared.mapping {
            if !target.as_ref().is_some_and(|target| known.contains(&target)) {
                mismatches.push(format!(
                    "the discriminator maps `{value}` to a schema that is no option; such values are kept as they are"
                ));
            }
        }
    }
}

/// The values that the mapping gives to an option.
fn mapped<'d>(declared: &'d Declared, option: &ObjectOption<'_>) -> impl Iterator<Item = &'d String> {
    let own = declared.mapping.iter().filter(|(_, target)| target.as_ref() == Some(&option.r#type));
    own.map(|(value, _)| value)
}
