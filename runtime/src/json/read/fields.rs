//! Reads the properties of an object: looks up each key in the type's table of fields, keeps unknown
//! properties, and reports all missing required fields together.
//!
//! All types share this code. A type supplies its table, and the storage of its fields.

// Cycle: a field reads its value, and the reader reads nested values.

use super::error::ReadError;
use super::reader::{Reader, Sibling};
use crate::json::parts::{Field, Place};
use crate::json::text::{Step, is_plain};
use crate::json::union::SiblingTags;
use crate::json::{Checker, Extra, Rule, Value};

/// The number of words in the bit sets of properties. Further ones are in a list.
const WORDS: usize = 4;

/// The table of the properties of a type, in the order in which they are written.
#[doc(hidden)]
#[derive(Debug)]
pub struct Shape {
    /// The name of the type.
    pub(crate) name: &'static str,
    /// Properties with a constant string value.
    pub(crate) literals: &'static [(&'static str, &'static str)],
    /// All other properties.
    pub(crate) fields: &'static [Property],
    /// A bit set of the required properties among the first 256: first fields, then literals, all of which are required.
    required: [u64; WORDS],
    /// Whether no name needs an escape in JSON.
    plain: bool,
    /// The rules of fields, by the name of the property and in the order of the table. Fields without rules are omitted.
    pub(crate) rules: &'static [(&'static str, &'static Rule)],
    /// The rules for the set of properties.
    pub(crate) set_rule: Option<&'static Rule>,
    /// The check of properties that have no field, and their rules.
    pub(crate) rest: Option<(CheckRest, &'static Rule)>,
    /// Properties that select the variants of unions in other properties.
    pub(crate) siblings: SiblingTags,
}

/// The name of a property, whether it is required, and the name of its field.
type Property = (&'static str, bool, &'static str);

/// Checks the properties that have no field.
pub(crate) type CheckRest = fn(&Extra, &Rule, &mut Checker);

impl Shape {
    /// Creates the table of a type.
    #[must_use]
    pub const fn new(
        name: &'static str,
        literals: &'static [(&'static str, &'static str)],
        fields: &'static [Property],
    ) -> Self {
        let (mut required, mut plain) = ([0; WORDS], true);
        let mut at = 0;
        while at < fields.len() + literals.len() {
            let (name, is_required) = if at < fields.len() {
                (fields[at].0, fields[at].1)
            } else {
                (literals[at - fields.len()].0, true)
            };
            if at < 64 * WORDS {
                required[at / 64] |= (is_required as u64) << (at % 64);
            }
            plain &= is_plain(name);
            at += 1;
        }
        Self {
            name,
            literals,
            fields,
            required,
            plain,
            rules: &[],
            set_rule: None,
            rest: None,
            siblings: &[],
        }
    }

    /// Adds the rules of fields, in the order of the fields.
    #[must_use]
    pub const fn with_rules(self, rules: &'static [(&'static str, &'static Rule)]) -> Self {
        Self { rules, ..self }
    }

    /// Adds the rules for the set of properties.
    #[must_use]
    pub const fn with_set_rule(self, rule: &'static Rule) -> Self {
        Self { set_rule: Some(rule), ..self }
    }

    /// Adds the check of properties that have no field.
    #[must_use]
    pub const fn with_rest(self, check: CheckRest, rule: &'static Rule) -> Self {
        Self { rest: Some((check, rule)), ..self }
    }

    /// Adds properties that select the variants of unions in other properties.
    #[must_use]
    pub const fn with_siblings(self, siblings: SiblingTags) -> Self {
        Self { siblings, ..self }
    }

    /// Whether the type declares a property of this name.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.fields.iter().any(|(name, ..)| *name == key)
            || self.literals.iter().any(|(name, _)| *name == key)
    }
}

/// The memory for the name of a field that was null, in an [`Extra`].
const NULL_COST: usize = 128;

/// Reads an object into its fields, which are in the order of the table, and the unknown properties.
///
/// # Errors
/// If the value is not an object, a property does not match its type, or required properties are missing.
#[doc(hidden)]
pub fn read_fields(
    reader: &mut Reader<'_>,
    shape: &'static Shape,
    storage: &mut [&mut Field],
    extra: &mut Extra,
    place: Place,
) -> Result<(), ReadError> {
    let mut fields = ObjectFields::begin(reader, shape)?;
    loop {
        let index = fields.next(reader)?;
        let (Some(field), Some((_, is_required, _))) = (storage.get_mut(index), shape.fields.get(index))
        else {
            break;
        };
        let place = match is_required {
            true if fields.is_repeated || place == Place::Again => Place::Again,
            true => Place::Required,
            false => Place::Optional,
        };
        field.fill(reader, place)?;
    }
    if place == Place::Again {
        fields.remove_others(reader, storage)?;
    }
    *extra = fields.extra;
    Ok(())
}

