//! Chooses every Rust identifier, once, before anything is emitted.
//!
//! Emitters look names up by [`NameKey`]. Uniqueness, keywords, reserved names, the lock file and
//! the overrides in the settings are handled only here.

mod case;
mod client;
mod content;
mod files;
mod locked;
mod models;
mod name;
mod naming;
mod operations;
mod reserved;
mod scope;
mod status;

use self::case::WordSplitter;
pub(crate) use self::name::is_keyword;
pub use self::name::{Name, NameKey, Names};
use self::naming::Naming;
pub use self::status::variant as status_variant;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::Api;
use crate::lock::Lock;
use crate::settings::Settings;
use crate::source::Location;

/// Chooses the names of an API. Names in `settings` that collide, and entries that match nothing, are errors.
pub fn names(
    api: &Api,
    settings: &Settings,
    settings_file: &str,
    lock: &Lock,
    diagnostics: &mut Diagnostics,
) -> Names {
    let splitter = WordSplitter::new(&settings.words);
    let mut naming = Naming {
        api,
        settings,
        lock,
        splitter: &splitter,
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

impl Naming<'_> {
    fn report_unused(&mut self, settings_file: &str) {
        let unused_words = self.splitter.unused();
        let unused_words = unused_words
            .map(|(index, entry)| ("words", index, format!("no name contains the word `{}`", entry.word)));
        let unused_names = self.settings.names.iter().enumerate();
        let unused_names = unused_names
            .filter(|(index, _)| !self.used[*index])
            .map(|(index, entry)| ("names", index, format!("nothing to name at `{}`", entry.at)));
        let unused: Vec<_> = unused_names.chain(unused_words).collect();
        for (list, index, message) in unused {
            let place = Location::root(settings_file).join(list).join(&index.to_string());
            self.diagnostics.error(
                Code::SettingWithoutEffect,
                &place,
                message,
                "remove the entry, or correct it",
            );
        }
    }
}
