//! The state of a naming run, and the operations on it.

use std::collections::BTreeMap;

use super::case::Words;
use super::name::{NameKey, Names};
use super::overrides::Overrides;
use super::scope::{Rank, Request, Scope};
use super::spelling::Kind;
use super::splitter::WordSplitter;
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, TypeId};
use crate::lock::{Lock, Previous};
use crate::source::Location;

const OVERRIDE: &str = "give one of the two another name under `names` in the settings";

/// The state of a naming run.
pub(super) struct Naming<'a> {
    pub api: &'a Api,
    /// Names of the previous run.
    pub lock: &'a Lock,
    /// The name that each type had in it.
    pub previous: &'a [Option<Previous>],
    pub splitter: &'a WordSplitter<'a>,
    pub overrides: Overrides<'a>,
    pub names: Names,
    pub diagnostics: &'a mut Diagnostics,
}

impl<'a> Naming<'a> {
    pub(super) fn split(&self, text: &str) -> Words {
        self.splitter.split(text)
    }

    /// Returns the words of the name that the settings give to a location.
    pub(super) fn override_at(&mut self, place: &Location) -> Option<Words> {
        self.overrides.at(place, &[]).map(|set| self.split(set.name))
    }

    /// Returns the locked names of the parts of a type.
    pub(super) fn locked_parts(&self, id: TypeId) -> Option<&'a BTreeMap<String, String>> {
        let previous = self.previous.get(id.0)?.as_ref()?;
        self.lock.parts.get(&previous.name)
    }

    /// Returns the rank of a name that the lock file does not record for its type or operation.
    pub(super) fn unrecorded(&self, text: &str, kind: Kind) -> Option<Rank> {
        let spelling = kind.of(self.lock.spellings.as_ref()?);
        if spelling.others.contains(text) {
            return Some(Rank::Listed);
        }
        self.splitter.is_styled(text, spelling.style, kind.case()).then_some(Rank::Own)
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
