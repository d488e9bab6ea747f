//! Descriptions that are printed in several places, sometimes with the indentation of another one.
//!
//! The pages are rendered from cached parts. A part that was first rendered at another depth stands as far left as its
//! parent, or even further. Where its end is, is known from a place where exactly the same lines follow the same two
//! lines at the expected depth.

use std::collections::HashMap;

use super::line::{self, Line};

/// The two lines before a description, without indentation.
pub(super) type Key<'a> = (&'a str, &'a str);

/// All descriptions that are printed at the expected depth.
#[derive(Default)]
pub(super) struct Blocks<'a> {
    blocks: HashMap<Key<'a>, Vec<&'a [Line<'a>]>>,
}

impl<'a> Blocks<'a> {
    /// Adds the lines that follow `key` at the expected depth.
    pub(super) fn add(&mut self, key: Key<'a>, lines: &'a [Line<'a>]) {
        self.blocks.entry(key).or_default().push(lines);
    }

    /// The number of lines that belong to the description that follows `key` here, if it is printed elsewhere.
    pub(super) fn length(&self, key: Key<'_>, lines: &[Line<'_>]) -> Option<usize> {
        let blocks = self.blocks.get(&key)?;
        blocks.iter().filter(|block| begins_with(lines, block)).map(|block| block.len()).max()
    }
}

/// Whether `lines` begin with `block`. The last line may have further alternatives, which belong to what encloses it.
fn begins_with(lines: &[Line<'_>], block: &[Line<'_>]) -> bool {
    let Some((last, rest)) = block.split_last() else { return false };
    let Some(lines) = lines.get(..block.len()) else { return false };
    let same = rest.iter().zip(lines).all(|(one, other)| one.text == other.text);
    let (one, other) = (line::split(last.text), line::split(lines[rest.len()].text));
    same && one.iter().zip(&other).all(|(one, other)| one == other)
}
