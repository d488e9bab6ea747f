//! Collects the names and variant selections of this run for the lock file.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use super::models::option_keys;
use super::name::{NameKey, Names};
use super::operations::call_name;
use super::spelling::{Kind, spellings};
use super::splitter::WordSplitter;
use super::tagged::are_same;
use crate::ir::{
    Api, BodyForm, Content, Errors, Operation, Parameter, ParameterPlace, Response, Shape, TypeId, Union,
    Variant,
};
use crate::lock::{
    Lock, LockedBody, LockedOperation, LockedTag, Spellings, keys, own_name, parameter_key, selection,
    tag_letters,
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
            let tagged = lock.tagged.get_or_insert_default();
            tagged.extend(locking.tagged(id, union).map(|letters| (name.to_owned(), letters)));
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
                let variants = self.variants(id, union);
                let is_tagged = variants.iter().any(Unlisting::is_only_by_tag);
                for Unlisting { key, name, by_tag, by_name, .. } in variants {
                    if !(if is_tagged { by_tag } else { by_name }) {
                        parts.insert(key, name);
                    }
                }
            }
        }
        parts
    }

    fn variants<'v>(&self, id: TypeId, union: &'v Union) -> Vec<Unlisting<'v>> {
        let keys = option_keys(union.variants.iter().map(|variant| variant.name.as_str()));
        let variants = union.variants.iter().zip(keys).enumerate().map(|(index, (variant, key))| {
            let name = self.text(NameKey::Variant(id, index));
            let is_own = |text: &str| key == variant.name && self.is_own(text, Kind::Option, &name);
            let tag = variant.tag.as_deref().filter(|tag| is_own(tag));
            let is_same = tag.is_some_and(|tag| are_same(tag, &variant.name, self.splitter));
            let (by_tag, by_name) = (tag.is_some(), is_own(&variant.name) || is_same);
            Unlisting { variant, key, name, by_tag, by_name }
        });
        variants.collect()
    }

    /// Returns the letters of the variants of a union that are not listed because they are named after their tags; `None`
    /// if the same names follow from the names of the variants.
    fn tagged(&self, id: TypeId, union: &Union) -> Option<String> {
        let variants = self.variants(id, union);
        let tagged = variants.iter().filter(|variant| variant.by_tag).map(|it| tag_letters(it.variant));
        let tagged: BTreeSet<String> = tagged.collect();
        let is_tagged = variants.iter().any(Unlisting::is_only_by_tag);
        is_tagged.then(|| tagged.into_iter().collect())
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

/// What the name of a variant follows from, so that the lock file need not list it.
struct Unlisting<'v> {
    variant: &'v Variant,
    key: String,
    name: String,
    by_tag: bool,
    by_name: bool,
}

impl Unlisting<'_> {
    fn is_only_by_tag(&self) -> bool {
        self.by_tag && !self.by_name
    }
}

/// Returns whether path and query parameters are named before this one, unless it is in the lock file.
fn yields(parameter: &Parameter) -> bool {
    match parameter.place {
        ParameterPlace::Path | ParameterPlace::Query => false,
        ParameterPlace::Header | ParameterPlace::Cookie => true,
    }
}
