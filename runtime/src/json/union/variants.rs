//! The table of a union, and reading the selected variant.

use super::Selection;
use crate::json::parts::{Choice, Place};
use crate::json::{Checker, ReadError, Reader, Rule};

/// The table of the variants of a union.
#[derive(Debug)]
pub struct Variants {
    /// The names of the variants.
    pub names: &'static [&'static str],
    /// The rules of variants, by index. Variants without rules are omitted.
    pub rules: &'static [(usize, &'static Rule)],
    /// How a variant is selected.
    pub selection: &'static Selection,
    /// Creates an empty value of the union.
    pub create: fn() -> Box<dyn Choice>,
}

impl Variants {
    /// Reads a value as the variant with an index, and returns whether it satisfies the rules of that variant.
    ///
    /// # Errors
    /// If the value does not match the variant.
    pub(crate) fn is_valid(&self, variant: usize, reader: &mut Reader<'_>) -> Result<bool, ReadError> {
        let mut value = (self.create)();
        value.select(variant).fill(reader, Place::Required)?;
        let mut checker = Checker::new();
        value.visit(&mut checker);
        Ok(checker.finish().is_ok())
    }
}

/// Selects a variant and reads it.
///
/// # Errors
/// If the value does not match the selected variant.
pub fn read_variant(
    reader: &mut Reader<'_>,
    variants: &Variants,
    union: &mut dyn Choice,
) -> Result<(), ReadError> {
    let Variants { names, selection, .. } = *variants;
    let mut entered = selection.enter(reader, names)?;
    loop {
        match union.select(entered.option).fill(reader, Place::Required) {
            Ok(()) => {
                reader.leave_variant();
                return Ok(());
            }
            Err(error) => entered = entered.next(error, selection, names, reader)?,
        }
    }
}
