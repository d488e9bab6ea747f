//! Whether all values of one type are valid as another one.
//!
//! Objects are compared under the assumption that holds for variant selection in general: an object has no property
//! that its own type does not declare but the other one does.

use std::collections::HashMap;

use crate::ir::{
    AdditionalProperties, Api, Case, Field, JsonKind, Number, Object, Presence, Rules, Shape, Type, TypeId,
};

/// Maximum number of types that are compared for one union.
const MAX_COMPARED: usize = 20_000;

/// Compares types.
pub(super) struct Within<'a> {
    api: &'a Api,
    /// Pairs of objects that are being compared, or that are within each other if those are.
    assumed: Vec<(TypeId, TypeId)>,
    compared: usize,
}

/// A part of a type, without unions and null.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Part<'a> {
    Null,
    /// A string constant.
    Constant(&'a String),
    Type(&'a Type),
}

/// A property as an object declares it.
#[derive(Clone, Copy)]
pub(super) enum Declared<'a> {
    Constant(&'a String),
    Field(&'a Field),
}

impl<'a> Within<'a> {
    pub fn new(api: &'a Api) -> Self {
        Self { api, assumed: Vec::new(), compared: 0 }
    }

    /// Returns the parts of a property.
    pub fn parts(&self, declared: Declared<'a>) -> Vec<Part<'a>> {
        match declared {
            Declared::Constant(value) => vec![Part::Constant(value)],
            Declared::Field(field) => {
                let mut parts = self.parts_of(&field.r#type);
                if field.presence == Presence::Patch && !parts.contains(&Part::Null) {
                    parts.push(Part::Null);
                }
                parts
            }
        }
    }

    /// Returns the kinds of the elements of the lists that a property allows; `None` if an element may be of any kind.
    pub fn element_kinds(&self, declared: Declared<'a>) -> Option<Vec<Case>> {
        let mut cases = Vec::new();
        for part in self.parts(declared) {
            let Part::Type(Type::List(element, _)) = part else { continue };
            let kinds = self.kinds_of(element)?.into_iter().filter_map(Kind::case);
            cases.extend(kinds);
        }
        let mut distinct: Vec<Case> = Vec::new();
        for case in cases {
            if !distinct.contains(&case) {
                distinct.push(case);
            }
        }
        (!distinct.is_empty()).then_some(distinct)
    }

    /// Returns the kinds of the values of a type; `None` if they are not known.
    fn kinds_of(&self, r#type: &Type) -> Option<Vec<Kind>> {
        let mut parts = Vec::new();
        self.collect(r#type, &mut parts, &mut Vec::new());
        let kinds: Vec<Kind> = parts.into_iter().map(Part::kind).collect();
        (!kinds.contains(&Kind::Several)).then_some(kinds)
    }

    fn parts_of(&self, r#type: &'a Type) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        self.collect(r#type, &mut parts, &mut Vec::new());
        parts
    }

    fn collect<'t>(&self, r#type: &'t Type, parts: &mut Vec<Part<'t>>, seen: &mut Vec<TypeId>)
    where
        'a: 't,
    {
        let mut add = |part| {
            if !parts.contains(&part) {
                parts.push(part);
            }
        };
        match r#type {
            Type::Nullable(inner) => {
                add(Part::Null);
                self.collect(inner, parts, seen);
            }
            Type::Named(id) => match &self.api.definition(*id).shape {
                Shape::Union(_) if seen.contains(id) => {}
                Shape::Union(union) => {
                    seen.push(*id);
                    union.variants.iter().for_each(|variant| self.collect(&variant.r#type, parts, seen));
                }
                Shape::StringEnum(list) => list.values.iter().for_each(|value| add(Part::Constant(value))),
                Shape::Object(_) => add(Part::Type(r#type)),
            },
            Type::Any
            | Type::FreeForm
            | Type::Boolean
            | Type::Integer(_)
            | Type::Number(_)
            | Type::String(_)
            | Type::Timestamp
            | Type::List(..)
            | Type::Map(_)
            | Type::OrReference(_)
            | Type::Limited(..) => add(Part::Type(r#type)),
        }
    }

    /// Returns whether all values of a part are valid as one of others.
    pub fn is_part_within(&mut self, own: Part<'a>, others: &[Part<'a>]) -> bool {
        others.iter().any(|other| match (own, *other) {
            (Part::Type(own), Part::Type(other)) => self.is_type_within(own, other),
            (Part::Constant(_), Part::Type(Type::String(rules))) => *rules == Rules::default(),
            (_, Part::Type(Type::Any)) => true,
            (own, other) => own == other,
        })
    }

    fn are_within(&mut self, own: &[Part<'a>], others: &[Part<'a>]) -> bool {
        own.iter().all(|own| self.is_part_within(*own, others))
    }

    fn is_inner_within(&mut self, own: &'a Type, other: &'a Type) -> bool {
        let (own, others) = (self.parts_of(own), self.parts_of(other));
        self.are_within(&own, &others)
    }

    fn is_type_within(&mut self, own: &'a Type, other: &'a Type) -> bool {
        self.compared += 1;
        if self.compared > MAX_COMPARED {
            return false;
        }
        match (own, other) {
            _ if own == other => true,
            // A part is neither a union nor an enum.
            (_, Type::Any) | (Type::Map(_) | Type::FreeForm | Type::Named(_), Type::FreeForm) => true,
            (Type::Limited(own, own_rules), Type::Limited(other, rules))
            | (Type::List(own, own_rules), Type::List(other, rules)) => {
                imply(own_rules, rules) && self.is_inner_within(own, other)
            }
            (Type::Limited(own, _), other) => self.is_inner_within(own, other),
            (Type::Integer(own), Type::Integer(rules) | Type::Number(rules))
            | (Type::Number(own), Type::Number(rules))
            | (Type::String(own), Type::String(rules)) => imply(own, rules),
            (Type::Timestamp, Type::String(rules)) => *rules == Rules::default(),
            (Type::Map(own), Type::Map(other)) => self.is_inner_within(own, other),
            (Type::Named(own), Type::Named(other)) => self.is_named_within(*own, *other),
            (Type::Named(own), Type::Map(other)) => match &self.api.definition(*own).shape {
                Shape::Object(object) => self.is_object_within_map(object, other),
                Shape::StringEnum(_) | Shape::Union(_) => false,
            },
            _ => false,
        }
    }

    fn is_object_within_map(&mut self, object: &'a Object, values: &'a Type) -> bool {
        let values = self.parts_of(values);
        object.additional == AdditionalProperties::Closed
            && declared(object).all(|(_, property)| {
                let parts = self.parts(property);
                self.are_within(&parts, &values)
            })
    }

    fn is_named_within(&mut self, own: TypeId, other: TypeId) -> bool {
        let api = self.api;
        let (Shape::Object(object), Shape::Object(others)) =
            (&api.definition(own).shape, &api.definition(other).shape)
        else {
            return false;
        };
        if self.assumed.contains(&(own, other)) {
            return true;
        }
        let before = self.assumed.len();
        self.assumed.push((own, other));
        let is_within = required(others).all(|key| required(object).any(|own| own == key))
            && self.is_object_within(object, others);
        if !is_within {
            // What was found under this assumption is not known.
            self.assumed.truncate(before);
        }
        is_within
    }

    fn is_object_within(&mut self, own: &'a Object, other: &'a Object) -> bool {
        let others: HashMap<&str, Declared<'a>> = declared(other).collect();
        has_rules_of(own, other)
            && are_others_within(own, other)
            && declared(own).all(|(key, property)| {
                others.get(key).is_none_or(|other| self.is_property_within(property, *other))
            })
    }

    fn is_property_within(&mut self, own: Declared<'a>, other: Declared<'a>) -> bool {
        let (own_parts, others) = (self.parts(own), self.parts(other));
        has_format_of(own, other) && self.are_within(&own_parts, &others)
    }
}

/// Returns whether an object with the rules of `own` for all of its properties satisfies those of `other`.
pub(super) fn has_rules_of(own: &Object, other: &Object) -> bool {
    (other.min_properties.is_none() || own.min_properties == other.min_properties)
        && (other.max_properties.is_none() || own.max_properties == other.max_properties)
        && (other.required_sets.is_none() || own.required_sets == other.required_sets)
        && (other.inside.is_none() || own.inside == other.inside)
}

/// Returns whether the properties of `own` that `other` does not declare are valid in it.
pub(super) fn are_others_within(own: &Object, other: &Object) -> bool {
    let declares_all =
        |own: &Object, other: &Object| declared(own).all(|(key, _)| property_of(other, key).is_some());
    match (&own.additional, &other.additional) {
        (AdditionalProperties::Open | AdditionalProperties::Closed, AdditionalProperties::Open) => true,
        (AdditionalProperties::Closed, AdditionalProperties::Closed) => declares_all(own, other),
        (own_type, other_type) => {
            own_type == other_type && declares_all(own, other) && declares_all(other, own)
        }
    }
}

/// Returns the properties that an object declares.
pub(super) fn declared(object: &Object) -> impl Iterator<Item = (&str, Declared<'_>)> {
    let literals = object.literals.iter().map(|it| (it.key.as_str(), Declared::Constant(&it.value)));
    literals.chain(object.fields.iter().map(|field| (field.key.as_str(), Declared::Field(field))))
}

/// Returns a property of an object.
pub(super) fn property_of<'a>(object: &'a Object, key: &str) -> Option<Declared<'a>> {
    declared(object).find(|(other, _)| *other == key).map(|(_, property)| property)
}

/// Returns the keys of the required properties.
pub(super) fn required(object: &Object) -> impl Iterator<Item = &str> {
    declared(object).filter(|(_, property)| property.is_required()).map(|(key, _)| key)
}

impl Declared<'_> {
    pub fn is_required(self) -> bool {
        match self {
            Self::Constant(_) => true,
            Self::Field(field) => field.presence == Presence::Required,
        }
    }
}

/// A kind of JSON value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
    /// Several of them.
    Several,
}

impl Kind {
    fn case(self) -> Option<Case> {
        Some(match self {
            Self::Null => Case::Null,
            Self::Boolean => Case::Kind(JsonKind::Boolean),
            Self::Number => Case::Kind(JsonKind::Number),
            Self::String => Case::Kind(JsonKind::String),
            Self::Array => Case::Kind(JsonKind::Array),
            Self::Object => Case::Object,
            Self::Several => return None,
        })
    }
}

impl Part<'_> {
    /// Returns whether no value of it counts as one of another part.
    pub fn differs_from(self, other: Part<'_>) -> bool {
        let (kind, other_kind) = (self.kind(), other.kind());
        match (self, other) {
            (Part::Constant(own), Part::Constant(other)) => own != other,
            _ => kind != other_kind && kind != Kind::Several && other_kind != Kind::Several,
        }
    }

    /// Returns whether the elements of two lists are of different kinds, so that only an empty list counts as both, and
    /// is valid as both.
    pub fn has_other_elements(self, other: Part<'_>, within: &Within<'_>) -> bool {
        let (Part::Type(Type::List(own, own_rules)), Part::Type(Type::List(other, rules))) = (self, other)
        else {
            return false;
        };
        let is_empty_valid =
            rules.min_items.is_none_or(|least| least == 0 || own_rules.min_items >= Some(least));
        match (within.kinds_of(own), within.kinds_of(other)) {
            (Some(own), Some(other)) => is_empty_valid && !own.iter().any(|kind| other.contains(kind)),
            (None, _) | (_, None) => false,
        }
    }

    /// Returns whether all values that count as one of it are valid as it.
    pub fn is_compared_fully(self) -> bool {
        match self {
            Self::Null | Self::Constant(_) | Self::Type(Type::Boolean | Type::FreeForm) => true,
            Self::Type(Type::Integer(rules) | Type::Number(rules) | Type::String(rules)) => {
                *rules == Rules::default()
            }
            Self::Type(_) => false,
        }
    }

    fn kind(self) -> Kind {
        match self {
            Self::Null => Kind::Null,
            Self::Constant(_) => Kind::String,
            Self::Type(r#type) => match r#type.without_rules() {
                Type::FreeForm | Type::Map(_) | Type::Named(_) => Kind::Object,
                Type::Boolean => Kind::Boolean,
                Type::Integer(_) | Type::Number(_) => Kind::Number,
                Type::String(_) | Type::Timestamp => Kind::String,
                Type::List(..) => Kind::Array,
                Type::Any | Type::OrReference(_) | Type::Nullable(_) | Type::Limited(..) => Kind::Several,
            },
        }
    }
}

/// Returns whether a property has the format of another one, or that has none.
pub(super) fn has_format_of(own: Declared<'_>, other: Declared<'_>) -> bool {
    let format = |property| match property {
        Declared::Constant(_) => None,
        Declared::Field(field) => field.notes.iter().find(|note| note.starts_with("Format:")),
    };
    format(other).is_none_or(|other| format(own) == Some(other))
}

/// Returns whether all values that satisfy some rules satisfy others too.
fn imply(own: &Rules, other: &Rules) -> bool {
    let at_least =
        |own: Option<u64>, other: Option<u64>| other.is_none_or(|other| own.is_some_and(|own| own >= other));
    let at_most =
        |own: Option<u64>, other: Option<u64>| other.is_none_or(|other| own.is_some_and(|own| own <= other));
    let same = |own: &Option<Number>, other: &Option<Number>| other.is_none() || own == other;
    (other.format.is_none() || own.format == other.format)
        && at_least(own.min_length, other.min_length)
        && at_most(own.max_length, other.max_length)
        && at_least(own.min_items, other.min_items)
        && at_most(own.max_items, other.max_items)
        && at_least(own.min_properties, other.min_properties)
        && at_most(own.max_properties, other.max_properties)
        && same(&own.minimum, &other.minimum)
        && same(&own.maximum, &other.maximum)
        && same(&own.exclusive_minimum, &other.exclusive_minimum)
        && same(&own.exclusive_maximum, &other.exclusive_maximum)
        && same(&own.multiple_of, &other.multiple_of)
        && (other.pattern.is_none() || own.pattern == other.pattern)
        && (own.unique_items || !other.unique_items)
        && (other.inside.is_none() || own.inside == other.inside)
        && (other.allowed_values.is_empty()
            || !own.allowed_values.is_empty()
                && own.allowed_values.iter().all(|value| other.allowed_values.contains(value)))
}
