//! Merges limits that all apply: the tighter one wins.

use crate::document::Limits;

/// Merges `other` into `own`. Returns the conflicts: limits that cannot be combined or that contradict each other, which
/// are removed.
pub(super) fn tighten(own: &mut Limits, other: &Limits) -> Vec<&'static str> {
    let mut conflicts = Vec::new();
    let Limits {
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
    } = other;
    own.min_length = own.min_length.max(*min_length);
    own.min_items = own.min_items.max(*min_items);
    own.min_properties = own.min_properties.max(*min_properties);
    own.max_length = least(own.max_length, *max_length);
    own.max_items = least(own.max_items, *max_items);
    own.max_properties = least(own.max_properties, *max_properties);
    own.unique_items |= unique_items;
    tighter(&mut own.minimum, minimum.as_ref(), |own, other| own < other);
    tighter(&mut own.exclusive_minimum, exclusive_minimum.as_ref(), |own, other| own < other);
    tighter(&mut own.maximum, maximum.as_ref(), |own, other| own > other);
    tighter(&mut own.exclusive_maximum, exclusive_maximum.as_ref(), |own, other| own > other);
    own.pattern = match (own.pattern.take(), pattern) {
        (Some(own), Some(other)) if own != *other => Some(both_patterns(&own, other)),
        (own, other) => own.or_else(|| other.clone()),
    };
    own.multiple_of = match (own.multiple_of.take(), multiple_of) {
        (Some(own), Some(other)) if own != *other => {
            let multiple = common_multiple(&own, other);
            if multiple.is_none() {
                conflicts.push("`multipleOf` differs, and there is no common multiple within 64 bits");
            }
            multiple
        }
        (own, other) => own.or_else(|| other.clone()),
    };
    conflicts.extend(own.settle().into_iter().map(|(_, message)| message));
    conflicts
}

fn least(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn tighter(own: &mut Option<String>, other: Option<&String>, is_tighter: impl Fn(f64, f64) -> bool) {
    let Some(other) = other else { return };
    let replaces = match own.as_ref().map(|own| (own.parse::<f64>(), other.parse::<f64>())) {
        None => true,
        Some((Ok(own), Ok(other))) => is_tighter(own, other),
        Some(_) => false,
    };
    if replaces {
        *own = Some(other.clone());
    }
}

/// Returns a pattern that matches the strings both match: each is a lookahead from the start.
fn both_patterns(one: &str, other: &str) -> String {
    format!("^(?=[\\s\\S]*(?:{one}))(?=[\\s\\S]*(?:{other}))")
}

fn common_multiple(one: &str, other: &str) -> Option<String> {
    let (one, other) = (one.parse::<u64>().ok()?, other.parse::<u64>().ok()?);
    let (mut a, mut b) = (one, other);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    one.checked_div(a)?.checked_mul(other).map(|multiple| multiple.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tighter_limit_wins() {
        let text = |text: &str| Some(text.to_owned());
        let mut own = Limits { min_length: Some(1), maximum: text("10"), ..Limits::default() };
        own.multiple_of = text("4");
        let other = Limits {
            min_length: Some(3),
            max_length: Some(5),
            maximum: text("2.5"),
            multiple_of: text("6"),
            ..Limits::default()
        };
        assert!(tighten(&mut own, &other).is_empty());
        assert_eq!((own.min_length, own.max_length), (Some(3), Some(5)));
        assert_eq!((own.maximum, own.multiple_of), (text("2.5"), text("12")));
    }

    #[test]
    fn contradicting_limits_are_reported() {
        let mut own = Limits { min_items: Some(4), ..Limits::default() };
        let other = Limits { max_items: Some(3), ..Limits::default() };
        assert_eq!(tighten(&mut own, &other), ["`minItems` is greater than `maxItems`"]);
        assert_eq!(own, Limits::default());
    }
}
