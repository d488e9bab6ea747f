//! Renders diagnostics as JSON.

use serde_json::{Value, json};

use super::entry::Diagnostic;
use super::render::{FileName, Place, places};
use crate::source::Sources;

/// Returns an array with an object for each diagnostic, in the order of `diagnostics`.
pub(super) fn array(diagnostics: &[&Diagnostic], sources: &Sources, name: FileName<'_>) -> Value {
    let objects = diagnostics.iter().zip(places(diagnostics, sources, name));
    objects.map(|(diagnostic, place)| object(diagnostic, &place)).collect()
}

fn object(diagnostic: &Diagnostic, place: &Place) -> Value {
    json!({
        "code": diagnostic.code.as_str(),
        "severity": diagnostic.severity.as_str(),
        "file": place.file,
        "line": place.position.line,
        "column": place.position.column,
        "pointer": diagnostic.location.pointer.to_string(),
        "message": place.message,
        "help": diagnostic.help,
    })
}
