//! Renders diagnostics as text: file, line and column, the source line, and a caret below it.
//!
//! A document may contain any characters, so all of its texts are escaped where they would not show.
//!
//! Each file is scanned once for all of its diagnostics, so the cost is linear in the size of the file.

use std::collections::BTreeMap;
use std::fmt;

use super::code::{Code, Severity};
use super::entry::Diagnostic;
use crate::source::{Location, Position, Sources, positions, visible, visible_lines};

/// The file and the position of a diagnostic, its message with all positions, and the excerpt of the source line to show.
pub(super) struct Place {
    pub file: String,
    pub position: Position,
    pub message: String,
    excerpt: Option<Excerpt>,
}

/// A part of a line, and the indentation of the caret below it.
#[derive(Debug, Eq, PartialEq)]
struct Excerpt {
    line: String,
    indent: String,
}

/// Returns the name that is shown for a file.
pub(super) type FileName<'a> = &'a dyn Fn(&str) -> String;

/// The maximum number of warnings that are shown for each code. Errors are always shown.
const MAX_WARNINGS: usize = 10;

/// Renders one block for each diagnostic, in the order of `diagnostics`.
pub(super) fn render(diagnostics: &[&Diagnostic], sources: &Sources, name: FileName<'_>) -> String {
    let mut warnings: BTreeMap<Code, usize> = BTreeMap::new();
    let shown = diagnostics.iter().copied().filter(|diagnostic| match diagnostic.severity {
        Severity::Error => true,
        Severity::Warning => {
            let count = warnings.entry(diagnostic.code).or_default();
            *count += 1;
            *count <= MAX_WARNINGS
        }
    });
    let shown: Vec<&Diagnostic> = shown.collect();
    let mut text = String::new();
    let mut rendered: BTreeMap<Code, usize> = BTreeMap::new();
    for (diagnostic, place) in shown.iter().zip(places(&shown, sources, name)) {
        let mut omitted = 0;
        if diagnostic.severity == Severity::Warning {
            let count = rendered.entry(diagnostic.code).or_default();
            *count += 1;
            let total = warnings.get(&diagnostic.code).copied().unwrap_or_default();
            omitted = if *count == MAX_WARNINGS { total - MAX_WARNINGS } else { 0 };
        }
        render_one(&mut text, diagnostic, &place, omitted);
    }
    text
}

/// Returns the place of each diagnostic, in the order of `diagnostics`.
pub(super) fn places(diagnostics: &[&Diagnostic], sources: &Sources, name: FileName<'_>) -> Vec<Place> {
    let locations: Vec<&Location> = diagnostics.iter().map(|diagnostic| &diagnostic.location).collect();
    let first_uses: Vec<&Location> =
        diagnostics.iter().filter_map(|diagnostic| diagnostic.first_use.as_ref()).collect();
    let mut resolved = resolve(&[locations, first_uses].concat(), sources);
    let mut first_uses = resolved.split_off(diagnostics.len()).into_iter();
    let places = diagnostics.iter().zip(resolved).map(|(diagnostic, (offset, position))| {
        let text = sources.text(&diagnostic.location.file).unwrap_or_default();
        let (offset, position) =
            diagnostic.position.map_or((offset, position), |position| (position.offset_in(text), position));
        let mut message = diagnostic.message.clone();
        if let Some(Location { file, .. }) = &diagnostic.first_use {
            let Position { line, column } = first_uses.next().map_or(position, |(_, first)| first);
            push(&mut message, format_args!(" (first used at {}:{line}:{column})", name(file)));
        }
        let file = name(&diagnostic.location.file);
        Place { file, position, message, excerpt: excerpt(text, offset) }
    });
    places.collect()
}

/// Returns the byte offset and the position of each location, in the order of `locations`.
fn resolve(locations: &[&Location], sources: &Sources) -> Vec<(usize, Position)> {
    let mut by_file: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, location) in locations.iter().enumerate() {
        by_file.entry(&location.file).or_default().push(index);
    }
    let mut resolved: BTreeMap<usize, (usize, Position)> = BTreeMap::new();
    for (file, indices) in by_file {
        let text = sources.text(file).unwrap_or_default();
        let pointers: Vec<_> = indices.iter().map(|index| &locations[*index].pointer).collect();
        let offsets = sources.offsets(file, &pointers);
        let positions = positions(text, &offsets);
        resolved.extend(indices.into_iter().zip(offsets.into_iter().zip(positions)));
    }
    resolved.into_values().collect()
}

