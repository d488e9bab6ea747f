//! A map whose values have one type.

use std::collections::{BTreeMap, BTreeSet, HashMap, btree_map};
use std::fmt;
use std::ops::{Deref, DerefMut};

use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use crate::json::parts::{Entries, Field, Part, Place, View};
use crate::json::{Json, OrReference, Patch, ReadError, Reader, model_parts};

/// An object with arbitrary keys and values of one type: a [`BTreeMap`] that also keeps the nulls that were read.
///
/// An entry that is `null`, although the API does not declare its values as nullable, is read as absent, so that it does
/// not make a whole response unreadable. That it was there is kept, see [`nulls`](Self::nulls), and written back until the
/// entry is set or [removed](Self::remove_null). Two maps are equal if their entries and nulls are.
///
/// ```
/// use faithful_runtime::{TypedMap, from_slice, to_vec};
///
/// let mut labels: TypedMap<String> = from_slice(br#"{"a": "x", "b": null}"#)?;
/// assert_eq!(labels.keys().collect::<Vec<_>>(), ["a"]);
/// assert_eq!(labels.nulls().collect::<Vec<_>>(), ["b"]);
/// assert_eq!(to_vec(&labels), br#"{"a":"x","b":null}"#);
/// labels.insert("b".to_owned(), "y".to_owned());
/// assert_eq!(to_vec(&labels), br#"{"a":"x","b":"y"}"#);
/// # Ok::<(), faithful_runtime::ReadError>(())
/// ```
#[derive(Clone)]
pub struct TypedMap<T> {
    entries: BTreeMap<String, T>,
    nulls: BTreeSet<String>,
}

impl<T> TypedMap<T> {
    /// Creates an empty map.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: BTreeMap::new(), nulls: BTreeSet::new() }
    }

    /// Iterates over the keys of the entries that were `null`, and have not been set since.
    pub fn nulls(&self) -> impl Iterator<Item = &str> {
        let keys = self.nulls.iter();
        keys.map(String::as_str).filter(|key| !self.entries.contains_key(*key))
    }

    /// Removes an entry that was `null`, so that it is not written back. Returns whether there was one.
    pub fn remove_null(&mut self, key: &str) -> bool {
        self.nulls.remove(key)
    }

    /// Converts into the entries, without the nulls.
    #[must_use]
    pub fn into_inner(self) -> BTreeMap<String, T> {
        self.entries
    }
}

impl<T> Default for TypedMap<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: PartialEq> PartialEq for TypedMap<T> {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries && self.nulls().eq(other.nulls())
    }
}

impl<T: Eq> Eq for TypedMap<T> {}

impl<T: PartialEq> PartialEq<BTreeMap<String, T>> for TypedMap<T> {
    fn eq(&self, other: &BTreeMap<String, T>) -> bool {
        self.entries == *other && self.nulls().next().is_none()
    }
}

impl<T: fmt::Debug> fmt::Debug for TypedMap<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nulls = self.nulls().map(|key| (key, format_args!("null")));
        formatter.debug_map().entries(&self.entries).entries(nulls).finish()
    }
}

impl<T> Deref for TypedMap<T> {
    type Target = BTreeMap<String, T>;

    fn deref(&self) -> &Self::Target {
        &self.entries
    }
}

impl<T> DerefMut for TypedMap<T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.entries
    }
}

impl<T> From<BTreeMap<String, T>> for TypedMap<T> {
    fn from(entries: BTreeMap<String, T>) -> Self {
        Self { entries, nulls: BTreeSet::new() }
    }
}

