//! Reading values of any kind: as a [`Value`], or to skip them.

use super::{DEPTH_LIMIT, Reader};
use crate::json::text::text_depth;
use crate::json::{ReadError, Value};

/// How many times the length of the document may be read again, in total, as further variants of heuristic unions.
const RETRY_LIMIT: usize = 32;

impl Reader<'_> {
    /// Reads a value of any kind.
    ///
    /// # Errors
    /// If the text is not valid JSON, nested deeper than [`DEPTH_LIMIT`], or takes more memory than is left.
    pub fn value(&mut self) -> Result<Value, ReadError> {
        self.charge_value()?;
        let start = self.scanner.position();
        let value = match self.scanner.value() {
            Ok(value) => value,
            Err(error) if error.is_depth() => return Err(self.too_deep()),
            Err(error) => return Err(self.syntax(&error)),
        };
        // Each level takes at least two bytes, so short values cannot exceed the limit.
        let length = self.scanner.position() - start;
        if self.depth + length / 2 > DEPTH_LIMIT && self.depth + value_depth(&value) > DEPTH_LIMIT {
            return Err(self.too_deep());
        }
        Ok(value)
    }

    /// Skips a value of any kind. Its syntax is checked.
    ///
    /// # Errors
    /// If the text is not valid JSON, or nested deeper than [`DEPTH_LIMIT`].
    pub fn skip(&mut self) -> Result<(), ReadError> {
        let scanned = self.scanner.skip();
        let text = self.with_path(scanned)?;
        if self.depth + text_depth(text) > DEPTH_LIMIT {
            return Err(self.too_deep());
        }
        Ok(())
    }

    /// Reads a value that did not match its variant as a value of any kind, and returns whether another variant may
    /// be tried for it. The limit keeps the time linear in the length of the document.
    #[cold]
    pub(crate) fn value_to_retry(&mut self) -> Result<bool, ReadError> {
        let start = self.scanner.position();
        self.value()?;
        self.retried = self.retried.saturating_add(self.scanner.position() - start);
        Ok(self.retried <= self.scanner.text().len().saturating_mul(RETRY_LIMIT))
    }
}

/// The nesting depth of the arrays and objects in a value.
fn value_depth(value: &Value) -> usize {
    let deepest = match value {
        Value::Array(elements) => elements.iter().map(value_depth).max(),
        Value::Object(object) => object.values().map(value_depth).max(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return 0,
    };
    deepest.unwrap_or_default() + 1
}
