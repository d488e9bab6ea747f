//! Variant selection: chooses the variant of a union before its value is read.
//!
//! Each union has a static [`Selection`], which maps the JSON kind, a tag, or the keys that are present to a
//! variant. Properties late in an object are found by looking ahead in the text. Variants are not tried in
//! turn, except after a heuristic selection that turns out to be wrong.

mod case;
mod fallback;
mod heuristic;
mod sibling;
mod tagged;
mod variants;

use std::borrow::Cow;

pub use self::case::Case;
use self::fallback::EnteredVariant;
pub(crate) use self::fallback::check_unknown;
pub(crate) use self::sibling::{CheckedSibling, enter_siblings, leave_siblings};
pub use self::sibling::{SiblingTag, SiblingTags};
pub(crate) use self::tagged::check_tag;
pub use self::variants::{Variants, read_variant};

use super::read::is_exact_integer;
use super::text::{Scan, Scanner, SkipCache, Step};
use super::{Number, ReadError, Reader, Timestamp};

/// How the variant of a union is selected. Variants are identified by their index in the union.
#[derive(Clone, Copy, Debug)]
pub struct Selection {
    /// The variants that are selected by the JSON kind, first match first. A value of a kind that is not
    /// listed matches no variant.
    pub kinds: &'static [(Kind, usize)],
    /// How objects are selected.
    pub objects: Objects,
}

/// The kind of a JSON value that is not an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction that fits in 64 bits.
    Integer,
    /// A number without a fraction or a sign that fits in 64 bits.
    Unsigned,
    /// A number.
    Number,
    /// One of these strings.
    Enum(&'static [&'static str]),
    /// A string that is an RFC 3339 timestamp, see [`Timestamp`].
    Timestamp,
    /// A string.
    String,
    /// An array.
    Array,
}

/// How the variant of an object is selected.
#[derive(Clone, Copy, Debug)]
pub enum Objects {
    /// No variant is an object.
    None,
    /// Exactly one variant is an object.
    Only(usize),
    /// A property with a string value, the tag, selects the variant.
    Tag {
        /// The name of the property.
        property: &'static str,
        /// The values of the tag, and the variants that they select.
        values: &'static [(&'static str, usize)],
        /// The variant for all other strings, if any. An object in which the property is missing or not a
        /// string matches no variant.
        other: Option<usize>,
    },
    /// A string property, possibly nested, determines how the variant is selected.
    Branch {
        /// The path of properties to the string.
        path: &'static [&'static str],
        /// The values of the string, and the selection for each.
        values: &'static [(&'static str, Self)],
        /// The selection if the string has another value or is missing.
        other: &'static Self,
    },
    /// The value of a property, possibly nested, determines how the variant is selected, first match first.
    Property {
        /// The path of properties to the value.
        path: &'static [&'static str],
        /// The values, and the selection for each.
        cases: &'static [(Case, Self)],
        /// The selection if the property is missing, or null without a case for it.
        absent: &'static Self,
        /// The selection for any other value.
        other: &'static Self,
    },
    /// Like the inner selection. The types of the listed variants also allow tags of other variants, so their tag is
    /// checked before a value is sent.
    Checked(&'static Self, &'static [usize]),
    /// The keys that are present select the variant, first match first.
    Keys(&'static [KeyRule]),
    /// The variant is selected heuristically: among the candidates with all required properties, the one that
    /// declares the most of the keys that are present. The first one wins a tie. If the value does not match that
    /// variant, the next candidate is tried; if it matches none, it is kept unparsed.
    Heuristic(&'static [Candidate]),
}

/// A candidate for heuristic selection: a variant and its properties.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// The index of the variant.
    pub variant: usize,
    /// Properties that must be present.
    pub required: &'static [&'static str],
    /// Properties that may be present.
    pub optional: &'static [&'static str],
    /// The values of some of the properties. Another value excludes the candidate, or, if it is not among several
    /// known values, counts against it.
    pub values: &'static [(&'static str, &'static [Case])],
}

