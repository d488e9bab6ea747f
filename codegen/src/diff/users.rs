//! Determines which operations a type affects: those whose requests or responses contain it, directly or nested.

use std::collections::BTreeSet;

use super::change::AffectedOperation;
use crate::analyze::named;
use crate::ir::{AdditionalProperties, Type, TypeId};
use crate::surface::{Errors, Form, Item, Kind, Operation, PartValue, Response, Surface};

/// The types and operations that refer to each type directly, by index.
pub(super) struct Users {
    types: Vec<Vec<usize>>,
    operations: Vec<Vec<usize>>,
}

impl Users {
    pub(super) fn new(surface: &Surface) -> Self {
        let none = vec![Vec::new(); surface.types.len()];
        let mut users = Self { types: none.clone(), operations: none };
        for (index, item) in surface.types.iter().enumerate() {
            for TypeId(id) in types_of_item(item).into_iter().filter_map(named) {
                users.types[id].push(index);
            }
        }
        for (index, operation) in surface.operations.iter().enumerate() {
            for TypeId(id) in types_of_operation(operation).into_iter().filter_map(named) {
                users.operations[id].push(index);
            }
        }
        users
    }

    /// Returns the operations that a type affects, in document order.
    pub(super) fn of(&self, surface: &Surface, index: usize) -> Vec<AffectedOperation> {
        let (mut seen, mut pending) = (BTreeSet::from([index]), vec![index]);
        let mut operations = BTreeSet::new();
        while let Some(index) = pending.pop() {
            operations.extend(self.operations[index].iter().copied());
            pending.extend(self.types[index].iter().copied().filter(|user| seen.insert(*user)));
        }
        operations.into_iter().map(|index: usize| affected(&surface.operations[index])).collect()
    }
}

pub(super) fn affected(operation: &Operation) -> AffectedOperation {
    AffectedOperation { id: operation.id.clone(), reference_page: operation.reference_page.clone() }
}

fn types_of_item(item: &Item) -> Vec<&Type> {
    match &item.kind {
        Kind::Enum(_) => Vec::new(),
        Kind::Union(union) => union.variants.iter().map(|variant| &variant.r#type).collect(),
        Kind::Struct(object) => {
            let additional = match &object.additional {
                AdditionalProperties::Typed(r#type) => Some(r#type.as_ref()),
                AdditionalProperties::Open | AdditionalProperties::Closed => None,
            };
            object.fields.iter().map(|field| &field.r#type).chain(additional).collect()
        }
    }
}

fn types_of_operation(operation: &Operation) -> Vec<&Type> {
    let mut types: Vec<&Type> = operation.parameters.iter().map(|parameter| &parameter.r#type).collect();
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    types.extend(contents.flat_map(|content| types_of_form(&content.form)));
    match &operation.response {
        Response::Single(form, _) => types.extend(types_of_form(form)),
        Response::Pages(page) => types.extend([&page.item].into_iter().chain(page.beside.as_deref())),
        Response::ByStatus(responses) => {
            types.extend(responses.iter().flat_map(|it| types_of_form(&it.form)));
        }
    }
    types.extend(operation.raw.iter().flat_map(|content| types_of_form(&content.form)));
    match &operation.errors {
        Errors::Unknown => {}
        Errors::Single(r#type) => types.push(r#type),
        Errors::ByStatus(responses) => types.extend(responses.iter().flat_map(|it| types_of_form(&it.form))),
    }
    types
}

fn types_of_form(form: &Form) -> Vec<&Type> {
    match form {
        Form::Value(r#type) | Form::Events(r#type) => vec![r#type],
        Form::Parts(parts) => {
            let values = parts.iter().filter_map(|part| match &part.value {
                PartValue::Value(r#type) => Some(r#type.as_ref()),
                PartValue::Bytes | PartValue::ListOfBytes => None,
            });
            values.collect()
        }
        Form::Empty | Form::AnyParts | Form::Text | Form::Bytes | Form::TextEvents => Vec::new(),
    }
}
