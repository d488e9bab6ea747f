//! Variants whose types also allow the tags of other variants. A request must be read back as the variant that it was
//! built from, so their tag is checked in requests.

use super::leaves::ObjectOption;
use super::property::Allowed;
use crate::ir::{Api, Case, JsonKind, ObjectSelection, Type};
use crate::lower::patterns::compiled;

/// Returns the variants with an option whose tag may select another variant.
pub(super) fn unensured(api: &Api, options: &[ObjectOption<'_>], selection: &ObjectSelection) -> Vec<usize> {
    let unensured = options.iter().filter(|option| !ensures(api, option, selection, false));
    let mut variants: Vec<usize> = unensured.map(|option| option.variant).collect();
    variants.sort_unstable();
    variants.dedup();
    variants
}

/// Returns whether every object of an option selects its variant. Only tags are considered: keys that are present
/// follow from the type. A heuristic selection ensures nothing, which matters if the object `lacks_tag`: a tag that the
/// option has, but does not require.
fn ensures(api: &Api, option: &ObjectOption<'_>, selection: &ObjectSelection, lacks_tag: bool) -> bool {
    match selection {
        ObjectSelection::None => false,
        ObjectSelection::Only(variant) => *variant == option.variant,
        ObjectSelection::Keys(_) => true,
        ObjectSelection::Heuristic(candidates) => {
            !lacks_tag || candidates.iter().all(|candidate| candidate.variant == option.variant)
        }
        ObjectSelection::Tag { property, values, other } => {
            let own = Allowed::at(api, std::slice::from_ref(property), option);
            let selected = |text: &str| {
                let known = values.iter().find(|(value, _)| value == text).map(|(_, variant)| *variant);
                known.or(*other) == Some(option.variant)
            };
            let is_other = *other == Some(option.variant) && excludes(option, property, values);
            !own.absent
                && own.cases.iter().all(|case| match case {
                    Case::String(text) => selected(text),
                    Case::Kind(JsonKind::String) => is_other,
                    Case::Boolean(_)
                    | Case::Integer(_)
                    | Case::Number(_)
                    | Case::Kind(_)
                    | Case::Object
                    | Case::Elements(_)
                    | Case::Null => false,
                })
                && !own.any
        }
        ObjectSelection::Branch { path, values, other } => {
            let own = Allowed::at(api, path, option);
            let selected = |text: &str| {
                let known = values.iter().find(|(value, _)| value == text).map(|(_, inner)| inner);
                ensures(api, option, known.unwrap_or(other), lacks_tag)
            };
            let has_tag = values.iter().any(|(_, inner)| inner.may_select(option.variant));
            let ensures_absent = || ensures(api, option, other, lacks_tag || has_tag);
            if own.any && !own.is_declared {
                return ensures_absent();
            }
            (!own.absent || ensures_absent())
                && !own.any
                && own.cases.iter().all(|case| match case {
                    Case::String(text) => selected(text),
                    Case::Boolean(_)
                    | Case::Integer(_)
                    | Case::Number(_)
                    | Case::Kind(_)
                    | Case::Object
                    | Case::Elements(_)
                    | Case::Null => false,
                })
        }
        ObjectSelection::Property { path, cases, absent, other } => {
            let own = Allowed::at(api, path, option);
            let selected = |case: &Case| {
                let known = cases.iter().find(|(other, _)| other == case).map(|(_, inner)| inner);
                // A kind also has the values of the literals before it.
                let overlaps = |other: &Case| other != case && own.includes(other) && !case.is_literal();
                let overlapping = cases.iter().filter(|(other, _)| overlaps(other));
                let ensures = |inner| ensures(api, option, inner, lacks_tag);
                ensures(known.unwrap_or(other)) && overlapping.map(|(_, inner)| inner).all(ensures)
            };
            let has_tag = own.literals().next().is_some();
            (!own.absent || ensures(api, option, absent, lacks_tag || has_tag))
                && (!own.any || !own.is_declared || ensures(api, option, other, lacks_tag))
                && own.cases.iter().all(|case| *case == Case::Null && own.absent || selected(case))
        }
    }
}

/// Returns whether the pattern of a property excludes the values that select other variants.
fn excludes(option: &ObjectOption<'_>, key: &str, values: &[(String, usize)]) -> bool {
    let field = option.object.and_then(|object| object.fields.iter().find(|field| field.key == key));
    let Some(Type::String(rules)) = field.map(|field| &field.r#type) else { return false };
    let Some(pattern) = rules.pattern.as_ref().and_then(|pattern| compiled(pattern).ok()) else {
        return false;
    };
    let mut others = values.iter().filter(|(_, variant)| *variant != option.variant);
    others.all(|(value, _)| pattern.find(value).is_none())
}
