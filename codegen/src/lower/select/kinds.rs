//! Selection by the kind of a JSON value that is not an object.

use super::leaves::Scalar;
use super::selector::{Selected, Selector};
use crate::ir::JsonKind;

type Kinds = Vec<(JsonKind, usize)>;

impl Selector<'_> {
    /// Returns the option for each kind, narrower kinds first.
    pub(super) fn kinds(&self, scalars: &[(usize, Scalar<'_>)]) -> Selected<Kinds> {
        let mut kinds = Vec::new();
        let mut overlaps = Vec::new();
        strings(scalars, &mut kinds);
        numbers(scalars, &mut kinds);
        for (scalar, kind, plural) in
            [(Scalar::Boolean, JsonKind::Boolean, "booleans"), (Scalar::Array, JsonKind::Array, "arrays")]
        {
            let options = options_of(scalars, scalar);
            kinds.extend(options.first().map(|first| (kind, *first)));
            if options.len() > 1 {
                let help = format!(
                    "allow {plural} in one of the options alone, whose elements are a union if necessary"
                );
                overlaps.push(self.overlap(&format!("they share {plural}"), &options, &help));
            }
        }
        // Kinds are in document order, except that overlapping kinds, and those of the same option, are
        // together, narrower ones first.
        let first = |variant: usize, kind: &JsonKind| {
            let of_kind = kinds.iter().filter(|(other, _)| is_string(other) == is_string(kind));
            let of_kind = of_kind.filter(|(other, _)| is_number(other) == is_number(kind));
            of_kind.map(|(_, variant)| *variant).min().unwrap_or(variant)
        };
        let mut order: Vec<(usize, usize)> = kinds
            .iter()
            .enumerate()
            .map(|(index, (kind, variant))| {
                let overlaps = is_string(kind) || is_number(kind);
                (if overlaps { first(*variant, kind) } else { *variant }, index)
            })
            .collect();
        order.sort_unstable();
        let kinds = order.into_iter().map(|(_, index)| kinds[index].clone()).collect();
        (kinds, overlaps.into_iter().next())
    }
}

/// Adds string kinds: enum values, then timestamps, then other strings. If all are of the same option,
/// one kind is enough, because string enums are open.
fn strings(scalars: &[(usize, Scalar<'_>)], kinds: &mut Kinds) {
    let is_string =
        |scalar: &Scalar<'_>| matches!(scalar, Scalar::String | Scalar::Timestamp | Scalar::Enum(_));
    let strings: Vec<_> = scalars.iter().filter(|(_, scalar)| is_string(scalar)).collect();
    let Some((first, _)) = strings.first() else { return };
    if strings.iter().all(|(variant, _)| variant == first) {
        kinds.push((JsonKind::String, *first));
        return;
    }
    let mut taken: Vec<&String> = Vec::new();
    for (variant, scalar) in &strings {
        let Scalar::Enum(values) = scalar else { continue };
        let own: Vec<String> = values.iter().filter(|value| !taken.contains(value)).cloned().collect();
        taken.extend(*values);
        if !own.is_empty() {
            kinds.push((JsonKind::Enum(own), *variant));
        }
    }
    let timestamps = options_of(scalars, Scalar::Timestamp);
    kinds.extend(timestamps.first().map(|first| (JsonKind::Timestamp, *first)));
    let plain = options_of(scalars, Scalar::String);
    kinds.extend(plain.first().map(|first| (JsonKind::String, *first)));
}

/// Adds number kinds: integers, then other numbers, if an option has any.
fn numbers(scalars: &[(usize, Scalar<'_>)], kinds: &mut Kinds) {
    let integers = options_of(scalars, Scalar::Integer);
    let numbers = options_of(scalars, Scalar::Number);
    match (integers.first(), numbers.first()) {
        (Some(integer), Some(number)) if integer != number => {
            kinds.push((JsonKind::Integer, *integer));
            kinds.push((JsonKind::Number, *number));
        }
        // An integer may also be written as `1.0`. Other numbers are of no option.
        (Some(only), None) => kinds.push((JsonKind::Integer, *only)),
        (Some(only), _) | (None, Some(only)) => kinds.push((JsonKind::Number, *only)),
        (None, None) => {}
    }
}

/// Returns the options of a kind.
fn options_of(scalars: &[(usize, Scalar<'_>)], kind: Scalar<'_>) -> Vec<usize> {
    scalars.iter().filter(|(_, scalar)| *scalar == kind).map(|(variant, _)| *variant).collect()
}

fn is_string(kind: &JsonKind) -> bool {
    match kind {
        JsonKind::Enum(_) | JsonKind::Timestamp | JsonKind::String => true,
        JsonKind::Boolean | JsonKind::Integer | JsonKind::Number | JsonKind::Array => false,
    }
}

fn is_number(kind: &JsonKind) -> bool {
    match kind {
        JsonKind::Integer | JsonKind::Number => true,
        JsonKind::Enum(_) | JsonKind::Timestamp | JsonKind::String | JsonKind::Boolean | JsonKind::Array => {
            false
        }
    }
}
