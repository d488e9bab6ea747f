//! Lets models stand inside anybody's serde types, by way of a [`Value`].
//!
//! Nothing here is compiled for a model before somebody asks for it.

use serde_core::de::Error as _;
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Json, Value};

/// Writes a model through a serde serializer.
///
/// # Errors
/// Those of the serializer.
#[doc(hidden)]
pub fn serialize<T: Json, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    super::to_value(value).serialize(serializer)
}

/// Reads a model from a serde deserializer.
///
/// # Errors
/// Those of the deserializer, and the ones of reading the model.
#[doc(hidden)]
pub fn deserialize<'de, T: Json, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let bytes = Value::deserialize(deserializer)?.to_string();
    super::from_slice(bytes.as_bytes()).map_err(D::Error::custom)
}
