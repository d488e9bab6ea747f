//! What the generated modules require of the handwritten files around them: features in the manifest, and types of the runtime
//! that the library re-exports.

use std::collections::BTreeSet;

use crate::emit::Exports;
use crate::generate::Generated;
use crate::ir::Response;
use crate::names::{NameKey, OTHER_MODELS};

pub use crate::emit::TESTING_EXAMPLES;

/// Types of the runtime that public signatures of the generated code name, with those that their methods return.
const TYPES: &[(&str, &[&str])] = &[
    ("Base64String", &["FormatError"]),
    ("Base64UrlString", &["FormatError"]),
    ("Body", &[]),
    ("ByteStream", &[]),
    ("Bytes", &[]),
    ("DateString", &["FormatError"]),
    ("DecimalString", &["FormatError"]),
    ("DurationString", &["FormatError"]),
    ("EventCall", &["Event", "EventStream"]),
    ("EventStream", &["Event"]),
    ("Map", &["Value"]),
    ("Number", &[]),
    ("OrReference", &[]),
    ("RawCall", &["ByteStream"]),
    ("Timestamp", &[]),
    ("TypedMap", &[]),
    ("UuidString", &["FormatError"]),
    ("Value", &[]),
];

/// Types of the runtime that lists use.
const PAGES: &[&str] = &["Items", "Page", "Pages"];

/// Types of the runtime that waiters use.
const WAITERS: &[&str] = &["Outcome", "Progress", "Wait"];

/// Returns the features of the tags, and that of the models that no operation uses if there are any.
#[must_use]
pub fn features(generated: &Generated) -> Vec<&str> {
    let Generated { api, names, surface, .. } = generated;
    let tags = (0..api.tags.len()).map(|tag| names.get(NameKey::TagModule(tag)).text());
    let has_others = surface.types.iter().any(|item| item.in_other_models);
    tags.chain(has_others.then_some(OTHER_MODELS)).collect()
}

/// Returns the types of the runtime that users of the generated code need and a library does not re-export. A library that
/// re-exports the runtime, or whose generated modules are private, lacks none.
///
/// # Errors
/// Fails if `library` is not valid Rust.
pub fn missing_exports(generated: &Generated, library: &str) -> Result<Vec<&'static str>, String> {
    let exports = Exports::read(library)?;
    if exports.has_all || !exports.has_modules {
        return Ok(Vec::new());
    }
    let types = types(generated).into_iter();
    Ok(types.filter(|name| !exports.names.contains(*name)).collect())
}

/// Returns the types of the runtime that users of the generated code need.
fn types(generated: &Generated) -> BTreeSet<&'static str> {
    let mut types = BTreeSet::new();
    for (_, text) in generated.files.iter() {
        for named in text.split("crate::runtime::").skip(1) {
            let end = named.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(named.len());
            let known = TYPES.iter().filter(|(name, _)| *name == &named[..end]);
            types.extend(known.flat_map(|(name, others)| others.iter().chain([name])));
        }
        if ["patch<", "patch_in_new<"].iter().any(|marker| text.contains(&format!(": {marker}"))) {
            types.insert("Patch");
        }
    }
    let mut operations = generated.api.operations.iter();
    if operations.any(|operation| matches!(operation.response, Response::Page(_))) {
        types.extend(PAGES);
    }
    if !generated.api.waiters.is_empty() {
        types.extend(WAITERS);
    }
    types
}
