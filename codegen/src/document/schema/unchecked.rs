//! Keywords that restrict values without changing their type. The client does not check them before it sends
//! a request, so they are reported.

use super::super::fields::Fields;
use crate::diagnostic::{Code, Diagnostics};
use crate::source::Value;

/// Keywords whose schemas never declare a property.
const VALIDATION_ONLY: &[&str] = &[
    "contains",
    "dependentRequired",
    "if",
    "maxContains",
    "minContains",
    "not",
    "propertyNames",
    "unevaluatedItems",
];

/// Keywords whose schemas apply under a condition, in addition to the others.
const CONDITIONAL: &[&str] = &["dependencies", "dependentSchemas", "else", "then"];

/// Takes and reports the keywords that only restrict values. Keywords that declare properties are left in
/// place.
pub(super) fn take(fields: &mut Fields<'_>, diagnostics: &mut Diagnostics) {
    let declared = match fields.get("properties") {
        Some(Value::Object(declared)) => declared.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    let conditions = CONDITIONAL.iter().filter(|keyword| {
        let value = fields.get(keyword);
        value.is_some_and(|value| match (**keyword, value) {
            ("dependencies" | "dependentSchemas", Value::Object(schemas)) => {
                schemas.values().all(|schema| only_restricts(schema, &declared))
            }
            _ => only_restricts(value, &declared),
        })
    });
    let is_checked = |keyword: &str, value| keyword == "propertyNames" && allows_all_names(value);
    let keywords = VALIDATION_ONLY
        .iter()
        .filter(|keyword| fields.get(keyword).is_some_and(|value| !is_checked(keyword, value)));
    let keywords: Vec<_> = keywords.chain(conditions).copied().collect();
    fields.ignore(&["propertyNames"]);
    for keyword in keywords {
        fields.ignore(&[keyword]);
        diagnostics.warn(
            Code::KeywordUnchecked,
            &fields.location.join(keyword),
            format!("`{keyword}` is not checked before a request is sent"),
            "allow it in the settings if it is sufficient that the service checks it",
        );
    }
}

/// Returns whether `propertyNames` restricts nothing, because names are always strings.
fn allows_all_names(schema: &Value) -> bool {
    match schema {
        Value::Object(fields) => fields.iter().all(|(keyword, value)| match keyword.as_str() {
            "type" => *value == Value::String("string".to_owned()),
            keyword => matches!(keyword, "$comment" | "description" | "title"),
        }),
        Value::Boolean(allowed) => *allowed,
        Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) => false,
    }
}

/// Returns whether a schema only restricts values and declares no properties besides `declared`.
fn only_restricts(schema: &Value, declared: &[&str]) -> bool {
    let fields = match schema {
        Value::Object(fields) => fields,
        Value::Boolean(_) => return true,
        // In `dependencies`: the names of properties that are required as well.
        Value::Array(names) => return names.iter().all(|name| matches!(name, Value::String(_))),
        Value::Null | Value::Number(_) | Value::String(_) => return false,
    };
    fields.iter().all(|(keyword, value)| match (keyword.as_str(), value) {
        ("properties", Value::Object(properties)) => {
            let is_declared = properties.keys().all(|key| declared.contains(&key.as_str()));
            is_declared && properties.values().all(|schema| only_restricts(schema, &[]))
        }
        ("allOf" | "anyOf" | "oneOf", Value::Array(schemas)) => {
            schemas.iter().all(|schema| only_restricts(schema, declared))
        }
        ("then" | "else", schema) => only_restricts(schema, declared),
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
