//! What was made, in numbers.

use std::fmt;

use crate::files::Files;
use crate::ir::{Api, Ground, ObjectDecision, Shape};

/// Counts of one run.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Summary {
    /// Operations, in the document and in the client.
    pub operations: usize,
    /// Objects.
    pub objects: usize,
    /// String enums.
    pub enums: usize,
    /// Unions told apart by a declared discriminator.
    pub unions_declared: usize,
    /// Unions told apart by a member that every option demands.
    pub unions_by_tag: usize,
    /// Unions told apart by the keys that are present.
    pub unions_by_keys: usize,
    /// Unions told apart by the kind of the JSON value.
    pub unions_by_kind: usize,
    /// Unions whose options overlap, so that what tells them apart is assumed.
    pub unions_assumed: usize,
    /// Places in the document whose unnamed schema is equal to another one and shares its type.
    pub folded: usize,
    /// Generated files.
    pub files: usize,
    /// Generated lines of Rust.
    pub lines: usize,
}

impl Summary {
    pub(crate) fn new(api: &Api, files: &Files) -> Self {
        let mut summary = Self {
            operations: api.operations.len(),
            folded: api.types.iter().map(|it| it.places - 1).sum(),
            files: files.iter().count(),
            lines: files.lines(),
            ..Self::default()
        };
        for definition in &api.types {
            let count = match &definition.shape {
                Shape::Object(_) => &mut summary.objects,
                Shape::StringEnum(_) => &mut summary.enums,
                Shape::Union(union) if union.decision.ground == Ground::Declared => {
                    &mut summary.unions_declared
                }
                Shape::Union(union) if union.decision.ground == Ground::Assumed => {
                    &mut summary.unions_assumed
                }
                Shape::Union(union) => match &union.decision.objects {
                    ObjectDecision::Tag { .. } | ObjectDecision::Branch { .. } => &mut summary.unions_by_tag,
                    ObjectDecision::Keys(_) | ObjectDecision::Count(_) => &mut summary.unions_by_keys,
                    ObjectDecision::None | ObjectDecision::Only(_) => &mut summary.unions_by_kind,
                },
            };
            *count += 1;
        }
        summary
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let proven = self.unions_by_tag + self.unions_by_keys + self.unions_by_kind;
        let unions = self.unions_declared + proven + self.unions_assumed;
        let types = self.objects + self.enums + unions;
        writeln!(formatter, "{} operations", self.operations)?;
        writeln!(
            formatter,
            "{types} types: {} objects, {} enums, {unions} unions ({} equal schemas shared)",
            self.objects, self.enums, self.folded,
        )?;
        writeln!(
            formatter,
            "unions by ground: {} declared, {} by tag, {} by keys, {} by JSON kind, {} assumed",
            self.unions_declared,
            self.unions_by_tag,
            self.unions_by_keys,
            self.unions_by_kind,
            self.unions_assumed,
        )?;
        write!(formatter, "{} files, {} lines of Rust", self.files, self.lines)
    }
}
