//! Names of operations: methods, call types and parameters.
//!
//! Items in the lock file are named first, so that a new operation does not rename existing ones. Names do not depend on
//! the order of the operations in the document.

use std::collections::HashSet;

use super::case::{Case, Words};
use super::files::file_stem;
use super::handles::Methods;
use super::methods::{Route, candidates, own_name};
use super::name::NameKey;
use super::naming::Naming;
use super::reserved::{CONTENT_TYPE, RESERVED_METHODS, RESERVED_SETTERS};
use super::scope::{Rank, Request, Scope};
use super::spelling::Kind;
use super::splitter::WordSplitter;
use crate::ir::{Content, Operation};

impl<'a> Naming<'a> {
    pub(super) fn operations(&mut self, settings_file: &str) {
        let api = self.api;
        let mut calls = Scope::default();
        let mut methods = Methods::new(self);
        let ordered = self.operations_in_order();
        let (fixed, new): (Vec<usize>, Vec<usize>) =
            ordered.iter().partition(|index| self.is_fixed(&api.operations[**index].id));
        self.calls(&fixed, &mut calls, &mut methods);
        // Operations take precedence over the types and methods for their contents, except those in the lock file.
        for index in &fixed {
            self.contents(*index, methods.of(*index), &mut calls, true);
        }
        // The structs of a tag are in the same module as the types of its operations.
        for operation in &api.operations {
            let name = self.names.get(NameKey::Tag(operation.tag)).text();
            calls.occupy(name, &operation.location);
            if let Some(handle) = operation.handle
                && self.names.has(NameKey::HandleTag(handle, operation.tag))
            {
                let name = self.names.get(NameKey::HandleTag(handle, operation.tag)).text();
                calls.occupy(name, &operation.location);
            }
        }
        self.waiters(&mut methods, settings_file);
        self.accessors(&mut methods);
        self.calls(&new, &mut calls, &mut methods);
        let mut files = Scope::default();
        for index in &ordered {
            self.contents(*index, methods.of(*index), &mut calls, false);
            self.setters(*index);
            self.example_file(*index, &mut files);
        }
    }

    /// Names call types and methods.
    fn calls(&mut self, operations: &[usize], calls: &mut Scope, methods: &mut Methods) {
        let requests = operations.iter().map(|index| self.request_call(*index)).collect();
        self.assign(calls, requests);
        for group in methods.groups() {
            let id = |index: &usize| self.split(&self.api.operations[*index].id).write(Case::Snake);
            let whole = methods.operations(group).iter().map(id).collect();
            let of_group = operations.iter().filter(|index| methods.group(**index) == group);
            let routes = &methods.routes;
            let requests = of_group.map(|index| self.request_method(*index, routes, &whole)).collect();
            self.assign(methods.of_group(group), requests);
        }
    }

    /// Returns whether the settings or the lock file name an operation.
    fn is_fixed(&self, id: &str) -> bool {
        self.overrides.contains(id) || self.lock.operation(id).is_some()
    }

    /// Names the setters of a call: those for contents that are in the lock file, parameters, other contents.
    fn setters(&mut self, operation: usize) {
        let mut scope = Scope::new(RESERVED_SETTERS, "_parameter");
        let contents = self.api.operations[operation].body.iter().flat_map(|body| &body.contents);
        if contents.into_iter().any(Content::is_range) {
            scope.reserve(CONTENT_TYPE);
        }
        self.content_setters(operation, &mut scope, true);
        self.parameters(operation, &mut scope);
        self.content_setters(operation, &mut scope, false);
    }

    /// Returns the operations in the order in which they are named: those named by the settings, those in the lock
    /// file, then the others, each sorted by id. Duplicate ids have been reported while lowering and are skipped.
    fn operations_in_order(&self) -> Vec<usize> {
        let mut seen = HashSet::new();
        let operations = self.api.operations.iter().enumerate();
        let operations = operations.filter(|(_, operation)| seen.insert(&operation.id));
        let mut ordered: Vec<_> = operations.collect();
        ordered.sort_by_key(|(_, operation)| {
            let is_set = self.overrides.contains(&operation.id);
            (!is_set, self.lock.operation(&operation.id).is_none(), &operation.id)
        });
        ordered.into_iter().map(|(index, _)| index).collect()
    }

