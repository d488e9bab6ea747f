//! Edits of a small document, one per compatibility rule (`tests/changes`).

use std::collections::BTreeMap;

use faithful_codegen::surface::Surface;
use faithful_codegen::{Generated, Request};
use json_patch::Patch;
use serde::Deserialize;
use serde_json::Value;

use crate::{Failure, Outcome, disk};

/// An edit of the document as JSON Patch.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Edit {
    /// Applied to the document on both sides of the comparison.
    before: Patch,
    /// Applied to the new document.
    document: Patch,
    /// Applied to the old settings.
    settings_before: Patch,
    /// Applied to the new settings.
    settings: Patch,
}

/// The document that is edited, and its settings.
#[derive(Clone, Debug)]
pub struct Base {
    document: Value,
    settings: Value,
}

impl Base {
    /// Reads the document and its settings.
    ///
    /// # Errors
    /// Fails if a file cannot be read.
    pub fn read() -> Outcome<Self> {
        Ok(Self { document: json("openapi.json")?, settings: json("settings.json")? })
    }

    /// The document before an edit.
    ///
    /// # Errors
    /// Fails if the edit does not apply.
    pub fn before(&self, edit: &Edit) -> Outcome<Version> {
        self.with(&edit.before, &edit.settings_before)
    }

    /// The document after an edit.
    ///
    /// # Errors
    /// Fails if the edit does not apply.
    pub fn after(&self, edit: &Edit) -> Outcome<Version> {
        self.with(&edit.document, &edit.settings)
    }

    fn with(&self, document: &Patch, settings: &Patch) -> Outcome<Version> {
        let Self { document: mut edited, settings: mut set } = self.clone();
        json_patch::patch(&mut edited, document)?;
        json_patch::patch(&mut set, settings)?;
        let files = [(DOCUMENT, edited), (SETTINGS, set)];
        Ok(Version { files: files.map(|(name, value)| (name.to_owned(), format!("{value:#}"))).into() })
    }
}

const DOCUMENT: &str = "openapi.json";
const SETTINGS: &str = "settings.json";

/// One version of the document and its settings.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Version {
    files: BTreeMap<String, String>,
}

impl Version {
    fn request() -> Request {
        Request {
            root: DOCUMENT.to_owned(),
            settings: Some(SETTINGS.to_owned()),
            lock: None,
            crate_name: "client".to_owned(),
        }
    }

    /// The public surface of the client.
    ///
    /// # Errors
    /// Returns the rendered diagnostics if generating fails.
    pub fn surface(&self) -> Outcome<Surface> {
        faithful_codegen::surface(&Self::request(), &self.files)
            .map_err(|failure| Failure::new(failure.render()))
    }

    /// Generates the client.
    ///
    /// # Errors
    /// Returns the rendered diagnostics if generating fails.
    pub fn generate(&self) -> Outcome<Generated> {
        faithful_codegen::generate(&Self::request(), &self.files)
            .map_err(|failure| Failure::new(failure.render()))
    }
}

/// All edits with the rule that each triggers.
///
/// # Errors
/// Fails if the file cannot be read.
pub fn edits() -> Outcome<Vec<(String, Edit)>> {
    let edits: serde_json::Map<String, Value> = serde_json::from_value(json("edits.json")?)?;
    let edits = edits.into_iter().map(|(rule, edit)| Ok((rule, serde_json::from_value(edit)?)));
    edits.collect()
}

fn json(file: &str) -> Outcome<Value> {
    Ok(serde_json::from_str(&disk::read(&disk::workspace().join("tests/changes").join(file))?)?)
}
