//! Diagnostics for people: file, line and column, the line itself, and a caret below it.
//!
//! Each file is walked once for all that was found in it, so that a large document with much to
//! say about costs no more than a pass over its text.

use std::collections::BTreeMap;
use std::fmt;

use super::code::{Code, Severity};
use super::finding::Diagnostic;
use crate::source::{Location, Position, Sources, offsets, positions};

/// Where a finding is, and what of its line is shown.
pub(super) struct Place {
    pub position: Position,
    shown: Option<Excerpt>,
}

/// A part of a line, and the spaces that lead to the column.
#[derive(Debug, Eq, PartialEq)]
struct Excerpt {
    line: String,
    indent: String,
}

/// How many warnings with one code are shown. What a document does a hundred times need not be read
/// a hundred times; errors are shown one and all.
const SHOWN: usize = 10;

/// The findings, one block each, in the order given.
pub(super) fn render(found: &[&Diagnostic], sources: &Sources) -> String {
    let mut warnings: BTreeMap<Code, usize> = BTreeMap::new();
    let shown = found.iter().copied().filter(|diagnostic| match diagnostic.severity {
        Severity::Error => true,
        Severity::Warning => {
            let count = warnings.entry(diagnostic.code).or_default();
            *count += 1;
            *count <= SHOWN
        }
    });
    let shown: Vec<&Diagnostic> = shown.collect();
    let mut text = String::new();
    let mut left: BTreeMap<Code, usize> = BTreeMap::new();
    for (diagnostic, place) in shown.iter().zip(places(&shown, sources)) {
        let mut more = 0;
        if diagnostic.severity == Severity::Warning {
            let count = left.entry(diagnostic.code).or_default();
            *count += 1;
            let all = warnings.get(&diagnostic.code).copied().unwrap_or_default();
            more = if *count == SHOWN { all - SHOWN } else { 0 };
        }
        render_one(&mut text, diagnostic, &place, more);
    }
    text
}

/// The place of each finding, in the order given.
pub(super) fn places(found: &[&Diagnostic], sources: &Sources) -> Vec<Place> {
    let mut by_file: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, diagnostic) in found.iter().enumerate() {
        by_file.entry(&diagnostic.location.file).or_default().push(index);
    }
    let mut places: BTreeMap<usize, Place> = BTreeMap::new();
    for (file, indices) in by_file {
        let text = sources.text(file).unwrap_or_default();
        let pointers: Vec<_> = indices.iter().map(|index| &found[*index].location.pointer).collect();
        let offsets = offsets(text, &pointers);
        let positions = positions(text, &offsets);
        for (index, (offset, position)) in indices.into_iter().zip(offsets.into_iter().zip(positions)) {
            let place = match found[index].position {
                Some(stated) => Place { position: stated, shown: excerpt(text, stated.offset_in(text)) },
                None => Place { position, shown: excerpt(text, offset) },
            };
            places.insert(index, place);
        }
    }
    places.into_values().collect()
}

fn render_one(text: &mut String, diagnostic: &Diagnostic, place: &Place, more: usize) {
    let Location { file, pointer } = &diagnostic.location;
    push(
        text,
        format_args!(
            "{severity}[{code}]: {message}\n  --> {file}:{line}:{column} (#{pointer})\n",
            severity = diagnostic.severity.as_str(),
            code = diagnostic.code.as_str(),
            message = diagnostic.message,
            line = place.position.line,
            column = place.position.column,
        ),
    );
    if let Some(Excerpt { line, indent }) = &place.shown {
        push(text, format_args!("   | {line}\n   | {indent}^\n"));
    }
    if more > 0 {
        push(text, format_args!("   = note: and {more} more of these, which the JSON lists\n"));
    }
    push(text, format_args!("   = help: {}\n\n", diagnostic.help));
}

/// At most 100 characters of a line around a byte, unless the line is empty. A tab is as wide
/// above the caret as below it, and a wide character moves the caret by two.
fn excerpt(text: &str, offset: usize) -> Option<Excerpt> {
    const WIDTH: usize = 100;
    let (before, after) = text.split_at_checked(offset)?;
    let is_end = |letter: &char| *letter == '\n' || *letter == '\r';
    let mut left: Vec<char> = before.chars().rev().take(WIDTH / 2).take_while(|it| *it != '\n').collect();
    left.reverse();
    let right = after.chars().take(WIDTH - left.len());
    let right: String = right.take_while(|letter| !is_end(letter)).collect();
    let indent = left.iter().map(|letter| if *letter == '\t' { "\t" } else { blank(*letter) }).collect();
    let line = left.into_iter().collect::<String>() + &right;
    (!line.trim().is_empty()).then_some(Excerpt { line, indent })
}

/// Spaces as wide as a letter is in a terminal.
fn blank(letter: char) -> &'static str {
    let is_wide = matches!(u32::from(letter), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3
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
    fn of_many_warnings_the_first_are_shown() {
        let warning = |index: usize, severity| Diagnostic {
            severity,
            code: Code::EarlierVersion,
            location: Location::root(&format!("{index}.json")),
            position: None,
            message: "message".to_owned(),
            help: "help".to_owned(),
        };
        let warnings: Vec<_> = (0..14).map(|index| warning(index, Severity::Warning)).collect();
        let text = render(&warnings.iter().collect::<Vec<_>>(), &Sources::default());
        assert_eq!(text.matches("message").count(), 10);
        assert_eq!(text.matches("and 4 more of these").count(), 1, "{text}");
        let errors: Vec<_> = (0..14).map(|index| warning(index, Severity::Error)).collect();
        let text = render(&errors.iter().collect::<Vec<_>>(), &Sources::default());
        assert_eq!(text.matches("message").count(), 14);
    }

    #[test]
    fn an_excerpt_is_cut_around_its_column() {
        assert_eq!(shown("first\nshort\nlast", 8), ("short".to_owned(), 2));
        let long = "ä".repeat(300);
        let (line, indent) = shown(&long, 2 * 199);
        assert_eq!((line.chars().count(), indent), (100, 50));
        let (line, indent) = shown(&long, 2 * 300);
        assert_eq!((line.chars().count(), indent), (50, 50));
    }

    #[test]
    fn a_caret_stands_below_tabs_and_wide_letters() {
        assert_eq!(excerpt("\t\"a\"", 1).unwrap().indent, "\t");
        assert_eq!(shown("{\"名\": 1}\r\n", 8), ("{\"名\": 1}".to_owned(), 7));
    }

    #[test]
    fn an_empty_line_is_not_shown() {
        assert_eq!(excerpt("{\n\n}", 2), None);
        assert_eq!(excerpt("", 0), None);
        assert_eq!(excerpt("short", 99), None);
    }
}
