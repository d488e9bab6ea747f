//! What a value consists of.

// Cycle: the reader appends to a list, which reads its elements; the checker and the writer handle any part, a `Leaf`
// among them, which uses them.

use std::any::Any;
use std::fmt;

use super::{Create, Field, Parts};
use crate::json::{Checker, Number, ReadError, Reader, Rule, Timestamp, Value, Writer};

/// What a value consists of. Values of one type and with equal views are equal.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// `Option::None`.
    None,
    /// `Option::Some`.
    Some(&'a Field),
    /// `Patch::Keep`.
    Keep,
    /// `Patch::Null`.
    Null,
    /// `Patch::Set`.
    Set(&'a Field),
    /// `OrReference::Value`.
    Value(&'a Field),
    /// `OrReference::Reference`, and the type of the value.
    Reference(&'a str, Create),
    /// The type whose only value is null.
    Unit,
    Boolean(bool),
    Integer(i64),
    Unsigned(u64),
    Float(f64),
    Number(&'a Number),
    Text(&'a str),
    Timestamp(&'a Timestamp),
    /// A string in a format.
    Formatted(&'a str, &'static TextFormat),
    /// A value of a string enum, its type, and whether the type lists it.
    Enum(&'a str, &'static Names, bool),
    /// A value of any kind.
    Any(&'a Value),
    List(&'a dyn List),
    Map(&'a dyn Entries),
    Model(&'a dyn Parts),
    Other(&'a dyn Leaf),
}

impl View<'_> {
    /// Whether an optional property with this value is omitted.
    pub(crate) const fn is_absent(&self) -> bool {
        matches!(self, Self::None | Self::Keep)
    }
}

/// A format of strings.
#[doc(hidden)]
#[derive(Debug)]
pub struct TextFormat {
    /// A text in the format, with an article.
    pub noun: &'static str,
    pub is_valid: fn(&str) -> bool,
}

/// The values of a string enum, and the names of its variants in the same order.
#[doc(hidden)]
#[derive(Debug)]
pub struct Names {
    pub values: &'static [&'static str],
    pub names: &'static [&'static str],
}

/// A list of values.
#[doc(hidden)]
pub trait List {
    fn len(&self) -> usize;

    fn get(&self, index: usize) -> Option<&Field>;

    /// Reads the next value and appends it.
    ///
    /// # Errors
    /// If the value does not match the type of the elements, or the text is not valid JSON.
    fn grow(&mut self, reader: &mut Reader<'_>) -> Result<(), ReadError>;

    /// The size of an element in memory.
    fn size(&self) -> usize;
}

/// An object with arbitrary keys.
#[doc(hidden)]
pub trait Entries {
    fn len(&self) -> usize;

    /// Calls a function with each entry, in order.
    fn visit<'a>(&'a self, each: &mut dyn FnMut(&'a str, &'a Field));

    /// The keys of entries that were null and are kept.
    fn nulls(&self) -> Vec<&str> {
        Vec::new()
    }
}

/// A value of a type that has no view of its own.
#[doc(hidden)]
pub trait Leaf: fmt::Debug + Any {
    fn write(&self, writer: &mut Writer);
    fn check(&self, rule: &Rule, checker: &mut Checker);
    fn equals(&self, other: &dyn Leaf) -> bool;
}
