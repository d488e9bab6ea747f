//! What has changed in the client as a whole: its address, its credentials, scopes and tags.

use super::comparing::{Comparing, Home};
use super::pairs::{Pair, pairs};
use super::rule::Rule;
use crate::surface::Surface;

impl Comparing<'_> {
    pub(super) fn client(&mut self) {
        let (old, new, home) = (self.old, self.new, Home::client());
        if old.base_url != new.base_url {
            self.note(Rule::AddressChanged, &home, "address", old.base_url.clone(), new.base_url.clone());
        }
        if old.security != new.security {
            let text = |surface: &Surface| surface.security.clone().unwrap_or_else(|| "nothing".to_owned());
            self.note(Rule::CredentialsChanged, &home, "credentials", text(old), text(new));
        }
        for pair in pairs(&one_key(&old.scopes), &one_key(&new.scopes)) {
            match pair {
                Pair::Removed(index) => self.gone(Rule::ScopeRemoved, &home, &old.scopes[index], ""),
                Pair::Added(index) => self.come(Rule::ScopeAdded, &home, &new.scopes[index], ""),
                Pair::Kept(..) => {}
            }
        }
        let tags = |surface: &Surface| {
            surface.groups.iter().map(|group| [group.tag.clone(), group.module.clone()]).collect::<Vec<_>>()
        };
        for pair in pairs(&tags(old), &tags(new)) {
            match pair {
                Pair::Removed(index) => self.gone(Rule::TagRemoved, &home, &old.groups[index].module, ""),
                Pair::Added(index) => self.come(Rule::TagAdded, &home, &new.groups[index].module, ""),
                Pair::Kept(was, is) => {
                    let (was, is) = (&old.groups[was], &new.groups[is]);
                    if (&was.module, &was.name) != (&is.module, &is.name) {
                        let (before, after) = (was.module.clone(), is.module.clone());
                        self.note(Rule::TagRenamed, &home, &after.clone(), before, after);
                    }
                }
            }
        }
    }
}

fn one_key(texts: &[String]) -> Vec<[String; 1]> {
    texts.iter().map(|text| [text.clone()]).collect()
}