impl<T, S> From<HashMap<String, T, S>> for TypedMap<T> {
    fn from(entries: HashMap<String, T, S>) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Into<String>, T, const N: usize> From<[(K, T); N]> for TypedMap<T> {
    fn from(entries: [(K, T); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<T> From<BTreeMap<String, T>> for Patch<TypedMap<T>> {
    fn from(entries: BTreeMap<String, T>) -> Self {
        Self::Set(entries.into())
    }
}

impl<T> From<BTreeMap<String, T>> for OrReference<TypedMap<T>> {
    fn from(entries: BTreeMap<String, T>) -> Self {
        Self::Value(entries.into())
    }
}

impl<K: Into<String>, T> FromIterator<(K, T)> for TypedMap<T> {
    fn from_iter<I: IntoIterator<Item = (K, T)>>(entries: I) -> Self {
        let entries = entries.into_iter().map(|(key, value)| (key.into(), value));
        Self { entries: entries.collect(), nulls: BTreeSet::new() }
    }
}

impl<T> IntoIterator for TypedMap<T> {
    type Item = (String, T);
    type IntoIter = btree_map::IntoIter<String, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a TypedMap<T> {
    type Item = (&'a String, &'a T);
    type IntoIter = btree_map::Iter<'a, String, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

impl<T: Json> Json for TypedMap<T> {
    fn empty() -> Self {
        Self::new()
    }
}

impl<T: Json> Part for TypedMap<T> {
    fn fill(&mut self, reader: &mut Reader<'_>, _place: Place) -> Result<(), ReadError> {
        *self = Self::new();
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            reader.charge_entry::<T>(self.entries.len(), &key)?;
            let key = key.into_owned();
            if !T::HAS_NULL && reader.null()? {
                self.entries.remove(&key);
                self.nulls.insert(key);
                continue;
            }
            let mut value = T::empty();
            value.fill(reader, Place::Required)?;
            self.entries.insert(key, value);
        }
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Map(self)
    }
}

impl<T: Json> Entries for TypedMap<T> {
    fn len(&self) -> usize {
        self.entries.len()
    }

    fn visit<'a>(&'a self, each: &mut dyn FnMut(&'a str, &'a Field)) {
        self.entries.visit(each);
    }

    fn nulls(&self) -> Vec<&str> {
        self.nulls().collect()
    }
}

impl<T: Json> Serialize for TypedMap<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        model_parts::serialize(self, serializer)
    }
}

impl<'de, T: Json> Deserialize<'de> for TypedMap<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        model_parts::deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Rule, from_slice, to_vec, validate};

    #[test]
    fn nulls_are_kept_until_they_are_set_or_removed() {
        let text = br#"{"a":1,"b":null,"c":null}"#;
        let mut map: TypedMap<i64> = from_slice(text).unwrap();
        assert_eq!(to_vec(&map), text);
        assert_eq!((map.len(), map.nulls().count()), (1, 2));
        assert_eq!(format!("{map:?}"), r#"{"a": 1, "b": null, "c": null}"#);
        assert_ne!(map, BTreeMap::from([("a".to_owned(), 1)]));
        assert!(map.remove_null("c") && !map.remove_null("a"));
        map.insert("b".to_owned(), 2);
        assert_eq!(to_vec(&map), br#"{"a":1,"b":2}"#);
        assert_eq!(map, TypedMap::from([("a", 1), ("b", 2)]));
        let again: TypedMap<i64> = from_slice(br#"{"a":1,"a":null,"b":null,"b":2}"#).unwrap();
        assert_eq!(to_vec(&again), br#"{"b":2,"a":null}"#);
    }

    #[test]
    fn nulls_are_neither_entries_nor_violations() {
        let map: TypedMap<i64> = from_slice(br#"{"a":1,"b":null}"#).unwrap();
        assert!(validate(&map, &Rule::new().max_properties(1)).is_ok());
        assert!(validate(&map, &Rule::new().min_properties(2)).is_err());
        let nullable: TypedMap<Option<i64>> = from_slice(br#"{"b":null}"#).unwrap();
        assert_eq!((nullable.len(), nullable.nulls().count()), (1, 0));
        let nested: TypedMap<TypedMap<Vec<i64>>> = from_slice(br#"{"a":{"b":null},"c":null}"#).unwrap();
        assert_eq!(to_vec(&nested), br#"{"a":{"b":null},"c":null}"#);
        let error = from_slice::<TypedMap<Vec<i64>>>(br#"{"a":[1,null]}"#).unwrap_err();
        assert_eq!(error.to_string(), "at $.a[1]: expected a 64-bit integer, got null");
        let serde: TypedMap<i64> = serde_json::from_str(r#"{"a":1,"b":null}"#).unwrap();
        assert_eq!(serde_json::to_string(&serde).unwrap(), r#"{"a":1,"b":null}"#);
    }
}