    fn request_call(&self, index: usize) -> Request<'a, NameKey> {
        let operation = &self.api.operations[index];
        let place = operation.location.join("operationId");
        let known = self.known_call(operation);
        let rank = if known.is_some() { Rank::Locked } else { Rank::Derived };
        let shortest = known.unwrap_or_else(|| call_name(operation, self.splitter));
        let longer = self.split(&operation.id).join(&Words::split("call")).write(Case::Pascal);
        Request::new(NameKey::Call(index), shortest, rank, place).or(|| [longer])
    }

    /// Returns the call type that an operation had in the last run.
    pub(super) fn known_call(&self, operation: &Operation) -> Option<String> {
        let locked = self.lock.operation(&operation.id)?;
        Some(locked.call.clone().unwrap_or_else(|| call_name(operation, self.splitter)))
    }

    /// Names the file with the example response after the call type, which is unique.
    fn example_file(&mut self, index: usize, files: &mut Scope) {
        let operation = &self.api.operations[index];
        let call = self.names.get(NameKey::Call(index)).text();
        let words = if call == call_name(operation, self.splitter) {
            self.split(own_name(operation))
        } else {
            self.split(call.strip_suffix("Call").unwrap_or(call))
        };
        let stem = file_stem(&words.write(Case::Snake));
        self.claim(files, NameKey::ExampleFile(index), &stem, &operation.location.join("operationId"));
    }

    /// Requests the name of a method, without the words that lead to it. An operation can always have the `whole` of its
    /// id: no other one of the tag gets that as its shorter name.
    fn request_method(
        &mut self,
        index: usize,
        routes: &[Route],
        whole: &HashSet<String>,
    ) -> Request<'a, NameKey> {
        let operation = &self.api.operations[index];
        let (key, place) = (NameKey::Operation(index), operation.location.join("operationId"));
        if let Some(set) = self.overrides.of(&operation.id) {
            return Request::new(key, self.split(set.name).write(Case::Snake), Rank::Set, place);
        }
        if let Some(locked) = self.lock.operation(&operation.id) {
            return Request::new(key, locked.method.clone(), Rank::Locked, place);
        }
        let handles = operation.handle.map(|handle| self.api.handle_chain(handle)).unwrap_or_default();
        let handles = handles.into_iter().map(|handle| self.split(&self.api.handles[handle].name));
        let route = routes[operation.tag].below(handles);
        let (mut names, rank) = candidates(&self.split(own_name(operation)), &route);
        names.push(self.split(&operation.id));
        let names = names.iter().map(|words| words.write(Case::Snake));
        let mut names: Vec<String> = names.collect();
        let own = names.last().cloned();
        names.retain(|name| Some(name) == own.as_ref() || !whole.contains(name));
        if names.len() > 1 && RESERVED_METHODS.contains(&names[0].as_str()) {
            names.remove(0);
        }
        let shortest = names.remove(0);
        let rank = if shortest == operation.id { Rank::Named } else { rank };
        Request::new(key, shortest, rank, place).or(|| names)
    }

    /// Names the parameters: those named by the settings or the lock file first, then those whose Rust name equals
    /// their name in the document, then the others; within each group path, query, header, cookie.
    fn parameters(&mut self, operation: usize, scope: &mut Scope) {
        let api = self.api;
        let (id, parameters) = (&api.operations[operation].id, &api.operations[operation].parameters);
        let mut texts = Vec::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let set = self.override_at(&parameter.location).map(|words| words.write(Case::Snake));
            let locked = self.lock.parameter_name(id, parameter).map(str::to_owned);
            let is_fixed = set.is_some() || locked.is_some();
            let text = set.or(locked).unwrap_or_else(|| self.split(&parameter.name).write(Case::Snake));
            let own = self.unrecorded(&parameter.name, Kind::parameter(parameter.place));
            let rank = own.unwrap_or(if text == parameter.name { Rank::Named } else { Rank::Derived });
            texts.push(((!is_fixed, rank, parameter.place), index, text));
        }
        texts.sort_by_key(|(order, ..)| *order);
        for (_, index, text) in texts {
            self.claim(scope, NameKey::Parameter(operation, index), &text, &parameters[index].location);
        }
    }
}

/// Returns the name of a call type, unless another one has it.
pub(super) fn call_name(operation: &Operation, splitter: &WordSplitter<'_>) -> String {
    splitter.split(own_name(operation)).join(&Words::split("call")).write(Case::Pascal)
}
