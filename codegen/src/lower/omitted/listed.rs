//! The required properties that the settings list, by location and then by type.

use crate::ir::TypeId;
use crate::lower::definitions::Definitions;
use crate::source::Location;

/// A required property at a location that the settings list.
pub(in crate::lower) struct Listed {
    /// Location of the object.
    pub object: Location,
    pub key: String,
    /// Index of the entry in the settings.
    pub entry: usize,
}

/// A required property of a type that the settings list.
pub(in crate::lower) struct Omitted {
    pub r#type: TypeId,
    pub key: String,
    /// Index of the entry in the settings.
    pub entry: usize,
}

/// Returns the properties of the types at the listed locations.
pub(in crate::lower) fn by_type(listed: Vec<Listed>, definitions: &Definitions) -> Vec<Omitted> {
    let mut omitted = Vec::new();
    for Listed { object, key, entry } in listed {
        let types = definitions.at(&object);
        omitted.extend(types.map(|r#type| Omitted { r#type, key: key.clone(), entry }));
    }
    omitted
}
