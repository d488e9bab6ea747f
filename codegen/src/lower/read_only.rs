//! Read-only properties in requests: callers cannot set them, so they are optional even if the
//! document requires them.

use super::object::presence;
use crate::analyze;
use crate::ir::{Api, Presence, Shape, Type};

/// Makes required read-only properties optional in objects that are used in requests.
pub(super) fn relax(api: &mut Api) {
    let facts = analyze::usage(api);
    for (definition, usage) in api.types.iter_mut().zip(facts) {
        let Shape::Object(object) = &mut definition.shape else { continue };
        let fields = object.fields.iter_mut().filter(|field| field.read_only && usage.in_requests());
        for field in fields.filter(|field| field.presence == Presence::Required) {
            let r#type = std::mem::replace(&mut field.r#type, Type::Any);
            (field.r#type, field.presence) = presence(r#type, false);
            field.in_constructor = false;
        }
    }
}
