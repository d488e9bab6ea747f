//! Discriminators from the settings: a property that selects the variant of the union in another property of the same
//! object. Matching properties are marked while they are lowered; `select` then reads the values of the discriminator.

use std::rc::Rc;

use super::lowering::Lowering;
use super::option_names::OptionNames;
use super::union::Options;
use crate::document::{Additional, Schema};
use crate::ir::{SiblingTag, Type};
use crate::settings::matches;
use crate::source::{Location, Value};

impl Lowering<'_> {
    /// Returns the mark of a property that a `discriminators` entry of the settings matches.
    pub(super) fn sibling_tag(&self, key: &str, property: &Schema) -> Option<SiblingTag> {
        let entries = &self.settings.discriminators;
        if entries.is_empty() {
            return None;
        }
        let mut places = Vec::new();
        self.places(property, &mut places);
        let index = entries.iter().position(|entry| {
            entry.discriminated_by != key && places.iter().any(|place| matches(&entry.at, place))
        })?;
        let property = entries[index].discriminated_by.clone();
        Some(SiblingTag { property, entry: index, depth: 0, cases: Vec::new() })
    }

    /// Adds the locations of a schema, of the target of its reference, and of the elements in it.
    fn places(&self, schema: &Schema, places: &mut Vec<String>) {
        let place = schema.location.to_string();
        if places.contains(&place) {
            return;
        }
        places.push(place);
        if let Some(target) = &schema.reference {
            match self.document.schemas.get(target) {
                Some(schema) => self.places(schema, places),
                None => places.push(target.to_string()),
            }
        }
        let typed = match &schema.additional {
            Additional::Typed(value) => Some(value),
            Additional::Unstated | Additional::Any | Additional::Closed => None,
        };
        let parts = schema.parts.iter().filter(|part| part.reference.is_some());
        let options = schema.options.iter().filter(|_| schema.options.len() <= 2);
        let all = parts.chain(options).chain(schema.items.as_ref()).chain(typed);
        all.for_each(|inner| self.places(inner, places));
    }

    /// Records the names of the options of a union, if the settings have discriminators. `options` are those that were
    /// lowered, of which some have been merged.
    pub(super) fn record_option_names(&mut self, schema: &Schema, options: &[Rc<Schema>], lowered: &Options) {
        if self.settings.discriminators.is_empty() {
            return;
        }
        let mut all = Vec::new();
        for (option, r#type) in options.iter().zip(&lowered.types) {
            all.push(self.option_names(option, r#type));
        }
        // Options that were removed because an earlier one differs in its documentation alone.
        for option in &schema.options {
            if all.iter().any(|known| known.location == option.location) {
                continue;
            }
            let equal = options.iter().position(|other| bare(other) == bare(option));
            if let Some(r#type) = equal.and_then(|index| lowered.types.get(index)) {
                all.push(self.option_names(option, r#type));
            }
        }
        self.definitions.add_option_names(schema.location.clone(), all);
    }

    fn option_names(&mut self, option: &Schema, r#type: &Type) -> OptionNames {
        let part = option.parts.iter().find(|part| part.reference.is_some());
        let reference = option.reference.clone().or_else(|| part?.reference.clone());
        let component = reference.as_ref().and_then(|target| target.pointer.split_last());
        let whole = self.resolved(option);
        let titles = option.title.iter().chain(&whole.title).cloned();
        let constants = whole.properties.values().filter_map(|property| match &property.constant {
            Some(Value::String(text)) => Some(text.clone()),
            _ => None,
        });
        OptionNames {
            location: option.location.clone(),
            names: component.map(|(_, name)| name).into_iter().chain(titles).collect(),
            constants: constants.collect(),
            reference,
            r#type: r#type.clone(),
        }
    }
}

/// Returns a schema without its location and documentation.
fn bare(schema: &Schema) -> Schema {
    Schema { location: Location::root(""), title: None, description: None, ..schema.clone() }
}
