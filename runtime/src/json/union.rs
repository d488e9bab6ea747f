//! Decides which option of a union a value is, before anything of it is read.
//!
//! The grounds are data that the type brings: the JSON kind, a tag, or the keys that are present.
//! What stands late in an object is found by looking ahead on the text; no option is ever tried.

use super::passed::Passed;
use super::path::Step;
use super::scanner::{Scan, Scanner};
use super::{ReadError, Reader};

/// How the options of a union are told apart. A number is the place of an option in the union.
#[derive(Clone, Copy, Debug)]
pub struct Decision {
    /// What the JSON kind alone decides; a kind that is not listed fits no option.
    pub kinds: &'static [(Kind, usize)],
    /// What decides between objects.
    pub objects: Objects,
}

/// The kind of a JSON value that is not an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
}

/// How the options that are objects are told apart.
#[derive(Clone, Copy, Debug)]
pub enum Objects {
    /// No option is an object.
    None,
    /// One option is an object.
    Only(usize),
    /// A member that holds a string names the option.
    Tag {
        /// The member.
        property: &'static str,
        /// The strings and the options that they name.
        values: &'static [(&'static str, usize)],
        /// The option for all other strings, if there is one. An object without the member, or with
        /// something else than a string in it, fits no option.
        other: Option<usize>,
    },
    /// The keys that are present; the first rule that holds decides.
    Keys(&'static [KeyRule]),
}

/// An option, and the keys by which an object is known to be it.
#[derive(Clone, Copy, Debug)]
pub struct KeyRule {
    /// The option.
    pub variant: usize,
    /// Of each group at least one key is present; what it holds does not matter, `null` included.
    pub when: &'static [&'static [&'static str]],
}

impl Decision {
    /// Decides for the value that comes next and enters the option: its place, or the number of
    /// options if none fits.
    ///
    /// # Errors
    /// If the text is not JSON.
    #[doc(hidden)]
    pub fn enter(&self, reader: &mut Reader<'_>, names: &'static [&'static str]) -> Result<usize, ReadError> {
        let (scanner, passed) = reader.looking_ahead();
        let decided = self.decide(scanner, passed);
        let (index, tag) = match reader.scanned(decided)? {
            Some(choice) => choice,
            None => (names.len(), None),
        };
        reader.enter_variant(match names.get(index) {
            Some(name) => Step::Variant(name, tag),
            None => Step::Entered,
        });
        Ok(index)
    }

    /// The option, and where the tag stands that chose it.
    fn decide(&self, mut scanner: Scanner<'_>, passed: &mut Passed) -> Scan<Option<(usize, Option<usize>)>> {
        let kind = match scanner.peek() {
            Some(b'{') => return self.objects.decide(scanner, passed),
            Some(b'n') => Kind::Null,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'"') => Kind::String,
            Some(b'[') => Kind::Array,
            _ => Kind::Number,
        };
        let option = self.kinds.iter().find(|(candidate, _)| *candidate == kind);
        Ok(option.map(|(_, index)| (*index, None)))
    }
}

impl Objects {
    fn decide(&self, scanner: Scanner<'_>, passed: &mut Passed) -> Scan<Option<(usize, Option<usize>)>> {
        match *self {
            Self::None => Ok(None),
            Self::Only(index) => Ok(Some((index, None))),
            Self::Tag { property, values, other } => {
                let Some(mut scanner) = find_member(scanner, property, passed)? else {
                    return Ok(None);
                };
                if scanner.peek() != Some(b'"') {
                    return Ok(None);
                }
                let position = scanner.position();
                let tag = scanner.string()?;
                let named = values.iter().find(|(value, _)| *value == tag).map(|(_, index)| *index);
                Ok(named.or(other).map(|index| (index, Some(position))))
            }
            Self::Keys(rules) => decide_by_keys(scanner, rules, passed),
        }
    }
}

/// Passes over the members of an object up to the one that is looked for. What is not JSON on the
/// way may be passed over too; whatever is decided then, reading it finds that out.
fn find_member<'a>(
    mut scanner: Scanner<'a>,
    property: &str,
    passed: &mut Passed,
) -> Scan<Option<Scanner<'a>>> {
    scanner.advance();
    let mut first = true;
    while scanner.next_key(first)? {
        if scanner.key()? == property {
            return Ok(Some(scanner));
        }
        if scanner.pass(passed).is_none() {
            return Ok(None);
        }
        first = false;
    }
    Ok(None)
}

fn decide_by_keys(
    mut scanner: Scanner<'_>,
    rules: &[KeyRule],
    passed: &mut Passed,
) -> Scan<Option<(usize, Option<usize>)>> {
    let mut keys = Vec::new();
    scanner.advance();
    while scanner.next_key(keys.is_empty())? {
        keys.push(scanner.key()?);
        if scanner.pass(passed).is_none() {
            return Ok(None);
        }
    }
    let present = |key: &&str| keys.iter().any(|candidate| candidate == *key);
    let holds = |rule: &&KeyRule| rule.when.iter().all(|group| group.iter().any(&present));
    Ok(rules.iter().find(holds).map(|rule| (rule.variant, None)))
}