/// A variant, and the keys that select it.
#[derive(Clone, Copy, Debug)]
pub struct KeyRule {
    /// The index of the variant.
    pub variant: usize,
    /// Groups of keys. At least one key of each group must be present, with any value, including `null`.
    pub when: &'static [&'static [&'static str]],
}

impl Selection {
    /// Selects the variant of the next value and enters it.
    ///
    /// # Errors
    /// If the text is not valid JSON.
    #[doc(hidden)]
    pub fn enter<'a>(
        &self,
        reader: &mut Reader<'a>,
        names: &'static [&'static str],
    ) -> Result<EnteredVariant<'a>, ReadError> {
        self.enter_after(0, reader, names)
    }

    /// Like [`enter`](Self::enter), after `tried` heuristically selected variants that did not match.
    fn enter_after<'a>(
        &self,
        tried: usize,
        reader: &mut Reader<'a>,
        names: &'static [&'static str],
    ) -> Result<EnteredVariant<'a>, ReadError> {
        let selection = reader.sibling_selection().unwrap_or(self);
        let (scanner, cache) = reader.look_ahead_with_cache();
        let selected = selection.select(tried, scanner, cache);
        let selected = reader.with_path(selected)?;
        let Some((selected, name)) = selected.and_then(|it| Some((it, names.get(it.variant)?))) else {
            return Ok(EnteredVariant::unselected(reader, names));
        };
        let start = selected.is_heuristic.then(|| reader.checkpoint());
        reader.enter_variant(Step::Variant(name, selected.tag));
        Ok(EnteredVariant { option: selected.variant, start, tried })
    }

    /// Whether `null` selects a variant.
    #[doc(hidden)]
    #[must_use]
    pub const fn has_null(&self) -> bool {
        let mut rest = self.kinds;
        while let [(kind, _), others @ ..] = rest {
            if matches!(kind, Kind::Null) {
                return true;
            }
            rest = others;
        }
        false
    }

    /// Whether a variant may be selected heuristically, so that a value may not match the selected variant.
    #[doc(hidden)]
    #[must_use]
    pub const fn counts(&self) -> bool {
        self.objects.has_heuristic()
    }

    /// Whether the tag of some variants must be checked before a value is sent.
    #[doc(hidden)]
    #[must_use]
    pub const fn has_checked_tags(&self) -> bool {
        matches!(self.objects, Objects::Checked(..))
    }

    /// Whether some value may be this variant.
    fn may_select(&self, variant: usize) -> bool {
        self.kinds.iter().any(|(_, selected)| *selected == variant) || self.objects.may_select(variant)
    }

    fn select(
        &self,
        tried: usize,
        mut scanner: Scanner<'_>,
        cache: &mut SkipCache,
    ) -> Scan<Option<Selected>> {
        if scanner.peek() == Some(b'{') {
            return self.objects.select(tried, scanner, cache);
        }
        for (kind, variant) in self.kinds {
            if kind.matches(scanner)? {
                return Ok(Some(Selected::without_tag(*variant)));
            }
        }
        Ok(None)
    }
}

/// A variant that was selected.
#[derive(Clone, Copy)]
struct Selected {
    variant: usize,
    /// The byte offset of the tag that selected it.
    tag: Option<usize>,
    /// Whether it was selected heuristically, so that the value may not match it.
    is_heuristic: bool,
}

impl Selected {
    const fn without_tag(variant: usize) -> Self {
        Self { variant, tag: None, is_heuristic: false }
    }
}

impl Kind {
    /// Whether the next value is of this kind.
    fn matches(self, mut scanner: Scanner<'_>) -> Scan<bool> {
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
            Self::Unsigned => {
                matches!(first, Some(b'0'..=b'9')) && Number::from_valid(scanner.skip()?).as_u64().is_some()
            }
            Self::Integer => {
                matches!(first, Some(b'-' | b'0'..=b'9')) && {
                    let mut copy = scanner;
                    copy.integer().is_ok() || scanner.float().is_ok_and(is_exact_integer)
                }
            }
        })
    }
}

impl Objects {
    const fn has_heuristic(&self) -> bool {
        match self {
            Self::None | Self::Only(_) | Self::Tag { .. } | Self::Keys(_) => false,
            Self::Heuristic(_) => true,
            Self::Checked(inner, _) => inner.has_heuristic(),
            Self::Branch { values, other, .. } => {
                let mut rest: &[(&str, Self)] = values;
                while let [(_, first), others @ ..] = rest {
                    if first.has_heuristic() {
                        return true;
                    }
                    rest = others;
                }
                other.has_heuristic()
            }
            Self::Property { cases, absent, other, .. } => {
                let mut rest: &[(Case, Self)] = cases;
                while let [(_, first), others @ ..] = rest {
                    if first.has_heuristic() {
                        return true;
                    }
                    rest = others;
                }
                absent.has_heuristic() || other.has_heuristic()
            }
        }
    }

