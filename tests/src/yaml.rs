//! Writes JSON documents as YAML, in all the styles that YAML has for the same value.

use std::fmt::Write as _;

use faithful_codegen::source::Value;

use crate::random::Random;

/// Returns the YAML text of a value. Styles, and which equal values are aliases, are chosen randomly.
#[must_use]
pub fn text(value: &Value, random: &mut Random) -> String {
    let mut writer = Writer { random, text: String::new(), anchored: Vec::new() };
    if writer.random.one_in(4) {
        writer.text.push_str("# comment\n---\n");
    }
    writer.block(value, 0);
    writer.text
}

struct Writer<'a, 'v> {
    random: &'a mut Random,
    text: String,
    /// The values that have an anchor, whose name is their position.
    anchored: Vec<&'v Value>,
}

impl<'v> Writer<'_, 'v> {
    /// Writes a value after a key, a `-` or at the start of the document, with the end of its line.
    fn block(&mut self, value: &'v Value, indent: usize) {
        if self.is_alias(value) || self.random.one_in(12) {
            self.text.push(' ');
            self.flow(value, indent);
            return self.text.push('\n');
        }
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                self.anchor(value);
                self.text.push('\n');
                for (key, value) in fields {
                    self.margin(indent);
                    self.key(key);
                    self.text.push(':');
                    self.block(value, indent + 2);
                }
            }
            Value::Array(elements) if !elements.is_empty() => {
                self.anchor(value);
                self.text.push('\n');
                for element in elements {
                    self.margin(indent);
                    self.text.push('-');
                    self.block(element, indent + 2);
                }
            }
            Value::String(text) if is_block(text) && self.random.one_in(2) => {
                self.text.push_str(" |-\n");
                for line in text.split('\n') {
                    self.margin(indent.max(1));
                    let _ = writeln!(self.text, "{line}");
                }
            }
            value => {
                self.text.push(' ');
                self.flow(value, indent);
                if self.random.one_in(20) {
                    self.text.push_str(" # comment");
                }
                self.text.push('\n');
            }
        }
    }

    /// Writes a value within a line.
    fn flow(&mut self, value: &'v Value, indent: usize) {
        if let Some(anchor) = self.anchored.iter().position(|anchored| *anchored == value) {
            let _ = write!(self.text, "*a{anchor}");
            return;
        }
        match value {
            Value::Null => self.text.push_str(["null", "~", "Null"][self.random.below(3)]),
            Value::Boolean(true) => self.text.push_str(["true", "True", "TRUE"][self.random.below(3)]),
            Value::Boolean(false) => self.text.push_str(["false", "False", "FALSE"][self.random.below(3)]),
            Value::Number(number) => {
                let _ = write!(self.text, "{number}");
            }
            Value::String(text) => self.scalar(text),
            Value::Array(elements) => {
                self.text.push('[');
                for element in elements {
                    self.flow(element, indent);
                    self.separator(indent);
                }
                self.text.push(']');
            }
            Value::Object(fields) => {
                self.text.push('{');
                for (key, value) in fields {
                    self.key(key);
                    self.text.push_str(": ");
                    self.flow(value, indent);
                    self.separator(indent);
                }
                self.text.push('}');
            }
        }
    }

    /// Writes a comma, sometimes with the end of the line.
    fn separator(&mut self, indent: usize) {
        self.text.push(',');
        if self.random.one_in(6) {
            self.text.push('\n');
            self.margin(indent + 1);
        } else {
            self.text.push(' ');
        }
    }

    fn key(&mut self, key: &str) {
        let is_number = !key.is_empty() && key.bytes().all(|digit| digit.is_ascii_digit());
        if is_number && self.random.one_in(2) { self.text.push_str(key) } else { self.scalar(key) }
    }

    fn scalar(&mut self, text: &str) {
        let is_quotable = !text.contains(|letter: char| letter.is_control() || letter == '\u{feff}');
        if is_plain(text) && !self.random.one_in(4) {
            self.text.push_str(text);
        } else if is_quotable && self.random.one_in(2) {
            let _ = write!(self.text, "'{}'", text.replace('\'', "''"));
        } else {
            let _ = write!(self.text, "{}", Value::String(text.to_owned()));
        }
    }

    fn is_alias(&self, value: &Value) -> bool {
        self.anchored.contains(&value)
    }

    /// Gives the value an anchor sometimes. Values inside of it are written later, so they cannot refer to it.
    fn anchor(&mut self, value: &'v Value) {
        if self.anchored.len() < 20 && self.random.one_in(10) {
            let _ = write!(self.text, " &a{}", self.anchored.len());
            self.anchored.push(value);
        }
    }

    fn margin(&mut self, indent: usize) {
        self.text.extend(std::iter::repeat_n(' ', indent));
    }
}

/// Whether a text is the same without quotes.
fn is_plain(text: &str) -> bool {
    let is_word =
        text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '/' || letter == '_');
    let is_inner = |letter: char| letter.is_alphanumeric() || "/_.-".contains(letter);
    let is_typed = ["null", "true", "false"].contains(&text.to_lowercase().as_str());
    is_word && !is_typed && text.chars().all(is_inner)
}

/// Whether a text can be a block of lines.
fn is_block(text: &str) -> bool {
    let is_line = |line: &str| !line.is_empty() && !line.starts_with([' ', '\t']);
    !text.contains(|letter: char| {
        letter.is_control() && letter != '\n' || "\u{feff}\u{85}\u{2028}\u{2029}".contains(letter)
    }) && text.split('\n').all(is_line)
}
