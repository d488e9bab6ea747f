//! Compares limits: whether they became narrower or wider.

use crate::ir::{Inside, Number, Rules};

/// How limits changed. Both fields are true if some limits became narrower and others wider.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct LimitChange {
    /// Some values that used to be valid no longer are.
    pub narrowed: bool,
    /// Some values that used to be invalid are now valid.
    pub widened: bool,
}

impl LimitChange {
    pub(super) fn and(self, other: Self) -> Self {
        Self { narrowed: self.narrowed || other.narrowed, widened: self.widened || other.widened }
    }

    fn narrowed_if(narrowed: bool) -> Self {
        Self { narrowed, widened: !narrowed }
    }
}

/// Compares all limits on a value.
pub(super) fn rules(old: &Rules, new: &Rules) -> LimitChange {
    let Rules {
        // It is part of the type.
        format: _,
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
        allowed_values,
        inside: old_inside,
    } = old;
    let all = [
        lower_bound(count(min_length.as_ref()), count(new.min_length.as_ref())),
        upper_bound(count(max_length.as_ref()), count(new.max_length.as_ref())),
        patterns(pattern.as_ref(), new.pattern.as_ref()),
        lower_bound(number(minimum.as_ref()), number(new.minimum.as_ref())),
        upper_bound(number(maximum.as_ref()), number(new.maximum.as_ref())),
        lower_bound(number(exclusive_minimum.as_ref()), number(new.exclusive_minimum.as_ref())),
        upper_bound(number(exclusive_maximum.as_ref()), number(new.exclusive_maximum.as_ref())),
        divisors(number(multiple_of.as_ref()), number(new.multiple_of.as_ref())),
        lower_bound(count(min_items.as_ref()), count(new.min_items.as_ref())),
        upper_bound(count(max_items.as_ref()), count(new.max_items.as_ref())),
        flag(*unique_items, new.unique_items),
        lower_bound(count(min_properties.as_ref()), count(new.min_properties.as_ref())),
        upper_bound(count(max_properties.as_ref()), count(new.max_properties.as_ref())),
        allowed(allowed_values, &new.allowed_values),
        inside(old_inside.as_deref(), new.inside.as_deref()),
    ];
    all.into_iter().fold(LimitChange::default(), LimitChange::and)
}

/// Compares the rules for nested values, except for the rules of their types. Apart from the two flags, any difference
/// counts as both narrower and wider.
pub(super) fn inside(old: Option<&Inside>, new: Option<&Inside>) -> LimitChange {
    let none = Inside::default();
    let (old, new) = (old.unwrap_or(&none), new.unwrap_or(&none));
    let parts = |it: &Inside| {
        let patterns: Vec<String> = it.patterns.iter().map(|(pattern, _)| pattern.clone()).collect();
        (it.positions.len(), patterns, it.others.is_some(), it.absent.clone(), it.alternatives.len())
    };
    let differ = parts(old) != parts(new);
    let parts = LimitChange { narrowed: differ, widened: differ };
    flag(old.closed, new.closed).and(flag(old.not_null, new.not_null)).and(parts)
}

/// Compares minimum and maximum counts.
pub(super) fn counts(old: (Option<u64>, Option<u64>), new: (Option<u64>, Option<u64>)) -> LimitChange {
    lower_bound(count(old.0.as_ref()), count(new.0.as_ref()))
        .and(upper_bound(count(old.1.as_ref()), count(new.1.as_ref())))
}

/// Compares a flag that narrows the allowed values.
pub(super) fn flag(old: bool, new: bool) -> LimitChange {
    if old == new { LimitChange::default() } else { LimitChange::narrowed_if(new) }
}

fn lower_bound(old: Option<f64>, new: Option<f64>) -> LimitChange {
    match (old, new) {
        (None, None) => LimitChange::default(),
        (None, Some(_)) => LimitChange::narrowed_if(true),
        (Some(_), None) => LimitChange::narrowed_if(false),
        (Some(old), Some(new)) => LimitChange { narrowed: old < new, widened: old > new },
    }
}

fn upper_bound(old: Option<f64>, new: Option<f64>) -> LimitChange {
    lower_bound(old.map(|limit| -limit), new.map(|limit| -limit))
}

/// Compares patterns. Whether one pattern is wider than another cannot be determined, so a different pattern counts as
/// narrower.
pub(super) fn patterns(old: Option<&String>, new: Option<&String>) -> LimitChange {
    if old == new { LimitChange::default() } else { LimitChange::narrowed_if(new.is_some()) }
}

/// Compares divisors. A divisor of the old one allows all values that it did.
fn divisors(old: Option<f64>, new: Option<f64>) -> LimitChange {
    match (old, new) {
        (Some(old), Some(new)) => LimitChange { narrowed: old % new != 0.0, widened: new % old != 0.0 },
        (old, new) => flag(old.is_some(), new.is_some()),
    }
}

/// Compares lists of allowed values. An empty list means that all values are allowed.
pub(super) fn allowed(old: &[String], new: &[String]) -> LimitChange {
    match (old.is_empty(), new.is_empty()) {
        (true, true) => LimitChange::default(),
        (true, false) => LimitChange::narrowed_if(true),
        (false, true) => LimitChange::narrowed_if(false),
        (false, false) => LimitChange {
            narrowed: old.iter().any(|value| !new.contains(value)),
            widened: new.iter().any(|value| !old.contains(value)),
        },
    }
}

fn number(number: Option<&Number>) -> Option<f64> {
    number.and_then(|number| number.0.parse().ok())
}

#[expect(clippy::cast_precision_loss, reason = "limits are small, and are only compared")]
fn count(count: Option<&u64>) -> Option<f64> {
    count.map(|count| *count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NARROWED: LimitChange = LimitChange { narrowed: true, widened: false };
    const LOOSENED: LimitChange = LimitChange { narrowed: false, widened: true };

    #[test]
    fn minimum_and_maximum_narrow_in_opposite_directions() {
        assert_eq!(lower_bound(Some(1.0), Some(2.0)), NARROWED);
        assert_eq!(upper_bound(Some(1.0), Some(2.0)), LOOSENED);
        assert_eq!(upper_bound(None, Some(2.0)), NARROWED);
        assert_eq!(lower_bound(Some(1.0), None), LOOSENED);
    }

    #[test]
    fn divisor_of_the_old_step_is_wider() {
        assert_eq!(divisors(Some(10.0), Some(5.0)), LOOSENED);
        assert_eq!(divisors(Some(5.0), Some(10.0)), NARROWED);
        assert_eq!(divisors(Some(5.0), Some(5.0)), LimitChange::default());
    }

    #[test]
    fn list_can_be_narrower_and_wider() {
        let values = |values: &[&str]| values.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let change = allowed(&values(&["1", "2"]), &values(&["2", "3"]));
        assert_eq!(change, LimitChange { narrowed: true, widened: true });
    }
}
