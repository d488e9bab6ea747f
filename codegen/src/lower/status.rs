//! Lowers responses by status: successes and errors.

use super::lowering::Lowering;
use crate::diagnostic::Code;
use crate::document::{self, Media};
use crate::ir::{Errors, Operation, Origin, Response, ResponseForm, StatusResponse, Type};

/// The successful response of an operation.
pub(super) struct Success {
    pub response: Response,
    /// Value of the `Accept` header; `None` for JSON.
    pub accept: Option<String>,
    /// Other content types that can be requested.
    pub raw: Vec<String>,
}

/// Returns the successful responses: those with a `2XX` status, or else `default`.
pub(super) fn successes(operation: &document::Operation) -> Vec<&document::Response> {
    let (successes, others): (Vec<_>, Vec<_>) =
        operation.responses.iter().partition(|response| response.status.starts_with('2'));
    let default = others.into_iter().filter(|response| response.status == "default");
    if successes.is_empty() { default.collect() } else { successes }
}

impl<'a> Lowering<'a> {
    /// Lowers the successful responses of an operation.
    pub(super) fn response(&mut self, operation: &'a document::Operation) -> Success {
        let origin = Origin::named(&operation.id).join("response");
        let successes = successes(operation);
        let mut accept = Vec::new();
        let mut raw = Vec::new();
        let mut responses: Vec<(&document::Response, Response)> = Vec::new();
        for response in successes {
            let media = self.preferred(&response.content);
            let origin = if responses.is_empty() { origin.clone() } else { origin.join(&response.status) };
            // A response to HEAD never has a body, even if one is documented.
            let media = media.filter(|_| operation.method != "HEAD" && !is_without_body(response));
            self.check_body(response);
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
        Success { response: combined(responses), accept, raw }
    }

    /// Lowers the error responses of an operation.
    pub(super) fn errors(&mut self, operation: &'a document::Operation) -> Errors {
        let successes = successes(operation);
        let mut errors = Vec::new();
        let responses = operation.responses.iter().filter(|it| !it.status.starts_with(['1', '2']));
        for response in responses {
            let origin = Origin::named(&operation.id).join("error");
            let origin = if errors.is_empty() { origin } else { origin.join(&response.status) };
            let media = self.preferred(&response.content).filter(|_| !is_without_body(response));
            self.check_body(response);
            let form = match media {
                // `default` may also be the successful response, and then has its origin.
                Some(media) if successes.iter().any(|it| std::ptr::eq(*it, response)) => {
                    let origin = Origin::named(&operation.id).join("response");
                    self.error(media, &origin)
                }
                Some(media) => self.error(media, &origin),
                None => ResponseForm::Empty,
            };
            errors.push(StatusResponse {
                status: response.status.clone(),
                form,
                description: response.description.clone(),
            });
        }
        combined_errors(errors)
    }

    /// Reports the content of a response that has no body.
    fn check_body(&mut self, response: &document::Response) {
        let Some(media) = response.content.first().filter(|_| is_without_body(response)) else { return };
        self.diagnostics.warn(
            Code::NotInClient,
            &media.location,
            format!("content of a `{}` response is ignored: HTTP allows it no body", response.status),
            "remove `content`, or use another status if the API returns a body",
        );
    }

    /// Returns the preferred content type: JSON if there is a choice.
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

    fn error(&mut self, media: &'a Media, origin: &Origin) -> ResponseForm {
        match (self.rank(media) < 2, media.schema.as_ref()) {
            (true, Some(schema)) => ResponseForm::Value(Vec::new(), Box::new(self.schema(schema, origin))),
            (true, None) => ResponseForm::Value(Vec::new(), Box::new(Type::Any)),
            (false, _) if is_text(media) => ResponseForm::Text,
            (false, _) => ResponseForm::Bytes,
        }
    }
}

/// Returns whether HTTP forbids a body in responses with this status.
pub(super) fn is_without_body(response: &document::Response) -> bool {
    matches!(response.status.as_str(), "204" | "205" | "304")
}

fn is_text(media: &Media) -> bool {
    let essence = media.essence();
    essence.starts_with("text/") && !essence.contains('*')
}

fn is_raw(response: &Response) -> bool {
    matches!(response, Response::Text | Response::Bytes)
}

/// Combines responses: a single one if all are equal, or else one for each status.
fn combined(responses: Vec<(&document::Response, Response)>) -> Response {
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
            let by_status = |(response, lowered): (&document::Response, Response)| StatusResponse {
                status: response.status.clone(),
                form: response_form(lowered),
                description: response.description.clone(),
            };
            Response::ByStatus(by_width(responses.into_iter().map(by_status).collect()))
        }
    }
}

fn response_form(response: Response) -> ResponseForm {
    match response {
        Response::Value(path, r#type) => ResponseForm::Value(path, Box::new(r#type)),
        // If there are other statuses, a page becomes its list of items.
        Response::Page(page) => {
            let list = Type::List(Box::new(page.item), crate::ir::Rules::default());
            ResponseForm::Value(page.items, Box::new(list))
        }
        Response::Text => ResponseForm::Text,
        Response::Bytes => ResponseForm::Bytes,
        Response::Empty | Response::ByStatus(_) => ResponseForm::Empty,
    }
}

/// Combines errors: a single type if all are equal, or else one for each status.
fn combined_errors(errors: Vec<StatusResponse>) -> Errors {
    let mut types = errors.iter().filter_map(StatusResponse::r#type).collect::<Vec<_>>();
    types.dedup();
    let is_value = |it: &StatusResponse| matches!(&it.form, ResponseForm::Value(..) | ResponseForm::Empty);
    match types.as_slice() {
        [] if errors.iter().all(|it| it.form == ResponseForm::Empty) => Errors::Unknown,
        [only] if errors.iter().all(is_value) => Errors::Single(Box::new((*only).clone())),
        _ => Errors::ByStatus(by_width(errors)),
    }
}

/// Combines responses and errors whose types have become equal after lowering.
pub(super) fn merge_equal(operation: &mut Operation) {
    if let Errors::ByStatus(errors) = &mut operation.errors {
        operation.errors = combined_errors(std::mem::take(errors));
    }
    let Response::ByStatus(responses) = &operation.response else { return };
    let mut forms = responses.iter().map(|it| &it.form);
    let Some(first) = forms.next().filter(|first| forms.all(|form| form == *first)) else { return };
    if let ResponseForm::Value(path, r#type) = first.clone() {
        operation.response = Response::Value(path, *r#type);
    }
}

/// Sorts responses by the width of their status range: single statuses, ranges, `default`.
fn by_width(mut responses: Vec<StatusResponse>) -> Vec<StatusResponse> {
    responses.sort_by_key(|response| {
        let (from, to) = response.statuses();
        (to - from, from)
    });
    responses
}
