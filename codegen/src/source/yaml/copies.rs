//! The value of a tree: aliases are replaced by copies, and merge keys by the entries of the objects that they name.
//!
//! A few lines of aliases can stand for more than any memory holds, so the size of all copies is limited.

use std::collections::{HashMap, HashSet};

use super::super::entries::Entries;
use super::super::value::Value;
use super::events::too_deep;
use super::tree::{Content, Index, Tree};
use super::{Invalid, MAX_DEPTH, scalar};

/// The limit of the copies, in bytes.
const MAX_COPIED: usize = 32 << 20;

/// What a value costs in addition to its text.
const VALUE: usize = 64;

/// A key and its value, and whether they are copies.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    pub key: Index,
    pub value: Index,
    is_copy: bool,
}

/// Returns the value of a document.
pub(super) fn value(tree: &Tree<'_>) -> Result<Value, Invalid> {
    Copies { tree, size: 0 }.value(tree.root, 0, None)
}

/// Returns the entries of a map after merging, without duplicates.
pub(super) fn entries(tree: &Tree<'_>, map: &[(Index, Index)]) -> Result<Vec<Pair>, Invalid> {
    Copies { tree, size: 0 }.entries(map, 0, None)
}

struct Copies<'a, 't> {
    tree: &'a Tree<'t>,
    /// The size of all copies so far.
    size: usize,
}

impl Copies<'_, '_> {
    /// Returns the value of a node at a depth. `alias` is the alias or merge key of which it is a copy.
    fn value(&mut self, index: Index, depth: usize, alias: Option<Index>) -> Result<Value, Invalid> {
        let tree = self.tree;
        let is_alias = matches!(tree.nodes[index].content, Content::Alias(_));
        let alias = alias.or_else(|| is_alias.then_some(index));
        let content = tree.content(index);
        let length = match content {
            Content::Plain(text) | Content::Text(text) => text.len(),
            Content::List(_) | Content::Map(_) | Content::Alias(_) => {
                if depth == MAX_DEPTH {
                    return Err(too_deep(tree.offset(alias.unwrap_or(index))));
                }
                0
            }
        };
        self.count(alias, length)?;
        Ok(match content {
            Content::Text(text) => Value::String(text.to_string()),
            Content::Plain(text) => scalar::value(text).map_err(|reason| {
                let help = "write a number of 64 bits, or a text in quotes";
                Invalid::new(tree.offset(index), reason, help).quoting(text)
            })?,
            Content::List(elements) => {
                let mut values = Vec::with_capacity(elements.len());
                for element in elements {
                    values.push(self.value(*element, depth + 1, alias)?);
                }
                Value::Array(values)
            }
            Content::Map(map) => {
                let mut fields = Entries::default();
                let entries = self.entries(map, 0, alias)?;
                for Pair { key: index, value, is_copy } in entries.iter().copied() {
                    let key = tree.key(index)?;
                    let copied = alias.or_else(|| is_copy.then_some(value));
                    self.count(copied, key.len())?;
                    if let Some(first) = fields.position(key) {
                        return Err(self.duplicate(entries[first].key, index));
                    }
                    fields.push(key.to_owned(), self.value(value, depth + 1, copied)?);
                }
                Value::Object(fields)
            }
            // An alias refers to no other alias.
            Content::Alias(_) => Value::Null,
        })
    }

    /// Returns the entries of a map. Those of a merge key take its place, except keys that the map has itself. Duplicate keys
    /// are only reported here if there is a merge key.
    fn entries(
        &mut self,
        map: &[(Index, Index)],
        depth: usize,
        alias: Option<Index>,
    ) -> Result<Vec<Pair>, Invalid> {
        let tree = self.tree;
        let own = |&(key, value): &(Index, Index)| Pair { key, value, is_copy: false };
        if !map.iter().any(|(key, _)| tree.is_merge(*key)) {
            return Ok(map.iter().map(own).collect());
        }
        let mut keys = HashMap::new();
        for (key, _) in map {
            if let Some(first) = keys.insert(tree.key(*key)?, *key) {
                return Err(self.duplicate(first, *key));
            }
        }
        let mut merged = HashSet::new();
        let mut entries = Vec::new();
        for pair in map {
            if !tree.is_merge(pair.0) {
                entries.push(own(pair));
                continue;
            }
            for source in self.sources(pair.1) {
                let Content::Map(map) = tree.content(source) else {
                    let message = "the value of a merge key is not an object";
                    let help = "write an alias of an object after `<<:`, or a list of them; write `<<` in quotes if it is a name";
                    return Err(Invalid::new(tree.offset(source), message, help));
                };
                if depth == MAX_DEPTH {
                    return Err(too_deep(tree.offset(pair.0)));
                }
                for Pair { key, value, .. } in self.entries(map, depth + 1, alias.or(Some(pair.0)))? {
                    self.count(alias.or(Some(pair.0)), 0)?;
                    let name = tree.key(key)?;
                    if !keys.contains_key(name) && merged.insert(name) {
                        entries.push(Pair { key, value, is_copy: true });
                    }
                }
            }
        }
        Ok(entries)
    }

    /// Returns the objects that a merge key names.
    fn sources(&self, value: Index) -> Vec<Index> {
        match self.tree.content(value) {
            Content::List(sources) => sources.clone(),
            Content::Plain(_) | Content::Text(_) | Content::Map(_) | Content::Alias(_) => vec![value],
        }
    }

    /// Adds to the size of the copies if there is an alias.
    fn count(&mut self, alias: Option<Index>, length: usize) -> Result<(), Invalid> {
        let Some(alias) = alias else { return Ok(()) };
        self.size += VALUE + length;
        if self.size <= MAX_COPIED {
            return Ok(());
        }
        let help = "use fewer aliases, or define components and refer to them with `$ref`";
        Err(Invalid::new(self.tree.offset(alias), "aliases repeat more than 32 MiB", help))
    }

    fn duplicate(&self, first: Index, second: Index) -> Invalid {
        let help = "each key of an object must be unique; remove one of the two";
        let invalid = Invalid::new(self.tree.offset(second), "duplicate key", help);
        let invalid = Invalid { first: Some(self.tree.offset(first)), ..invalid };
        match self.tree.key(second) {
            Ok(text) => invalid.quoting(text),
            Err(_) => invalid,
        }
    }
}
