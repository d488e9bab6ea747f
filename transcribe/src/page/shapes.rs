//! Descriptions of bodies → [`Shape`].
//!
//! A description is a nested list. Indentation says which object a property belongs to. Alternatives of a union that
//! follow the properties of an object are printed at the end of the last of these lines, so they belong to one of the
//! unions that are still open; [`Reading::continue_union`] decides which.

use indexmap::IndexMap;

use crate::facts::{Body, Property, Shape};

use super::PageError;
use super::blocks::Blocks;
use super::line::{self, Alternative, Line, LineValue, Wrapper};

/// The pattern of a string that refers to a value. It is the last option of each union that contains it.
const REFERENCE: &str = r".*\${.*}.*";

/// Reads the alternatives of a body, which are separated by a line `OR`.
pub(super) fn bodies(lines: &[Line<'_>], blocks: &Blocks<'_>) -> Result<Vec<Body>, PageError> {
    alternatives(lines).map(|lines| Reading::new(lines, blocks, None).read()).collect()
}

/// Collects the descriptions that are printed at the expected depth.
pub(super) fn collect<'a>(lines: &'a [Line<'a>], blocks: &mut Blocks<'a>) {
    let none = Blocks::default();
    for lines in alternatives(lines) {
        // An error is reported when the page is read with all descriptions.
        let _ = Reading::new(lines, &none, Some(blocks)).read();
    }
}

fn alternatives<'l, 'a>(lines: &'l [Line<'a>]) -> impl Iterator<Item = &'l [Line<'a>]> {
    lines.split(|line| line.text == "OR")
}

/// A value that is being read, as an index into [`Reading::nodes`].
type NodeId = usize;

enum Node {
    Leaf(Shape),
    Object(IndexMap<String, Entry>),
    List(Option<NodeId>),
    Union(Vec<NodeId>),
}

struct Entry {
    line: usize,
    required: bool,
    value: Option<NodeId>,
}

/// A value that is not complete: properties, items or options may follow.
struct Frame {
    node: NodeId,
    kind: FrameKind,
    /// The indentation of the line that it begins on; negative for the body itself.
    owner: i64,
    /// The lists and unions around it on that line, with itself.
    wrappers: i64,
    /// The indentation of its properties, or of those of its options.
    inner: Option<i64>,
}

enum FrameKind {
    /// An object; before its first property, `awaits` is set.
    Object {
        awaits: bool,
        end: Option<usize>,
    },
    List,
    Union {
        closed: bool,
    },
    /// A property whose value follows.
    Property {
        name: String,
    },
}

struct Reading<'r, 'l, 'a> {
    lines: &'l [Line<'a>],
    blocks: &'r Blocks<'r>,
    collected: Option<&'r mut Blocks<'l>>,
    nodes: Vec<Node>,
    open: Vec<Frame>,
    position: usize,
}

/// How much further right a list or union prints the properties of its objects.
fn step(owner: i64) -> i64 {
    if owner <= 3 { 1 } else { 2 }
}

/// The indentation at which the properties of an object are expected.
fn expected(owner: i64, wrappers: i64) -> i64 {
    if owner < 0 { wrappers } else { owner + 2 + wrappers * step(owner) }
}

