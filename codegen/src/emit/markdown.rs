//! Texts of the document as Markdown of doc comments. They must not become links, HTML or doc tests.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::text::{one_line, plain};

/// The maximum number of lists that begin on one line. Further markers are shown as they are.
const MAX_LISTS: usize = 8;

/// Escapes a description for a doc comment. Indented code becomes a paragraph; fenced code is marked as text.
pub(crate) fn escape(text: &str) -> String {
    let text = plain(text);
    let lines: Vec<&str> = text.trim().lines().collect();
    let has_table = lines.iter().any(|line| is_table_line(line));
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = lines.as_slice();
    while let [line, after @ ..] = rest {
        let (prefix, start) = containers(line);
        rest = match Fence::open(start) {
            Some(fence) => fence.write(&prefix, after, &mut escaped),
            None => paragraph(&prefix, start, after, has_table, &mut escaped),
        };
    }
    // Every line ends with a line end, except the last one.
    escaped.pop();
    escaped
}

/// Escapes a text for a doc comment, as a single line.
pub(crate) fn inline(text: &str) -> String {
    let line = one_line(text);
    let mut escaped = String::with_capacity(line.len() + line.len() / 8);
    let (prefix, start) = containers(&line);
    escaped.push_str(&prefix);
    if start.starts_with("~~~") {
        escaped.push('\\');
    }
    spans(start, false, &mut escaped);
    escaped.truncate(escaped.trim_end().len());
    escaped
}

/// Returns a text as inline code.
pub(crate) fn code(text: &str) -> String {
    // White space is part of the text, but a line end would be one of the comment.
    let text = plain(text).replace('\n', " ");
    if !text.contains('`') {
        return format!("`{text}`");
    }
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    let marks = "`".repeat(if longest == 1 { 2 } else { longest + 1 });
    format!("{marks} {text} {marks}")
}

/// Returns a link, or the text alone if the address is not one of a web page.
pub(crate) fn link(text: &str, address: &str) -> String {
    let scheme = address.split(['/', '?', '#']).next().unwrap_or_default().split_once(':');
    let is_known = scheme.is_none_or(|(scheme, _)| {
        ["http", "https", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
    });
    if !is_known || address.trim().is_empty() {
        return text.to_owned();
    }
    let mut encoded = String::with_capacity(address.len());
    for byte in address.trim().bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&*+,;=%".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("[{text}]({encoded})")
}

/// Splits the indentation and the list markers off a line. More than three spaces would be indented code.
fn containers(line: &str) -> (String, &str) {
    let mut rest = line.trim_start();
    let mut prefix = "   "[..(line.len() - rest.len()).min(3)].to_owned();
    for _ in 0..MAX_LISTS {
        let Some(marker) = list_marker(rest) else { return (prefix, rest) };
        prefix.push_str(marker);
        prefix.push(' ');
        rest = rest[marker.len()..].trim_start();
    }
    if list_marker(rest).is_some() {
        prefix.push('\\');
    }
    (prefix, rest)
}

/// Returns the marker of a list item at the start of a line.
fn list_marker(line: &str) -> Option<&str> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let length = match (digits, line.as_bytes().get(digits)?) {
        (0, b'-' | b'*' | b'+') => 1,
        (1..=9, b'.' | b')') => digits + 1,
        _ => return None,
    };
    let (marker, rest) = line.split_at(length);
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some(marker)
}

/// The beginning of fenced code.
struct Fence {
    mark: char,
    length: usize,
}

impl Fence {
    fn open(line: &str) -> Option<Self> {
        let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let info = line.trim_start_matches(mark);
        let length = line.len() - info.len();
        let is_code_span = mark == '`' && info.contains('`');
        (length >= 3 && !is_code_span).then_some(Self { mark, length })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let line = line.trim();
        line.len() >= self.length && line.chars().all(|letter| letter == self.mark)
    }

