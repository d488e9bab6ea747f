//! The part of an API that consists of some of its tags. The types are those of the whole document, so that settings and
//! examples mean the same for all parts.

use std::collections::HashSet;

use crate::ir::{Api, TypeId};
use crate::source::Location;

/// Tags that differ in at most this many characters, and in at most half of them, are similar.
const SIMILAR: usize = 3;

/// Removes all operations without one of these tags, and the types that only those use.
pub(crate) fn keep(api: &mut Api, tags: &[String]) {
    let is_kept: Vec<bool> = api.tags.iter().map(|tag| tags.contains(&tag.name)).collect();
    let is_operation_kept: Vec<bool> =
        api.operations.iter().map(|operation| is_kept[operation.tag]).collect();
    for scope in &mut api.scopes {
        scope.excluded = renumbered(&scope.excluded, &is_operation_kept);
    }
    api.waiters.retain(|waiter| is_operation_kept[waiter.operation]);
    for waiter in &mut api.waiters {
        let is_before = is_operation_kept[..waiter.operation].iter();
        waiter.operation = is_before.filter(|is_kept| **is_kept).count();
    }
    let is_handle_kept: Vec<bool> = (0..api.handles.len())
        .map(|handle| api.tags_below(handle, true).into_iter().any(|tag| is_kept[tag]))
        .collect();
    let operations = std::mem::take(&mut api.operations).into_iter();
    let (kept, left_out) = operations.partition(|operation| is_kept[operation.tag]);
    api.operations = kept;
    api.left_out.operations = left_out;
    for operation in &mut api.operations {
        operation.tag = is_kept[..operation.tag].iter().filter(|is_kept| **is_kept).count();
    }
    api.tags.retain(|tag| tags.contains(&tag.name));
    keep_handles(api, &is_handle_kept);
    keep_types(api);
}

/// Returns the new indices of the items that are kept.
fn renumbered(indices: &[usize], is_kept: &[bool]) -> Vec<usize> {
    let kept = indices.iter().filter(|index| is_kept[**index]);
    kept.map(|index| is_kept[..*index].iter().filter(|is_kept| **is_kept).count()).collect()
}

/// Removes the handles without operations. Those above a handle that is kept are kept as well.
fn keep_handles(api: &mut Api, is_kept: &[bool]) {
    let new_index = |index: usize| renumbered(&[index], is_kept).first().copied();
    for operation in &mut api.operations {
        operation.handle = operation.handle.and_then(new_index);
        for parameter in &mut operation.parameters {
            parameter.bound = parameter.bound.and_then(|(handle, own)| Some((new_index(handle)?, own)));
        }
    }
    let mut kept = is_kept.iter().copied();
    api.handles.retain(|_| kept.next().unwrap_or_default());
    for handle in &mut api.handles {
        handle.parent = handle.parent.and_then(new_index);
    }
}

/// Removes the types that no operation uses.
fn keep_types(api: &mut Api) {
    let mut is_used = vec![false; api.types.len()];
    let mut waiting: Vec<TypeId> = Vec::new();
    for operation in &mut api.operations {
        operation.references_mut(&mut |id| waiting.push(*id));
    }
    for parameter in api.handles.iter_mut().flat_map(|handle| &mut handle.parameters) {
        parameter.r#type.references_mut(&mut |id| waiting.push(*id));
    }
    while let Some(id) = waiting.pop() {
        if !std::mem::replace(&mut is_used[id.0], true) {
            api.types[id.0].shape.references_mut(&mut |id| waiting.push(*id));
        }
    }
    let mut ids = Vec::new();
    let mut count = 0;
    for is_used in &is_used {
        ids.push(TypeId(count));
        count += usize::from(*is_used);
    }
    let unused = api.types.iter().zip(&is_used).filter(|(_, is_used)| !**is_used);
    api.left_out.types = unused.map(|(definition, _)| definition.location.clone()).collect();
    let mut used = is_used.iter().copied();
    api.types.retain(|_| used.next().unwrap_or_default());
    let mut new_id = |id: &mut TypeId| *id = ids[id.0];
    api.types.iter_mut().for_each(|definition| definition.shape.references_mut(&mut new_id));
    api.operations.iter_mut().for_each(|operation| operation.references_mut(&mut new_id));
    for parameter in api.handles.iter_mut().flat_map(|handle| &mut handle.parameters) {
        parameter.r#type.references_mut(&mut new_id);
    }
    api.omitted_required.retain(|property| is_used[property.r#type.0]);
    api.omitted_required.iter_mut().for_each(|property| new_id(&mut property.r#type));
}

/// Returns a function that determines whether a location is in the part that was left out.
pub(crate) fn is_left_out(api: &Api) -> impl Fn(&Location) -> bool + use<> {
    let operations = api.operations.iter().map(|operation| operation.location.to_string());
    let types = api.types.iter().map(|definition| definition.location.to_string());
    let kept: HashSet<String> = operations.chain(types).collect();
    let operations = api.left_out.operations.iter().map(|operation| operation.location.to_string());
    let types = api.left_out.types.iter().map(ToString::to_string);
    let left_out: HashSet<String> = operations.chain(types).collect();
    move |location| {
        let location = location.to_string();
        let ends = location.match_indices('/').map(|(end, _)| end).chain([location.len()]);
        let above: Vec<&str> = ends.map(|end| &location[..end]).collect();
        above.iter().any(|place| left_out.contains(*place))
            && !above.iter().any(|place| kept.contains(*place))
    }
}

/// Returns the tags that are similar to a name: equal apart from case, part of it, or spelled almost like it.
pub(crate) fn similar<'a>(api: &'a Api, name: &str) -> Vec<&'a str> {
    let name = name.to_lowercase();
    let limit = SIMILAR.min(name.chars().count() / 2);
    let is_similar = |tag: &&str| {
        let tag = tag.to_lowercase();
        !name.is_empty() && (tag.contains(&name) || name.contains(&tag) || distance(&tag, &name) <= limit)
    };
    api.tags.iter().map(|tag| tag.name.as_str()).filter(is_similar).collect()
}

/// Returns the number of characters to insert, remove or replace to turn one text into the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, from) in one.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (column, to) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_counted_in_characters() {
        for (one, other, expected) in
            [("", "", 0), ("jobs", "job", 1), ("jobs", "jbos", 2), ("é", "e", 1), ("", "ab", 2)]
        {
            assert_eq!(distance(one, other), expected, "{one} {other}");
            assert_eq!(distance(other, one), expected, "{other} {one}");
        }
    }
}
