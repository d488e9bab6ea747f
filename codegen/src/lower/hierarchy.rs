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
            for option in schema.options.iter().filter_map(|option| option.reference.as_ref()) {
                if option != parent && hierarchies.add(document, parent, option, &mut HashSet::new()) {
                    first.get_or_insert(option);
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
        child: &'d Location,
        seen: &mut HashSet<&'d Location>,
    ) -> bool {
        let Some(schema) = document.schemas.get(child).filter(|_| seen.insert(child)) else {
            return false;
        };
        let mut is_child = false;
        let mut pending: Vec<&Schema> = schema.parts.iter().map(AsRef::as_ref).collect();
        let mut references: Vec<&Location> = schema.reference.iter().collect();
        while let Some(part) = pending.pop() {
            references.extend(&part.reference);
            pending.extend(part.parts.iter().map(AsRef::as_ref));
        }
        for reference in references {
            is_child |= reference == parent || self.add(document, parent, reference, seen);
        }
        if is_child {
            self.0.entry(child.clone()).or_default().insert(parent.clone());
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
        let parent = part.reference.as_ref().filter(|parent| self.contains(place, parent));
        let Some(schema) = parent.and_then(|parent| document.schemas.get(parent)) else {
            return Rc::clone(part);
        };
        let declared = Schema {
            options: Vec::new(),
            exclusive: false,
            discriminator: None,
            title: None,
            description: None,
            ..schema.clone()
        };
        Rc::new(declared)
    }
}