fn render_one(text: &mut String, diagnostic: &Diagnostic, place: &Place, omitted: usize) {
    let pointer = &diagnostic.location.pointer;
    push(
        text,
        format_args!(
            "{severity}[{code}]: {message}\n  --> {file}:{line}:{column} (#{pointer})\n",
            severity = diagnostic.severity.as_str(),
            code = diagnostic.code.as_str(),
            message = visible(&place.message),
            file = visible(&place.file),
            pointer = visible(&pointer.to_string()),
            line = place.position.line,
            column = place.position.column,
        ),
    );
    if let Some(Excerpt { line, indent }) = &place.excerpt {
        push(text, format_args!("   | {line}\n   | {indent}^\n"));
    }
    if omitted > 0 {
        push(
            text,
            format_args!(
                "   = note: {omitted} more warnings with this code; the JSON output lists all of them\n"
            ),
        );
    }
    push(text, format_args!("   = help: {}\n\n", visible(&diagnostic.help)));
}

/// Returns at most 100 characters of the line around a byte offset; `None` if the line is blank.
///
/// The indentation repeats tabs and uses two spaces for a wide character, so the caret is aligned.
fn excerpt(text: &str, offset: usize) -> Option<Excerpt> {
    const WIDTH: usize = 100;
    let (before, after) = text.split_at_checked(offset)?;
    let is_end = |character: &char| *character == '\n' || *character == '\r';
    let mut left: Vec<char> = before.chars().rev().take(WIDTH / 2).take_while(|it| *it != '\n').collect();
    left.reverse();
    let right = after.chars().take(WIDTH - left.len());
    let right: String = right.take_while(|character| !is_end(character)).collect();
    let left: String = left.into_iter().collect();
    let left = visible_lines(&left);
    let indent =
        left.chars().map(|character| if character == '\t' { "\t" } else { blank(character) }).collect();
    let line = format!("{left}{}", visible_lines(&right));
    (!line.trim().is_empty()).then_some(Excerpt { line, indent })
}

/// Returns as many spaces as `character` is wide in a terminal.
fn blank(character: char) -> &'static str {
    let is_wide = matches!(u32::from(character), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD);
    if is_wide { "  " } else { " " }
}

fn push(text: &mut String, arguments: fmt::Arguments<'_>) {
    use fmt::Write as _;
    // Writing to a `String` cannot fail.
    let _ = text.write_fmt(arguments);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, offset: usize) -> (String, usize) {
        let Excerpt { line, indent } = excerpt(text, offset).unwrap();
        (line, indent.len())
    }

    #[test]
    fn only_the_first_warnings_of_a_code_are_shown() {
        let warning = |index: usize, severity| Diagnostic {
            severity,
            code: Code::EarlierVersion,
            location: Location::root(&format!("{index}.json")),
            position: None,
            message: "message".to_owned(),
            first_use: None,
            help: "help".to_owned(),
        };
        let warnings: Vec<_> = (0..14).map(|index| warning(index, Severity::Warning)).collect();
        let text = render(&warnings.iter().collect::<Vec<_>>(), &Sources::default(), &str::to_owned);
        assert_eq!(text.matches("message").count(), 10);
        assert_eq!(text.matches("4 more warnings with this code").count(), 1, "{text}");
        let errors: Vec<_> = (0..14).map(|index| warning(index, Severity::Error)).collect();
        let text = render(&errors.iter().collect::<Vec<_>>(), &Sources::default(), &str::to_owned);
        assert_eq!(text.matches("message").count(), 14);
    }

    #[test]
    fn long_lines_are_shortened_around_the_column() {
        assert_eq!(shown("first\nshort\nlast", 8), ("short".to_owned(), 2));
        let long = "ä".repeat(300);
        let (line, indent) = shown(&long, 2 * 199);
        assert_eq!((line.chars().count(), indent), (100, 50));
        let (line, indent) = shown(&long, 2 * 300);
        assert_eq!((line.chars().count(), indent), (50, 50));
    }

    #[test]
    fn the_caret_is_aligned_after_tabs_and_wide_characters() {
        assert_eq!(excerpt("\t\"a\"", 1).unwrap().indent, "\t");
        assert_eq!(shown("{\"名\": 1}\r\n", 8), ("{\"名\": 1}".to_owned(), 7));
    }

    #[test]
    fn hidden_characters_are_escaped() {
        let excerpt = excerpt("{\"\u{1b}[2J\": 1}", 9).unwrap();
        assert_eq!(excerpt, Excerpt { line: "{\"\\u{1b}[2J\": 1}".to_owned(), indent: " ".repeat(14) });
        let error = Diagnostic {
            severity: Severity::Error,
            code: Code::InvalidValue,
            location: Location::root("a\u{202e}\n.json"),
            position: None,
            message: "message\nerror\u{9b}".to_owned(),
            first_use: Some(Location::root("b\r.json")),
            help: "help\u{7}".to_owned(),
        };
        let text = render(&[&error], &Sources::default(), &str::to_owned);
        let expected = "error[invalid-value]: message\\nerror\\u{9b} (first used at b\\r.json:1:1)\n  \
                        --> a\\u{202e}\\n.json:1:1 (#)\n   = help: help\\u{7}\n\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_blank_line_is_not_shown() {
        assert_eq!(excerpt("{\n\n}", 2), None);
        assert_eq!(excerpt("", 0), None);
        assert_eq!(excerpt("short", 99), None);
    }
}
