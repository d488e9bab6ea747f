//! Decides which option of a union a value is, before anything of it is read.
//!
//! The grounds are data that the type brings: the JSON kind, a tag, or the keys that are present.
//! What stands late in an object is found by looking ahead on the text; no option is ever tried.

mod count;
mod kept;

use std::borrow::Cow;

pub use self::kept::{Entered, check_unknown};

use super::read::is_exact;
use super::text::{Passed, Scan, Scanner, Step};
use super::{ReadError, Reader, Timestamp};

/// How the options of a union are told apart. A number is the place of an option in the union.
#[derive(Clone, Copy, Debug)]
pub struct Selection {
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
    Enum(&'static [&'static str]),
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
    /// most of them; of several the first. A value that then does not fit it is kept as it came.
    Heuristic(&'static [Candidate]),
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

impl Selection {
    /// Decides for the value that comes next and enters the option.
    ///
    /// # Errors
    /// If the text is not JSON.
    #[doc(hidden)]
    pub fn enter<'a>(
        &self,
        reader: &mut Reader<'a>,
        names: &'static [&'static str],
    ) -> Result<Entered<'a>, ReadError> {
        let (scanner, passed) = reader.looking_ahead();
        let selected = self.select(scanner, passed);
        let chosen = reader.scanned(selected)?;
        let option = chosen.map_or(names.len(), |chosen| chosen.option);
        let before = chosen.filter(|chosen| chosen.counted).map(|_| reader.place());
        reader.enter_variant(match (names.get(option), chosen) {
            (Some(name), Some(chosen)) => Step::Variant(name, chosen.tag),
            _ => Step::Entered,
        });
        Ok(Entered { option, before })
    }

    /// Whether some options are told apart by counting, so that a value may turn out not to be what
    /// it was taken for.
    #[doc(hidden)]
    #[must_use]
    pub const fn counts(&self) -> bool {
        self.objects.counts()
    }

    fn select(&self, mut scanner: Scanner<'_>, passed: &mut Passed) -> Scan<Option<Chosen>> {
        if scanner.peek() == Some(b'{') {
            return self.objects.select(scanner, passed);
        }
        for (kind, option) in self.kinds {
            if kind.holds(scanner)? {
                return Ok(Some(Chosen::by_kind(*option)));
            }
        }
        Ok(None)
    }
}

/// An option that was decided for.
#[derive(Clone, Copy)]
struct Chosen {
    option: usize,
    /// Where the tag stands that chose it.
    tag: Option<usize>,
    /// Whether it was chosen by counting, which is likely and not certain.
    counted: bool,
}

impl Chosen {
    const fn by_kind(option: usize) -> Self {
        Self { option, tag: None, counted: false }
    }
}

impl Kind {
    /// Whether the value that comes next is of this kind.
    fn holds(self, mut scanner: Scanner<'_>) -> Scan<bool> {
        let first = scanner.peek();
        Ok(match self {
            Self::Null => first == Some(b'n'),
            Self::Boolean => matches!(first, Some(b't' | b'f')),
            Self::Array => first == Some(b'['),
            Self::String => first == Some(b'"'),
            Self::Enum(values) => first == Some(b'"') && values.contains(&&*scanner.string()?),
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
    const fn counts(&self) -> bool {
        match self {
            Self::None | Self::Only(_) | Self::Tag { .. } | Self::Keys(_) => false,
            Self::Heuristic(_) => true,
            Self::Branch { values, other, .. } => {
                let mut rest: &[(&str, Self)] = values;
                while let [(_, first), others @ ..] = rest {
                    if first.counts() {
                        return true;
                    }
                    rest = others;
                }
                other.counts()
            }
        }
    }

    fn select(&self, scanner: Scanner<'_>, passed: &mut Passed) -> Scan<Option<Chosen>> {
        match *self {
            Self::None => Ok(None),
            Self::Only(option) => Ok(Some(Chosen::by_kind(option))),
            Self::Tag { property, values, other } => {
                let Some((tag, position)) = string_at(scanner, &[property], passed)? else {
                    return Ok(None);
                };
                let named = values.iter().find(|(value, _)| *value == tag).map(|(_, index)| *index);
                Ok(named.or(other).map(|option| Chosen { option, tag: Some(position), counted: false }))
            }
            Self::Branch { path, values, other } => {
                let found = string_at(scanner, path, passed)?;
                let named = found.as_ref().and_then(|(tag, _)| values.iter().find(|(value, _)| value == tag));
                let chosen = named.map_or(other, |(_, objects)| objects).select(scanner, passed)?;
                let position = found.map(|(_, position)| position);
                // The path of an error names the outermost tag.
                let tag = position.filter(|_| path.len() == 1);
                Ok(chosen.map(|chosen| Chosen { tag: tag.or(chosen.tag), ..chosen }))
            }
            Self::Keys(rules) => select_by_keys(scanner, rules, passed),
            Self::Heuristic(candidates) => count::select(scanner, candidates),
        }
    }
}

/// The string that a path of members leads to, and where it stands.
fn string_at<'a>(
    mut scanner: Scanner<'a>,
    path: &[&str],
    passed: &mut Passed,
) -> Scan<Option<(Cow<'a, str>, usize)>> {
    for property in path {
        if scanner.peek() != Some(b'{') {
            return Ok(None);
        }
        let Some(member) = find_member(scanner, property, passed)? else {
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

fn select_by_keys(mut scanner: Scanner<'_>, rules: &[KeyRule], passed: &mut Passed) -> Scan<Option<Chosen>> {
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
    Ok(rules.iter().find(holds).map(|rule| Chosen::by_kind(rule.variant)))
}
