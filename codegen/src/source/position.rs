//! From a JSON pointer to the line and column where it stands.
//!
//! Only a diagnostic needs this, so the text is walked again when one is rendered, and the
//! parsed document carries no positions. One walk finds all pointers into a text.

use std::collections::HashMap;

use super::location::Pointer;

/// A place in a text; both count from 1, columns in characters.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Position {
    /// The byte at which this place is; the end of the text for a place behind it.
    #[must_use]
    pub fn offset_in(self, text: &str) -> usize {
        let lines = text.split_inclusive('\n').map(str::len);
        let start: usize = lines.take(self.line.saturating_sub(1)).sum();
        let line = text.get(start..).unwrap_or_default();
        let letter = line.char_indices().nth(self.column.saturating_sub(1));
        letter.map_or(text.len(), |(offset, _)| start + offset)
    }

    /// Where a parser stopped that counts columns in bytes, and from 0 at the start of a line.
    #[must_use]
    pub fn of_parser(text: &str, error: &serde_json::Error) -> Self {
        let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
        let bytes = error.column().saturating_sub(1);
        let before = line.char_indices().take_while(|(offset, _)| *offset < bytes).count();
        Self { line: error.line().max(1), column: before + 1 }
    }
}

/// Where the values that `pointers` lead to start in `text`, as bytes: at its key if it has one.
///
/// A pointer that leads nowhere gives the place of its deepest part that exists, so that a
/// missing member is shown at the object that misses it.
#[must_use]
pub fn offsets(text: &str, pointers: &[&Pointer]) -> Vec<usize> {
    let mut wanted = Wanted::default();
    for (index, pointer) in pointers.iter().enumerate() {
        wanted.add(pointer, index);
    }
    let mut walker = Walker { text, offset: 0, found: vec![0; pointers.len()] };
    walker.skip_space();
    walker.visit(&wanted, walker.offset);
    walker.found
}

/// The line and column of each byte offset, in the order given.
#[must_use]
pub fn positions(text: &str, offsets: &[usize]) -> Vec<Position> {
    let mut order: Vec<usize> = (0..offsets.len()).collect();
    order.sort_by_key(|index| offsets[*index]);
    let mut positions = vec![Position { line: 1, column: 1 }; offsets.len()];
    let mut here = Position { line: 1, column: 1 };
    let mut done = 0;
    for index in order {
        for letter in text.get(done..offsets[index]).unwrap_or_default().chars() {
            here = match letter {
                '\n' => Position { line: here.line + 1, column: 1 },
                _ => Position { line: here.line, column: here.column + 1 },
            };
        }
        done = offsets[index];
        positions[index] = here;
    }
    positions
}

/// Pointers as a tree: which of them end here, and which go on with a token.
#[derive(Default)]
struct Wanted {
    here: Vec<usize>,
    below: HashMap<String, Wanted>,
}

impl Wanted {
    fn add(&mut self, pointer: &Pointer, index: usize) {
        let mut wanted = self;
        for token in pointer.tokens() {
            wanted = wanted.below.entry(token).or_default();
        }
        wanted.here.push(index);
    }
}

struct Walker<'a> {
    text: &'a str,
    offset: usize,
    found: Vec<usize>,
}

