//! Heuristic selection: by the number of matching properties, among the options that their values do not exclude.

use super::leaves::ObjectOption;
use super::property::{Allowed, may_matter};
use crate::ir::{Api, Candidate, Case, ObjectSelection, Presence};

/// Creates the candidates, lowest rank first.
pub(super) fn select(api: &Api, options: &[ObjectOption<'_>], ranks: &[usize]) -> ObjectSelection {
    let candidate = |option: &ObjectOption<'_>| candidate(api, option, options);
    let mut candidates: Vec<Candidate> = options.iter().map(candidate).collect();
    candidates.sort_by_key(|candidate| ranks.get(candidate.variant).copied());
    ObjectSelection::Heuristic(candidates)
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
    let own = Allowed::at(api, &path, option);
    if own.any || own.cases.is_empty() {
        return None;
    }
    let is_constant = own.cases.len() == 1 && own.literals().next().is_some();
    let differs = |other: &ObjectOption<'_>| {
        let other = Allowed::at(api, &path, other);
        (other.is_declared || own.literals().next().is_some()) && other.cases != own.cases
    };
    (is_constant || options.iter().any(differs)).then_some(own.cases)
}
