//! Compares servers: the default base URL, and the servers and variables that users select by name.

use super::comparing::{Comparing, Context};
use super::limits;
use super::pairs::{Pair, pairs};
use super::rule::Rule;
use crate::ir::{Server, Variable};
use crate::surface::Surface;

impl Comparing<'_> {
    pub(super) fn servers(&mut self) {
        let (old, new, context) = (self.old, self.new, Context::client());
        let mut default_is_reported = false;
        for pair in pairs(&keys(&old.servers), &keys(&new.servers)) {
            match pair {
                Pair::Removed(index) => {
                    let server = &old.servers[index];
                    self.record_removed(Rule::ServerRemoved, &context, &item(server), &server.template);
                }
                Pair::Added(index) => {
                    let server = &new.servers[index];
                    self.record_added(Rule::ServerAdded, &context, &item(server), &server.template);
                }
                Pair::Kept(was, is) => {
                    let is_default = was == 0 && is == 0;
                    let before = self.changes.len();
                    self.server(&context, &old.servers[was], &new.servers[is]);
                    default_is_reported |= is_default
                        && self.changes[before..].iter().any(|change| change.rule != Rule::ServerDocsChanged);
                }
            }
        }
        // The change of the default server already implies that of the base URL.
        if !default_is_reported {
            let base_urls = (base_url(old), base_url(new));
            self.record_if_different(Rule::BaseUrlChanged, &context, "base URL", base_urls);
        }
    }

    fn server(&mut self, context: &Context, old: &Server, new: &Server) {
        let item = item(new);
        let names = |server: &Server| {
            [Some(server.template.clone()), server.description.clone()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
        };
        let (was, is) = (names(old), names(new));
        if !was.iter().all(|name| is.contains(name)) {
            let text = |names: &[String]| names.join(", ");
            self.record(Rule::ServerRenamed, context, &item, text(&was), text(&is));
        } else if was != is {
            self.record_plain(Rule::ServerDocsChanged, context, &item);
        }
        let keys = |server: &Server| server.variables.iter().map(|it| [it.name.clone()]).collect::<Vec<_>>();
        let item = |variable: &Variable| format!("{item}: {}", variable.name);
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    let variable = &old.variables[index];
                    let before = variable_text(variable);
                    self.record_removed(Rule::ServerVariableRemoved, context, &item(variable), &before);
                }
                Pair::Added(index) => {
                    let variable = &new.variables[index];
                    let after = variable_text(variable);
                    self.record_added(Rule::ServerVariableAdded, context, &item(variable), &after);
                }
                Pair::Kept(was, is) => {
                    let (was, is) = (&old.variables[was], &new.variables[is]);
                    self.server_variable(context, &item(is), was, is);
                }
            }
        }
    }

    fn server_variable(&mut self, context: &Context, item: &str, old: &Variable, new: &Variable) {
        let defaults = (old.default.clone(), new.default.clone());
        self.record_if_different(Rule::ServerVariableChanged, context, item, defaults);
        let limits = limits::allowed(&old.values, &new.values);
        let (before, after) = (values_text(old), values_text(new));
        if limits.narrowed {
            self.record(Rule::ServerVariableNarrowed, context, item, before, after);
        } else if limits.widened {
            self.record(Rule::ServerVariableWidened, context, item, before, after);
        }
        if old.description != new.description {
            self.record_plain(Rule::ServerDocsChanged, context, item);
        }
    }
}

/// The keys by which servers are matched: URL, description, and whether it is the default.
fn keys(servers: &[Server]) -> Vec<[String; 3]> {
    let keys = servers.iter().enumerate().map(|(index, server)| {
        let default = if index == 0 { "default" } else { "" };
        [server.template.clone(), server.description.clone().unwrap_or_default(), default.to_owned()]
    });
    keys.collect()
}

fn base_url(surface: &Surface) -> String {
    if surface.base_url.is_empty() { "none".to_owned() } else { surface.base_url.clone() }
}

/// The server as users select it.
fn item(server: &Server) -> String {
    let name = server.description.as_ref().filter(|text| !text.is_empty()).unwrap_or(&server.template);
    format!("server {name}")
}

fn variable_text(variable: &Variable) -> String {
    format!("{}, default {}", values_text(variable), variable.default)
}

fn values_text(variable: &Variable) -> String {
    if variable.values.is_empty() { "any value".to_owned() } else { variable.values.join(" or ") }
}
