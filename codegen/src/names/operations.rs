//! Names of operations: the method, the type of the call, the parameters.
//!
//! What was called something before chooses first, so that an operation that is added renames nothing.

use std::collections::HashSet;

use super::case::Case;
use super::name::NameKey;
use super::naming::Naming;
use super::reserved::{RESERVED_METHODS, RESERVED_SETTERS};
use super::scope::Scope;

impl Naming<'_> {
    pub(super) fn operations(&mut self) {
        let api = self.api;
        let mut calls = Scope::default();
        let mut methods: Vec<Scope> =
            api.tags.iter().map(|_| Scope::new(RESERVED_METHODS, "_call")).collect();
        let ordered = self.operations_in_order();
        let (known, new): (Vec<usize>, Vec<usize>) =
            ordered.iter().partition(|index| self.chooses_first(&api.operations[**index].id));
        self.calls(&known, &mut calls, &mut methods);
        // What follows from an operation leaves the names of all operations alone, unless it had its own before.
        for index in &known {
            self.contents(*index, &mut methods[api.operations[*index].tag], &mut calls, true);
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

    /// Whether the settings or the lock file name an operation.
    fn chooses_first(&self, id: &str) -> bool {
        self.overrides.contains_key(id) || self.lock.method_name(id).is_some()
    }

    /// The setters of a call: those that had other names before, the parameters, what bodies and answers add.
    fn setters(&mut self, operation: usize) {
        let mut scope = Scope::new(RESERVED_SETTERS, "_parameter");
        self.content_setters(operation, &mut scope, true);
        self.parameters(operation, &mut scope);
        self.content_setters(operation, &mut scope, false);
    }

    /// The operations in the order in which they choose: those that the settings name, those that had names before,
    /// then the others, each in the order of the document. That an id stands twice was said when the document was lowered.
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

    /// The type of a call, and the file with the answer that is documented.
    fn call(&mut self, index: usize, scope: &mut Scope) {
        let operation = &self.api.operations[index];
        let words = self.cut(&operation.id);
        let place = operation.location.join("operationId");
        let pinned = self.lock.call_name(&operation.id).map(str::to_owned);
        let call = pinned.unwrap_or_else(|| words.clone().join(&self.cut("call")).write(Case::Pascal));
        let call = scope.claim(&call, &place);
        self.names.names.insert(NameKey::Call(index), call);
        let file = scope.claim(&words.write(Case::Snake), &place);
        self.names.names.insert(NameKey::AnswerFile(index), file);
    }

    /// The method goes without the words that the tag has already.
    fn method(&mut self, index: usize, scope: &mut Scope) {
        let operation = &self.api.operations[index];
        let words = self.cut(&operation.id);
        let tag = self.cut(&self.api.tags[operation.tag].name).with_numbers();
        let short = match words.without(&tag) {
            short if RESERVED_METHODS.contains(&short.write(Case::Snake).as_str()) => words,
            short => short,
        };
        let pinned = self.lock.method_name(&operation.id).map(str::to_owned);
        let method = match self.override_of(&operation.id) {
            Some(own) => own.write(Case::Snake),
            None => pinned.unwrap_or_else(|| short.write(Case::Snake)),
        };
        self.claim(scope, NameKey::Operation(index), &method, &operation.location.join("operationId"));
    }

    /// The parameters. Those that the settings name or that had other names before choose first, then those that are
    /// written as their names, those of the path and the query before the others.
    fn parameters(&mut self, operation: usize, scope: &mut Scope) {
        let api = self.api;
        let (id, parameters) = (&api.operations[operation].id, &api.operations[operation].parameters);
        let mut texts = Vec::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let own = self.override_at(&parameter.location).map(|words| words.write(Case::Snake));
            let pinned = self.lock.parameter_name(id, parameter).map(str::to_owned);
            let is_known = own.is_some() || pinned.is_some();
            let text = own.or(pinned).unwrap_or_else(|| self.cut(&parameter.name).write(Case::Snake));
            let is_written_so = text == parameter.name;
            texts.push(((!is_known, !is_written_so, parameter.place), index, text));
        }
        texts.sort_by_key(|(order, ..)| *order);
        for (_, index, text) in texts {
            self.claim(scope, NameKey::Parameter(operation, index), &text, &parameters[index].location);
        }
    }
}
