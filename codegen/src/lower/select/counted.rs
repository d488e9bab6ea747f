//! Proof that counting properties selects an option that the value is valid as.
//!
//! A value of an option has no property that only other options declare. So none declares more of its properties, and
//! another option is only selected if it declares as many, comes first, lacks nothing that it requires, and is not
//! excluded by a value. If the value may then be invalid as that option, its own option must come first. The proof is
//! an order of the options in which each does.
//!
//! An option with any properties is special: a value that cannot be read as one of the others is read as that one.

use std::collections::{HashMap, HashSet};

use super::leaves::ObjectOption;
use super::within::{self, Declared, Part, Within};
use crate::ir::{AdditionalProperties, Api, Candidate, Object, Type};

/// Maximum number of options that are compared with each other.
const MAX_OPTIONS: usize = 64;

/// Two options, neither of which can come first.
#[derive(Debug)]
pub(super) struct Obstacle {
    /// The variant that a value is valid as.
    pub own: usize,
    /// The variant that may be selected instead.
    pub other: usize,
    pub difference: Difference,
}

/// How two options differ.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Difference {
    /// In the values of a property that both declare.
    Property(String),
    /// In `additionalProperties`.
    Additional,
    /// In rules for all of their properties, such as `minProperties`.
    Rules,
    /// There are too many options to compare them.
    TooMany,
    /// In nothing, but the order in the settings is another one than that of the proof.
    Order,
}

impl Obstacle {
    /// The order in the settings is not that of the proof.
    pub const ORDER: Self = Self { own: 0, other: 0, difference: Difference::Order };
}

/// Returns an order of the options in which each value is selected as an option that it is valid as, as indices.
///
/// # Errors
/// Returns two options that prevent it.
pub(super) fn order(
    api: &Api,
    options: &[ObjectOption<'_>],
    candidates: &[Candidate],
) -> Result<Vec<usize>, Obstacle> {
    let variant = |index: usize| options.get(index).map_or(0, |option| option.variant);
    if options.len() > MAX_OPTIONS {
        return Err(Obstacle { own: variant(0), other: variant(1), difference: Difference::TooMany });
    }
    let mut within = Within::new(api);
    let sides = options.iter().zip(candidates);
    let sides: Vec<Side<'_>> =
        sides.map(|(option, candidate)| Side::new(option, candidate, &within)).collect();
    // For each option, why it must come before others.
    let mut before: Vec<Vec<Option<Difference>>> = Vec::new();
    for own in &sides {
        before.push(sides.iter().map(|other| own.difference(other, &mut within)).collect());
    }
    for own in (0..sides.len()).filter(|index| sides[*index].has_any_key()) {
        let differing: Vec<usize> = (0..sides.len()).filter(|other| before[own][*other].is_some()).collect();
        // Others may declare more of its properties, so the order does not matter.
        for other in differing {
            let difference = before[own][other].clone();
            before[other][own] = before[other][own].take().or(difference);
        }
    }
    let mut order: Vec<usize> = Vec::new();
    let mut left: Vec<usize> = (0..sides.len()).collect();
    while !left.is_empty() {
        let is_next = |index: &usize| left.iter().all(|own| before[*own][*index].is_none());
        let Some(place) = left.iter().position(is_next) else { break };
        order.push(left.remove(place));
    }
    let pairs = left.iter().flat_map(|own| left.iter().map(|other| (*own, *other)));
    let obstacles = pairs.filter_map(|(own, other)| {
        let difference = before[own][other].clone()?;
        let obstacle = Obstacle { own: variant(own), other: variant(other), difference };
        Some((before[other][own].is_none(), obstacle))
    });
    // Two options that must both come first are easier to understand than a longer cycle.
    let obstacle = obstacles.min_by_key(|(is_one_way, _)| *is_one_way);
    obstacle.map_or(Ok(order), |(_, obstacle)| Err(obstacle))
}

/// An option, and how it is counted.
struct Side<'a> {
    variant: usize,
    /// Its properties; `None` if they are not declared.
    object: Option<&'a Object>,
    /// Whether every object is valid as it.
    is_free: bool,
    /// Its properties in the order of the document.
    properties: Vec<Property<'a>>,
    /// Their positions.
    places: HashMap<&'a str, usize>,
}

