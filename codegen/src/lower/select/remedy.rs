//! What to report about a heuristic union: why it is not provable, and what would prove it.

use super::counted::{Difference, Obstacle};
use super::leaves::ObjectOption;
use super::selector::{Overlap, Selector};
use super::within::{self, Declared};
use crate::ir::{Rules, Shape, Type};

/// What ends every help line.
const SETTINGS: &str = "or set the order under `union_order` in the settings";

impl<'a> Selector<'a> {
    /// Returns the report on options that are selected heuristically because of an obstacle.
    pub fn report(&self, options: &[ObjectOption<'a>], obstacle: &Obstacle) -> Overlap {
        let name = |variant: usize| {
            let variant = self.union.variants.get(variant);
            variant.map_or_else(String::new, |variant| format!("`{}`", variant.name))
        };
        let (own, other) = (name(obstacle.own), name(obstacle.other));
        let distinct = format!("require a property with a distinct `const` in {own} and {other}");
        let (reason, help) = match &obstacle.difference {
            Difference::Property(key) => {
                let reason = format!(
                    "{own} and {other} allow different values for `{key}`, which may be of the same kind"
                );
                let is_string = |variant: usize| self.is_string(options, variant, key);
                let help = if is_string(obstacle.own) && is_string(obstacle.other) {
                    format!("require `{key}` with a distinct `const` in {own} and {other}")
                } else {
                    format!("{distinct}, or allow the same values for `{key}` in both")
                };
                (reason, help)
            }
            Difference::Additional => {
                let reason = format!(
                    "an object of {own} may have properties that {other} does not allow, or only {other} declares"
                );
                (reason, format!("{distinct}, or set the same `additionalProperties` in both"))
            }
            Difference::Rules => {
                let reason = format!(
                    "{other} has rules for all of its properties, such as `minProperties`, that {own} does not have"
                );
                (reason, distinct)
            }
            Difference::TooMany => ("there are too many options to compare them".to_owned(), distinct),
            Difference::Order => (
                "the order in the settings is not the one in which they are distinguishable".to_owned(),
                distinct,
            ),
        };
        let variants: Vec<usize> = options.iter().map(|option| option.variant).collect();
        self.overlap(&reason, &variants, &format!("{help}, {SETTINGS}"))
    }

    /// Returns whether the values of a property are strings.
    fn is_string(&self, options: &[ObjectOption<'a>], variant: usize, key: &str) -> bool {
        let objects =
            options.iter().filter(|option| option.variant == variant).filter_map(|option| option.object);
        let mut properties = objects.filter_map(|object| within::property_of(object, key));
        properties.any(|property| match property {
            Declared::Constant(_) => true,
            Declared::Field(field) => match field.r#type.without_rules() {
                Type::String(Rules { .. }) => true,
                Type::Named(id) => matches!(self.api.definition(*id).shape, Shape::StringEnum(_)),
                _ => false,
            },
        })
    }
}
