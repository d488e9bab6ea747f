//! Variant selections in the lock file, and their comparison with those of the current run.

use std::borrow::Cow;

use super::{Lock, Previous};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Basis, JsonKind, ObjectSelection, Selection, Shape, Union};
use crate::source::fingerprint;

/// Maximum length of a selection in the lock file. A longer one is represented by a fingerprint and its basis.
const MAX_LENGTH: usize = 60;

impl Lock {
    /// Warns about each union whose variant selection has changed, given the names of all types in the last run.
    pub(crate) fn compare(&self, api: &Api, previous: &[Option<Previous>], diagnostics: &mut Diagnostics) {
        if self.selections.is_empty() {
            return;
        }
        for (definition, previous) in api.types.iter().zip(previous) {
            let (Shape::Union(union), Some(previous)) = (&definition.shape, previous) else { continue };
            let Some(locked) = self.selections.get(&previous.name) else { continue };
            let is_same = |terms: &Terms| {
                let text = selection_in(terms, union);
                *locked == text || *locked == shortened(&text)
            };
            if [&CURRENT, &UNSORTED, &EARLIER, &UNPROVEN].into_iter().any(is_same) {
                continue;
            }
            let from = if is_fingerprint(locked) { String::new() } else { format!("from `{locked}` ") };
            diagnostics.warn(
                Code::ChangedSelection,
                &definition.location,
                format!("variant selection has changed {from}to `{}`", selection_in(&CURRENT, union)),
                "review how values are parsed now, and commit the new lock file",
            );
        }
    }
}

/// Returns a selection, or a fingerprint and the basis of a long one.
fn shortened(text: &str) -> Cow<'_, str> {
    if text.len() <= MAX_LENGTH {
        return Cow::Borrowed(text);
    }
    let basis = text.rsplit_once(" (").map(|(_, basis)| format!(" ({basis}"));
    Cow::Owned(fingerprint(text) + &basis.unwrap_or_default())
}

fn is_fingerprint(locked: &str) -> bool {
    locked.split_once(" (").is_some_and(|(text, _)| text.len() == 5 && !text.contains(' '))
}

/// The terms used to describe a selection.
struct Terms {
    enum_string: &'static str,
    heuristic: &'static str,
    /// Whether the values of tags are sorted, so that the order of the document does not matter.
    is_sorted: bool,
    basis: fn(Basis) -> &'static str,
}

impl Terms {
    fn sorted(&self, values: impl Iterator<Item = String>) -> Vec<String> {
        let mut values: Vec<String> = values.collect();
        if self.is_sorted {
            values.sort();
        }
        values
    }
}

const CURRENT: Terms =
    Terms { enum_string: "enum string", heuristic: "heuristic", is_sorted: true, basis: Basis::as_str };

/// The terms in earlier lock files, which have the values of tags in the order of the document.
const UNSORTED: Terms = Terms { is_sorted: false, ..CURRENT };

/// The terms in lock files from before version 0.1, which are still recognized, so that upgrading the generator is not
/// reported as a change.
const EARLIER: Terms = Terms {
    enum_string: "listed string",
    heuristic: "count",
    is_sorted: false,
    basis: |basis| match basis {
        Basis::Explicit => "declared",
        Basis::Inferred => "proven",
        Basis::Heuristic => "assumed",
    },
};

/// The terms for selections that have been proven since.
const UNPROVEN: Terms = Terms {
    basis: |basis| match basis {
        Basis::Explicit => "explicit",
        Basis::Inferred | Basis::Heuristic => "heuristic",
    },
    ..UNSORTED
};

/// Formats the variant selection of a union on one line, for the lock file. Keys that do not affect it are omitted, so
/// that changes to them are not reported.
pub(crate) fn selection(union: &Union) -> String {
    shortened(&selection_in(&CURRENT, union)).into_owned()
}

fn selection_in(terms: &Terms, union: &Union) -> String {
    let name = |index: usize| union.variants.get(index).map_or("", |variant| variant.name.as_str());
    let mut parts: Vec<String> = Vec::new();
    for tag in &union.selection.siblings {
        let cases =
            tag.cases.iter().map(|(value, inner)| format!("{value} [{}]", whole(terms, inner, &name)));
        parts.push(format!("beside {}: {}", tag.property, cases.collect::<Vec<_>>().join(", ")));
    }
    let own = whole(terms, &union.selection, &name);
    parts.extend((!own.is_empty() && !union.selection.always_sibling).then_some(own));
    format!("{} ({})", parts.join(", "), (terms.basis)(union.selection.basis))
}

fn whole<'a>(terms: &Terms, selection: &Selection, name: &dyn Fn(usize) -> &'a str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (kind, variant) in &selection.kinds {
        let kind = match kind {
            JsonKind::Enum(_) => terms.enum_string,
            kind => kind.noun(),
        };
        parts.push(format!("{kind} is {}", name(*variant)));
    }
    let objects = objects(terms, &selection.objects, name);
    parts.extend((!objects.is_empty()).then_some(objects));
    parts.join(", ")
}

fn objects<'a>(terms: &Terms, selection: &ObjectSelection, name: &dyn Fn(usize) -> &'a str) -> String {
    match selection {
        ObjectSelection::None => String::new(),
        ObjectSelection::Only(variant) => format!("object is {}", name(*variant)),
        ObjectSelection::Tag { property, values, other } => {
            let values = values.iter().map(|(value, variant)| format!("{value} is {}", name(*variant)));
            let other = other.map(|variant| format!("other is {}", name(variant)));
            let values: Vec<_> = terms.sorted(values).into_iter().chain(other).collect();
            format!("{property}: {}", values.join(", "))
        }
        ObjectSelection::Branch { path, values, other } => {
            let values =
                values.iter().map(|(value, inner)| format!("{value} [{}]", objects(terms, inner, name)));
            let values = terms.sorted(values);
            format!("{}: {}, other [{}]", path.join("."), values.join(", "), objects(terms, other, name))
        }
        ObjectSelection::Property { path, cases, absent, other } => {
            let cases = cases.iter().map(|(case, inner)| format!("{case} [{}]", objects(terms, inner, name)));
            let cases = terms.sorted(cases);
            let (absent, other) = (objects(terms, absent, name), objects(terms, other, name));
            format!("{}: {}, absent [{absent}], other [{other}]", path.join("."), cases.join(", "))
        }
        ObjectSelection::Keys(rules) => {
            let rules = rules.iter().map(|rule| {
                let when: Vec<_> = rule.when.iter().map(|keys| keys.join("|")).collect();
                format!("{} is {}", when.join("&"), name(rule.variant))
            });
            format!("keys: {}", rules.collect::<Vec<_>>().join(", "))
        }
        ObjectSelection::Heuristic(candidates) => {
            let order: Vec<_> = candidates.iter().map(|candidate| name(candidate.variant)).collect();
            format!("{}: {}", terms.heuristic, order.join(", "))
        }
    }
}
