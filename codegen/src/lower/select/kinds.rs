//! What the kind of a JSON value that is no object gives away.

use super::deciding::{Decided, Deciding};
use super::leaves::Scalar;
use crate::ir::JsonKind;

type Kinds = Vec<(JsonKind, usize)>;

impl Deciding<'_> {
    /// The options for each kind, those that fit fewer values first.
    pub(super) fn kinds(&self, scalars: &[(usize, Scalar<'_>)]) -> Decided<Kinds> {
        let mut kinds = Vec::new();
        let mut shared = Vec::new();
        strings(scalars, &mut kinds);
        numbers(scalars, &mut kinds);
        for (scalar, kind, what) in
            [(Scalar::Boolean, JsonKind::Boolean, "booleans"), (Scalar::Array, JsonKind::Array, "arrays")]
        {
            let options = holders(scalars, scalar);
            kinds.extend(options.first().map(|first| (kind, *first)));
            if options.len() > 1 {
                shared.push(self.share(what, &options));
            }
        }
        // The order of the document, and of several that one option has, or that overlap, the
        // narrower first.
        let first = |variant: usize, kind: &JsonKind| {
            let of_kind = kinds.iter().filter(|(other, _)| is_text(other) == is_text(kind));
            let of_kind = of_kind.filter(|(other, _)| is_number(other) == is_number(kind));
            of_kind.map(|(_, variant)| *variant).min().unwrap_or(variant)
        };
        let mut order: Vec<(usize, usize)> = kinds
            .iter()
            .enumerate()
            .map(|(index, (kind, variant))| {
                let overlaps = is_text(kind) || is_number(kind);
                (if overlaps { first(*variant, kind) } else { *variant }, index)
            })
            .collect();
        order.sort_unstable();
        let kinds = order.into_iter().map(|(_, index)| kinds[index].clone()).collect();
        (kinds, shared.into_iter().next())
    }
}

/// Listed strings before points in time before all others. Where one option has them all, no
/// list is needed: it reads what it does not list, too.
fn strings(scalars: &[(usize, Scalar<'_>)], kinds: &mut Kinds) {
    let is_string =
        |scalar: &Scalar<'_>| matches!(scalar, Scalar::String | Scalar::Timestamp | Scalar::Listed(_));
    let texts: Vec<_> = scalars.iter().filter(|(_, scalar)| is_string(scalar)).collect();
    let Some((first, _)) = texts.first() else { return };
    if texts.iter().all(|(variant, _)| variant == first) {
        kinds.push((JsonKind::String, *first));
        return;
    }
    let mut taken: Vec<&String> = Vec::new();
    for (variant, scalar) in &texts {
        let Scalar::Listed(values) = scalar else { continue };
        let own: Vec<String> = values.iter().filter(|value| !taken.contains(value)).cloned().collect();
        taken.extend(*values);
        if !own.is_empty() {
            kinds.push((JsonKind::Enum(own), *variant));
        }
    }
    let timestamps = holders(scalars, Scalar::Timestamp);
    kinds.extend(timestamps.first().map(|first| (JsonKind::Timestamp, *first)));
    let plain = holders(scalars, Scalar::String);
    kinds.extend(plain.first().map(|first| (JsonKind::String, *first)));
}

/// Whole numbers before all others.
fn numbers(scalars: &[(usize, Scalar<'_>)], kinds: &mut Kinds) {
    let integers = holders(scalars, Scalar::Integer);
    let numbers = holders(scalars, Scalar::Number);
    match (integers.first(), numbers.first()) {
        (Some(integer), Some(number)) if integer != number => {
            kinds.push((JsonKind::Integer, *integer));
            kinds.push((JsonKind::Number, *number));
        }
        (Some(only), _) | (None, Some(only)) => kinds.push((JsonKind::Number, *only)),
        (None, None) => {}
    }
}

fn holders(scalars: &[(usize, Scalar<'_>)], wanted: Scalar<'_>) -> Vec<usize> {
    scalars.iter().filter(|(_, scalar)| *scalar == wanted).map(|(variant, _)| *variant).collect()
}

fn is_text(kind: &JsonKind) -> bool {
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
