//! Problems with discriminators from the settings: values without an option, options without a value, and entries
//! without effect.

use std::collections::{HashMap, HashSet};

use super::Siblings;
use crate::diagnostic::{Code, Diagnostics};
use crate::settings::Settings;
use crate::source::Location;

/// A problem to report.
pub(super) struct Problem {
    /// The property with the union.
    pub place: Location,
    pub union: Location,
    /// Key of the discriminator.
    pub property: String,
    /// Whether its values are listed.
    pub is_listed: bool,
    /// Values that select no option.
    pub uncovered: Vec<String>,
    /// Options that no value selects.
    pub unselected: Vec<String>,
    /// Why the selection among several options is heuristic.
    pub overlap: Option<String>,
}

impl Problem {
    pub fn exists(&self) -> bool {
        !self.uncovered.is_empty() || !self.unselected.is_empty() || self.overlap.is_some()
    }

    fn report(self, diagnostics: &mut Diagnostics) {
        let Self { place, union, property, is_listed, .. } = self;
        let listed = |names: &[String]| {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            names.join(", ")
        };
        let mut parts = Vec::new();
        if !self.uncovered.is_empty() {
            parts.push(format!("values that select no option: {}", listed(&self.uncovered)));
        }
        if !self.unselected.is_empty() {
            parts.push(format!("options that no value selects: {}", listed(&self.unselected)));
        }
        if !is_listed && !parts.is_empty() {
            parts.push("its schema lists no values".to_owned());
        }
        if !parts.is_empty() {
            diagnostics.warn(
                Code::DiscriminatorMismatch,
                &place,
                format!("discriminator `{property}` does not cover `{union}`: {}", parts.join("; ")),
                "add the values to `mapping` in the settings, each with the name or index of its option, or `null` if \
                 there is none",
            );
        }
        if let Some(overlap) = self.overlap {
            let help = "map each value of the discriminator to one option in the settings";
            diagnostics.warn(Code::HeuristicUnion, &place, overlap, help);
        }
    }
}

impl Siblings {
    /// Adds errors for entries and keys of `mapping` that have no effect. `reasons` are those of entries that match a
    /// property.
    pub(super) fn unused(
        &mut self,
        settings: &Settings,
        used: &HashSet<usize>,
        reasons: &mut HashMap<usize, String>,
        mapped: &HashSet<(usize, String)>,
    ) {
        for (index, entry) in settings.discriminators.iter().enumerate() {
            if !used.contains(&index) {
                let nothing = || format!("`{}` matches no property with a union", entry.at);
                let reason = reasons.remove(&index).unwrap_or_else(nothing);
                self.stale.push((vec![index.to_string()], reason));
                continue;
            }
            let keys = entry.mapping.keys();
            for key in keys.filter(|key| !mapped.contains(&(index, (*key).clone()))) {
                let path = vec![index.to_string(), "mapping".to_owned(), key.clone()];
                self.stale.push((path, format!("`{key}` is not a value of `{}`", entry.discriminated_by)));
            }
        }
    }

    /// Reports all problems.
    pub fn report(&mut self, settings_file: &str, diagnostics: &mut Diagnostics) {
        for (path, message) in std::mem::take(&mut self.stale) {
            let start = Location::root(settings_file).join("discriminators");
            let place = path.iter().fold(start, |place, token| place.join(token));
            let help = "remove the entry, or correct it";
            diagnostics.error(Code::SettingWithoutEffect, &place, message, help);
        }
        for problem in std::mem::take(&mut self.problems) {
            problem.report(diagnostics);
        }
    }
}
