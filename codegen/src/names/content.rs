//! Names of types and methods for the bodies and responses of operations: other content types, parts, responses by
//! status.

use super::case::Case;
use super::methods::own_name;
use super::name::NameKey;
use super::naming::Naming;
use super::scope::{Rank, Scope};
use super::spelling::Kind;
use crate::ir::{BodyForm, Errors, Part, Response};

/// Methods of multipart bodies, which parts must not shadow.
const RESERVED_PARTS: &[&str] = &["clone", "default", "new", "part", "parts"];

impl Naming<'_> {
    /// Names the types and methods for bodies and responses: those that are in the lock file, or those that are not.
    pub(super) fn contents(&mut self, index: usize, methods: &mut Scope, types: &mut Scope, is_locked: bool) {
        let (api, lock) = (self.api, self.lock);
        let operation = &api.operations[index];
        let words = self.split(own_name(operation));
        let responses = matches!(operation.response, Response::ByStatus(_));
        let errors = matches!(operation.errors, Errors::ByStatus(_));
        for (key, word, exists, locked) in [
            (NameKey::Responses(index), "response", responses, lock.responses_name(&operation.id)),
            (NameKey::Errors(index), "error", errors, lock.errors_name(&operation.id)),
        ] {
            if exists && locked.is_some() == is_locked {
                let text = || words.clone().join(&self.split(word)).write(Case::Pascal);
                let text = locked.map_or_else(text, str::to_owned);
                self.claim(types, key, &text, &operation.location);
            }
        }
        let Some(body) = &operation.body else {
            return;
        };
        for (number, content) in body.contents.iter().enumerate() {
            let locked = lock.body_method_name(&operation.id, &content.media_type);
            if number > 0 && body.required && locked.is_some() == is_locked {
                let method = self.names.get(NameKey::Operation(index));
                let subtype = self.split(&subtype(&content.media_type)).write(Case::Snake);
                let text = locked.map_or_else(|| format!("{}_{subtype}", method.text()), str::to_owned);
                self.claim(methods, NameKey::Content(index, number), &text, &operation.location);
            }
            let locked = lock.body_type_name(&operation.id, &content.media_type);
            if let BodyForm::Parts(parts) = &content.form
                && locked.is_some() == is_locked
            {
                let subtype = self.split(&subtype(&content.media_type));
                let words = if number == 0 { words.clone() } else { words.clone().join(&subtype) };
                let text = || words.join(&self.split("body")).write(Case::Pascal);
                let text = locked.map_or_else(text, str::to_owned);
                self.claim(types, NameKey::Parts(index, number), &text, &operation.location);
                self.body_parts((index, number), &content.media_type, parts);
            }
        }
    }

    /// Names the parts of a body. Parts named by the settings or the lock file come first, then those whose Rust name
    /// equals their name in the document.
    fn body_parts(&mut self, (index, number): (usize, usize), media_type: &str, parts: &[Part]) {
        let operation = &self.api.operations[index].id;
        let mut scope = Scope::new(RESERVED_PARTS, "_part");
        let mut texts = Vec::new();
        for (position, part) in parts.iter().enumerate() {
            let set = self.override_at(&part.location).map(|words| words.write(Case::Snake));
            let locked = self.lock.body_part_name(operation, media_type, &part.name).map(str::to_owned);
            let is_fixed = set.is_some() || locked.is_some();
            let text = set.or(locked).unwrap_or_else(|| self.split(&part.name).write(Case::Snake));
            let own = self.unrecorded(&part.name, Kind::Property);
            let rank = own.unwrap_or(if text == part.name { Rank::Named } else { Rank::Derived });
            texts.push(((!is_fixed, rank), position, text));
        }
        texts.sort_by_key(|(order, ..)| *order);
        for (_, position, text) in texts {
            let key = NameKey::Part(index, number, position);
            self.claim(&mut scope, key, &text, &parts[position].location);
        }
    }

    /// Names the setters for bodies and responses: those that are in the lock file, or those that are not.
    pub(super) fn content_setters(&mut self, index: usize, setters: &mut Scope, is_locked: bool) {
        let (api, lock) = (self.api, self.lock);
        let operation = &api.operations[index];
        for (number, content) in operation.raw.iter().enumerate() {
            let media_type = &content.media_type;
            let locked = lock.raw_name(&operation.id, media_type);
            if locked.is_some() == is_locked {
                let text = || format!("as_{}", self.split(&subtype(media_type)).write(Case::Snake));
                let text = locked.map_or_else(text, str::to_owned);
                self.claim(setters, NameKey::Raw(index, number), &text, &operation.location);
            }
        }
        let optional = operation.body.iter().filter(|body| !body.required);
        for (number, content) in optional.flat_map(|body| body.contents.iter().enumerate().skip(1)) {
            let locked = lock.body_method_name(&operation.id, &content.media_type);
            if locked.is_some() == is_locked {
                let text =
                    || format!("{}_body", self.split(&subtype(&content.media_type)).write(Case::Snake));
                let text = locked.map_or_else(text, str::to_owned);
                self.claim(setters, NameKey::Content(index, number), &text, &operation.location);
            }
        }
    }
}

/// Returns the part of a content type that distinguishes it from others, for use in names.
pub(super) fn subtype(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let (kind, subtype) = essence.split_once('/').unwrap_or(("", essence));
    match (kind, subtype) {
        ("multipart", _) => "multipart".to_owned(),
        ("text", "plain") => "text".to_owned(),
        (_, "x-www-form-urlencoded") => "form".to_owned(),
        (_, "octet-stream") | ("*" | "application", "*") => "bytes".to_owned(),
        (kind, "*") => kind.to_owned(),
        _ => subtype.trim_start_matches("x-").trim_start_matches("vnd.").to_owned(),
    }
}
