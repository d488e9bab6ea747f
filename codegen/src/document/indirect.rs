//! JSON pointers that lead through a `$ref`, such as `#/components/schemas/Order/properties/user/properties/name` if
//! `user` is a reference. By the letter, nothing is there; authors mean the target of the reference.

use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Location, Sources, Value};

/// Maximum number of references on the way.
const MAX_HOPS: usize = 32;

/// Returns the location that authors mean by a reference to `target`, and reports the reference at `place` if it leads
/// through others.
pub(super) fn resolve(
    target: Location,
    place: &Location,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Location {
    let Some(meant) = meant(&target, sources, &mut 0) else {
        return target;
    };
    diagnostics.warn(
        Code::IndirectReference,
        place,
        format!("`{target}` leads through another reference: it is read as `{meant}`"),
        "refer to the target directly",
    );
    meant
}

/// Follows the references on the way to `target`; `None` if there is a value at `target` itself, or none at all.
fn meant(target: &Location, sources: &Sources, hops: &mut usize) -> Option<Location> {
    if sources.value(target).is_some() {
        return None;
    }
    let mut place = Location::root(&target.file);
    for token in target.pointer.tokens() {
        while sources.value(&place.join(&token)).is_none() {
            let Some(Value::Object(fields)) = sources.value(&place) else { return None };
            let Some(Value::String(reference)) = fields.get("$ref") else { return None };
            *hops += 1;
            if *hops > MAX_HOPS {
                return None;
            }
            let next = place.resolve(reference)?;
            place = meant(&next, sources, hops).unwrap_or(next);
        }
        place = place.join(&token);
    }
    sources.value(&place).is_some().then_some(place)
}