impl<'r, 'l: 'r, 'a: 'l> Reading<'r, 'l, 'a> {
    fn new(lines: &'l [Line<'a>], blocks: &'r Blocks<'r>, collected: Option<&'r mut Blocks<'l>>) -> Self {
        Self { lines, blocks, collected, nodes: Vec::new(), open: Vec::new(), position: 0 }
    }

    fn read(mut self) -> Result<Body, PageError> {
        let Some(first) = self.lines.first() else { return Err(PageError::new(0, "a body without lines")) };
        self.types(first.text, -1, None)?;
        for position in 1..self.lines.len() {
            self.position = position;
            let line = self.lines[position];
            let Some((indent, name, types)) = line.property() else {
                return Err(PageError::new(line.number, "expected a property: - `name`: types"));
            };
            let indent = to_column(indent);
            let object = self.object_at(indent)?;
            self.types(types, indent, Some((object, name)))?;
        }
        let shape = self.shape(0);
        Ok(Body { line: first.number, shape })
    }

    /// Reads the types of a line, which are the value of a property or the body itself.
    fn types(&mut self, types: &str, owner: i64, property: Option<(NodeId, &str)>) -> Result<(), PageError> {
        let number = self.lines[self.position].number;
        let alternatives = line::alternatives(types, number)?;
        let count = alternatives.len();
        for (index, alternative) in alternatives.into_iter().enumerate() {
            let last = index + 1 == count;
            if index > 0 {
                self.continue_union(alternative, last)?;
            } else if let Some((object, name)) = property {
                self.property(object, name, alternative, owner, last)?;
            } else {
                self.open(alternative, owner, 0, last)?;
            }
        }
        Ok(())
    }

    fn property(
        &mut self,
        object: NodeId,
        name: &str,
        alternative: Alternative,
        owner: i64,
        last: bool,
    ) -> Result<(), PageError> {
        let number = self.lines[self.position].number;
        let required = match alternative.value {
            LineValue::Object => false,
            LineValue::Scalar { required, .. } | LineValue::Undescribed { required } => required,
        };
        let Node::Object(properties) = &mut self.nodes[object] else {
            return Err(PageError::new(number, "a property outside of an object"));
        };
        let entry = Entry { line: number, required, value: None };
        if properties.insert(name.to_owned(), entry).is_some() {
            return Err(PageError::new(number, format!("the property `{name}` is described twice")));
        }
        let kind = FrameKind::Property { name: name.to_owned() };
        let slot = self.open.len();
        self.open.push(Frame { node: object, kind, owner, wrappers: 0, inner: None });
        self.open(alternative, owner, 0, last)?;
        if self.open.get(slot).is_some_and(|frame| matches!(frame.kind, FrameKind::Property { .. })) {
            self.open.remove(slot);
        }
        Ok(())
    }

    /// Adds a value to the innermost open frame, and opens what it begins.
    fn open(
        &mut self,
        alternative: Alternative,
        owner: i64,
        around: i64,
        last: bool,
    ) -> Result<(), PageError> {
        let mut wrappers = around;
        for wrapper in alternative.wrappers {
            wrappers += 1;
            let (node, kind) = match wrapper {
                Wrapper::List => (Node::List(None), FrameKind::List),
                Wrapper::Union => (Node::Union(Vec::new()), FrameKind::Union { closed: false }),
            };
            let node = self.attach(node)?;
            self.open.push(Frame { node, kind, owner, wrappers, inner: None });
        }
        let (leaf, is_reference) = match alternative.value {
            LineValue::Object => {
                let node = self.attach(Node::Object(IndexMap::new()))?;
                if last {
                    let kind = FrameKind::Object { awaits: true, end: None };
                    self.open.push(Frame { node, kind, owner, wrappers, inner: None });
                } else {
                    self.complete();
                }
                return Ok(());
            }
            LineValue::Scalar { scalar, .. } => {
                let is_reference = scalar.pattern.as_deref() == Some(REFERENCE);
                (Shape::Scalar(scalar), is_reference)
            }
            LineValue::Undescribed { .. } => (Shape::Undescribed, false),
        };
        self.attach(Node::Leaf(leaf))?;
        self.complete();
        if is_reference {
            self.close_union();
        }
        Ok(())
    }

    /// Closes the innermost union after a reference, which is always its last option.
    fn close_union(&mut self) {
        if let Some(Frame { node, kind: FrameKind::Union { closed }, .. }) = self.open.last_mut()
            && matches!(&self.nodes[*node], Node::Union(options) if options.len() > 1)
        {
            *closed = true;
        }
    }

    fn attach(&mut self, node: Node) -> Result<NodeId, PageError> {
        let id = self.nodes.len();
        self.nodes.push(node);
        let Some(frame) = self.open.last() else {
            return if id == 0 { Ok(id) } else { Err(self.error("a second body")) };
        };
        let attached = match (&mut self.nodes[frame.node], &frame.kind) {
            (Node::List(items @ None), _) => {
                *items = Some(id);
                true
            }
            (Node::Union(options), _) => {
                options.push(id);
                true
            }
            (Node::Object(properties), FrameKind::Property { name }) => {
                properties.get_mut(name).is_some_and(|it| it.value.replace(id).is_none())
            }
            (Node::Object(_) | Node::List(_) | Node::Leaf(_), _) => false,
        };
        if attached { Ok(id) } else { Err(self.error("a value where none is expected")) }
    }

    /// Closes the lists that the value which has just ended is the item of.
    fn complete(&mut self) {
        while matches!(self.open.last(), Some(frame) if matches!(frame.kind, FrameKind::List | FrameKind::Property { .. }))
        {
            self.open.pop();
        }
    }

    /// Adds a further option to one of the open unions: to the one whose options have their properties where the next
    /// line has its own, or to the innermost one.
    fn continue_union(&mut self, alternative: Alternative, last: bool) -> Result<(), PageError> {
        while matches!(self.open.last(), Some(frame) if matches!(frame.kind, FrameKind::Union { closed: true }))
        {
            self.open.pop();
            self.complete();
        }
        let is_open = |frame: &Frame| matches!(frame.kind, FrameKind::Union { closed: false });
        let next = self.lines.get(self.position + 1).map(|line| to_column(line.indent()));
        let nested = i64::try_from(alternative.wrappers.len()).unwrap_or(i64::MAX);
        let fits = |frame: &Frame| {
            let inner = frame.inner.unwrap_or_else(|| expected(frame.owner, frame.wrappers));
            Some(inner + nested * step(frame.owner)) == next
        };
        let has_properties = alternative.value == LineValue::Object && last;
        let by_indentation =
            if has_properties { self.open.iter().rposition(|it| is_open(it) && fits(it)) } else { None };
        let Some(position) = by_indentation.or_else(|| self.open.iter().rposition(is_open)) else {
            return Err(self.error("a further option outside of a union"));
        };
        self.open.truncate(position + 1);
        let (owner, wrappers) = (self.open[position].owner, self.open[position].wrappers);
        self.open(alternative, owner, wrappers, last)
    }

    /// The object that a property with this indentation belongs to; closes the values that end before it.
    fn object_at(&mut self, indent: i64) -> Result<NodeId, PageError> {
        if let Some(node) = self.first_property(indent) {
            return Ok(node);
        }
        while let Some(frame) = self.open.last() {
            if let FrameKind::Object { end, .. } = frame.kind
                && frame.inner == Some(indent)
                && end.is_none_or(|end| self.position < end)
            {
                return Ok(frame.node);
            }
            self.open.pop();
        }
        Err(self.error("no object has properties with this indentation"))
    }

    /// The innermost object, if it has just begun and the property belongs to it.
    fn first_property(&mut self, indent: i64) -> Option<NodeId> {
        let frame = self.open.last_mut()?;
        let FrameKind::Object { awaits, .. } = &mut frame.kind else { return None };
        if !std::mem::replace(awaits, false) {
            return None;
        }
        let (node, owner, wrappers) = (frame.node, frame.owner, frame.wrappers);
        let lines = self.lines;
        let before =
            self.position.checked_sub(2).map(|it| (lines[it].text.trim(), lines[it + 1].text.trim()));
        if indent == expected(owner, wrappers) {
            if let (Some(key), Some(collected)) = (before, &mut self.collected)
                && owner >= 0
            {
                let following = &lines[self.position..];
                let end = following.iter().position(|it| to_column(it.indent()) < indent);
                collected.add(key, &following[..end.unwrap_or(following.len())]);
            }
        } else if let Some(length) = before
            .filter(|_| indent <= owner)
            .and_then(|key| self.blocks.length(key, &lines[self.position..]))
        {
            let printed_end = self.position + length;
            if let Some(Frame { kind: FrameKind::Object { end, .. }, .. }) = self.open.last_mut() {
                *end = Some(printed_end);
            }
        } else if self
            .open
            .iter()
            .any(|it| matches!(it.kind, FrameKind::Object { .. }) && it.inner == Some(indent))
        {
            return None;
        }
        self.set_inner(indent);
        Some(node)
    }

    /// Records where the properties of the innermost object are printed, and those of the unions that it is an option of.
    fn set_inner(&mut self, indent: i64) {
        let mut frames = self.open.iter_mut().rev();
        if let Some(object) = frames.next() {
            object.inner = Some(indent);
        }
        for (distance, frame) in (0..).zip(frames) {
            match frame.kind {
                FrameKind::Union { .. } => {
                    frame.inner.get_or_insert(indent - distance * step(frame.owner));
                }
                FrameKind::List => {}
                FrameKind::Object { .. } | FrameKind::Property { .. } => break,
            }
        }
    }

    fn shape(&mut self, id: NodeId) -> Shape {
        match std::mem::replace(&mut self.nodes[id], Node::Leaf(Shape::Undescribed)) {
            Node::Leaf(shape) => shape,
            Node::List(items) => {
                Shape::List(Box::new(items.map_or(Shape::Undescribed, |items| self.shape(items))))
            }
            Node::Union(options) => Shape::Union(options.into_iter().map(|it| self.shape(it)).collect()),
            Node::Object(properties) => {
                let entries = properties.into_iter().map(|(name, Entry { line, required, value })| {
                    let shape = value.map_or(Shape::Undescribed, |value| self.shape(value));
                    (name, Property { line, required, shape })
                });
                Shape::Object(entries.collect())
            }
        }
    }

    fn error(&self, message: &str) -> PageError {
        PageError::new(self.lines.get(self.position).map_or(0, |line| line.number), message)
    }
}

fn to_column(indent: usize) -> i64 {
    i64::try_from(indent).unwrap_or(i64::MAX)
}
