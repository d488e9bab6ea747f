//! Every Rust identifier, decided once, before anything is emitted.
//!
//! Emitters look names up by their [`NameKey`]. Uniqueness, keywords, reserved names and the
//! overrides of the settings are handled here and nowhere else.

mod case;
mod content;
mod models;
mod operations;
mod scope;
mod status;

pub use self::status::variant as status_variant;
use std::collections::HashMap;
use std::fmt;

use self::case::{Case, Cutter, Words};
use self::scope::{Scope, Wanted};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, TypeId};
use crate::lock::Lock;
use crate::settings::Settings;
use crate::source::Location;

/// What has a name.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum NameKey {
    /// A type.
    Type(TypeId),
    /// A field of an object.
    Field(TypeId, usize),
    /// A value of a string enum, or a variant of a union.
    Variant(TypeId, usize),
    /// The constructor of a union's variant.
    Constructor(TypeId, usize),
    /// The struct that holds the calls of a tag.
    Tag(usize),
    /// The module, the feature and the method of the client for a tag.
    TagModule(usize),
    /// The method that starts a call.
    Operation(usize),
    /// The type of a call.
    Call(usize),
    /// The file with the documented answer of an operation, without its ending.
    AnswerFile(usize),
    /// A parameter of an operation.
    Parameter(usize, usize),
    /// The method, or the setter, that takes the body in another content type than the preferred one.
    Content(usize, usize),
    /// The method that asks for another content type.
    Raw(usize, usize),
    /// The type of a body that consists of parts.
    Parts(usize, usize),
    /// A part of a body.
    Part(usize, usize, usize),
    /// What an operation gives for different statuses.
    Answers(usize),
    /// What an operation says when it fails.
    Errors(usize),
    /// The method that leads to a scope.
    Scope(usize),
    /// The parameter of a scope.
    ScopeParameter(usize),
}

/// A Rust identifier.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Name {
    text: String,
    raw: bool,
}

impl Name {
    /// The letters, without the mark of a raw identifier.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it must be written as a raw identifier.
    #[must_use]
    pub fn is_raw(&self) -> bool {
        self.raw
    }
}

/// The identifier as it is written in code.
impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.raw { "r#" } else { "" };
        write!(formatter, "{mark}{}", self.text)
    }
}

/// All names of one API.
#[derive(Clone, Debug)]
pub struct Names {
    names: HashMap<NameKey, Name>,
    unnamed: Name,
}

impl Default for Names {
    fn default() -> Self {
        Self { names: HashMap::new(), unnamed: scope::identifier("unnamed") }
    }
}

impl Names {
    /// The name of something that has one.
    #[must_use]
    pub fn get(&self, key: NameKey) -> &Name {
        let name = self.names.get(&key);
        debug_assert!(name.is_some(), "{key:?} has no name");
        name.unwrap_or(&self.unnamed)
    }
}

/// Type names that generated code needs for itself, those of the prelude among them.
const RESERVED_TYPES: &[&str] = &[
    "AsMut",
    "AsRef",
    "BTreeMap",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Extend",
    "Extra",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Into",
    "IntoIterator",
    "Iterator",
    "Map",
    "None",
    "Ok",
    "Option",
    "Ord",
    "OrReference",
    "PartialEq",
    "PartialOrd",
    "Patch",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "Timestamp",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Value",
    "Vec",
];

/// Members whose names the methods of a model or its own storage take.
const RESERVED_FIELDS: &[&str] = &["extra", "extra_mut", "new", "validate"];

/// Methods of a call that its parameters must not hide.
const RESERVED_SETTERS: &[&str] =
    &["blocking", "body", "bytes", "call", "clone", "into_future", "items", "pages", "send", "with_options"];

/// Methods of the client, and modules and features of the crate, that tags and scopes must not hide.
const RESERVED_CLIENT: &[&str] = &["builder", "default", "from_env", "mod", "new", "shared"];

/// Names of the structs that hold the calls of a tag must leave these alone in their modules.
const RESERVED_TAGS: &[&str] = &["AsRef", "Client", "Into", "Rule", "String"];

const OVERRIDE: &str = "give one of the two a name of its own under `names` in the settings";

/// Methods of a tag's group of calls, which makes and copies itself with these.
const RESERVED_METHODS: &[&str] = &["clone", "new"];

