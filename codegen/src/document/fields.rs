//! Reads an object field by field, so that each keyword is either understood or reported.

use super::unknown;
use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Entries, Format, Location, Sources, Value};

/// A value, its location, and the files that its references may refer to.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub value: &'a Value,
    pub location: Location,
    pub sources: &'a Sources,
}

impl<'a> Node<'a> {
    /// Returns the text of a string. In YAML, a number such as `1.0` is read as it is written.
    pub fn string(&self, diagnostics: &mut Diagnostics) -> Option<&'a str> {
        self.text().or_else(|| self.mismatch("a string", diagnostics))
    }

    /// Returns the text of a string, or of a number in YAML; `None` if the value is neither.
    pub fn text(&self) -> Option<&'a str> {
        match self.value {
            Value::String(text) => Some(text),
            Value::Number(number) => number.written(),
            Value::Null | Value::Boolean(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// Returns whether the value is in a YAML file.
    pub fn is_yaml(&self) -> bool {
        self.sources.format(&self.location.file) == Some(Format::Yaml)
    }

    pub fn boolean(&self, diagnostics: &mut Diagnostics) -> Option<bool> {
        match self.value {
            Value::Boolean(value) => Some(*value),
            _ => self.mismatch("a boolean", diagnostics),
        }
    }

    pub fn count(&self, diagnostics: &mut Diagnostics) -> Option<u64> {
        match self.value {
            Value::Number(number) => match whole(number).or_else(|| huge(number)) {
                Some(count) => Some(count),
                None => self.mismatch("a non-negative integer", diagnostics),
            },
            _ => self.mismatch("a non-negative integer", diagnostics),
        }
    }

    pub fn number(&self, diagnostics: &mut Diagnostics) -> Option<String> {
        match self.value {
            Value::Number(number) => {
                Some(whole(number).map_or_else(|| number.to_string(), |it| it.to_string()))
            }
            _ => self.mismatch("a number", diagnostics),
        }
    }

    /// Returns the elements of an array; none if the value is not an array.
    pub fn elements(&self, diagnostics: &mut Diagnostics) -> Vec<Node<'a>> {
        self.array(diagnostics).unwrap_or_default()
    }

    /// Returns the elements of an array; `None` if the value is not an array.
    pub fn array(&self, diagnostics: &mut Diagnostics) -> Option<Vec<Node<'a>>> {
        let Value::Array(elements) = self.value else {
            return self.mismatch("an array", diagnostics);
        };
        let node = |(index, value): (usize, &'a Value)| Node {
            value,
            location: self.location.join(&index.to_string()),
            sources: self.sources,
        };
        Some(elements.iter().enumerate().map(node).collect())
    }

    pub fn strings(&self, diagnostics: &mut Diagnostics) -> Vec<String> {
        let elements = self.elements(diagnostics);
        let strings = elements.iter().filter_map(|node| node.string(diagnostics));
        strings.map(str::to_owned).collect()
    }

    /// Returns the entries of a map, whose keys are names chosen by the author.
    pub fn entries(&self, diagnostics: &mut Diagnostics) -> Vec<(&'a str, Node<'a>)> {
        let Value::Object(fields) = self.value else {
            self.mismatch::<()>("an object", diagnostics);
            return Vec::new();
        };
        let node = |(key, value): (&'a String, &'a Value)| {
            let location = self.location.join(key);
            (key.as_str(), Node { value, location, sources: self.sources })
        };
        fields.iter().map(node).collect()
    }

    /// Returns the fields of an object, whose keys are keywords.
    pub fn fields(&self, diagnostics: &mut Diagnostics) -> Option<Fields<'a>> {
        self.fields_or("an object", "it is ignored", diagnostics)
    }

    /// Like [`Node::fields`], with other words for what is expected and what happens otherwise.
    pub fn fields_or(
        &self,
        expected: &str,
        effect: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Fields<'a>> {
        let Value::Object(values) = self.value else {
            self.mismatch_with(expected, effect, diagnostics);
            return None;
        };
        Some(Fields {
            location: self.location.clone(),
            values,
            sources: self.sources,
            seen: vec![false; values.len()],
            nulls: Vec::new(),
        })
    }

    /// Reports that the value has the wrong type, so it is ignored.
    pub fn mismatch<T>(&self, expected: &str, diagnostics: &mut Diagnostics) -> Option<T> {
        self.mismatch_with(expected, "it is ignored", diagnostics);
        None
    }

    /// Reports that the value has the wrong type, and the effect.
    fn mismatch_with(&self, expected: &str, effect: &str, diagnostics: &mut Diagnostics) {
        let help = if expected == "a string" && self.is_yaml() {
            "write the text in quotes"
        } else {
            "see the OpenAPI 3.1 specification for the values that are allowed here"
        };
        let message = format!("expected {expected}, found {}: {effect}", self.value.kind());
        diagnostics.warn(Code::InvalidValue, &self.location, message, help);
    }
}

