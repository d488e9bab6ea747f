//! What was decided in this run, for the lock file that the next one reads.

use super::name::{NameKey, Names};
use crate::ir::{
    Api, BodyForm, Content, Errors, Operation, Parameter, ParameterPlace, Response, Shape, TypeId,
};
use crate::lock::{Lock, Pinned, PinnedBody, PinnedOperation, PinnedTag, parameter_key, selection};

impl Names {
    /// What is to be pinned from now on.
    pub(crate) fn lock(&self, api: &Api) -> Lock {
        let types = api.type_ids().map(|id| {
            let definition = api.definition(id);
            (definition.location.to_string(), pinned(api, id, self))
        });
        let operations = api.operations.iter().enumerate();
        let operations = operations
            .map(|(index, operation)| (operation.id.clone(), pinned_operation(index, operation, self)));
        let text = |key| self.get(key).text().to_owned();
        let tags = api.tags.iter().enumerate().map(|(index, tag)| {
            let (module, calls) = (text(NameKey::TagModule(index)), text(NameKey::Tag(index)));
            (tag.name.clone(), PinnedTag { module, calls })
        });
        Lock { types: types.collect(), operations: operations.collect(), tags: tags.collect() }
    }
}

/// Makes the key of a part.
type KeyOf = fn(TypeId, usize) -> NameKey;

fn pinned(api: &Api, id: TypeId, names: &Names) -> Pinned {
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
    Pinned { name, parts: parts.filter(|(word, name)| word != name).collect(), selection }
}

fn pinned_operation(index: usize, operation: &Operation, names: &Names) -> PinnedOperation {
    let text = |key| names.get(key).text().to_owned();
    let parameters = operation.parameters.iter().enumerate();
    let parameters =
        parameters.map(|(position, parameter)| (parameter, text(NameKey::Parameter(index, position))));
    let may_change = parameters.filter(|(parameter, name)| parameter.name != *name || goes_last(parameter));
    let responses = matches!(operation.response, Response::Several(_));
    let errors = matches!(operation.errors, Errors::Several(_));
    let raw = operation.raw.iter().enumerate();
    let raw = raw.map(|(number, media_type)| (media_type.clone(), text(NameKey::Raw(index, number))));
    let bodies = operation.body.iter().flat_map(|body| body.contents.iter().enumerate());
    let bodies = bodies
        .map(|(number, content)| (content.media_type.clone(), pinned_body(index, number, content, names)));
    PinnedOperation {
        method: text(NameKey::Operation(index)),
        call: text(NameKey::Call(index)),
        parameters: may_change.map(|(parameter, name)| (parameter_key(parameter), name)).collect(),
        responses: responses.then(|| text(NameKey::Responses(index))),
        errors: errors.then(|| text(NameKey::Errors(index))),
        raw: raw.collect(),
        bodies: bodies.filter(|(_, body)| *body != PinnedBody::default()).collect(),
    }
}

fn pinned_body(index: usize, number: usize, content: &Content, names: &Names) -> PinnedBody {
    let text = |key| names.get(key).text().to_owned();
    let parts = match &content.form {
        BodyForm::Parts(parts) => Some(parts),
        BodyForm::Json(_) | BodyForm::Pairs(..) | BodyForm::AnyParts | BodyForm::Text | BodyForm::Bytes => {
            None
        }
    };
    let texts = parts.into_iter().flatten().enumerate();
    let texts = texts.map(|(position, part)| (&part.name, text(NameKey::Part(index, number, position))));
    PinnedBody {
        method: (number > 0).then(|| text(NameKey::Content(index, number))),
        r#type: parts.map(|_| text(NameKey::Parts(index, number))),
        parts: texts.filter(|(part, name)| *part != name).map(|(part, name)| (part.clone(), name)).collect(),
    }
}

/// Whether a parameter leaves its name to those of the path and the query, unless it had it before.
fn goes_last(parameter: &Parameter) -> bool {
    match parameter.place {
        ParameterPlace::Path | ParameterPlace::Query => false,
        ParameterPlace::Header | ParameterPlace::Cookie => true,
    }
}
