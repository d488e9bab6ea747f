//! Keywords that only limit which values are valid and leave their types as they are. The client
//! sends what they refuse without a word, so the author is told.

use super::super::members::Members;
use crate::diagnostic::{Code, Diagnostics};
use crate::source::Value;

/// Keywords whose schemas never describe what a member holds.
const LIMITING: &[&str] = &[
    "contains",
    "dependentRequired",
    "if",
    "maxContains",
    "minContains",
    "not",
    "propertyNames",
    "unevaluatedItems",
];

/// Keywords whose schemas hold besides the others under a condition.
const CONDITIONAL: &[&str] = &["dependencies", "dependentSchemas", "else", "then"];

/// Takes the keywords that only limit values and reports them. What describes members stays behind.
pub(super) fn take(members: &mut Members<'_>, diagnostics: &mut Diagnostics) {
    let declared = match members.get("properties") {
        Some(Value::Object(declared)) => declared.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    let conditions = CONDITIONAL.iter().filter(|keyword| {
        let value = members.get(keyword);
        value.is_some_and(|value| match (**keyword, value) {
            ("dependencies" | "dependentSchemas", Value::Object(schemas)) => {
                schemas.values().all(|schema| only_limits(schema, &declared))
            }
            _ => only_limits(value, &declared),
        })
    });
    let found = LIMITING.iter().filter(|keyword| members.get(keyword).is_some()).chain(conditions);
    for keyword in found.copied().collect::<Vec<_>>() {
        members.leave_out(&[keyword]);
        diagnostics.warn(
            Code::KeywordUnchecked,
            &members.location.join(keyword),
            format!("what `{keyword}` refuses is not seen before it is sent"),
            "waive it in the settings if it is enough that the service checks it",
        );
    }
}

/// Whether a schema says nothing of what values hold beyond the members that are declared.
fn only_limits(schema: &Value, declared: &[&str]) -> bool {
    let members = match schema {
        Value::Object(members) => members,
        Value::Boolean(_) => return true,
        // Of `dependencies`: the names of members that must be there as well.
        Value::Array(names) => return names.iter().all(|name| matches!(name, Value::String(_))),
        Value::Null | Value::Number(_) | Value::String(_) => return false,
    };
    members.iter().all(|(keyword, value)| match (keyword.as_str(), value) {
        ("properties", Value::Object(properties)) => {
            let known = properties.keys().all(|key| declared.contains(&key.as_str()));
            known && properties.values().all(|schema| only_limits(schema, &[]))
        }
        ("allOf" | "anyOf" | "oneOf", Value::Array(schemas)) => {
            schemas.iter().all(|schema| only_limits(schema, declared))
        }
        ("then" | "else", schema) => only_limits(schema, declared),
        (keyword, _) => keyword.starts_with("min") || keyword.starts_with("max") || LIMITS.contains(&keyword),
    })
}

const LIMITS: &[&str] = &[
    "$comment",
    "const",
    "contains",
    "dependentRequired",
    "deprecated",
    "description",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "if",
    "multipleOf",
    "not",
    "pattern",
    "propertyNames",
    "required",
    "title",
    "type",
    "uniqueItems",
];
