//! Selections of unions by a property next to them, which the enclosing object passes to the union.

// Cycle: a union takes the selection, which is declared with it, from the reader.

use super::Reader;
use crate::json::text::Scanner;
use crate::json::union::SiblingTag;
use crate::json::{ReadError, Selection};

/// The selection of a union by a property next to it, and the number of steps from the root to the union.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sibling {
    pub(crate) selection: &'static Selection,
    pub(crate) steps: usize,
}

impl Reader<'_> {
    /// Replaces the selection of a union in the current property, and returns the previous one.
    pub(crate) fn set_sibling(&mut self, sibling: Option<Sibling>) -> Option<Sibling> {
        std::mem::replace(&mut self.sibling, sibling)
    }

    /// Returns how a property of the object at `start` selects the variant of the union next to it.
    pub(crate) fn sibling_of(
        &mut self,
        start: usize,
        sibling: &SiblingTag,
    ) -> Result<Option<&'static Selection>, ReadError> {
        let scanner = Scanner::at(self.scanner.text(), start);
        let found = sibling.look_up(scanner, &mut self.skip_cache);
        Ok(self.with_path(found)?.map(|(selection, _)| selection))
    }

    /// The number of steps from the root to the current value.
    pub(crate) fn steps(&self) -> usize {
        self.steps.len()
    }

    /// Returns the selection of the union at the current place, if a property next to it decides.
    pub(crate) fn sibling_selection(&self) -> Option<&'static Selection> {
        let sibling = self.sibling?;
        (sibling.steps == self.steps.len()).then_some(sibling.selection)
    }
}
