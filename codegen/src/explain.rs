//! The pages about diagnostics, each with what the generator says about its example.

use std::collections::BTreeMap;

use crate::diagnostic::{self, Code};
use crate::generate::{Request, generate};

/// The page about a code, as Markdown: what it means, why, what to do, and the least document that
/// shows it together with what is said about that document.
#[must_use]
pub fn explain(code: Code) -> String {
    let files = code.example().iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let files: BTreeMap<String, String> = files.collect();
    let settings = "settings.json".to_owned();
    let request = Request {
        root: "openapi.json".to_owned(),
        settings: files.contains_key(&settings).then_some(settings),
        lock: files.contains_key("names.lock.json").then(|| "names.lock.json".to_owned()),
        crate_name: "client".to_owned(),
    };
    let shown = match generate(&request, &files) {
        Ok(generated) => generated.diagnostics.render(&generated.sources),
        Err(failure) => failure.render(),
    };
    diagnostic::page(code, &shown)
}

/// The list of all pages, as Markdown.
#[must_use]
pub fn explanations() -> String {
    diagnostic::index()
}
