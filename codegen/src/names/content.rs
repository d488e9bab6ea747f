//! What bodies and answers add to an operation: methods for other content types, parts, answers by status.

use super::case::Case;
use super::name::NameKey;
use super::naming::Naming;
use super::scope::Scope;
use crate::ir::{BodyForm, Errors, Part, Response};

/// Methods of a body of parts that its parts must not hide.
const RESERVED_PARTS: &[&str] = &["clone", "default", "new", "part", "parts"];

impl Naming<'_> {
    /// The types and the methods that bodies and answers add: those that had names before, or the new ones.
    pub(super) fn contents(&mut self, index: usize, methods: &mut Scope, types: &mut Scope, known: bool) {
        let (api, lock) = (self.api, self.lock);
        let operation = &api.operations[index];
        let words = self.cut(&operation.id);
        let responses = matches!(operation.response, Response::Several(_));
        let errors = matches!(operation.errors, Errors::Several(_));
        for (key, word, is_there, pinned) in [
            (NameKey::Responses(index), "response", responses, lock.responses_name(&operation.id)),
            (NameKey::Errors(index), "error", errors, lock.errors_name(&operation.id)),
        ] {
            if is_there && pinned.is_some() == known {
                let text = || words.clone().join(&self.cut(word)).write(Case::Pascal);
                let text = pinned.map_or_else(text, str::to_owned);
                self.claim(types, key, &text, &operation.location);
            }
        }
        let Some(body) = &operation.body else {
            return;
        };
        for (number, content) in body.contents.iter().enumerate() {
            let pinned = lock.body_method_name(&operation.id, &content.media_type);
            if number > 0 && body.required && pinned.is_some() == known {
                let method = self.names.get(NameKey::Operation(index));
                let subtype = self.cut(&subtype(&content.media_type)).write(Case::Snake);
                let text = pinned.map_or_else(|| format!("{}_{subtype}", method.text()), str::to_owned);
                self.claim(methods, NameKey::Content(index, number), &text, &operation.location);
            }
            let pinned = lock.body_type_name(&operation.id, &content.media_type);
            if let BodyForm::Parts(parts) = &content.form
                && pinned.is_some() == known
            {
                let subtype = self.cut(&subtype(&content.media_type));
                let words = if number == 0 { words.clone() } else { words.clone().join(&subtype) };
                let text = || words.join(&self.cut("body")).write(Case::Pascal);
                let text = pinned.map_or_else(text, str::to_owned);
                self.claim(types, NameKey::Parts(index, number), &text, &operation.location);
                self.body_parts((index, number), &content.media_type, parts);
            }
        }
    }

    /// The parts of a body. Those that the settings name or that had other names before choose first, then those
    /// that are written as their names.
    fn body_parts(&mut self, (index, number): (usize, usize), media_type: &str, parts: &[Part]) {
        let operation = &self.api.operations[index].id;
        let mut scope = Scope::new(RESERVED_PARTS, "_part");
        let mut texts = Vec::new();
        for (position, part) in parts.iter().enumerate() {
            let own = self.override_at(&part.location).map(|words| words.write(Case::Snake));
            let pinned = self.lock.body_part_name(operation, media_type, &part.name).map(str::to_owned);
            let is_known = own.is_some() || pinned.is_some();
            let text = own.or(pinned).unwrap_or_else(|| self.cut(&part.name).write(Case::Snake));
            texts.push(((!is_known, text != part.name), position, text));
        }
        texts.sort_by_key(|(order, ..)| *order);
        for (_, position, text) in texts {
            let key = NameKey::Part(index, number, position);
            self.claim(&mut scope, key, &text, &parts[position].location);
        }
    }

    /// The setters that bodies and answers add: those that had names before, or the new ones.
    pub(super) fn content_setters(&mut self, index: usize, setters: &mut Scope, known: bool) {
        let (api, lock) = (self.api, self.lock);
        let operation = &api.operations[index];
        for (number, media_type) in operation.raw.iter().enumerate() {
            let pinned = lock.raw_name(&operation.id, media_type);
            if pinned.is_some() == known {
                let text = || format!("as_{}", self.cut(&subtype(media_type)).write(Case::Snake));
                let text = pinned.map_or_else(text, str::to_owned);
                self.claim(setters, NameKey::Raw(index, number), &text, &operation.location);
            }
        }
        let optional = operation.body.iter().filter(|body| !body.required);
        for (number, content) in optional.flat_map(|body| body.contents.iter().enumerate().skip(1)) {
            let pinned = lock.body_method_name(&operation.id, &content.media_type);
            if pinned.is_some() == known {
                let text = || format!("{}_body", self.cut(&subtype(&content.media_type)).write(Case::Snake));
                let text = pinned.map_or_else(text, str::to_owned);
                self.claim(setters, NameKey::Content(index, number), &text, &operation.location);
            }
        }
    }
}

/// The words of a content type: what is special about it.
fn subtype(media_type: &str) -> String {
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