    /// Writes fenced code, and returns the lines after it. The code is indented so that it stays in the list item that
    /// the fence is in, and always closed.
    fn write<'a>(&self, prefix: &str, lines: &'a [&'a str], escaped: &mut String) -> &'a [&'a str] {
        let is_in_item = !prefix.trim_start().is_empty();
        // Only after an empty line does every list marker begin a list.
        if is_in_item && !escaped.is_empty() && !escaped.ends_with("\n\n") {
            escaped.push('\n');
        }
        let marks = self.mark.to_string().repeat(self.length);
        let indent = " ".repeat(prefix.len());
        escaped.extend([prefix, &marks, "text\n"]);
        let end = lines.iter().position(|line| self.is_closed_by(line));
        for line in &lines[..end.unwrap_or(lines.len())] {
            let spaces = line.len() - line.trim_start_matches(' ').len();
            if !line.trim().is_empty() {
                escaped.push_str(&indent);
                escaped.push_str(&line[spaces.min(indent.len())..]);
            }
            escaped.push('\n');
        }
        escaped.extend([&indent, &marks, "\n"]);
        end.map_or(&[], |end| &lines[end + 1..])
    }
}

/// Writes a line and those that certainly continue its paragraph, and returns the lines after them.
fn paragraph<'a>(
    prefix: &str,
    start: &str,
    lines: &'a [&'a str],
    has_table: bool,
    escaped: &mut String,
) -> &'a [&'a str] {
    let mut text = start.trim_end().to_owned();
    let is_single = text.is_empty() || text.starts_with('#') || text.contains('|');
    let continues = |line: &&&str| {
        let (prefix, start) = containers(line);
        let is_plain = start.starts_with(|first: char| first.is_alphanumeric() || "`[(\"'<".contains(first));
        is_plain && prefix.trim_start().is_empty() && Fence::open(start).is_none() && !start.contains('|')
    };
    let count = if is_single { 0 } else { lines.iter().take_while(continues).count() };
    for line in &lines[..count] {
        let (prefix, start) = containers(line);
        text.push('\n');
        text.push_str(&prefix);
        text.push_str(start.trim_end());
    }
    let before = escaped.len();
    escaped.push_str(prefix);
    spans(&text, has_table, escaped);
    escaped.truncate(before + escaped[before..].trim_end().len());
    escaped.push('\n');
    &lines[count..]
}

/// Escapes brackets outside of inline code, and backticks that begin none.
fn spans(text: &str, has_table: bool, escaped: &mut String) {
    let runs = Runs::new(text);
    let mut rest = text;
    while let Some(at) = rest.find(['`', '[', ']', '<', '>', '\\']) {
        escaped.push_str(&rest[..at]);
        let marked = &rest[at..];
        let start = text.len() - marked.len();
        let length = match marked.as_bytes() {
            [b'`', ..] => code_span(text, start, &runs, has_table, escaped),
            [b'\\', next, ..] if next.is_ascii_punctuation() => {
                escaped.push_str(&marked[..2]);
                2
            }
            [b'\\', ..] => {
                escaped.push('\\');
                1
            }
            _ => {
                escaped.push('\\');
                escaped.push_str(&marked[..1]);
                1
            }
        };
        rest = &marked[length..];
    }
    escaped.push_str(rest);
}

/// Writes the inline code that starts at an offset, or its backticks if it does not end, and returns the length of what
/// was written.
fn code_span(text: &str, start: usize, runs: &Runs, has_table: bool, escaped: &mut String) -> usize {
    let rest = &text[start..];
    let marks = rest.len() - rest.trim_start_matches('`').len();
    let span = runs.after(start + marks, marks).map(|end| &text[start..end]);
    // In a table, a cell ends at a bar, even in code.
    if let Some(span) = span.filter(|span| !(has_table && span.contains('|'))) {
        escaped.push_str(span);
        span.len()
    } else {
        escaped.push_str(&"\\`".repeat(marks));
        marks
    }
}

/// The runs of backticks in a text: the ends of those of each length, in order.
struct Runs(HashMap<usize, Vec<usize>>);

impl Runs {
    fn new(text: &str) -> Self {
        let mut runs: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut rest = text;
        while let Some(at) = rest.find('`') {
            let after = rest[at..].trim_start_matches('`');
            runs.entry(rest.len() - at - after.len()).or_default().push(text.len() - after.len());
            rest = after;
        }
        Self(runs)
    }

    /// Returns the end of the first run of a length that begins after an offset.
    fn after(&self, offset: usize, length: usize) -> Option<usize> {
        let ends = self.0.get(&length)?;
        ends.get(ends.partition_point(|end| *end < offset + length)).copied()
    }
}

