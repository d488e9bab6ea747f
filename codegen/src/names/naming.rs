//! The state of a naming run, and the operations on it.

use std::collections::HashMap;

use super::case::{WordSplitter, Words};
use super::name::{NameKey, Names};
use super::scope::{Request, Scope};
use crate::diagnostic::Diagnostics;
use crate::ir::Api;
use crate::lock::Lock;
use crate::settings::Settings;
use crate::source::Location;

const OVERRIDE: &str = "give one of the two another name under `names` in the settings";

/// The state of a naming run.
pub(super) struct Naming<'a> {
    pub api: &'a Api,
    pub settings: &'a Settings,
    /// Names of the previous run.
    pub lock: &'a Lock,
    pub splitter: &'a WordSplitter<'a>,
    /// Indices of the entries of `names` in the settings, by location or `operationId`.
    pub overrides: HashMap<&'a str, usize>,
    /// Whether each of these entries has been used.
    pub used: Vec<bool>,
    pub names: Names,
    pub diagnostics: &'a mut Diagnostics,
}

impl Naming<'_> {
    pub(super) fn split(&self, text: &str) -> Words {
        self.splitter.split(text)
    }

    /// Returns the words of the name that the settings give to a location.
    pub(super) fn override_at(&mut self, place: &Location) -> Option<Words> {
        // Avoids formatting every location if the settings have no names.
        if self.overrides.is_empty() { None } else { self.override_of(&place.to_string()) }
    }

    /// Returns the words of the name that the settings give to an `operationId` or a location.
    pub(super) fn override_of(&mut self, key: &str) -> Option<Words> {
        let index = *self.overrides.get(key)?;
        self.used[index] = true;
        Some(self.split(&self.settings.names[index].name))
    }

    /// Names a single item; adds a number if the name is taken.
    pub(super) fn claim(&mut self, scope: &mut Scope, key: NameKey, text: &str, place: &Location) {
        let name = scope.claim(text, place);
        self.names.names.insert(key, name);
    }

    /// Names the items of a scope.
    pub(super) fn assign(&mut self, scope: &mut Scope, requests: Vec<Request<'_, NameKey>>) {
        let named = scope.assign(requests, OVERRIDE, self.diagnostics);
        self.names.names.extend(named);
    }
}
