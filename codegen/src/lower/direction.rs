//! `required` of properties that only one side sets: `readOnly` ones are not required in requests, and
//! `writeOnly` ones not in responses.

use super::lowering::Lowering;
use super::object::presence;
use crate::analyze::{self, Usage};
use crate::document::Schema;
use crate::ir::{Api, Field, Object, Presence, Shape, Type};

/// Makes required read-only properties optional in objects that are used in requests, and required write-only
/// properties in objects that are used in responses. If requests use these too, `validate()` requires the properties.
pub(super) fn relax(api: &mut Api) {
    let facts = analyze::usage(api);
    for (definition, usage) in api.types.iter_mut().zip(facts) {
        if let Shape::Object(object) = &mut definition.shape {
            relax_object(object, &usage);
        }
    }
}

fn relax_object(object: &mut Object, usage: &Usage) {
    let mut required_in_requests = Vec::new();
    let fields = object.fields.iter_mut().filter(|field| field.presence == Presence::Required);
    for field in fields {
        if field.read_only && usage.in_requests() {
            make_optional(field);
            field.in_constructor = false;
        } else if field.write_only && usage.in_responses() {
            make_optional(field);
            field.in_constructor = usage.in_requests();
            required_in_requests.extend(usage.in_requests().then(|| field.key.clone()));
        }
    }
    require(object, &required_in_requests);
}

/// Makes `validate()` require optional properties.
pub(super) fn require(object: &mut Object, keys: &[String]) {
    if keys.is_empty() {
        return;
    }
    let (exclusive, mut sets) = object.required_sets.take().unwrap_or((false, vec![Vec::new()]));
    for set in &mut sets {
        set.extend(keys.iter().filter(|key| !set.contains(key)).cloned().collect::<Vec<_>>());
    }
    object.required_sets = Some((exclusive, sets));
}

pub(super) fn make_optional(field: &mut Field) {
    let r#type = std::mem::replace(&mut field.r#type, Type::Any);
    (field.r#type, field.presence) = presence(r#type, false);
}

impl Lowering<'_> {
    /// Returns whether a property is read-only and whether it is write-only. The keywords may also be in the target of
    /// its reference.
    pub(super) fn direction(&self, property: &Schema) -> (bool, bool) {
        let (mut read_only, mut write_only) = (property.read_only, property.write_only);
        let (mut schema, mut followed) = (property, Vec::new());
        while let Some(target) = schema.reference.as_ref().filter(|target| !followed.contains(target)) {
            let Some(next) = self.document.schemas.get(target) else { break };
            followed.push(target);
            read_only |= next.read_only;
            write_only |= next.write_only;
            schema = next;
        }
        (read_only, write_only)
    }
}