/// Iterates over the properties of an object. If a property is repeated, the last one wins.
#[derive(Debug)]
struct ObjectFields {
    shape: &'static Shape,
    /// The index of the next field, if the properties are in the order of the table.
    expected: usize,
    /// The index of the next literal, if the literals are in the order of the table.
    expected_literal: usize,
    /// A bit set of the properties so far, as in the table: fields, then literals.
    seen: [u64; WORDS],
    /// The further words of that set.
    others_seen: Vec<u64>,
    /// Whether the current field was read before.
    is_repeated: bool,
    extra: Extra,
    siblings: Option<Box<Siblings>>,
}

/// The state of an object with properties that select the variants of unions.
#[derive(Debug)]
struct Siblings {
    /// The position of the object in the text.
    start: usize,
    /// The selection that an enclosing object has set.
    outer: Option<Sibling>,
}

impl ObjectFields {
    /// Enters the object.
    ///
    /// # Errors
    /// If the next value is not an object.
    fn begin(reader: &mut Reader<'_>, shape: &'static Shape) -> Result<Self, ReadError> {
        let siblings = (!shape.siblings.is_empty()).then(|| {
            Box::new(Siblings { start: reader.look_ahead().position(), outer: reader.set_sibling(None) })
        });
        reader.begin_object()?;
        Ok(Self {
            shape,
            expected: 0,
            expected_literal: 0,
            seen: [0; WORDS],
            others_seen: Vec::new(),
            is_repeated: false,
            extra: Extra::default(),
            siblings,
        })
    }

    /// Advances to the value of the next known field and returns the field's index in the table, or the
    /// length of the table at the end of the object.
    ///
    /// # Errors
    /// If the text is not valid JSON, a literal has a different value, or required fields are missing.
    fn next(&mut self, reader: &mut Reader<'_>) -> Result<usize, ReadError> {
        if self.siblings.is_some() {
            return self.next_with_siblings(reader);
        }
        self.next_field(reader)
    }

    /// Like [`next`](Self::next), and sets the selection of the union in the field.
    #[cold]
    fn next_with_siblings(&mut self, reader: &mut Reader<'_>) -> Result<usize, ReadError> {
        let index = self.next_field(reader)?;
        let (Some(siblings), Some((key, ..))) = (&self.siblings, self.shape.fields.get(index)) else {
            reader.set_sibling(self.siblings.as_ref().and_then(|siblings| siblings.outer));
            return Ok(index);
        };
        let mut selected = None;
        if let Some(sibling) = self.shape.siblings.iter().find(|sibling| sibling.property == *key) {
            let steps = reader.steps() + sibling.depth;
            let selection = reader.sibling_of(siblings.start, sibling)?;
            selected = selection.map(|selection| Sibling { selection, steps });
        }
        reader.set_sibling(selected);
        Ok(index)
    }

    fn next_field(&mut self, reader: &mut Reader<'_>) -> Result<usize, ReadError> {
        if reader.take_found_null() {
            reader.charge(NULL_COST)?;
            self.keep_null();
        }
        while reader.advance_to_key()? {
            if self.try_literal(reader)? {
                continue;
            }
            if let Some((key, ..)) = self.shape.fields.get(self.expected)
                && self.shape.plain
                && reader.key_is(key)?
            {
                return Ok(self.mark_seen(self.expected));
            }
            if let Some(index) = self.look_up_key(reader)? {
                return Ok(self.mark_seen(index));
            }
        }
        self.end(reader)
    }

    /// Creates the error for the required fields that are missing.
    #[cold]
    fn absent(&self, reader: &Reader<'_>) -> ReadError {
        let count = self.shape.fields.len();
        let literals = self.shape.literals.iter().enumerate();
        let literals = literals.filter(|(index, _)| !self.has_seen(count + index)).map(|(_, (key, _))| *key);
        let fields = self.shape.fields.iter().enumerate();
        let fields = fields.filter(|(index, (_, required, _))| *required && !self.has_seen(*index));
        reader.missing(literals.chain(fields.map(|(_, (key, ..))| *key)).collect())
    }

