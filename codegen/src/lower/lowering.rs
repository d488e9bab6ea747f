//! The state of a lowering run.

use std::collections::BTreeSet;

use super::definitions::Definitions;
use super::hierarchy::Hierarchies;
use super::merge::targets::Targets;
use super::omitted::listed::Listed;
use super::patterns::Patterns;
use super::schema::traversal::Traversal;
use crate::diagnostic::{Code, Diagnostics};
use crate::document::Document;
use crate::settings::Settings;
use crate::source::Location;

/// The document being lowered, and the results so far.
pub(super) struct Lowering<'a> {
    pub document: &'a Document,
    pub settings: &'a Settings,
    pub diagnostics: &'a mut Diagnostics,
    /// The type definitions so far.
    pub definitions: Definitions,
    /// The current position among nested schemas; used only by `schema`.
    pub traversal: Traversal,
    /// The targets of `$ref`s, with their parts merged; used only by `merge`.
    pub targets: Targets,
    /// Parents that list their children; used only by `hierarchy`.
    pub hierarchies: Hierarchies,
    /// The patterns so far.
    pub patterns: Patterns,
    /// Indices of the `constructor_properties` in the settings that match; recorded by `object`, used by `stale`.
    pub used_constructor_properties: Vec<usize>,
    /// Indices of the `pagination.operations` in the settings that match; recorded by `response`, used by `stale`.
    pub used_pages: Vec<usize>,
    /// The `formats` of the settings that a string has; recorded by `schema`, used by `stale`.
    pub used_formats: BTreeSet<String>,
    /// The properties that the `omitted_required` of the settings lists; recorded by `object`, used by `omitted`.
    pub omitted: Vec<Listed>,
}

impl<'a> Lowering<'a> {
    pub fn new(document: &'a Document, settings: &'a Settings, diagnostics: &'a mut Diagnostics) -> Self {
        let hierarchies = Hierarchies::new(document, diagnostics);
        Self {
            document,
            settings,
            diagnostics,
            definitions: Definitions::default(),
            traversal: Traversal::default(),
            targets: Targets::default(),
            hierarchies,
            patterns: Patterns::default(),
            used_constructor_properties: Vec::new(),
            used_pages: Vec::new(),
            used_formats: BTreeSet::new(),
            omitted: Vec::new(),
        }
    }

    /// Reports a construct that is not supported, and is read as any value.
    pub fn unsupported(&mut self, location: &Location, construct: &str) {
        self.diagnostics.warn(
            Code::Unsupported,
            location,
            format!("{construct} is not supported yet: any value is accepted"),
            "express it with supported keywords, or change it with a correction",
        );
    }
}
