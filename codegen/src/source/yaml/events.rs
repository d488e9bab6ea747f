//! Builds the tree of a document from the parser's events.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Tag};

use super::tree::{Content, Index, Node, Tree};
use super::{Invalid, MAX_DEPTH, scalar};

/// Parses a text that is a single document.
pub(super) fn tree(text: &str) -> Result<Tree<'_>, Invalid> {
    check_characters(text)?;
    let mut builder = Builder {
        cursor: Cursor { text, characters: 0, bytes: 0 },
        nodes: Vec::new(),
        root: None,
        open: Vec::new(),
        anchors: HashMap::new(),
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        match event {
            Ok((event, span)) => builder.add(event, span.start.index())?,
            Err(error) => return Err(builder.syntax(&error)),
        }
    }
    let Builder { nodes, root, .. } = builder;
    let empty = || Invalid::new(0, "the file is empty", "write a YAML document");
    root.map(|root| Tree { nodes, root }).ok_or_else(empty)
}

/// Reports a character that YAML does not allow.
fn check_characters(text: &str) -> Result<(), Invalid> {
    let is_invalid = |letter: char| {
        letter.is_control() && !matches!(letter, '\t' | '\n' | '\r' | '\u{85}')
            || matches!(letter, '\u{fffe}' | '\u{ffff}')
    };
    let help =
        "write the character in double quotes as an escape sequence, such as `\"\\u001b\"`, or remove it";
    text.find(is_invalid).map_or(Ok(()), |offset| Err(Invalid::new(offset, "a control character", help)))
}

/// Converts character indices to byte offsets. Most are close to the one before.
struct Cursor<'t> {
    text: &'t str,
    characters: usize,
    bytes: usize,
}

impl Cursor<'_> {
    fn offset(&mut self, character: usize) -> usize {
        while self.characters < character {
            let Some(next) = self.text[self.bytes..].chars().next() else { break };
            self.characters += 1;
            self.bytes += next.len_utf8();
        }
        while self.characters > character {
            let Some(previous) = self.text[..self.bytes].chars().next_back() else { break };
            self.characters -= 1;
            self.bytes -= previous.len_utf8();
        }
        self.bytes
    }
}

/// A list or map whose end has not been reached.
struct Open {
    index: Index,
    anchor: usize,
    /// The key whose value follows.
    key: Option<Index>,
}

struct Builder<'t> {
    cursor: Cursor<'t>,
    nodes: Vec<Node<'t>>,
    root: Option<Index>,
    open: Vec<Open>,
    /// The nodes with an anchor, by the number that the parser gives it.
    anchors: HashMap<usize, Index>,
}

