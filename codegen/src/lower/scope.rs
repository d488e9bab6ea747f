//! Lowers scopes, and determines which operations they do not have.

use crate::diagnostic::{Code, Diagnostics};
use crate::document::placeholders;
use crate::ir::{Operation, Scope};
use crate::settings::{self, Settings};
use crate::source::Location;

pub(super) fn scopes(settings: &Settings, operations: &[Operation]) -> Vec<Scope> {
    settings.scopes.iter().map(|scope| lowered(scope, operations)).collect()
}

fn lowered(scope: &settings::Scope, operations: &[Operation]) -> Scope {
    let parameter = placeholders(&scope.insert).into_iter().next().unwrap_or_default();
    let is_excluded = |operation: &Operation| {
        let is_listed = scope.exclude.iter().any(|entry| matches(entry, operation));
        is_listed || placeholders(&operation.path).contains(&parameter)
    };
    let excluded = operations.iter().enumerate();
    let excluded =
        excluded.filter(|(_, operation)| operation.is_below(&scope.after) && is_excluded(operation));
    let excluded = excluded.map(|(index, _)| index).collect();
    Scope {
        name: scope.name.clone(),
        description: scope.description.clone(),
        after: scope.after.clone(),
        insert: scope.insert.clone(),
        parameter,
        excluded,
    }
}

/// Returns whether an entry of `exclude` refers to an operation.
fn matches(entry: &str, operation: &Operation) -> bool {
    match entry.strip_suffix("/**") {
        Some(prefix) => operation.is_below(prefix),
        None => entry == operation.id || entry == operation.path,
    }
}

/// Reports the scopes that match nothing, and the entries in them that do.
pub(super) fn report(
    settings: &Settings,
    settings_file: &str,
    operations: &[Operation],
    diagnostics: &mut Diagnostics,
) {
    let list = Location::root(settings_file).join("scopes");
    let mut report = |place: &Location, message: String| {
        diagnostics.error(Code::SettingWithoutEffect, place, message, "remove the entry, or correct it");
    };
    for (index, scope) in settings.scopes.iter().enumerate() {
        let place = list.join(&index.to_string());
        if placeholders(&scope.insert).len() != 1 {
            let message = format!("`{}` does not contain exactly one parameter in braces", scope.insert);
            report(&place, message);
        }
        if !scope.insert.starts_with('/') {
            report(&place, format!("`{}` does not start with a slash", scope.insert));
        }
        if !operations.iter().any(|operation| operation.path.starts_with(&scope.after)) {
            report(&place, format!("no path starts with `{}`", scope.after));
        }
        for (position, entry) in scope.exclude.iter().enumerate() {
            let mut matching = operations.iter().filter(|operation| matches(entry, operation));
            if !matching.any(|operation| operation.is_below(&scope.after)) {
                let place = place.join("exclude").join(&position.to_string());
                report(&place, format!("the scope has no operation `{entry}` to exclude"));
            }
        }
    }
}
