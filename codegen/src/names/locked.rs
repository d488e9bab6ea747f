//! Collects the names and variant selections of this run for the lock file.

use std::collections::BTreeMap;

use super::case::Case;
use super::models::option_keys;
use super::name::{NameKey, Names};
use super::operations::call_name;
use super::spelling::{Kind, own_text, spellings};
use super::splitter::WordSplitter;
use crate::ir::{
    Api, BodyForm, Content, Errors, Operation, Parameter, ParameterPlace, Response, Shape, TypeId,
};
use crate::lock::{
    Lock, LockedBody, LockedOperation, LockedTag, Spellings, keys, own_name, parameter_key, selection,
};
use crate::settings::Settings;

/// Returns the lock file of this run. It contains the names that an addition to the document could take.
pub(crate) fn lock(api: &Api, names: &Names, settings: &Settings) -> Lock {
    let splitter = &WordSplitter::new(&settings.words);
    let locking = Locking { api, names, splitter, spellings: spellings(api, splitter) };
    let mut lock = Lock::default();
    lock.spellings = Some(locking.spellings.clone());
    for (id, key) in api.type_ids().zip(keys(api)) {
        let name = names.get(NameKey::Type(id)).text();
        if own_name(api, api.definition(id)) != Some(name) {
            lock.types.insert(name.to_owned(), key);
        }
        let parts = locking.parts(id);
        if !parts.is_empty() {
            lock.parts.insert(name.to_owned(), parts);
        }
        if let Shape::Union(union) = &api.definition(id).shape {
            lock.selections.insert(name.to_owned(), selection(union));
        }
    }
    for (index, operation) in api.operations.iter().enumerate() {
        lock.operations.insert(operation.id.clone(), locking.operation(index, operation));
    }
    for (index, tag) in api.tags.iter().enumerate() {
        let calls = locking.text(NameKey::Tag(index));
        let calls = (calls != splitter.split(&tag.name).write(Case::Pascal)).then_some(calls);
        let module = locking.text(NameKey::TagModule(index));
        lock.tags.insert(tag.name.clone(), LockedTag { module, calls });
    }
    lock
}

struct Locking<'a> {
    api: &'a Api,
    names: &'a Names,
    splitter: &'a WordSplitter<'a>,
    spellings: Spellings,
}

impl Locking<'_> {
    fn text(&self, key: NameKey) -> String {
        self.names.get(key).text().to_owned()
    }

    /// Returns whether a name takes precedence without being recorded for its type or operation.
    fn is_own(&self, text: &str, kind: Kind, name: &str) -> bool {
        let (spelling, case) = (kind.of(&self.spellings), kind.case());
        self.splitter.split(text).write(case) == name
            && (spelling.others.contains(text) || self.splitter.is_styled(text, spelling.style, case))
    }

    fn parts(&self, id: TypeId) -> BTreeMap<String, String> {
        let mut parts = BTreeMap::new();
        let mut add = |text: &str, key: String, kind: Kind, name: String| {
            if key != text || !self.is_own(text, kind, &name) {
                parts.insert(key, name);
            }
        };
        match &self.api.definition(id).shape {
            Shape::Object(object) => {
                for (index, field) in object.fields.iter().enumerate() {
                    let name = self.text(NameKey::Field(id, index));
                    add(&field.key, field.key.clone(), Kind::Property, name);
                }
            }
            Shape::StringEnum(list) => {
                for (index, value) in list.values.iter().enumerate() {
                    let label = list.labels.get(index).map_or(value, |label| &label.title);
                    let name = self.text(NameKey::Variant(id, index));
                    add(label, value.clone(), Kind::Value, name);
                }
            }
            Shape::Union(union) => {
                let keys = option_keys(union.variants.iter().map(|variant| variant.name.as_str()));
                for (index, (variant, key)) in union.variants.iter().zip(keys).enumerate() {
                    let name = self.text(NameKey::Variant(id, index));
                    let text = own_text(variant).filter(|_| key == variant.name);
                    if text.is_none_or(|text| !self.is_own(text, Kind::Option, &name)) {
                        parts.insert(key, name);
                    }
                }
            }
        }
        parts
    }

    fn operation(&self, index: usize, operation: &Operation) -> LockedOperation {
        let parameters = operation.parameters.iter().enumerate();
        let parameters = parameters
            .map(|(position, parameter)| (parameter, self.text(NameKey::Parameter(index, position))));
        let may_change = parameters.filter(|(parameter, name)| {
            yields(parameter) || !self.is_own(&parameter.name, Kind::parameter(parameter.place), name)
        });
        let responses = matches!(operation.response, Response::ByStatus(_));
        let errors = matches!(operation.errors, Errors::ByStatus(_));
        let raw = operation.raw.iter().enumerate();
        let raw =
            raw.map(|(number, content)| (content.media_type.clone(), self.text(NameKey::Raw(index, number))));
        let bodies = operation.body.iter().flat_map(|body| body.contents.iter().enumerate());
        let bodies =
            bodies.map(|(number, content)| (content.media_type.clone(), self.body(index, number, content)));
        let call = self.text(NameKey::Call(index));
        LockedOperation {
            method: self.text(NameKey::Operation(index)),
            call: (call != call_name(operation, self.splitter)).then_some(call),
            parameters: may_change.map(|(parameter, name)| (parameter_key(parameter), name)).collect(),
            responses: responses.then(|| self.text(NameKey::Responses(index))),
            errors: errors.then(|| self.text(NameKey::Errors(index))),
            raw: raw.collect(),
            bodies: bodies.filter(|(_, body)| *body != LockedBody::default()).collect(),
        }
    }

    fn body(&self, index: usize, number: usize, content: &Content) -> LockedBody {
        let parts = match &content.form {
            BodyForm::Parts(parts) => Some(parts),
            BodyForm::Json(_)
            | BodyForm::Pairs(..)
            | BodyForm::AnyParts
            | BodyForm::Text
            | BodyForm::Bytes => None,
        };
        let names = parts.into_iter().flatten().enumerate();
        let names =
            names.map(|(position, part)| (&part.name, self.text(NameKey::Part(index, number, position))));
        let may_change = names.filter(|(part, name)| !self.is_own(part, Kind::Property, name));
        LockedBody {
            method: (number > 0).then(|| self.text(NameKey::Content(index, number))),
            r#type: parts.map(|_| self.text(NameKey::Parts(index, number))),
            parts: may_change.map(|(part, name)| (part.clone(), name)).collect(),
        }
    }
}

/// Returns whether path and query parameters are named before this one, unless it is in the lock file.
fn yields(parameter: &Parameter) -> bool {
    match parameter.place {
        ParameterPlace::Path | ParameterPlace::Query => false,
        ParameterPlace::Header | ParameterPlace::Cookie => true,
    }
}
