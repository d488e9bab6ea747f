//! Text of reference pages → [`facts`](crate::facts).
//!
//! A page consists of a head (`parts`), descriptions of bodies as nested lists (`shapes`, one `line` of
//! types at a time), and examples (`examples`). Some descriptions are printed with the indentation of another page;
//! `blocks` finds where the same description is printed as it should be.

mod blocks;
mod examples;
mod line;
mod parts;
mod shapes;

use std::fmt;

use crate::facts::Page;

use blocks::Blocks;

/// A page whose text is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

impl PageError {
    pub(crate) fn new(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
}

impl fmt::Display for PageError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for PageError {}

/// Whether a text is the page of an operation. Other pages of the documentation have no API reference.
#[must_use]
pub fn is_operation(text: &str) -> bool {
    text.lines().any(|line| line == parts::REFERENCE)
}

/// Reads pages that were published together, in the given order.
///
/// Pages are read together because the indentation of some descriptions only becomes clear from another page.
///
/// # Errors
///
/// Each page whose text is not understood has an error of its own.
#[must_use]
pub fn read_all(texts: &[&str]) -> Vec<Result<Page, PageError>> {
    let mut blocks = Blocks::default();
    let parts: Vec<_> = texts.iter().map(|text| parts::split(text)).collect();
    for part in parts.iter().flatten() {
        part.collect_blocks(&mut blocks);
    }
    parts.iter().map(|part| part.as_ref().map_err(Clone::clone)?.read(&blocks)).collect()
}
