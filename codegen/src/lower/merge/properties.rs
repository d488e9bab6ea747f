//! Merges the properties of parts. `additionalProperties` of a part also applies to properties that only another
//! part lists.

use std::mem::{replace, take};
use std::rc::Rc;

use indexmap::IndexMap;

use super::both::{both, is_composed};
use super::merging::{Forbidden, Merging};
use crate::diagnostic::Code;
use crate::document::{Additional, IfNever, Schema};
use crate::lower::lowering::Lowering;
use crate::lower::patterns::compiled;
use crate::source::Location;

impl Merging<'_, '_> {
    pub(super) fn properties(&mut self, part: &Schema) {
        self.listed_properties(part);
        for key in &part.required {
            if !self.merged.required.contains(key) {
                self.merged.required.push(key.clone());
            }
        }
        self.patterns(part);
        if self.merged.unevaluated == Additional::Unstated {
            self.merged.unevaluated.clone_from(&part.unevaluated);
        }
        if part.additional == Additional::Closed {
            self.closed_by.get_or_insert_with(|| part.location.clone());
        }
        let merged = &mut self.merged.additional;
        *merged = match (replace(merged, Additional::Unstated), &part.additional) {
            (Additional::Closed, _) | (_, Additional::Closed) => Additional::Closed,
            (Additional::Typed(own), Additional::Typed(other)) => Additional::Typed(both(&own, other)),
            (Additional::Typed(only), _) => Additional::Typed(only),
            (_, Additional::Typed(only)) => Additional::Typed(Rc::clone(only)),
            (Additional::Any, _) | (_, Additional::Any) => Additional::Any,
            (Additional::Unstated, Additional::Unstated) => Additional::Unstated,
        };
    }

    /// Merges `properties`: a property must satisfy both parts.
    fn listed_properties(&mut self, part: &Schema) {
        let own = take(&mut self.merged.properties);
        let closing = self.closed_by.clone();
        let mut properties = IndexMap::with_capacity(own.len() + part.properties.len());
        for (key, schema) in own {
            let merged = match part.properties.get(&key) {
                Some(other) => Some(both(&schema, other)),
                None => as_additional(part, &key, &schema),
            };
            self.add_property(&mut properties, key, &schema, merged, &part.location);
        }
        for (key, schema) in &part.properties {
            if !properties.contains_key(key) {
                let merged = as_additional(&self.merged, key, schema);
                let by = closing.as_ref().unwrap_or(&part.location);
                self.add_property(&mut properties, key.clone(), schema, merged, by);
            }
        }
        self.merged.properties = properties;
    }

    fn add_property(
        &mut self,
        properties: &mut IndexMap<String, Rc<Schema>>,
        key: String,
        schema: &Schema,
        merged: Option<Rc<Schema>>,
        by: &Location,
    ) {
        match merged {
            Some(merged) => drop(properties.insert(key, merged)),
            None => self.forbidden.push(Forbidden { key, property: schema.location.clone(), by: by.clone() }),
        }
    }

    /// Merges `patternProperties`. A closed part without patterns also forbids the properties that match patterns of
    /// another part.
    fn patterns(&mut self, part: &Schema) {
        let closed = |schema: &Schema| schema.additional == Additional::Closed && schema.patterned.is_empty();
        if closed(part) {
            self.merged.patterned.clear();
        } else if !closed(&self.merged) {
            self.merged.patterned.extend(part.patterned.iter().cloned());
        }
    }

    /// Finishes the merge: excludes forbidden properties from patterns, and adds a conflict for each one that is
    /// required. Returns the others.
    pub(super) fn settle(&mut self) -> Vec<Forbidden> {
        let mut optional = Vec::new();
        for forbidden in take(&mut self.forbidden) {
            let Forbidden { key, property, by } = &forbidden;
            if self.merged.required.contains(key) {
                let message = format!(
                    "this property together with `{by}`: `{key}` is required here and forbidden there"
                );
                self.conflicts.push((property.clone(), message));
                let anything = Schema::anything(property.clone());
                self.merged.properties.insert(key.clone(), Rc::new(anything));
                continue;
            }
            if !self.merged.patterned.is_empty() {
                let never = Schema { never: true, ..Schema::anything(property.clone()) };
                self.merged.properties.insert(key.clone(), Rc::new(never));
            }
            optional.push(forbidden);
        }
        optional
    }
}

impl Lowering<'_> {
    /// Warns about properties that can never be present, unless they are of a pair of options that may be incompatible.
    pub(super) fn report_forbidden(&mut self, if_never: IfNever, forbidden: Vec<Forbidden>) {
        if if_never == IfNever::Omit {
            return;
        }
        for Forbidden { key, property, by } in forbidden {
            self.diagnostics.warn(
                Code::ConflictingParts,
                &property,
                format!("`{key}` can never be present: `{by}` forbids it with `additionalProperties`"),
                "remove the property, or use `unevaluatedProperties` on the whole schema instead",
            );
        }
    }
}

/// Merges the schema of a property with those of the patterns that its key matches.
pub(in crate::lower) fn matching(schema: &Schema, key: &str, property: &Rc<Schema>) -> Rc<Schema> {
    let patterned = schema.patterned.iter();
    let matching = patterned.filter(|(pattern, _)| compiled(pattern).is_ok_and(|it| it.find(key).is_some()));
    matching.fold(Rc::clone(property), |property, (_, others)| narrowed(others, &property))
}

/// Merges the schema of a property with the one for all other properties of a part.
fn narrowed(others: &Rc<Schema>, schema: &Rc<Schema>) -> Rc<Schema> {
    let whole = both(others, schema);
    if Rc::ptr_eq(&whole, others) {
        return Rc::clone(schema);
    }
    Rc::new(Schema { if_never: IfNever::NeverPresent, ..(*whole).clone() })
}

/// Merges the schema of a property with `additionalProperties` of a part that does not list it; `None` if the part
/// forbids it. Properties that match a pattern of the part are not affected.
fn as_additional(part: &Schema, key: &str, schema: &Rc<Schema>) -> Option<Rc<Schema>> {
    let misses = |pattern: &str| compiled(pattern).is_ok_and(|it| it.find(key).is_none());
    let is_additional = part.patterned.iter().all(|(pattern, _)| misses(pattern));
    match &part.additional {
        Additional::Closed if is_additional => None,
        Additional::Typed(others) if is_additional && (others.constrains() || is_composed(others)) => {
            Some(narrowed(others, schema))
        }
        Additional::Closed | Additional::Typed(_) | Additional::Unstated | Additional::Any => {
            Some(Rc::clone(schema))
        }
    }
}
