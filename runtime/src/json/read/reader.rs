//! The pull reader that every model reads itself from.

use std::borrow::Cow;

use super::error::{ReadError, shortened};
use crate::json::text::{Passed, Scan, Scanner, Step, SyntaxError, depth_of, render};
use crate::json::{Json, Patch, Value};

/// How many arrays and objects may stand inside each other.
///
/// Deeper documents are refused with an error, whether the depth is in a model, in a kept value or
/// in one that is skipped.
pub const DEPTH_LIMIT: usize = 127;

/// Reads one JSON document, value by value, in the order of the text.
///
/// It keeps the path to the value in hand. Nothing is taken off that path after an error, so the
/// error knows where it happened without anyone having to add it on the way out.
#[derive(Debug)]
pub struct Reader<'a> {
    scanner: Scanner<'a>,
    steps: Vec<Step>,
    depth: usize,
    passed: Passed,
}

/// Where a value begins.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    scanner: Scanner<'a>,
    steps: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let scanner = Scanner::at(text, 0);
        Self { scanner, steps: Vec::with_capacity(16), depth: 0, passed: Passed::default() }
    }

    /// Reads a string.
    ///
    /// # Errors
    /// If the next value is not a string, or not JSON.
    pub fn string(&mut self) -> Result<Cow<'a, str>, ReadError> {
        if self.scanner.peek() != Some(b'"') {
            return Err(self.mismatch("a string"));
        }
        let scanned = self.scanner.string();
        self.scanned(scanned)
    }

    /// Reads a string that is kept.
    pub(crate) fn text(&mut self) -> Result<String, ReadError> {
        self.scanner.peek();
        match self.scanner.plain_string() {
            Some(text) => Ok(text.to_owned()),
            None => self.string().map(Cow::into_owned),
        }
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    /// If the next value is not a boolean, or not JSON.
    pub fn boolean(&mut self) -> Result<bool, ReadError> {
        if !matches!(self.scanner.peek(), Some(b't' | b'f')) {
            return Err(self.mismatch("a boolean"));
        }
        let scanned = self.scanner.boolean();
        self.scanned(scanned)
    }

    /// Reads a whole number of 64 bits. `1.0` and `1e3` are whole numbers too.
    ///
    /// # Errors
    /// If the next value is not a number, has a fraction, does not fit 64 bits, or is not JSON.
    pub fn integer(&mut self) -> Result<i64, ReadError> {
        let before = self.scanner;
        if self.at_number()
            && let Ok(integer) = self.scanner.integer()
        {
            return Ok(integer);
        }
        self.scanner = before;
        self.whole_float().ok_or_else(|| self.mismatch("a 64-bit integer"))
    }

    /// Reads a number as a 64-bit float.
    ///
    /// # Errors
    /// If the next value is not a number, is too large for a float, or is not JSON.
    pub fn number(&mut self) -> Result<f64, ReadError> {
        let before = self.scanner;
        if self.at_number()
            && let Ok(number) = self.scanner.float()
        {
            return Ok(number);
        }
        self.scanner = before;
        Err(self.mismatch("a number"))
    }

    /// Consumes `null` if that is what comes next, and says whether it did.
    ///
    /// # Errors
    /// If the text is not JSON.
    pub fn null(&mut self) -> Result<bool, ReadError> {
        if self.scanner.peek() != Some(b'n') {
            return Ok(false);
        }
        let scanned = self.scanner.null();
        self.scanned(scanned).map(|()| true)
    }

    /// Reads a value of any kind and keeps it whole.
    ///
    /// # Errors
    /// If the text is not JSON, or nested deeper than [`DEPTH_LIMIT`].
    pub fn value(&mut self) -> Result<Value, ReadError> {
        let start = self.scanner.position();
        let value = match self.scanner.value() {
            Ok(value) => value,
            Err(error) if error.is_depth() => return Err(self.too_deep()),
            Err(error) => return Err(self.syntax(&error)),
        };
        // A level takes two bytes, so most values are too short to be too deep.
        let length = self.scanner.position() - start;
        if self.depth + length / 2 > DEPTH_LIMIT && self.depth + depth_of_value(&value) > DEPTH_LIMIT {
            return Err(self.too_deep());
        }
        Ok(value)
    }

    /// Passes over a value of any kind; its syntax is checked.
    ///
    /// # Errors
    /// If the text is not JSON, or nested deeper than [`DEPTH_LIMIT`].
    pub fn skip(&mut self) -> Result<(), ReadError> {
        let scanned = self.scanner.skip();
        let text = self.scanned(scanned)?;
        if self.depth + depth_of(text) > DEPTH_LIMIT {
            return Err(self.too_deep());
        }
        Ok(())
    }

    /// Enters an array. Call [`next_element`](Self::next_element) before each element, until it
    /// says `false`.
    ///
    /// # Errors
    /// If the next value is not an array, or nested deeper than [`DEPTH_LIMIT`].
    pub fn begin_array(&mut self) -> Result<(), ReadError> {
        if self.scanner.peek() != Some(b'[') {
            return Err(self.mismatch("an array"));
        }
        self.enter()
    }

    /// Steps to the next element of the array that was entered last, or out of it.
    ///
    /// # Errors
    /// If the text is not JSON.
    pub fn next_element(&mut self) -> Result<bool, ReadError> {
        let index = match self.steps.last() {
            Some(Step::Index(index)) => Some(*index),
            _ => None,
        };
        let scanned = self.scanner.next_element(index.is_none());
        if self.scanned(scanned)? {
            self.step(Step::Index(index.map_or(0, |index| index + 1)));
            return Ok(true);
        }
        self.leave();
        Ok(false)
    }

    /// Enters an object. Call [`next_key`](Self::next_key) before each value, until it says `None`.
    ///
    /// # Errors
    /// If the next value is not an object, or nested deeper than [`DEPTH_LIMIT`].
    pub fn begin_object(&mut self) -> Result<(), ReadError> {
        if self.scanner.peek() != Some(b'{') {
            return Err(self.mismatch("an object"));
        }
        self.enter()
    }

    /// Steps to the value of the next member of the object that was entered last, or out of it.
    ///
    /// # Errors
    /// If the text is not JSON.
    pub fn next_key(&mut self) -> Result<Option<Cow<'a, str>>, ReadError> {
        if !self.at_key()? {
            self.leave();
            return Ok(None);
        }
        self.key().map(Some)
    }

    /// Steps to the next key, which is not consumed; `false` after the last one, whose object is
    /// not left yet.
    pub(crate) fn at_key(&mut self) -> Result<bool, ReadError> {
        let first = matches!(self.steps.last(), Some(Step::Entered));
        let scanned = self.scanner.next_key(first);
        self.scanned(scanned)
    }

    /// Consumes the key that [`at_key`](Self::at_key) has seen.
    pub(crate) fn key(&mut self) -> Result<Cow<'a, str>, ReadError> {
        self.step(Step::KeyAt(self.scanner.position()));
        let scanned = self.scanner.key();
        self.scanned(scanned)
    }

    /// Consumes the key that [`at_key`](Self::at_key) has seen if it is spelled as `key`, which must
    /// be plain.
    pub(crate) fn key_is(&mut self, key: &'static str) -> Result<bool, ReadError> {
        if !self.scanner.key_is(key) {
            return Ok(false);
        }
        self.step(Step::Key(key));
        let scanned = self.scanner.colon();
        self.scanned(scanned).map(|()| true)
    }

    /// Consumes the key that [`at_key`](Self::at_key) has seen: `None` if it is `key`, and else
    /// what it is.
    pub(crate) fn named_key(&mut self, key: &'static str) -> Result<Option<String>, ReadError> {
        let found = self.key()?;
        if found != key {
            return Ok(Some(found.into_owned()));
        }
        self.step(Step::Key(key));
        Ok(None)
    }

    /// Leaves the object that was entered last, which must have had the member `key`.
    pub(crate) fn leave_with<T>(&mut self, key: &'static str, found: Option<T>) -> Result<T, ReadError> {
        let Some(value) = found else {
            self.step(Step::Entered);
            return Err(self.absent(vec![key]));
        };
        self.leave();
        Ok(value)
    }

    /// Replaces the last step of the path.
    pub(crate) fn step(&mut self, step: Step) {
        if let Some(last) = self.steps.last_mut() {
            *last = step;
        }
    }

    /// Enters the option of a union that has been decided for; leave it with
    /// [`leave_variant`](Self::leave_variant).
    pub(crate) fn enter_variant(&mut self, step: Step) {
        self.steps.push(step);
    }

    #[doc(hidden)]
    pub fn leave_variant(&mut self) {
        self.steps.pop();
    }

    fn enter(&mut self) -> Result<(), ReadError> {
        if self.depth >= DEPTH_LIMIT {
            return Err(self.too_deep());
        }
        self.scanner.advance();
        self.depth += 1;
        self.steps.push(Step::Entered);
        Ok(())
    }

    pub(crate) fn leave(&mut self) {
        self.depth -= 1;
        self.steps.pop();
    }

    /// A copy of the position, for looking ahead.
    pub(crate) fn look_ahead(&mut self) -> Scanner<'a> {
        self.scanner.peek();
        self.scanner
    }

    /// The same, with what is known of the values that were passed over before.
    pub(crate) fn looking_ahead(&mut self) -> (Scanner<'a>, &mut Passed) {
        (self.look_ahead(), &mut self.passed)
    }

    /// Where the next value begins, to go back there and read it as something else.
    pub(crate) fn place(&mut self) -> Place<'a> {
        Place { scanner: self.look_ahead(), steps: self.steps.len(), depth: self.depth }
    }

    /// Goes back to a place in a container that has not been left since.
    pub(crate) fn go_back(&mut self, place: &Place<'a>) {
        self.scanner = place.scanner;
        self.steps.truncate(place.steps);
        self.depth = place.depth;
    }

    /// Goes back to a position that was copied before.
    pub(crate) fn rewind(&mut self, before: Scanner<'a>) {
        self.scanner = before;
    }

    /// Refuses anything but white space after the document.
    pub(crate) fn finish(mut self) -> Result<(), ReadError> {
        if self.scanner.peek().is_none() {
            return Ok(());
        }
        let error = self.scanner.error("expected the end of the document");
        Err(self.syntax(&error))
    }

    fn at_number(&mut self) -> bool {
        matches!(self.scanner.peek(), Some(b'-' | b'0'..=b'9'))
    }

    #[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
    fn whole_float(&mut self) -> Option<i64> {
        let mut scanner = self.scanner;
        let number = scanner.float().ok()?;
        (self.at_number() && is_exact(number)).then(|| {
            self.scanner = scanner;
            number as i64
        })
    }

    pub(crate) fn scanned<T>(&self, scanned: Scan<T>) -> Result<T, ReadError> {
        match scanned {
            Ok(value) => Ok(value),
            Err(error) => Err(self.syntax(&error)),
        }
    }

    /// The error for a value of another kind than expected; a text that is not JSON is told as
    /// such.
    #[cold]
    #[inline(never)]
    pub(crate) fn mismatch(&self, expected: &str) -> ReadError {
        let mut scanner = self.scanner;
        match scanner.skip() {
            Ok(seen) => self.refused(format!("expected {expected}, got {}", shortened(seen))),
            Err(error) if error.message() == "number out of range" => {
                let seen = self.scanner.number_text();
                self.refused(format!("expected {expected}, got {}", shortened(seen)))
            }
            Err(error) => self.syntax(&error),
        }
    }

    #[cold]
    pub(crate) fn refused(&self, message: String) -> ReadError {
        ReadError::mismatch(self.path(), message)
    }

    #[cold]
    pub(crate) fn absent(&self, members: Vec<&'static str>) -> ReadError {
        ReadError::absent(self.path(), members)
    }

    #[cold]
    fn syntax(&self, error: &SyntaxError) -> ReadError {
        let text = self.scanner.text();
        ReadError::syntax(self.path(), error.message().to_owned(), text.as_bytes(), error.position())
    }

    #[cold]
    fn too_deep(&self) -> ReadError {
        self.refused(format!("nested deeper than {DEPTH_LIMIT} levels"))
    }

    fn path(&self) -> String {
        render(&self.steps, self.scanner.text())
    }
}

