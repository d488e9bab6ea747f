//! Proof that counting properties selects an option that the value is valid as.
//!
//! A value of an option has no property that only other options declare. So none declares more of its properties, and
//! another option is only selected if it declares as many, comes first, lacks nothing that it requires, and is not
//! excluded by a value. If the value may then be invalid as that option, its own option must come first. The proof is
//! an order of the options in which each does.
//!
//! An option with any properties is special: a value that cannot be read as one of the others is read as that one.

use std::collections::HashMap;

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
pub(super) fn order<'a>(
    api: &'a Api,
    declarations: &Declarations<'a>,
    options: &[ObjectOption<'a>],
    candidates: &[Candidate],
) -> Result<Vec<usize>, Obstacle> {
    let variant = |index: usize| options.get(index).map_or(0, |option| option.variant);
    if options.len() > MAX_OPTIONS {
        return Err(Obstacle { own: variant(0), other: variant(1), difference: Difference::TooMany });
    }
    let mut within = Within::new(api);
    let sides = options.iter().zip(candidates);
    let sides: Vec<Side<'_, '_>> =
        sides.map(|(option, candidate)| Side::new(option, candidate, declarations)).collect();
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

/// The properties that the options of a union declare.
pub(super) struct Declarations<'a> {
    options: Vec<OptionProperties<'a>>,
}

/// The properties of an option.
struct OptionProperties<'a> {
    /// In the order of the document.
    properties: Vec<Property<'a>>,
    /// Their positions, by the number of the key.
    positions: Vec<Option<usize>>,
}

/// A property of an option.
struct Property<'a> {
    key: &'a str,
    /// The same for all options.
    number: usize,
    declared: Declared<'a>,
    parts: Vec<Part<'a>>,
}

impl<'a> Declarations<'a> {
    pub fn new(api: &'a Api, options: &[ObjectOption<'a>]) -> Self {
        let within = Within::new(api);
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let options = options.iter().map(|option| {
            let declared = option.object.into_iter().flat_map(within::declared);
            let properties = declared.map(|(key, declared)| {
                let next = numbers.len();
                let number = *numbers.entry(key).or_insert(next);
                Property { key, number, declared, parts: within.parts(declared) }
            });
            let properties: Vec<Property<'a>> = properties.collect();
            let mut positions = vec![None; numbers.len()];
            for (position, property) in properties.iter().enumerate() {
                positions[property.number] = Some(position);
            }
            OptionProperties { properties, positions }
        });
        Self { options: options.collect() }
    }
}

/// An option, and how it is counted.
struct Side<'a, 'd> {
    variant: usize,
    /// Its properties; `None` if they are not declared.
    object: Option<&'a Object>,
    /// Whether every object is valid as it.
    is_free: bool,
    declared: &'d OptionProperties<'a>,
    /// Whether the values of the properties may exclude the option.
    is_compared: Vec<bool>,
}

/// A property of an option, and how it is counted.
struct Counted<'a, 'd> {
    property: &'d Property<'a>,
    /// Whether its value may exclude the option.
    is_compared: bool,
}

impl<'a, 'd> Side<'a, 'd> {
    fn new(option: &ObjectOption<'a>, candidate: &Candidate, all: &'d Declarations<'a>) -> Self {
        let declared = &all.options[option.place];
        let has_values =
            |property: &Property<'_>| candidate.values.iter().any(|(key, _)| key == property.key);
        Self {
            variant: option.variant,
            object: option.object,
            is_free: matches!(option.r#type, Type::FreeForm | Type::Any),
            declared,
            is_compared: declared.properties.iter().map(has_values).collect(),
        }
    }

    /// Returns the same property as one of another option.
    fn same(&self, other: &Property<'_>) -> Option<Counted<'a, 'd>> {
        let position = self.declared.positions.get(other.number).copied().flatten()?;
        let property = self.declared.properties.get(position)?;
        Some(Counted { property, is_compared: self.is_compared.get(position) == Some(&true) })
    }

    fn required(&self) -> impl Iterator<Item = &'d Property<'a>> {
        self.declared.properties.iter().filter(|property| property.declared.is_required())
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
        let differs = |own: &&Property<'a>| other.same(own).is_some_and(|other| !other.decides(own, within));
        self.declared.properties.iter().find(differs).map(|own| Difference::Property(own.key.to_owned()))
    }

    /// Returns whether no value of this option is selected as another one.
    fn is_never_selected_as(&self, other: &Self, own: &Object) -> bool {
        let has_others = matches!(own.additional, AdditionalProperties::Typed(_));
        let mut others = other.required();
        if !has_others && others.any(|property| self.same(property).is_none()) {
            return true;
        }
        self.required().any(|own| {
            let Some(other) = other.same(own) else { return true };
            let excludes = |part: &Part<'_>| {
                let differs = || other.property.parts.iter().all(|other| part.differs_from(*other));
                other.excludes_null(*part).unwrap_or_else(differs)
            };
            other.is_compared && own.parts.iter().all(excludes)
        })
    }
}

impl<'a> Counted<'a, '_> {
    /// Returns whether each value of the same property of another option is valid in it, or excludes its option.
    fn decides(&self, own: &Property<'a>, within: &mut Within<'a>) -> bool {
        let Property { declared, parts, .. } = self.property;
        let has_format = within::has_format_of(own.declared, *declared);
        own.parts.iter().all(|part| {
            let is_valid = has_format && within.is_part_within(*part, parts);
            is_valid
                || self.excludes_null(*part).unwrap_or_else(|| {
                    self.is_compared
                        && parts.iter().all(|other| {
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
        let Property { declared, parts, .. } = self.property;
        let excludes = || declared.is_required() && self.is_compared && !parts.iter().any(allows);
        (part == Part::Null).then(excludes)
    }
}
