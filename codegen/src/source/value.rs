//! JSON values that keep the order of object keys and reject repeated keys.

use std::cell::Cell;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::entries::Entries;
use super::location::Pointer;
use super::number::{Number, floats};

/// A JSON value whose objects keep the order of their keys.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// Any number.
    Number(Number),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// An object.
    Object(Entries<Value>),
}

impl Value {
    /// Returns the type of the value with its article, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// Returns the value at `pointer`, relative to this value.
    #[must_use]
    pub fn at(&self, pointer: &Pointer) -> Option<&Value> {
        pointer.tokens().try_fold(self, |value, token| match value {
            Self::Object(fields) => fields.get(&token),
            Self::Array(elements) => elements.get(token.parse::<usize>().ok()?),
            Self::Null | Self::Boolean(_) | Self::Number(_) | Self::String(_) => None,
        })
    }

    /// Returns the value at `pointer`, relative to this value, for modification.
    pub fn at_mut(&mut self, pointer: &Pointer) -> Option<&mut Value> {
        pointer.tokens().try_fold(self, |value, token| match value {
            Self::Object(fields) => fields.get_mut(&token),
            Self::Array(elements) => elements.get_mut(token.parse::<usize>().ok()?),
            Self::Null | Self::Boolean(_) | Self::Number(_) | Self::String(_) => None,
        })
    }

    /// Converts the value to a `serde_json` value.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Boolean(value) => serde_json::Value::Bool(*value),
            Self::Number(value) => serde_json::Value::Number((**value).clone()),
            Self::String(value) => serde_json::Value::String(value.clone()),
            Self::Array(elements) => elements.iter().map(Self::to_json).collect(),
            Self::Object(fields) => {
                fields.iter().map(|(key, value)| (key.clone(), value.to_json())).collect()
            }
        }
    }
}

/// Writes compact JSON text.
impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(formatter),
            Self::Null | Self::Boolean(_) | Self::String(_) => {
                write!(formatter, "{}", self.to_json())
            }
            Self::Array(elements) => {
                formatter.write_str("[")?;
                for (index, element) in elements.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    write!(formatter, "{comma}{element}")?;
                }
                formatter.write_str("]")
            }
            Self::Object(fields) => {
                formatter.write_str("{")?;
                for (index, (key, value)) in fields.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    let key = serde_json::Value::from(key.as_str());
                    write!(formatter, "{comma}{key}:{value}")?;
                }
                formatter.write_str("}")
            }
        }
    }
}

impl Value {
    /// Parses JSON text.
    ///
    /// # Errors
    /// If the text is not a single JSON value without duplicate keys.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let loses_digits = Cell::new(false);
        let mut value = ValueSeed { loses_digits: &loses_digits }.deserialize(&mut deserializer)?;
        deserializer.end()?;
        if loses_digits.get() {
            value.set_texts(&mut floats(text));
        }
        Ok(value)
    }

    /// Sets the texts of the floats, in the order of the document.
    fn set_texts<'a>(&mut self, texts: &mut impl Iterator<Item = &'a str>) {
        match self {
            Self::Number(number) if number.is_f64() => {
                texts.next().into_iter().for_each(|text| number.set_text(text));
            }
            Self::Null | Self::Boolean(_) | Self::Number(_) | Self::String(_) => {}
            Self::Array(elements) => elements.iter_mut().for_each(|element| element.set_texts(texts)),
            Self::Object(fields) => fields.values_mut().for_each(|value| value.set_texts(texts)),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ValueSeed { loses_digits: &Cell::new(false) }.deserialize(deserializer)
    }
}

/// Reads a value, and notes whether some digits of its numbers may be missing.
#[derive(Clone, Copy)]
struct ValueSeed<'a> {
    loses_digits: &'a Cell<bool>,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(serde_json::Number::from(value).into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(serde_json::Number::from(value).into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        if Number::may_lose_digits(value) {
            self.loses_digits.set(true);
        }
        let number = serde_json::Number::from_f64(value).map(Number::from);
        number.map(Value::Number).ok_or_else(|| E::custom("number is not finite"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = access.next_element_seed(self)? {
            elements.push(element);
        }
        Ok(Value::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut fields = Entries::default();
        while let Some(key) = access.next_key::<String>()? {
            if fields.position(&key).is_some() {
                return Err(A::Error::custom(format_args!("duplicate key `{key}`")));
            }
            fields.push(key, access.next_value_seed(self)?);
        }
        Ok(Value::Object(fields))
    }
}