impl Walker<'_> {
    /// Walks over the value here, which starts at `start`.
    fn visit(&mut self, wanted: &Wanted, start: usize) {
        self.settle(wanted, start);
        match self.peek() {
            Some(b'{') if !wanted.below.is_empty() => self.visit_members(wanted),
            Some(b'[') if !wanted.below.is_empty() => self.visit_elements(wanted),
            _ => self.skip_value(),
        }
    }

    /// All that is wanted here and below is at `start` unless something deeper is found.
    fn settle(&mut self, wanted: &Wanted, start: usize) {
        for index in &wanted.here {
            self.found[*index] = start;
        }
        for below in wanted.below.values() {
            self.settle(below, start);
        }
    }

    fn visit_members(&mut self, wanted: &Wanted) {
        self.step();
        while self.peek() == Some(b'"') {
            let start = self.offset;
            self.skip_string();
            let key =
                self.text.get(start..self.offset).and_then(|key| serde_json::from_str::<String>(key).ok());
            self.step_over(b':');
            match key.and_then(|key| wanted.below.get(&key)) {
                Some(below) => self.visit(below, start),
                None => self.skip_value(),
            }
            self.step_over(b',');
        }
        self.step_over(b'}');
    }

    fn visit_elements(&mut self, wanted: &Wanted) {
        self.step();
        let mut index = 0_usize;
        while self.peek().is_some_and(|byte| byte != b']') {
            match wanted.below.get(&index.to_string()) {
                Some(below) => self.visit(below, self.offset),
                None => self.skip_value(),
            }
            let before = self.offset;
            self.step_over(b',');
            if self.offset == before {
                break;
            }
            index += 1;
        }
        self.step_over(b']');
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }

    fn step(&mut self) {
        self.offset += 1;
        self.skip_space();
    }

    fn step_over(&mut self, byte: u8) {
        self.skip_space();
        if self.peek() == Some(byte) {
            self.step();
        }
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.offset += 1;
        }
    }

    fn skip_string(&mut self) {
        self.offset += 1;
        while let Some(byte) = self.peek() {
            self.offset += if byte == b'\\' { 2 } else { 1 };
            if byte == b'"' {
                break;
            }
        }
    }

    /// Skips one whole value: counts brackets, steps over strings.
    fn skip_value(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => self.skip_string(),
                b'{' | b'[' => {
                    depth += 1;
                    self.offset += 1;
                }
                b'}' | b']' | b',' if depth == 0 => break,
                b'}' | b']' => {
                    depth -= 1;
                    self.offset += 1;
                }
                _ => self.offset += 1,
            }
        }
        self.skip_space();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n  \"a\": [1, {\"b\\u0063\": \"}\\\"\"}, 2],\n  \"d\": null\n}\n";

    fn at(fragment: &str) -> (usize, usize) {
        let offsets = offsets(TEXT, &[&Pointer::from_fragment(fragment)]);
        let position = positions(TEXT, &offsets)[0];
        assert_eq!(position.offset_in(TEXT), offsets[0]);
        (position.line, position.column)
    }

    #[test]
    fn one_walk_finds_many() {
        let pointers = ["/d", "/a/1/bc", "/a/9", "/a", "/d/x", ""].map(Pointer::from_fragment);
        let pointers: Vec<&Pointer> = pointers.iter().collect();
        let positions = positions(TEXT, &offsets(TEXT, &pointers));
        let places: Vec<_> = positions.iter().map(|it| (it.line, it.column)).collect();
        assert_eq!(places, [(3, 3), (2, 13), (2, 3), (2, 3), (3, 3), (1, 1)]);
    }

    #[test]
    fn columns_are_characters_and_a_parser_counts_bytes() {
        let text = "{\n  \"ä名\": 1,\n  \"é名\": trx\n}";
        let offsets = offsets(text, &[&Pointer::from_fragment("/ä名")]);
        assert_eq!(positions(text, &offsets)[0], Position { line: 2, column: 3 });
        let error = serde_json::from_str::<serde_json::Value>(text).unwrap_err();
        let position = Position::of_parser(text, &error);
        assert_eq!((position.line, &text[position.offset_in(text)..]), (3, "x\n}"));
        let error = serde_json::from_str::<serde_json::Value>("").unwrap_err();
        assert_eq!(Position::of_parser("", &error), Position { line: 1, column: 1 });
    }

    #[test]
    fn text_that_is_no_json_ends_the_walk() {
        let pointer = Pointer::from_fragment("/a/b");
        for text in ["{\"a\": \"\\é", "[[[", "{\"a\" {", "{\"\\", "]", "{\"a\": [1 2"] {
            assert!(offsets(text, &[&pointer])[0] <= text.len());
        }
    }

    #[test]
    fn keys_and_elements_are_found() {
        assert_eq!(at(""), (1, 1));
        assert_eq!(at("/a"), (2, 3));
        assert_eq!(at("/a/0"), (2, 9));
        assert_eq!(at("/a/1/bc"), (2, 13));
        assert_eq!(at("/a/2"), (2, 32));
        assert_eq!(at("/d"), (3, 3));
    }

    #[test]
    fn what_is_not_there_is_shown_at_its_parent() {
        assert_eq!(at("/e"), (1, 1));
        assert_eq!(at("/a/9"), (2, 3));
        assert_eq!(at("/d/x"), (3, 3));
    }
}
