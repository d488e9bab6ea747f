//! Which required properties a value omits. In a union, it is a value of the option that it differs from least.

use std::collections::{BTreeSet, HashMap};

use crate::document::is_integer;
use crate::ir::{
    AdditionalProperties, Api, Case, Field, Object, Presence, Selection, Shape, Type, TypeId, Union,
};
use crate::lower::discriminator::ExplicitDiscriminator;
use crate::source::{Location, Value, decimal};

/// The weight of a nested value of another kind.
const MISMATCH: usize = 100;

/// The weight of a literal that is missing, such as the tag of a union.
const LITERAL: usize = 3;

/// Compares a value with types.
pub(super) struct Fit<'a> {
    api: &'a Api,
    discriminators: &'a HashMap<Location, ExplicitDiscriminator>,
    /// The results so far, by the address of the value; `None` while one is computed, so that cycles of unions end.
    known: HashMap<(TypeId, *const Value), Option<usize>>,
    /// The properties that are omitted.
    pub found: BTreeSet<(TypeId, String)>,
}

impl<'a> Fit<'a> {
    pub fn new(api: &'a Api, discriminators: &'a HashMap<Location, ExplicitDiscriminator>) -> Self {
        Self { api, discriminators, known: HashMap::new(), found: BTreeSet::new() }
    }

    /// Returns the number of differences between a value and a type.
    pub fn differences(&mut self, r#type: &Type, value: &Value) -> usize {
        self.fit(r#type, value).unwrap_or(MISMATCH)
    }

    /// Records the required properties that a value omits, except for `envelope` in the value itself.
    pub fn omitted(&mut self, r#type: &Type, value: &Value, envelope: Option<&str>) {
        match r#type {
            Type::Any
            | Type::FreeForm
            | Type::Boolean
            | Type::Integer(_)
            | Type::Number(_)
            | Type::String(_)
            | Type::Timestamp => {}
            Type::Nullable(inner) | Type::OrReference(inner) | Type::Limited(inner, _) => {
                self.omitted(inner, value, envelope);
            }
            Type::List(inner, _) => {
                let Value::Array(elements) = value else { return };
                for element in elements {
                    self.omitted(inner, element, None);
                }
            }
            Type::Map(inner) => {
                let Value::Object(properties) = value else { return };
                properties.values().for_each(|value| self.omitted(inner, value, None));
            }
            Type::Named(id) => self.omitted_in(*id, value, envelope),
        }
    }

