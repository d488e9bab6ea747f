//! Compares the client as a whole: servers, credentials, environment variables, references, scopes, handles and tags.

use super::comparing::{Comparing, Context};
use super::limits;
use super::pairs::{Pair, pairs};
use super::rule::Rule;
use crate::surface::{Group, Scope, Surface};

impl Comparing<'_> {
    pub(super) fn client(&mut self) {
        let (old, new, context) = (self.old, self.new, Context::client());
        self.servers();
        self.credentials();
        self.environment(&context);
        self.references(&context);
        self.scopes(&context);
        self.handles(&context);
        self.tags(&context);
        let schemes = |surface: &Surface| {
            let schemes = surface.schemes.iter();
            schemes.map(|it| (it.name.clone(), it.description.clone())).collect::<Vec<_>>()
        };
        let is_described = schemes(new).iter().all(|new| {
            let mut old = schemes(old).into_iter();
            old.find(|(name, _)| *name == new.0).is_none_or(|old| old.1 == new.1)
        });
        if old.documentation != new.documentation || !is_described {
            self.record_plain(Rule::ClientDocsChanged, &context, "Client");
        }
    }

    fn environment(&mut self, context: &Context) {
        let (old, new) = (self.old, self.new);
        self.variables(context, "for the token", &old.token_variables, &new.token_variables);
        self.variables(context, "for the base URL", &old.base_url_variables, &new.base_url_variables);
    }

    /// Compares the environment variables for the token or the base URL.
    fn variables(&mut self, context: &Context, purpose: &str, old: &[String], new: &[String]) {
        let mut kept = Vec::new();
        for pair in pairs(&single_keys(old), &single_keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    self.record_removed(Rule::EnvironmentRemoved, context, &old[index], purpose);
                }
                Pair::Added(index) => {
                    self.record_added(Rule::EnvironmentAdded, context, &new[index], purpose);
                }
                Pair::Kept(was, _) => kept.push(was),
            }
        }
        if !kept.is_sorted() {
            let item = format!("environment variables {purpose}");
            self.record(Rule::EnvironmentReordered, context, &item, old.join(", "), new.join(", "));
        }
    }

    fn references(&mut self, context: &Context) {
        let (old, new) = (self.old.reference_pattern.as_ref(), self.new.reference_pattern.as_ref());
        let text =
            |pattern: Option<&String>| pattern.cloned().unwrap_or_else(|| "anything with ${…}".to_owned());
        let limits = limits::patterns(old, new);
        let item = "references";
        if limits.narrowed {
            self.record(Rule::ReferencesNarrowed, context, item, text(old), text(new));
        } else if limits.widened {
            self.record(Rule::ReferencesWidened, context, item, text(old), text(new));
        }
    }

    fn scopes(&mut self, context: &Context) {
        let (old, new) = (&self.old.scopes, &self.new.scopes);
        let keys = |scopes: &[Scope]| scopes.iter().map(|scope| [scope.name.clone()]).collect::<Vec<_>>();
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    self.record_removed(Rule::ScopeRemoved, context, &old[index].name, "");
                }
                Pair::Added(index) => self.record_added(Rule::ScopeAdded, context, &new[index].name, ""),
                Pair::Kept(was, is) => self.scope(context, &old[was], &new[is]),
            }
        }
    }

    fn scope(&mut self, context: &Context, old: &Scope, new: &Scope) {
        let item = &new.name;
        if old.after == new.after {
            let inserted = (old.insert.clone(), new.insert.clone());
            self.record_if_different(Rule::ScopeMoved, context, item, inserted);
        } else {
            let path = |scope: &Scope| format!("{}{}", scope.after, scope.insert);
            // A shorter prefix has all operations that the longer one had.
            let is_wider = old
                .after
                .strip_prefix(&new.after)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            let rule = if is_wider { Rule::ScopeWidened } else { Rule::ScopeNarrowed };
            self.record(rule, context, item, path(old), path(new));
        }
        if old.documentation != new.documentation {
            self.record_plain(Rule::ClientDocsChanged, context, item);
        }
    }

    /// Compares the scopes that have an operation.
    pub(super) fn operation_scopes(&mut self, context: &Context, item: &str, (old, new): (&String, &String)) {
        let (before, after) = (self.old, self.new);
        for scope in &after.scopes {
            let Some(was) = before.scopes.iter().find(|it| it.name == scope.name) else { continue };
            match (was.excluded.contains(old), scope.excluded.contains(new)) {
                (false, true) => self.record_added(Rule::ScopeExcludes, context, item, &scope.name),
                (true, false) => self.record_added(Rule::ScopeIncludes, context, item, &scope.name),
                (true, true) | (false, false) => {}
            }
        }
    }

    fn tags(&mut self, context: &Context) {
        let (old, new) = (&self.old.groups, &self.new.groups);
        let keys = |groups: &[Group]| {
            groups.iter().map(|group| [group.tag.clone(), group.module.clone()]).collect::<Vec<_>>()
        };
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    self.record_removed(Rule::TagRemoved, context, &old[index].module, "");
                }
                Pair::Added(index) => {
                    self.record_added(Rule::TagAdded, context, &new[index].module, "");
                }
                Pair::Kept(was, is) => {
                    let (was, is) = (&old[was], &new[is]);
                    if was.module != is.module {
                        let (before, after) = (was.module.clone(), is.module.clone());
                        self.record(Rule::TagRenamed, context, &is.module, before, after);
                    } else if was.name != is.name {
                        let (before, after) = (was.name.clone(), is.name.clone());
                        self.record(Rule::TagRenamed, context, &is.module, before, after);
                    }
                    // The documentation names the tag.
                    if (&was.documentation, &was.tag) != (&is.documentation, &is.tag) {
                        self.record_plain(Rule::ClientDocsChanged, context, &is.module);
                    }
                }
            }
        }
    }
}

fn single_keys(names: &[String]) -> Vec<[String; 1]> {
    names.iter().map(|name| [name.clone()]).collect()
}