/// Names everything.
pub fn names(
    api: &Api,
    settings: &Settings,
    settings_file: &str,
    lock: &Lock,
    diagnostics: &mut Diagnostics,
) -> Names {
    let cutter = Cutter::new(&settings.words);
    let mut naming = Naming {
        api,
        settings,
        lock,
        cutter: &cutter,
        overrides: settings.names.iter().enumerate().map(|(index, it)| (it.at.as_str(), index)).collect(),
        used: vec![false; settings.names.len()],
        names: Names::default(),
        diagnostics,
    };
    naming.types();
    for id in api.type_ids() {
        naming.parts(id);
    }
    naming.client();
    naming.operations();
    naming.report_unused(settings_file);
    naming.names
}

struct Naming<'a> {
    api: &'a Api,
    settings: &'a Settings,
    /// What things were called before.
    lock: &'a Lock,
    cutter: &'a Cutter<'a>,
    /// The entries of the settings by their places.
    overrides: HashMap<&'a str, usize>,
    used: Vec<bool>,
    names: Names,
    diagnostics: &'a mut Diagnostics,
}

impl Naming<'_> {
    fn cut(&self, text: &str) -> Words {
        self.cutter.cut(text)
    }

    /// The words that the settings give to a place.
    fn override_at(&mut self, place: &Location) -> Option<Words> {
        // Most settings name nothing, so most places need no text.
        if self.overrides.is_empty() { None } else { self.override_of(&place.to_string()) }
    }

    /// The words that the settings give to an operation, by its id, or to a place.
    fn override_of(&mut self, what: &str) -> Option<Words> {
        let index = *self.overrides.get(what)?;
        self.used[index] = true;
        Some(self.cut(&self.settings.names[index].name))
    }

    fn claim(&mut self, scope: &mut Scope, key: NameKey, text: &str, place: &Location) {
        let name = scope.claim(text, place);
        self.names.names.insert(key, name);
    }

    /// Names what stands beside each other in one scope.
    fn assign(&mut self, scope: &mut Scope, wanted: Vec<Wanted<'_, NameKey>>) {
        let named = scope.assign(wanted, OVERRIDE, self.diagnostics);
        self.names.names.extend(named);
    }

    /// Tags, and the scopes that stand beside them on the client. Tags that had names before choose first, then the
    /// scopes, which the settings name.
    fn client(&mut self) {
        let mut types = Scope::new(RESERVED_TAGS, "Calls");
        let mut methods = Scope::new(RESERVED_CLIENT, "_calls");
        let place = self.api.operations.first().map(|operation| operation.location.clone());
        let place = place.unwrap_or_else(|| Location::root("settings"));
        self.tags(&mut types, &mut methods, true, &place);
        for (index, scope) in self.api.scopes.iter().enumerate() {
            let method = self.cut(&scope.name).write(Case::Snake);
            self.claim(&mut methods, NameKey::Scope(index), &method, &place);
            let parameter = self.cut(&scope.parameter).write(Case::Snake);
            let name = scope::identifier(&parameter);
            self.names.names.insert(NameKey::ScopeParameter(index), name);
        }
        self.tags(&mut types, &mut methods, false, &place);
    }

    /// Tags that had names before, or those that are new.
    fn tags(&mut self, types: &mut Scope, methods: &mut Scope, known: bool, place: &Location) {
        let (api, lock) = (self.api, self.lock);
        for (index, tag) in api.tags.iter().enumerate() {
            let (module, calls) = (lock.module_name(&tag.name), lock.calls_name(&tag.name));
            if module.is_some() != known {
                continue;
            }
            let words = self.cut(&tag.name);
            let name = |pinned: Option<&str>, case| pinned.map_or_else(|| words.write(case), str::to_owned);
            self.claim(methods, NameKey::TagModule(index), &name(module, Case::Snake), place);
            self.claim(types, NameKey::Tag(index), &name(calls, Case::Pascal), place);
        }
    }

    fn report_unused(&mut self, settings_file: &str) {
        let unused_words = self.cutter.unused().map(|(index, entry)| ("words", index, entry.word.clone()));
        let unused_names = self.settings.names.iter().enumerate();
        let unused_names = unused_names
            .filter(|(index, _)| !self.used[*index])
            .map(|(index, entry)| ("names", index, entry.at.clone()));
        let unused: Vec<_> = unused_names.chain(unused_words).collect();
        for (list, index, what) in unused {
            let place = Location::root(settings_file).join(list).join(&index.to_string());
            self.diagnostics.error(
                Code::SettingWithoutEffect,
                &place,
                format!("nothing is named at `{what}`"),
                "take the entry out, or correct it",
            );
        }
    }
}
