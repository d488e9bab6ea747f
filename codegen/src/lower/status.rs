//! Lowers responses by status: successes and errors.

use super::lowering::Lowering;
use crate::diagnostic::Code;
use crate::document::{self, Media};
use crate::ir::{Errors, Operation, Origin, RawContent, Response, ResponseForm, StatusResponse, Step, Type};

/// The successful response of an operation.
pub(super) struct Success {
    pub response: Response,
    /// Status of the first one.
    pub status: u16,
    /// Value of the `Accept` header; `None` for JSON.
    pub accept: Option<String>,
    /// Other content types that can be requested.
    pub raw: Vec<RawContent>,
    /// Ranges of redirect statuses that are responses.
    pub redirects: Vec<(u16, u16)>,
}

/// Returns the successful responses: those with a `2XX` status, or else `default`.
pub(super) fn successes(operation: &document::Operation) -> Vec<&document::Response> {
    let with = |start: &str| {
        let responses = operation.responses.iter();
        responses.filter(|response| response.status.starts_with(start)).collect::<Vec<_>>()
    };
    let successes = with("2");
    // An operation that is documented to redirect has no other success.
    let is_redirect = redirects(operation).iter().any(|response| response.status != "304");
    if successes.is_empty() && !is_redirect { with("default") } else { successes }
}

/// Returns the first status of a successful response; 200 for `default`.
pub(super) fn first_status(range: &str) -> u16 {
    match crate::ir::statuses(range) {
        (100, 999) => 200,
        (first, _) => first,
    }
}

/// Returns whether there is one response, or several that refer to the same schema.
fn is_single(successes: &[&document::Response]) -> bool {
    let target = |response: &document::Response| match response.content.as_slice() {
        [media] if media.is_json() => media.schema.as_ref()?.reference.clone(),
        _ => None,
    };
    let Some((first, others)) = successes.split_first() else { return true };
    others.iter().all(|other| target(first).is_some() && target(other) == target(first))
}

/// Returns the responses with a `3XX` status.
fn redirects(operation: &document::Operation) -> Vec<&document::Response> {
    operation.responses.iter().filter(|response| response.status.starts_with('3')).collect()
}

impl<'a> Lowering<'a> {
    /// Lowers the successful responses of an operation.
    pub(super) fn response(&mut self, operation: &'a document::Operation) -> Success {
        let origin = Origin::named(&operation.id).join(Step::Response);
        let events = Origin::named(&operation.id).join(Step::Event);
        let successes = successes(operation);
        let mut accept = Vec::new();
        let mut raw = Vec::new();
        let mut responses: Vec<(&document::Response, Response)> = Vec::new();
        // The items of a page alone would not be the whole response for its status.
        let paged = Some(operation).filter(|_| is_single(&successes));
        for response in successes {
            let media = self.preferred(&response.content);
            let origin = if media.is_some_and(Media::is_event_stream) { &events } else { &origin };
            let origin = if responses.is_empty() {
                origin.clone()
            } else {
                origin.join(Step::Status(response.status.clone()))
            };
            // A response to HEAD never has a body, even if one is documented.
            let media = media.filter(|_| operation.method != "HEAD");
            let lowered = media.map_or(Response::Empty, |media| self.success(media, &origin, paged));
            accept.extend(media.map(|media| (is_raw(&lowered), accepted(media, &lowered))));
            let others =
                response.content.iter().filter(|other| media.is_some_and(|it| !std::ptr::eq(*other, it)));
            raw.extend(others);
            responses.push((response, lowered));
        }
        raw.sort_by_key(|media| &media.media_type);
        raw.dedup_by_key(|media| &media.media_type);
        let accept = if accept.is_empty() { error_accept(operation) } else { combined_accept(accept) };
        raw.retain(|media| Some(&media.media_type) != accept.as_ref());
        let raw = raw.into_iter().map(|media| self.raw(media, operation)).collect();
        let redirects = self.redirects(operation, &mut responses);
        let status = responses.first().map_or(200, |(response, _)| first_status(&response.status));
        Success { response: self.combined(responses), status, accept, raw, redirects }
    }

    /// Lowers a content type that is not the preferred one.
    fn raw(&mut self, media: &'a Media, operation: &document::Operation) -> RawContent {
        let events = media.is_event_stream().then(|| {
            let origin = Origin::named(&operation.id).join(Step::Event);
            self.event_data(media, &origin)
        });
        RawContent { media_type: media.media_type.clone(), events }
    }

    /// Combines responses: a single one if all are equal, or else one for each status. A stream of events without
    /// any is equal to a response without a body.
    fn combined(&mut self, responses: Vec<(&document::Response, Response)>) -> Response {
        let mut distinct: Vec<&Response> = Vec::new();
        for (_, response) in &responses {
            if !distinct.contains(&response) {
                distinct.push(response);
            }
        }
        let events = responses.iter().find(|(_, response)| matches!(response, Response::Events(_)));
        match (distinct.as_slice(), events) {
            ([], _) => return Response::Empty,
            ([only], _) => return (*only).clone(),
            ([events @ Response::Events(_), Response::Empty] | [Response::Empty, events @ Response::Events(_)], _) => {
                return (*events).clone();
            }
            (_, Some((response, _))) => self.diagnostics.warn(
                Code::NotInClient,
                &response.location,
                "the events are returned as bytes when the response has ended: other statuses have other bodies",
                "describe the other bodies as content types of the same status, or as errors",
            ),
            _ => {}
        }
        let by_status = |(response, lowered): (&document::Response, Response)| StatusResponse {
            status: response.status.clone(),
            form: response_form(lowered),
            description: response.description.clone(),
        };
        Response::ByStatus(by_width(responses.into_iter().map(by_status).collect()))
    }

