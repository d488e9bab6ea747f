//! Serde support for models, by way of a [`Value`], so that a model can be a field of any serde type.
//!
//! Generic, so that nothing is compiled for a model until it is used with serde.

use serde_core::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use crate::json::{Json, Value, from_slice, to_vec};

/// Writes a model through a serde serializer.
///
/// # Errors
/// Returns the serializer's error, or an error if the model is nested too deeply to be read back.
#[doc(hidden)]
pub fn serialize<T: Json, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value_of(&to_vec(value)).map_err(ser::Error::custom)?.serialize(serializer)
}

/// Reads a model from a serde deserializer.
///
/// # Errors
/// Returns the deserializer's error, or the error of reading the model.
#[doc(hidden)]
pub fn deserialize<'de, T: Json, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let bytes = Value::deserialize(deserializer)?.to_string();
    from_slice(bytes.as_bytes()).map_err(de::Error::custom)
}

fn value_of(bytes: &[u8]) -> serde_json::Result<Value> {
    serde_json::from_slice(bytes)
}
