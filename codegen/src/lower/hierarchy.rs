//! Parents that list their children as options, while the children refer to the parent in `allOf`. Many generators of
//! documents write hierarchies like this. By the letter, each child is a union of all children, without end: as a part
//! of a child, the parent is read without its options.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Document, Schema};
use crate::source::Location;

/// The parents that each schema must read without their options.
#[derive(Default)]
pub(super) struct Hierarchies(HashMap<Location, HashSet<Location>>);

impl Hierarchies {
    /// Finds the hierarchies of a document, and reports each of them.
    pub fn new(document: &Document, diagnostics: &mut Diagnostics) -> Self {
        let mut hierarchies = Self::default();
        for (parent, schema) in &document.schemas {
            let mut first = None;
            let declares = declares(&without_options(schema));
            for option in own_options(schema) {
                // A parent that lists itself stands for the values that are none of its children.
                let is_itself = option.reference.as_ref().is_some_and(|it| aliased(document, it) == parent);
                if is_itself && !declares {
                    continue;
                }
                let is_child = hierarchies.add(document, parent, option, &mut HashSet::new());
                if is_child && !is_itself {
                    first.get_or_insert_with(|| option.reference.as_ref().unwrap_or(&option.location));
                }
            }
            if let Some(child) = first {
                diagnostics.warn(
                    Code::CircularInheritance,
                    parent,
                    format!("`{child}` is an option of this schema and has it as a part: as a part, it has no options"),
                    "move the properties of the parent into a schema of their own, and refer to that in `allOf`",
                );
            }
        }
        hierarchies
    }

    /// Adds `child`, and the schemas between it and `parent`, if it has `parent` as a part.
    fn add<'d>(
        &mut self,
        document: &'d Document,
        parent: &Location,
        child: &'d Schema,
        seen: &mut HashSet<&'d Location>,
    ) -> bool {
        if !seen.insert(&child.location) {
            return false;
        }
        let mut is_child = false;
        let mut pending = vec![child];
        while let Some(part) = pending.pop() {
            pending.extend(part.parts.iter().map(AsRef::as_ref));
            let Some(reference) = &part.reference else { continue };
            let target = document.schemas.get(reference);
            is_child |= reference == parent || target.is_some_and(|it| self.add(document, parent, it, seen));
        }
        if is_child {
            self.0.entry(child.location.clone()).or_default().insert(parent.clone());
        }
        is_child
    }

    /// Returns whether the schema at `place`, or a part of it, must read `parent` without its options.
    fn contains(&self, place: &Location, parent: &Location) -> bool {
        let mut place = place.clone();
        loop {
            if self.0.get(&place).is_some_and(|parents| parents.contains(parent)) {
                return true;
            }
            let Some((above, _)) = place.pointer.split_last() else { return false };
            match above.split_last() {
                Some((owner, keyword)) if keyword == "allOf" => place.pointer = owner,
                _ => return false,
            }
        }
    }

    /// Returns a part of the schema at `place`, without its options if it is the parent of that schema.
    pub fn as_parent(&self, document: &Document, place: &Location, part: &Rc<Schema>) -> Rc<Schema> {
        let target = part.reference.as_ref().map(|reference| aliased(document, reference));
        let parent = target.filter(|parent| self.contains(place, parent));
        let Some(schema) = parent.and_then(|parent| document.schemas.get(parent)) else {
            return Rc::clone(part);
        };
        Rc::new(Schema { title: None, description: None, ..without_options(schema) })
    }
}

/// Returns the options of a schema, including those of its parts.
fn own_options(schema: &Schema) -> Vec<&Schema> {
    let mut options = Vec::new();
    let mut pending = vec![schema];
    while let Some(part) = pending.pop() {
        options.extend(part.options.iter().map(AsRef::as_ref));
        pending.extend(part.parts.iter().map(AsRef::as_ref));
    }
    options
}

/// Returns whether a schema or one of its parts constrains values.
fn declares(schema: &Schema) -> bool {
    schema.constrains() || schema.parts.iter().any(|part| part.reference.is_some() || declares(part))
}

fn without_options(schema: &Schema) -> Schema {
    let parts = schema.parts.iter().map(|part| Rc::new(without_options(part))).collect();
    Schema { options: Vec::new(), exclusive: false, discriminator: None, parts, ..schema.clone() }
}

/// Returns the schema that a reference leads to through schemas that are nothing but references.
pub(super) fn aliased<'d>(document: &'d Document, reference: &'d Location) -> &'d Location {
    let mut target = reference;
    let mut seen = HashSet::new();
    while let Some(schema) = document.schemas.get(target).filter(|_| seen.insert(target)) {
        match &schema.reference {
            Some(next) if schema.parts.is_empty() && !schema.constrains() => target = next,
            _ => break,
        }
    }
    target
}
