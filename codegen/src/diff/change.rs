//! What was found: changes, each under a rule.

use super::rule::{Rule, Verdict};

/// What differs between two surfaces.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    /// Each change: group by group, and in the order of the document.
    pub changes: Vec<Change>,
}

/// A change.
#[derive(Clone, Debug)]
pub struct Change {
    /// What kind of change it is.
    pub rule: Rule,
    /// The module of the tag it belongs to, `shared`, or `client`.
    pub group: String,
    /// What changed, as a user names it.
    pub item: String,
    /// What it was, if there is something to tell.
    pub before: String,
    /// What it is.
    pub after: String,
    /// The operations that it concerns.
    pub operations: Vec<Concerned>,
}

/// An operation that a change concerns.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Concerned {
    /// Its id.
    pub id: String,
    /// The page that describes it.
    pub page: Option<String>,
}

impl Diff {
    /// The gravest verdict; `None` if nothing has changed.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.changes.iter().map(|change| change.rule.verdict()).max()
    }

    /// How many changes have a verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.changes.iter().filter(|change| change.rule.verdict() == verdict).count()
    }
}
