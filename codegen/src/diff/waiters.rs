//! Compares waiters.

use std::collections::BTreeSet;

use super::comparing::{Comparing, Context};
use super::pairs::{Pair, pairs};
use super::rule::Rule;
use super::users::affected;
use crate::surface::{Surface, Waiter};

impl Comparing<'_> {
    pub(super) fn waiters(&mut self) {
        let (old, new) = (self.old, self.new);
        let keys = |surface: &Surface| {
            let waiters = surface.waiters.iter();
            let id = |waiter: &Waiter| &surface.operations[waiter.operation].id;
            let keys = waiters.map(|it| {
                [
                    surface.waiter_path(it),
                    format!("{} {}", id(it), it.name),
                    format!("{} at {}", id(it), it.property),
                ]
            });
            keys.collect::<Vec<_>>()
        };
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    let waiter = &old.waiters[index];
                    let (context, item) = (context(old, waiter), old.waiter_path(waiter));
                    self.record_removed(Rule::WaiterRemoved, &context, &item, &waiter.polling);
                }
                Pair::Added(index) => {
                    let waiter = &new.waiters[index];
                    let (context, item) = (context(new, waiter), new.waiter_path(waiter));
                    self.record_added(Rule::WaiterAdded, &context, &item, &waiter.polling);
                }
                Pair::Kept(was, is) => self.waiter(&old.waiters[was], &new.waiters[is]),
            }
        }
    }

    fn waiter(&mut self, old: &Waiter, new: &Waiter) {
        let (context, item) = (context(self.new, new), self.new.waiter_path(new));
        let paths = (self.old.waiter_path(old), item.clone());
        self.record_if_different(Rule::WaiterRenamed, &context, &item, paths);
        let types =
            |waiter: &Waiter| waiter.arguments.iter().chain([&waiter.value]).cloned().collect::<Vec<_>>();
        let (was, is) = (types(old), types(new));
        let is_same = was.len() == is.len() && was.iter().zip(&is).all(|(was, is)| self.compare(was, is).0);
        if !is_same {
            let (before, after) = (self.old.waiter_signature(old), self.new.waiter_signature(new));
            self.record(Rule::WaiterRetyped, &context, &item, before, after);
        }
        self.waiter_values(&context, &item, old, new);
        let polling = (old.polling.clone(), new.polling.clone());
        self.record_if_different(Rule::WaiterPollingChanged, &context, &item, polling);
        if old.documentation != new.documentation {
            self.record_plain(Rule::OperationDocsChanged, &context, &item);
        }
    }

    /// Compares the effects of the values of the status.
    fn waiter_values(&mut self, context: &Context, item: &str, old: &Waiter, new: &Waiter) {
        if old.property != new.property {
            let (before, after) = (old.property.clone(), new.property.clone());
            self.record(Rule::WaiterOutcomeChanged, context, item, before, after);
            return;
        }
        let values: BTreeSet<&String> = old.values.keys().chain(new.values.keys()).collect();
        let changed = values.into_iter().filter(|value| old.effect(value) != new.effect(value));
        let (changed, added): (Vec<_>, Vec<_>) = changed.partition(|value| old.values.contains_key(*value));
        for (rule, values) in [(Rule::WaiterOutcomeChanged, changed), (Rule::WaiterOutcomeAdded, added)] {
            let text = |waiter: &Waiter| {
                let effects = values.iter().map(|value| format!("{value}: {}", waiter.effect(value)));
                effects.collect::<Vec<_>>().join(", ")
            };
            self.record_if_different(rule, context, item, (text(old), text(new)));
        }
    }
}

fn context(surface: &Surface, waiter: &Waiter) -> Context {
    let operation = &surface.operations[waiter.operation];
    let group = surface.groups[operation.group].module.clone();
    Context { group, operations: vec![affected(operation)] }
}