    /// Keeps that the field that was read last was null.
    #[cold]
    fn keep_null(&mut self) {
        let last = self.expected.checked_sub(1).and_then(|index| self.shape.fields.get(index));
        if let Some((key, ..)) = last {
            self.extra.keep_null(key);
        }
    }

    fn mark_seen(&mut self, index: usize) -> usize {
        self.expected = index + 1;
        self.set_seen(index);
        index
    }

    fn set_seen(&mut self, index: usize) {
        let bit = 1 << (index % 64);
        match self.seen.get_mut(index / 64) {
            Some(word) => {
                self.is_repeated = *word & bit != 0;
                *word |= bit;
            }
            None => self.set_other_seen(index),
        }
    }

    #[cold]
    fn set_other_seen(&mut self, index: usize) {
        let word = index / 64 - WORDS;
        if word >= self.others_seen.len() {
            self.others_seen.resize(word + 1, 0);
        }
        let bit = 1 << (index % 64);
        self.is_repeated = self.others_seen[word] & bit != 0;
        self.others_seen[word] |= bit;
    }

    /// Removes the values of optional fields that an earlier object had, and this one, which replaces it, does not.
    #[cold]
    fn remove_others(&self, reader: &mut Reader<'_>, storage: &mut [&mut Field]) -> Result<(), ReadError> {
        let others = storage.iter_mut().enumerate().filter(|(index, _)| !self.has_seen(*index));
        others.map(|(_, field)| field).try_for_each(|field| field.fill(reader, Place::Omitted))
    }

    fn has_seen(&self, index: usize) -> bool {
        let words = self.seen.iter().chain(&self.others_seen);
        words.copied().nth(index / 64).is_some_and(|word| word & (1 << (index % 64)) != 0)
    }

    /// Whether no required property is missing.
    fn is_complete(&self) -> bool {
        let mut first = self.shape.required.iter().zip(self.seen);
        if first.any(|(required, seen)| required & !seen != 0) {
            return false;
        }
        let (fields, count) = (self.shape.fields, self.shape.fields.len() + self.shape.literals.len());
        let is_required = |index: &usize| fields.get(*index).is_none_or(|(_, required, _)| *required);
        (64 * WORDS..count).filter(is_required).all(|index| self.has_seen(index))
    }

    /// Consumes the expected literal if it is the next property, and returns whether it was. A literal is
    /// often the first property, because it is the discriminator of a union.
    fn try_literal(&mut self, reader: &mut Reader<'_>) -> Result<bool, ReadError> {
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

    /// Reads a key and returns the index of its field; consumes the property and returns `None` if it is a
    /// literal or unknown.
    fn look_up_key(&mut self, reader: &mut Reader<'_>) -> Result<Option<usize>, ReadError> {
        let key = reader.key()?;
        let fields = self.shape.fields;
        let start = self.expected.min(fields.len());
        let (earlier, later) = fields.split_at(start);
        let index = position(later, &key).map(|index| index + start).or_else(|| position(earlier, &key));
        if let Some(index) = index {
            reader.step(Step::Key(fields[index].0));
            return Ok(Some(index));
        }
        if let Some(index) = self.shape.literals.iter().position(|(name, _)| *name == key) {
            self.literal(reader, index)?;
        } else {
            reader.charge_entry::<Value>(self.extra.len(), &key)?;
            self.extra.keep(key.into_owned(), reader.value()?);
        }
        Ok(None)
    }

    fn literal(&mut self, reader: &mut Reader<'_>, index: usize) -> Result<(), ReadError> {
        let (key, value) = self.shape.literals[index];
        reader.step(Step::Key(key));
        let mut before = reader.look_ahead();
        if before.peek() == Some(b'"') && reader.string()? == value {
            self.set_seen(self.shape.fields.len() + index);
            return Ok(());
        }
        reader.rewind(before);
        Err(reader.mismatch(&Value::from(value).to_string()))
    }

    fn end(&mut self, reader: &mut Reader<'_>) -> Result<usize, ReadError> {
        if !self.is_complete() {
            reader.step(Step::Entered);
            return Err(self.absent(reader));
        }
        reader.leave();
        Ok(self.shape.fields.len())
    }
}

/// The index of a key in a table. Names of equal length often differ in their first byte, so that is compared
/// before the whole name.
fn position(fields: &[Property], key: &str) -> Option<usize> {
    let first = key.as_bytes().first();
    fields
        .iter()
        .position(|(name, ..)| name.len() == key.len() && name.as_bytes().first() == first && *name == key)
}
