//! Calls: their methods, parameters, answers and errors.

use super::comparing::{Comparing, Home, OfType};
use super::pairs::{Pair, pairs};
use super::rule::Rule;
use super::users::concerned;
use crate::surface::{Case, Errors, Form, Operation, Parameter, Response, Surface};

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
                    let item = old.call_text(operation);
                    self.gone(Rule::OperationRemoved, &home(old, operation), &item, &route(operation));
                }
                Pair::Added(index) => {
                    let operation = &new.operations[index];
                    let item = new.call_text(operation);
                    self.come(Rule::OperationAdded, &home(new, operation), &item, &route(operation));
                }
                Pair::Kept(was, is) => self.operation(&old.operations[was], &new.operations[is]),
            }
        }
    }

    fn operation(&mut self, old: &Operation, new: &Operation) {
        let home = home(self.new, new);
        let item = self.new.call_text(new);
        let calls = (self.old.call_text(old), item.clone());
        self.if_differing(Rule::OperationRenamed, &home, &item, calls);
        self.if_differing(Rule::CallRenamed, &home, &item, (old.call.clone(), new.call.clone()));
        self.if_differing(Rule::RouteChanged, &home, &item, (route(old), route(new)));
        let server =
            |operation: &Operation| operation.server.clone().unwrap_or_else(|| "that of the API".to_owned());
        self.if_differing(Rule::ServerChanged, &home, &item, (server(old), server(new)));
        let proof = |operation: &Operation| {
            operation.security.clone().unwrap_or_else(|| "as for the whole API".to_owned())
        };
        self.if_differing(Rule::CredentialsChanged, &home, &item, (proof(old), proof(new)));
        match (old.deprecated, new.deprecated) {
            (false, true) => self.come(Rule::OperationDeprecated, &home, &item, ""),
            (true, false) => self.gone(Rule::OperationRestored, &home, &item, ""),
            (true, true) | (false, false) => {}
        }
        if (&old.documentation, &old.page) != (&new.documentation, &new.page) {
            self.come(Rule::OperationDescribed, &home, &item, "");
        }
        self.parameters(&home, &item, old, new);
        self.body(&home, &item, (old.body.as_ref(), new.body.as_ref()));
        self.response(&home, &item, &old.response, &new.response);
        self.raw(&home, &item, old, new);
        self.headers(&home, &item, old, new);
        self.errors(&home, &item, &old.errors, &new.errors);
    }

    /// Notes a change of something that is told as a text.
    pub(super) fn if_differing(&mut self, rule: Rule, home: &Home, item: &str, (old, new): (String, String)) {
        if old != new {
            self.note(rule, home, item, old, new);
        }
    }

    fn parameters(&mut self, home: &Home, call: &str, old: &Operation, new: &Operation) {
        let keys = |operation: &Operation| {
            let keys =
                operation.parameters.iter().map(|it| [format!("{:?} {}", it.place, it.key), it.name.clone()]);
            keys.collect::<Vec<_>>()
        };
        let mut arguments = Vec::new();
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    let parameter = &old.parameters[index];
                    let (item, before) = (within(call, parameter), self.old.parameter_text(parameter));
                    self.gone(Rule::ParameterRemoved, home, &item, &before);
                }
                Pair::Added(index) => {
                    let parameter = &new.parameters[index];
                    let (item, after) = (within(call, parameter), self.new.parameter_text(parameter));
                    let must = parameter.required;
                    let rule = if must { Rule::RequiredParameterAdded } else { Rule::ParameterAdded };
                    self.come(rule, home, &item, &after);
                }
                Pair::Kept(was, is) => {
                    self.parameter(home, call, &old.parameters[was], &new.parameters[is]);
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
            self.note(Rule::ArgumentsReordered, home, call, text(old), text(new));
        }
    }

    fn parameter(&mut self, home: &Home, call: &str, old: &Parameter, new: &Parameter) {
        let item = within(call, new);
        let renamed =
            if old.required && new.required { Rule::ArgumentRenamed } else { Rule::ParameterRenamed };
        self.if_differing(renamed, home, &item, (old.name.clone(), new.name.clone()));
        match (old.required, new.required) {
            (false, true) => self.come(Rule::ParameterRequired, home, &item, ""),
            (true, false) => self.come(Rule::ParameterOptional, home, &item, ""),
            (true, true) | (false, false) => {}
        }
        let sent = |parameter: &Parameter| {
            let Parameter { place, key, writing, .. } = parameter;
            format!("{} {key} {writing}", place.as_str()).trim_end().to_owned()
        };
        self.if_differing(Rule::ParameterMoved, home, &item, (sent(old), sent(new)));
        if old.documentation != new.documentation {
            self.come(Rule::ParameterDescribed, home, &item, "");
        }
        let rules = OfType {
            retyped: Rule::ParameterRetyped,
            narrowed: Rule::ParameterNarrowed,
            loosened: Rule::ParameterLoosened,
        };
        self.retyped(rules, home, &item, &old.r#type, &new.r#type);
    }

    fn response(&mut self, home: &Home, call: &str, old: &Response, new: &Response) {
        let (before, after) = (self.old.answer_text(old), self.new.answer_text(new));
        let (same, moved) = match (old, new) {
            (Response::One(was, from), Response::One(is, to)) => (self.same_form(was, is), from != to),
            (Response::Pages(was, from), Response::Pages(is, to)) => (self.compare(was, is).0, from != to),
            (Response::Several(was), Response::Several(is)) => {
                return self.cases(home, call, (was, is), Rule::ResponseRetyped);
            }
            (Response::One(..) | Response::Pages(..) | Response::Several(_), _) => (false, false),
        };
        if !same {
            self.note(Rule::ResponseRetyped, home, call, before, after);
        } else if moved {
            self.note(Rule::ResponseMoved, home, call, before, after);
        }
    }

    fn raw(&mut self, home: &Home, call: &str, old: &Operation, new: &Operation) {
        let keys = |operation: &Operation| operation.raw.iter().map(|it| [it.0.clone()]).collect::<Vec<_>>();
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    let (name, media_type) = &old.raw[index];
                    let item = format!("{call}: {name}");
                    self.gone(Rule::ResponseContentTypeRemoved, home, &item, media_type);
                }
                Pair::Added(index) => {
                    let (name, media_type) = &new.raw[index];
                    let item = format!("{call}: {name}");
                    self.come(Rule::ResponseContentTypeAdded, home, &item, media_type);
                }
                Pair::Kept(..) => {}
            }
        }
    }

    fn headers(&mut self, home: &Home, call: &str, old: &Operation, new: &Operation) {
        let keys =
            |operation: &Operation| operation.headers.iter().map(|it| [it.0.clone()]).collect::<Vec<_>>();
        let item = |name: &str| format!("{call}: header {name}");
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    let (name, r#type) = &old.headers[index];
                    self.gone(Rule::HeaderRemoved, home, &item(name), &self.old.plain(r#type));
                }
                Pair::Added(index) => {
                    let (name, r#type) = &new.headers[index];
                    self.come(Rule::HeaderAdded, home, &item(name), &self.new.plain(r#type));
                }
                Pair::Kept(was, is) => {
                    let ((name, was), (_, is)) = (&old.headers[was], &new.headers[is]);
                    if !self.compare(was, is).0 {
                        let (before, after) = (self.old.plain(was), self.new.plain(is));
                        self.note(Rule::HeaderRetyped, home, &item(name), before, after);
                    }
                }
            }
        }
    }

    fn errors(&mut self, home: &Home, call: &str, old: &Errors, new: &Errors) {
        let same = match (old, new) {
            (Errors::Unknown, Errors::Unknown) => true,
            (Errors::Same(was), Errors::Same(is)) => self.compare(was, is).0,
            (Errors::Several(was), Errors::Several(is)) => {
                return self.cases(home, call, (was, is), Rule::ErrorRetyped);
            }
            (Errors::Unknown | Errors::Same(_) | Errors::Several(_), _) => false,
        };
        if !same {
            let text = |surface: &Surface, errors| {
                surface.errors_text(errors).unwrap_or_else(|| "nothing that is described".to_owned())
            };
            let (before, after) = (text(self.old, old), text(self.new, new));
            self.note(Rule::ErrorRetyped, home, call, before, after);
        }
    }

    /// Compares what is said for each status.
    fn cases(&mut self, home: &Home, call: &str, (old, new): (&[Case], &[Case]), retyped: Rule) {
        let keys = |cases: &[Case]| cases.iter().map(|case| [case.status.clone()]).collect::<Vec<_>>();
        let item = |case: &Case| format!("{call}: {}", case.status);
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    let before = self.old.form_text(&old[index].form);
                    self.gone(Rule::ResponseStatusRemoved, home, &item(&old[index]), &before);
                }
                Pair::Added(index) => {
                    let after = self.new.form_text(&new[index].form);
                    self.come(Rule::ResponseStatusAdded, home, &item(&new[index]), &after);
                }
                Pair::Kept(was, is) if !self.same_form(&old[was].form, &new[is].form) => {
                    let (before, after) =
                        (self.old.form_text(&old[was].form), self.new.form_text(&new[is].form));
                    self.note(retyped, home, &item(&new[is]), before, after);
                }
                Pair::Kept(..) => {}
            }
        }
    }

    /// Whether what an answer consists of is still the same.
    fn same_form(&self, old: &Form, new: &Form) -> bool {
        match (old, new) {
            (Form::Value(old), Form::Value(new)) => self.compare(old, new).0,
            (old, new) => old == new,
        }
    }
}

fn home(surface: &Surface, operation: &Operation) -> Home {
    let group = surface.groups[operation.group].module.clone();
    Home { group, operations: vec![concerned(operation)] }
}

fn route(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

fn within(call: &str, parameter: &Parameter) -> String {
    format!("{call}: {}", parameter.name)
}
