//! Chooses every Rust identifier, once, before anything is emitted.
//!
//! Emitters look names up by [`NameKey`]. Uniqueness, keywords, reserved names, the lock file and
//! the overrides in the settings are handled only here.

mod case;
mod client;
mod content;
mod direct;
mod files;
mod handles;
mod locked;
mod methods;
mod models;
mod name;
mod naming;
mod number;
mod operations;
mod overrides;
mod places;
mod reserved;
mod scope;
mod shortest;
mod spelling;
mod splitter;
mod status;
mod subject;
mod tagged;
mod types;
mod verbs;
mod waiters;

pub(crate) use self::locked::lock;
pub(crate) use self::name::is_keyword;
pub use self::name::{Name, NameKey, Names};
use self::naming::Naming;
use self::overrides::Overrides;
pub use self::reserved::OTHER_MODELS;
use self::splitter::WordSplitter;
pub use self::status::variant as status_variant;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::Api;
use crate::lock::{Lock, Previous};
use crate::settings::Settings;
use crate::source::Location;

/// Chooses the names of an API, given those of its types in the last run. Names in `settings` that collide, and entries
/// that match nothing, are errors.
pub(crate) fn names(
    api: &Api,
    settings: &Settings,
    settings_file: &str,
    (lock, previous): (&Lock, &[Option<Previous>]),
    diagnostics: &mut Diagnostics,
) -> Names {
    let splitter = WordSplitter::new(&settings.words);
    let mut naming = Naming {
        api,
        lock,
        previous,
        splitter: &splitter,
        overrides: Overrides::new(&settings.names),
        names: Names::default(),
        diagnostics,
    };
    naming.types();
    for id in api.type_ids() {
        naming.parts(id);
    }
    naming.handle_types();
    naming.shared_modules();
    naming.client();
    naming.handles(settings_file);
    naming.operations(settings_file);
    naming.waiter_items(settings_file);
    naming.report_unused(settings_file);
    naming.names
}

impl Naming<'_> {
    fn report_unused(&mut self, settings_file: &str) {
        self.overrides.report(settings_file, self.diagnostics);
        for (index, word) in self.splitter.unused() {
            self.diagnostics.error(
                Code::SettingWithoutEffect,
                &Location::root(settings_file).join("words").join(&index.to_string()),
                format!("no name contains the word `{word}`"),
                "remove the entry, or correct it",
            );
        }
    }
}
