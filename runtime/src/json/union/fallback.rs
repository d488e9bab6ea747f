//! Values that do not match their heuristically selected variant: the next candidate is tried, then they are kept
//! unparsed, and checked against the other variants when sent.

use super::Selection;
use super::variants::Variants;
use crate::json::read::Checkpoint;
use crate::json::{Checker, ReadError, Reader, entry};

/// A variant that a reader has entered.
#[doc(hidden)]
#[derive(Debug)]
pub struct EnteredVariant<'a> {
    /// The index of the variant in the union, or the number of variants if none was selected.
    pub option: usize,
    /// The start of the value, if the variant was selected heuristically.
    pub(super) start: Option<Checkpoint<'a>>,
    /// The number of candidates that have been tried before.
    pub(super) tried: usize,
}

impl<'a> EnteredVariant<'a> {
    /// Enters the next candidate, after a value did not match its heuristically selected variant. If there is none,
    /// the value is kept, as if no variant had been selected.
    ///
    /// # Errors
    /// Returns `error` if the selection is not heuristic, or the value is not valid JSON.
    #[cold]
    pub fn next(
        self,
        error: ReadError,
        selection: &Selection,
        names: &'static [&'static str],
        reader: &mut Reader<'a>,
    ) -> Result<Self, ReadError> {
        let is_limit = error.exceeded_limit().is_some();
        let Some(start) = self.start.filter(|_| !is_limit) else { return Err(error) };
        reader.restore(&start);
        let Ok(may_retry) = reader.value_to_retry() else { return Err(error) };
        reader.restore(&start);
        if may_retry {
            return selection.enter_after(self.tried + 1, reader, names);
        }
        Ok(Self::unselected(reader, names))
    }

    /// Enters a value that is kept.
    pub(super) fn unselected(reader: &mut Reader<'a>, names: &[&str]) -> Self {
        reader.enter_variant(crate::json::text::Step::Entered);
        Self { option: names.len(), start: None, tried: 0 }
    }
}

/// Checks a value, given as JSON, that was kept because it does not match its heuristically selected variant: it must be
/// valid as exactly one of the other variants, among those that a tag next to the union allows, or it is unlisted, like an
/// unknown enum value. A value for which no variant was selected is not checked.
#[cold]
pub(crate) fn check_unknown(value: &[u8], variants: &Variants, checker: &mut Checker) {
    let Variants { names, selection, .. } = *variants;
    let sibling = checker.entered_sibling();
    let selection = sibling.as_ref().map_or(selection, |sibling| sibling.selection());
    let is_allowed = |variant: &usize| sibling.is_none() || selection.may_select(*variant);
    let Ok(text) = entry::utf8(value) else { return };
    let mut reader = Reader::new(text);
    let entered = selection.enter(&mut reader, names);
    let Ok(EnteredVariant { option: variant, start: Some(_), .. }) = entered else { return };
    let Err(error) = variants.is_valid(variant, &mut reader) else { return };
    let others = (0..names.len())
        .filter(is_allowed)
        .filter(|other| matches!(variants.is_valid(*other, &mut Reader::new(text)), Ok(true)));
    match others.count() {
        0 => checker.report("variant", format!("does not match any variant: {error}")),
        1 => {}
        _ => {
            checker.report("variant", format!("matches several variants, but not the selected one: {error}"));
        }
    }
}