    /// Whether some object may be this variant.
    fn may_select(&self, variant: usize) -> bool {
        match *self {
            Self::None => false,
            Self::Only(only) => only == variant,
            Self::Checked(inner, _) => inner.may_select(variant),
            Self::Tag { values, other, .. } => {
                other == Some(variant) || values.iter().any(|(_, selected)| *selected == variant)
            }
            Self::Branch { values, other, .. } => {
                other.may_select(variant) || values.iter().any(|(_, inner)| inner.may_select(variant))
            }
            Self::Property { cases, absent, other, .. } => [absent, other]
                .into_iter()
                .chain(cases.iter().map(|(_, inner)| inner))
                .any(|inner| inner.may_select(variant)),
            Self::Keys(rules) => rules.iter().any(|rule| rule.variant == variant),
            Self::Heuristic(candidates) => candidates.iter().any(|candidate| candidate.variant == variant),
        }
    }

    fn select(&self, tried: usize, scanner: Scanner<'_>, cache: &mut SkipCache) -> Scan<Option<Selected>> {
        match *self {
            Self::None => Ok(None),
            Self::Only(variant) => Ok(Some(Selected::without_tag(variant))),
            Self::Tag { property, values, other } => {
                let Some((tag, position)) = string_at(scanner, &[property], cache)? else {
                    return Ok(None);
                };
                let variant = values.iter().find(|(value, _)| *value == tag).map(|(_, variant)| *variant);
                Ok(variant.or(other).map(|variant| Selected {
                    variant,
                    tag: Some(position),
                    is_heuristic: false,
                }))
            }
            Self::Branch { path, values, other } => {
                let string = string_at(scanner, path, cache)?;
                let branch =
                    string.as_ref().and_then(|(tag, _)| values.iter().find(|(value, _)| value == tag));
                let selected = branch.map_or(other, |(_, objects)| objects).select(tried, scanner, cache)?;
                let position = string.map(|(_, position)| position);
                // The path of an error shows the outermost tag.
                let tag = position.filter(|_| path.len() == 1);
                Ok(selected.map(|selected| Selected { tag: tag.or(selected.tag), ..selected }))
            }
            Self::Checked(inner, _) => inner.select(tried, scanner, cache),
            Self::Keys(rules) => select_by_keys(scanner, rules, cache),
            Self::Property { path, cases, absent, other } => {
                let value = value_at(scanner, path, cache)?;
                let mut chosen = if value.is_some() { other } else { absent };
                if let Some(mut value) = value {
                    let is_null = value.peek() == Some(b'n');
                    chosen = if is_null { absent } else { chosen };
                    for (case, objects) in cases {
                        if case.matches(value)? {
                            chosen = objects;
                            break;
                        }
                    }
                }
                chosen.select(tried, scanner, cache)
            }
            Self::Heuristic(candidates) => heuristic::select(scanner, candidates, tried),
        }
    }
}

/// Finds the value at a path of properties.
fn value_at<'a>(mut scanner: Scanner<'a>, path: &[&str], cache: &mut SkipCache) -> Scan<Option<Scanner<'a>>> {
    for property in path {
        if scanner.peek() != Some(b'{') {
            return Ok(None);
        }
        let Some(value) = find_property(scanner, property, cache)? else {
            return Ok(None);
        };
        scanner = value;
    }
    Ok(Some(scanner))
}

/// Finds the string at a path of properties, and its byte offset.
fn string_at<'a>(
    scanner: Scanner<'a>,
    path: &[&str],
    cache: &mut SkipCache,
) -> Scan<Option<(Cow<'a, str>, usize)>> {
    let Some(mut scanner) = value_at(scanner, path, cache)? else { return Ok(None) };
    if scanner.peek() != Some(b'"') {
        return Ok(None);
    }
    let position = scanner.position();
    Ok(Some((scanner.string()?, position)))
}

/// Finds the value of a property of an object. Invalid JSON before it may go unnoticed here; reading the
/// value reports it later.
fn find_property<'a>(
    mut scanner: Scanner<'a>,
    property: &str,
    cache: &mut SkipCache,
) -> Scan<Option<Scanner<'a>>> {
    scanner.advance();
    let mut first = true;
    while scanner.next_key(first)? {
        if scanner.key()? == property {
            return Ok(Some(scanner));
        }
        if scanner.skip_ahead(cache).is_none() {
            return Ok(None);
        }
        first = false;
    }
    Ok(None)
}

fn select_by_keys(
    mut scanner: Scanner<'_>,
    rules: &[KeyRule],
    cache: &mut SkipCache,
) -> Scan<Option<Selected>> {
    let mut keys = Vec::new();
    scanner.advance();
    while scanner.next_key(keys.is_empty())? {
        keys.push(scanner.key()?);
        if scanner.skip_ahead(cache).is_none() {
            return Ok(None);
        }
    }
    let is_present = |key: &&str| keys.iter().any(|present| present == *key);
    let matches = |rule: &&KeyRule| rule.when.iter().all(|group| group.iter().any(&is_present));
    Ok(rules.iter().find(matches).map(|rule| Selected::without_tag(rule.variant)))
}
