//! Which operations a type concerns: those that send or receive it, or something that holds it.

use std::collections::BTreeSet;

use super::change::Concerned;
use crate::analyze::named;
use crate::ir::{Rest, Type, TypeId};
use crate::surface::{Errors, Form, Item, Kind, Operation, PartValue, Response, Surface};

/// Who names each type directly.
pub(super) struct Users {
    types: Vec<Vec<usize>>,
    operations: Vec<Vec<usize>>,
}

impl Users {
    pub(super) fn new(surface: &Surface) -> Self {
        let nobody = vec![Vec::new(); surface.types.len()];
        let mut users = Self { types: nobody.clone(), operations: nobody };
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

    /// The operations that a type concerns, in the order of the document.
    pub(super) fn of(&self, surface: &Surface, index: usize) -> Vec<Concerned> {
        let (mut seen, mut waiting) = (BTreeSet::from([index]), vec![index]);
        let mut operations = BTreeSet::new();
        while let Some(index) = waiting.pop() {
            operations.extend(self.operations[index].iter().copied());
            waiting.extend(self.types[index].iter().copied().filter(|user| seen.insert(*user)));
        }
        operations.into_iter().map(|index: usize| concerned(&surface.operations[index])).collect()
    }
}

pub(super) fn concerned(operation: &Operation) -> Concerned {
    Concerned { id: operation.id.clone(), page: operation.page.clone() }
}

fn types_of_item(item: &Item) -> Vec<&Type> {
    match &item.kind {
        Kind::Enum(_) => Vec::new(),
        Kind::Union(union) => union.variants.iter().map(|variant| &variant.r#type).collect(),
        Kind::Struct(object) => {
            let rest = match &object.rest {
                Rest::Typed(rest) => Some(rest.as_ref()),
                Rest::Open | Rest::Closed => None,
            };
            object.fields.iter().map(|field| &field.r#type).chain(rest).collect()
        }
    }
}

fn types_of_operation(operation: &Operation) -> Vec<&Type> {
    let mut types: Vec<&Type> = operation.parameters.iter().map(|parameter| &parameter.r#type).collect();
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    types.extend(contents.flat_map(|content| types_of_form(&content.form)));
    match &operation.response {
        Response::One(form, _) => types.extend(types_of_form(form)),
        Response::Pages(item, _) => types.push(item),
        Response::Several(cases) => types.extend(cases.iter().flat_map(|case| types_of_form(&case.form))),
    }
    match &operation.errors {
        Errors::Unknown => {}
        Errors::Same(r#type) => types.push(r#type),
        Errors::Several(cases) => types.extend(cases.iter().flat_map(|case| types_of_form(&case.form))),
    }
    types
}

fn types_of_form(form: &Form) -> Vec<&Type> {
    match form {
        Form::Value(r#type) => vec![r#type],
        Form::Parts(parts) => {
            let values = parts.iter().filter_map(|part| match &part.holds {
                PartValue::Value(r#type) => Some(r#type.as_ref()),
                PartValue::Bytes | PartValue::ListOfBytes => None,
            });
            values.collect()
        }
        Form::Empty | Form::AnyParts | Form::Text | Form::Bytes => Vec::new(),
    }
}
