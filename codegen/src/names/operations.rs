//! Names of operations: methods, call types and parameters.
//!
//! Items in the lock file are named first, so that a new operation does not rename existing ones.

use std::collections::HashSet;

use super::case::Case;
use super::files::file_stem;
use super::name::NameKey;
use super::naming::Naming;
use super::reserved::{CONTENT_TYPE, RESERVED_METHODS, RESERVED_SETTERS};
use super::scope::Scope;
use crate::ir::Content;

impl Naming<'_> {
    pub(super) fn operations(&mut self) {
        let api = self.api;
        let mut calls = Scope::default();
        let mut methods: Vec<Scope> =
            api.tags.iter().map(|_| Scope::new(RESERVED_METHODS, "_call")).collect();
        let ordered = self.operations_in_order();
        let (fixed, new): (Vec<usize>, Vec<usize>) =
            ordered.iter().partition(|index| self.is_fixed(&api.operations[**index].id));
        self.calls(&fixed, &mut calls, &mut methods);
        // Operations take precedence over the types and methods for their contents, except those in the lock file.
        for index in &fixed {
            self.contents(*index, &mut methods[api.operations[*index].tag], &mut calls, true);
        }
        // The struct of a tag is in the same module as the types of its operations.
        for operation in &api.operations {
            let name = self.names.get(NameKey::Tag(operation.tag)).text();
            calls.occupy(name, &operation.location);
        }
        self.calls(&new, &mut calls, &mut methods);
        for index in &ordered {
            self.contents(*index, &mut methods[api.operations[*index].tag], &mut calls, false);
            self.setters(*index);
        }
    }

    fn calls(&mut self, operations: &[usize], calls: &mut Scope, methods: &mut [Scope]) {
        for index in operations {
            self.call(*index, calls);
            self.method(*index, &mut methods[self.api.operations[*index].tag]);
        }
    }

    /// Returns whether the settings or the lock file name an operation.
    fn is_fixed(&self, id: &str) -> bool {
        self.overrides.contains_key(id) || self.lock.method_name(id).is_some()
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
    /// file, then the others, each in document order. Duplicate ids have been reported while lowering and are skipped.
    fn operations_in_order(&self) -> Vec<usize> {
        let mut seen = HashSet::new();
        let operations = self.api.operations.iter().enumerate();
        let operations = operations.filter(|(_, operation)| seen.insert(&operation.id));
        let mut ordered: Vec<_> = operations.collect();
        ordered.sort_by_key(|(_, operation)| {
            let is_set = self.overrides.contains_key(operation.id.as_str());
            (!is_set, self.lock.method_name(&operation.id).is_none())
        });
        ordered.into_iter().map(|(index, _)| index).collect()
    }

    /// Names the call type and the file with the example response.
    fn call(&mut self, index: usize, scope: &mut Scope) {
        let operation = &self.api.operations[index];
        let words = self.split(&operation.id);
        let place = operation.location.join("operationId");
        let locked = self.lock.call_name(&operation.id).map(str::to_owned);
        let call = locked.unwrap_or_else(|| words.clone().join(&self.split("call")).write(Case::Pascal));
        let call = scope.claim(&call, &place);
        self.names.names.insert(NameKey::Call(index), call);
        let file = scope.claim(&file_stem(&words.write(Case::Snake)), &place);
        self.names.names.insert(NameKey::ExampleFile(index), file);
    }

    /// Names the method, without the words that the name of the tag already has.
    fn method(&mut self, index: usize, scope: &mut Scope) {
        let operation = &self.api.operations[index];
        let words = self.split(&operation.id);
        let tag = self.split(&self.api.tags[operation.tag].name).with_numbers();
        let short = match words.without(&tag) {
            short if RESERVED_METHODS.contains(&short.write(Case::Snake).as_str()) => words,
            short => short,
        };
        let locked = self.lock.method_name(&operation.id).map(str::to_owned);
        let method = match self.override_of(&operation.id) {
            Some(set) => set.write(Case::Snake),
            None => locked.unwrap_or_else(|| short.write(Case::Snake)),
        };
        self.claim(scope, NameKey::Operation(index), &method, &operation.location.join("operationId"));
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
            let is_verbatim = text == parameter.name;
            texts.push(((!is_fixed, !is_verbatim, parameter.place), index, text));
        }
        texts.sort_by_key(|(order, ..)| *order);
        for (_, index, text) in texts {
            self.claim(scope, NameKey::Parameter(operation, index), &text, &parameters[index].location);
        }
    }
}
