//! The hand-written part of a generated crate, for documents that have none yet.

use crate::emit::escape;
use crate::files::Files;
use crate::generate::Generated;
use crate::ir::Api;
use crate::names::{NameKey, Names};

/// What a new crate is called and what it stands on.
#[derive(Clone, Debug)]
pub struct Scaffold {
    /// The name of the package.
    pub package: String,
    /// The package of the runtime.
    pub runtime: String,
    /// The folder of the runtime.
    pub runtime_path: String,
}

/// A manifest and a `lib.rs` for a crate around what was generated.
#[must_use]
pub fn scaffold(generated: &Generated, scaffold: &Scaffold) -> Files {
    let Generated { api, names, .. } = generated;
    let mut files = Files::default();
    files.insert("Cargo.toml", manifest(api, names, scaffold));
    files.insert("src/lib.rs", library(api, scaffold));
    files
}

fn manifest(api: &Api, names: &Names, scaffold: &Scaffold) -> String {
    let tags: Vec<_> =
        (0..api.tags.len()).map(|tag| names.get(NameKey::TagModule(tag)).text().to_owned()).collect();
    let default: Vec<_> = tags.iter().map(|tag| format!("{tag:?}")).collect();
    let features: Vec<_> = tags.iter().map(|tag| format!("{tag:?} = []\n")).collect();
    let Scaffold { package, runtime, runtime_path } = scaffold;
    format!(
        "[package]\nname = {package:?}\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n\
         [workspace]\n\n[features]\ndefault = [{}]\n{}testing-examples = []\n\n[dependencies]\n{runtime} = {{ path = {runtime_path:?} }}\n",
        default.join(", "),
        features.concat(),
    )
}

fn library(api: &Api, scaffold: &Scaffold) -> String {
    let title = escape(&api.title).replace('\n', " ");
    let runtime = scaffold.runtime.replace('-', "_");
    format!(
        "//! A client of {title}.\n\npub use {runtime} as runtime;\n\n\
         #[rustfmt::skip]\npub mod api;\n#[rustfmt::skip]\npub mod models;\n\n\
         pub use api::Client;\npub use runtime::{{Error, Page, Response, Value}};\n"
    )
}
