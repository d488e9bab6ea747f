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
        self.handle_tags(&mut types, true, &place);
        for (index, scope) in self.api.scopes.iter().enumerate() {
            let method = self.split(&scope.name).write(Case::Snake);
            self.claim(&mut methods, NameKey::Scope(index), &method, &place);
            let parameter = self.split(&scope.parameter).write(Case::Snake);
            let name = identifier(&parameter);
            self.names.names.insert(NameKey::ScopeParameter(index), name);
        }
        self.tags(&mut types, &mut methods, false, &place);
        self.handle_tags(&mut types, false, &place);
        self.files(&place);
    }

    /// Names the tags that are in the lock file, or those that are not.
    fn tags(&mut self, types: &mut Scope, methods: &mut Scope, is_locked: bool, place: &Location) {
        let (api, lock) = (self.api, self.lock);
        let mut tags: Vec<_> = api.tags.iter().enumerate().collect();
        tags.sort_by_key(|(_, tag)| &tag.name);
        for (index, tag) in tags {
            let locked = lock.tags.get(&tag.name);
            if locked.is_some() != is_locked {
                continue;
            }
            let words = self.split(&tag.name);
            let module = locked.map_or_else(|| words.write(Case::Snake), |locked| locked.module.clone());
            self.claim(methods, NameKey::TagModule(index), &module, place);
            let calls = locked.and_then(|locked| locked.calls.clone());
            let mut calls = calls.unwrap_or_else(|| words.write(Case::Pascal));
            if !is_locked && self.is_type_of_calls(index, &calls) {
                calls.push_str("Calls");
            }
            self.claim(types, NameKey::Tag(index), &calls, place);
        }
    }

    /// Returns whether a name is that of a type of the operations of a tag in the lock file, which is in the same module.
    pub(super) fn is_type_of_calls(&self, tag: usize, name: &str) -> bool {
        let lock = self.lock;
        let mut operations = self.api.operations.iter().filter(|operation| operation.tag == tag);
        operations.any(|operation| {
            let id = &operation.id;
            let types = [lock.responses_name(id), lock.errors_name(id)];
            let contents = operation.body.iter().flat_map(|body| &body.contents);
            let bodies = contents.map(|content| lock.body_type_name(id, &content.media_type));
            let is_call = self.known_call(operation).is_some_and(|call| call == name);
            is_call || types.into_iter().chain(bodies).flatten().any(|locked| locked == name)
        })
    }
}
