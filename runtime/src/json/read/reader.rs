//! The pull reader from which every model is read.

mod any;
mod sibling;

use std::borrow::Cow;

pub(crate) use self::sibling::Sibling;
use super::budget::{Budget, RESPONSE_LIMIT};
use super::error::ReadError;
use crate::json::Number;
use crate::json::parts::{List, Place};
use crate::json::text::{Scan, Scanner, SkipCache, Step, SyntaxError, excerpt, render};

/// The maximum nesting depth of arrays and objects.
///
/// Reading a deeper document is an error, even if the nesting is in an unknown field or in a skipped value.
pub const DEPTH_LIMIT: usize = 127;

/// Maximum length of a value in an error message, in characters.
const EXCERPT: usize = 40;

/// Reads a JSON document value by value, in document order.
///
/// The reader tracks the path to the current value, so errors have a location without the callers adding it.
#[derive(Debug)]
pub struct Reader<'a> {
    scanner: Scanner<'a>,
    steps: Vec<Step>,
    depth: usize,
    skip_cache: SkipCache,
    /// Whether the value of the last optional field was null, although its type has no null.
    found_null: bool,
    /// The length of all values that were read again as another variant.
    retried: usize,
    /// The selection of a union by a property next to it.
    sibling: Option<Sibling>,
    pub(super) budget: Budget,
}

/// The start of a value, to which a reader can return.
#[derive(Debug)]
pub(crate) struct Checkpoint<'a> {
    scanner: Scanner<'a>,
    steps: usize,
    depth: usize,
    sibling: Option<Sibling>,
    /// The memory charged so far.
    used: usize,
}

impl<'a> Reader<'a> {
    /// Creates a reader for a document of any size.
    pub(crate) fn new(text: &'a str) -> Self {
        Self::limited(text, text.len().max(RESPONSE_LIMIT))
    }

    /// Creates a reader for a body with this size limit, from which the limit of its memory follows.
    pub(crate) fn limited(text: &'a str, limit: usize) -> Self {
        let scanner = Scanner::at(text, 0);
        let (steps, skip_cache) = (Vec::with_capacity(16), SkipCache::default());
        Self {
            scanner,
            steps,
            depth: 0,
            skip_cache,
            found_null: false,
            retried: 0,
            sibling: None,
            budget: Budget::new(limit),
        }
    }

