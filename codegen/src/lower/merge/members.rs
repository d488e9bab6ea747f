//! Members of objects that hold at once. A part speaks of the members that it names, and with
//! `additionalProperties` of all others: those too that only another part names.

use std::mem::{replace, take};
use std::rc::Rc;

use indexmap::IndexMap;

use super::both::{both, is_composed};
use super::merging::{Merging, Refused};
use crate::diagnostic::Code;
use crate::document::{Additional, IfNever, Schema};
use crate::lower::lowering::Lowering;
use crate::lower::patterns::compiled;
use crate::source::Location;

impl Merging<'_, '_> {
    pub(super) fn members(&mut self, part: &Schema) {
        self.names(part);
        for key in &part.required {
            if !self.merged.required.contains(key) {
                self.merged.required.push(key.clone());
            }
        }
        self.patterns(part);
        if self.merged.unevaluated == Additional::Unstated {
            self.merged.unevaluated.clone_from(&part.unevaluated);
        }
        if part.additional == Additional::Refused {
            self.closed_by.get_or_insert_with(|| part.location.clone());
        }
        let merged = &mut self.merged.additional;
        *merged = match (replace(merged, Additional::Unstated), &part.additional) {
            (Additional::Refused, _) | (_, Additional::Refused) => Additional::Refused,
            (Additional::Typed(own), Additional::Typed(other)) => Additional::Typed(both(&own, other)),
            (Additional::Typed(only), _) => Additional::Typed(only),
            (_, Additional::Typed(only)) => Additional::Typed(Rc::clone(only)),
            (Additional::Any, _) | (_, Additional::Any) => Additional::Any,
            (Additional::Unstated, Additional::Unstated) => Additional::Unstated,
        };
    }

    /// The members that are named: each holds what both say of it.
    fn names(&mut self, part: &Schema) {
        let own = take(&mut self.merged.properties);
        let closing = self.closed_by.clone();
        let mut named = IndexMap::with_capacity(own.len() + part.properties.len());
        for (key, schema) in own {
            let held = match part.properties.get(&key) {
                Some(other) => Some(both(&schema, other)),
                None => beside(part, &key, &schema),
            };
            self.name(&mut named, key, &schema, held, &part.location);
        }
        for (key, schema) in &part.properties {
            if !named.contains_key(key) {
                let held = beside(&self.merged, key, schema);
                let by = closing.as_ref().unwrap_or(&part.location);
                self.name(&mut named, key.clone(), schema, held, by);
            }
        }
        self.merged.properties = named;
    }

    fn name(
        &mut self,
        named: &mut IndexMap<String, Rc<Schema>>,
        key: String,
        schema: &Schema,
        held: Option<Rc<Schema>>,
        by: &Location,
    ) {
        match held {
            Some(held) => drop(named.insert(key, held)),
            None => self.refused.push(Refused { key, member: schema.location.clone(), by: by.clone() }),
        }
    }

    /// What a part without patterns refuses, the patterns of another one do not allow.
    fn patterns(&mut self, part: &Schema) {
        let closed =
            |schema: &Schema| schema.additional == Additional::Refused && schema.patterned.is_empty();
        if closed(part) {
            self.merged.patterned.clear();
        } else if !closed(&self.merged) {
            self.merged.patterned.extend(part.patterned.iter().cloned());
        }
    }

    /// Keeps the members that are refused out of what patterns allow. Those that must be there
    /// besides are conflicts; the others are given.
    pub(super) fn settle(&mut self) -> Vec<Refused> {
        let mut never_there = Vec::new();
        for refused in take(&mut self.refused) {
            let Refused { key, member, by } = &refused;
            if self.merged.required.contains(key) {
                let what = format!("this member and `{by}`: `{key}` is required, and refused there");
                self.conflicts.push((member.clone(), what));
                let anything = Schema::anything(member.clone());
                self.merged.properties.insert(key.clone(), Rc::new(anything));
                continue;
            }
            if !self.merged.patterned.is_empty() {
                let never = Schema { never: true, ..Schema::anything(member.clone()) };
                self.merged.properties.insert(key.clone(), Rc::new(never));
            }
            never_there.push(refused);
        }
        never_there
    }
}

impl Lowering<'_> {
    /// Says which members are named in vain, unless they are those of a pair of options that need not
    /// fit together.
    pub(super) fn tell_of_members(&mut self, if_never: IfNever, never_there: Vec<Refused>) {
        if if_never == IfNever::LeftOut {
            return;
        }
        for Refused { key, member, by } in never_there {
            self.diagnostics.warn(
                Code::ConflictingParts,
                &member,
                format!("`{key}` may never be there: `{by}` refuses it with `additionalProperties`"),
                "take the member out, or close the whole with `unevaluatedProperties` in place of one part",
            );
        }
    }
}

/// What a member that is named holds with what the patterns say that its key matches.
pub(in crate::lower) fn matching(schema: &Schema, key: &str, property: &Rc<Schema>) -> Rc<Schema> {
    let patterned = schema.patterned.iter();
    let matching = patterned.filter(|(pattern, _)| compiled(pattern).is_ok_and(|it| it.find(key).is_some()));
    matching.fold(Rc::clone(property), |property, (_, others)| narrowed(others, &property))
}

/// What a member holds of which a part speaks as of all others.
fn narrowed(others: &Rc<Schema>, schema: &Rc<Schema>) -> Rc<Schema> {
    let whole = both(others, schema);
    if Rc::ptr_eq(&whole, others) {
        return Rc::clone(schema);
    }
    Rc::new(Schema { if_never: IfNever::Absent, ..(*whole).clone() })
}

/// What a member holds that a part does not name: `None` if the part refuses it. What its patterns may
/// mean is left to them.
fn beside(part: &Schema, key: &str, schema: &Rc<Schema>) -> Option<Rc<Schema>> {
    let misses = |pattern: &str| compiled(pattern).is_ok_and(|it| it.find(key).is_none());
    let is_other = part.patterned.iter().all(|(pattern, _)| misses(pattern));
    match &part.additional {
        Additional::Refused if is_other => None,
        Additional::Typed(others) if is_other && (others.constrains() || is_composed(others)) => {
            Some(narrowed(others, schema))
        }
        Additional::Refused | Additional::Typed(_) | Additional::Unstated | Additional::Any => {
            Some(Rc::clone(schema))
        }
    }
}
