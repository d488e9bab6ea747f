//! Objects: members that are fixed, required, optional or nullable, and what stands besides.

use super::form::rest;
use super::lowering::Lowering;
use super::notes::documentation;
use super::{merge, notes};
use crate::diagnostic::Code;
use crate::document::{Additional, Schema};
use crate::ir::{Field, Inside, Literal, Object, Origin, Presence, Rest, Type};
use crate::source::Value;

impl Lowering<'_> {
    pub(super) fn object(&mut self, schema: &Schema, origin: &Origin) -> Object {
        let mut object = Object {
            min_properties: schema.limits.min_properties,
            max_properties: schema.limits.max_properties,
            demands: schema.demands.clone().map(|demands| (demands.exclusive, demands.sets)),
            ..Object::default()
        };
        let mut absent = Vec::new();
        let required: std::collections::HashSet<&String> = schema.required.iter().collect();
        for (key, property) in &schema.properties {
            let property = &merge::matching(schema, key, property);
            let is_required = required.contains(key);
            let whole = self.whole_shared(property);
            match fixed_text(&whole) {
                Some(value) if is_required => {
                    object.literals.push(Literal { key: key.clone(), value: value.to_owned() });
                }
                // A member that no value fits is one that is not there.
                _ if whole.never && !is_required => absent.push(key.clone()),
                _ => object.fields.push(self.field(schema, key, property, is_required, origin)),
            }
        }
        object.rest = self.rest(schema, origin);
        let mut inside = Inside { absent, ..self.members_inside(schema, origin) };
        if let (Rest::Typed(others), true, false) =
            (&object.rest, inside.patterns.is_empty(), inside.absent.is_empty())
        {
            inside.others = Some((**others).clone());
        }
        object.inside = (inside != Inside::default()).then(|| Box::new(inside));
        self.undeclared(schema, &mut object);
        object
    }

    fn field(
        &mut self,
        schema: &Schema,
        key: &str,
        property: &Schema,
        required: bool,
        origin: &Origin,
    ) -> Field {
        let r#type = self.schema(property, &origin.join(key));
        let (r#type, presence) = presence(r#type, required);
        let whole = self.whole(property).into_owned();
        let mut notes = notes::of(&whole, &r#type);
        let pattern = whole.limits.pattern.as_ref().filter(|pattern| self.patterns.is_unchecked(pattern));
        notes.extend(
            pattern.map(|pattern| format!("Pattern, which is not checked: {}.", notes::code(pattern))),
        );
        Field {
            key: key.to_owned(),
            r#type,
            presence,
            notes,
            in_constructor: required || self.is_constructor_property(schema, key),
            read_only: whole.read_only,
            documentation: documentation(&whole),
        }
    }

    fn is_constructor_property(&mut self, schema: &Schema, key: &str) -> bool {
        if self.settings.constructor_properties.is_empty() {
            return false;
        }
        let place = schema.location.to_string();
        let mut entries = self.settings.constructor_properties.iter();
        let found = entries.position(|entry| entry.schema == place && entry.property == key);
        self.used_constructor_properties.extend(found);
        found.is_some()
    }

    fn rest(&mut self, schema: &Schema, origin: &Origin) -> Rest {
        match (rest(schema), &schema.additional) {
            (Some(rest), _) => match self.schema(&rest, &origin.join("value")) {
                Type::Any => Rest::Open,
                r#type => Rest::Typed(Box::new(r#type)),
            },
            (None, Additional::Refused) => Rest::Closed,
            (None, Additional::Unstated | Additional::Any | Additional::Typed(_)) => Rest::Open,
        }
    }

    /// Members that are required and not declared: they hold what all others hold. Where the document
    /// says nothing of others, that is likely a slip.
    fn undeclared(&mut self, schema: &Schema, object: &mut Object) {
        for (index, key) in schema.required.iter().enumerate() {
            if schema.properties.contains_key(key) {
                continue;
            }
            let r#type = match (&object.rest, &schema.additional) {
                (Rest::Typed(r#type), _) => r#type.as_ref().clone(),
                (Rest::Open, Additional::Any) => Type::Any,
                (Rest::Open | Rest::Closed, _) => {
                    self.report_undeclared(schema, index, key);
                    Type::Any
                }
            };
            object.fields.push(Field {
                key: key.clone(),
                r#type,
                presence: Presence::Required,
                in_constructor: true,
                read_only: false,
                documentation: crate::ir::Documentation::default(),
                notes: Vec::new(),
            });
        }
    }

    fn report_undeclared(&mut self, schema: &Schema, index: usize, key: &str) {
        let place = schema.location.join("required").join(&index.to_string());
        self.diagnostics.warn(
            Code::RequiredWithoutProperty,
            &place,
            format!("`{key}` is required but is no property"),
            "declare the property, correct the spelling, or allow `additionalProperties`",
        );
    }
}

/// The type of a member without what its presence says already.
pub(super) fn presence(r#type: Type, required: bool) -> (Type, Presence) {
    match r#type {
        r#type if required => (r#type, Presence::Required),
        Type::Nullable(inner) => (*inner, Presence::Patch),
        r#type => (r#type, Presence::Optional),
    }
}

/// The one string that a property may hold, if `const` fixes it.
pub(super) fn fixed_text(schema: &Schema) -> Option<&str> {
    match &schema.constant {
        Some(Value::String(text)) if !schema.nullable => Some(text),
        _ => None,
    }
}
