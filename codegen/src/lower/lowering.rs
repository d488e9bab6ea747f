//! The state of one run, which every OpenAPI noun is lowered with.

use super::definitions::Definitions;
use super::merge::targets::Targets;
use super::patterns::Patterns;
use super::schema::traversal::Traversal;
use crate::diagnostic::{Code, Diagnostics};
use crate::document::Document;
use crate::settings::Settings;
use crate::source::Location;

/// What is lowered, and what has come of it so far.
pub(super) struct Lowering<'a> {
    pub document: &'a Document,
    pub settings: &'a Settings,
    pub diagnostics: &'a mut Diagnostics,
    /// The types that the document became: `schema` and `extended` make them.
    pub definitions: Definitions,
    /// Where lowering stands among the schemas: for `schema` alone.
    pub traversal: Traversal,
    /// The targets of `$ref`s with their parts merged in: for `merge` alone.
    pub targets: Targets,
    /// The patterns that were met, by whoever makes rules of them.
    pub patterns: Patterns,
    /// The entries of `constructor_properties` in the settings that an object has: `object` notes them, and
    /// `stale` reports the others.
    pub used_constructor_properties: Vec<usize>,
}

impl<'a> Lowering<'a> {
    pub fn new(document: &'a Document, settings: &'a Settings, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            document,
            settings,
            diagnostics,
            definitions: Definitions::default(),
            traversal: Traversal::default(),
            targets: Targets::default(),
            patterns: Patterns::default(),
            used_constructor_properties: Vec::new(),
        }
    }

    pub fn unsupported(&mut self, location: &Location, what: &str) {
        self.diagnostics.error(
            Code::Unsupported,
            location,
            format!("{what} is not supported yet"),
            "say the same with supported keywords, or change it with a correction",
        );
    }
}
