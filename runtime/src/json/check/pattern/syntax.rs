//! The syntax of ECMAScript patterns that match in linear time: everything except backreferences.
//!
//! A pattern is only parsed here after `regress` has accepted it. Characters and classes are kept as text, and `regress`
//! decides which characters they match, so their meaning is the same.

/// The nesting depth of groups up to which a pattern is parsed.
const DEPTH: usize = 100;

/// A parsed pattern. Whether there is a match does not depend on captures or on the order in which alternatives are
/// tried, so neither is kept.
#[derive(Debug)]
pub(super) struct Syntax {
    pub(super) root: Node,
    pub(super) classes: Vec<Class>,
    /// Lookaheads and lookbehinds; the ones within others come first.
    pub(super) looks: Vec<Look>,
}

#[derive(Debug)]
pub(super) enum Node {
    /// A character of the class with this index.
    Class(usize),
    Sequence(Vec<Node>),
    Alternatives(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: usize,
        max: Option<usize>,
    },
    Assert(Assertion),
}

/// A condition on a position between two characters.
#[derive(Clone, Copy, Debug)]
pub(super) enum Assertion {
    Start,
    End,
    WordBoundary,
    NoWordBoundary,
    /// The lookahead or lookbehind with this index.
    Look(usize),
}

#[derive(Debug)]
pub(super) struct Look {
    pub(super) node: Node,
    pub(super) behind: bool,
    pub(super) negative: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Class {
    Literal(char),
    /// A class, an escape or `.`, as in the pattern.
    Text(String),
}

impl Syntax {
    /// Parses a valid pattern; `None` if it contains a backreference or unknown syntax. `unicode` is whether it is valid
    /// in Unicode mode.
    pub(super) fn parse(pattern: &str, unicode: bool) -> Option<Self> {
        let text: Vec<char> = pattern.chars().collect();
        let mut parser =
            Parser { text: &text, at: 0, depth: 0, unicode, classes: Vec::new(), looks: Vec::new() };
        let root = parser.alternatives()?;
        (parser.at == text.len()).then_some(Self { root, classes: parser.classes, looks: parser.looks })
    }
}

struct Parser<'a> {
    text: &'a [char],
    at: usize,
    depth: usize,
    unicode: bool,
    classes: Vec<Class>,
    looks: Vec<Look>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, text: &str) -> bool {
        let taken = text.chars().enumerate().all(|(index, own)| self.text.get(self.at + index) == Some(&own));
        self.at += if taken { text.chars().count() } else { 0 };
        taken
    }

    fn alternatives(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let mut all = vec![self.sequence()?];
        while self.take("|") {
            all.push(self.sequence()?);
        }
        self.depth -= 1;
        Some(Node::Alternatives(all))
    }

    fn sequence(&mut self) -> Option<Node> {
        let mut all = Vec::new();
        while let Some(first) = self.peek().filter(|next| !matches!(next, '|' | ')')) {
            let node = self.term(first)?;
            let repeat = self.repeat();
            all.push(match (node, repeat) {
                (node, None) => node,
                // Repeating a condition is only valid for lookaheads, in the legacy syntax.
                (Node::Assert(_), Some(_)) => return None,
                (node, Some((min, max))) => Node::Repeat { node: Box::new(node), min, max },
            });
        }
        Some(Node::Sequence(all))
    }

    fn term(&mut self, first: char) -> Option<Node> {
        self.at += 1;
        match first {
            '^' => Some(Node::Assert(Assertion::Start)),
            '$' => Some(Node::Assert(Assertion::End)),
            '(' => self.group(),
            '[' => self.set(),
            '\\' => self.escape(),
            '.' => Some(self.class(Class::Text(".".to_owned()))),
            '*' | '+' | '?' => None,
            literal => Some(self.class(Class::Literal(literal))),
        }
    }

    fn group(&mut self) -> Option<Node> {
        let look = [("?=", false, false), ("?!", false, true), ("?<=", true, false), ("?<!", true, true)];
        for (start, behind, negative) in look {
            if self.take(start) {
                let node = self.closed()?;
                self.looks.push(Look { node, behind, negative });
                return Some(Node::Assert(Assertion::Look(self.looks.len() - 1)));
            }
        }
        if self.take("?<") {
            let length = self.text[self.at..].iter().position(|next| *next == '>')?;
            self.at += length + 1;
        } else if !self.take("?:") && self.peek() == Some('?') {
            return None;
        }
        self.closed()
    }

    fn closed(&mut self) -> Option<Node> {
        let node = self.alternatives()?;
        self.take(")").then_some(node)
    }

    /// Reads a set of characters up to its end, which is the first `]` that is not escaped.
    fn set(&mut self) -> Option<Node> {
        let start = self.at - 1;
        loop {
            match self.peek()? {
                ']' => break,
                '\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Some(self.text_from(start))
    }

    fn escape(&mut self) -> Option<Node> {
        let start = self.at - 1;
        let escape = self.peek()?;
        self.at += 1;
        match escape {
            'b' => return Some(Node::Assert(Assertion::WordBoundary)),
            'B' => return Some(Node::Assert(Assertion::NoWordBoundary)),
            'c' if self.peek()?.is_ascii_alphabetic() => self.at += 1,
            '1'..='9' | 'k' | 'c' => return None,
            // The meaning in the legacy syntax depends on what follows.
            'p' | 'P' if !self.unicode => return None,
            'u' if !self.unicode && self.peek() == Some('{') => return None,
            'p' | 'P' => self.at += self.length_through('}')?,
            'u' if self.peek() == Some('{') => self.at += self.length_through('}')?,
            'u' if self.hexadecimal(4).is_some() => self.code_unit()?,
            'x' if self.hexadecimal(2).is_some() => self.at += 2,
            '0' if self.peek().is_some_and(|next| next.is_ascii_digit()) => return None,
            _ => {}
        }
        Some(self.text_from(start))
    }

    /// Reads the digits of `\uXXXX`, and of the second half of a surrogate pair.
    fn code_unit(&mut self) -> Option<()> {
        let first = self.hexadecimal(4)?;
        self.at += 4;
        if !(0xd800..0xe000).contains(&first) {
            return Some(());
        }
        let is_pair = self.unicode && first < 0xdc00 && self.take("\\u");
        let second = self.hexadecimal(4).filter(|second| is_pair && (0xdc00..0xe000).contains(second))?;
        self.at += 4;
        (second > 0).then_some(())
    }

    fn hexadecimal(&self, length: usize) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + length)?;
        digits.iter().try_fold(0, |number, digit| Some(number * 16 + digit.to_digit(16)?))
    }

    fn length_through(&self, end: char) -> Option<usize> {
        Some(self.text[self.at..].iter().position(|next| *next == end)? + 1)
    }

    fn text_from(&mut self, start: usize) -> Node {
        let text = self.text[start..self.at].iter().collect();
        self.class(Class::Text(text))
    }

    fn class(&mut self, class: Class) -> Node {
        let index = self.classes.iter().position(|other| *other == class).unwrap_or_else(|| {
            self.classes.push(class);
            self.classes.len() - 1
        });
        Node::Class(index)
    }

    /// Reads the repetition of a term, if there is one: its minimum and maximum.
    fn repeat(&mut self) -> Option<(usize, Option<usize>)> {
        let repeat = match self.peek()? {
            '*' => (0, None),
            '+' => (1, None),
            '?' => (0, Some(1)),
            '{' => {
                // Without numbers, this is a literal brace of the legacy syntax.
                let (length, min, max) = self.braces()?;
                self.at += length - 1;
                let number = |text: String| text.parse().unwrap_or(usize::MAX);
                (number(min), max.map(number))
            }
            _ => return None,
        };
        self.at += 1;
        // Whether as few or as many repetitions as possible are tried first makes no difference.
        self.take("?");
        Some(repeat)
    }

    /// The length of `{1}`, `{1,}` or `{1,2}`, and its numbers.
    fn braces(&self) -> Option<(usize, String, Option<String>)> {
        let length = self.length_through('}')?;
        let inner: String = self.text[self.at + 1..self.at + length - 1].iter().collect();
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let (min, max) = match inner.split_once(',') {
            None => (inner.clone(), Some(inner)),
            Some((min, "")) => (min.to_owned(), None),
            Some((min, max)) => (min.to_owned(), Some(max.to_owned())),
        };
        (is_number(&min) && max.as_deref().is_none_or(is_number)).then_some((length, min, max))
    }
}
