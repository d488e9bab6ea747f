//! Documents with schemas nested in each direction: in every keyword that contains schemas, directly and through
//! references. The work and the size of the result must grow with the depth, and not with the number of paths through it.

use std::fmt::Write as _;

/// A keyword, or a combination of keywords, that a schema is nested in.
#[derive(Clone, Copy, Debug)]
pub struct Direction {
    /// The name in messages.
    pub name: &'static str,
    /// The schema around another one, which replaces each `#`.
    around: &'static str,
}

/// All directions. With two `#`, each level contains the next one twice.
pub const DIRECTIONS: &[Direction] = &[
    of("properties", r#"{"type": "object", "properties": {"a": #}}"#),
    of("properties, twice", r#"{"type": "object", "properties": {"a": #, "b": #}}"#),
    of("items", r#"{"type": "array", "maxItems": 3, "items": #}"#),
    of("additionalProperties", r#"{"type": "object", "maxProperties": 3, "additionalProperties": #}"#),
    of("unevaluatedProperties", r#"{"properties": {"a": {"type": "string"}}, "unevaluatedProperties": #}"#),
    of("prefixItems", r#"{"type": "array", "prefixItems": [#]}"#),
    of("prefixItems, twice", r#"{"type": "array", "prefixItems": [#, #]}"#),
    of("prefixItems and items", r#"{"type": "array", "prefixItems": [#], "items": #}"#),
    of(
        "patternProperties",
        r#"{"type": "object", "patternProperties": {"^a": #}, "additionalProperties": false}"#,
    ),
    of(
        "patternProperties, twice",
        r#"{"type": "object", "patternProperties": {"^a": #, "^b": #}, "additionalProperties": false}"#,
    ),
    of(
        "patternProperties and additionalProperties",
        r#"{"type": "object", "patternProperties": {"^a": #}, "additionalProperties": #}"#,
    ),
    of(
        "patternProperties and properties",
        r#"{"type": "object", "properties": {"b": #}, "patternProperties": {"^a": #}}"#,
    ),
    of("anyOf", r#"{"anyOf": [#, {"type": "integer", "minimum": 3}]}"#),
    of("oneOf", r#"{"oneOf": [{"type": "integer", "minimum": 3}, #]}"#),
    of(
        "oneOf of objects",
        r#"{"oneOf": [{"required": ["a"], "properties": {"a": #}}, {"required": ["b"], "properties": {"b": #}}]}"#,
    ),
    of(
        "anyOf of similar objects",
        r#"{"anyOf": [{"properties": {"a": #, "b": {}}}, {"properties": {"a": #, "c": {}}}]}"#,
    ),
    of(
        "anyOf of a list",
        r#"{"anyOf": [{"type": "array", "items": #}, {"type": "array", "items": {"type": "integer"}}]}"#,
    ),
    of(
        "anyOf of lists",
        r#"{"anyOf": [{"type": "array", "minItems": 1, "items": #}, {"type": "array", "maxItems": 2, "items": #}]}"#,
    ),
    of(
        "oneOf of a map",
        r#"{"oneOf": [{"additionalProperties": #}, {"additionalProperties": {"type": "integer"}}]}"#,
    ),
    of(
        "oneOf of maps",
        r#"{"oneOf": [{"minProperties": 1, "additionalProperties": #}, {"maxProperties": 2, "additionalProperties": #}]}"#,
    ),
    of(
        "anyOf of prefixItems",
        r#"{"anyOf": [{"type": "array", "prefixItems": [#]}, {"type": "array", "prefixItems": [{}, #]}]}"#,
    ),
    of(
        "anyOf of patternProperties",
        r#"{"anyOf": [{"patternProperties": {"^a": #}}, {"patternProperties": {"^b": #}, "maxProperties": 2}]}"#,
    ),
    of("allOf", r#"{"allOf": [#, {"description": "Text."}]}"#),
    of("allOf of objects", r#"{"allOf": [{"properties": {"a": #}}, {"properties": {"b": #}}]}"#),
    of("allOf of equal properties", r#"{"allOf": [{"properties": {"a": #}}, {"properties": {"a": #}}]}"#),
    of(
        "allOf of lists",
        r#"{"allOf": [{"type": "array", "items": #}, {"type": "array", "maxItems": 2, "items": #}]}"#,
    ),
    of("allOf of oneOf", r#"{"allOf": [{"oneOf": [#, {"type": "integer"}]}, {"description": "Text."}]}"#),
    of("oneOf of null", r#"{"oneOf": [#, {"type": "null"}]}"#),
    of("not", r#"{"type": "object", "properties": {"a": {"not": #}}}"#),
    of("if, then and else", r#"{"type": "object", "properties": {"a": {}}, "if": #, "then": #, "else": #}"#),
    of("contains", r#"{"type": "array", "contains": #}"#),
    of("dependentSchemas", r#"{"type": "object", "properties": {"a": {}}, "dependentSchemas": {"a": #}}"#),
];

const fn of(name: &'static str, around: &'static str) -> Direction {
    Direction { name, around }
}

/// The innermost schema.
const INNERMOST: &str = r#"{"type": "string", "maxLength": 5}"#;

impl Direction {
    /// A document of `levels` schemas, each of which contains the next one.
    #[must_use]
    pub fn nested(self, levels: usize) -> String {
        let mut schema = INNERMOST.to_owned();
        for _ in 0..levels {
            schema = self.around.replace('#', &schema);
        }
        document(&schema, "")
    }

    /// A document of `levels` components, each of which refers to the next one.
    #[must_use]
    pub fn referenced(self, levels: usize) -> String {
        let mut components = String::new();
        for level in 0..levels {
            let around = self.around.replace('#', &reference(level + 1));
            // Writing to a `String` cannot fail.
            let _ = write!(components, ", \"Level{level}\": {around}");
        }
        let _ = write!(components, ", \"Level{levels}\": {INNERMOST}");
        document(&reference(0), &components)
    }

    /// Whether a level contains the next one only once, so that a nested document grows with the number of its levels.
    #[must_use]
    pub fn is_single(self) -> bool {
        self.around.matches('#').count() == 1
    }
}

fn reference(level: usize) -> String {
    format!("{{\"$ref\": \"#/components/schemas/Level{level}\"}}")
}

/// A document with an operation that sends and returns an object with this property.
fn document(property: &str, components: &str) -> String {
    let thing = "{\"application/json\": {\"schema\": {\"$ref\": \"#/components/schemas/Thing\"}}}";
    format!(
        "{{\"openapi\": \"3.1.0\", \"info\": {{\"title\": \"Things\", \"version\": \"1\"}}, \"paths\": {{\"/things\": \
         {{\"put\": {{\"operationId\": \"putThing\", \"tags\": [\"Things\"], \"requestBody\": {{\"required\": true, \
         \"content\": {thing}}}, \"responses\": {{\"200\": {{\"description\": \"Done.\", \"content\": {thing}}}}}}}}}}}, \
         \"components\": {{\"schemas\": {{\"Thing\": {{\"type\": \"object\", \"properties\": {{\"nested\": {property}}}}}\
         {components}}}}}}}"
    )
}
