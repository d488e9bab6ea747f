//! Diagnostics for machines.

use serde_json::{Value, json};

use super::finding::Diagnostic;
use super::render::{Place, places};
use crate::source::Sources;

/// An object per finding, in the order given.
pub(super) fn array(found: &[&Diagnostic], sources: &Sources) -> Value {
    let objects = found.iter().zip(places(found, sources));
    objects.map(|(diagnostic, place)| object(diagnostic, &place)).collect()
}

fn object(diagnostic: &Diagnostic, place: &Place) -> Value {
    json!({
        "code": diagnostic.code.as_str(),
        "severity": diagnostic.severity.as_str(),
        "file": *diagnostic.location.file,
        "line": place.position.line,
        "column": place.position.column,
        "pointer": diagnostic.location.pointer.to_string(),
        "message": diagnostic.message,
        "help": diagnostic.help,
    })
}
