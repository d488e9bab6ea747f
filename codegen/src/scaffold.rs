//! The handwritten part of a generated crate, for crates that do not exist yet.

use crate::emit::{inline, inner_doc, toml};
use crate::files::Files;
use crate::generate::Generated;
use crate::ir::Api;
use crate::names::{NameKey, Names};
use crate::render;

/// The name of a new crate, and its dependency on the runtime.
#[derive(Clone, Debug)]
pub struct Scaffold {
    /// Name of the package.
    pub package: String,
    /// Name of the runtime's package.
    pub runtime: String,
    /// Path of the runtime's package.
    pub runtime_path: String,
}

/// Returns a `Cargo.toml` and a `src/lib.rs` for the generated modules.
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
    let default: Vec<_> = tags.iter().map(|tag| toml(tag)).collect();
    let features: Vec<_> = tags.iter().map(|tag| format!("{} = []\n", toml(tag))).collect();
    let Scaffold { package, runtime, runtime_path } = scaffold;
    let (package, runtime_path) = (toml(package), toml(runtime_path));
    format!(
        "[package]\nname = {package}\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n\
         [workspace]\n\n\
         [features]\ndefault = [{}]\n\
         # Test support: the documented example response of every operation.\ntesting-examples = []\n\
         # One feature per tag of the API.\n{}\n\
         [dependencies]\n{runtime} = {{ path = {runtime_path} }}\n",
        default.join(", "),
        features.concat(),
    )
}

fn library(api: &Api, scaffold: &Scaffold) -> String {
    let runtime = scaffold.runtime.replace('-', "_");
    let about =
        render::unparse(inner_doc(&[format!("An async client for {}.", inline(&api.title))]), Vec::new());
    format!(
        "{about}\n#![cfg_attr(docsrs, feature(doc_cfg))]\n\npub use {runtime} as runtime;\n\n\
         #[rustfmt::skip]\npub mod api;\n#[rustfmt::skip]\npub mod models;\n\n\
         pub use api::Client;\npub use runtime::{{Error, Page, Response, Value}};\n"
    )
}
