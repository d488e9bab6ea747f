//! Writes JSON to a byte buffer.
//!
//! `serde_json` formats numbers, and strings that need escapes. Other strings and all punctuation are written
//! here.

use serde_core::Serialize;

use super::parts::{Entries, Field, View, Visitor};
use super::read::Shape;
use super::text::plain_length;
use super::union::Variants;
use super::{Extra, Json, Number, Value};

/// Writes a JSON document without whitespace. Writing cannot fail: a float that is not finite is written as
/// `null`.
#[derive(Debug)]
pub struct Writer {
    bytes: Vec<u8>,
    /// The number of models that are open.
    models: usize,
    /// The optional fields of open models that were null when they were read, with the number of the model.
    nulls: Vec<(usize, &'static str)>,
}

impl Default for Writer {
    /// Creates a writer with a buffer large enough for a small document.
    fn default() -> Self {
        Self { bytes: Vec::with_capacity(128), models: 0, nulls: Vec::new() }
    }
}

impl Writer {
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Writes a string.
    pub fn string(&mut self, text: &str) {
        if plain_length(text.as_bytes()) < text.len() {
            return self.serialize(text);
        }
        self.bytes.push(b'"');
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.push(b'"');
    }

    /// Writes an integer.
    pub fn integer(&mut self, number: i64) {
        self.serialize(&number);
    }

    /// Writes an unsigned integer.
    pub fn unsigned(&mut self, number: u64) {
        self.serialize(&number);
    }

    /// Writes a number with all its digits, or `null` if it is infinite or NaN.
    pub(crate) fn exact_number(&mut self, number: &Number) {
        let text = if number.is_finite() { number.text() } else { "null".into() };
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Writes a float, or `null` if it is infinite or NaN.
    pub fn number(&mut self, number: f64) {
        self.serialize(&number);
    }

    /// Writes `true` or `false`.
    pub fn boolean(&mut self, value: bool) {
        self.bytes.extend_from_slice(if value { b"true" } else { b"false" });
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.bytes.extend_from_slice(b"null");
    }

    /// Writes a value of any kind.
    pub fn value(&mut self, value: &Value) {
        self.serialize(value);
    }

    /// Starts an array. Call [`element`](Self::element) before each element, then
    /// [`end_array`](Self::end_array).
    pub fn begin_array(&mut self) {
        self.bytes.push(b'[');
    }

    /// Starts the next element.
    pub fn element(&mut self) {
        if self.bytes.last() != Some(&b'[') {
            self.bytes.push(b',');
        }
    }

    /// Ends the array.
    pub fn end_array(&mut self) {
        self.bytes.push(b']');
    }

    /// Starts an object. Call [`key`](Self::key) before each value, then [`end_object`](Self::end_object).
    pub fn begin_object(&mut self) {
        self.bytes.push(b'{');
    }

    /// Writes the key of the next property.
    pub fn key(&mut self, key: &str) {
        if self.bytes.last() != Some(&b'{') {
            self.bytes.push(b',');
        }
        self.string(key);
        self.bytes.push(b':');
    }

    /// Ends the object.
    pub fn end_object(&mut self) {
        self.bytes.push(b'}');
    }

    fn serialize<T: Serialize + ?Sized>(&mut self, value: &T) {
        // Writing to a vector cannot fail, and neither can serializing strings, numbers and values with
        // string keys.
        let _ = serde_json::to_writer(&mut self.bytes, value);
    }
}

impl Visitor for Writer {
    fn object(&mut self, shape: &'static Shape, fields: &[&Field], extra: &Extra) {
        self.begin_fields(shape, extra);
        for ((key, is_required, _), field) in shape.fields.iter().zip(fields) {
            let view = field.view();
            if *is_required || !view.is_absent() {
                self.key(key);
                self.view(view);
            } else if !self.nulls.is_empty() {
                self.null_again(key);
            }
        }
        self.end_fields(shape, extra);
    }

    fn variant(&mut self, _variants: &'static Variants, _index: usize, value: &Field) {
        self.part(value);
    }
}

impl Writer {
    /// Writes the value of an enum of numbers or booleans.
    #[doc(hidden)]
    pub fn scalar<T: Json>(&mut self, value: &T) {
        self.part(value);
    }

    /// Writes a value of any type.
    pub(crate) fn part(&mut self, part: &Field) {
        self.view(part.view());
    }

    fn view(&mut self, mut view: View<'_>) {
        while let View::Some(value) | View::Set(value) | View::Value(value) = view {
            view = value.view();
        }
        match view {
            View::None | View::Keep | View::Null | View::Unit => self.null(),
            // Handled above.
            View::Some(_) | View::Set(_) | View::Value(_) => {}
            View::Reference(text, _) | View::Text(text) | View::Formatted(text, _) | View::Enum(text, ..) => {
                self.string(text);
            }
            View::Boolean(value) => self.boolean(value),
            View::Integer(value) => self.integer(value),
            View::Unsigned(value) => self.unsigned(value),
            View::Float(value) => self.number(value),
            View::Number(value) => self.exact_number(value),
            View::Timestamp(value) => self.string(value.as_str()),
            View::Any(value) => self.value(value),
            View::List(list) => {
                self.begin_array();
                for element in (0..list.len()).filter_map(|index| list.get(index)) {
                    self.element();
                    self.part(element);
                }
                self.end_array();
            }
            View::Map(map) => {
                self.begin_object();
                self.entries(map);
                for key in map.nulls() {
                    self.key(key);
                    self.null();
                }
                self.end_object();
            }
            View::Model(model) => model.visit(self),
            View::Other(value) => value.write(self),
        }
    }

    /// Writes the entries of an object, without those that were null.
    pub(crate) fn entries(&mut self, map: &dyn Entries) {
        map.visit(&mut |key, value| {
            self.key(key);
            self.part(value);
        });
    }

    /// Starts an object and writes its literal properties.
    fn begin_fields(&mut self, shape: &'static Shape, extra: &Extra) {
        self.begin_object();
        self.models += 1;
        self.nulls.extend(extra.nulls().iter().map(|key| (self.models, *key)));
        for (key, value) in shape.literals {
            self.key(key);
            self.string(value);
        }
    }

    /// Writes the properties that the type does not declare, and ends the object.
    fn end_fields(&mut self, shape: &'static Shape, extra: &Extra) {
        for (key, value) in extra {
            if !shape.has(key) {
                self.key(key);
                self.value(value);
            }
        }
        self.nulls.retain(|(model, _)| *model != self.models);
        self.models -= 1;
        self.end_object();
    }

    /// Writes an optional field that is not set, if it was null when the model was read.
    #[cold]
    fn null_again(&mut self, key: &'static str) {
        if self.nulls.contains(&(self.models, key)) {
            self.key(key);
            self.null();
        }
    }
}