/// The fields of an object, taken one by one.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    pub location: Location,
    pub values: &'a Entries<Value>,
    pub sources: &'a Sources,
    /// For each field, whether it counts as understood.
    seen: Vec<bool>,
    /// The fields that were taken and are ignored because their value is `null`.
    nulls: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// Takes the field `keyword` and marks it as understood. `null` counts as absent and is reported.
    pub fn take(&mut self, keyword: &'static str) -> Option<Node<'a>> {
        let node = self.take_any(keyword)?;
        if *node.value == Value::Null {
            self.nulls.push(keyword);
            return None;
        }
        Some(node)
    }

    /// Takes the field `keyword`, where `null` is a valid value.
    pub fn take_any(&mut self, keyword: &'static str) -> Option<Node<'a>> {
        let value = self.mark_seen(keyword)?;
        Some(Node { value, location: self.location.join(keyword), sources: self.sources })
    }

    /// Returns the value of `keyword` without marking it as understood.
    pub fn get(&self, keyword: &str) -> Option<&'a Value> {
        self.values.get(keyword)
    }

    fn mark_seen(&mut self, keyword: &str) -> Option<&'a Value> {
        let position = self.values.position(keyword)?;
        self.seen[position] = true;
        self.values.at(position).map(|(_, value)| value)
    }

    /// Marks `keywords` as understood and ignores them: they do not affect the client.
    pub fn ignore(&mut self, keywords: &[&'static str]) {
        for keyword in keywords {
            self.mark_seen(keyword);
        }
    }

    /// Takes an annotation, a string for readers. A value of another type is ignored with a warning.
    pub fn annotation(&mut self, keyword: &'static str, diagnostics: &mut Diagnostics) -> Option<String> {
        let node = self.take(keyword)?;
        if let Some(text) = node.text() {
            return Some(text.to_owned());
        }
        diagnostics.warn(
            Code::InvalidValue,
            &node.location,
            format!("expected a string, found {}: the keyword is ignored", node.value.kind()),
            if node.is_yaml() { "write the text in quotes" } else { "write the text as a string" },
        );
        None
    }

    pub fn string(&mut self, keyword: &'static str, diagnostics: &mut Diagnostics) -> Option<String> {
        let text = self.take(keyword)?.string(diagnostics)?;
        Some(text.to_owned())
    }

    pub fn flag(&mut self, keyword: &'static str, diagnostics: &mut Diagnostics) -> bool {
        let node = self.take(keyword);
        node.and_then(|node| node.boolean(diagnostics)) == Some(true)
    }

    /// Takes a field that OpenAPI requires. If it is missing, reports it and the effect.
    pub fn required(
        &mut self,
        keyword: &'static str,
        effect: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Node<'a>> {
        let node = self.take(keyword);
        if node.is_none() {
            diagnostics.warn(
                Code::MissingKeyword,
                &self.location,
                format!("missing keyword `{keyword}`: {effect}"),
                format!("add `{keyword}`, which OpenAPI requires here"),
            );
        }
        node
    }

    /// Returns the extensions (`x-…`) whose value is a string, in document order.
    pub fn extensions(&self) -> Vec<(String, String)> {
        let text = |(key, value): (&String, &Value)| match value {
            Value::String(text) if key.starts_with("x-") => Some((key.clone(), text.clone())),
            _ => None,
        };
        self.values.iter().filter_map(text).collect()
    }

    /// Reports each field that was not taken: keywords in `unsupported` as unsupported, others as unknown.
    pub fn finish(self, unsupported: &[&str], diagnostics: &mut Diagnostics) {
        self.finish_with(unsupported, unknown::in_node, diagnostics);
    }

    /// Like [`Fields::finish`] for a schema, where unknown keywords are annotations.
    pub fn finish_schema(self, unsupported: &[&str], diagnostics: &mut Diagnostics) {
        self.finish_with(unsupported, unknown::in_schema, diagnostics);
    }

    fn finish_with(
        self,
        unsupported: &[&str],
        unknown: fn(&str, &Location, &mut Diagnostics),
        diagnostics: &mut Diagnostics,
    ) {
        for keyword in &self.nulls {
            diagnostics.warn(
                Code::InvalidValue,
                &self.location.join(keyword),
                format!("`{keyword}` is null and is ignored"),
                "remove the keyword, or set a value",
            );
        }
        for (key, seen) in self.values.keys().zip(self.seen) {
            if seen || key.starts_with("x-") {
                continue;
            }
            let place = self.location.join(key);
            if unsupported.contains(&key.as_str()) {
                diagnostics.warn(
                    Code::Unsupported,
                    &place,
                    format!("keyword `{key}` is not supported yet and is ignored"),
                    "use supported keywords instead, or allow it in the settings if the client does not need it",
                );
            } else {
                unknown(key, &place, diagnostics);
            }
        }
    }
}

/// Larger integers have no exact representation as `f64`.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Returns the largest count for a number that is not exact anyway, such as `1e30`.
fn huge(number: &serde_json::Number) -> Option<u64> {
    number.as_f64().filter(|value| *value > EXACT).map(|_| u64::MAX)
}

/// Returns a non-negative number without a fractional part, such as `1`, `1.0` or `1e+06`.
fn whole(number: &serde_json::Number) -> Option<u64> {
    let is_whole = |value: &f64| (0.0..=EXACT).contains(value) && value.fract() == 0.0;
    number.as_u64().or_else(|| format!("{:.0}", number.as_f64().filter(is_whole)?).parse().ok())
}