/// How deep the containers of a value stand inside each other.
fn depth_of_value(value: &Value) -> usize {
    let deepest = match value {
        Value::Array(elements) => elements.iter().map(depth_of_value).max(),
        Value::Object(members) => members.values().map(depth_of_value).max(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return 0,
    };
    deepest.unwrap_or_default() + 1
}

/// Whether a float is a whole number that it holds without loss.
pub(crate) fn is_exact(number: f64) -> bool {
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    number.fract() == 0.0 && number.abs() <= LARGEST
}

/// What the macros call for each member, by the name of its presence.
impl Reader<'_> {
    #[doc(hidden)]
    #[inline(never)]
    pub fn required<T: Json>(&mut self, slot: &mut Option<T>) -> Result<(), ReadError> {
        *slot = Some(T::read(self)?);
        Ok(())
    }

    #[doc(hidden)]
    #[inline]
    pub fn optional<T: Json>(&mut self, slot: &mut Option<T>) -> Result<(), ReadError> {
        self.required(slot)
    }

    #[doc(hidden)]
    #[inline(never)]
    pub fn patch<T: Json>(&mut self, slot: &mut Patch<T>) -> Result<(), ReadError> {
        *slot = if self.null()? { Patch::Null } else { Patch::Set(T::read(self)?) };
        Ok(())
    }
}