    fn omitted_in(&mut self, id: TypeId, value: &Value, envelope: Option<&str>) {
        let api = self.api;
        match &api.definition(id).shape {
            Shape::StringEnum(_) => {}
            Shape::Union(union) => {
                if let Some(variant) = self.variant(id, union, value) {
                    self.omitted(&union.variants[variant].r#type, value, envelope);
                }
            }
            Shape::Object(object) => {
                let Value::Object(properties) = value else { return };
                let literals = object.literals.iter().map(|literal| &literal.key);
                let fields = object.fields.iter().filter(|it| it.presence == Presence::Required);
                let required = literals.chain(fields.map(|field| &field.key));
                let missing = required.filter(|key| !properties.contains_key(key) && envelope != Some(key));
                self.found.extend(missing.map(|key| (id, key.clone())));
                for (key, value) in properties {
                    let field = object.fields.iter().find(|field| field.key == *key);
                    let tag = field.and_then(|field| field.sibling.as_ref());
                    let tag = tag.and_then(|tag| Some((tag, properties.get(&tag.property)?)));
                    match (tag, property(object, key)) {
                        (Some((tag, actual)), Some(r#type)) => {
                            let tagged = tag.cases.iter().find(|(case, _)| is_case(case, actual));
                            // A value that is not listed selects no variant.
                            if let Some((_, selection)) = tagged {
                                self.omitted_in_variant(r#type, value, selection);
                            }
                        }
                        (_, Some(r#type)) => self.omitted(r#type, value, None),
                        (_, None) => {}
                    }
                }
            }
        }
    }

    /// Like `omitted`, for a property with a union in it, whose variant another property selects.
    fn omitted_in_variant(&mut self, r#type: &Type, value: &Value, selection: &Selection) {
        let api = self.api;
        match (r#type, value) {
            (Type::Named(id), _) => {
                let Shape::Union(union) = &api.definition(*id).shape else { return };
                let variants = (0..union.variants.len()).filter(|variant| selection.may_select(*variant));
                if let Some(variant) = self.best(union, variants, value) {
                    self.omitted(&union.variants[variant].r#type, value, None);
                }
            }
            (Type::List(inner, _), Value::Array(elements)) => {
                for element in elements {
                    self.omitted_in_variant(inner, element, selection);
                }
            }
            (Type::Map(inner), Value::Object(properties)) => {
                properties.values().for_each(|value| self.omitted_in_variant(inner, value, selection));
            }
            (Type::Nullable(inner) | Type::OrReference(inner) | Type::Limited(inner, _), _) => {
                self.omitted_in_variant(inner, value, selection);
            }
            _ => {}
        }
    }

    /// Returns the variant that a value differs from least.
    fn variant(&mut self, id: TypeId, union: &Union, value: &Value) -> Option<usize> {
        let tagged = self.tagged(id, union, value);
        tagged.or_else(|| self.best(union, 0..union.variants.len(), value))
    }

    fn best(&mut self, union: &Union, variants: impl Iterator<Item = usize>, value: &Value) -> Option<usize> {
        let variants = variants.map(|index| (index, &union.variants[index]));
        let fits = variants.filter_map(|(index, it)| Some((self.fit(&it.r#type, value)?, index)));
        fits.min().map(|(_, index)| index)
    }

    /// Returns the variant that the discriminator of the document selects.
    fn tagged(&self, id: TypeId, union: &Union, value: &Value) -> Option<usize> {
        let discriminator = self.discriminators.get(&self.api.definition(id).location)?;
        let Value::Object(properties) = value else { return None };
        let Value::String(tag) = properties.get(&discriminator.property)? else { return None };
        let (_, mapped) = discriminator.mapping.iter().find(|(value, _)| value == tag)?;
        union.variants.iter().position(|variant| mapped.as_ref() == Some(&variant.r#type))
    }

    /// Returns the number of differences; `None` if the value is of another kind.
    fn fit(&mut self, r#type: &Type, value: &Value) -> Option<usize> {
        match r#type {
            Type::Any => Some(0),
            Type::FreeForm => matches!(value, Value::Object(_)).then_some(0),
            Type::Boolean => matches!(value, Value::Boolean(_)).then_some(0),
            Type::Integer(_) => matches!(value, Value::Number(number) if is_integer(number)).then_some(0),
            Type::Number(_) => matches!(value, Value::Number(_)).then_some(0),
            Type::String(_) | Type::Timestamp => matches!(value, Value::String(_)).then_some(0),
            Type::List(inner, _) => {
                let Value::Array(elements) = value else { return None };
                Some(elements.iter().map(|element| self.differences(inner, element)).sum())
            }
            Type::Map(inner) => {
                let Value::Object(properties) = value else { return None };
                Some(properties.values().map(|value| self.differences(inner, value)).sum())
            }
            Type::Nullable(_) if *value == Value::Null => Some(0),
            Type::OrReference(inner) => match value {
                Value::String(_) => Some(self.fit(inner, value).unwrap_or_default()),
                _ => self.fit(inner, value),
            },
            Type::Nullable(inner) | Type::Limited(inner, _) => self.fit(inner, value),
            Type::Named(id) => {
                let key = (*id, std::ptr::from_ref(value));
                if let Some(known) = self.known.get(&key) {
                    return *known;
                }
                self.known.insert(key, None);
                let fit = self.fit_definition(*id, value);
                self.known.insert(key, fit);
                fit
            }
        }
    }

    fn fit_definition(&mut self, id: TypeId, value: &Value) -> Option<usize> {
        let api = self.api;
        match &api.definition(id).shape {
            Shape::StringEnum(list) => {
                let text = match value {
                    Value::String(text) => text.clone(),
                    Value::Boolean(_) | Value::Number(_) => value.to_string(),
                    Value::Null | Value::Array(_) | Value::Object(_) => return None,
                };
                // A single value is a tag.
                let unlisted = if list.values.len() == 1 { MISMATCH } else { 1 };
                Some(if list.values.contains(&text) { 0 } else { unlisted })
            }
            Shape::Union(union) => {
                let variant = self.variant(id, union, value)?;
                self.fit(&union.variants[variant].r#type, value)
            }
            Shape::Object(object) => {
                let Value::Object(properties) = value else { return None };
                let mut differences = 0;
                for literal in &object.literals {
                    differences += match properties.get(&literal.key) {
                        Some(Value::String(text)) if *text == literal.value => 0,
                        Some(_) => return None,
                        None => LITERAL,
                    };
                }
                let is_missing = |field: &&Field| {
                    field.presence == Presence::Required && !properties.contains_key(&field.key)
                };
                differences += object.fields.iter().filter(is_missing).count();
                for (key, value) in properties {
                    differences += self.property(object, key, value);
                }
                Some(differences)
            }
        }
    }

    /// Returns the number of differences in a property of an object.
    fn property(&mut self, object: &Object, key: &str, value: &Value) -> usize {
        let field = object.fields.iter().find(|field| field.key == key);
        let is_optional = field.is_some_and(|field| field.presence != Presence::Required);
        if is_optional && *value == Value::Null || object.literals.iter().any(|it| it.key == key) {
            return 0;
        }
        // A property that is not declared.
        property(object, key).map_or(1, |r#type| self.differences(r#type, value))
    }
}

/// Returns whether a value is that of a case.
fn is_case(case: &Case, value: &Value) -> bool {
    match (case, value) {
        (Case::String(text), Value::String(value)) => text == value,
        (Case::Boolean(flag), Value::Boolean(value)) => flag == value,
        (Case::Integer(number), Value::Number(value)) => value.as_i64() == Some(*number),
        (Case::Number(text), Value::Number(value)) => decimal(&value.to_string()).as_ref() == Some(text),
        _ => false,
    }
}

/// Returns the type of a property.
fn property<'a>(object: &'a Object, key: &str) -> Option<&'a Type> {
    let field = object.fields.iter().find(|field| field.key == key);
    let others = match &object.additional {
        AdditionalProperties::Typed(others) if object.literals.iter().all(|it| it.key != key) => {
            Some(&**others)
        }
        AdditionalProperties::Typed(_) | AdditionalProperties::Open | AdditionalProperties::Closed => None,
    };
    field.map(|field| &field.r#type).or(others)
}
