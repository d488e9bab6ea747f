//! Compares the client as a whole: base URL, credentials, scopes and tags.

use super::comparing::{Comparing, Context};
use super::pairs::{Pair, pairs};
use super::rule::Rule;
use crate::surface::Surface;

impl Comparing<'_> {
    pub(super) fn client(&mut self) {
        let (old, new, context) = (self.old, self.new, Context::client());
        let base_urls = (old.base_url.clone(), new.base_url.clone());
        self.record_if_different(Rule::BaseUrlChanged, &context, "base URL", base_urls);
        let security = |surface: &Surface| surface.security.clone().unwrap_or_else(|| "none".to_owned());
        if old.security != new.security {
            self.record(Rule::CredentialsChanged, &context, "credentials", security(old), security(new));
        }
        for pair in pairs(&single_keys(&old.scopes), &single_keys(&new.scopes)) {
            match pair {
                Pair::Removed(index) => {
                    self.record_removed(Rule::ScopeRemoved, &context, &old.scopes[index], "");
                }
                Pair::Added(index) => self.record_added(Rule::ScopeAdded, &context, &new.scopes[index], ""),
                Pair::Kept(..) => {}
            }
        }
        let tags = |surface: &Surface| {
            surface.groups.iter().map(|group| [group.tag.clone(), group.module.clone()]).collect::<Vec<_>>()
        };
        for pair in pairs(&tags(old), &tags(new)) {
            match pair {
                Pair::Removed(index) => {
                    self.record_removed(Rule::TagRemoved, &context, &old.groups[index].module, "");
                }
                Pair::Added(index) => {
                    self.record_added(Rule::TagAdded, &context, &new.groups[index].module, "");
                }
                Pair::Kept(was, is) => {
                    let (was, is) = (&old.groups[was], &new.groups[is]);
                    if (&was.module, &was.name) != (&is.module, &is.name) {
                        let (before, after) = (was.module.clone(), is.module.clone());
                        self.record(Rule::TagRenamed, &context, &is.module, before, after);
                    }
                }
            }
        }
    }
}

fn single_keys(names: &[String]) -> Vec<[String; 1]> {
    names.iter().map(|name| [name.clone()]).collect()
}
