//! Decides which option of a union a value is, before anything of it is read.
//!
//! The grounds are data that the type brings: the JSON kind, a tag, or the keys that are present.
//! What stands late in an object is found by looking ahead on the text; no option is ever tried.

mod count;

use std::borrow::Cow;

use super::path::Step;
use super::reader::is_exact;
use super::scanner::{Scan, Scanner};
use super::{ReadError, Reader};
use crate::Timestamp;

/// How the options of a union are told apart. A number is the place of an option in the union.
#[derive(Clone, Copy, Debug)]
pub struct Decision {
    /// What the JSON kind alone decides, the first that holds; a kind that is not listed fits no
    /// option.
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
    /// A number without a fraction that fits 64 bits.
    Integer,
    /// A number.
    Number,
    /// One of these strings.
    Listed(&'static [&'static str]),
    /// A string that is a point in time.
    Timestamp,
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
    /// What a string holds, here or further in, says how to go on.
    Branch {
        /// The members that lead to the string.
        path: &'static [&'static str],
        /// The strings, and what decides where one of them stands.
        values: &'static [(&'static str, Self)],
        /// What decides where another string stands, or none.
        other: &'static Self,
    },
    /// The keys that are present; the first rule that holds decides.
    Keys(&'static [KeyRule]),
    /// The keys that are present are counted: of the options that lack nothing, the one that knows
    /// most of them; of several the first.
    Count(&'static [Candidate]),
}

/// An option, and the members by which it is counted.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// The option.
    pub variant: usize,
    /// Members that must hold exactly these strings.
    pub literals: &'static [(&'static str, &'static str)],
    /// Members that must be there.
    pub required: &'static [&'static str],
    /// Members that may be there.
    pub optional: &'static [&'static str],
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
        let decided = self.decide(reader.look_ahead());
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
    fn decide(&self, mut scanner: Scanner<'_>) -> Scan<Choice> {
        if scanner.peek() == Some(b'{') {
            return self.objects.decide(scanner);
        }
        for (kind, index) in self.kinds {
            if kind.holds(scanner)? {
                return Ok(Some((*index, None)));
            }
        }
        Ok(None)
    }
}

/// An option, and where the tag stands that chose it.
type Choice = Option<(usize, Option<usize>)>;

impl Kind {
    /// Whether the value that comes next is of this kind.
    fn holds(self, mut scanner: Scanner<'_>) -> Scan<bool> {
        let first = scanner.peek();
        Ok(match self {
            Self::Null => first == Some(b'n'),
            Self::Boolean => matches!(first, Some(b't' | b'f')),
            Self::Array => first == Some(b'['),
            Self::String => first == Some(b'"'),
            Self::Listed(values) => first == Some(b'"') && values.contains(&&*scanner.string()?),
            Self::Timestamp => {
                first == Some(b'"') && Timestamp::from(&*scanner.string()?).unix_milliseconds().is_some()
            }
            Self::Number => matches!(first, Some(b'-' | b'0'..=b'9')),
            Self::Integer => {
                matches!(first, Some(b'-' | b'0'..=b'9')) && {
                    let mut copy = scanner;
                    copy.integer().is_ok() || scanner.float().is_ok_and(is_exact)
                }
            }
        })
    }
}

impl Objects {
    fn decide(&self, scanner: Scanner<'_>) -> Scan<Choice> {
        match *self {
            Self::None => Ok(None),
            Self::Only(index) => Ok(Some((index, None))),
            Self::Tag { property, values, other } => {
                let Some((tag, position)) = string_at(scanner, &[property])? else {
                    return Ok(None);
                };
                let named = values.iter().find(|(value, _)| *value == tag).map(|(_, index)| *index);
                Ok(named.or(other).map(|index| (index, Some(position))))
            }
            Self::Branch { path, values, other } => {
                let found = string_at(scanner, path)?;
                let named = found.as_ref().and_then(|(tag, _)| values.iter().find(|(value, _)| value == tag));
                let chosen = named.map_or(other, |(_, objects)| objects).decide(scanner)?;
                let position = found.map(|(_, position)| position);
                // The path of an error names the outermost tag.
                Ok(chosen.map(|(index, inner)| (index, position.filter(|_| path.len() == 1).or(inner))))
            }
            Self::Keys(rules) => decide_by_keys(scanner, rules),
            Self::Count(candidates) => count::decide(scanner, candidates),
        }
    }
}

/// The string that a path of members leads to, and where it stands.
fn string_at<'a>(mut scanner: Scanner<'a>, path: &[&str]) -> Scan<Option<(Cow<'a, str>, usize)>> {
    for property in path {
        if scanner.peek() != Some(b'{') {
            return Ok(None);
        }
        let Some(member) = find_member(scanner, property)? else {
            return Ok(None);
        };
        scanner = member;
    }
    if scanner.peek() != Some(b'"') {
        return Ok(None);
    }
    let position = scanner.position();
    Ok(Some((scanner.string()?, position)))
}

/// Passes over the members of an object up to the one that is looked for.
fn find_member<'a>(mut scanner: Scanner<'a>, property: &str) -> Scan<Option<Scanner<'a>>> {
    scanner.advance();
    let mut first = true;
    while scanner.next_key(first)? {
        if scanner.key_is(property) {
            scanner.colon()?;
            return Ok(Some(scanner));
        }
        if scanner.key()? == property {
            return Ok(Some(scanner));
        }
        scanner.skip()?;
        first = false;
    }
    Ok(None)
}

fn decide_by_keys(mut scanner: Scanner<'_>, rules: &[KeyRule]) -> Scan<Choice> {
    let mut keys = Vec::new();
    scanner.advance();
    while scanner.next_key(keys.is_empty())? {
        keys.push(scanner.key()?);
        scanner.skip()?;
    }
    let present = |key: &&str| keys.iter().any(|candidate| candidate == *key);
    let holds = |rule: &&KeyRule| rule.when.iter().all(|group| group.iter().any(&present));
    Ok(rules.iter().find(holds).map(|rule| (rule.variant, None)))
}
