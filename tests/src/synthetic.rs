//! Synthetic documents of a given size, for measuring the generator.
//!
//! They resemble real documents of that size: resources with nested objects, lists, enums, limits, unions selected by
//! tag and by kind, references, and descriptions everywhere.

use std::fmt::Write as _;

/// Creates a document of `operations` operations and about `bytes` bytes.
#[must_use]
pub fn document(operations: usize, bytes: usize) -> String {
    let each = bytes / operations.max(1);
    let mut paths = String::new();
    let mut schemas = String::new();
    for index in 0..operations {
        let path = path(index);
        let size = each.saturating_sub(path.len());
        let _ = writeln!(paths, "{path}{}", comma(index, operations));
        let _ = writeln!(schemas, "{}{}", schema(index, size), comma(index, operations));
    }
    format!(
        "{{\n\"openapi\": \"3.1.0\",\n\"info\": {{\"title\": \"Things\", \"version\": \"1\"}},\n\
         \"servers\": [{{\"url\": \"https://example.com/v1\"}}],\n\
         \"paths\": {{\n{paths}}},\n\"components\": {{\"schemas\": {{\n{schemas}}}}}\n}}\n"
    )
}

fn comma(index: usize, end: usize) -> &'static str {
    if index + 1 < end { "," } else { "" }
}

/// A path with one operation; every second operation has a request body.
fn path(index: usize) -> String {
    let tag = index / 12;
    let method = if index.is_multiple_of(2) { "get" } else { "post" };
    let body = if index.is_multiple_of(2) {
        String::new()
    } else {
        format!(
            "\"requestBody\": {{\"required\": true, \"content\": {{\"application/json\": {{\"schema\": \
             {{\"$ref\": \"#/components/schemas/Resource{index}\"}}}}}}}}, "
        )
    };
    format!(
        "\"/groups{tag}/{{groupId}}/resources{index}\": {{\"{method}\": {{\"operationId\": \"{method}Resource{index}\", \
         \"tags\": [\"Group {tag}\"], \"summary\": \"Works on resource {index}\", {body}\
         \"parameters\": [{{\"name\": \"groupId\", \"in\": \"path\", \"required\": true, \
         \"schema\": {{\"type\": \"string\"}}}}, {{\"name\": \"pageSize\", \"in\": \"query\", \
         \"description\": \"How many.\", \"schema\": {{\"type\": \"integer\", \"minimum\": 1, \"maximum\": 100}}}}], \
         \"responses\": {{\"200\": {{\"description\": \"Done.\", \"content\": {{\"application/json\": \
         {{\"schema\": {{\"$ref\": \"#/components/schemas/Resource{index}\"}}}}}}}}}}}}}}"
    )
}

/// A resource of about `size` bytes: as many properties as fit, cycling through the kinds.
fn schema(index: usize, size: usize) -> String {
    let mut properties = Vec::new();
    let mut used = 150;
    while used < size || properties.len() < 3 {
        let property = property(index, properties.len());
        used += property.len() + 2;
        properties.push(property);
    }
    format!(
        "\"Resource{index}\": {{\"type\": \"object\", \"description\": \"The resource number {index}.\", \
         \"required\": [\"field0\", \"field1\"], \"properties\": {{{}}}}}",
        properties.join(", ")
    )
}

fn property(resource: usize, index: usize) -> String {
    let text = format!(
        "\"description\": \"Describes property {index} of resource {resource} at the length that is usual in documents.\""
    );
    let own = resource * 1_000 + index;
    let schema = match index % 8 {
        0 => format!("{{\"type\": \"string\", {text}, \"minLength\": 1, \"maxLength\": {}}}", 20 + index),
        1 => {
            format!("{{\"type\": \"string\", {text}, \"enum\": [\"running\", \"paused\", \"state-{own}\"]}}")
        }
        2 => format!("{{\"type\": \"integer\", {text}, \"minimum\": 0}}"),
        3 => format!(
            "{{\"type\": \"object\", {text}, \"required\": [\"name{own}\"], \"properties\": {{\"name{own}\": \
             {{\"type\": \"string\"}}, \"enabled\": {{\"type\": \"boolean\"}}}}}}"
        ),
        4 => format!(
            "{{\"type\": \"array\", {text}, \"items\": {{\"type\": \"string\", \"pattern\": \"^[a-z]+$\"}}}}"
        ),
        5 => format!("{{\"$ref\": \"#/components/schemas/Resource{}\"}}", resource / 2),
        6 => format!(
            "{{{text}, \"oneOf\": [{0}one{own}{1}{2}{3}, {0}two{own}{1}{2}{3}]}}",
            "{\"type\": \"object\", \"required\": [\"kind\"], \"properties\": {\"kind\": {\"type\": \"string\", \"const\": \"",
            "\"}, ",
            "\"value\": {\"type\": \"number\"}",
            "}}"
        ),
        _ => format!("{{\"type\": [\"string\", \"null\"], {text}, \"format\": \"date-time\"}}"),
    };
    format!("\"field{index}\": {schema}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn document_has_the_requested_size() {
        for (operations, bytes) in [(20, 44_000), (77, 370_000)] {
            let text = document(operations, bytes);
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(value["paths"].as_object().map(serde_json::Map::len), Some(operations));
            assert!(text.len() > bytes * 9 / 10 && text.len() < bytes * 12 / 10, "{} of {bytes}", text.len());
        }
    }
}
