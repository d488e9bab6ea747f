//! Fixtures: minimal documents, each in a folder named after the behavior it demonstrates.

use std::collections::BTreeMap;
use std::path::PathBuf;

use faithful_codegen::{Generated, Request};

use crate::{Failure, Outcome, disk};

/// A document with its settings and lock file.
#[derive(Clone, Debug)]
pub struct Fixture {
    /// The name of the folder.
    pub name: String,
    /// The folder.
    pub folder: PathBuf,
    /// The contents of its JSON and YAML files by path.
    pub files: BTreeMap<String, String>,
}

/// Reads all fixtures, sorted by name.
///
/// # Errors
/// Fails if there are none or one cannot be read.
pub fn all() -> Outcome<Vec<Fixture>> {
    let root = folder();
    let mut fixtures: BTreeMap<String, Fixture> = BTreeMap::new();
    for path in disk::files_below(&root)? {
        let Some((name, file)) = path.split_once('/') else {
            return Err(Failure::new(format!("{path} is not in a fixture's folder")));
        };
        let fixture = fixtures.entry(name.to_owned()).or_insert_with(|| Fixture {
            name: name.to_owned(),
            folder: root.join(name),
            files: BTreeMap::new(),
        });
        if ["json", "yaml", "yml"].iter().any(|extension| disk::has_extension(file, extension)) {
            let text = disk::read(&root.join(&path))?;
            fixture.files.insert(file.to_owned(), text);
        }
    }
    if fixtures.is_empty() {
        return Err(Failure::new(format!("{} contains no fixtures", root.display())));
    }
    Ok(fixtures.into_values().collect())
}

/// The folder that contains the fixtures.
#[must_use]
pub fn folder() -> PathBuf {
    disk::workspace().join("tests/fixtures")
}

/// The name of the document: `openapi.json`, or `openapi.yaml` if there is no such file.
#[must_use]
pub fn root(files: &BTreeMap<String, String>) -> &'static str {
    let names = ["openapi.json", "openapi.yaml", "openapi.yml"];
    names.into_iter().find(|name| files.contains_key(*name)).unwrap_or(names[0])
}

impl Fixture {
    /// Runs the generator on the fixture.
    ///
    /// # Errors
    /// Returns the generator's diagnostics if the document is rejected.
    pub fn generate(&self) -> Result<Generated, Box<faithful_codegen::Failure>> {
        let settings = "settings.json".to_owned();
        let request = Request {
            root: root(&self.files).to_owned(),
            settings: self.files.contains_key(&settings).then_some(settings),
            lock: self.files.contains_key("names.lock.json").then(|| "names.lock.json".to_owned()),
            crate_name: "client".to_owned(),
        };
        faithful_codegen::generate(&request, &self.files)
    }
}
