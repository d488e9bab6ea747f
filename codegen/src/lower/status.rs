//! Answers by their status: what a success gives, and what a failure says.

use super::lowering::Lowering;
use crate::document::{self, Media};
use crate::ir::{Answer, Case, CaseForm, Errors, Operation, Origin, Type};

/// What a successful call gives, and what it is asked for.
pub(super) struct Success {
    pub answer: Answer,
    /// The content type, if it is not JSON.
    pub accept: Option<String>,
    /// Other content types.
    pub raw: Vec<String>,
}

/// The answers of a success: those with such a status, else the one for every status.
pub(super) fn successes(operation: &document::Operation) -> Vec<&document::Answer> {
    let (good, other): (Vec<_>, Vec<_>) =
        operation.answers.iter().partition(|answer| answer.status.starts_with('2'));
    let default = other.into_iter().filter(|answer| answer.status == "default");
    if good.is_empty() { default.collect() } else { good }
}

impl<'a> Lowering<'a> {
    /// What a successful call gives. Other statuses are errors.
    pub(super) fn answer(&mut self, operation: &'a document::Operation) -> Success {
        let origin = Origin::named(&operation.id).join("answer");
        let successes = successes(operation);
        let mut accept = Vec::new();
        let mut raw = Vec::new();
        let mut answers: Vec<(&document::Answer, Answer)> = Vec::new();
        for answer in successes {
            let media = self.preferred(&answer.content);
            let origin = if answers.is_empty() { origin.clone() } else { origin.join(&answer.status) };
            // An answer to HEAD never has a body, whatever is described.
            let media = media.filter(|_| operation.method != "HEAD");
            let lowered = media.map_or(Answer::Empty, |media| self.success(media, &origin));
            accept.extend(media.map(|media| media.media_type.clone()).filter(|_| is_raw(&lowered)));
            let others =
                answer.content.iter().filter(|other| media.is_some_and(|it| !std::ptr::eq(*other, it)));
            raw.extend(others.map(|media| media.media_type.clone()));
            answers.push((answer, lowered));
        }
        raw.sort();
        raw.dedup();
        let accept = match answers.iter().any(|(_, it)| !is_raw(it) && *it != Answer::Empty) {
            false => accept.first().cloned(),
            true if accept.is_empty() => None,
            true => Some(format!("application/json, {}", accept.join(", "))),
        };
        raw.retain(|media_type| Some(media_type) != accept.as_ref());
        Success { answer: agreed(answers), accept, raw }
    }

    /// What failures say, if it is described.
    pub(super) fn errors(&mut self, operation: &'a document::Operation) -> Errors {
        let good = successes(operation);
        let mut cases = Vec::new();
        let failures = operation.answers.iter().filter(|it| !it.status.starts_with(['1', '2']));
        for answer in failures {
            let origin = Origin::named(&operation.id).join("error");
            let origin = if cases.is_empty() { origin } else { origin.join(&answer.status) };
            let media = self.preferred(&answer.content);
            let form = match media {
                // One for every status that is the success as well was lowered as that.
                Some(media) if good.iter().any(|it| std::ptr::eq(*it, answer)) => {
                    let origin = Origin::named(&operation.id).join("answer");
                    self.failure(media, &origin)
                }
                Some(media) => self.failure(media, &origin),
                None => CaseForm::Empty,
            };
            cases.push(Case { status: answer.status.clone(), form, description: answer.description.clone() });
        }
        failed(cases)
    }

    /// The content type that is read: JSON where there is a choice.
    fn preferred(&mut self, content: &'a [Media]) -> Option<&'a Media> {
        content.iter().min_by_key(|media| self.rank(media))
    }

    fn success(&mut self, media: &'a Media, origin: &Origin) -> Answer {
        match (self.rank(media) < 2, media.schema.as_ref()) {
            (true, Some(schema)) => self.unwrap(schema, origin),
            (true, None) => Answer::Value(Vec::new(), Type::Any),
            (false, _) if is_text(media) => Answer::Text,
            (false, _) => Answer::Bytes,
        }
    }

    fn failure(&mut self, media: &'a Media, origin: &Origin) -> CaseForm {
        match (self.rank(media) < 2, media.schema.as_ref()) {
            (true, Some(schema)) => CaseForm::Value(Vec::new(), Box::new(self.schema(schema, origin))),
            (true, None) => CaseForm::Value(Vec::new(), Box::new(Type::Any)),
            (false, _) if is_text(media) => CaseForm::Text,
            (false, _) => CaseForm::Bytes,
        }
    }
}

fn is_text(media: &Media) -> bool {
    let essence = media.essence();
    essence.starts_with("text/") && !essence.contains('*')
}

fn is_raw(answer: &Answer) -> bool {
    matches!(answer, Answer::Text | Answer::Bytes)
}

/// The one answer that all successes agree on, or one for each.
fn agreed(answers: Vec<(&document::Answer, Answer)>) -> Answer {
    let mut distinct: Vec<&Answer> = Vec::new();
    for (_, answer) in &answers {
        if !distinct.contains(&answer) {
            distinct.push(answer);
        }
    }
    match distinct.as_slice() {
        [] => Answer::Empty,
        [only] => (*only).clone(),
        _ => {
            let case = |(answer, lowered): (&document::Answer, Answer)| Case {
                status: answer.status.clone(),
                form: case_form(lowered),
                description: answer.description.clone(),
            };
            Answer::Several(by_width(answers.into_iter().map(case).collect()))
        }
    }
}

fn case_form(answer: Answer) -> CaseForm {
    match answer {
        Answer::Value(path, r#type) => CaseForm::Value(path, Box::new(r#type)),
        // Beside other statuses a page is the list that it holds; the rest of it stays in the body.
        Answer::Page(page) => {
            let list = Type::List(Box::new(page.item), crate::ir::Rules::default());
            CaseForm::Value(page.items, Box::new(list))
        }
        Answer::Text => CaseForm::Text,
        Answer::Bytes => CaseForm::Bytes,
        Answer::Empty | Answer::Several(_) => CaseForm::Empty,
    }
}

/// What failures say: one type if they agree.
fn failed(cases: Vec<Case>) -> Errors {
    let mut types = cases.iter().filter_map(Case::r#type).collect::<Vec<_>>();
    types.dedup();
    let is_value = |case: &Case| matches!(&case.form, CaseForm::Value(..) | CaseForm::Empty);
    match types.as_slice() {
        [] if cases.iter().all(|case| case.form == CaseForm::Empty) => Errors::Unknown,
        [only] if cases.iter().all(is_value) => Errors::Same(Box::new((*only).clone())),
        _ => Errors::Several(by_width(cases)),
    }
}

/// Statuses whose types were found to be equal only after they were lowered agree now.
pub(super) fn agree(operation: &mut Operation) {
    if let Errors::Several(cases) = &mut operation.errors {
        operation.errors = failed(std::mem::take(cases));
    }
    let Answer::Several(cases) = &operation.answer else { return };
    let mut forms = cases.iter().map(|case| &case.form);
    let Some(first) = forms.next().filter(|first| forms.all(|form| form == *first)) else { return };
    if let CaseForm::Value(path, r#type) = first.clone() {
        operation.answer = Answer::Value(path, *r#type);
    }
}

/// Single statuses before ranges before the rest.
fn by_width(mut cases: Vec<Case>) -> Vec<Case> {
    cases.sort_by_key(|case| {
        let (from, to) = case.statuses();
        (to - from, from)
    });
    cases
}
