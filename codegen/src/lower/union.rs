//! Unions: their options and what those are called. How they are told apart comes later.

use super::Lowering;
use super::schema::documentation;
use crate::document::{Location, Schema, Value};
use crate::ir::{Origin, Type, Variant};

impl<'a> Lowering<'a> {
    /// The options of a union, and where they stand; options of equal type are one.
    pub(super) fn variants(
        &mut self,
        options: &[&'a Schema],
        origin: &Origin,
    ) -> (Vec<Variant>, Vec<Location>) {
        let mut variants: Vec<Variant> = Vec::new();
        let mut places = Vec::new();
        for (index, option) in options.iter().enumerate() {
            let own_name = option_name(option);
            let place = own_name.clone().unwrap_or_else(|| format!("option {}", index + 1));
            let r#type = self.schema(option, &origin.join(&place));
            if variants.iter().any(|variant| variant.r#type == r#type) {
                continue;
            }
            let name = own_name.unwrap_or_else(|| kind_name(&r#type).unwrap_or(&place).to_owned());
            let documentation = documentation(self.resolve(option));
            variants.push(Variant { name, r#type, documentation });
            places.push(option.location.clone());
        }
        (variants, places)
    }
}

/// What an option is called: by its reference, its title, or a fixed member.
fn option_name(option: &Schema) -> Option<String> {
    let reference = option.reference.as_ref();
    let referred = reference.and_then(|target| target.pointer.split_last());
    let titled = option.title.clone();
    let fixed = option.properties.values().find_map(|property| match &property.constant {
        Some(Value::String(text)) => Some(text.clone()),
        _ => None,
    });
    referred.map(|(_, name)| name).or(titled).or(fixed)
}

/// What an option without a name is called after its type.
fn kind_name(r#type: &Type) -> Option<&'static str> {
    Some(match r#type {
        Type::Any => "any",
        Type::FreeForm => "object",
        Type::Boolean => "boolean",
        Type::Integer(_) => "integer",
        Type::Number(_) => "number",
        Type::String(_) => "string",
        Type::Timestamp => "timestamp",
        Type::List(..) => "list",
        Type::Map(_) => "map",
        Type::OrReference(_) => "value or reference",
        Type::Nullable(_) | Type::Named(_) => return None,
    })
}
