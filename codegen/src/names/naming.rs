//! The state of naming, and what naming one thing takes.

use std::collections::HashMap;

use super::case::{Cutter, Words};
use super::name::{NameKey, Names};
use super::scope::{Scope, Wanted};
use crate::diagnostic::Diagnostics;
use crate::ir::Api;
use crate::lock::Lock;
use crate::settings::Settings;
use crate::source::Location;

const OVERRIDE: &str = "give one of the two a name of its own under `names` in the settings";

/// The state of one run.
pub(super) struct Naming<'a> {
    pub api: &'a Api,
    pub settings: &'a Settings,
    /// What things were called before.
    pub lock: &'a Lock,
    pub cutter: &'a Cutter<'a>,
    /// The entries of the settings by their places.
    pub overrides: HashMap<&'a str, usize>,
    pub used: Vec<bool>,
    pub names: Names,
    pub diagnostics: &'a mut Diagnostics,
}

impl Naming<'_> {
    pub(super) fn cut(&self, text: &str) -> Words {
        self.cutter.cut(text)
    }

    /// The words that the settings give to a place.
    pub(super) fn override_at(&mut self, place: &Location) -> Option<Words> {
        // Most settings name nothing, so most places need no text.
        if self.overrides.is_empty() { None } else { self.override_of(&place.to_string()) }
    }

    /// The words that the settings give to an operation, by its id, or to a place.
    pub(super) fn override_of(&mut self, what: &str) -> Option<Words> {
        let index = *self.overrides.get(what)?;
        self.used[index] = true;
        Some(self.cut(&self.settings.names[index].name))
    }

    pub(super) fn claim(&mut self, scope: &mut Scope, key: NameKey, text: &str, place: &Location) {
        let name = scope.claim(text, place);
        self.names.names.insert(key, name);
    }

    /// Names what stands beside each other in one scope.
    pub(super) fn assign(&mut self, scope: &mut Scope, wanted: Vec<Wanted<'_, NameKey>>) {
        let named = scope.assign(wanted, OVERRIDE, self.diagnostics);
        self.names.names.extend(named);
    }
}
