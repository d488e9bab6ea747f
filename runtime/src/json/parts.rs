//! The parts of a model, as trait objects: the fields of a struct, or the value of a union. Writing, checking, comparing and
//! formatting visit them, so that each of these exists once and not per model.

// Cycle: a part writes and checks itself, and the writer and the checker visit the parts of a model.

use std::any::Any;
use std::fmt;

use super::read::Shape;
use super::union::Variants;
use super::{Checker, Extra, Json, Rule, Writer};

/// A model whose parts can be visited.
#[doc(hidden)]
pub trait Parts {
    /// Calls one method of the visitor.
    fn visit(&self, visitor: &mut dyn Visitor);
}

/// Is called with the parts of a model.
#[doc(hidden)]
pub trait Visitor {
    /// Visits a struct. The fields are in the order of the table.
    fn object(&mut self, shape: &'static Shape, fields: &[&Field], extra: &Extra);

    /// Visits the value of a union. The index is the number of variants for a value that matches none.
    fn variant(&mut self, variants: &'static Variants, index: usize, value: &Field);
}

/// A field of a struct or the value of a union, of any type.
#[doc(hidden)]
pub type Field = dyn Part + 'static;

/// See [`Field`].
#[doc(hidden)]
pub trait Part: fmt::Debug + Any {
    fn is_absent(&self) -> bool;
    fn write(&self, writer: &mut Writer);
    fn check(&self, rule: &Rule, checker: &mut Checker);
    fn equals(&self, other: &Field) -> bool;
}

impl<T: Json + fmt::Debug + PartialEq + 'static> Part for T {
    fn is_absent(&self) -> bool {
        Json::is_absent(self)
    }

    fn write(&self, writer: &mut Writer) {
        Json::write(self, writer);
    }

    fn check(&self, rule: &Rule, checker: &mut Checker) {
        Json::check(self, rule, checker);
    }

    fn equals(&self, other: &Field) -> bool {
        let other: &dyn Any = other;
        other.downcast_ref::<T>().is_some_and(|other| self == other)
    }
}

/// Returns whether two models of one type are equal.
#[doc(hidden)]
#[must_use]
pub fn equal(own: &dyn Parts, other: &dyn Parts) -> bool {
    let mut comparison = Comparison { other, are_equal: false };
    own.visit(&mut comparison);
    comparison.are_equal
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
        self.are_equal = pairs.all(|(own, other)| own.equals(*other)) && self.extra == extra;
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
        self.are_equal = self.index == index && self.value.equals(value);
    }
}

/// Formats a model like the derived implementation of `Debug`.
///
/// # Errors
/// If the formatter fails.
#[doc(hidden)]
pub fn debug(model: &dyn Parts, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut formatting = Formatting { formatter, result: Ok(()) };
    model.visit(&mut formatting);
    formatting.result
}

struct Formatting<'a, 'b> {
    formatter: &'a mut fmt::Formatter<'b>,
    result: fmt::Result,
}

impl Visitor for Formatting<'_, '_> {
    fn object(&mut self, shape: &'static Shape, fields: &[&Field], extra: &Extra) {
        let mut debug = self.formatter.debug_struct(shape.name);
        for ((_, _, name), field) in shape.fields.iter().zip(fields) {
            debug.field(name.trim_start_matches("r#"), field);
        }
        self.result = debug.field("extra", extra).finish();
    }

    fn variant(&mut self, variants: &'static Variants, index: usize, value: &Field) {
        let name = variants.names.get(index).copied().unwrap_or("Unknown");
        self.result = self.formatter.debug_tuple(name).field(&value).finish();
    }
}
