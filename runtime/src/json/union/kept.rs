//! What is kept of a value that does not fit the option that it was counted to be, and what is said
//! of it when it is sent.

use super::Selection;
use crate::json::read::Place;
use crate::json::{Checker, ReadError, Reader, Value, entry};

/// An option that a reader has entered.
#[doc(hidden)]
#[derive(Debug)]
pub struct Entered<'a> {
    /// Its place in the union, or the number of options if none fits.
    pub option: usize,
    /// Where the value begins, if the option was chosen by counting.
    pub(super) before: Option<Place<'a>>,
}

impl<'a> Entered<'a> {
    /// Keeps a value that does not fit the option that it was counted to be, as if it fitted none.
    /// Where the document declares or proves the option, the error stays one.
    ///
    /// # Errors
    /// The one that is given, if the value is not to be kept or is not JSON.
    #[cold]
    pub fn kept(self, reader: &mut Reader<'a>, error: ReadError) -> Result<Value, ReadError> {
        let Some(before) = self.before else { return Err(error) };
        reader.go_back(&before);
        reader.value().map_err(|_| error)
    }
}

/// Reads a value as an option, and says whether it keeps to the rules of that.
type Fits = fn(usize, &mut Reader<'_>) -> Result<bool, ReadError>;

/// Checks a value that is kept because it does not fit the option that it was counted to be: it must
/// be exactly one of the others. Nothing is held against one that was counted to be none.
#[cold]
pub fn check_unknown(
    value: &Value,
    selection: &Selection,
    names: &'static [&'static str],
    fits: Fits,
    checker: &mut Checker,
) {
    let bytes = entry::to_vec(value);
    let Ok(text) = entry::utf8(&bytes) else { return };
    let mut reader = Reader::new(text);
    let entered = selection.enter(&mut reader, names);
    let Ok(Entered { option, before: Some(_) }) = entered else { return };
    let Err(error) = fits(option, &mut reader) else { return };
    let others = (0..names.len()).filter(|other| matches!(fits(*other, &mut Reader::new(text)), Ok(true)));
    match others.count() {
        0 => checker.report("type", format!("fits no option: {error}")),
        1 => {}
        _ => checker.report("type", format!("fits several options, but not the one that is meant: {error}")),
    }
}
