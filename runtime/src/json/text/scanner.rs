//! The tokens of a JSON text, one at a time, at a position that can be copied.
//!
//! Only the punctuation between tokens is looked at here, and strings without escapes, see
//! [`shortcut`](super::shortcut). Every other string, every number, and every value that is skipped
//! or kept whole, is parsed by `serde_json`, so the grammar of JSON is not written a second time. A
//! scanner is two words and an offset, so looking ahead is copying it. It knows neither paths nor
//! models.

use std::borrow::Cow;
use std::fmt;

use serde_core::de::{Deserialize, Deserializer as _, IgnoredAny, Visitor};
use serde_json::Value;
use serde_json::de::{Deserializer, StrRead};

use super::passed::Passed;
use super::shortcut::plain_length;

/// A text that is not JSON: what was wrong and at which byte.
#[derive(Debug)]
pub(crate) struct SyntaxError(Box<(usize, Cow<'static, str>)>);

impl SyntaxError {
    fn new(position: usize, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new((position, message.into())))
    }

    pub(crate) fn position(&self) -> usize {
        self.0.0
    }

    pub(crate) fn message(&self) -> &str {
        &self.0.1
    }

    /// Whether `serde_json` refused a kept value for its depth.
    pub(crate) fn is_depth(&self) -> bool {
        self.message() == "recursion limit exceeded"
    }
}

/// The outcome of a step; the error is boxed so that every outcome stays small.
pub(crate) type Scan<T> = Result<T, SyntaxError>;

/// A position in a JSON text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scanner<'a> {
    text: &'a str,
    position: usize,
}

