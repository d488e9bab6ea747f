//! Lowers the options of unions and chooses their names. Variants are selected later, by `select`.

use std::rc::Rc;

use super::lowering::Lowering;
use super::notes::documentation;
use crate::document::{Discriminator, Schema};
use crate::ir::{Origin, Step, Type, Variant};
use crate::source::{Location, Value};

/// The lowered options of a union.
pub(super) struct Options {
    pub variants: Vec<Variant>,
    /// Locations of the variants.
    pub places: Vec<Location>,
    /// Types of all options, including those without a variant because an earlier one has the same type.
    pub types: Vec<Type>,
}

/// The label of an option, and its tag.
pub(super) struct Labels {
    pub label: Option<String>,
    /// The value of its tag, if that can be a name. It does not depend on whether others have one.
    pub tag: Option<String>,
}

impl Lowering<'_> {
    /// Lowers the options of a union. Options of equal type become one variant.
    pub(super) fn variants(
        &mut self,
        options: &[Rc<Schema>],
        discriminator: Option<&Discriminator>,
        origin: &Origin,
    ) -> Options {
        let labels = self.labels(options, discriminator);
        let mut variants: Vec<Variant> = Vec::new();
        let mut places = Vec::new();
        let mut types = Vec::new();
        for (index, (option, Labels { label, tag })) in options.iter().zip(labels).enumerate() {
            let own_name = self.option_name(option);
            let place = own_name.clone().unwrap_or_else(|| format!("option {}", index + 1));
            let step = Step::Option(label.clone().unwrap_or_else(|| place.clone()));
            let r#type = match self.shared(option, &origin.join(step)) {
                // Null is allowed by the union as a whole.
                Type::Nullable(inner) => *inner,
                r#type => r#type,
            };
            types.push(r#type.clone());
            if variants.iter().any(|variant| variant.r#type == r#type) {
                continue;
            }
            let name = own_name.unwrap_or_else(|| kind_name(&r#type).unwrap_or(&place).to_owned());
            let documentation = documentation(&self.resolved(option));
            let label = label.filter(|label| *label != name);
            variants.push(Variant { name, label, tag, r#type, documentation });
            places.push(option.location.clone());
        }
        Options { variants, places, types }
    }

    /// Returns the name of an option: of its reference, its title, or the value of a `const` property.
    fn option_name(&mut self, option: &Schema) -> Option<String> {
        let last = first_reference(option).and_then(|target| target.pointer.split_last());
        if let Some((_, name)) = last {
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

/// Returns the first reference of a schema or of its parts: a nested option is a part of the schema that combines it with
/// the keywords next to each union.
pub(super) fn first_reference(schema: &Schema) -> Option<&Location> {
    schema.reference.as_ref().or_else(|| schema.parts.iter().find_map(|part| first_reference(part)))
}

/// Returns a name for an option without one, according to its type.
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
