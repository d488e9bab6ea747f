//! The members of an object that its type does not know.

// Cycle: the reader and the writer handle extra fields, whose values are converted as whole documents.

use std::collections::BTreeMap;
use std::fmt;

use crate::json::{Checker, Json, Map, ReadError, Rule, Value, from_slice, to_value, to_vec};

/// Members that a value came with and that its type does not know. They are compared and written
/// back.
///
/// They are kept as [`Value`]s, which says how long a number may be. Without any member it takes the room of one
/// pointer. A key that the type itself has is not written from
/// here: the field wins.
///
/// ```
/// # use northflank_runtime::Extra;
/// let mut extra = Extra::default();
/// extra.insert("colour", "blue");
/// assert_eq!(extra.get("colour").and_then(|value| value.as_str()), Some("blue"));
/// assert_eq!(format!("{extra:?}"), r#"{"colour": String("blue")}"#);
/// assert_eq!(extra.len(), 1);
/// ```
#[derive(Clone, Default)]
pub struct Extra(Option<Box<Map>>);

impl Extra {
    /// The value of a member.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.as_ref()?.get(key)
    }

    /// Adds a member, or replaces it; gives the value that it had before.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.0.get_or_insert_default().insert(key.into(), value.into())
    }

    /// Removes a member and gives its value.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        self.0.as_mut()?.remove(key)
    }

    /// All members.
    #[must_use]
    pub fn iter(&self) -> ExtraIter<'_> {
        ExtraIter(self.0.as_ref().map(|map| map.iter()))
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |map| map.len())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All members as one type.
    ///
    /// # Errors
    /// If one of them is of another type.
    pub fn typed<T: Json>(&self) -> Result<BTreeMap<String, T>, ReadError> {
        let typed = |(key, value): (&String, &Value)| Ok((key.clone(), from_slice(&to_vec(value))?));
        self.iter().map(typed).collect()
    }

    /// Adds a member of any type, or replaces it.
    pub fn insert_typed<T: Json>(&mut self, key: String, value: &T) {
        self.keep(key, to_value(value));
    }

    /// Adds a member that was read.
    pub(crate) fn keep(&mut self, key: String, value: Value) {
        self.0.get_or_insert_default().insert(key, value);
    }
}

/// Checks members without a field against the type and the rules that the API gives them, unless what is
/// said of the whole object does.
pub fn check_rest<T: Json>(extra: &Extra, rule: &Rule, checker: &mut Checker) {
    if rule.inside.is_some_and(|inside| inside.elsewhere) {
        return;
    }
    for (key, value) in extra {
        match from_slice::<T>(&to_vec(value)) {
            Ok(value) => checker.member(key, &value, rule),
            Err(error) => checker.member_of_another_type(key, &error),
        }
    }
}

/// Checks which members a model has, those without a field among them.
pub fn check_members<T: Json>(model: &T, extra: &Extra, rule: &Rule, checker: &mut Checker) {
    if let Some(inside) = rule.inside {
        inside.members(extra, checker);
    }
    if rule.counts_members() {
        let written = to_value(model);
        let Some(members) = written.as_object() else { return };
        checker.members(members.len(), rule);
        checker.sets(members, rule);
    }
}

impl fmt::Debug for Extra {
    /// As a map: `{}` without members, so that it does not stand in the way.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self).finish()
    }
}

impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(own), Some(other)) => own == other,
            (None, Some(map)) | (Some(map), None) => map.is_empty(),
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

/// The members of an [`Extra`], each with its key.
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
