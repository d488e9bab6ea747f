//! Finds the line and column of a JSON pointer.
//!
//! Only diagnostics need positions, so the parsed document does not store them; the text is scanned
//! again when diagnostics are rendered. One scan finds all pointers into a text.

use std::collections::HashMap;

use super::location::Pointer;

/// A position in a text. Lines and columns start at 1; columns count characters.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Position {
    /// The line, starting at 1.
    pub line: usize,
    /// The column in characters, starting at 1.
    pub column: usize,
}

impl Position {
    /// Returns the byte offset of this position, or the length of the text if the position is past its end.
    #[must_use]
    pub fn offset_in(self, text: &str) -> usize {
        let lines = text.split_inclusive('\n').map(str::len);
        let start: usize = lines.take(self.line.saturating_sub(1)).sum();
        let line = text.get(start..).unwrap_or_default();
        let character = line.char_indices().nth(self.column.saturating_sub(1));
        character.map_or(text.len(), |(offset, _)| start + offset)
    }

    /// Converts the position of a `serde_json` error, whose columns count bytes and may be 0.
    #[must_use]
    pub fn from_parse_error(text: &str, error: &serde_json::Error) -> Self {
        let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
        let bytes = error.column().saturating_sub(1);
        let before = line.char_indices().take_while(|(offset, _)| *offset < bytes).count();
        Self { line: error.line().max(1), column: before + 1 }
    }
}

/// Returns the byte offset in `text` of each pointer's value, or of its key if it has one.
///
/// If a pointer does not exist, its deepest existing ancestor is used: a missing key is shown at the
/// object that lacks it.
#[must_use]
pub fn offsets(text: &str, pointers: &[&Pointer]) -> Vec<usize> {
    let tree = PointerTree::new(pointers);
    let mut walker = Walker { text, offset: 0, offsets: vec![0; pointers.len()] };
    walker.skip_space();
    walker.visit(&tree, walker.offset);
    walker.offsets
}

/// Returns the line and column of each byte offset, in the order of `offsets`.
#[must_use]
pub fn positions(text: &str, offsets: &[usize]) -> Vec<Position> {
    let mut order: Vec<usize> = (0..offsets.len()).collect();
    order.sort_by_key(|index| offsets[*index]);
    let mut positions = vec![Position { line: 1, column: 1 }; offsets.len()];
    let mut here = Position { line: 1, column: 1 };
    let mut done = 0;
    for index in order {
        for character in text.get(done..offsets[index]).unwrap_or_default().chars() {
            here = match character {
                '\n' => Position { line: here.line + 1, column: 1 },
                _ => Position { line: here.line, column: here.column + 1 },
            };
        }
        done = offsets[index];
        positions[index] = here;
    }
    positions
}

/// Pointers as a tree: the indices of those that end at this node, and the children by token.
#[derive(Default)]
pub(super) struct PointerTree {
    indices: Vec<usize>,
    pub children: HashMap<String, PointerTree>,
}

impl PointerTree {
    pub fn new(pointers: &[&Pointer]) -> Self {
        let mut tree = Self::default();
        for (index, pointer) in pointers.iter().enumerate() {
            tree.add(pointer, index);
        }
        tree
    }

    fn add(&mut self, pointer: &Pointer, index: usize) {
        let mut node = self;
        for token in pointer.tokens() {
            node = node.children.entry(token.into_owned()).or_default();
        }
        node.indices.push(index);
    }

    /// Sets the offsets of all pointers in the tree to `start`; nested values that exist overwrite theirs later.
    pub fn set(&self, start: usize, offsets: &mut [usize]) {
        for index in &self.indices {
            offsets[*index] = start;
        }
        for child in self.children.values() {
            child.set(start, offsets);
        }
    }
}

struct Walker<'a> {
    text: &'a str,
    offset: usize,
    offsets: Vec<usize>,
}

impl Walker<'_> {
    /// Walks over the value at the current offset. `start` is the offset of its key, if it has one.
    fn visit(&mut self, tree: &PointerTree, start: usize) {
        tree.set(start, &mut self.offsets);
        match self.peek() {
            Some(b'{') if !tree.children.is_empty() => self.visit_entries(tree),
            Some(b'[') if !tree.children.is_empty() => self.visit_elements(tree),
            _ => self.skip_value(),
        }
    }

    fn visit_entries(&mut self, tree: &PointerTree) {
        self.step();
        while self.peek() == Some(b'"') {
            let start = self.offset;
            self.skip_string();
            let key =
                self.text.get(start..self.offset).and_then(|key| serde_json::from_str::<String>(key).ok());
            self.step_over(b':');
            match key.and_then(|key| tree.children.get(&key)) {
                Some(child) => self.visit(child, start),
                None => self.skip_value(),
            }
            self.step_over(b',');
        }
        self.step_over(b'}');
    }

    fn visit_elements(&mut self, tree: &PointerTree) {
        self.step();
        let mut index = 0_usize;
        while self.peek().is_some_and(|byte| byte != b']') {
            match tree.children.get(&index.to_string()) {
                Some(child) => self.visit(child, self.offset),
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

    /// Skips one value by counting brackets outside of strings.
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
    fn one_walk_finds_many_pointers() {
        let pointers = ["/d", "/a/1/bc", "/a/9", "/a", "/d/x", ""].map(Pointer::from_fragment);
        let pointers: Vec<&Pointer> = pointers.iter().collect();
        let positions = positions(TEXT, &offsets(TEXT, &pointers));
        let places: Vec<_> = positions.iter().map(|it| (it.line, it.column)).collect();
        assert_eq!(places, [(3, 3), (2, 13), (2, 3), (2, 3), (3, 3), (1, 1)]);
    }

    #[test]
    fn columns_count_characters() {
        let text = "{\n  \"ä名\": 1,\n  \"é名\": trx\n}";
        let offsets = offsets(text, &[&Pointer::from_fragment("/ä名")]);
        assert_eq!(positions(text, &offsets)[0], Position { line: 2, column: 3 });
        let error = serde_json::from_str::<serde_json::Value>(text).unwrap_err();
        let position = Position::from_parse_error(text, &error);
        assert_eq!((position.line, &text[position.offset_in(text)..]), (3, "x\n}"));
        let error = serde_json::from_str::<serde_json::Value>("").unwrap_err();
        assert_eq!(Position::from_parse_error("", &error), Position { line: 1, column: 1 });
    }

    #[test]
    fn invalid_json_ends_the_walk() {
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
    fn a_missing_value_is_shown_at_its_parent() {
        assert_eq!(at("/e"), (1, 1));
        assert_eq!(at("/a/9"), (2, 3));
        assert_eq!(at("/d/x"), (3, 3));
    }
}
