//! Names on the client: tags and scopes.

use super::case::Case;
use super::name::{NameKey, identifier};
use super::naming::Naming;
use super::reserved::{RESERVED_CLIENT, RESERVED_TAGS};
use super::scope::Scope;
use crate::source::Location;

impl Naming<'_> {
    /// Names tags and scopes, which share a namespace on the client. Tags in the lock file are named first, then the
    /// scopes, whose names are from the settings, then new tags.
    pub(super) fn client(&mut self) {
        let mut types = Scope::new(RESERVED_TAGS, "Calls");
        let mut methods = Scope::new(RESERVED_CLIENT, "_calls");
        let place = self.api.operations.first().map(|operation| operation.location.clone());
        let place = place.unwrap_or_else(|| Location::root("settings"));
        self.tags(&mut types, &mut methods, true, &place);
        for (index, scope) in self.api.scopes.iter().enumerate() {
            let method = self.split(&scope.name).write(Case::Snake);
            self.claim(&mut methods, NameKey::Scope(index), &method, &place);
            let parameter = self.split(&scope.parameter).write(Case::Snake);
            let name = identifier(&parameter);
            self.names.names.insert(NameKey::ScopeParameter(index), name);
        }
        self.tags(&mut types, &mut methods, false, &place);
        self.files(&place);
    }

    /// Names the tags that are in the lock file, or those that are not.
    fn tags(&mut self, types: &mut Scope, methods: &mut Scope, is_locked: bool, place: &Location) {
        let (api, lock) = (self.api, self.lock);
        for (index, tag) in api.tags.iter().enumerate() {
            let (module, calls) = (lock.module_name(&tag.name), lock.calls_name(&tag.name));
            if module.is_some() != is_locked {
                continue;
            }
            let words = self.split(&tag.name);
            let name = |locked: Option<&str>, case| locked.map_or_else(|| words.write(case), str::to_owned);
            self.claim(methods, NameKey::TagModule(index), &name(module, Case::Snake), place);
            self.claim(types, NameKey::Tag(index), &name(calls, Case::Pascal), place);
        }
    }
}
