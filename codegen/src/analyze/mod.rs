//! Facts about the intermediate representation that emission needs and the document does not
//! state. Nothing here changes the representation.

mod layout;
mod usage;

use std::collections::BTreeSet;

pub(crate) use self::usage::usage;
pub use self::usage::{Usage, named};
use crate::ir::{Api, Presence, Shape, TypeId};

/// All facts about one API.
#[derive(Clone, Debug)]
pub struct Facts {
    usage: Vec<Usage>,
    layout: layout::Layout,
}

/// Finds the facts.
#[must_use]
pub fn analyze(api: &Api) -> Facts {
    Facts { usage: usage(api), layout: layout::layout(api) }
}

impl Facts {
    /// Where a type is used.
    #[must_use]
    pub fn usage(&self, id: TypeId) -> &Usage {
        &self.usage[id.0]
    }

    /// The tags whose operations need a type.
    #[must_use]
    pub fn tags(&self, id: TypeId) -> &BTreeSet<usize> {
        &self.usage[id.0].tags
    }

    /// Whether the payload of a union's variant is boxed: because it is large or would otherwise
    /// contain itself.
    #[must_use]
    pub fn is_boxed_variant(&self, id: TypeId, variant: usize) -> bool {
        self.layout.boxed.contains(&(id, variant))
    }

    /// Whether a field is boxed because it would otherwise contain itself.
    #[must_use]
    pub fn is_boxed_field(&self, id: TypeId, field: usize) -> bool {
        self.layout.boxed.contains(&(id, field))
    }
}

/// Whether an object can be made from nothing.
#[must_use]
pub fn is_empty_by_default(api: &Api, id: TypeId) -> bool {
    match &api.definition(id).shape {
        Shape::Object(object) => {
            let optional = |presence| presence != Presence::Required;
            object.fields.iter().all(|field| optional(field.presence))
        }
        Shape::StringEnum(_) | Shape::Union(_) => false,
    }
}