    /// Reads a string.
    ///
    /// # Errors
    /// If the next value is not a string, or not valid JSON.
    pub fn string(&mut self) -> Result<Cow<'a, str>, ReadError> {
        if self.scanner.peek() != Some(b'"') {
            return Err(self.mismatch("a string"));
        }
        let scanned = self.scanner.string();
        self.with_path(scanned)
    }

    /// Reads an owned string.
    pub(crate) fn owned_string(&mut self) -> Result<String, ReadError> {
        self.scanner.peek();
        match self.scanner.plain_string() {
            Some(text) => Ok(text.to_owned()),
            None => self.string().map(Cow::into_owned),
        }
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    /// If the next value is not a boolean, or not valid JSON.
    pub fn boolean(&mut self) -> Result<bool, ReadError> {
        if !matches!(self.scanner.peek(), Some(b't' | b'f')) {
            return Err(self.mismatch("a boolean"));
        }
        let scanned = self.scanner.boolean();
        self.with_path(scanned)
    }

    /// Reads a signed 64-bit integer. `1.0` and `1e3` are integers too.
    ///
    /// # Errors
    /// If the next value is not a number, has a fraction, does not fit in 64 bits, or is not valid JSON.
    pub fn integer(&mut self) -> Result<i64, ReadError> {
        let start = self.scanner;
        if self.at_number()
            && let Ok(integer) = self.scanner.integer()
        {
            return Ok(integer);
        }
        self.scanner = start;
        self.integral_float().ok_or_else(|| self.mismatch("a 64-bit integer"))
    }

    /// Reads an unsigned 64-bit integer. `1.0` and `1e3` are integers too.
    ///
    /// # Errors
    /// If the next value is not a number, is negative, has a fraction, does not fit in 64 bits, or is not valid JSON.
    pub fn unsigned(&mut self) -> Result<u64, ReadError> {
        let start = self.scanner;
        if self.at_number()
            && let Ok(text) = self.scanner.skip()
            && let Some(integer) = Number::from_valid(text).as_u64()
        {
            return Ok(integer);
        }
        self.scanner = start;
        Err(self.mismatch("an unsigned 64-bit integer"))
    }

    /// Reads a number with all its digits.
    pub(crate) fn exact_number(&mut self) -> Result<Number, ReadError> {
        if !self.at_number() {
            return Err(self.mismatch("a number"));
        }
        let scanned = self.scanner.skip();
        self.with_path(scanned).map(Number::from_valid)
    }

    /// Reads a number as a 64-bit float.
    ///
    /// # Errors
    /// If the next value is not a number, is too large for a float, or is not valid JSON.
    pub fn number(&mut self) -> Result<f64, ReadError> {
        let start = self.scanner;
        if self.at_number()
            && let Ok(number) = self.scanner.float()
        {
            return Ok(number);
        }
        self.scanner = start;
        Err(self.mismatch("a number"))
    }

    /// Consumes the next value if it is `null`, and returns whether it was.
    ///
    /// # Errors
    /// If the text is not valid JSON.
    pub fn null(&mut self) -> Result<bool, ReadError> {
        if self.scanner.peek() != Some(b'n') {
            return Ok(false);
        }
        let scanned = self.scanner.null();
        self.with_path(scanned).map(|()| true)
    }

    /// Enters an array. Call [`next_element`](Self::next_element) before each element, until it returns
    /// `false`.
    ///
    /// # Errors
    /// If the next value is not an array, or nested deeper than [`DEPTH_LIMIT`].
    pub fn begin_array(&mut self) -> Result<(), ReadError> {
        if self.scanner.peek() != Some(b'[') {
            return Err(self.mismatch("an array"));
        }
        self.enter()
    }

    /// Advances to the next element of the current array. Leaves the array and returns `false` after the last
    /// one.
    ///
    /// # Errors
    /// If the text is not valid JSON.
    pub fn next_element(&mut self) -> Result<bool, ReadError> {
        let index = match self.steps.last() {
            Some(Step::Index(index)) => Some(*index),
            _ => None,
        };
        let scanned = self.scanner.next_element(index.is_none());
        if self.with_path(scanned)? {
            self.step(Step::Index(index.map_or(0, |index| index + 1)));
            return Ok(true);
        }
        self.leave();
        Ok(false)
    }

    /// Enters an object. Call [`next_key`](Self::next_key) before each value, until it returns `None`.
    ///
    /// # Errors
    /// If the next value is not an object, or nested deeper than [`DEPTH_LIMIT`].
    pub fn begin_object(&mut self) -> Result<(), ReadError> {
        if self.scanner.peek() != Some(b'{') {
            return Err(self.mismatch("an object"));
        }
        self.enter()
    }

    /// Reads the next key of the current object and advances to its value. Leaves the object and returns
    /// `None` after the last one.
    ///
    /// # Errors
    /// If the text is not valid JSON.
    pub fn next_key(&mut self) -> Result<Option<Cow<'a, str>>, ReadError> {
        if !self.advance_to_key()? {
            self.leave();
            return Ok(None);
        }
        self.key().map(Some)
    }

    /// Advances to the next key without consuming it. Returns `false` after the last one, without leaving the
    /// object.
    pub(crate) fn advance_to_key(&mut self) -> Result<bool, ReadError> {
        let first = matches!(self.steps.last(), Some(Step::Entered));
        let scanned = self.scanner.next_key(first);
        self.with_path(scanned)
    }

    /// Consumes the key that [`advance_to_key`](Self::advance_to_key) advanced to.
    pub(crate) fn key(&mut self) -> Result<Cow<'a, str>, ReadError> {
        self.step(Step::KeyAt(self.scanner.position()));
        let scanned = self.scanner.key();
        self.with_path(scanned)
    }

    /// Consumes the key that [`advance_to_key`](Self::advance_to_key) advanced to, if it is `key`, written
    /// without escapes. `key` must be [`is_plain`](crate::json::text::is_plain).
    pub(crate) fn key_is(&mut self, key: &'static str) -> Result<bool, ReadError> {
        if !self.scanner.key_is(key) {
            return Ok(false);
        }
        self.step(Step::Key(key));
        let scanned = self.scanner.colon();
        self.with_path(scanned).map(|()| true)
    }

    /// Consumes the key that [`advance_to_key`](Self::advance_to_key) advanced to, and returns it unless it
    /// is `key`.
    pub(crate) fn other_key(&mut self, key: &'static str) -> Result<Option<String>, ReadError> {
        let actual = self.key()?;
        if actual != key {
            return Ok(Some(actual.into_owned()));
        }
        self.step(Step::Key(key));
        Ok(None)
    }

    /// Leaves the current object and returns the value of `key`, or an error if that is missing.
    pub(crate) fn leave_required(&mut self, key: &'static str, is_found: bool) -> Result<(), ReadError> {
        if !is_found {
            self.step(Step::Entered);
            return Err(self.missing(vec![key]));
        }
        self.leave();
        Ok(())
    }

    /// Replaces the last step of the path.
    pub(crate) fn step(&mut self, step: Step) {
        if let Some(last) = self.steps.last_mut() {
            *last = step;
        }
    }

    /// Enters the selected variant of a union. Leave it with [`leave_variant`](Self::leave_variant).
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

    /// Returns a copy of the scanner at the next value, for looking ahead.
    pub(crate) fn look_ahead(&mut self) -> Scanner<'a> {
        self.scanner.peek();
        self.scanner
    }

    /// Like [`look_ahead`](Self::look_ahead), with the cache of values that were skipped before.
    pub(crate) fn look_ahead_with_cache(&mut self) -> (Scanner<'a>, &mut SkipCache) {
        (self.look_ahead(), &mut self.skip_cache)
    }

    /// Returns the start of the next value, so that the value can be read again as another type.
    pub(crate) fn checkpoint(&mut self) -> Checkpoint<'a> {
        Checkpoint {
            scanner: self.look_ahead(),
            steps: self.steps.len(),
            depth: self.depth,
            sibling: self.sibling,
            used: self.budget.used,
        }
    }

    /// Returns to a checkpoint. Its container must not have been left since.
    pub(crate) fn restore(&mut self, checkpoint: &Checkpoint<'a>) {
        self.scanner = checkpoint.scanner;
        self.steps.truncate(checkpoint.steps);
        self.depth = checkpoint.depth;
        self.sibling = checkpoint.sibling;
        self.budget.used = checkpoint.used;
    }

    /// Returns to a position from [`look_ahead`](Self::look_ahead). The path and depth must not have changed
    /// since.
    pub(crate) fn rewind(&mut self, position: Scanner<'a>) {
        self.scanner = position;
    }

    /// Ends the document. Anything but whitespace after it is an error.
    pub(crate) fn finish(mut self) -> Result<(), ReadError> {
        if self.scanner.peek().is_none() {
            return Ok(());
        }
        let error = self.scanner.error("expected end of input");
        Err(self.syntax(&error))
    }

    /// Consumes the next value if it is `null` and that stands for no value in this place, and returns whether it does.
    /// `has_null` is whether the type of an optional field has a null of its own.
    #[inline]
    pub(crate) fn is_none(&mut self, place: Place, has_null: bool) -> Result<bool, ReadError> {
        match place {
            Place::Optional if has_null => Ok(false),
            Place::Optional => self.skip_null(),
            Place::Required | Place::Again => self.null(),
            Place::Omitted => Ok(true),
        }
    }

    /// Reads a list.
    pub(crate) fn list(&mut self, list: &mut dyn List) -> Result<(), ReadError> {
        let (mut count, size) = (0, list.size());
        self.begin_array()?;
        while self.next_element()? {
            self.charge_element(count, size)?;
            list.grow(self)?;
            count += 1;
        }
        Ok(())
    }

    /// Consumes the next value if it is `null`, as an optional field, and returns whether it was.
    #[inline]
    fn skip_null(&mut self) -> Result<bool, ReadError> {
        if self.scanner.peek() != Some(b'n') {
            return Ok(false);
        }
        self.skip_found_null().map(|()| true)
    }

    #[cold]
    fn skip_found_null(&mut self) -> Result<(), ReadError> {
        let scanned = self.scanner.null();
        self.with_path(scanned)?;
        self.found_null = true;
        Ok(())
    }

    /// Returns whether the field that was read last was null, and forgets it.
    pub(crate) fn take_found_null(&mut self) -> bool {
        std::mem::take(&mut self.found_null)
    }

    fn at_number(&mut self) -> bool {
        matches!(self.scanner.peek(), Some(b'-' | b'0'..=b'9'))
    }

    #[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
    fn integral_float(&mut self) -> Option<i64> {
        let mut scanner = self.scanner;
        let number = scanner.float().ok()?;
        (self.at_number() && is_exact_integer(number)).then(|| {
            self.scanner = scanner;
            number as i64
        })
    }

    /// Adds the current path to an error of the scanner.
    pub(crate) fn with_path<T>(&self, scanned: Scan<T>) -> Result<T, ReadError> {
        match scanned {
            Ok(value) => Ok(value),
            Err(error) => Err(self.syntax(&error)),
        }
    }

    /// Creates the error for a value that is not of the expected type. If the value is not valid JSON, the
    /// error is a syntax error.
    #[cold]
    #[inline(never)]
    pub(crate) fn mismatch(&self, expected: &str) -> ReadError {
        let mut scanner = self.scanner;
        match scanner.skip() {
            Ok(actual) => {
                self.error(format!("expected {expected}, got {}", excerpt(actual.as_bytes(), EXCERPT)))
            }
            Err(error) if error.message() == "number out of range" => {
                let actual = self.scanner.number_text();
                self.error(format!("expected {expected}, got {}", excerpt(actual.as_bytes(), EXCERPT)))
            }
            Err(error) => self.syntax(&error),
        }
    }

    #[cold]
    fn error(&self, message: String) -> ReadError {
        ReadError::mismatch(self.path(), message)
    }

    #[cold]
    pub(crate) fn missing(&self, fields: Vec<&'static str>) -> ReadError {
        ReadError::missing_fields(self.path(), fields)
    }

    #[cold]
    fn syntax(&self, error: &SyntaxError) -> ReadError {
        let text = self.scanner.text();
        ReadError::syntax(self.path(), error.message().to_owned(), text.as_bytes(), error.position())
    }

    #[cold]
    fn too_deep(&self) -> ReadError {
        self.error(format!("nested deeper than {DEPTH_LIMIT} levels"))
    }

    pub(super) fn path(&self) -> String {
        render(&self.steps, self.scanner.text())
    }
}

/// Whether a float is an integer of at most 2⁵³ in magnitude, up to which floats represent every integer
/// exactly.
pub(crate) fn is_exact_integer(number: f64) -> bool {
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    number.fract() == 0.0 && number.abs() <= LARGEST
}
