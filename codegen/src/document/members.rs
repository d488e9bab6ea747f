//! Reading an object member by member, so that each keyword is either understood or reported.

use indexmap::IndexMap;

use super::unknown;
use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Location, Sources, Value};

/// A value, the place where it stands, and the files around it.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub value: &'a Value,
    pub location: Location,
    pub sources: &'a Sources,
}

impl<'a> Node<'a> {
    pub fn text(&self, diagnostics: &mut Diagnostics) -> Option<&'a str> {
        match self.value {
            Value::String(text) => Some(text),
            _ => self.wrong("a string", diagnostics),
        }
    }

    pub fn boolean(&self, diagnostics: &mut Diagnostics) -> Option<bool> {
        match self.value {
            Value::Boolean(value) => Some(*value),
            _ => self.wrong("a boolean", diagnostics),
        }
    }

    pub fn count(&self, diagnostics: &mut Diagnostics) -> Option<u64> {
        match self.value {
            Value::Number(number) if number.as_u64().is_some() => number.as_u64(),
            _ => self.wrong("a whole number that is not negative", diagnostics),
        }
    }

    pub fn number(&self, diagnostics: &mut Diagnostics) -> Option<String> {
        match self.value {
            Value::Number(number) => Some(number.to_string()),
            _ => self.wrong("a number", diagnostics),
        }
    }

    pub fn elements(&self, diagnostics: &mut Diagnostics) -> Vec<Node<'a>> {
        let Value::Array(elements) = self.value else {
            self.wrong::<()>("an array", diagnostics);
            return Vec::new();
        };
        let node = |(index, value): (usize, &'a Value)| Node {
            value,
            location: self.location.join(&index.to_string()),
            sources: self.sources,
        };
        elements.iter().enumerate().map(node).collect()
    }

    pub fn texts(&self, diagnostics: &mut Diagnostics) -> Vec<String> {
        let elements = self.elements(diagnostics);
        let texts = elements.iter().filter_map(|node| node.text(diagnostics));
        texts.map(str::to_owned).collect()
    }

    /// The members of a map whose keys are names of the author's own.
    pub fn entries(&self, diagnostics: &mut Diagnostics) -> Vec<(&'a str, Node<'a>)> {
        let Value::Object(members) = self.value else {
            self.wrong::<()>("an object", diagnostics);
            return Vec::new();
        };
        let node = |(key, value): (&'a String, &'a Value)| {
            let location = self.location.join(key);
            (key.as_str(), Node { value, location, sources: self.sources })
        };
        members.iter().map(node).collect()
    }

    /// The members of an object whose keys are keywords.
    pub fn members(&self, diagnostics: &mut Diagnostics) -> Option<Members<'a>> {
        match self.value {
            Value::Object(values) => Some(Members {
                location: self.location.clone(),
                values,
                sources: self.sources,
                seen: vec![false; values.len()],
                silent: Vec::new(),
            }),
            _ => self.wrong("an object", diagnostics),
        }
    }

    /// Reports that something else was expected here.
    pub fn wrong<T>(&self, expected: &str, diagnostics: &mut Diagnostics) -> Option<T> {
        diagnostics.error(
            Code::InvalidValue,
            &self.location,
            format!("expected {expected}, found {}", self.value.kind()),
            "see the OpenAPI 3.1 specification for what may stand here",
        );
        None
    }
}

/// The members of an object, taken one by one.
#[derive(Debug)]
pub(super) struct Members<'a> {
    pub location: Location,
    pub values: &'a IndexMap<String, Value>,
    pub sources: &'a Sources,
    /// Of each member whether it counts as understood.
    seen: Vec<bool>,
    /// Those that were taken and whose value `null` says nothing.
    silent: Vec<&'static str>,
}

