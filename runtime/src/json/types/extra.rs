//! Unknown properties of an object.

// Cycle: the reader and the writer handle an `Extra`, which reads and writes its values.

use std::collections::BTreeMap;
use std::fmt;

use crate::json::entry::fill_from;
use crate::json::parts::{Create, create};
use crate::json::{Checker, Json, Map, ReadError, Rule, Value, from_slice, to_value, to_vec};

/// The properties of an object that are not fields of its type. They take part in comparisons and are written
/// back.
///
/// Each one is kept as a [`Value`]; see there for the range of numbers. An `Extra` is one pointer in size
/// and does not allocate until a property is added. A key that is also a field of the type is not written: the
/// field takes precedence.
///
/// An optional field that was `null`, although the API does not declare it as nullable, is read as `None`. That it
/// was null is kept here too, see [`is_null`](Self::is_null), and written back until the field is set.
///
/// ```
/// # use faithful_runtime::Extra;
/// let mut extra = Extra::default();
/// extra.insert("color", "blue");
/// assert_eq!(extra.get("color").and_then(|value| value.as_str()), Some("blue"));
/// assert_eq!(format!("{extra:?}"), r#"{"color": String("blue")}"#);
/// assert_eq!(extra.len(), 1);
/// ```
#[derive(Clone, Default)]
pub struct Extra(Option<Box<Contents>>);

#[derive(Clone, Default, PartialEq)]
struct Contents {
    properties: Map,
    /// The keys of optional fields that were null, in order.
    nulls: Vec<&'static str>,
}

impl Extra {
    /// No properties.
    #[doc(hidden)]
    pub const EMPTY: Self = Self(None);

    /// Returns the value of a property.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.as_ref()?.properties.get(key)
    }

    /// Sets a property and returns its previous value.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.0.get_or_insert_default().properties.insert(key.into(), value.into())
    }

    /// Removes a property and returns its value.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        self.0.as_mut()?.properties.remove(key)
    }

    /// Iterates over all properties.
    #[must_use]
    pub fn iter(&self) -> ExtraIter<'_> {
        ExtraIter(self.0.as_ref().map(|contents| contents.properties.iter()))
    }

    /// Returns the number of properties.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |contents| contents.properties.len())
    }

    /// Returns `true` if there are no properties.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads all properties as values of type `T`, except for nulls if `T` has no null.
    ///
    /// # Errors
    /// If a value does not match `T`.
    pub fn typed<T: Json>(&self) -> Result<BTreeMap<String, T>, ReadError> {
        let typed = |(key, value): (&String, &Value)| Ok((key.clone(), from_slice(&to_vec(value))?));
        self.iter().filter(|(_, value)| !is_absent::<T>(value)).map(typed).collect()
    }

    /// Sets a property to a value of any type.
    pub fn insert_typed<T: Json>(&mut self, key: String, value: &T) {
        self.keep(key, to_value(value));
    }

    /// Adds a property that was read.
    pub(crate) fn keep(&mut self, key: String, value: Value) {
        self.0.get_or_insert_default().properties.insert(key, value);
    }

    /// Returns whether an optional field, named as in JSON, was `null` when the value was read, although the API does
    /// not declare it as nullable.
    #[must_use]
    pub fn is_null(&self, key: &str) -> bool {
        self.nulls().contains(&key)
    }

    pub(crate) fn nulls(&self) -> &[&'static str] {
        self.0.as_ref().map_or(&[], |contents| &contents.nulls)
    }

    /// Records that an optional field was null.
    pub(crate) fn keep_null(&mut self, key: &'static str) {
        let nulls = &mut self.0.get_or_insert_default().nulls;
        if let Err(place) = nulls.binary_search(&key) {
            nulls.insert(place, key);
        }
    }
}

/// Whether a property is null, although its type has no null. As in an optional field, it is as good as absent.
fn is_absent<T: Json>(value: &Value) -> bool {
    !T::HAS_NULL && value.is_null()
}

/// Checks additional properties against their type and rules, unless the rules of the whole object already
/// cover them.
pub fn check_rest<T: Json>(extra: &Extra, rule: &Rule, checker: &mut Checker) {
    check_rest_as(extra, create::<T>, T::HAS_NULL, rule, checker);
}

fn check_rest_as(extra: &Extra, create: Create, has_null: bool, rule: &Rule, checker: &mut Checker) {
    if rule.inside.is_some_and(|inside| inside.elsewhere) {
        return;
    }
    for (key, value) in extra.iter().filter(|(_, value)| has_null || !value.is_null()) {
        let mut typed = create();
        match fill_from(&to_vec(value), &mut *typed) {
            Ok(()) => checker.property(key, &*typed, rule),
            Err(error) => checker.wrong_type(key, &error),
        }
    }
}

/// Checks the number and presence of all properties of a model, including additional ones. `text` is the model as JSON.
pub(crate) fn check_properties(
    text: impl FnOnce() -> Vec<u8>,
    extra: &Extra,
    rule: &Rule,
    checker: &mut Checker,
) {
    if let Some(inside) = rule.inside {
        inside.check_properties(extra, checker);
    }
    if rule.restricts_properties() {
        let Ok(Value::Object(mut object)) = serde_json::from_slice(&text()) else { return };
        // An optional field that was null is absent.
        object.retain(|key, value| !(value.is_null() && extra.is_null(key)));
        checker.property_count(object.len(), rule);
        checker.sets(&object, rule);
    }
}

impl fmt::Debug for Extra {
    /// Formats as a map, so that an empty `Extra` is only `{}`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nulls = self.nulls().iter().map(|key| (key, Value::Null));
        formatter.debug_map().entries(self).entries(nulls).finish()
    }
}

impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(own), Some(other)) => own == other,
            (None, Some(only)) | (Some(only), None) => **only == Contents::default(),
            (None, None) => true,
        }
    }
}

impl<'a> IntoIterator for &'a Extra {
    type Item = (&'a String, &'a Value);
    type IntoIter = ExtraIter<'a>;

    fn into_iter(self) -> ExtraIter<'a> {
        self.iter()
    }
}

/// An iterator over the keys and values of an [`Extra`].
#[derive(Clone, Debug)]
pub struct ExtraIter<'a>(Option<serde_json::map::Iter<'a>>);

impl<'a> Iterator for ExtraIter<'a> {
    type Item = (&'a String, &'a Value);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.as_mut()?.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.as_ref().map_or((0, Some(0)), Iterator::size_hint)
    }
}
