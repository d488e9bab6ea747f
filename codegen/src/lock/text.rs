//! The text of the lock file, in the current format and in the earlier one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Lock, LockedOperation, LockedTag, Spellings};

/// The lock file as it is written. Names come first, because that is what changes and conflicts are about.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LockText {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    spellings: Option<Spellings>,
    #[serde(default)]
    types: TypesText,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    parts: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tagged: Option<BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    selections: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    operations: BTreeMap<String, OperationText>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    tags: BTreeMap<String, TagText>,
}

#[derive(Deserialize, Serialize)]
#[serde(untagged, expecting = "expected a list of names with their keys")]
enum TypesText {
    /// Each name and the key of its type, separated by a space.
    Keys(Vec<String>),
    /// The earlier format: names by location.
    Earlier(BTreeMap<String, EarlierType>),
}

impl Default for TypesText {
    fn default() -> Self {
        Self::Keys(Vec::new())
    }
}

/// The names of a type in the earlier format, in which types are listed by location.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct EarlierType {
    name: String,
    #[serde(default)]
    parts: BTreeMap<String, String>,
    #[serde(default, alias = "decision")]
    selection: Option<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(untagged, expecting = "expected the name of a method, or an object with the names of an operation")]
enum OperationText {
    Method(String),
    Names(LockedOperation),
}

#[derive(Deserialize, Serialize)]
#[serde(untagged, expecting = "expected the name of a module, or an object with the names of a tag")]
enum TagText {
    Module(String),
    Names(LockedTag),
}

impl From<LockText> for Lock {
    fn from(text: LockText) -> Self {
        let mut lock = Self {
            spellings: text.spellings,
            parts: text.parts,
            tagged: text.tagged,
            selections: text.selections,
            operations: text.operations.into_iter().map(|(id, names)| (id, names.into())).collect(),
            tags: text.tags.into_iter().map(|(tag, names)| (tag, names.into())).collect(),
            ..Self::default()
        };
        match text.types {
            TypesText::Keys(types) => {
                let types = types.iter().filter_map(|entry| entry.rsplit_once(' '));
                lock.types = types.map(|(name, key)| (name.to_owned(), key.to_owned())).collect();
            }
            TypesText::Earlier(types) => {
                for (place, EarlierType { name, parts, selection }) in types {
                    lock.parts.insert(name.clone(), parts);
                    lock.selections.extend(selection.map(|selection| (name.clone(), selection)));
                    lock.earlier.insert(place, name);
                }
            }
        }
        lock
    }
}

impl From<&Lock> for LockText {
    fn from(lock: &Lock) -> Self {
        let operations = lock.operations.iter();
        Self {
            spellings: lock.spellings.clone(),
            types: TypesText::Keys(lock.types.iter().map(|(name, key)| format!("{name} {key}")).collect()),
            parts: lock.parts.clone(),
            tagged: lock.tagged.clone(),
            selections: lock.selections.clone(),
            operations: operations.map(|(id, names)| (id.clone(), names.clone().into())).collect(),
            tags: lock.tags.iter().map(|(tag, names)| (tag.clone(), names.clone().into())).collect(),
        }
    }
}

impl From<OperationText> for LockedOperation {
    fn from(text: OperationText) -> Self {
        match text {
            OperationText::Method(method) => Self { method, ..Self::default() },
            OperationText::Names(names) => names,
        }
    }
}

impl From<LockedOperation> for OperationText {
    fn from(names: LockedOperation) -> Self {
        let is_method =
            LockedOperation { method: String::new(), ..names.clone() } == LockedOperation::default();
        if is_method { Self::Method(names.method) } else { Self::Names(names) }
    }
}

impl From<TagText> for LockedTag {
    fn from(text: TagText) -> Self {
        match text {
            TagText::Module(module) => Self { module, calls: None },
            TagText::Names(names) => names,
        }
    }
}

impl From<LockedTag> for TagText {
    fn from(names: LockedTag) -> Self {
        if names.calls.is_none() { Self::Module(names.module) } else { Self::Names(names) }
    }
}
