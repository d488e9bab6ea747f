//! What the settings say about findings: which may be left aside, and which warnings count as errors.

use std::collections::HashMap;

use super::Settings;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::Location;

/// Takes back what the settings waive, and makes errors of what they deny. An entry that matches
/// nothing, or names a code that does not exist, is an error.
pub(crate) fn apply(settings: &Settings, settings_file: &str, diagnostics: &mut Diagnostics) {
    let place = Location::root(settings_file);
    let known = waivers(settings, &place, diagnostics);
    let mut used = vec![false; settings.waived.len()];
    if !known.is_empty() {
        diagnostics.retain(|found| {
            let waiving = if may_be_waived(found) { waiving(&known, found) } else { Vec::new() };
            for index in &waiving {
                used[*index] = true;
            }
            waiving.is_empty()
        });
    }
    for index in known.values().filter(|index| !used[**index]) {
        let waiver = &settings.waived[*index];
        diagnostics.error(
            Code::SettingWithoutEffect,
            &place.join("waived").join(&index.to_string()),
            format!("there is no `{}` to waive at `{}`", waiver.code, waiver.at),
            "take the entry out, or correct its code or place",
        );
    }
    let denied = denied(settings, &place, diagnostics);
    if !denied.is_empty() {
        diagnostics.deny(&denied);
    }
}

/// The waivers that take a finding back: of its own place, and of all places below one.
fn waiving(known: &HashMap<(Code, String), usize>, found: &Diagnostic) -> Vec<usize> {
    let place = found.location.to_string();
    let own = known.get(&(found.code, place.clone()));
    let starts = place.match_indices('/').map(|(index, _)| &place[..index]);
    let above = starts.filter_map(|start| known.get(&(found.code, format!("{start}/**"))));
    own.into_iter().chain(above).copied().collect()
}

fn may_be_waived(found: &Diagnostic) -> bool {
    found.severity == Severity::Warning || found.code.may_be_waived()
}

/// The waivers by what they waive.
fn waivers(
    settings: &Settings,
    place: &Location,
    diagnostics: &mut Diagnostics,
) -> HashMap<(Code, String), usize> {
    let mut waivers = HashMap::new();
    for (index, waiver) in settings.waived.iter().enumerate() {
        let place = place.join("waived").join(&index.to_string());
        let Some(code) = code(&waiver.code, &place.join("code"), diagnostics) else {
            continue;
        };
        if waivers.insert((code, waiver.at.clone()), index).is_some() {
            diagnostics.error(
                Code::SettingWithoutEffect,
                &place,
                format!("`{}` at `{}` is waived twice", waiver.code, waiver.at),
                "take one of the entries out",
            );
        }
    }
    waivers
}

fn denied(settings: &Settings, place: &Location, diagnostics: &mut Diagnostics) -> Vec<Code> {
    let entries = settings.denied.iter().enumerate();
    let code = |(index, name): (usize, &String)| {
        code(name, &place.join("denied").join(&index.to_string()), diagnostics)
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
    use crate::settings::Waiver;

    fn after(settings: &Settings) -> Vec<(Severity, Code)> {
        let mut diagnostics = Diagnostics::default();
        let place = Location::root("a.json").join("b");
        diagnostics.warn(Code::AssumedUnion, &place, "message", "help");
        apply(settings, "settings.json", &mut diagnostics);
        diagnostics.sorted().into_iter().map(|found| (found.severity, found.code)).collect()
    }

    #[test]
    fn a_warning_is_told_waived_or_denied() {
        let entry = |at: &str| Waiver {
            code: "assumed-union".to_owned(),
            at: at.to_owned(),
            reason: "It is known.".to_owned(),
        };
        let warning = (Severity::Warning, Code::AssumedUnion);
        assert_eq!(after(&Settings::default()), [warning]);
        let waived = Settings { waived: vec![entry("a.json#/b")], ..Settings::default() };
        assert_eq!(after(&waived), []);
        let below = Settings { waived: vec![entry("a.json#/**")], ..Settings::default() };
        assert_eq!(after(&below), []);
        let elsewhere = Settings { waived: vec![entry("a.json#/c")], ..Settings::default() };
        assert_eq!(after(&elsewhere), [warning, (Severity::Error, Code::SettingWithoutEffect)]);
        let denied = Settings { denied: vec!["assumed-union".to_owned()], ..Settings::default() };
        assert_eq!(after(&denied), [(Severity::Error, Code::AssumedUnion)]);
    }
}
