//! Names of files: those of the modules that they hold, as far as every file system and the compiler accept them. Modules of
//! shared models are private, so they have the names of their files.

use std::fmt::Write as _;

use super::case::Case;
use super::name::NameKey;
use super::naming::Naming;

use super::reserved::{RESERVED_CLIENT, RESERVED_SHARED};
use super::scope::Scope;
use crate::source::{Location, hash};

/// The maximum length of a name without its extension. File systems allow 255 bytes, and a writer may need some.
const MAX_LENGTH: usize = 100;

/// The length to which longer names are shortened, before a hash.
const SHORTENED: usize = 60;

/// Names of devices, which are not names of files on Windows.
const DEVICES: &[&str] = &["aux", "con", "nul", "prn"];

impl Naming<'_> {
    /// Names the files of the tags. Modules that share their name with their file come first.
    pub(super) fn files(&mut self, place: &Location) {
        let mut scope = Scope::new(RESERVED_CLIENT, "_calls");
        let stems = (0..self.api.tags.len()).map(|tag| {
            let module = self.names.get(NameKey::TagModule(tag)).text();
            let stem = file_stem(module);
            (stem != module, tag, stem)
        });
        let mut stems: Vec<_> = stems.collect();
        stems.sort_by_key(|(is_new, ..)| *is_new);
        for (_, tag, stem) in stems {
            self.claim(&mut scope, NameKey::TagFile(tag), &stem, place);
        }
    }

    /// Names the modules of shared models.
    pub(super) fn shared_modules(&mut self) {
        let mut scope = Scope::new(RESERVED_SHARED, "_models");
        for id in self.api.type_ids() {
            let name = self.split(self.names.get(NameKey::Type(id)).text()).write(Case::Snake);
            let place = &self.api.definition(id).location;
            self.claim(&mut scope, NameKey::SharedModule(id), &file_stem(&name), place);
        }
    }
}

/// Returns the name of a file for an identifier: ASCII, of limited length.
pub(super) fn file_stem(name: &str) -> String {
    let is_device = DEVICES.contains(&name)
        || name
            .strip_prefix("com")
            .or(name.strip_prefix("lpt"))
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|it| it.is_ascii_digit()));
    if name.is_ascii() && name.len() <= MAX_LENGTH {
        return if is_device { format!("{name}_file") } else { name.to_owned() };
    }
    let mut stem = String::new();
    for letter in name.chars() {
        if letter.is_ascii() {
            stem.push(letter);
        } else {
            let is_separate = stem.is_empty() || stem.ends_with('_');
            stem.push_str(if is_separate { "u" } else { "_u" });
            // Writing to a `String` cannot fail.
            let _ = write!(stem, "{:x}", u32::from(letter));
        }
        if stem.len() > MAX_LENGTH {
            stem.truncate(SHORTENED);
            return format!("{}_{:016x}", stem.trim_end_matches('_'), hash(name));
        }
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::file_stem;

    #[test]
    fn short_ascii_names_are_kept() {
        assert_eq!(file_stem("things"), "things");
        assert_eq!(file_stem(&"a".repeat(100)), "a".repeat(100));
        assert_eq!(file_stem("aux"), "aux_file");
        assert_eq!(file_stem("com1"), "com1_file");
        assert_eq!(file_stem("comb"), "comb");
    }

    #[test]
    fn other_names_are_ascii_and_short() {
        assert_eq!(file_stem("über_uns"), "ufcber_uns");
        assert_eq!(file_stem("用户"), "u7528_u6237");
        assert_eq!(file_stem(&"a".repeat(300)), format!("{}_ee7717eba7a17e21", "a".repeat(60)));
        assert_ne!(file_stem(&"用".repeat(300)), file_stem(&"用".repeat(301)));
    }
}
