//! Doc comments: descriptions from the document, escaped, and limits.

use syn::Attribute;

use super::syntax;
use crate::ir::{Documentation, Rules, Type};

/// One `#[doc]` per line, each with the space that follows the slashes of a comment.
pub(super) fn doc(lines: &[String]) -> Vec<Attribute> {
    if matches!(lines, [only] if only.is_empty()) {
        return Vec::new();
    }
    let lines = lines.iter().flat_map(|line| line.lines().chain(line.is_empty().then_some("")));
    let lines = lines.map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    lines.map(|line| syntax::value("doc", &line)).collect()
}

/// The description in the document, or `otherwise` if there is none.
pub(super) fn text(documentation: &Documentation, otherwise: &str) -> Vec<String> {
    let text = documentation.text.as_deref().map(escape);
    let lines = vec![text.unwrap_or_else(|| otherwise.to_owned())];
    let deprecated = documentation.deprecated.then(|| "Deprecated by the API.".to_owned());
    with_notes(lines, deprecated.into_iter().collect())
}

/// A text with notes: on the same line if the text is one sentence, else in paragraphs below it.
pub(super) fn with_notes(mut lines: Vec<String>, notes: Vec<String>) -> Vec<String> {
    for note in notes {
        match lines.as_mut_slice() {
            [only] if only.is_empty() => *only = note,
            [only] if is_sentence(only) => *only = format!("{} {note}", sentence(only)),
            _ => lines.extend([String::new(), note]),
        }
    }
    lines
}

/// The attribute `#[deprecated]` of an item that the API deprecates.
pub(super) fn deprecated(documentation: &Documentation, what: &str) -> Option<Attribute> {
    let note = format!("the API has deprecated this {what}; see its reference page for a replacement");
    documentation.deprecated.then(|| syntax::value("deprecated", &note))
}

/// Whether a text is one line of prose, to which a sentence can be appended.
fn is_sentence(text: &str) -> bool {
    !text.contains('\n') && !text.starts_with(['#', '|', '`', '-', '*', '>', '\\'])
}

/// Escapes a description for a doc comment: brackets must not become links or tags, and code must not become doc
/// tests. Indented code becomes a paragraph; fenced code is marked as text.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    let (mut in_fence, mut in_code) = (false, false);
    for (index, line) in text.trim().lines().enumerate() {
        if index > 0 {
            escaped.push('\n');
        }
        let start = line.trim_start();
        if in_fence && !start.starts_with("```") {
            escaped.push_str(line);
            continue;
        }
        escaped.push_str(&"   "[..(line.len() - start.len()).min(3)]);
        if start.starts_with("```") {
            in_fence = !in_fence;
            escaped.push_str(if in_fence { "```text" } else { "```" });
        } else {
            escape_line(start, &mut in_code, &mut escaped);
        }
    }
    if in_fence {
        escaped.push_str("\n```");
    }
    escaped
}

/// Appends a line; `in_code` carries over from line to line.
fn escape_line(line: &str, in_code: &mut bool, escaped: &mut String) {
    let mut rest = line.trim_end();
    while let Some(at) = rest.find(['`', '[', ']', '<', '>']) {
        let (before, marked) = rest.split_at(at);
        let (mark, after) = marked.split_at(1);
        *in_code ^= mark == "`";
        escaped.push_str(before);
        if !*in_code && mark != "`" {
            escaped.push('\\');
        }
        escaped.push_str(mark);
        rest = after;
    }
    escaped.push_str(rest);
}

/// The limits of a value in a request, as a phrase.
pub(crate) fn rules(r#type: &Type) -> Option<String> {
    let (own, of_items) = match r#type {
        Type::Integer(own) | Type::Number(own) | Type::String(own) => (Some(own), None),
        Type::Limited(inner, own) => (Some(own), rules(inner)),
        Type::List(item, own) => (Some(own), rules(item)),
        Type::Nullable(inner) | Type::OrReference(inner) | Type::Map(inner) => (None, rules(inner)),
        Type::Any | Type::FreeForm | Type::Boolean | Type::Timestamp | Type::Named(_) => (None, None),
    };
    let mut parts = own.map(sentences).unwrap_or_default();
    parts.extend(of_items.map(|text| match r#type {
        Type::List(..) => format!("each element: {text}"),
        _ => text,
    }));
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn sentences(rules: &Rules) -> Vec<String> {
    let Rules {
        min_length,
        max_length,
        pattern,
        minimum,
        maximum,
        exclusive_minimum,
        exclusive_maximum,
        multiple_of,
        min_items,
        max_items,
        unique_items,
        min_properties,
        max_properties,
        allowed_values,
        inside,
    } = rules;
    let number = |number: &Option<crate::ir::Number>| number.as_ref().map(|it| it.0.clone());
    let count = |count: &Option<u64>| count.map(|it| it.to_string());
    let mut sentences = Vec::new();
    sentences.extend(range(count(min_length), count(max_length), " characters"));
    sentences.extend(range(number(minimum), number(maximum), ""));
    sentences.extend(number(exclusive_minimum).map(|limit| format!("above {limit}")));
    sentences.extend(number(exclusive_maximum).map(|limit| format!("below {limit}")));
    sentences.extend(number(multiple_of).map(|step| format!("a multiple of {step}")));
    sentences.extend(range(count(min_items), count(max_items), " elements"));
    sentences.extend(unique_items.then(|| "unique elements".to_owned()));
    sentences.extend(range(count(min_properties), count(max_properties), " properties"));
    let allowed_values: Vec<_> = allowed_values.iter().map(|value| code(value)).collect();
    sentences.extend((!allowed_values.is_empty()).then(|| format!("one of {}", allowed_values.join(", "))));
    let closed = inside.as_ref().is_some_and(|inside| inside.closed);
    sentences.extend(closed.then(|| "no other properties or elements".to_owned()));
    sentences.extend(pattern.as_ref().map(|pattern| format!("pattern {}", code(pattern))));
    sentences
}

fn range(from: Option<String>, to: Option<String>, unit: &str) -> Option<String> {
    match (from, to) {
        (Some(from), Some(to)) => Some(format!("{from} to {to}{unit}")),
        (Some(from), None) => Some(format!("at least {from}{unit}")),
        (None, Some(to)) => Some(format!("at most {to}{unit}")),
        (None, None) => None,
    }
}

/// A text as inline code.
pub(super) fn code(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// A text with a full stop, unless it ends with punctuation.
pub(super) fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_escaped_outside_code() {
        assert_eq!(escape("a [b] <c> `[d]` e"), "a \\[b\\] \\<c\\> `[d]` e");
        assert_eq!(escape("`open\n[a]` [b]"), "`open\n[a]` \\[b\\]");
    }

    #[test]
    fn code_blocks_are_not_doctests() {
        assert_eq!(escape("a\n\n    let b = 1;"), "a\n\n   let b = 1;");
        assert_eq!(escape("a\n```rust\n[b]\n```\n[c]"), "a\n```text\n[b]\n```\n\\[c\\]");
        assert_eq!(escape("```\nleft open"), "```text\nleft open\n```");
    }

    #[test]
    fn code_with_a_backtick_has_double_delimiters() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b"), "`` a`b ``");
    }
}
