//! The table of a union, and reading the selected variant.

use super::Selection;
use crate::json::{ReadError, Reader, Rule};

/// The table of the variants of a union.
#[derive(Debug)]
pub struct Variants {
    /// The names of the variants.
    pub names: &'static [&'static str],
    /// The rules of variants, by index. Variants without rules are omitted.
    pub rules: &'static [(usize, &'static Rule)],
    /// How a variant is selected.
    pub selection: &'static Selection,
    /// Reads a value as the variant with an index, and returns whether it satisfies the rules of that variant.
    pub is_valid: fn(usize, &mut Reader<'_>) -> Result<bool, ReadError>,
}

/// Selects a variant and reads it with `read`, which takes its index.
///
/// # Errors
/// If the value does not match the selected variant.
pub fn read_variant<T>(
    reader: &mut Reader<'_>,
    variants: &Variants,
    read: impl Fn(usize, &mut Reader<'_>) -> Result<T, ReadError>,
) -> Result<T, ReadError> {
    let Variants { names, selection, .. } = *variants;
    let mut entered = selection.enter(reader, names)?;
    loop {
        match read(entered.option, reader) {
            Ok(value) => {
                reader.leave_variant();
                return Ok(value);
            }
            Err(error) => entered = entered.next(error, selection, names, reader)?,
        }
    }
}
