//! Collects the names and variant selections of this run for the lock file.

use super::name::{NameKey, Names};
use crate::ir::{
    Api, BodyForm, Content, Errors, Operation, Parameter, ParameterPlace, Response, Shape, TypeId,
};
use crate::lock::{Lock, LockedBody, LockedOperation, LockedTag, LockedType, parameter_key, selection};

impl Names {
    /// Returns the lock file of this run.
    pub(crate) fn lock(&self, api: &Api) -> Lock {
        let types = api.type_ids().map(|id| {
            let definition = api.definition(id);
            (definition.location.to_string(), locked_type(api, id, self))
        });
        let operations = api.operations.iter().enumerate();
        let operations = operations
            .map(|(index, operation)| (operation.id.clone(), locked_operation(index, operation, self)));
        let text = |key| self.get(key).text().to_owned();
        let tags = api.tags.iter().enumerate().map(|(index, tag)| {
            let (module, calls) = (text(NameKey::TagModule(index)), text(NameKey::Tag(index)));
            (tag.name.clone(), LockedTag { module, calls })
        });
        Lock { types: types.collect(), operations: operations.collect(), tags: tags.collect() }
    }
}

/// Creates the key of a part from its type and its index.
type KeyOf = fn(TypeId, usize) -> NameKey;

fn locked_type(api: &Api, id: TypeId, names: &Names) -> LockedType {
    let definition = api.definition(id);
    let name = names.get(NameKey::Type(id)).text().to_owned();
    let (words, key_of): (Vec<&String>, KeyOf) = match &definition.shape {
        Shape::Object(object) => (object.fields.iter().map(|field| &field.key).collect(), NameKey::Field),
        Shape::StringEnum(list) => (list.values.iter().collect(), NameKey::Variant),
        Shape::Union(union) => (union.variants.iter().map(|it| &it.name).collect(), NameKey::Variant),
    };
    let parts = words.into_iter().enumerate().map(|(index, word)| {
        let name = names.get(key_of(id, index)).text().to_owned();
        (word.clone(), name)
    });
    let selection = match &definition.shape {
        Shape::Union(union) => Some(selection(union)),
        Shape::Object(_) | Shape::StringEnum(_) => None,
    };
    LockedType { name, parts: parts.filter(|(word, name)| word != name).collect(), selection }
}

fn locked_operation(index: usize, operation: &Operation, names: &Names) -> LockedOperation {
    let text = |key| names.get(key).text().to_owned();
    let parameters = operation.parameters.iter().enumerate();
    let parameters =
        parameters.map(|(position, parameter)| (parameter, text(NameKey::Parameter(index, position))));
    let may_change = parameters.filter(|(parameter, name)| parameter.name != *name || yields(parameter));
    let responses = matches!(operation.response, Response::ByStatus(_));
    let errors = matches!(operation.errors, Errors::ByStatus(_));
    let raw = operation.raw.iter().enumerate();
    let raw = raw.map(|(number, content)| (content.media_type.clone(), text(NameKey::Raw(index, number))));
    let bodies = operation.body.iter().flat_map(|body| body.contents.iter().enumerate());
    let bodies = bodies
        .map(|(number, content)| (content.media_type.clone(), locked_body(index, number, content, names)));
    LockedOperation {
        method: text(NameKey::Operation(index)),
        call: text(NameKey::Call(index)),
        parameters: may_change.map(|(parameter, name)| (parameter_key(parameter), name)).collect(),
        responses: responses.then(|| text(NameKey::Responses(index))),
        errors: errors.then(|| text(NameKey::Errors(index))),
        raw: raw.collect(),
        bodies: bodies.filter(|(_, body)| *body != LockedBody::default()).collect(),
    }
}

fn locked_body(index: usize, number: usize, content: &Content, names: &Names) -> LockedBody {
    let text = |key| names.get(key).text().to_owned();
    let parts = match &content.form {
        BodyForm::Parts(parts) => Some(parts),
        BodyForm::Json(_) | BodyForm::Pairs(..) | BodyForm::AnyParts | BodyForm::Text | BodyForm::Bytes => {
            None
        }
    };
    let texts = parts.into_iter().flatten().enumerate();
    let texts = texts.map(|(position, part)| (&part.name, text(NameKey::Part(index, number, position))));
    LockedBody {
        method: (number > 0).then(|| text(NameKey::Content(index, number))),
        r#type: parts.map(|_| text(NameKey::Parts(index, number))),
        parts: texts.filter(|(part, name)| *part != name).map(|(part, name)| (part.clone(), name)).collect(),
    }
}

/// Returns whether path and query parameters are named before this one, unless it is in the lock file.
fn yields(parameter: &Parameter) -> bool {
    match parameter.place {
        ParameterPlace::Path | ParameterPlace::Query => false,
        ParameterPlace::Header | ParameterPlace::Cookie => true,
    }
}
