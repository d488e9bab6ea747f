//! Compares handles.

use super::comparing::{Comparing, Context};
use super::pairs::{Pair, pairs};
use super::rule::Rule;
use crate::surface::{Handle, Surface};

impl Comparing<'_> {
    pub(super) fn handles(&mut self, context: &Context) {
        let (old, new) = (self.old, self.new);
        let keys = |surface: &Surface| {
            let handles = surface.handles.iter();
            handles.map(|handle| [handle.path.clone(), handle.type_name.clone()]).collect::<Vec<_>>()
        };
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    let path = &old.handles[index].path;
                    self.record_removed(Rule::HandleRemoved, context, &old.handle_path(index), path);
                }
                Pair::Added(index) => {
                    let path = &new.handles[index].path;
                    self.record_added(Rule::HandleAdded, context, &new.handle_path(index), path);
                }
                Pair::Kept(was, is) => self.handle(context, was, is),
            }
        }
    }

    fn handle(&mut self, context: &Context, was: usize, is: usize) {
        let (old, new) = (&self.old.handles[was], &self.new.handles[is]);
        let item = self.new.handle_path(is);
        let count = |handle: &Handle| handle.arguments.len();
        let is_same = count(old) == count(new)
            && old.arguments.iter().zip(&new.arguments).all(|(old, new)| self.compare(&old.1, &new.1).0);
        let name = |surface: &Surface, handle: usize| {
            format!("{}, {}", surface.handle_path(handle), surface.handles[handle].type_name)
        };
        let names = (name(self.old, was), name(self.new, is));
        self.record_if_different(Rule::HandleRenamed, context, &item, names);
        if !is_same {
            let (before, after) = (arguments(self.old, old), arguments(self.new, new));
            self.record(Rule::HandleArgumentsChanged, context, &item, before, after);
        }
        if old.documentation != new.documentation {
            self.record_plain(Rule::ClientDocsChanged, context, &item);
        }
    }
}

/// The arguments of the method of a handle, with their types.
fn arguments(surface: &Surface, handle: &Handle) -> String {
    let arguments = handle.arguments.iter();
    let arguments = arguments.map(|(name, r#type)| format!("{name}: {}", surface.plain(r#type)));
    arguments.collect::<Vec<_>>().join(", ")
}
