//! What bodies and answers add to an operation: methods for other content types, parts, answers by status.

use super::case::Case;
use super::scope::Scope;
use super::{NameKey, Naming};
use crate::ir::{Answer, BodyForm, Errors};

/// Methods of a body of parts that its parts must not hide.
const RESERVED_PARTS: &[&str] = &["clone", "default", "new", "part", "parts"];

impl Naming<'_> {
    pub(super) fn contents(
        &mut self,
        index: usize,
        methods: &mut Scope,
        mut setters: Scope,
        types: &mut Scope,
    ) {
        let operation = &self.api.operations[index];
        let words = self.cut(&operation.id);
        let answers = matches!(operation.answer, Answer::Several(_));
        let errors = matches!(operation.errors, Errors::Several(_));
        for (key, word, is_there) in
            [(NameKey::Answers(index), "answers", answers), (NameKey::Errors(index), "error", errors)]
        {
            if is_there {
                let text = words.clone().join(&self.cut(word)).write(Case::Pascal);
                self.claim(types, key, &text, &operation.location);
            }
        }
        for (number, media_type) in operation.raw.iter().enumerate() {
            let name = format!("as_{}", self.cut(&subtype(media_type)).write(Case::Snake));
            self.claim(&mut setters, NameKey::Raw(index, number), &name, &operation.location);
        }
        let Some(body) = &operation.body else {
            return;
        };
        let method = self.names.get(NameKey::Operation(index)).text().to_owned();
        for (number, content) in body.contents.iter().enumerate() {
            let subtype = self.cut(&subtype(&content.media_type));
            let key = NameKey::Content(index, number);
            match (number, body.required) {
                (0, _) => {}
                (_, true) => {
                    let name = format!("{method}_{}", subtype.write(Case::Snake));
                    self.claim(methods, key, &name, &operation.location);
                }
                (_, false) => {
                    let name = format!("{}_body", subtype.write(Case::Snake));
                    self.claim(&mut setters, key, &name, &operation.location);
                }
            }
            if let BodyForm::Parts(parts) = &content.form {
                let words = if number == 0 { words.clone() } else { words.clone().join(&subtype) };
                let text = words.join(&self.cut("body")).write(Case::Pascal);
                self.claim(types, NameKey::Parts(index, number), &text, &operation.location);
                let mut scope = Scope::new(RESERVED_PARTS, "_part");
                for (position, part) in parts.iter().enumerate() {
                    let own = self.override_at(&part.location);
                    let text = own.unwrap_or_else(|| self.cut(&part.name)).write(Case::Snake);
                    self.claim(&mut scope, NameKey::Part(index, number, position), &text, &part.location);
                }
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
