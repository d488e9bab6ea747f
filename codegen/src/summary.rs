//! Counts of the generated items.

use std::fmt;

use crate::files::Files;
use crate::ir::{Api, Basis, ObjectSelection, Shape};

/// Counts of the items generated in one run.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Summary {
    /// Operations.
    pub operations: usize,
    /// Operations that are omitted.
    pub omitted: usize,
    /// Operations and types that are left out because only a part of the document was requested.
    pub left_out: (usize, usize),
    /// Required properties that are optional, because the service omits them.
    pub omitted_required: usize,
    /// Structs.
    pub objects: usize,
    /// Enums of strings.
    pub enums: usize,
    /// Unions with an explicit discriminator.
    pub unions_explicit: usize,
    /// Inferred unions selected by the value of a property.
    pub unions_by_tag: usize,
    /// Inferred unions selected by the properties that are present.
    pub unions_by_keys: usize,
    /// Inferred unions selected by the type of the JSON value.
    pub unions_by_kind: usize,
    /// Unions selected heuristically, because their options overlap.
    pub unions_heuristic: usize,
    /// Unnamed schemas that are equal to another schema and share its type.
    pub folded: usize,
    /// Generated files.
    pub files: usize,
    /// Lines of generated Rust.
    pub lines: usize,
}

impl Summary {
    pub(crate) fn new(api: &Api, files: &Files) -> Self {
        let mut summary = Self {
            operations: api.operations.len(),
            omitted: api.omitted.len(),
            left_out: (api.left_out.operations.len(), api.left_out.types.len()),
            omitted_required: api.omitted_required.len(),
            folded: api.types.iter().map(|it| it.places - 1).sum(),
            files: files.iter().count(),
            lines: files.lines(),
            ..Self::default()
        };
        for definition in &api.types {
            let count = match &definition.shape {
                Shape::Object(_) => &mut summary.objects,
                Shape::StringEnum(_) => &mut summary.enums,
                Shape::Union(union) if union.selection.basis == Basis::Explicit => {
                    &mut summary.unions_explicit
                }
                Shape::Union(union) if union.selection.basis == Basis::Heuristic => {
                    &mut summary.unions_heuristic
                }
                Shape::Union(union) => match &union.selection.objects {
                    ObjectSelection::Tag { .. }
                    | ObjectSelection::Branch { .. }
                    | ObjectSelection::Property { .. } => &mut summary.unions_by_tag,
                    ObjectSelection::Keys(_) | ObjectSelection::Heuristic(_) => &mut summary.unions_by_keys,
                    ObjectSelection::None | ObjectSelection::Only(_) => &mut summary.unions_by_kind,
                },
            };
            *count += 1;
        }
        summary
    }
}

/// Returns a number and what it counts, in the plural with `s` if necessary.
#[must_use]
pub fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inferred = self.unions_by_tag + self.unions_by_keys + self.unions_by_kind;
        let unions = self.unions_explicit + inferred + self.unions_heuristic;
        let types = self.objects + self.enums + unions;
        writeln!(formatter, "{}", counted(self.operations, "operation"))?;
        if self.omitted > 0 {
            writeln!(formatter, "{}", counted(self.omitted, "omitted operation"))?;
        }
        if self.left_out != (0, 0) {
            let (operations, types) = self.left_out;
            let (operations, types) = (counted(operations, "operation"), counted(types, "type"));
            writeln!(formatter, "left out: {operations} and {types}")?;
        }
        if self.omitted_required > 0 {
            let count = self.omitted_required;
            let properties = if count == 1 { "property is" } else { "properties are" };
            writeln!(formatter, "{count} required {properties} optional, because the service omits them")?;
        }
        writeln!(
            formatter,
            "{}: {}, {}, {} (merged: {})",
            counted(types, "type"),
            counted(self.objects, "object"),
            counted(self.enums, "enum"),
            counted(unions, "union"),
            counted(self.folded, "duplicate schema"),
        )?;
        writeln!(
            formatter,
            "unions by basis: {} explicit, {} by tag, {} by properties, {} by JSON type, {} heuristic",
            self.unions_explicit,
            self.unions_by_tag,
            self.unions_by_keys,
            self.unions_by_kind,
            self.unions_heuristic,
        )?;
        write!(formatter, "{}, {} of Rust", counted(self.files, "file"), counted(self.lines, "line"))
    }
}
