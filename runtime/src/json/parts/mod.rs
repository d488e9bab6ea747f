//! The parts of a model, as trait objects: the model itself, its fields, their elements, the value of a union. Reading,
//! writing, checking, comparing and formatting visit them, so that each of these exists once and not per type.
//!
//! A type implements two methods: one that reads into a value, and one that returns a [`View`] of it.

// Cycle: a part reads itself and is checked, and the reader and the checker visit the parts of a model.

mod compare;
mod format;
mod view;

pub use self::compare::equal;
pub use self::format::debug;
pub use self::view::{Entries, Leaf, List, Names, TextFormat, View};

use super::read::Shape;
use super::union::Variants;
use super::{Extra, Json, ReadError, Reader};

/// A value of any type that has a form in JSON. See [`Json`].
#[doc(hidden)]
pub trait Part: 'static {
    /// Reads the next value into this one. An error leaves it in any state.
    ///
    /// # Errors
    /// If the value does not match this type, or the text is not valid JSON.
    fn fill(&mut self, reader: &mut Reader<'_>, place: Place) -> Result<(), ReadError>;

    /// Returns what the value consists of.
    fn view(&self) -> View<'_>;
}

/// A part of any type.
#[doc(hidden)]
pub type Field = dyn Part + 'static;

/// Where a value is that is read.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A place that requires a value, and has none yet: what it is read into is [empty](Json::empty).
    Required,
    /// Like `Required`, but the property is repeated, and replaces the value that was read before.
    Again,
    /// An optional property.
    Optional,
    /// An optional property that the object omits. There is nothing to read: its value is removed.
    Omitted,
}

/// A model whose parts can be visited.
#[doc(hidden)]
pub trait Parts {
    /// Calls one method of the visitor.
    fn visit(&self, visitor: &mut dyn Visitor);
}

/// A union, which becomes the variant that is read.
#[doc(hidden)]
pub trait Choice: Parts {
    /// Changes the variant, and returns its value, which is empty. The number of variants selects none of them.
    fn select(&mut self, variant: usize) -> &mut Field;
}

/// Is called with the parts of a model.
#[doc(hidden)]
pub trait Visitor {
    /// Visits a struct. The fields are in the order of the table.
    fn object(&mut self, shape: &'static Shape, fields: &[&Field], extra: &Extra);

    /// Visits the value of a union. The index is the number of variants for a value that matches none.
    fn variant(&mut self, variants: &'static Variants, index: usize, value: &Field);
}

/// Creates an empty value of a type.
#[doc(hidden)]
pub type Create = fn() -> Box<Field>;

/// Creates an empty value.
#[doc(hidden)]
#[must_use]
pub fn create<T: Json>() -> Box<Field> {
    Box::new(T::empty())
}
