//! Unions: their options and what those are called. How they are told apart comes later.

use std::rc::Rc;

use super::lowering::Lowering;
use super::notes::documentation;
use crate::document::Schema;
use crate::ir::{Origin, Type, Variant};
use crate::source::{Location, Value};

/// The options of a union with their types.
pub(super) struct Options {
    pub variants: Vec<Variant>,
    /// Where they stand.
    pub places: Vec<Location>,
    /// The types of all options, those that are equal included.
    pub types: Vec<Type>,
}

impl Lowering<'_> {
    /// The options of a union; those of equal type are one.
    pub(super) fn variants(&mut self, options: &[Rc<Schema>], origin: &Origin) -> Options {
        let mut variants: Vec<Variant> = Vec::new();
        let mut places = Vec::new();
        let mut types = Vec::new();
        for (index, option) in options.iter().enumerate() {
            let own_name = self.option_name(option);
            let place = own_name.clone().unwrap_or_else(|| format!("option {}", index + 1));
            let r#type = match self.schema(option, &origin.join(&place)) {
                // The union as a whole is nullable.
                Type::Nullable(inner) => *inner,
                r#type => r#type,
            };
            types.push(r#type.clone());
            if variants.iter().any(|variant| variant.r#type == r#type) {
                continue;
            }
            let name = own_name.unwrap_or_else(|| kind_name(&r#type).unwrap_or(&place).to_owned());
            let documentation = documentation(&self.resolved(option));
            variants.push(Variant { name, r#type, documentation });
            places.push(option.location.clone());
        }
        Options { variants, places, types }
    }

    /// What an option is called: by its reference, its title, or a fixed member.
    fn option_name(&mut self, option: &Schema) -> Option<String> {
        let part = option.parts.iter().find(|part| part.reference.is_some());
        let reference = option.reference.as_ref().or_else(|| part?.reference.as_ref());
        let referred = reference.and_then(|target| target.pointer.split_last());
        if let Some((_, name)) = referred {
            return Some(name);
        }
        let whole = self.whole(option);
        let fixed = whole.properties.values().find_map(|property| match &property.constant {
            Some(Value::String(text)) => Some(text.clone()),
            _ => None,
        });
        whole.title.clone().or(fixed)
    }
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
        Type::Limited(inner, _) => return kind_name(inner),
        Type::Nullable(_) | Type::Named(_) => return None,
    })
}
