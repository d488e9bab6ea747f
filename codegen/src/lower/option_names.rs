//! The names by which the settings refer to the options of a union.

use crate::ir::Type;
use crate::source::Location;

/// The names that refer to an option of a union in the settings.
#[derive(Clone, Debug)]
pub(super) struct OptionNames {
    /// Location of the option.
    pub location: Location,
    /// Target of its `$ref`.
    pub reference: Option<Location>,
    /// Its component, its title, and the titles of its component.
    pub names: Vec<String>,
    /// Constants of its properties.
    pub constants: Vec<String>,
    /// Its type, which is also that of its variant.
    pub r#type: Type,
}
