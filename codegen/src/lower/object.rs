//! Objects: members that are fixed, required, optional or nullable.

use super::Lowering;
use super::schema::documentation;
use crate::diagnostic::Code;
use crate::document::{Schema, Value};
use crate::ir::{Field, Literal, Object, Origin, Presence, Type};

impl<'a> Lowering<'a> {
    pub(super) fn object(&mut self, schema: &'a Schema, origin: &Origin) -> Object {
        self.check_required(schema);
        let mut object = Object::default();
        for (key, property) in &schema.properties {
            let required = schema.required.contains(key);
            match fixed_text(property) {
                Some(value) if required => {
                    object.literals.push(Literal { key: key.clone(), value: value.to_owned() });
                }
                _ => object.fields.push(self.field(schema, key, property, required, origin)),
            }
        }
        object
    }

    fn field(
        &mut self,
        schema: &Schema,
        key: &str,
        property: &'a Schema,
        required: bool,
        origin: &Origin,
    ) -> Field {
        let r#type = self.schema(property, &origin.join(key));
        let (r#type, presence) = match r#type {
            r#type if required => (r#type, Presence::Required),
            Type::Nullable(inner) => (*inner, Presence::Patch),
            r#type => (r#type, Presence::Optional),
        };
        Field {
            key: key.to_owned(),
            r#type,
            presence,
            in_constructor: required || self.is_constructor_member(schema, key),
            documentation: documentation(property),
        }
    }

    fn is_constructor_member(&mut self, schema: &Schema, key: &str) -> bool {
        let place = schema.location.to_string();
        let mut entries = self.settings.constructor_members.iter();
        let found = entries.position(|entry| entry.schema == place && entry.member == key);
        self.used_constructor_members.extend(found);
        found.is_some()
    }

    fn check_required(&mut self, schema: &Schema) {
        for (index, key) in schema.required.iter().enumerate() {
            if schema.properties.contains_key(key) {
                continue;
            }
            let place = schema.location.join("required").join(&index.to_string());
            self.diagnostics.error(
                Code::RequiredWithoutProperty,
                &place,
                format!("`{key}` is required but is no property"),
                "declare the property, or correct the spelling",
            );
        }
    }
}

/// The one string that a property may hold, if `const` fixes it.
fn fixed_text(schema: &Schema) -> Option<&str> {
    match &schema.constant {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}
