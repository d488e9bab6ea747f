//! Selection by an explicit discriminator, even if it is incomplete.
//!
//! A value selects an option if it is mapped to it, if it is the option's `const` or one of its enum
//! values, or if it is the option's name. If it selects several, these are distinguished by their
//! other properties. So are the options that do not declare the property, for objects without it. A
//! base schema, which the other options extend, is selected by all other values.

use std::collections::HashSet;

use super::leaves::{ObjectOption, only};
use super::selector::{Selected, Selector};
use super::{keys, tag};
use crate::ir::{ObjectSelection, Type};
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
        let is_other = |option: &ObjectOption<'_>| discriminator.other.as_ref() == Some(&option.r#type);
        let (other, options): (Vec<_>, Vec<_>) = options.iter().cloned().partition(is_other);
        let options = options.as_slice();
        let (with, without): (Vec<_>, Vec<_>) =
            options.iter().cloned().partition(|option| keys::declares_key(option, property));
        for option in &without {
            mismatches.push(format!(
                "option `{}` does not declare the discriminator property `{property}`; objects without it are \
                 selected by their other properties",
                self.union.variants[option.variant].name
            ));
        }
        let is_mapped = |option: &ObjectOption<'_>| mapped(discriminator, option).next().is_some();
        if with.is_empty() && !without.iter().any(is_mapped) {
            return None;
        }
        let groups = self.by_value(discriminator, options);
        let is_unique = groups.iter().all(|(_, options)| only(options).is_some());
        if is_unique && without.is_empty() && other.is_empty() {
            let values = groups.into_iter().filter_map(|(value, options)| Some((value, only(&options)?)));
            let (property, values) = (property.clone(), values.collect());
            return Some((ObjectSelection::Tag { property, values, other: None }, None));
        }
        let mut overlap = None;
        let mut values = Vec::new();
        for (value, options) in groups {
            let (selection, own_overlap) = self.objects(&options);
            overlap = overlap.or(own_overlap);
            values.push((value, selection));
        }
        let other = if let Some(other) = only(&other) {
            ObjectSelection::Only(other)
        } else if without.is_empty() {
            ObjectSelection::None
        } else {
            let (selection, own_overlap) = self.objects(&without);
            overlap = overlap.or(own_overlap);
            selection
        };
        Some((
            ObjectSelection::Branch { path: vec![property.clone()], values, other: Box::new(other) },
            overlap,
        ))
    }

    /// Returns the values of the discriminator, and the options that each selects.
    fn by_value(
        &self,
        discriminator: &ExplicitDiscriminator,
        options: &[ObjectOption<'a>],
    ) -> Vec<(String, Vec<ObjectOption<'a>>)> {
        let mut groups: Vec<(String, Vec<ObjectOption<'a>>)> = Vec::new();
        for option in options {
            let mut own: Vec<String> = mapped(discriminator, option).cloned().collect();
            if own.is_empty() {
                let name = || vec![self.union.variants[option.variant].name.clone()];
                own = tag::fixed(self.api, option, &discriminator.property).unwrap_or_else(name);
            }
            let mut seen = HashSet::new();
            for value in own.into_iter().filter(|value| seen.insert(value.clone())) {
                match groups.iter_mut().find(|(existing, _)| *existing == value) {
                    Some((_, options)) => options.push(option.clone()),
                    None => groups.push((value, vec![option.clone()])),
                }
            }
        }
        groups
    }

    /// Reports values that are mapped to a schema that is not an option.
    fn stray_mapping(
        &self,
        discriminator: &ExplicitDiscriminator,
        options: &[ObjectOption<'a>],
        mismatches: &mut Vec<String>,
    ) {
        let variants = self.union.variants.iter().map(|variant| &variant.r#type);
        let known: Vec<&Type> = variants.chain(options.iter().map(|option| &option.r#type)).collect();
        for (value, target) in &discriminator.mapping {
            if !target.as_ref().is_some_and(|target| known.contains(&target)) {
                mismatches.push(format!(
                    "discriminator maps `{value}` to a schema that is not an option; such objects are kept as raw JSON"
                ));
            }
        }
    }
}

/// Iterates over the values that are mapped to an option.
fn mapped<'d>(
    discriminator: &'d ExplicitDiscriminator,
    option: &ObjectOption<'_>,
) -> impl Iterator<Item = &'d String> {
    let own = discriminator.mapping.iter().filter(|(_, target)| target.as_ref() == Some(&option.r#type));
    own.map(|(value, _)| value)
}
