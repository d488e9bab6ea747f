//! Every Rust identifier, decided once, before anything is emitted.
//!
//! Emitters look names up by their [`NameKey`]. Uniqueness, keywords, reserved names and the
//! overrides of the settings are handled here and nowhere else.

mod case;
mod client;
mod content;
mod models;
mod name;
mod naming;
mod operations;
mod pinned;
mod reserved;
mod scope;
mod status;

use self::case::Cutter;
pub use self::name::{Name, NameKey, Names};
use self::naming::Naming;
pub use self::status::variant as status_variant;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::Api;
use crate::lock::Lock;
use crate::settings::Settings;
use crate::source::Location;

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

impl Naming<'_> {
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
