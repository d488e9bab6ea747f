//! Documents of a size that is asked for, to measure how long the generator takes.
//!
//! They hold what documents of that size hold: resources with nested objects, lists, enums, limits,
//! unions by tag and by kind, references in both directions, and a paragraph about everything.

use std::fmt::Write as _;

/// A document of `operations` operations and about `bytes` bytes.
#[must_use]
pub fn document(operations: usize, bytes: usize) -> String {
    let each = bytes / operations.max(1);
    let mut paths = String::new();
    let mut schemas = String::new();
    for index in 0..operations {
        let path = path(index);
        let room = each.saturating_sub(path.len());
        let _ = writeln!(paths, "{path}{}", comma(index, operations));
        let _ = writeln!(schemas, "{}{}", schema(index, room), comma(index, operations));
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

/// A path with one operation; every second one sends something.
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

/// A resource of about `room` bytes: as many members as fit, every kind in turn.
fn schema(index: usize, room: usize) -> String {
    let mut members = Vec::new();
    let mut used = 150;
    while used < room || members.len() < 3 {
        let member = member(index, members.len());
        used += member.len() + 2;
        members.push(member);
    }
    format!(
        "\"Resource{index}\": {{\"type\": \"object\", \"description\": \"The resource number {index}.\", \
         \"required\": [\"member0\", \"member1\"], \"properties\": {{{}}}}}",
        members.join(", ")
    )
}

fn member(resource: usize, index: usize) -> String {
    let text = format!(
        "\"description\": \"What member {index} of resource {resource} says, in as many words as documents use.\""
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
    format!("\"member{index}\": {schema}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_the_size_that_is_asked_for() {
        for (operations, bytes) in [(20, 44_000), (77, 370_000)] {
            let text = document(operations, bytes);
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(value["paths"].as_object().map(serde_json::Map::len), Some(operations));
            assert!(text.len() > bytes * 9 / 10 && text.len() < bytes * 12 / 10, "{} of {bytes}", text.len());
        }
    }
}
