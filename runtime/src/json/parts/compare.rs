//! Whether two values are equal.

use super::{Entries, Field, List, Parts, View, Visitor};
use crate::json::Extra;
use crate::json::read::Shape;
use crate::json::union::Variants;

/// Returns whether two models of one type are equal.
#[doc(hidden)]
#[must_use]
pub fn equal(own: &dyn Parts, other: &dyn Parts) -> bool {
    let mut comparison = Comparison { other, are_equal: false };
    own.visit(&mut comparison);
    comparison.are_equal
}

/// Returns whether two values of one type are equal.
fn are_equal(own: &Field, other: &Field) -> bool {
    match (own.view(), other.view()) {
        (View::None, View::None)
        | (View::Keep, View::Keep)
        | (View::Null, View::Null)
        | (View::Unit, View::Unit) => true,
        (View::Some(own), View::Some(other))
        | (View::Set(own), View::Set(other))
        | (View::Value(own), View::Value(other)) => are_equal(own, other),
        (View::Reference(own, _), View::Reference(other, _))
        | (View::Text(own), View::Text(other))
        | (View::Formatted(own, _), View::Formatted(other, _)) => own == other,
        (View::Boolean(own), View::Boolean(other)) => own == other,
        (View::Integer(own), View::Integer(other)) => own == other,
        (View::Unsigned(own), View::Unsigned(other)) => own == other,
        #[expect(clippy::float_cmp, reason = "the comparison of the type itself")]
        (View::Float(own), View::Float(other)) => own == other,
        (View::Number(own), View::Number(other)) => own == other,
        (View::Timestamp(own), View::Timestamp(other)) => own == other,
        (View::Enum(own, _, is_listed), View::Enum(other, _, is_other_listed)) => {
            own == other && is_listed == is_other_listed
        }
        (View::Any(own), View::Any(other)) => own == other,
        (View::List(own), View::List(other)) => lists_are_equal(own, other),
        (View::Map(own), View::Map(other)) => maps_are_equal(own, other),
        (View::Model(own), View::Model(other)) => equal(own, other),
        (View::Other(own), View::Other(other)) => own.equals(other),
        _ => false,
    }
}

fn lists_are_equal(own: &dyn List, other: &dyn List) -> bool {
    own.len() == other.len()
        && (0..own.len()).all(|index| match (own.get(index), other.get(index)) {
            (Some(own), Some(other)) => are_equal(own, other),
            _ => false,
        })
}

fn maps_are_equal(own: &dyn Entries, other: &dyn Entries) -> bool {
    if own.len() != other.len() || own.nulls() != other.nulls() {
        return false;
    }
    let (own, other) = (pairs(own), pairs(other));
    own.iter().zip(other).all(|(own, other)| own.0 == other.0 && are_equal(own.1, other.1))
}

fn pairs(map: &dyn Entries) -> Vec<(&str, &Field)> {
    let mut pairs = Vec::with_capacity(map.len());
    map.visit(&mut |key, value| pairs.push((key, value)));
    pairs
}

/// Visits the first of two models.
struct Comparison<'a> {
    other: &'a dyn Parts,
    are_equal: bool,
}

impl Visitor for Comparison<'_> {
    fn object(&mut self, _shape: &'static Shape, fields: &[&Field], extra: &Extra) {
        let mut second = SecondObject { fields, extra, are_equal: false };
        self.other.visit(&mut second);
        self.are_equal = second.are_equal;
    }

    fn variant(&mut self, _variants: &'static Variants, index: usize, value: &Field) {
        let mut second = SecondVariant { index, value, are_equal: false };
        self.other.visit(&mut second);
        self.are_equal = second.are_equal;
    }
}

struct SecondObject<'a> {
    fields: &'a [&'a Field],
    extra: &'a Extra,
    are_equal: bool,
}

impl Visitor for SecondObject<'_> {
    fn object(&mut self, _shape: &'static Shape, fields: &[&Field], extra: &Extra) {
        let mut pairs = self.fields.iter().zip(fields);
        self.are_equal = pairs.all(|(own, other)| are_equal(*own, *other)) && self.extra == extra;
    }

    fn variant(&mut self, _variants: &'static Variants, _index: usize, _value: &Field) {}
}

struct SecondVariant<'a> {
    index: usize,
    value: &'a Field,
    are_equal: bool,
}

impl Visitor for SecondVariant<'_> {
    fn object(&mut self, _shape: &'static Shape, _fields: &[&Field], _extra: &Extra) {}

    fn variant(&mut self, _variants: &'static Variants, index: usize, value: &Field) {
        self.are_equal = self.index == index && are_equal(self.value, value);
    }
}