impl<'t> Builder<'t> {
    fn add(&mut self, event: Event<'t>, character: usize) -> Result<(), Invalid> {
        let offset = self.cursor.offset(character);
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            Event::DocumentStart(_) => {
                if self.root.is_some() {
                    let help = "write each document to a file of its own";
                    return Err(Invalid::new(offset, "a second document begins here", help));
                }
            }
            Event::Alias(anchor) => {
                let Some(target) = self.anchors.get(&anchor).copied() else {
                    let help = "JSON has no recursive values; refer to a schema with `$ref`";
                    return Err(Invalid::new(offset, "an anchor contains an alias of itself", help));
                };
                self.place(offset, Content::Alias(target), 0);
            }
            Event::Scalar(text, style, anchor, tag) => {
                let content = match (style, tag.as_deref()) {
                    (_, Some(tag)) if is_string(tag) => Content::Text(text),
                    (_, Some(tag)) => {
                        check_tag(tag, scalar::tag(&text), offset)?;
                        Content::Plain(text)
                    }
                    (ScalarStyle::Plain, None) => Content::Plain(text),
                    (_, None) => Content::Text(text),
                };
                self.place(offset, content, anchor);
            }
            Event::SequenceStart(anchor, tag) => {
                tag.map_or(Ok(()), |tag| check_tag(&tag, &["seq"], offset))?;
                self.begin(offset, Content::List(Vec::new()), anchor)?;
            }
            Event::MappingStart(anchor, tag) => {
                tag.map_or(Ok(()), |tag| check_tag(&tag, &["map"], offset))?;
                self.begin(offset, Content::Map(Vec::new()), anchor)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(Open { index, anchor, .. }) = self.open.pop() {
                    self.set_anchor(anchor, index);
                }
            }
        }
        Ok(())
    }

    fn begin(&mut self, offset: usize, content: Content<'t>, anchor: usize) -> Result<(), Invalid> {
        if self.open.len() == MAX_DEPTH {
            return Err(too_deep(offset));
        }
        // The anchor is set at the end, so an alias of it inside is not found.
        let index = self.place(offset, content, 0);
        self.open.push(Open { index, anchor, key: None });
        Ok(())
    }

    /// Adds a node to the list or map that contains it.
    fn place(&mut self, offset: usize, content: Content<'t>, anchor: usize) -> Index {
        let index = self.nodes.len();
        self.nodes.push(Node { offset, content });
        self.set_anchor(anchor, index);
        let Some(open) = self.open.last_mut() else {
            self.root = Some(index);
            return index;
        };
        match &mut self.nodes[open.index].content {
            Content::List(elements) => elements.push(index),
            Content::Map(pairs) => match open.key.take() {
                Some(key) => pairs.push((key, index)),
                None => open.key = Some(index),
            },
            // Only lists and maps are open.
            Content::Plain(_) | Content::Text(_) | Content::Alias(_) => {}
        }
        index
    }

    fn set_anchor(&mut self, anchor: usize, index: Index) {
        // 0 stands for no anchor.
        if anchor > 0 {
            self.anchors.insert(anchor, index);
        }
    }

    fn syntax(&mut self, error: &ScanError) -> Invalid {
        let offset = self.cursor.offset(error.marker().index());
        let message = error.info();
        if message == "recursion limit exceeded" {
            return too_deep(offset);
        }
        let help = if message.contains("tab") {
            "indent with spaces; YAML does not allow tabs there"
        } else if message.contains("unknown anchor") {
            "an alias `*name` requires an anchor `&name` before it; write a text that begins with `*` in quotes"
        } else if message.contains("unexpected character") {
            "write a text that begins with this character in quotes"
        } else if message.contains("mapping values are not allowed") {
            "write a text that contains `: ` in quotes, or correct the indentation"
        } else {
            "correct the text at this position; the mistake may be just before it, such as a wrong indentation or a \
             missing quote"
        };
        Invalid::new(offset, message, help)
    }
}

/// The error of lists and objects that are nested too deeply, which has the message of the JSON parser.
pub(super) fn too_deep(offset: usize) -> Invalid {
    Invalid::new(
        offset,
        "recursion limit exceeded",
        "define inner schemas in `components`, and refer to them with `$ref`",
    )
}

fn is_string(tag: &Tag) -> bool {
    let is_non_specific =
        tag.handle.is_empty() && tag.suffix == "!" || tag.handle == "!" && tag.suffix.is_empty();
    is_non_specific || tag.is_yaml_core_schema() && tag.suffix == "str"
}

/// Reports a tag that is not one of those that the value may have.
fn check_tag(tag: &Tag, allowed: &[&str], offset: usize) -> Result<(), Invalid> {
    const JSON: [&str; 7] = ["str", "int", "float", "bool", "null", "seq", "map"];
    let is_core = tag.is_yaml_core_schema();
    if is_core && allowed.contains(&&*tag.suffix) {
        return Ok(());
    }
    let shown = if is_core { format!("!!{}", tag.suffix) } else { format!("{}{}", tag.handle, tag.suffix) };
    let invalid = if is_core && JSON.contains(&&*tag.suffix) {
        Invalid::new(offset, "the value is not of its tag", "remove the tag, or correct the value")
    } else {
        let help = "remove the tag, and write what the document needs as JSON can express it: texts, numbers, booleans, null, \
                    lists and objects";
        Invalid::new(offset, "unsupported tag", help)
    };
    Err(invalid.quoting(&shown))
}