    /// Adds the documented redirects to the responses. A page and a stream have no statuses to choose from, so that their
    /// redirects remain errors.
    fn redirects(
        &mut self,
        operation: &'a document::Operation,
        responses: &mut Vec<(&'a document::Response, Response)>,
    ) -> Vec<(u16, u16)> {
        if responses
            .iter()
            .any(|(_, it)| matches!(it, Response::Page(_) | Response::Bytes | Response::Events(_)))
        {
            return Vec::new();
        }
        let mut statuses = Vec::new();
        for response in redirects(operation) {
            let origin =
                Origin::named(&operation.id).join(Step::Response).join(Step::Status(response.status.clone()));
            let media = self.preferred(&response.content).filter(|_| operation.method != "HEAD");
            // A text is for browsers, which show it if they do not follow the redirect.
            let lowered = media.map_or(Response::Empty, |media| match self.success(media, &origin, None) {
                Response::Text | Response::Bytes | Response::Events(_) => Response::Empty,
                other => other,
            });
            responses.push((response, lowered));
            statuses.push(crate::ir::statuses(&response.status));
        }
        statuses
    }

    /// Lowers the error responses of an operation.
    /// `redirects` are responses.
    pub(super) fn errors(&mut self, operation: &'a document::Operation, redirects: &[(u16, u16)]) -> Errors {
        let successes = successes(operation);
        let mut errors = Vec::new();
        let is_response = |status: &str| redirects.contains(&crate::ir::statuses(status));
        let responses = operation.responses.iter();
        let responses = responses.filter(|it| !it.status.starts_with(['1', '2']) && !is_response(&it.status));
        for response in responses {
            let origin = Origin::named(&operation.id).join(Step::Error);
            let origin =
                if errors.is_empty() { origin } else { origin.join(Step::Status(response.status.clone())) };
            let media = self.preferred(&response.content);
            let form = match media {
                // `default` may also be the successful response, and then has its origin.
                Some(media) if successes.iter().any(|it| std::ptr::eq(*it, response)) => {
                    let origin = Origin::named(&operation.id).join(Step::Response);
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

    /// Returns the preferred content type: JSON if there is a choice.
    fn preferred(&mut self, content: &'a [Media]) -> Option<&'a Media> {
        content.iter().min_by_key(|media| self.rank(media))
    }

    /// `paged` is the operation, if the response may be a page.
    fn success(
        &mut self,
        media: &'a Media,
        origin: &Origin,
        paged: Option<&document::Operation>,
    ) -> Response {
        match (self.rank(media) < 2, media.schema.as_ref()) {
            (true, Some(schema)) => self.unwrap(schema, origin, paged),
            (true, None) => Response::Value(Vec::new(), Type::Any),
            (false, _) if media.is_event_stream() => Response::Events(self.event_data(media, origin)),
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

/// Returns whether a body is text that ends. Events arrive for as long as the connection is open.
fn is_text(media: &Media) -> bool {
    let essence = media.essence();
    essence.starts_with("text/") && !essence.contains('*') && !media.is_event_stream()
}

/// Returns the content type to request. A wildcard is replaced if the response is JSON, which has no `charset`; its other
/// parameters, such as a version, are kept.
fn accepted(media: &Media, response: &Response) -> String {
    let essence = media.essence();
    let is_charset = |parameter: &str| parameter.trim().to_ascii_lowercase().starts_with("charset=");
    let is_plain = essence == "application/json" && media.media_type.split(';').skip(1).all(is_charset)
        || essence.contains('*');
    if is_plain && !is_raw(response) { "application/json".to_owned() } else { media.media_type.clone() }
}

/// Returns the value of the `Accept` header for content types, each with whether it is not parsed; `None` for JSON.
fn combined_accept(mut accept: Vec<(bool, String)>) -> Option<String> {
    accept.sort_by_key(|(is_raw, _)| *is_raw);
    // A single response that is not parsed is requested alone.
    if accept.first().is_some_and(|(is_raw, _)| *is_raw) {
        accept.truncate(1);
    }
    let mut distinct: Vec<String> = Vec::new();
    for (_, media_type) in accept {
        if !distinct.contains(&media_type) {
            distinct.push(media_type);
        }
    }
    let accept = distinct.join(", ");
    (!accept.is_empty() && accept != "application/json").then_some(accept)
}

/// Returns the value of the `Accept` header for an operation whose successful responses have no body: the JSON content
/// types of its errors; `None` if one of them is plain JSON.
fn error_accept(operation: &document::Operation) -> Option<String> {
    let is_error = |response: &&document::Response| !response.status.starts_with(['1', '2', '3']);
    let media = operation.responses.iter().filter(is_error).flat_map(|response| &response.content);
    let accepted = media.filter(|media| media.is_json()).map(|media| accepted(media, &Response::Empty));
    let accepted: Vec<_> = accepted.map(|media_type| (false, media_type)).collect();
    let is_plain = accepted.iter().any(|(_, media_type)| media_type == "application/json");
    combined_accept(accepted).filter(|_| !is_plain)
}

fn is_raw(response: &Response) -> bool {
    matches!(response, Response::Text | Response::Bytes | Response::Events(_))
}

fn response_form(response: Response) -> ResponseForm {
    match response {
        Response::Value(path, r#type) => ResponseForm::Value(path, Box::new(r#type)),
        Response::Text => ResponseForm::Text,
        Response::Bytes | Response::Events(_) => ResponseForm::Bytes,
        // A page is the only response of its operation.
        Response::Empty | Response::Page(_) | Response::ByStatus(_) => ResponseForm::Empty,
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
