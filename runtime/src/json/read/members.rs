//! Reads the members of an object: finds each key in the table of its type, keeps what the table
//! does not list, and reports all required members that are missing at once.
//!
//! There is one driver for all types; a type brings its table and reads the value of the member it
//! is told.

use super::error::ReadError;
use super::reader::Reader;
use crate::json::text::{Step, is_plain};
use crate::json::{Extra, Patch};

/// The members of a type, in the order in which they are written.
#[doc(hidden)]
#[derive(Debug)]
pub struct Shape {
    /// Members that always hold the same string.
    pub(crate) literals: &'static [(&'static str, &'static str)],
    /// All other members, and whether each must be there. At most 256.
    pub(crate) members: &'static [(&'static str, bool)],
    /// The members that must be there, a bit each.
    required: [u64; 4],
    /// Whether all names stand in a text as they are.
    plain: bool,
}

impl Shape {
    /// The table of a type.
    ///
    /// # Panics
    /// If there are more members than are counted; that is when the program is compiled.
    #[must_use]
    pub const fn new(
        literals: &'static [(&'static str, &'static str)],
        members: &'static [(&'static str, bool)],
    ) -> Self {
        assert!(literals.len() <= 64 && members.len() <= 256, "too many members");
        let (mut required, mut plain) = ([0; 4], true);
        let mut at = 0;
        while at < members.len() {
            required[at / 64] |= (members[at].1 as u64) << (at % 64);
            plain &= is_plain(members[at].0);
            at += 1;
        }
        at = 0;
        while at < literals.len() {
            plain &= is_plain(literals[at].0);
            at += 1;
        }
        Self { literals, members, required, plain }
    }

    /// Whether the type itself has a member of this name.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.members.iter().any(|(name, _)| *name == key)
            || self.literals.iter().any(|(name, _)| *name == key)
    }
}

/// What a member is kept in while its object is read.
#[doc(hidden)]
pub trait Slot {
    /// The slot before the member is met.
    const EMPTY: Self;
}

impl<T> Slot for Option<T> {
    const EMPTY: Self = None;
}

impl<T> Slot for Patch<T> {
    const EMPTY: Self = Self::Keep;
}

/// Walks through the members of one object. A member that stands twice counts as it stands last.
#[doc(hidden)]
#[derive(Debug)]
pub struct Members {
    shape: &'static Shape,
    /// The member that comes next if the order of the table is kept.
    expected: usize,
    /// The literal that comes next if their order is kept.
    expected_literal: usize,
    seen: [u64; 4],
    literals_seen: u64,
    extra: Extra,
}

impl Members {
    /// Enters the object.
    ///
    /// # Errors
    /// If the next value is not an object.
    pub fn begin(reader: &mut Reader<'_>, shape: &'static Shape) -> Result<Self, ReadError> {
        reader.begin_object()?;
        Ok(Self {
            shape,
            expected: 0,
            expected_literal: 0,
            seen: [0; 4],
            literals_seen: 0,
            extra: Extra::default(),
        })
    }

    /// Steps to the value of the next known member and gives its place in the table, or the length
    /// of the table at the end of the object.
    ///
    /// # Errors
    /// If the text is not JSON, a literal member holds something else, or required members are
    /// missing.
    pub fn next(&mut self, reader: &mut Reader<'_>) -> Result<usize, ReadError> {
        while reader.at_key()? {
            if self.takes_literal(reader)? {
                continue;
            }
            if let Some((key, _)) = self.shape.members.get(self.expected)
                && self.shape.plain
                && reader.key_is(key)?
            {
                return Ok(self.found(self.expected));
            }
            if let Some(index) = self.by_name(reader)? {
                return Ok(self.found(index));
            }
        }
        self.end(reader)
    }

    /// The unknown members that were met on the way.
    #[inline]
    #[must_use]
    pub fn into_extra(self) -> Extra {
        self.extra
    }

    /// The error for required members that are missing.
    #[cold]
    #[must_use]
    pub fn absent(&self, reader: &Reader<'_>) -> ReadError {
        let literals = self.shape.literals.iter().enumerate();
        let literals =
            literals.filter(|(index, _)| self.literals_seen & (1 << index) == 0).map(|(_, (key, _))| *key);
        let members = self.shape.members.iter().enumerate();
        let members = members.filter(|(index, (_, required))| *required && !self.has_seen(*index));
        reader.absent(literals.chain(members.map(|(_, (key, _))| *key)).collect())
    }

    fn found(&mut self, index: usize) -> usize {
        self.expected = index + 1;
        self.seen[(index / 64) % 4] |= 1 << (index % 64);
        index
    }

    fn has_seen(&self, index: usize) -> bool {
        self.seen[(index / 64) % 4] & (1 << (index % 64)) != 0
    }

    /// Takes the next literal if that is what comes next, and says whether it did. It often comes first, because
    /// it is what a union is told apart by.
    fn takes_literal(&mut self, reader: &mut Reader<'_>) -> Result<bool, ReadError> {
        let Some((key, _)) = self.shape.literals.get(self.expected_literal) else {
            return Ok(false);
        };
        if !self.shape.plain || !reader.key_is(key)? {
            return Ok(false);
        }
        self.literal(reader, self.expected_literal)?;
        self.expected_literal += 1;
        Ok(true)
    }

    /// Reads a key that is not the expected one: `None` if it was dealt with here.
    fn by_name(&mut self, reader: &mut Reader<'_>) -> Result<Option<usize>, ReadError> {
        let key = reader.key()?;
        let members = self.shape.members;
        let start = self.expected.min(members.len());
        let (earlier, later) = members.split_at(start);
        let found = position(later, &key).map(|index| index + start).or_else(|| position(earlier, &key));
        if let Some(index) = found {
            reader.step(Step::Key(members[index].0));
            return Ok(Some(index));
        }
        match self.shape.literals.iter().position(|(name, _)| *name == key) {
            Some(index) => self.literal(reader, index)?,
            None => self.extra.keep(key.into_owned(), reader.value()?),
        }
        Ok(None)
    }

    fn literal(&mut self, reader: &mut Reader<'_>, index: usize) -> Result<(), ReadError> {
        let (key, value) = self.shape.literals[index];
        reader.step(Step::Key(key));
        let mut before = reader.look_ahead();
        if before.peek() == Some(b'"') && reader.string()? == value {
            self.literals_seen |= 1 << index;
            return Ok(());
        }
        reader.rewind(before);
        Err(reader.mismatch(&serde_json::Value::from(value).to_string()))
    }

    fn end(&mut self, reader: &mut Reader<'_>) -> Result<usize, ReadError> {
        let literals = self.literals_seen.count_ones() as usize == self.shape.literals.len();
        let missing = self.shape.required.iter().zip(self.seen).any(|(required, seen)| required & !seen != 0);
        if !literals || missing {
            reader.step(Step::Entered);
            return Err(self.absent(reader));
        }
        reader.leave();
        Ok(self.shape.members.len())
    }
}

/// The place of a key in a table. Names of one length often differ in their first byte already, which saves
/// comparing them whole.
fn position(members: &[(&str, bool)], key: &str) -> Option<usize> {
    let first = key.as_bytes().first();
    members
        .iter()
        .position(|(name, _)| name.len() == key.len() && name.as_bytes().first() == first && *name == key)
}
