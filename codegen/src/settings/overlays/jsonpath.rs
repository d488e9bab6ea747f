//! Parses JSONPath (RFC 9535) without slices and functions, which overlays rarely use.

use crate::source::Value;

/// A path from the document, or from the current node of a filter.
#[derive(Debug, PartialEq)]
pub(super) struct Query {
    pub segments: Vec<Segment>,
}

/// A step of a path: selectors that are applied to each node, or to each node and everything inside of it.
#[derive(Debug, PartialEq)]
pub(super) struct Segment {
    pub is_descendant: bool,
    pub selectors: Vec<Selector>,
}

/// What is selected from a node.
#[derive(Debug, PartialEq)]
pub(super) enum Selector {
    Name(String),
    /// An index; negative ones count from the end.
    Index(i64),
    All,
    Filter(Condition),
}

/// A condition of a filter.
#[derive(Debug, PartialEq)]
pub(super) enum Condition {
    Any(Vec<Condition>),
    All(Vec<Condition>),
    Not(Box<Condition>),
    Exists(Query),
    Compare(Operand, Comparison, Operand),
}

/// A side of a comparison.
#[derive(Debug, PartialEq)]
pub(super) enum Operand {
    Literal(Value),
    /// A path that selects at most one value.
    Query(Query),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Why a text is not a path.
#[derive(Debug)]
pub(super) struct Problem {
    pub message: &'static str,
    /// The number of the character, from 1.
    pub character: usize,
    pub help: &'static str,
}

/// The deepest nesting of filters and parentheses.
const MAX_DEPTH: usize = 32;

const HELP: &str = "write a path such as `$.info`, `$.paths['/things'].get`, `$.paths.*.*`, `$.tags[0]` or \
                    `$..parameters[?@.name == 'page']`";

/// Parses a path that starts at the document.
pub(super) fn parse(text: &str) -> Result<Query, Problem> {
    let mut parser = Parser { text, offset: 0, depth: 0 };
    if !parser.eat("$") {
        return Err(parser.problem("it does not start with `$`", HELP));
    }
    let segments = parser.segments()?;
    if parser.offset < text.len() {
        return Err(parser.problem("expected `.` or `[`", HELP));
    }
    Ok(Query { segments })
}

struct Parser<'t> {
    text: &'t str,
    offset: usize,
    depth: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.text[self.offset..]
    }

    fn eat(&mut self, text: &str) -> bool {
        let is_next = self.rest().starts_with(text);
        self.offset += if is_next { text.len() } else { 0 };
        is_next
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.offset += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn problem(&self, message: &'static str, help: &'static str) -> Problem {
        Problem { message, character: self.text[..self.offset].chars().count() + 1, help }
    }

    /// Parses segments up to the first character that begins none.
    fn segments(&mut self) -> Result<Vec<Segment>, Problem> {
        let mut segments = Vec::new();
        loop {
            let start = self.offset;
            self.skip_space();
            let is_descendant = self.eat("..");
            let selectors = if self.rest().starts_with('[') {
                self.bracket()?
            } else if is_descendant || self.eat(".") {
                vec![self.short()?]
            } else {
                self.offset = start;
                return Ok(segments);
            };
            segments.push(Segment { is_descendant, selectors });
        }
    }

    /// Parses the name or `*` after a dot.
    fn short(&mut self) -> Result<Selector, Problem> {
        if self.eat("*") {
            return Ok(Selector::All);
        }
        let is_first = |letter: char| letter.is_ascii_alphabetic() || letter == '_' || !letter.is_ascii();
        let name: String =
            self.rest().chars().take_while(|it| is_first(*it) || it.is_ascii_digit()).collect();
        if !name.starts_with(is_first) {
            return Err(self.problem("expected a name or `*`", HELP));
        }
        self.offset += name.len();
        if self.rest().starts_with('(') {
            return Err(self.function());
        }
        if self.rest().starts_with(['-', '/', '{', '$']) {
            let help =
                "write a name with other characters than letters and digits in brackets: `$['x-name']`";
            return Err(self.problem("a name contains other characters than letters and digits", help));
        }
        Ok(Selector::Name(name))
    }

    fn function(&self) -> Problem {
        self.problem(
            "functions are not supported",
            "select the values by their names, or list several actions",
        )
    }

    fn bracket(&mut self) -> Result<Vec<Selector>, Problem> {
        self.eat("[");
        let mut selectors = Vec::new();
        loop {
            self.skip_space();
            selectors.push(self.selector()?);
            self.skip_space();
            if self.eat("]") {
                return Ok(selectors);
            }
            if !self.eat(",") {
                return Err(self.problem("expected `,` or `]`", HELP));
            }
        }
    }

    fn selector(&mut self) -> Result<Selector, Problem> {
        if self.eat("*") {
            return Ok(Selector::All);
        }
        if self.eat("?") {
            return Ok(Selector::Filter(self.nested(Self::any)?));
        }
        if self.rest().starts_with(['\'', '"']) {
            return self.string().map(Selector::Name);
        }
        let index = self.number();
        self.skip_space();
        if self.rest().starts_with(':') {
            let help = "write the indices, or a filter such as `[?@.name == 'page']`";
            return Err(self.problem("slices are not supported", help));
        }
        let index = index.and_then(|text| text.parse().ok());
        index
            .map(Selector::Index)
            .ok_or_else(|| self.problem("expected a name in quotes, an index, `*` or `?`", HELP))
    }

    /// Parses something that may contain itself.
    fn nested<T>(&mut self, parse: fn(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        if self.depth == MAX_DEPTH {
            return Err(self.problem("filters are nested too deeply", "write a simpler filter"));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn any(&mut self) -> Result<Condition, Problem> {
        self.list("||", Self::all, Condition::Any)
    }

    fn all(&mut self) -> Result<Condition, Problem> {
        self.list("&&", Self::basic, Condition::All)
    }

    fn list(
        &mut self,
        separator: &str,
        parse: fn(&mut Self) -> Result<Condition, Problem>,
        join: fn(Vec<Condition>) -> Condition,
    ) -> Result<Condition, Problem> {
        let first = parse(self)?;
        let mut conditions = vec![first];
        loop {
            self.skip_space();
            if !self.eat(separator) {
                break;
            }
            conditions.push(parse(self)?);
        }
        let only = if conditions.len() == 1 { conditions.pop() } else { None };
        Ok(only.unwrap_or_else(|| join(conditions)))
    }

    fn basic(&mut self) -> Result<Condition, Problem> {
        self.skip_space();
        if self.eat("!") {
            return Ok(Condition::Not(Box::new(self.nested(Self::basic)?)));
        }
        if self.eat("(") {
            let condition = self.nested(Self::any)?;
            self.skip_space();
            return if self.eat(")") { Ok(condition) } else { Err(self.problem("expected `)`", HELP)) };
        }
        let left = self.operand()?;
        self.skip_space();
        let comparisons = [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        let Some((_, comparison)) = comparisons.into_iter().find(|(text, _)| self.eat(text)) else {
            return match left {
                Operand::Query(query) => Ok(Condition::Exists(query)),
                Operand::Literal(_) => Err(self.problem("expected a comparison", HELP)),
            };
        };
        self.skip_space();
        let right = self.operand()?;
        for operand in [&left, &right] {
            if matches!(operand, Operand::Query(query) if !query.is_single()) {
                let help = "compare a path without `*`, `..` and filters";
                return Err(self.problem("a comparison requires a path to a single value", help));
            }
        }
        Ok(Condition::Compare(left, comparison, right))
    }

    fn operand(&mut self) -> Result<Operand, Problem> {
        if self.eat("@") {
            return Ok(Operand::Query(Query { segments: self.nested(Self::segments)? }));
        }
        if self.rest().starts_with(['\'', '"']) {
            return Ok(Operand::Literal(Value::String(self.string()?)));
        }
        let start = self.offset;
        if let Some(number) = self.number() {
            let number = Value::parse(&number);
            return number.map(Operand::Literal).map_err(|_| {
                self.offset = start;
                self.problem("invalid number", HELP)
            });
        }
        for (text, value) in
            [("true", Value::Boolean(true)), ("false", Value::Boolean(false)), ("null", Value::Null)]
        {
            if self.eat(text) {
                return Ok(Operand::Literal(value));
            }
        }
        if self.rest().starts_with('$') {
            let help = "compare values of the current node, `@`";
            return Err(self.problem("paths from the document are not supported in a filter", help));
        }
        if self.rest().starts_with(|letter: char| letter.is_ascii_lowercase()) {
            return Err(self.function());
        }
        Err(self.problem("expected `@`, a text in quotes, a number, `true`, `false` or `null`", HELP))
    }

    /// Takes the characters of a number; `None` if there are none.
    fn number(&mut self) -> Option<String> {
        let is_part = |letter: &char| letter.is_ascii_digit() || "+-.eE".contains(*letter);
        if !self.rest().starts_with(|letter: char| letter == '-' || letter.is_ascii_digit()) {
            return None;
        }
        let number: String = self.rest().chars().take_while(is_part).collect();
        self.offset += number.len();
        Some(number)
    }

    /// Parses a string in single or double quotes.
    fn string(&mut self) -> Result<String, Problem> {
        let start = self.offset;
        let quote = if self.rest().starts_with('"') { '"' } else { '\'' };
        let mut json = String::from("\"");
        let mut letters = self.rest().char_indices().skip(1);
        let mut end = None;
        while let Some((offset, letter)) = letters.next() {
            match letter {
                letter if letter == quote => {
                    end = Some(offset + 1);
                    break;
                }
                '\\' => match letters.next() {
                    Some((_, '\'')) => json.push('\''),
                    Some((_, letter)) => json.extend(['\\', letter]),
                    None => break,
                },
                '"' => json.push_str("\\\""),
                letter => json.push(letter),
            }
        }
        json.push('"');
        self.offset += end.unwrap_or_default();
        if let (Some(_), Ok(Value::String(text))) = (end, Value::parse(&json)) {
            return Ok(text);
        }
        self.offset = start;
        Err(self.problem("invalid text in quotes", HELP))
    }
}

impl Query {
    /// Returns whether the path selects at most one value.
    fn is_single(&self) -> bool {
        let is_single = |segment: &Segment| {
            !segment.is_descendant && matches!(&*segment.selectors, [Selector::Name(_) | Selector::Index(_)])
        };
        self.segments.iter().all(is_single)
    }
}
