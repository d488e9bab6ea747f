//! The tokenizer.
//!
//! It handles only punctuation and strings without escapes, see [`plain`](super::plain). `serde_json` parses
//! all other strings, all numbers, and values that are skipped or kept as a [`Value`], so the grammar of JSON
//! is not implemented a second time. A scanner is a string slice and an offset, so looking ahead means
//! copying it. It is independent of paths and models.

use std::borrow::Cow;
use std::fmt;

use serde_core::de::{Deserialize, Deserializer as _, IgnoredAny, Visitor};
use serde_json::Value;
use serde_json::de::{Deserializer, StrRead};

use super::plain::plain_length;
use super::skip_cache::SkipCache;

/// A syntax error: the byte offset and the message.
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

    /// Whether `serde_json` rejected the value because of its depth.
    pub(crate) fn is_depth(&self) -> bool {
        self.message() == "recursion limit exceeded"
    }
}

/// The result of a scanner method. The error is boxed to keep it small.
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

    /// Skips whitespace and returns the first byte of the next token without consuming it; `None` at the end
    /// of the text.
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

    /// Consumes the punctuation byte that [`peek`](Self::peek) returned.
    pub(crate) fn advance(&mut self) {
        self.position += 1;
    }

    /// Advances to the next element of an array. After the last one, consumes the closing bracket and returns
    /// `false`.
    #[inline]
    pub(crate) fn next_element(&mut self, first: bool) -> Scan<bool> {
        match self.peek() {
            Some(b']') => {
                self.advance();
                Ok(false)
            }
            Some(_) if first => Ok(true),
            Some(b',') => match self.after_comma() {
                Some(b']') => Err(self.error("trailing comma")),
                _ => Ok(true),
            },
            _ => Err(self.error("expected `,` or `]`")),
        }
    }

    /// Advances to the next key of an object. After the last one, consumes the closing brace and returns
    /// `false`.
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
                Some(b'}') => Err(self.error("trailing comma")),
                _ => Err(self.error("expected a property name in double quotes")),
            },
            _ if first => Err(self.error("expected a property name in double quotes")),
            _ => Err(self.error("expected `,` or `}`")),
        }
    }

    #[inline]
    fn after_comma(&mut self) -> Option<u8> {
        self.advance();
        self.peek()
    }

    /// Consumes the colon after a key.
    #[inline]
    pub(crate) fn colon(&mut self) -> Scan<()> {
        if self.peek() != Some(b':') {
            return Err(self.error("expected `:`"));
        }
        self.advance();
        Ok(())
    }

    /// Consumes the next key, without its colon, if it is `key`, written without escapes. `key` must be
    /// [`is_plain`].
    #[inline]
    pub(crate) fn key_is(&mut self, key: &str) -> bool {
        let rest = &self.text.as_bytes()[self.position + 1..];
        let same = rest.get(key.len()) == Some(&b'"') && rest.starts_with(key.as_bytes());
        if same {
            self.position += key.len() + 2;
        }
        same
    }

    /// Consumes the next key and its colon.
    #[inline]
    pub(crate) fn key(&mut self) -> Scan<Cow<'a, str>> {
        let key = self.string()?;
        self.colon()?;
        Ok(key)
    }

    /// Consumes a string. It is borrowed if it has no escapes.
    #[inline]
    pub(crate) fn string(&mut self) -> Scan<Cow<'a, str>> {
        match self.plain_string() {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.token(|parser| parser.deserialize_str(StringVisitor)),
        }
    }

    /// Consumes a string if it is valid and has no escapes.
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
        let matches = self.text.as_bytes()[self.position..].starts_with(literal.as_bytes());
        if matches {
            self.position += literal.len();
        }
        matches
    }

    pub(crate) fn float(&mut self) -> Scan<f64> {
        self.token(|parser| f64::deserialize(parser))
    }

    pub(crate) fn integer(&mut self) -> Scan<i64> {
        self.token(|parser| i64::deserialize(parser))
    }

    /// Consumes a value of any kind and returns it. `serde_json` limits its depth.
    pub(crate) fn value(&mut self) -> Scan<Value> {
        self.token(|parser| Value::deserialize(parser))
    }

    /// Consumes a value of any kind, checks its syntax, and returns its text.
    pub(crate) fn skip(&mut self) -> Scan<&'a str> {
        self.peek();
        let start = self.position;
        self.token(|parser| IgnoredAny::deserialize(parser))?;
        Ok(&self.text[start..self.position])
    }

    /// Skips a value of any kind without checking its syntax; `None` if it has no end. Only for looking
    /// ahead: the value must be read in full afterwards.
    pub(crate) fn skip_ahead(&mut self, cache: &mut SkipCache) -> Option<()> {
        self.peek();
        self.position = cache.end_of_value(self.text.as_bytes(), self.position)?;
        Some(())
    }

    /// The text at this position that looks like a number, whether or not it is a valid one.
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
            Err(error) => Err(self.serde_error(&error)),
        }
    }

    /// Creates an error at this position.
    #[cold]
    pub(crate) fn error(&mut self, message: &'static str) -> SyntaxError {
        let message = if self.peek().is_none() { "unexpected end of input" } else { message };
        SyntaxError::new(self.position, message)
    }

    /// Converts an error of `serde_json`, whose line and column are relative to this position.
    #[cold]
    fn serde_error(&self, error: &serde_json::Error) -> SyntaxError {
        let rest = &self.text[self.position..];
        let line_start: usize =
            rest.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let position = (self.position + line_start + error.column().saturating_sub(1)).min(self.text.len());
        let text = error.to_string();
        let message = text.split(" at line ").next().unwrap_or_default().to_owned();
        SyntaxError::new(position, message)
    }
}

/// Borrows a string from the text if it has no escapes.
struct StringVisitor;

impl<'a> Visitor<'a> for StringVisitor {
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

/// Whether a key needs no escapes in JSON.
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

/// The nesting depth of the arrays and objects in a value's text, which must be valid JSON.
pub(crate) fn text_depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => skip_string(&mut bytes),
            _ => {}
        }
    }
    deepest
}

fn skip_string(bytes: &mut std::str::Bytes<'_>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
}