impl<'a> Members<'a> {
    /// The member `keyword`, which counts as understood from here on. One that holds `null` says
    /// nothing.
    pub fn take(&mut self, keyword: &'static str) -> Option<Node<'a>> {
        let node = self.take_any(keyword)?;
        if *node.value == Value::Null {
            self.silent.push(keyword);
            return None;
        }
        Some(node)
    }

    /// The member `keyword`, in which `null` is a value as others are.
    pub fn take_any(&mut self, keyword: &'static str) -> Option<Node<'a>> {
        let value = self.see(keyword)?;
        Some(Node { value, location: self.location.join(keyword), sources: self.sources })
    }

    /// What stands there as `keyword`, which does not count as understood for that.
    pub fn get(&self, keyword: &str) -> Option<&'a Value> {
        let (_, value) = self.values.get_index(self.position(keyword)?)?;
        Some(value)
    }

    fn see(&mut self, keyword: &str) -> Option<&'a Value> {
        let position = self.position(keyword)?;
        self.seen[position] = true;
        self.values.get_index(position).map(|(_, value)| value)
    }

    fn position(&self, keyword: &str) -> Option<usize> {
        // There are few members: comparing all of them takes less than hashing a keyword.
        self.values.keys().position(|key| key == keyword)
    }

    /// Members that say nothing about the client: understood, and left out on purpose.
    pub fn leave_out(&mut self, keywords: &[&'static str]) {
        for keyword in keywords {
            self.see(keyword);
        }
    }

    /// A text for readers. One of another kind changes nothing but what they are told.
    pub fn remark(&mut self, keyword: &'static str, diagnostics: &mut Diagnostics) -> Option<String> {
        let node = self.take(keyword)?;
        if let Value::String(text) = node.value {
            return Some(text.clone());
        }
        diagnostics.warn(
            Code::InvalidValue,
            &node.location,
            format!("expected a string, found {}: readers are told nothing", node.value.kind()),
            "put the text here",
        );
        None
    }

    pub fn text(&mut self, keyword: &'static str, diagnostics: &mut Diagnostics) -> Option<String> {
        let text = self.take(keyword)?.text(diagnostics)?;
        Some(text.to_owned())
    }

    pub fn flag(&mut self, keyword: &'static str, diagnostics: &mut Diagnostics) -> bool {
        let node = self.take(keyword);
        node.and_then(|node| node.boolean(diagnostics)) == Some(true)
    }

    /// A member that OpenAPI demands; its absence is reported.
    pub fn required(&mut self, keyword: &'static str, diagnostics: &mut Diagnostics) -> Option<Node<'a>> {
        let node = self.take(keyword);
        if node.is_none() {
            diagnostics.error(
                Code::MissingKeyword,
                &self.location,
                format!("`{keyword}` is missing"),
                format!("add `{keyword}`: OpenAPI demands it here"),
            );
        }
        node
    }

    /// Extensions (`x-…`) that hold a text, in their order.
    pub fn extensions(&self) -> Vec<(String, String)> {
        let text = |(key, value): (&String, &Value)| match value {
            Value::String(text) if key.starts_with("x-") => Some((key.clone(), text.clone())),
            _ => None,
        };
        self.values.iter().filter_map(text).collect()
    }

    /// Reports each member that nobody took: `unsupported` ones that OpenAPI defines, and others.
    pub fn finish(self, unsupported: &[&str], diagnostics: &mut Diagnostics) {
        self.finish_with(unsupported, unknown::of_node, diagnostics);
    }

    /// The same where JSON Schema speaks, which takes keywords that it does not know as remarks.
    pub fn finish_schema(self, unsupported: &[&str], diagnostics: &mut Diagnostics) {
        self.finish_with(unsupported, unknown::of_schema, diagnostics);
    }

    fn finish_with(
        self,
        unsupported: &[&str],
        unknown: fn(&str, &Value) -> unknown::Unknown,
        diagnostics: &mut Diagnostics,
    ) {
        for keyword in &self.silent {
            diagnostics.warn(
                Code::InvalidValue,
                &self.location.join(keyword),
                format!("`{keyword}` holds null, which says nothing"),
                "take the keyword out, or give it its value",
            );
        }
        for ((key, value), seen) in self.values.iter().zip(self.seen) {
            if seen || key.starts_with("x-") {
                continue;
            }
            let place = self.location.join(key);
            if unsupported.contains(&key.as_str()) {
                diagnostics.error(
                    Code::Unsupported,
                    &place,
                    format!("the keyword `{key}` is not supported yet"),
                    "say the same with supported keywords, or take it out with a correction",
                );
            } else {
                unknown(key, value).report(key, &place, diagnostics);
            }
        }
    }
}
