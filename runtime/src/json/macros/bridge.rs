//! Lets models stand inside anybody's serde types, by way of a [`Value`].
//!
//! Nothing here is compiled for a model before somebody asks for it.

use serde_core::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use crate::json::{Json, Value, from_slice, to_vec};

/// Writes a model through a serde serializer.
///
/// # Errors
/// Those of the serializer; also if the model is nested deeper than can be read again.
#[doc(hidden)]
pub fn serialize<T: Json, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value_of(&to_vec(value)).map_err(ser::Error::custom)?.serialize(serializer)
}

/// Reads a model from a serde deserializer.
///
/// # Errors
/// Those of the deserializer, and the ones of reading the model.
#[doc(hidden)]
pub fn deserialize<'de, T: Json, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let bytes = Value::deserialize(deserializer)?.to_string();
    from_slice(bytes.as_bytes()).map_err(de::Error::custom)
}

fn value_of(bytes: &[u8]) -> serde_json::Result<Value> {
    serde_json::from_slice(bytes)
}
