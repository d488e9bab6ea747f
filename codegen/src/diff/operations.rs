//! Compares operations: methods, parameters, responses and errors.

use super::comparing::{Comparing, Context, TypeRules};
use super::pairs::{Pair, pairs};
use super::rule::Rule;
use super::users::affected;
use crate::ir::Page;
use crate::surface::{Errors, Form, Operation, Parameter, RawContent, Response, StatusResponse, Surface};

impl Comparing<'_> {
    pub(super) fn operations(&mut self) {
        let (old, new) = (self.old, self.new);
        let keys = |surface: &Surface| {
            let keys =
                surface.operations.iter().map(|it| [it.id.clone(), format!("{} {}", it.method, it.path)]);
            keys.collect::<Vec<_>>()
        };
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    let operation = &old.operations[index];
                    let item = old.call_path(operation);
                    self.record_removed(
                        Rule::OperationRemoved,
                        &context(old, operation),
                        &item,
                        &route(operation),
                    );
                }
                Pair::Added(index) => {
                    let operation = &new.operations[index];
                    let item = new.call_path(operation);
                    self.record_added(
                        Rule::OperationAdded,
                        &context(new, operation),
                        &item,
                        &route(operation),
                    );
                }
                Pair::Kept(was, is) => self.operation(&old.operations[was], &new.operations[is]),
            }
        }
    }

    fn operation(&mut self, old: &Operation, new: &Operation) {
        let context = context(self.new, new);
        let item = self.new.call_path(new);
        let before = self.changes.len();
        let calls = (self.old.call_path(old), item.clone());
        self.record_if_different(Rule::OperationRenamed, &context, &item, calls);
        self.record_if_different(Rule::CallRenamed, &context, &item, (old.call.clone(), new.call.clone()));
        self.record_if_different(Rule::RouteChanged, &context, &item, (route(old), route(new)));
        if (&old.call, self.old.call_path(old)) == (&new.call, item.clone()) {
            let ids = (old.id.clone(), new.id.clone());
            self.record_if_different(Rule::OperationIdChanged, &context, &item, ids);
        }
        self.operation_scopes(&context, &item, (&old.id, &new.id));
        self.operation_server(&context, &item, (old.server.as_ref(), new.server.as_ref()));
        self.operation_credentials(&context, &item, (old, new));
        self.record_if_different(
            Rule::AcceptChanged,
            &context,
            &item,
            (old.accept.clone(), new.accept.clone()),
        );
        match (old.deprecated, new.deprecated) {
            (false, true) => self.record_plain(Rule::OperationDeprecated, &context, &item),
            (true, false) => self.record_plain(Rule::OperationUndeprecated, &context, &item),
            (true, true) | (false, false) => {}
        }
        if (&old.documentation, &old.reference_page) != (&new.documentation, &new.reference_page) {
            self.record_plain(Rule::OperationDocsChanged, &context, &item);
        }
        self.parameters(&context, &item, old, new);
        self.body(&context, &item, (old.body.as_ref(), new.body.as_ref()));
        self.response(&context, &item, &old.response, &new.response);
        self.redirects(&context, &item, old, new);
        self.raw(&context, &item, old, new);
        self.headers(&context, &item, old, new);
        self.errors(&context, &item, &old.errors, &new.errors);
        self.status_types(
            &context,
            (&old.responses_type, &old.errors_type),
            (&new.responses_type, &new.errors_type),
        );
        if old.response_documentation != new.response_documentation {
            self.response_described(&context, &item, before);
        }
    }

    /// Records that the documentation of the responses changed, unless a change of the responses implies it.
    fn response_described(&mut self, context: &Context, item: &str, before: usize) {
        let implies = |rule: Rule| {
            let name = rule.as_str();
            name.starts_with("response-") || name.starts_with("header-") || name.starts_with("error-")
        };
        if !self.changes[before..].iter().any(|change| implies(change.rule)) {
            self.record_plain(Rule::ResponseDocsChanged, context, item);
        }
    }

    fn operation_server(
        &mut self,
        context: &Context,
        item: &str,
        (old, new): (Option<&String>, Option<&String>),
    ) {
        // Users refer to a server on another host by its URL, to override it.
        let is_named = [old, new].into_iter().flatten().any(|server| !server.starts_with('/'));
        let rule = if is_named { Rule::ServerReplaced } else { Rule::ServerChanged };
        let text = |server: Option<&String>| server.cloned().unwrap_or_else(|| "default".to_owned());
        self.record_if_different(rule, context, item, (text(old), text(new)));
    }

    fn parameters(&mut self, context: &Context, call: &str, old: &Operation, new: &Operation) {
        let keys = |operation: &Operation| {
            let key = |it: &Parameter| format!("{} {}", it.place.as_str(), it.key);
            let keys = operation.parameters.iter().map(|it| [key(it), it.name.clone()]);
            keys.collect::<Vec<_>>()
        };
        let mut arguments = Vec::new();
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    let parameter = &old.parameters[index];
                    let (item, before) =
                        (parameter_item(call, parameter), self.old.parameter_text(parameter));
                    self.record_removed(Rule::ParameterRemoved, context, &item, &before);
                }
                Pair::Added(index) => {
                    let parameter = &new.parameters[index];
                    let (item, after) = (parameter_item(call, parameter), self.new.parameter_text(parameter));
                    let is_required = parameter.required;
                    let rule = if is_required { Rule::RequiredParameterAdded } else { Rule::ParameterAdded };
                    self.record_added(rule, context, &item, &after);
                }
                Pair::Kept(was, is) => {
                    self.parameter(context, call, &old.parameters[was], &new.parameters[is]);
                    if old.parameters[was].required && new.parameters[is].required {
                        arguments.push(was);
                    }
                }
            }
        }
        if !arguments.is_sorted() {
            let text = |operation: &Operation| {
                let arguments = operation.parameters.iter().filter(|parameter| parameter.required);
                arguments.map(|argument| argument.name.as_str()).collect::<Vec<_>>().join(", ")
            };
            self.record(Rule::ArgumentsReordered, context, call, text(old), text(new));
        }
    }

    fn parameter(&mut self, context: &Context, call: &str, old: &Parameter, new: &Parameter) {
        let item = parameter_item(call, new);
        let renamed =
            if old.required && new.required { Rule::ArgumentRenamed } else { Rule::ParameterRenamed };
        self.record_if_different(renamed, context, &item, (old.name.clone(), new.name.clone()));
        match (old.required, new.required) {
            (false, true) => self.record_plain(Rule::ParameterRequired, context, &item),
            (true, false) => self.record_plain(Rule::ParameterOptional, context, &item),
            (true, true) | (false, false) => {}
        }
        let has_style = old.style != new.style;
        let form = |parameter: &Parameter| {
            let Parameter { place, key, style, .. } = parameter;
            let style = if has_style { format!(" in {style}") } else { String::new() };
            format!("{} {key}{style}", place.as_str())
        };
        self.record_if_different(Rule::ParameterMoved, context, &item, (form(old), form(new)));
        let default = |parameter: &Parameter| parameter.default.clone().unwrap_or_else(|| "none".to_owned());
        self.record_if_different(Rule::DefaultChanged, context, &item, (default(old), default(new)));
        match (old.deprecated, new.deprecated) {
            (false, true) => self.record_plain(Rule::ParameterDeprecated, context, &item),
            (true, false) => self.record_plain(Rule::ParameterUndeprecated, context, &item),
            (true, true) | (false, false) => {}
        }
        if old.documentation != new.documentation {
            self.record_plain(Rule::ParameterDocsChanged, context, &item);
        }
        let rules = TypeRules {
            retyped: Rule::ParameterRetyped,
            narrowed: Rule::ParameterNarrowed,
            widened: Rule::ParameterWidened,
        };
        // A different type of a bound parameter is a change of its handle.
        if !(old.bound && new.bound) || self.compare(&old.r#type, &new.r#type).0 {
            self.record_type(rules, context, &item, &old.r#type, &new.r#type);
        }
    }

    fn response(&mut self, context: &Context, call: &str, old: &Response, new: &Response) {
        let (before, after) = (self.old.response_text(old), self.new.response_text(new));
        let (same, moved) = match (old, new) {
            (Response::Single(was, from), Response::Single(is, to)) => (self.same_form(was, is), from != to),
            (Response::Pages(was), Response::Pages(is)) => {
                self.pages(context, call, was, is);
                let same = match (&was.beside, &is.beside) {
                    (None, _) => true,
                    (Some(was), Some(is)) => self.compare(was, is).0,
                    (Some(_), None) => false,
                };
                (same && self.compare(&was.item, &is.item).0, was.items != is.items)
            }
            (Response::ByStatus(was), Response::ByStatus(is)) => {
                return self.by_status(context, call, (was, is), Rule::ResponseRetyped);
            }
            (Response::Single(..) | Response::Pages(..) | Response::ByStatus(_), _) => (false, false),
        };
        if !same {
            self.record(Rule::ResponseRetyped, context, call, before, after);
        } else if moved {
            self.record(Rule::ResponseMoved, context, call, before, after);
        }
    }

    /// Compares the redirects that are responses, unless they are variants of the responses by status.
    fn redirects(&mut self, context: &Context, call: &str, old: &Operation, new: &Operation) {
        let text = |operation: &Operation| match operation.redirects.as_slice() {
            [] => "no redirects".to_owned(),
            redirects => redirects.join(", "),
        };
        let has_variants = |it: &Operation| matches!(it.response, Response::ByStatus(_));
        if !has_variants(old) && !has_variants(new) {
            self.record_if_different(Rule::RedirectsChanged, context, call, (text(old), text(new)));
        }
    }

    /// Compares the fields and the parameter of the pages of a list.
    fn pages(&mut self, context: &Context, call: &str, old: &Page, new: &Page) {
        let text = |page: &Page| {
            let count = page.count.as_ref().map(|path| format!(", count at {}", path.join(".")));
            format!(
                "parameter {}, cursor at {}, flag at {}{}",
                page.cursor_parameter,
                page.cursor.join("."),
                page.has_next.join("."),
                count.unwrap_or_default()
            )
        };
        self.record_if_different(Rule::PaginationChanged, context, call, (text(old), text(new)));
    }

    fn raw(&mut self, context: &Context, call: &str, old: &Operation, new: &Operation) {
        let keys =
            |operation: &Operation| operation.raw.iter().map(|it| [it.name.clone()]).collect::<Vec<_>>();
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    let RawContent { name, media_type, .. } = &old.raw[index];
                    let item = format!("{call}: {name}");
                    self.record_removed(Rule::ResponseContentTypeRemoved, context, &item, media_type);
                }
                Pair::Added(index) => {
                    let RawContent { name, media_type, .. } = &new.raw[index];
                    let item = format!("{call}: {name}");
                    self.record_added(Rule::ResponseContentTypeAdded, context, &item, media_type);
                }
                Pair::Kept(was, is) => {
                    let (was, is) = (&old.raw[was], &new.raw[is]);
                    let item = format!("{call}: {}", is.name);
                    if !self.same_form(&was.form, &is.form) {
                        let (before, after) = (self.old.form_text(&was.form), self.new.form_text(&is.form));
                        self.record(Rule::ResponseRetyped, context, &item, before, after);
                    }
                    let media_types = (was.media_type.clone(), is.media_type.clone());
                    let rule = Rule::ResponseContentTypeChanged;
                    self.record_if_different(rule, context, &item, media_types);
                }
            }
        }
    }

    fn headers(&mut self, context: &Context, call: &str, old: &Operation, new: &Operation) {
        let keys =
            |operation: &Operation| operation.headers.iter().map(|it| [it.0.clone()]).collect::<Vec<_>>();
        let item = |name: &str| format!("{call}: header {name}");
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    let (name, r#type) = &old.headers[index];
                    self.record_removed(Rule::HeaderRemoved, context, &item(name), &self.old.plain(r#type));
                }
                Pair::Added(index) => {
                    let (name, r#type) = &new.headers[index];
                    self.record_added(Rule::HeaderAdded, context, &item(name), &self.new.plain(r#type));
                }
                Pair::Kept(was, is) => {
                    let ((name, was), (_, is)) = (&old.headers[was], &new.headers[is]);
                    if !self.compare(was, is).0 {
                        let (before, after) = (self.old.plain(was), self.new.plain(is));
                        self.record(Rule::HeaderRetyped, context, &item(name), before, after);
                    }
                }
            }
        }
    }

    fn errors(&mut self, context: &Context, call: &str, old: &Errors, new: &Errors) {
        let same = match (old, new) {
            (Errors::Unknown, Errors::Unknown) => true,
            (Errors::Single(was), Errors::Single(is)) => self.compare(was, is).0,
            (Errors::ByStatus(was), Errors::ByStatus(is)) => {
                return self.by_status(context, call, (was, is), Rule::ErrorRetyped);
            }
            (Errors::Unknown | Errors::Single(_) | Errors::ByStatus(_), _) => false,
        };
        if !same {
            let text = |surface: &Surface, errors| {
                surface.errors_text(errors).unwrap_or_else(|| "none documented".to_owned())
            };
            let (before, after) = (text(self.old, old), text(self.new, new));
            let rule = if *old == Errors::Unknown { Rule::ErrorAdded } else { Rule::ErrorRetyped };
            self.record(rule, context, call, before, after);
        }
    }

    /// Compares the names of the types of responses and errors by status.
    fn status_types(&mut self, context: &Context, old: StatusTypes<'_>, new: StatusTypes<'_>) {
        for (was, is) in [(old.0, new.0), (old.1, new.1)] {
            if let (Some(was), Some(is)) = (was, is) {
                self.record_if_different(Rule::TypeRenamed, context, is, (was.clone(), is.clone()));
            }
        }
    }

    /// Compares responses that differ by status.
    fn by_status(
        &mut self,
        context: &Context,
        call: &str,
        (old, new): (&[StatusResponse], &[StatusResponse]),
        retyped: Rule,
    ) {
        let keys = |responses: &[StatusResponse]| {
            responses.iter().map(|response| [response.status.clone()]).collect::<Vec<_>>()
        };
        let item = |response: &StatusResponse| format!("{call}: {}", response.status);
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    let before = self.old.form_text(&old[index].form);
                    self.record_removed(Rule::ResponseStatusRemoved, context, &item(&old[index]), &before);
                }
                Pair::Added(index) => {
                    let after = self.new.form_text(&new[index].form);
                    self.record_added(Rule::ResponseStatusAdded, context, &item(&new[index]), &after);
                }
                Pair::Kept(was, is) if !self.same_form(&old[was].form, &new[is].form) => {
                    let (before, after) =
                        (self.old.form_text(&old[was].form), self.new.form_text(&new[is].form));
                    self.record(retyped, context, &item(&new[is]), before, after);
                }
                Pair::Kept(was, is) => {
                    let path = |response: &StatusResponse| {
                        [&["$".to_owned()], response.path.as_slice()].concat().join(".")
                    };
                    let paths = (path(&old[was]), path(&new[is]));
                    self.record_if_different(Rule::ResponseMoved, context, &item(&new[is]), paths);
                }
            }
        }
    }

    /// Returns whether the contents of two responses have the same type.
    fn same_form(&self, old: &Form, new: &Form) -> bool {
        match (old, new) {
            (Form::Value(old), Form::Value(new)) | (Form::Events(old), Form::Events(new)) => {
                self.compare(old, new).0
            }
            (old, new) => old == new,
        }
    }
}

/// The names of the types of an operation's responses and errors by status.
type StatusTypes<'a> = (&'a Option<String>, &'a Option<String>);

fn context(surface: &Surface, operation: &Operation) -> Context {
    let group = surface.groups[operation.group].module.clone();
    Context { group, operations: vec![affected(operation)] }
}

/// The HTTP method and the path.
fn route(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

fn parameter_item(call: &str, parameter: &Parameter) -> String {
    format!("{call}: {}", parameter.name)
}
