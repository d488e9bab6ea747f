//! Facts about the intermediate representation that emission needs: where types are used, which features compile them, and
//! which fields and variants are boxed. Nothing here changes the representation.

mod features;
mod layout;
mod usage;

pub use self::features::{Feature, Features};
pub(crate) use self::usage::usage;
pub use self::usage::{Usage, Users, named};
use crate::ir::{Api, Presence, Shape, TypeId};

/// All facts about an API.
#[derive(Clone, Debug)]
pub struct Facts {
    usage: Vec<Usage>,
    features: Features,
    layout: layout::Layout,
}

/// Analyzes an API.
#[must_use]
pub fn analyze(api: &Api) -> Facts {
    let usage = usage(api);
    let features = features::features(api, &usage);
    Facts { usage, features, layout: layout::layout(api) }
}

impl Facts {
    /// Returns where a type is used.
    #[must_use]
    pub fn usage(&self, id: TypeId) -> &Usage {
        &self.usage[id.0]
    }

    /// Returns the features that compile each type.
    #[must_use]
    pub fn features(&self) -> &Features {
        &self.features
    }

    /// Returns whether a variant of a union is boxed, because it is large or would otherwise contain
    /// itself.
    #[must_use]
    pub fn is_boxed_variant(&self, id: TypeId, variant: usize) -> bool {
        self.layout.boxed.contains(&(id, variant))
    }

    /// Returns whether a field of an object is boxed, because it is very large or would otherwise
    /// contain itself.
    #[must_use]
    pub fn is_boxed_field(&self, id: TypeId, field: usize) -> bool {
        self.layout.boxed.contains(&(id, field))
    }
}

/// Returns whether a type is an object without required fields, including those that the service omits. Those that the
/// constructor sets do not count.
#[must_use]
pub fn is_empty_by_default(api: &Api, id: TypeId) -> bool {
    match &api.definition(id).shape {
        Shape::Object(object) => {
            let fields = object.fields.iter();
            fields.filter(|field| field.constant.is_none()).all(|field| field.presence != Presence::Required)
                && api.omitted_required.iter().all(|property| property.r#type != id)
        }
        Shape::StringEnum(_) | Shape::Union(_) => false,
    }
}
