//! Values that do not match their heuristically selected variant: they are kept unparsed, and checked against
//! the other variants when sent.

use super::Selection;
use crate::json::read::Checkpoint;
use crate::json::{Checker, ReadError, Reader, Value, entry};

/// A variant that a reader has entered.
#[doc(hidden)]
#[derive(Debug)]
pub struct EnteredVariant<'a> {
    /// The index of the variant in the union, or the number of variants if none was selected.
    pub option: usize,
    /// The start of the value, if the variant was selected heuristically.
    pub(super) start: Option<Checkpoint<'a>>,
}

impl<'a> EnteredVariant<'a> {
    /// Keeps a value that does not match its heuristically selected variant, as if no variant had been
    /// selected.
    ///
    /// # Errors
    /// Returns `error` if the selection is not heuristic, or the value is not valid JSON.
    #[cold]
    pub fn kept(self, reader: &mut Reader<'a>, error: ReadError) -> Result<Value, ReadError> {
        let Some(start) = self.start else { return Err(error) };
        reader.restore(&start);
        reader.value().map_err(|_| error)
    }
}

/// Reads a value as the variant with this index, and returns whether it satisfies the rules of that variant.
type IsValid = fn(usize, &mut Reader<'_>) -> Result<bool, ReadError>;

/// Checks a value that was kept because it does not match its heuristically selected variant: it must be
/// valid as exactly one of the other variants. A value for which no variant was selected is not checked.
#[cold]
pub fn check_unknown(
    value: &Value,
    selection: &Selection,
    names: &'static [&'static str],
    is_valid: IsValid,
    checker: &mut Checker,
) {
    let bytes = entry::to_vec(value);
    let Ok(text) = entry::utf8(&bytes) else { return };
    let mut reader = Reader::new(text);
    let entered = selection.enter(&mut reader, names);
    let Ok(EnteredVariant { option: variant, start: Some(_) }) = entered else { return };
    let Err(error) = is_valid(variant, &mut reader) else { return };
    let others =
        (0..names.len()).filter(|other| matches!(is_valid(*other, &mut Reader::new(text)), Ok(true)));
    match others.count() {
        0 => checker.report("type", format!("does not match any variant: {error}")),
        1 => {}
        _ => checker.report("type", format!("matches several variants, but not the selected one: {error}")),
    }
}
