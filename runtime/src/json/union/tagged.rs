//! Variants whose type allows tags that select another variant: the tag is checked before the value is sent.

use super::Objects;
use super::sibling::check_sibling;
use super::variants::Variants;
use crate::json::text::{Scanner, SkipCache, VALUE_EXCERPT, excerpt};
use crate::json::{Checker, entry};

/// Checks that the tag of a value selects its own variant, if its type does not ensure that. `text` is the value as JSON.
pub(crate) fn check_tag(
    text: impl FnOnce() -> Vec<u8>,
    variant: usize,
    variants: &Variants,
    checker: &mut Checker,
) {
    if let Some(sibling) = checker.sibling() {
        let bytes = text();
        let text = entry::utf8(&bytes).unwrap_or_default();
        return check_sibling(text, variant, variants.names.len(), &sibling, checker);
    }
    match variants.selection.objects {
        Objects::Checked(objects, tagged) if tagged.contains(&variant) => {
            check_text(&text(), variant, objects, checker);
        }
        Objects::Checked(..)
        | Objects::None
        | Objects::Only(_)
        | Objects::Tag { .. }
        | Objects::Branch { .. }
        | Objects::Property { .. }
        | Objects::Keys(_)
        | Objects::Heuristic(_) => {}
    }
}

fn check_text(bytes: &[u8], variant: usize, objects: &Objects, checker: &mut Checker) {
    let Ok(text) = entry::utf8(bytes) else { return };
    let scanner = Scanner::at(text, 0);
    // A variant may also be a value of another kind than an object.
    if !text.starts_with('{') {
        return;
    }
    let selected = objects.select(0, scanner, &mut SkipCache::default());
    if selected.is_ok_and(|selected| selected.is_none_or(|selected| selected.variant != variant)) {
        report(objects, variant, text, checker);
    }
}

/// Reports the tag of a value that selects another variant.
fn report(objects: &Objects, variant: usize, text: &str, checker: &mut Checker) {
    let one;
    let (path, expected): (&[&str], Vec<String>) = match *objects {
        Objects::Tag { property, values, .. } => {
            one = [property];
            let own = values.iter().filter(|(_, selected)| *selected == variant);
            (&one, own.map(|(value, _)| format!("{value:?}")).collect())
        }
        Objects::Branch { path, values, .. } => {
            let own = values.iter().filter(|(_, inner)| inner.may_select(variant));
            (path, own.map(|(value, _)| format!("{value:?}")).collect())
        }
        Objects::Property { path, cases, .. } => {
            let own = cases.iter().filter(|(_, inner)| inner.may_select(variant));
            (path, own.filter_map(|(case, _)| case.literal()).collect())
        }
        Objects::None
        | Objects::Only(_)
        | Objects::Checked(..)
        | Objects::Keys(_)
        | Objects::Heuristic(_) => (&[], Vec::new()),
    };
    let mut value = serde_json::from_str(text).unwrap_or(crate::Value::Null);
    for key in path {
        value = value.get_mut(*key).map(crate::Value::take).unwrap_or_default();
    }
    let actual = if value.is_null() {
        "is missing".to_owned()
    } else {
        format!("is {}", excerpt(value.to_string().as_bytes(), VALUE_EXCERPT))
    };
    let message = match expected.as_slice() {
        [] => format!("must not be a value of another variant, {actual}"),
        [only] => format!("must be {only}, {actual}"),
        several => format!("must be one of {}, {actual}", several.join(", ")),
    };
    checker.at_path(path, |checker| checker.report("discriminator", message));
}
