//! Unions that are selected by a property next to them: the object that contains the union looks ahead for the property
//! before the union is read, and the union takes the selection from the reader.

// Cycle: an object passes the selection of a union to the reader or the checker, from which the union takes it.

use super::case::Case;
use super::{Objects, Selection, find_property};
use crate::json::text::{Scan, Scanner, SkipCache, VALUE_EXCERPT, excerpt};
use crate::json::{Checker, entry};

/// A property that selects the variant of a union in another property of the same object.
#[derive(Clone, Copy, Debug)]
pub struct SiblingTag {
    /// The name of the property that contains the union.
    pub property: &'static str,
    /// The number of lists and maps around the union.
    pub depth: usize,
    /// The name of the property that selects the variant.
    pub tag: &'static str,
    /// The values of the tag, and how each selects the variant. Any other value selects none. If the tag is missing or
    /// null, the union selects its variant itself.
    pub cases: &'static [(Case, Selection)],
}

/// The tags of an object.
pub type SiblingTags = &'static [SiblingTag];

/// Selects no variant.
static NONE: Selection = Selection { kinds: &[], objects: Objects::None };

impl SiblingTag {
    /// Looks for the tag in the object at `scanner`; `None` if it is missing or null. Returns the selection, and the
    /// JSON text of the tag.
    pub(crate) fn look_up<'a>(
        &self,
        scanner: Scanner<'a>,
        cache: &mut SkipCache,
    ) -> Scan<Option<(&'static Selection, &'a str)>> {
        let Some(mut value) = find_property(scanner, self.tag, cache)? else { return Ok(None) };
        if value.peek() == Some(b'n') {
            return Ok(None);
        }
        let mut selection = &NONE;
        for (case, own) in self.cases {
            if case.matches(value)? {
                selection = own;
                break;
            }
        }
        Ok(Some((selection, value.skip()?)))
    }
}

/// The tag next to a union that is being checked.
#[derive(Clone, Debug)]
pub(crate) struct CheckedSibling {
    sibling: SiblingTag,
    selection: &'static Selection,
    /// The JSON text of the tag.
    actual: String,
    /// The number of steps from the root to the union.
    steps: usize,
}

impl CheckedSibling {
    /// Returns the selection for the value of the tag.
    pub(super) const fn selection(&self) -> &'static Selection {
        self.selection
    }

    /// Looks for the tag in an object, whose path has `steps` steps; `None` if it is missing or null.
    fn find(sibling: &SiblingTag, object: &str, steps: usize) -> Option<Self> {
        let found = sibling.look_up(Scanner::at(object, 0), &mut SkipCache::default());
        let (selection, actual) = found.ok().flatten()?;
        let (sibling, actual, steps) = (*sibling, actual.to_owned(), steps + 1 + sibling.depth);
        Some(Self { sibling, selection, actual, steps })
    }

    /// Whether it belongs to the value at this path, of which `name` returns the property of a step.
    pub(crate) fn is_for<'s>(&self, steps: usize, name: impl FnOnce(usize) -> Option<&'s str>) -> bool {
        self.steps == steps && name(steps - 1 - self.sibling.depth) == Some(self.sibling.property)
    }
}

/// Looks for the tags of an object, which is given as JSON, before its properties are checked. Each is added to the checker.
pub(crate) fn enter_siblings(object: &[u8], siblings: SiblingTags, checker: &mut Checker) {
    let text = entry::utf8(object).unwrap_or_default();
    let steps = checker.depth();
    checker.siblings.extend(siblings.iter().map(|sibling| CheckedSibling::find(sibling, text, steps)));
}

/// Removes the tags of an object after its properties have been checked.
pub(crate) fn leave_siblings(siblings: SiblingTags, checker: &mut Checker) {
    checker.siblings.truncate(checker.siblings.len().saturating_sub(siblings.len()));
}

/// Checks that the tag next to a union selects the variant of the value. `unknown` is the index of the variant for
/// values that match no other one.
#[cold]
pub(super) fn check_sibling(
    text: &str,
    variant: usize,
    unknown: usize,
    CheckedSibling { sibling, selection, actual, .. }: &CheckedSibling,
    checker: &mut Checker,
) {
    let selected = selection.select(0, Scanner::at(text, 0), &mut SkipCache::default());
    let Ok(selected) = selected else { return };
    // A value that does not match its heuristically selected variant is kept unparsed.
    let may_differ = variant == unknown && selected.is_some_and(|selected| selected.is_heuristic);
    if may_differ || selected.map_or(unknown, |selected| selected.variant) == variant {
        return;
    }
    let own = sibling.cases.iter().filter(|(_, selection)| selection.may_select(variant));
    let own: Vec<String> = own.filter_map(|(case, _)| case.literal()).collect();
    let (property, actual) = (sibling.property, excerpt(actual.as_bytes(), VALUE_EXCERPT));
    let message = match own.as_slice() {
        [] => format!("must not select a variant that `{property}` is not, is {actual}"),
        [only] => format!("must be {only} for this variant of `{property}`, is {actual}"),
        several => {
            format!("must be one of {} for this variant of `{property}`, is {actual}", several.join(", "))
        }
    };
    checker.at_sibling(1 + sibling.depth, sibling.tag, |checker| checker.report("discriminator", message));
}
