//! Names of waiters, which the settings give, and of their arguments.

use super::case::Case;
use super::handles::Methods;
use super::name::NameKey;
use super::naming::Naming;
use super::scope::{Rank, Request, Scope};
use crate::source::Location;

const HELP: &str = "give the waiter another name";

impl Naming<'_> {
    /// Names the methods of waiters. The settings and the lock file name operations before, and new operations yield.
    pub(super) fn waiters(&mut self, methods: &mut Methods, settings_file: &str) {
        let list = Location::root(settings_file).join("waiters");
        for (index, waiter) in self.api.waiters.iter().enumerate() {
            let place = list.join(&waiter.entry.to_string()).join("name");
            let name = self.split(&waiter.name).write(Case::Snake);
            let request = Request::new(NameKey::Waiter(index), name, Rank::Set, place);
            let named = methods.of(waiter.operation).assign(vec![request], HELP, self.diagnostics);
            self.names.names.extend(named);
        }
    }

    /// Names the arguments of waiters that identify an item. Parameters of the operation come before.
    pub(super) fn waiter_items(&mut self, settings_file: &str) {
        let api = self.api;
        let list = Location::root(settings_file).join("waiters");
        for (index, waiter) in api.waiters.iter().enumerate() {
            let Some(item) = &waiter.item else { continue };
            let place = list.join(&waiter.entry.to_string()).join("item").join("argument");
            let mut arguments = Scope::new(&["call", "self"], "_item");
            for (position, _) in api.operations[waiter.operation].arguments() {
                let name = self.names.get(NameKey::Parameter(waiter.operation, position)).text();
                arguments.occupy(name, &place);
            }
            let name = self.split(&item.argument).write(Case::Snake);
            self.claim(&mut arguments, NameKey::WaiterItem(index), &name, &place);
        }
    }
}
