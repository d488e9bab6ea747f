//! Heuristic selection: by the number of matching properties.

use super::leaves::ObjectOption;
use crate::ir::{Candidate, ObjectSelection, Presence};

/// Creates the candidates, lowest rank first.
pub(super) fn select(options: &[ObjectOption<'_>], ranks: &[usize]) -> ObjectSelection {
    let mut candidates: Vec<Candidate> = options.iter().map(candidate).collect();
    candidates.sort_by_key(|candidate| ranks.get(candidate.variant).copied());
    ObjectSelection::Heuristic(candidates)
}

fn candidate(option: &ObjectOption<'_>) -> Candidate {
    let Some(object) = option.object else {
        let (literals, required, optional) = (Vec::new(), Vec::new(), Vec::new());
        return Candidate { variant: option.variant, literals, required, optional };
    };
    let (required, optional): (Vec<_>, Vec<_>) =
        object.fields.iter().partition(|field| field.presence == Presence::Required);
    Candidate {
        variant: option.variant,
        literals: object.literals.clone(),
        required: required.into_iter().map(|field| field.key.clone()).collect(),
        optional: optional.into_iter().map(|field| field.key.clone()).collect(),
    }
}
