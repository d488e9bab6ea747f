//! Anchors: `$anchor`, `$dynamicAnchor`, and the older `$recursiveAnchor`.

use std::collections::BTreeMap;

use super::location::Pointer;
use super::value::Value;

/// The anchors of one file, and the pointers to them.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    named: BTreeMap<String, Vec<Pointer>>,
    dynamic: BTreeMap<String, Vec<Pointer>>,
    recursive: Vec<Pointer>,
}

impl Anchors {
    pub fn of(root: &Value) -> Self {
        let mut anchors = Self::default();
        anchors.collect(root, &mut Vec::new());
        anchors
    }

    /// Returns the target of `$ref: "#name"`; `None` unless it is unique.
    pub fn named(&self, name: &str) -> Option<&Pointer> {
        only(self.named.get(name)?).or_else(|| only(self.dynamic.get(name)?))
    }

    /// Returns the target of `$dynamicRef: "#name"`; `None` if several places have the name, because the
    /// target then depends on the path of evaluation.
    pub fn dynamic(&self, name: &str) -> Option<&Pointer> {
        match self.dynamic.get(name) {
            Some(places) => only(places),
            None => only(self.named.get(name)?),
        }
    }

    /// Returns the target of `$recursiveRef: "#"` at `pointer`: the outermost recursive anchor that contains
    /// it.
    pub fn recursive(&self, pointer: &Pointer) -> Option<&Pointer> {
        let enclosing = self.recursive.iter().filter(|anchor| anchor.contains(pointer));
        enclosing.min_by_key(|anchor| anchor.tokens().count())
    }

    fn collect<'v>(&mut self, value: &'v Value, path: &mut Vec<Token<'v>>) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    match (key.as_str(), value) {
                        ("$anchor", Value::String(name)) => add(&mut self.named, name, path),
                        ("$dynamicAnchor", Value::String(name)) => add(&mut self.dynamic, name, path),
                        ("$recursiveAnchor", Value::Boolean(true)) => self.recursive.push(pointer(path)),
                        _ => {}
                    }
                    path.push(Token::Key(key));
                    self.collect(value, path);
                    path.pop();
                }
            }
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    path.push(Token::Index(index));
                    self.collect(element, path);
                    path.pop();
                }
            }
            Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

enum Token<'v> {
    Key(&'v str),
    Index(usize),
}

fn pointer(path: &[Token<'_>]) -> Pointer {
    path.iter().fold(Pointer::default(), |pointer, token| match token {
        Token::Key(key) => pointer.join(key),
        Token::Index(index) => pointer.join(&index.to_string()),
    })
}

fn add(places: &mut BTreeMap<String, Vec<Pointer>>, name: &str, path: &[Token<'_>]) {
    places.entry(name.to_owned()).or_default().push(pointer(path));
}

fn only(places: &[Pointer]) -> Option<&Pointer> {
    match places {
        [only] => Some(only),
        _ => None,
    }
}
