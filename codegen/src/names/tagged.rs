//! Variants that are named after their tags, or after their names in the document.
//!
//! The lock file does not list a variant whose name follows from its own tag or name. Which of the two it is depends on the
//! other options: they are labeled with their tags if each has one. So it lists the unions of which variants are named after
//! tags, and other options do not rename them.

use super::case::Case;
use super::naming::Naming;
use super::scope::Rank;
use super::spelling::{Kind, own_text};
use super::splitter::WordSplitter;
use crate::ir::{TypeId, Variant};
use crate::lock::has_letters;

/// How the variants of a union were named in the last run, apart from those that the lock file lists.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unlisted<'a> {
    /// There is no last run, or it had no such union.
    New,
    /// The lock file does not contain it.
    Unknown,
    /// After their names in the document.
    Named,
    /// After their tags: the letters of these variants. Others are new.
    Tagged(&'a str),
}

impl Unlisted<'_> {
    /// Returns whether a variant was named after its tag.
    pub fn has(self, variant: &Variant) -> bool {
        matches!(self, Self::Tagged(letters) if variant.tag.is_some() && has_letters(letters, variant))
    }
}

impl<'a> Naming<'a> {
    pub(super) fn unlisted(&self, union: TypeId) -> Unlisted<'a> {
        let previous = self.previous.get(union.0).and_then(Option::as_ref).map(|previous| &previous.name);
        let Some(name) = previous.filter(|name| self.lock.selections.contains_key(*name)) else {
            return Unlisted::New;
        };
        let Some(tagged) = &self.lock.tagged else { return Unlisted::Unknown };
        tagged.get(name).map_or(Unlisted::Named, |letters| Unlisted::Tagged(letters))
    }

    /// Returns the text that a variant is named after, and its rank if the lock file need not list the name.
    pub(super) fn variant_text(
        &self,
        unlisted: Unlisted<'_>,
        variant: &'a Variant,
        is_locked: bool,
    ) -> (&'a str, Option<Rank>) {
        let unrecorded = |text: &str| self.unrecorded(text, Kind::Option);
        let name = variant.name.as_str();
        let label = variant.label.as_deref().unwrap_or(name);
        match (unlisted, variant.tag.as_deref()) {
            (Unlisted::Tagged(_), Some(tag)) if unlisted.has(variant) => (tag, unrecorded(tag)),
            (Unlisted::Tagged(_), _) => (label, None),
            (Unlisted::Named, _) if !is_locked => {
                let same = variant.tag.as_deref().filter(|tag| are_same(tag, name, self.splitter));
                let mut own = [Some(name), same].into_iter().flatten();
                let own = own.find_map(|text| Some((text, Some(unrecorded(text)?))));
                own.unwrap_or((label, None))
            }
            (Unlisted::New | Unlisted::Unknown | Unlisted::Named, _) => {
                let own = own_text(variant).and_then(|text| Some((text, Some(unrecorded(text)?))));
                // A variant that had no label in the last run keeps its name.
                let is_unlabeled =
                    matches!(unlisted, Unlisted::Unknown) && !is_locked && unrecorded(name).is_some();
                own.unwrap_or((if is_unlabeled { name } else { label }, None))
            }
        }
    }
}

/// Returns whether two texts are the same words.
pub(super) fn are_same(one: &str, other: &str, splitter: &WordSplitter<'_>) -> bool {
    splitter.split(one).write(Case::Pascal) == splitter.split(other).write(Case::Pascal)
}
