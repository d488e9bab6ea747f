//! Lowers objects: fixed, required, optional and nullable properties, and additional properties.

use super::form::other_properties;
use super::lowering::Lowering;
use super::notes::documentation;
use super::omitted::listed::Listed;
use super::{merge, notes};
use crate::diagnostic::Code;
use crate::document::{Additional, JsonType, Schema};
use crate::ir::{AdditionalProperties, Case, Field, Inside, Literal, Object, Origin, Presence, Step, Type};
use crate::settings::matches;
use crate::source::{Location, Value};

impl Lowering<'_> {
    pub(super) fn object(&mut self, schema: &Schema, origin: &Origin) -> Object {
        let mut object = Object {
            min_properties: schema.limits.min_properties,
            max_properties: schema.limits.max_properties,
            required_sets: schema
                .required_sets
                .clone()
                .map(|required_sets| (required_sets.exclusive, required_sets.sets)),
            ..Object::default()
        };
        let mut absent = Vec::new();
        let required: std::collections::HashSet<&String> = schema.required.iter().collect();
        for (key, property) in &schema.properties {
            let property = &merge::matching(schema, key, property);
            let is_required = required.contains(key);
            if is_required {
                self.list_omitted(schema, key, &property.location);
            }
            let whole = self.whole_shared(property);
            match fixed_text(&whole) {
                // A response has no write-only property, so its value is not a literal that must be there.
                Some(value) if is_required && !whole.write_only => {
                    object.literals.push(Literal { key: key.clone(), value: value.to_owned() });
                }
                // An optional property without valid values must be absent.
                _ if whole.never && !is_required => absent.push(key.clone()),
                _ => object.fields.push(self.field(schema, key, property, is_required, origin)),
            }
        }
        object.additional = self.additional_properties(schema, origin);
        let mut inside = Inside { absent, ..self.other_property_rules(schema, origin) };
        if let (AdditionalProperties::Typed(others), true, false) =
            (&object.additional, inside.patterns.is_empty(), inside.absent.is_empty())
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
        let r#type = self.schema(property, &origin.property(key));
        let (r#type, presence) = presence(r#type, required);
        let whole = self.whole(property).into_owned();
        let (read_only, write_only) = self.direction(&whole);
        let whole = Schema { read_only, write_only, ..whole };
        let mut notes = notes::of(&whole, &r#type);
        let pattern = whole.limits.pattern.as_ref().filter(|pattern| self.patterns.is_unchecked(pattern));
        notes.extend(pattern.map(|pattern| format!("Pattern (not validated): {}.", notes::code(pattern))));
        let in_constructor = required || self.is_constructor_property(schema, key);
        let constant = constant_default(&whole);
        Field {
            key: key.to_owned(),
            r#type,
            presence,
            notes,
            in_constructor,
            constant: constant.filter(|_| presence == Presence::Optional && !in_constructor && !read_only),
            read_only,
            write_only,
            documentation: documentation(&whole),
            sibling: self.sibling_tag(key, property).map(Box::new),
        }
    }

    /// Records a required property if the `omitted_required` of the settings lists it.
    fn list_omitted(&mut self, object: &Schema, key: &str, place: &Location) {
        let Some(omitted) = self.settings.omitted_required.as_ref().filter(|it| !it.at.is_empty()) else {
            return;
        };
        let place = place.to_string();
        for (entry, _) in omitted.at.iter().enumerate().filter(|(_, at)| matches(at, &place)) {
            self.omitted.push(Listed { object: object.location.clone(), key: key.to_owned(), entry });
        }
    }

    fn is_constructor_property(&mut self, schema: &Schema, key: &str) -> bool {
        if self.settings.constructor_properties.is_empty() {
            return false;
        }
        let place = schema.location.to_string();
        let mut entries = self.settings.constructor_properties.iter();
        let index = entries.position(|entry| entry.schema == place && entry.property == key);
        self.used_constructor_properties.extend(index);
        index.is_some()
    }

    fn additional_properties(&mut self, schema: &Schema, origin: &Origin) -> AdditionalProperties {
        match (other_properties(schema), &schema.additional) {
            (Some(others), _) => match self.shared(&others, &origin.join(Step::Value)) {
                Type::Any => AdditionalProperties::Open,
                r#type => AdditionalProperties::Typed(Box::new(r#type)),
            },
            (None, Additional::Closed) => AdditionalProperties::Closed,
            (None, Additional::Unstated | Additional::Any | Additional::Typed(_)) => {
                AdditionalProperties::Open
            }
        }
    }

    /// Adds fields for required properties that are not declared. They have the type of additional
    /// properties. If those are not mentioned in the document, this is probably a mistake and is
    /// reported.
    fn undeclared(&mut self, schema: &Schema, object: &mut Object) {
        for (index, key) in schema.required.iter().enumerate() {
            if schema.properties.contains_key(key) {
                continue;
            }
            let r#type = match (&object.additional, &schema.additional) {
                (AdditionalProperties::Typed(r#type), _) => r#type.as_ref().clone(),
                (AdditionalProperties::Open, Additional::Any) => Type::Any,
                (AdditionalProperties::Open | AdditionalProperties::Closed, _) => {
                    self.report_undeclared(schema, index, key);
                    Type::Any
                }
            };
            object.fields.push(Field {
                key: key.clone(),
                r#type,
                presence: Presence::Required,
                in_constructor: true,
                constant: None,
                read_only: false,
                write_only: false,
                documentation: crate::ir::Documentation::default(),
                notes: Vec::new(),
                sibling: None,
            });
        }
    }

    fn report_undeclared(&mut self, schema: &Schema, index: usize, key: &str) {
        let place = schema.location.join("required").join(&index.to_string());
        self.diagnostics.warn(
            Code::RequiredWithoutProperty,
            &place,
            format!("required property `{key}` is not declared"),
            "declare the property, correct its spelling, or set `additionalProperties`",
        );
    }
}

/// Splits the type of a property into its presence and the remaining type.
pub(super) fn presence(r#type: Type, required: bool) -> (Type, Presence) {
    match r#type {
        r#type if required => (r#type, Presence::Required),
        Type::Nullable(inner) => (*inner, Presence::Patch),
        r#type => (r#type, Presence::Optional),
    }
}

/// Returns the only value that a schema allows, if it is also the default. The constructor sets it: it is what an absent
/// property means, and services such as those that use pydantic select the variant of a union by nothing else.
fn constant_default(schema: &Schema) -> Option<Case> {
    let constant = schema.constant.as_ref().filter(|_| !schema.nullable)?;
    match constant {
        _ if schema.default.as_ref() != Some(constant) => None,
        Value::Boolean(value) => Some(Case::Boolean(*value)),
        Value::Number(value) => value.as_i64().map(Case::Integer),
        Value::String(value) => Some(Case::String(value.clone())),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Returns the only string that a schema allows, if it has a `const`.
pub(super) fn fixed_text(schema: &Schema) -> Option<&str> {
    match &schema.constant {
        Some(Value::String(text)) if !schema.nullable && allows_text(schema) => Some(text),
        _ => None,
    }
}

fn allows_text(schema: &Schema) -> bool {
    schema.types.is_empty() || schema.types.contains(&JsonType::String)
}
