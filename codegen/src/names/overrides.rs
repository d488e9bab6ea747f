//! The names that the settings give to locations and operations.

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::{Code, Diagnostics};
use crate::settings::NameOverride;
use crate::source::Location;

/// The entries of `names` in the settings.
pub(super) struct Overrides<'a> {
    entries: &'a [NameOverride],
    /// Indices of the entries by location or `operationId`.
    exact: HashMap<&'a str, usize>,
    /// Indices of the entries with a pattern, and its segments.
    patterns: Vec<(usize, Vec<&'a str>)>,
    /// Whether each entry has been used.
    used: Vec<bool>,
    /// Pairs of entries with different names for the same item, and one of its locations.
    conflicts: BTreeMap<(usize, usize), String>,
}

/// A name from the settings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Override<'a> {
    pub name: &'a str,
    /// Whether the entry has a pattern, which may match several items.
    pub is_pattern: bool,
}

impl<'a> Overrides<'a> {
    pub fn new(entries: &'a [NameOverride]) -> Self {
        let patterns = entries.iter().enumerate().filter_map(|(index, entry)| {
            let segments: Vec<&str> = entry.at.split('/').collect();
            segments.iter().any(|segment| matches!(*segment, "*" | "**")).then_some((index, segments))
        });
        Self {
            entries,
            exact: entries.iter().enumerate().map(|(index, entry)| (entry.at.as_str(), index)).collect(),
            patterns: patterns.collect(),
            used: vec![false; entries.len()],
            conflicts: BTreeMap::new(),
        }
    }

    /// Returns whether an operation has a name.
    pub fn contains(&self, operation: &str) -> bool {
        self.exact.contains_key(operation)
    }

    /// Returns the name of an operation.
    pub fn of(&mut self, operation: &str) -> Option<Override<'a>> {
        let index = *self.exact.get(operation)?;
        self.used[index] = true;
        Some(Override { name: &self.entries[index].name, is_pattern: false })
    }

    /// Returns the name of an item, given its location and those of the schemas that share it. Entries for locations take
    /// precedence over patterns.
    pub fn at(&mut self, place: &Location, elsewhere: &[Location]) -> Option<Override<'a>> {
        // Avoids formatting every location if the settings have no names.
        if self.entries.is_empty() {
            return None;
        }
        let places: Vec<String> = std::iter::once(place).chain(elsewhere).map(Location::to_string).collect();
        let exact = places.iter().filter_map(|place| Some((*self.exact.get(place.as_str())?, place)));
        let exact: Vec<_> = exact.map(|(index, place)| (index, place.clone())).collect();
        if !exact.is_empty() {
            return self.first(exact, false);
        }
        let matching = self.patterns.iter().filter_map(|(index, pattern)| {
            let place = places.iter().find(|place| matches(pattern, place))?;
            Some((*index, place.clone()))
        });
        self.first(matching.collect(), true)
    }

    /// Returns the name of the first of several entries for the same item, and records those with another name.
    fn first(&mut self, mut matching: Vec<(usize, String)>, is_pattern: bool) -> Option<Override<'a>> {
        matching.sort();
        let name = &self.entries[matching.first()?.0].name;
        for (index, place) in &matching {
            self.used[*index] = true;
            if self.entries[*index].name != *name {
                self.conflicts.entry((matching[0].0, *index)).or_insert_with(|| place.clone());
            }
        }
        Some(Override { name, is_pattern })
    }

    /// Reports entries that give different names to the same item, and those that have not been used.
    pub fn report(&self, settings_file: &str, diagnostics: &mut Diagnostics) {
        let place = Location::root(settings_file).join("names");
        for ((first, second), at) in &self.conflicts {
            let (first, other) = (&self.entries[*first], &self.entries[*second]);
            let message = format!(
                "`{}` and `{}` give different names to `{at}`: `{}` and `{}`",
                first.at, other.at, first.name, other.name
            );
            let help = "remove one of the entries, narrow its pattern, or add an entry for the location";
            diagnostics.error(Code::NameCollision, &place.join(&second.to_string()), message, help);
        }
        for (index, entry) in self.entries.iter().enumerate().filter(|(index, _)| !self.used[*index]) {
            diagnostics.error(
                Code::SettingWithoutEffect,
                &place.join(&index.to_string()),
                format!("nothing to name at `{}`", entry.at),
                "remove the entry, or correct it",
            );
        }
    }
}

/// Returns whether a pattern matches a location. It takes at most the product of their lengths.
fn matches(pattern: &[&str], place: &str) -> bool {
    let segments: Vec<&str> = place.split('/').collect();
    let (mut at, mut index) = (0, 0);
    // The position after the last `**`, and the first segment that it does not match.
    let mut retry: Option<(usize, usize)> = None;
    while index < segments.len() {
        match pattern.get(at) {
            Some(&"**") => {
                at += 1;
                retry = Some((at, index));
            }
            Some(segment) if *segment == "*" || *segment == segments[index] => {
                at += 1;
                index += 1;
            }
            Some(_) | None => {
                let Some((after, first)) = retry else { return false };
                retry = Some((after, first + 1));
                (at, index) = (after, first + 1);
            }
        }
    }
    pattern[at..].iter().all(|segment| *segment == "**")
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns() {
        let matches = |pattern: &str, place: &str| matches(&pattern.split('/').collect::<Vec<_>>(), place);
        let place = "a.json#/components/schemas/A/properties/ports/items";
        for pattern in
            ["**", "**/ports/items", "**/A/**/items", "a.json#/components/*/A/**", "**/ports/items/**"]
        {
            assert!(matches(pattern, place), "{pattern}");
        }
        for pattern in ["*", "**/ports", "**/ports/*/items", "ports/items", "**/A/*/items", "a.json#/*/A/**"]
        {
            assert!(!matches(pattern, place), "{pattern}");
        }
        assert!(matches("**/b/*/b", "a/b/b/b/c/b"));
    }
}