impl<'a> Scanner<'a> {
    pub(crate) fn at(text: &'a str, position: usize) -> Self {
        Self { text, position }
    }

    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// The first byte of the next token, which is not consumed; `None` at the end of the text.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.position) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.position += 1;
        }
        None
    }

    /// Consumes one byte of punctuation that has been seen by [`peek`](Self::peek).
    pub(crate) fn advance(&mut self) {
        self.position += 1;
    }

    /// Steps to the next element of an array: consumes the comma, or the bracket that ends it.
    #[inline]
    pub(crate) fn next_element(&mut self, first: bool) -> Scan<bool> {
        match self.peek() {
            Some(b']') => {
                self.advance();
                Ok(false)
            }
            Some(_) if first => Ok(true),
            Some(b',') => match self.after_comma() {
                Some(b']') => Err(self.error("a comma with nothing after it")),
                _ => Ok(true),
            },
            _ => Err(self.error("expected `,` or `]`")),
        }
    }

    /// Steps to the next key of an object: consumes the comma, or the brace that ends it.
    #[inline]
    pub(crate) fn next_key(&mut self, first: bool) -> Scan<bool> {
        match self.peek() {
            Some(b'}') => {
                self.advance();
                Ok(false)
            }
            Some(b'"') if first => Ok(true),
            Some(b',') if !first => match self.after_comma() {
                Some(b'"') => Ok(true),
                Some(b'}') => Err(self.error("a comma with nothing after it")),
                _ => Err(self.error("expected a member name in double quotes")),
            },
            _ if first => Err(self.error("expected a member name in double quotes")),
            _ => Err(self.error("expected `,` or `}`")),
        }
    }

    #[inline]
    fn after_comma(&mut self) -> Option<u8> {
        self.advance();
        self.peek()
    }

    /// Consumes the colon after a member name.
    #[inline]
    pub(crate) fn colon(&mut self) -> Scan<()> {
        if self.peek() != Some(b':') {
            return Err(self.error("expected `:`"));
        }
        self.advance();
        Ok(())
    }

    /// Consumes the member name that comes next, without its colon, if it is spelled exactly as
    /// `key`, which must be [`is_plain`].
    #[inline]
    pub(crate) fn key_is(&mut self, key: &str) -> bool {
        let rest = &self.text.as_bytes()[self.position + 1..];
        let same = rest.get(key.len()) == Some(&b'"') && rest.starts_with(key.as_bytes());
        if same {
            self.position += key.len() + 2;
        }
        same
    }

    /// Consumes the member name that comes next, and the colon after it.
    #[inline]
    pub(crate) fn key(&mut self) -> Scan<Cow<'a, str>> {
        let key = self.string()?;
        self.colon()?;
        Ok(key)
    }

    /// Consumes a string; borrowed where it has no escapes.
    #[inline]
    pub(crate) fn string(&mut self) -> Scan<Cow<'a, str>> {
        match self.plain_string() {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.token(|parser| parser.deserialize_str(Text)),
        }
    }

    /// Consumes a string if it has no escapes and nothing is wrong with it.
    pub(crate) fn plain_string(&mut self) -> Option<&'a str> {
        let (quote, rest) = self.text.as_bytes().get(self.position..)?.split_first()?;
        let length = plain_length(rest);
        if *quote != b'"' || rest.get(length) != Some(&b'"') {
            return None;
        }
        let start = self.position + 1;
        self.position = start + length + 1;
        Some(&self.text[start..start + length])
    }

    /// Consumes `true` or `false`.
    pub(crate) fn boolean(&mut self) -> Scan<bool> {
        match self.literal("true") {
            true => Ok(true),
            false if self.literal("false") => Ok(false),
            false => self.token(|parser| bool::deserialize(parser)),
        }
    }

    /// Consumes `null`.
    pub(crate) fn null(&mut self) -> Scan<()> {
        if self.literal("null") { Ok(()) } else { self.token(|parser| <()>::deserialize(parser)) }
    }

    fn literal(&mut self, literal: &str) -> bool {
        let found = self.text.as_bytes()[self.position..].starts_with(literal.as_bytes());
        if found {
            self.position += literal.len();
        }
        found
    }

    pub(crate) fn float(&mut self) -> Scan<f64> {
        self.token(|parser| f64::deserialize(parser))
    }

    pub(crate) fn integer(&mut self) -> Scan<i64> {
        self.token(|parser| i64::deserialize(parser))
    }

    /// Consumes a value of any kind and keeps it; its nesting is limited by `serde_json`.
    pub(crate) fn value(&mut self) -> Scan<Value> {
        self.token(|parser| Value::deserialize(parser))
    }

    /// Consumes a value of any kind, checks its syntax and gives the text of it.
    pub(crate) fn skip(&mut self) -> Scan<&'a str> {
        self.peek();
        let start = self.position;
        self.token(|parser| IgnoredAny::deserialize(parser))?;
        Ok(&self.text[start..self.position])
    }

    /// Passes over a value of any kind without looking at its syntax; `None` where it has no end.
    /// For looking ahead only: what stands there must be read in full afterwards.
    pub(crate) fn pass(&mut self, passed: &mut Passed) -> Option<()> {
        self.peek();
        self.position = passed.end_of_value(self.text.as_bytes(), self.position)?;
        Some(())
    }

    /// What looks like a number at this position, whether it is one or not.
    pub(crate) fn number_text(&self) -> &'a str {
        let rest = &self.text[self.position..];
        let part = |character: char| matches!(character, '0'..='9' | '+' | '-' | '.' | 'e' | 'E');
        let end = rest.find(|character| !part(character));
        &rest[..end.unwrap_or(rest.len())]
    }

    fn token<T>(
        &mut self,
        parse: impl FnOnce(&mut Deserializer<StrRead<'a>>) -> serde_json::Result<T>,
    ) -> Scan<T> {
        let mut parser = Deserializer::from_str(&self.text[self.position..]);
        match parse(&mut parser) {
            Ok(value) => {
                self.position += parser.into_iter::<IgnoredAny>().byte_offset();
                Ok(value)
            }
            Err(error) => Err(self.foreign(&error)),
        }
    }

    /// An error of ours at this position.
    #[cold]
    pub(crate) fn error(&mut self, message: &'static str) -> SyntaxError {
        let message = if self.peek().is_none() { "the text ends too early" } else { message };
        SyntaxError::new(self.position, message)
    }

    /// An error of `serde_json`, whose place counts from this position.
    #[cold]
    fn foreign(&self, error: &serde_json::Error) -> SyntaxError {
        let rest = &self.text[self.position..];
        let line_start: usize =
            rest.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let position = (self.position + line_start + error.column().saturating_sub(1)).min(self.text.len());
        let text = error.to_string();
        let message = text.split(" at line ").next().unwrap_or_default().to_owned();
        SyntaxError::new(position, message)
    }
}

/// Takes a string as it stands in the text where it has no escapes.
struct Text;

impl<'a> Visitor<'a> for Text {
    type Value = Cow<'a, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

/// Whether a member name stands in a text as it is, without escapes.
pub(crate) const fn is_plain(key: &str) -> bool {
    let bytes = key.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] < b' ' || bytes[at] == b'"' || bytes[at] == b'\\' {
            return false;
        }
        at += 1;
    }
    true
}

/// How deep the containers of a value stand inside each other; its syntax has been checked.
pub(crate) fn depth_of(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => pass_string(&mut bytes),
            _ => {}
        }
    }
    deepest
}

fn pass_string(bytes: &mut std::str::Bytes<'_>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
}
