//! The differences between two surfaces.

use super::rule::{Rule, Verdict};

/// The differences between two surfaces.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    /// All changes, grouped by tag and in document order.
    pub changes: Vec<Change>,
}

/// A change of the surface.
#[derive(Clone, Debug)]
pub struct Change {
    /// The kind of change.
    pub rule: Rule,
    /// Module of the tag, `shared`, or `client`.
    pub group: String,
    /// The changed item, as users name it.
    pub item: String,
    /// The old state; empty if there is nothing to show.
    pub before: String,
    /// The new state; empty if there is nothing to show.
    pub after: String,
    /// The affected operations.
    pub operations: Vec<AffectedOperation>,
}

/// An operation that is affected by a change.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AffectedOperation {
    /// `operationId`.
    pub id: String,
    /// URL of its reference page.
    pub reference_page: Option<String>,
}

impl Diff {
    /// Returns the most severe verdict; `None` if there are no changes.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.changes.iter().map(|change| change.rule.verdict()).max()
    }

    /// Returns the number of changes with this verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.changes.iter().filter(|change| change.rule.verdict() == verdict).count()
    }
}
