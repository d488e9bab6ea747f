//! What the settings say about findings: which may be left aside, and which warnings count as errors.

use std::collections::HashMap;

use super::Settings;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::Location;

/// Takes back what the settings waive, and makes errors of what they deny. An entry that matches
/// nothing, or names a code that does not exist, is an error.
pub(crate) fn apply(settings: &Settings, settings_file: &str, diagnostics: &mut Diagnostics) {
    let place = Location::root(settings_file);
    let known = allows(settings, &place, diagnostics);
    let mut used = vec![false; settings.allow.len()];
    if !known.is_empty() {
        diagnostics.retain(|found| {
            let allowing = if may_be_allowed(found) { allowing(&known, found) } else { Vec::new() };
            for index in &allowing {
                used[*index] = true;
            }
            allowing.is_empty()
        });
    }
    for index in known.values().filter(|index| !used[**index]) {
        let entry = &settings.allow[*index];
        diagnostics.error(
            Code::SettingWithoutEffect,
            &place.join("allow").join(&index.to_string()),
            format!("there is no `{}` to waive at `{}`", entry.code, entry.at),
            "take the entry out, or correct its code or place",
        );
    }
    let denied = denied(settings, &place, diagnostics);
    if !denied.is_empty() {
        diagnostics.deny(&denied);
    }
}

/// The waivers that take a finding back: of its own place, and of all places below one.
fn allowing(known: &HashMap<(Code, String), usize>, found: &Diagnostic) -> Vec<usize> {
    let place = found.location.to_string();
    let own = known.get(&(found.code, place.clone()));
    let starts = place.match_indices('/').map(|(index, _)| &place[..index]);
    let above = starts.filter_map(|start| known.get(&(found.code, format!("{start}/**"))));
    own.into_iter().chain(above).copied().collect()
}

fn may_be_allowed(found: &Diagnostic) -> bool {
    found.severity == Severity::Warning || found.code.may_be_allowed()
}

/// The waivers by what they waive.
fn allows(
    settings: &Settings,
    place: &Location,
    diagnostics: &mut Diagnostics,
) -> HashMap<(Code, String), usize> {
    let mut allows = HashMap::new();
    for (index, entry) in settings.allow.iter().enumerate() {
        let place = place.join("allow").join(&index.to_string());
        let Some(code) = code(&entry.code, &place.join("code"), diagnostics) else {
            continue;
        };
        if allows.insert((code, entry.at.clone()), index).is_some() {
            diagnostics.error(
                Code::SettingWithoutEffect,
                &place,
                format!("`{}` at `{}` is waived twice", entry.code, entry.at),
                "take one of the entries out",
            );
        }
    }
    allows
}

fn denied(settings: &Settings, place: &Location, diagnostics: &mut Diagnostics) -> Vec<Code> {
    let entries = settings.deny.iter().enumerate();
    let code = |(index, name): (usize, &String)| {
        code(name, &place.join("deny").join(&index.to_string()), diagnostics)
    };
    entries.filter_map(code).collect()
}

fn code(name: &str, place: &Location, diagnostics: &mut Diagnostics) -> Option<Code> {
    let code = Code::named(name);
    if code.is_none() {
        let help = "docs/diagnostics/README.md lists the codes";
        diagnostics.error(Code::SettingsInvalid, place, format!("there is no code `{name}`"), help);
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
        apply(settings, "settings.json", &mut diagnostics);
        diagnostics.sorted().into_iter().map(|found| (found.severity, found.code)).collect()
    }

    #[test]
    fn a_warning_is_told_waived_or_denied() {
        let entry = |at: &str| Allow {
            code: "heuristic-union".to_owned(),
            at: at.to_owned(),
            reason: "It is known.".to_owned(),
        };
        let warning = (Severity::Warning, Code::HeuristicUnion);
        assert_eq!(after(&Settings::default()), [warning]);
        let allow = Settings { allow: vec![entry("a.json#/b")], ..Settings::default() };
        assert_eq!(after(&allow), []);
        let below = Settings { allow: vec![entry("a.json#/**")], ..Settings::default() };
        assert_eq!(after(&below), []);
        let elsewhere = Settings { allow: vec![entry("a.json#/c")], ..Settings::default() };
        assert_eq!(after(&elsewhere), [warning, (Severity::Error, Code::SettingWithoutEffect)]);
        let denied = Settings { deny: vec!["heuristic-union".to_owned()], ..Settings::default() };
        assert_eq!(after(&denied), [(Severity::Error, Code::HeuristicUnion)]);
    }
}
