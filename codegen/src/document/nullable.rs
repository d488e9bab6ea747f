//! `nullable`, a keyword of OpenAPI 3.0, in documents of later versions.

use indexmap::IndexMap;

use super::{Operation, Schema};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::Location;

/// Reports `nullable` in documents of a version that no longer defines it.
pub(super) fn check(
    version: &str,
    operations: &[&Operation],
    schemas: &IndexMap<Location, Schema>,
    diagnostics: &mut Diagnostics,
) {
    if version.starts_with("3.0") {
        return;
    }
    for schema in operations.iter().flat_map(|operation| operation.schemas()).chain(schemas.values()) {
        nullable(schema, diagnostics);
    }
}

fn nullable(schema: &Schema, diagnostics: &mut Diagnostics) {
    if schema.nullable {
        diagnostics.warn(
            Code::EarlierVersion,
            &schema.location.join("nullable"),
            "`nullable` is a keyword of OpenAPI 3.0; it is read as in 3.0, so null is allowed",
            "add `null` to `type`, or to the options of the union",
        );
    }
    for child in schema.children() {
        nullable(child, diagnostics);
    }
}
