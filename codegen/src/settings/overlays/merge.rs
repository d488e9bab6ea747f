//! Changes to a document: a recursive merge, and removal.

use crate::source::Value;

/// The positions of the entries and elements that lead to a value.
pub(super) type Path = Vec<usize>;

/// How an update applies to a value.
pub(super) enum Kind {
    /// It is merged into an object, or appended to a list.
    Merged,
    /// The value is an object, and the update is not.
    Mismatch,
    /// The value is neither an object nor a list.
    Scalar,
}

/// Returns how an update applies to a value.
pub(super) fn kind(value: &Value, update: &Value) -> Kind {
    match (value, update) {
        (Value::Array(_), _) | (Value::Object(_), Value::Object(_)) => Kind::Merged,
        (Value::Object(_), _) => Kind::Mismatch,
        (Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_), _) => Kind::Scalar,
    }
}

/// Returns the value at a path.
pub(super) fn at<'v>(value: &'v mut Value, path: &[usize]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |value, position| match value {
        Value::Object(fields) => fields.values_mut().nth(*position),
        Value::Array(elements) => elements.get_mut(*position),
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_) => None,
    })
}

/// Removes the value at a path that is not empty.
pub(super) fn remove(value: &mut Value, path: &[usize]) {
    let Some((position, parent)) = path.split_last() else { return };
    match at(value, parent) {
        Some(Value::Object(fields)) => {
            fields.remove_at(*position);
        }
        Some(Value::Array(elements)) if *position < elements.len() => {
            elements.remove(*position);
        }
        _ => {}
    }
}

/// Applies an update to the selected value, and returns whether that changes it. An update of a list is appended as one
/// element.
pub(super) fn merge(value: &mut Value, update: &Value) -> bool {
    match value {
        Value::Array(elements) => {
            elements.push(update.clone());
            true
        }
        value => merge_property(value, update),
    }
}

/// Merges objects recursively and joins lists; everything else is replaced. Returns whether the value changes.
fn merge_property(value: &mut Value, update: &Value) -> bool {
    match (value, update) {
        (Value::Object(fields), Value::Object(updates)) => {
            let mut is_changed = false;
            for (key, update) in updates {
                is_changed |= if let Some(value) = fields.get_mut(key) {
                    merge_property(value, update)
                } else {
                    fields.insert(key.clone(), update.clone());
                    true
                };
            }
            is_changed
        }
        (Value::Array(elements), Value::Array(added)) => {
            elements.extend(added.iter().cloned());
            !added.is_empty()
        }
        (value, update) => {
            let is_changed = value != update;
            if is_changed {
                *value = update.clone();
            }
            is_changed
        }
    }
}
