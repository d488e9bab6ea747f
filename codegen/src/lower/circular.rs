//! Unions that are options of each other. A value would be read as one after the other without end, so each of them is
//! the union of all their other options.

use std::collections::HashMap;

use super::hierarchy::aliased;
use super::lowering::Lowering;
use crate::document::Schema;
use crate::source::Location;

/// Maximum nesting depth of unnamed unions that are searched.
const MAX_DEPTH: usize = 32;

impl Lowering<'_> {
    /// Returns whether the union at `union` is an option of the union at `target`, directly or through other unions.
    pub(super) fn leads_back(&mut self, target: &Location, union: &Location) -> bool {
        let mut edges: HashMap<Location, Vec<Location>> = HashMap::new();
        let mut open = vec![target.clone()];
        while let Some(place) = open.pop() {
            if edges.contains_key(&place) || self.traversal.ending.contains(&place) {
                continue;
            }
            let mut unions = Vec::new();
            self.add_unions(&place, &mut unions);
            if unions.contains(union) {
                return true;
            }
            open.extend(unions.iter().cloned());
            edges.insert(place, unions);
        }
        self.keep_ending(&edges);
        false
    }

    /// Keeps the unions from which no path leads to a cycle, so that none of them is searched again.
    fn keep_ending(&mut self, edges: &HashMap<Location, Vec<Location>>) {
        let mut left: HashMap<Location, usize> = HashMap::new();
        let mut containing: HashMap<&Location, Vec<&Location>> = HashMap::new();
        let mut open = Vec::new();
        for (place, unions) in edges {
            let unknown = unions.iter().filter(|union| edges.contains_key(*union));
            let unknown = unknown.inspect(|union| containing.entry(union).or_default().push(place)).count();
            left.insert(place.clone(), unknown);
            if unknown == 0 {
                open.push(place);
            }
        }
        while let Some(place) = open.pop() {
            self.traversal.ending.insert(place.clone());
            for outer in containing.remove(place).into_iter().flatten() {
                if let Some(count) = left.get_mut(outer) {
                    *count -= 1;
                    if *count == 0 {
                        open.push(outer);
                    }
                }
            }
        }
    }

    /// Adds the named schemas that are options of the union at a place.
    fn add_unions(&mut self, place: &Location, into: &mut Vec<Location>) {
        let document = self.document;
        let Some(schema) = document.schemas.get(place) else { return };
        if schema.options.is_empty() && schema.parts.is_empty() && schema.reference.is_none() {
            return;
        }
        let whole = self.resolved(schema);
        self.add_options(&whole, MAX_DEPTH, into);
    }

    fn add_options(&mut self, schema: &Schema, depth: usize, into: &mut Vec<Location>) {
        let Some(depth) = depth.checked_sub(1) else { return };
        for option in &schema.options {
            let whole = self.whole(option);
            match &whole.reference {
                Some(reference) => into.push(aliased(self.document, reference).clone()),
                None if whole.options.is_empty() => {}
                None => {
                    let whole = whole.into_owned();
                    self.add_options(&whole, depth, into);
                }
            }
        }
    }
}
