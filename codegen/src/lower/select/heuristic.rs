//! Selection by the number of matching properties, among the options that their values do not exclude. It is heuristic
//! unless [`counted`] proves it.

use super::counted::{self, Obstacle};
use super::leaves::ObjectOption;
use super::property::{Allowed, may_matter};
use super::within::{self, Within};
use crate::ir::{Api, Candidate, Case, JsonKind, ObjectSelection, Presence};

/// Selects among options, of which the one with the lowest rank comes first. Returns why the selection is heuristic, or
/// `None` if it is proven. The order is changed if that is necessary for the proof, unless it `is_fixed`.
pub(super) fn select(
    api: &Api,
    options: &[ObjectOption<'_>],
    ranks: &[usize],
    is_fixed: bool,
) -> (ObjectSelection, Option<Obstacle>) {
    let mut options = options.to_vec();
    options.sort_by_key(|option| ranks.get(option.variant).copied());
    let candidates = options.iter().map(|option| candidate(api, option, &options));
    let candidates: Vec<Candidate> = candidates.collect();
    match counted::order(api, &options, &candidates) {
        Ok(order) if !is_fixed || order.is_sorted() => {
            let candidates = order.into_iter().filter_map(|index| candidates.get(index).cloned());
            (ObjectSelection::Heuristic(candidates.collect()), None)
        }
        Ok(_) => (ObjectSelection::Heuristic(candidates), Some(Obstacle::ORDER)),
        Err(obstacle) => (ObjectSelection::Heuristic(candidates), Some(obstacle)),
    }
}

fn candidate(api: &Api, option: &ObjectOption<'_>, options: &[ObjectOption<'_>]) -> Candidate {
    let Some(object) = option.object else {
        let (required, optional, values) = (Vec::new(), Vec::new(), Vec::new());
        return Candidate { variant: option.variant, required, optional, values };
    };
    let (required, optional): (Vec<_>, Vec<_>) =
        object.fields.iter().partition(|field| field.presence == Presence::Required);
    let literals = object.literals.iter().map(|literal| literal.key.clone());
    let required: Vec<String> = literals.chain(required.into_iter().map(|field| field.key.clone())).collect();
    let optional: Vec<String> = optional.into_iter().map(|field| field.key.clone()).collect();
    let values = required.iter().chain(&optional);
    let values = values.filter(|key| may_matter(api, key, option, options));
    let values = values.filter_map(|key| Some((key.clone(), values_of(api, key, option, options)?)));
    Candidate { variant: option.variant, values: values.collect(), required, optional }
}

/// Returns the values that an option allows for a property, if they distinguish it from others.
fn values_of(
    api: &Api,
    key: &str,
    option: &ObjectOption<'_>,
    options: &[ObjectOption<'_>],
) -> Option<Vec<Case>> {
    let path = [key.to_owned()];
    let own = allowed(api, &path, option);
    if own.any || own.cases.is_empty() {
        return None;
    }
    let is_constant = own.cases.len() == 1 && own.literals().next().is_some();
    let differs = |other: &ObjectOption<'_>| {
        let other = allowed(api, &path, other);
        (other.is_declared || own.literals().next().is_some()) && other.cases != own.cases
    };
    (is_constant || options.iter().any(differs)).then_some(own.cases)
}

/// Returns the values that an option allows for a property, with the kinds of the elements of lists.
fn allowed(api: &Api, path: &[String; 1], option: &ObjectOption<'_>) -> Allowed {
    let mut allowed = Allowed::at(api, path, option);
    let list = Case::Kind(JsonKind::Array);
    if let Some(case) = allowed.cases.iter_mut().find(|case| **case == list) {
        let property = option.object.and_then(|object| within::property_of(object, &path[0]));
        let kinds = property.and_then(|property| Within::new(api).element_kinds(property));
        if let Some(kinds) = kinds {
            *case = Case::Elements(kinds);
        }
    }
    allowed
}
