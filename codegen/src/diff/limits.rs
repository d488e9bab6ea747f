//! Whether limits allow less than before, or more.

use crate::ir::{Inside, Number, Rules};

/// How limits have moved; both if some allow less and others more.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Moved {
    /// Something that was allowed is not any more.
    pub narrowed: bool,
    /// Something is allowed that was not.
    pub loosened: bool,
}

impl Moved {
    pub(super) fn and(self, other: Self) -> Self {
        Self { narrowed: self.narrowed || other.narrowed, loosened: self.loosened || other.loosened }
    }

    fn narrowed_if(narrowed: bool) -> Self {
        Self { narrowed, loosened: !narrowed }
    }
}

/// Compares all limits of a value.
pub(super) fn rules(old: &Rules, new: &Rules) -> Moved {
    let Rules {
        min_length,
        max_length,
        pattern,
        minimum,
        maximum,
        exclusive_minimum,
        exclusive_maximum,
        multiple_of,
        min_items,
        max_items,
        unique_items,
        min_properties,
        max_properties,
        listed,
        inside: own,
    } = old;
    let all = [
        least(count(min_length.as_ref()), count(new.min_length.as_ref())),
        most(count(max_length.as_ref()), count(new.max_length.as_ref())),
        text(pattern.as_ref(), new.pattern.as_ref()),
        least(number(minimum.as_ref()), number(new.minimum.as_ref())),
        most(number(maximum.as_ref()), number(new.maximum.as_ref())),
        least(number(exclusive_minimum.as_ref()), number(new.exclusive_minimum.as_ref())),
        most(number(exclusive_maximum.as_ref()), number(new.exclusive_maximum.as_ref())),
        step(number(multiple_of.as_ref()), number(new.multiple_of.as_ref())),
        least(count(min_items.as_ref()), count(new.min_items.as_ref())),
        most(count(max_items.as_ref()), count(new.max_items.as_ref())),
        flag(*unique_items, new.unique_items),
        least(count(min_properties.as_ref()), count(new.min_properties.as_ref())),
        most(count(max_properties.as_ref()), count(new.max_properties.as_ref())),
        list(listed, &new.listed),
        inside(own.as_deref(), new.inside.as_deref()),
    ];
    all.into_iter().fold(Moved::default(), Moved::and)
}

/// Compares what stands inside of a value; the types in it are compared where they are members too.
fn inside(old: Option<&Inside>, new: Option<&Inside>) -> Moved {
    let nothing = Inside::default();
    let (old, new) = (old.unwrap_or(&nothing), new.unwrap_or(&nothing));
    let said = |it: &Inside| {
        let patterns: Vec<String> = it.patterns.iter().map(|(pattern, _)| pattern.clone()).collect();
        (it.positions.len(), patterns, it.others.is_some(), it.absent.clone(), it.alternatives.len())
    };
    let differ = said(old) != said(new);
    let others = Moved { narrowed: differ, loosened: differ };
    flag(old.closed, new.closed).and(flag(old.not_null, new.not_null)).and(others)
}

/// Compares how many there may be.
pub(super) fn counts(old: (Option<u64>, Option<u64>), new: (Option<u64>, Option<u64>)) -> Moved {
    least(count(old.0.as_ref()), count(new.0.as_ref()))
        .and(most(count(old.1.as_ref()), count(new.1.as_ref())))
}

/// A demand that is made or not.
pub(super) fn flag(old: bool, new: bool) -> Moved {
    if old == new { Moved::default() } else { Moved::narrowed_if(new) }
}

fn least(old: Option<f64>, new: Option<f64>) -> Moved {
    match (old, new) {
        (None, None) => Moved::default(),
        (None, Some(_)) => Moved::narrowed_if(true),
        (Some(_), None) => Moved::narrowed_if(false),
        (Some(old), Some(new)) => Moved { narrowed: old < new, loosened: old > new },
    }
}

fn most(old: Option<f64>, new: Option<f64>) -> Moved {
    least(old.map(|limit| -limit), new.map(|limit| -limit))
}

/// A pattern, of which nobody can tell whether another one allows more: it is taken to allow less.
fn text(old: Option<&String>, new: Option<&String>) -> Moved {
    if old == new { Moved::default() } else { Moved::narrowed_if(new.is_some()) }
}

/// What a value must be a multiple of: what divides the old one allows all that it did.
fn step(old: Option<f64>, new: Option<f64>) -> Moved {
    match (old, new) {
        (Some(old), Some(new)) => Moved { narrowed: old % new != 0.0, loosened: new % old != 0.0 },
        (old, new) => flag(old.is_some(), new.is_some()),
    }
}

/// A list of the only values; none at all means that there is no list.
fn list(old: &[String], new: &[String]) -> Moved {
    match (old.is_empty(), new.is_empty()) {
        (true, true) => Moved::default(),
        (true, false) => Moved::narrowed_if(true),
        (false, true) => Moved::narrowed_if(false),
        (false, false) => Moved {
            narrowed: old.iter().any(|value| !new.contains(value)),
            loosened: new.iter().any(|value| !old.contains(value)),
        },
    }
}

fn number(number: Option<&Number>) -> Option<f64> {
    number.and_then(|number| number.0.parse().ok())
}

#[expect(clippy::cast_precision_loss, reason = "limits are compared, and small")]
fn count(count: Option<&u64>) -> Option<f64> {
    count.map(|count| *count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NARROWED: Moved = Moved { narrowed: true, loosened: false };
    const LOOSENED: Moved = Moved { narrowed: false, loosened: true };

    #[test]
    fn ends_move_in_opposite_directions() {
        assert_eq!(least(Some(1.0), Some(2.0)), NARROWED);
        assert_eq!(most(Some(1.0), Some(2.0)), LOOSENED);
        assert_eq!(most(None, Some(2.0)), NARROWED);
        assert_eq!(least(Some(1.0), None), LOOSENED);
    }

    #[test]
    fn a_step_that_divides_the_old_one_allows_more() {
        assert_eq!(step(Some(10.0), Some(5.0)), LOOSENED);
        assert_eq!(step(Some(5.0), Some(10.0)), NARROWED);
        assert_eq!(step(Some(5.0), Some(5.0)), Moved::default());
    }

    #[test]
    fn lists_may_move_both_ways() {
        let values = |values: &[&str]| values.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let moved = list(&values(&["1", "2"]), &values(&["2", "3"]));
        assert_eq!(moved, Moved { narrowed: true, loosened: true });
    }
}
