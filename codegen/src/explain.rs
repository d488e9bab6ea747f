//! The reference pages of the diagnostic codes, with the output of the generator for each example.

use std::collections::BTreeMap;

use crate::diagnostic::{self, Code};
use crate::generate::{Request, generate};

/// Returns the reference page of a diagnostic code as Markdown: its meaning, the reason for it, the remedy,
/// and a minimal example with the output of the generator.
#[must_use]
pub fn explain(code: Code) -> String {
    let files = code.example().iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let files: BTreeMap<String, String> = files.collect();
    let settings = "settings.json".to_owned();
    let request = Request {
        root: code.example().first().map(|(name, _)| *name).unwrap_or_default().to_owned(),
        settings: files.contains_key(&settings).then_some(settings),
        lock: files.contains_key("names.lock.json").then(|| "names.lock.json".to_owned()),
        crate_name: "client".to_owned(),
    };
    let output = match generate(&request, &files) {
        Ok(generated) => generated.diagnostics.render(&generated.sources),
        Err(failure) => failure.render(),
    };
    diagnostic::page(code, &output)
}

/// Returns the index of all reference pages as Markdown.
#[must_use]
pub fn explanations() -> String {
    diagnostic::index()
}
