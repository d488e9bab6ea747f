//! Compares two versions of a client and classifies the differences by their effect on users.
//!
//! [`diff`] compares two [surfaces](mod@crate::surface). Each difference falls under a [`Rule`], which states whether it is
//! breaking, compatible or invisible, and why. Items match if they have the same location or key in the document, so a
//! different Rust name is a rename. The other modules print the differences as text, Markdown and JSON, and draft entries
//! of the changelog.

mod change;
mod changelog;
mod client;
mod comparing;
mod credentials;
mod handles;
mod limits;
mod operations;
mod pairs;
mod parts;
mod rule;
mod servers;
mod types;
mod unions;
mod users;
mod version;
mod waiters;
mod write;

pub use self::{
    change::{AffectedOperation, Change, Diff},
    changelog::changelog,
    rule::{Rule, Seen, Verdict, page},
    version::next_version,
};

use self::comparing::{CLIENT, Comparing};
use self::pairs::{Pair, pairs};
use crate::ir::TypeId;
use crate::surface::Surface;

/// Compares two surfaces.
#[must_use]
pub fn diff(old: &Surface, new: &Surface) -> Diff {
    let types = pairs(&types::keys(old), &types::keys(new));
    let mut counterparts = vec![None; old.types.len()];
    for pair in &types {
        if let Pair::Kept(old, new) = *pair {
            counterparts[old] = Some(TypeId(new));
        }
    }
    let mut comparing = Comparing { old, new, counterparts, changes: Vec::new() };
    comparing.client();
    comparing.operations();
    comparing.waiters();
    comparing.types(&types);
    let mut changes = comparing.changes;
    let order = |change: &Change| {
        let groups = new.groups.iter().chain(&old.groups);
        let mut modules = groups.map(|group| group.module.as_str());
        match change.group.as_str() {
            CLIENT => 0,
            group => modules.position(|module| module == group).map_or(usize::MAX, |index| index + 1),
        }
    };
    changes.sort_by_cached_key(order);
    Diff { changes }
}
