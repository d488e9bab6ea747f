//! From a JSON pointer to the line and column where it stands.
//!
//! Only a diagnostic needs this, so the text is walked again when one is rendered, and the
//! parsed document carries no positions. The text is known to be JSON: it was parsed before.

use super::Pointer;

/// A place in a text; both count from 1, columns in characters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Where the value that `pointer` leads to starts in `text`: at its key if it has one.
///
/// A pointer that leads nowhere gives the place of its deepest part that exists, so that a
/// missing member is shown at the object that misses it.
#[must_use]
pub fn position(text: &str, pointer: &Pointer) -> Position {
    let mut walker = Walker { text, offset: 0 };
    walker.skip_space();
    let mut start = walker.offset;
    for token in pointer.tokens() {
        match walker.enter(&token) {
            Some(found) => start = found,
            None => break,
        }
    }
    position_of(text, start)
}

/// The line and column of a byte offset.
fn position_of(text: &str, offset: usize) -> Position {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Position { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}

struct Walker<'a> {
    text: &'a str,
    offset: usize,
}

impl Walker<'_> {
    /// Moves to the member or element `token` of the value here; gives where its key or it starts.
    fn enter(&mut self, token: &str) -> Option<usize> {
        match self.peek()? {
            b'{' => self.enter_member(token),
            b'[' => self.enter_element(token.parse().ok()?),
            _ => None,
        }
    }

    fn enter_member(&mut self, token: &str) -> Option<usize> {
        self.step();
        while self.peek()? == b'"' {
            let start = self.offset;
            self.skip_string();
            let key: String = serde_json::from_str(&self.text[start..self.offset]).ok()?;
            self.step_over(b':');
            if key == token {
                return Some(start);
            }
            self.skip_value();
            self.step_over(b',');
        }
        None
    }

    fn enter_element(&mut self, index: usize) -> Option<usize> {
        self.step();
        for _ in 0..index {
            if self.peek()? == b']' {
                return None;
            }
            self.skip_value();
            self.step_over(b',');
        }
        (self.peek()? != b']').then_some(self.offset)
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
        let position = position(TEXT, &Pointer::from_fragment(fragment));
        (position.line, position.column)
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
