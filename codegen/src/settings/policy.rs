//! `allow` and `deny`: the diagnostics that the settings suppress, and the warnings they turn into errors.

use std::collections::HashMap;

use super::Settings;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::Location;

/// The indices of `allow` entries by code and location.
type AllowEntries = HashMap<(Code, String), usize>;

/// Removes the diagnostics that the settings allow and the warnings about omitted parts, and turns the warnings that the
/// settings deny into errors. An entry that matches no diagnostic, or has an unknown code, is an error.
pub(crate) fn apply(
    settings: &Settings,
    settings_file: &str,
    is_left_out: impl Fn(&Location) -> bool,
    diagnostics: &mut Diagnostics,
) {
    let place = Location::root(settings_file);
    let entries = allow_entries(settings, &place, diagnostics);
    let mut used = vec![false; settings.allow.len()];
    if !entries.is_empty() {
        diagnostics.retain(|diagnostic| {
            let matching =
                if may_be_allowed(diagnostic) { matching(&entries, diagnostic) } else { Vec::new() };
            for index in &matching {
                used[*index] = true;
            }
            matching.is_empty()
        });
    }
    for index in entries.values().filter(|index| !used[**index]) {
        let entry = &settings.allow[*index];
        diagnostics.error(
            Code::SettingWithoutEffect,
            &place.join("allow").join(&index.to_string()),
            format!("`allow` entry for `{}` at `{}` matches no diagnostic", entry.code, entry.at),
            "remove the entry, or correct its `code` or `at`",
        );
    }
    diagnostics.retain(|it| it.severity == Severity::Error || !is_left_out(&it.location));
    let denied = denied_codes(settings, &place, diagnostics);
    if !denied.is_empty() {
        diagnostics.deny(&denied);
    }
}

/// Returns the entries that allow a diagnostic: those for its location, and `/**` entries above it.
fn matching(entries: &AllowEntries, diagnostic: &Diagnostic) -> Vec<usize> {
    let place = diagnostic.location.to_string();
    let exact = entries.get(&(diagnostic.code, place.clone()));
    let prefixes = place.match_indices('/').map(|(index, _)| &place[..index]);
    let above = prefixes.filter_map(|prefix| entries.get(&(diagnostic.code, format!("{prefix}/**"))));
    exact.into_iter().chain(above).copied().collect()
}

fn may_be_allowed(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == Severity::Warning || diagnostic.code.may_be_allowed()
}

fn allow_entries(settings: &Settings, place: &Location, diagnostics: &mut Diagnostics) -> AllowEntries {
    let mut entries = HashMap::new();
    for (index, entry) in settings.allow.iter().enumerate() {
        let place = place.join("allow").join(&index.to_string());
        let Some(code) = parse_code(&entry.code, &place.join("code"), diagnostics) else {
            continue;
        };
        if entries.insert((code, entry.at.clone()), index).is_some() {
            diagnostics.error(
                Code::SettingWithoutEffect,
                &place,
                format!("duplicate `allow` entry for `{}` at `{}`", entry.code, entry.at),
                "remove one of the entries",
            );
        }
    }
    entries
}

fn denied_codes(settings: &Settings, place: &Location, diagnostics: &mut Diagnostics) -> Vec<Code> {
    let entries = settings.deny.iter().enumerate();
    let code = |(index, name): (usize, &String)| {
        parse_code(name, &place.join("deny").join(&index.to_string()), diagnostics)
    };
    entries.filter_map(code).collect()
}

fn parse_code(name: &str, place: &Location, diagnostics: &mut Diagnostics) -> Option<Code> {
    let code = Code::named(name);
    if code.is_none() {
        let help = "`faithful explain` lists the codes";
        diagnostics.error(Code::SettingsInvalid, place, format!("unknown diagnostic code `{name}`"), help);
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Allow;

    fn after(settings: &Settings) -> Vec<(Severity, Code)> {
        let mut diagnostics = Diagnostics::default();
        let place = Location::root("a.json").join("b");
        diagnostics.warn(Code::HeuristicUnion, &place, "message", "help");
        apply(settings, "settings.json", |_| false, &mut diagnostics);
        diagnostics.sorted().into_iter().map(|it| (it.severity, it.code)).collect()
    }

    #[test]
    fn a_warning_is_reported_allowed_or_denied() {
        let entry = |at: &str| Allow {
            code: "heuristic-union".to_owned(),
            at: at.to_owned(),
            reason: "known issue".to_owned(),
        };
        let warning = (Severity::Warning, Code::HeuristicUnion);
        assert_eq!(after(&Settings::default()), [warning]);
        let allow = Settings { allow: vec![entry("a.json#/b")], ..Settings::default() };
        assert_eq!(after(&allow), []);
        let below = Settings { allow: vec![entry("a.json#/**")], ..Settings::default() };
        assert_eq!(after(&below), []);
        let elsewhere = Settings { allow: vec![entry("a.json#/c")], ..Settings::default() };
        assert_eq!(after(&elsewhere), [warning, (Severity::Error, Code::SettingWithoutEffect)]);
        let mut left_out = Diagnostics::default();
        left_out.warn(Code::HeuristicUnion, &Location::root("a.json").join("b"), "message", "help");
        apply(&below, "settings.json", |_| true, &mut left_out);
        assert!(left_out.is_empty());
        let denied = Settings { deny: vec!["heuristic-union".to_owned()], ..Settings::default() };
        assert_eq!(after(&denied), [(Severity::Error, Code::HeuristicUnion)]);
    }
}