/// A property of an option, and how it is counted.
struct Property<'a> {
    key: &'a str,
    declared: Declared<'a>,
    parts: Vec<Part<'a>>,
    /// Whether its value may exclude the option.
    is_compared: bool,
}

impl<'a> Side<'a> {
    fn new(option: &ObjectOption<'a>, candidate: &Candidate, within: &Within<'a>) -> Self {
        let compared: HashSet<&str> = candidate.values.iter().map(|(key, _)| key.as_str()).collect();
        let property = |(key, declared)| {
            let parts = within.parts(declared);
            Property { key, declared, parts, is_compared: compared.contains(key) }
        };
        let properties: Vec<_> = option.object.into_iter().flat_map(within::declared).map(property).collect();
        Self {
            variant: option.variant,
            object: option.object,
            is_free: matches!(option.r#type, Type::FreeForm | Type::Any),
            places: properties.iter().enumerate().map(|(place, property)| (property.key, place)).collect(),
            properties,
        }
    }

    fn property(&self, key: &str) -> Option<&Property<'a>> {
        self.properties.get(*self.places.get(key)?)
    }

    fn required(&self) -> impl Iterator<Item = &Property<'a>> {
        self.properties.iter().filter(|property| property.declared.is_required())
    }

    /// Returns whether its values may have properties that only other options declare.
    fn has_any_key(&self) -> bool {
        self.object.is_none_or(|object| matches!(object.additional, AdditionalProperties::Typed(_)))
    }

    /// Returns how it differs from another option, if a value of it may be selected as that one without being valid.
    fn difference(&self, other: &Self, within: &mut Within<'a>) -> Option<Difference> {
        if self.variant == other.variant || other.is_free {
            return None;
        }
        let (Some(own), Some(object)) = (self.object, other.object) else {
            let is_open = other.object.is_some_and(|it| it.additional == AdditionalProperties::Open);
            return (!self.is_free || !is_open).then_some(Difference::Additional);
        };
        if self.is_never_selected_as(other, own) {
            return None;
        }
        if !within::has_rules_of(own, object) {
            return Some(Difference::Rules);
        }
        let is_closed = |object: &Object| object.additional == AdditionalProperties::Closed;
        // The other option declares all properties of the value.
        let are_closed = is_closed(own) && is_closed(object);
        if !are_closed && !within::are_others_within(own, object) {
            return Some(Difference::Additional);
        }
        let differs = |own: &&Property<'a>| {
            other.property(own.key).is_some_and(|declared| !declared.decides(own, within))
        };
        self.properties.iter().find(differs).map(|own| Difference::Property(own.key.to_owned()))
    }

    /// Returns whether no value of this option is selected as another one.
    fn is_never_selected_as(&self, other: &Self, own: &Object) -> bool {
        let has_others = matches!(own.additional, AdditionalProperties::Typed(_));
        let mut others = other.required();
        if !has_others && others.any(|property| self.property(property.key).is_none()) {
            return true;
        }
        self.required().any(|own| {
            let Some(declared) = other.property(own.key) else { return true };
            let excludes = |part: &Part<'_>| {
                let differs = || declared.parts.iter().all(|other| part.differs_from(*other));
                declared.excludes_null(*part).unwrap_or_else(differs)
            };
            declared.is_compared && own.parts.iter().all(excludes)
        })
    }
}

impl<'a> Property<'a> {
    /// Returns whether each value of the same property of another option is valid in it, or excludes its option.
    fn decides(&self, own: &Self, within: &mut Within<'a>) -> bool {
        let has_format = within::has_format_of(own.declared, self.declared);
        own.parts.iter().all(|part| {
            let is_valid = has_format && within.is_part_within(*part, &self.parts);
            is_valid
                || self.excludes_null(*part).unwrap_or_else(|| {
                    self.is_compared
                        && self.parts.iter().all(|other| {
                            part.differs_from(*other)
                                || other.is_compared_fully()
                                || part.has_other_elements(*other, within)
                        })
                })
        })
    }

    /// Returns whether null excludes its option; `None` if the part is not null. In an optional property, null counts as
    /// its absence.
    fn excludes_null(&self, part: Part<'_>) -> Option<bool> {
        let allows = |other: &Part<'_>| matches!(other, Part::Null | Part::Type(Type::Any));
        let excludes = || self.declared.is_required() && self.is_compared && !self.parts.iter().any(allows);
        (part == Part::Null).then(excludes)
    }
}
