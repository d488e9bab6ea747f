//! The entries of a JSON object, in the order of the document.
//!
//! Most objects of a document have a few entries. Comparing their keys costs less time and memory than a hash table.

use std::collections::HashMap;

/// Maximum number of entries that are searched without a hash table.
const FEW: usize = 16;

/// Entries with distinct keys. They are equal to others with the same keys and values in any order.
#[derive(Clone, Debug)]
pub struct Entries<V> {
    entries: Vec<(String, V)>,
    /// The position of each key, if there are more than a few.
    #[expect(
        clippy::box_collection,
        reason = "almost all entries have no table, and a pointer is smaller than an empty one"
    )]
    positions: Option<Box<HashMap<String, usize>>>,
}

type Pair<'a, V> = (&'a String, &'a V);

impl<V> Entries<V> {
    /// Returns the number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the position of a key.
    #[must_use]
    pub fn position(&self, key: &str) -> Option<usize> {
        match &self.positions {
            Some(positions) => positions.get(key).copied(),
            None => self.entries.iter().position(|(other, _)| other == key),
        }
    }

    /// Returns whether there is a key.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// Returns the entry at a position.
    #[must_use]
    pub fn at(&self, position: usize) -> Option<(&String, &V)> {
        self.entries.get(position).map(|(key, value)| (key, value))
    }

    /// Returns the value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&V> {
        self.at(self.position(key)?).map(|(_, value)| value)
    }

    /// Returns the value of a key for modification.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        let position = self.position(key)?;
        self.entries.get_mut(position).map(|(_, value)| value)
    }

    /// Sets the value of a key. A new key becomes the last one.
    pub fn insert(&mut self, key: String, value: V) {
        if let Some(present) = self.get_mut(&key) {
            *present = value;
        } else {
            self.push(key, value);
        }
    }

    /// Appends an entry whose key is not among the others.
    pub(super) fn push(&mut self, key: String, value: V) {
        if let Some(positions) = &mut self.positions {
            positions.insert(key.clone(), self.entries.len());
        }
        self.entries.push((key, value));
        if self.positions.is_none() && self.entries.len() > FEW {
            self.index();
        }
    }

    /// Removes a key. The others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<(String, V)> {
        self.remove_at(self.position(key)?)
    }

    /// Removes the entry at a position. The others keep their order.
    pub fn remove_at(&mut self, position: usize) -> Option<(String, V)> {
        let removed = (position < self.len()).then(|| self.entries.remove(position));
        if self.positions.is_some() {
            self.index();
        }
        removed
    }

    fn index(&mut self) {
        let keys = self.entries.iter().enumerate().map(|(position, (key, _))| (key.clone(), position));
        self.positions = Some(Box::new(keys.collect()));
    }

    /// Iterates over the entries.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Pair<'_, V>> {
        self.into_iter()
    }

    /// Iterates over the keys.
    #[must_use]
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &String> {
        self.entries.iter().map(|(key, _)| key)
    }

    /// Iterates over the values.
    #[must_use]
    pub fn values(&self) -> impl ExactSizeIterator<Item = &V> {
        self.entries.iter().map(|(_, value)| value)
    }

    /// Iterates over the values for modification.
    pub fn values_mut(&mut self) -> impl ExactSizeIterator<Item = &mut V> {
        self.entries.iter_mut().map(|(_, value)| value)
    }
}

impl<V> Default for Entries<V> {
    fn default() -> Self {
        Self { entries: Vec::new(), positions: None }
    }
}

impl<V> FromIterator<(String, V)> for Entries<V> {
    fn from_iter<I: IntoIterator<Item = (String, V)>>(entries: I) -> Self {
        let mut all = Self::default();
        for (key, value) in entries {
            all.insert(key, value);
        }
        all
    }
}

impl<V: PartialEq> PartialEq for Entries<V> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(key, value)| other.get(key) == Some(value))
    }
}

impl<'a, V> IntoIterator for &'a Entries<V> {
    type Item = Pair<'a, V>;
    type IntoIter = std::iter::Map<std::slice::Iter<'a, (String, V)>, fn(&'a (String, V)) -> Pair<'a, V>>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter().map(|(key, value)| (key, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(keys: impl Iterator<Item = usize>) -> Entries<usize> {
        let mut entries = Entries::default();
        for key in keys {
            entries.insert(key.to_string(), key);
        }
        entries
    }

    #[test]
    fn few_and_many_entries_are_found_replaced_and_removed() {
        for count in [1, FEW, FEW + 1, 100] {
            let mut entries = entries(0..count);
            assert!((0..count).all(|key| entries.get(&key.to_string()) == Some(&key)), "{count}");
            assert_eq!(entries.get("other"), None);
            entries.insert("0".to_owned(), 7);
            assert_eq!((entries.len(), entries.get("0")), (count, Some(&7)));
            entries.remove("0");
            assert_eq!(entries.values().copied().collect::<Vec<_>>(), (1..count).collect::<Vec<_>>());
            assert!((1..count).all(|key| entries.get(&key.to_string()) == Some(&key)), "{count}");
        }
    }

    #[test]
    fn the_order_does_not_matter_for_equality() {
        for count in [FEW, FEW + 1] {
            assert_eq!(entries(0..count), entries((0..count).rev()));
            assert_ne!(entries(0..count), entries(1..=count));
        }
    }
}