/// Whether a line separates the head of a table from its rows.
fn is_table_line(line: &str) -> bool {
    let is_part = |letter: char| matches!(letter, '|' | '-' | ':' | ' ' | '\t');
    line.contains('-') && line.contains(['|', ':']) && line.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_escaped_outside_code() {
        assert_eq!(escape("a [b] <c> `[d]` e"), "a \\[b\\] \\<c\\> `[d]` e");
        assert_eq!(escape("`open\n[a]` [b]"), "`open\n[a]` \\[b\\]");
        assert_eq!(escape("``a ` <b> `` <c>"), "``a ` <b> `` \\<c\\>");
    }

    #[test]
    fn backticks_without_an_end_are_escaped() {
        assert_eq!(escape("a ` <b>"), "a \\` \\<b\\>");
        assert_eq!(escape("a ``` <b>\n\n```"), "a \\`\\`\\` \\<b\\>\n\n```text\n```");
        assert_eq!(escape("a ` b\n# <c> `"), "a \\` b\n# \\<c\\> \\`");
        assert_eq!(escape("|a|b|\n|-|-|\n|`c|<d>`|"), "|a|b|\n|-|-|\n|\\`c|\\<d\\>\\`|");
    }

    #[test]
    fn backslashes_do_not_undo_the_escape() {
        assert_eq!(escape("\\<a> \\\\<b> \\[c] \\`<d>`"), "\\<a\\> \\\\\\<b\\> \\[c\\] \\`\\<d\\>\\`");
        assert_eq!(escape("\\a\\"), "\\a\\");
    }

    #[test]
    fn code_becomes_no_test() {
        assert_eq!(escape("a\n\n    let b = 1;"), "a\n\n   let b = 1;");
        assert_eq!(escape("a\n```rust\n[b]\n```\n[c]"), "a\n```text\n[b]\n```\n\\[c\\]");
        assert_eq!(escape("```\nleft open"), "```text\nleft open\n```");
        assert_eq!(escape("~~~rust\n```\n~~~ a\n~~~~\nb"), "~~~text\n```\n~~~ a\n~~~\nb");
        assert_eq!(escape("-     let a = 1;"), "- let a = 1;");
        assert_eq!(escape(">     let a = 1;"), "\\>     let a = 1;");
    }

    #[test]
    fn fences_in_lists_stay_in_their_item() {
        assert_eq!(escape("- ```\na\n\n  b\n```\nc"), "- ```text\n  a\n\n  b\n  ```\nc");
        assert_eq!(escape("a\n2. ```\nb\n"), "a\n\n2. ```text\n   b\n   ```");
        assert_eq!(escape("  ```\na\n    b\n```"), "```text\na\n    b\n```");
        assert_eq!(escape("a\n  ```\nb\n    c\n```"), "a\n  ```text\n  b\n    c\n  ```");
    }

    #[test]
    fn lists_are_not_nested_without_end() {
        let markers = "- ".repeat(300);
        let escaped = escape(&format!("{markers}a"));
        assert_eq!(escaped, format!("{}\\{}a", "- ".repeat(8), "- ".repeat(292)));
    }

    #[test]
    fn inline_texts_are_one_line() {
        assert_eq!(inline("a\n\n```rust\nlet b;\n```"), "a ```rust let b; ```");
        assert_eq!(inline("```rust\nlet b;"), "\\`\\`\\`rust let b;");
        assert_eq!(inline("- ~~~\nlet b;"), "- \\~~~ let b;");
    }

    #[test]
    fn code_has_more_backticks_than_its_text() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(code("``a`\r\n"), "``` ``a`  ```");
    }

    #[test]
    fn only_addresses_of_pages_are_linked() {
        assert_eq!(link("a", "https://b.c/d?e#f"), "[a](https://b.c/d?e#f)");
        assert_eq!(link("a", "/b) [c](d\n```"), "[a](/b%29%20%5Bc%5D%28d%0A%60%60%60)");
        assert_eq!(link("a", "JavaScript:b"), "a");
        assert_eq!(link("a", "java\nscript:b"), "a");
    }
}
