//! Answers by their status: what a success gives, and what a failure says.

use super::lowering::Lowering;
use crate::document::{self, Media};
use crate::ir::{Case, CaseForm, Errors, Operation, Origin, Response, Type};

/// What a successful call gives, and what it is asked for.
pub(super) struct Success {
    pub response: Response,
    /// The content type, if it is not JSON.
    pub accept: Option<String>,
    /// Other content types.
    pub raw: Vec<String>,
}

/// The answers of a success: those with such a status, else the one for every status.
pub(super) fn successes(operation: &document::Operation) -> Vec<&document::Response> {
    let (good, other): (Vec<_>, Vec<_>) =
        operation.responses.iter().partition(|response| response.status.starts_with('2'));
    let default = other.into_iter().filter(|response| response.status == "default");
    if good.is_empty() { default.collect() } else { good }
}

impl<'a> Lowering<'a> {
    /// What a successful call gives. Other statuses are errors.
    pub(super) fn response(&mut self, operation: &'a document::Operation) -> Success {
        let origin = Origin::named(&operation.id).join("response");
        let successes = successes(operation);
        let mut accept = Vec::new();
        let mut raw = Vec::new();
        let mut responses: Vec<(&document::Response, Response)> = Vec::new();
        for response in successes {
            let media = self.preferred(&response.content);
            let origin = if responses.is_empty() { origin.clone() } else { origin.join(&response.status) };
            // An answer to HEAD never has a body, whatever is described.
            let media = media.filter(|_| operation.method != "HEAD");
            let lowered = media.map_or(Response::Empty, |media| self.success(media, &origin));
            accept.extend(media.map(|media| media.media_type.clone()).filter(|_| is_raw(&lowered)));
            let others =
                response.content.iter().filter(|other| media.is_some_and(|it| !std::ptr::eq(*other, it)));
            raw.extend(others.map(|media| media.media_type.clone()));
            responses.push((response, lowered));
        }
        raw.sort();
        raw.dedup();
        let accept = match responses.iter().any(|(_, it)| !is_raw(it) && *it != Response::Empty) {
            false => accept.first().cloned(),
            true if accept.is_empty() => None,
            true => Some(format!("application/json, {}", accept.join(", "))),
        };
        raw.retain(|media_type| Some(media_type) != accept.as_ref());
        Success { response: agreed(responses), accept, raw }
    }

    /// What failures say, if it is described.
    pub(super) fn errors(&mut self, operation: &'a document::Operation) -> Errors {
        let good = successes(operation);
        let mut cases = Vec::new();
        let failures = operation.responses.iter().filter(|it| !it.status.starts_with(['1', '2']));
        for response in failures {
            let origin = Origin::named(&operation.id).join("error");
            let origin = if cases.is_empty() { origin } else { origin.join(&response.status) };
            let media = self.preferred(&response.content);
            let form = match media {
                // One for every status that is the success as well was lowered as that.
                Some(media) if good.iter().any(|it| std::ptr::eq(*it, response)) => {
                    let origin = Origin::named(&operation.id).join("response");
                    self.failure(media, &origin)
                }
                Some(media) => self.failure(media, &origin),
                None => CaseForm::Empty,
            };
            cases.push(Case {
                status: response.status.clone(),
                form,
                description: response.description.clone(),
            });
        }
        failed(cases)
    }

    /// The content type that is read: JSON where there is a choice.
    fn preferred(&mut self, content: &'a [Media]) -> Option<&'a Media> {
        content.iter().min_by_key(|media| self.rank(media))
    }

    fn success(&mut self, media: &'a Media, origin: &Origin) -> Response {
        match (self.rank(media) < 2, media.schema.as_ref()) {
            (true, Some(schema)) => self.unwrap(schema, origin),
            (true, None) => Response::Value(Vec::new(), Type::Any),
            (false, _) if is_text(media) => Response::Text,
            (false, _) => Response::Bytes,
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

fn is_raw(response: &Response) -> bool {
    matches!(response, Response::Text | Response::Bytes)
}

/// The one answer that all successes agree on, or one for each.
fn agreed(responses: Vec<(&document::Response, Response)>) -> Response {
    let mut distinct: Vec<&Response> = Vec::new();
    for (_, response) in &responses {
        if !distinct.contains(&response) {
            distinct.push(response);
        }
    }
    match distinct.as_slice() {
        [] => Response::Empty,
        [only] => (*only).clone(),
        _ => {
            let case = |(response, lowered): (&document::Response, Response)| Case {
                status: response.status.clone(),
                form: case_form(lowered),
                description: response.description.clone(),
            };
            Response::Several(by_width(responses.into_iter().map(case).collect()))
        }
    }
}

fn case_form(response: Response) -> CaseForm {
    match response {
        Response::Value(path, r#type) => CaseForm::Value(path, Box::new(r#type)),
        // Beside other statuses a page is the list that it holds; the rest of it stays in the body.
        Response::Page(page) => {
            let list = Type::List(Box::new(page.item), crate::ir::Rules::default());
            CaseForm::Value(page.items, Box::new(list))
        }
        Response::Text => CaseForm::Text,
        Response::Bytes => CaseForm::Bytes,
        Response::Empty | Response::Several(_) => CaseForm::Empty,
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
    let Response::Several(cases) = &operation.response else { return };
    let mut forms = cases.iter().map(|case| &case.form);
    let Some(first) = forms.next().filter(|first| forms.all(|form| form == *first)) else { return };
    if let CaseForm::Value(path, r#type) = first.clone() {
        operation.response = Response::Value(path, *r#type);
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
