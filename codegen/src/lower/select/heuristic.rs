//! Selection by the number of matching properties, among the options that their values do not exclude. It is heuristic
//! unless [`counted`] proves it.

use super::counted::{self, Declarations, Obstacle};
use super::leaves::ObjectOption;
use super::selector::Selector;
use crate::ir::{Candidate, ObjectSelection, Presence};

impl<'a> Selector<'a> {
    /// Selects among options, of which the one with the lowest rank comes first. Returns why the selection is heuristic,
    /// or `None` if it is proven. The order is changed if that is necessary for the proof, unless the settings have one.
    pub(super) fn by_count(&self, options: &[ObjectOption<'a>]) -> (ObjectSelection, Option<Obstacle>) {
        let ranks = self.ranks();
        let mut options = options.to_vec();
        options.sort_by_key(|option| ranks.get(option.variant).copied());
        let candidates = options.iter().map(|option| self.candidate(option, &options));
        let candidates: Vec<Candidate> = candidates.collect();
        let declarations = self.declarations.get_or_init(|| Declarations::new(self.api, &self.objects));
        match counted::order(self.api, declarations, &options, &candidates) {
            Ok(order) if self.order.is_none() || order.is_sorted() => {
                let mut candidates: Vec<Option<Candidate>> = candidates.into_iter().map(Some).collect();
                let candidates = order.into_iter().filter_map(|index| candidates.get_mut(index)?.take());
                (ObjectSelection::Heuristic(candidates.collect()), None)
            }
            Ok(_) => (ObjectSelection::Heuristic(candidates), Some(Obstacle::ORDER)),
            Err(obstacle) => (ObjectSelection::Heuristic(candidates), Some(obstacle)),
        }
    }

    fn candidate(&self, option: &ObjectOption<'a>, options: &[ObjectOption<'a>]) -> Candidate {
        let Some(object) = option.object else {
            let (required, optional, values) = (Vec::new(), Vec::new(), Vec::new());
            return Candidate { variant: option.variant, required, optional, values };
        };
        let (required, optional): (Vec<_>, Vec<_>) =
            object.fields.iter().partition(|field| field.presence == Presence::Required);
        let literals = object.literals.iter().map(|literal| literal.key.clone());
        let required: Vec<String> =
            literals.chain(required.into_iter().map(|field| field.key.clone())).collect();
        let optional: Vec<String> = optional.into_iter().map(|field| field.key.clone()).collect();
        let values = required.iter().chain(&optional).filter_map(|key| {
            let column = self.column(std::slice::from_ref(key));
            Some((key.clone(), column.values(option, options)?))
        });
        Candidate { variant: option.variant, values: values.collect(), required, optional }
    }
}
