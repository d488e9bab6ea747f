//! Shape on a page ↔ schema of the document.

use std::fmt::Display;

use indexmap::IndexMap;
use serde_json::Value;

use crate::digest::value_digest;
use crate::facts::{Content, Example, Property, Scalar, Shape};
use crate::spec::{Node, SpecError, is_implied, schema_type, schema_values};

use super::Difference;

/// The differences found so far, and the value that is being compared.
#[derive(Default)]
pub(super) struct Comparison {
    pub(super) differences: Vec<Difference>,
    value: Vec<String>,
}

impl Comparison {
    pub(super) fn enter(&mut self, part: &str) {
        self.value.push(part.to_owned());
    }

    pub(super) fn leave(&mut self) {
        self.value.pop();
    }

    pub(super) fn report(&mut self, line: usize, node: &Node<'_>, message: String) {
        self.differences.push(Difference { line, place: node.place(), value: self.value.join("."), message });
    }

    pub(super) fn differs<T: Display>(
        &mut self,
        line: usize,
        node: &Node<'_>,
        fact: &str,
        printed: Option<T>,
        stated: Option<T>,
    ) {
        let text = |fact: Option<T>| fact.map_or_else(|| "none".to_owned(), |it| format!("`{it}`"));
        let (printed, stated) = (text(printed), text(stated));
        self.report(line, node, format!("{fact}: the page prints {printed}, the document states {stated}"));
    }

    /// Compares whether a scalar is required. Pages do not print it for other values.
    pub(super) fn required(&mut self, printed: &Property, stated: bool, node: &Node<'_>) {
        match (&printed.shape, printed.required, stated) {
            (_, true, false) => {
                self.report(printed.line, node, "the page says that it is required".to_owned());
            }
            (Shape::Scalar(_), false, true) => {
                self.report(printed.line, node, "required, but the page does not say so".to_owned());
            }
            (
                Shape::Scalar(_) | Shape::Undescribed | Shape::Object(_) | Shape::List(_) | Shape::Union(_),
                ..,
            ) => {}
        }
    }

    /// Compares a value that is not a union with a schema that is not one.
    pub(super) fn single(&mut self, printed: &Shape, line: usize, node: &Node<'_>) -> Result<(), SpecError> {
        let stated = schema_type(node);
        match printed {
            Shape::Scalar(scalar) => self.scalar(scalar, line, node),
            Shape::Object(properties) if stated == Some("object") => self.object(properties, line, node)?,
            Shape::List(items) if stated == Some("array") => {
                if let Some(schema) = node.get("items") {
                    self.enter("[]");
                    self.shape(items, line, &schema)?;
                    self.leave();
                }
            }
            Shape::Object(_) => self.differs(line, node, "type", Some("object"), stated),
            Shape::List(_) => self.differs(line, node, "type", Some("array"), stated),
            Shape::Union(_) | Shape::Undescribed => {}
        }
        Ok(())
    }

    fn scalar<'n>(&mut self, printed: &'n Scalar, line: usize, node: &Node<'n>) {
        let kind = printed.kind.name();
        let stated = schema_type(node);
        if stated != Some(kind) {
            self.differs(line, node, "type", Some(kind), stated);
            return;
        }
        let text = |key: &str| node.text(key);
        let number = |key: &str| node.get(key).and_then(|it| it.value.as_u64());
        if printed.pattern.as_deref() != text("pattern") {
            self.differs(line, node, "pattern", printed.pattern.as_deref(), text("pattern"));
        }
        if printed.min_length != number("minLength") {
            self.differs(line, node, "minimum length", printed.min_length, number("minLength"));
        }
        if printed.max_length != number("maxLength") {
            self.differs(line, node, "maximum length", printed.max_length, number("maxLength"));
        }
        for (fact, printed) in [("minimum", &printed.minimum), ("maximum", &printed.maximum)] {
            let stated = node.get(fact).and_then(|it| it.value.as_number());
            if printed.is_some() && printed.as_ref() != stated {
                self.differs(line, node, fact, printed.as_ref(), stated);
            }
        }
        let specific = |format: Option<&'n str>| format.filter(|it| !is_implied(kind, it));
        let (format, stated) = (specific(printed.format.as_deref()), specific(text("format")));
        if !same_format(format, stated) {
            self.differs(line, node, "format", format, stated);
        }
        self.values(&printed.values, &schema_values(node), line, node);
    }

    /// Compares lists of allowed values; their order does not matter.
    fn values(&mut self, printed: &[Value], stated: &[&Value], line: usize, node: &Node<'_>) {
        match (printed, stated) {
            ([], []) => {}
            ([], _) => self.report(line, node, "the page prints no list of values".to_owned()),
            (_, []) => {
                self.report(line, node, format!("the page prints the values {}", list(printed.iter())));
            }
            (_, _) => {
                let missing: Vec<_> = printed.iter().filter(|it| !stated.contains(it)).collect();
                let further: Vec<_> = stated.iter().filter(|it| !printed.contains(it)).copied().collect();
                if !missing.is_empty() {
                    self.report(
                        line,
                        node,
                        format!("the page also prints the values {}", list(missing.into_iter())),
                    );
                }
                if !further.is_empty() {
                    self.report(
                        line,
                        node,
                        format!("the page does not print the values {}", list(further.into_iter())),
                    );
                }
            }
        }
    }

    fn object(
        &mut self,
        printed: &IndexMap<String, Property>,
        line: usize,
        node: &Node<'_>,
    ) -> Result<(), SpecError> {
        let properties = node.get("properties");
        if properties.is_none() {
            return self.map(printed, line, node);
        }
        let required: Vec<&str> = node
            .get("required")
            .map_or_else(Vec::new, |list| list.items().filter_map(|item| item.value.as_str()).collect());
        for (name, property) in printed {
            self.enter(name);
            match properties.as_ref().and_then(|it| it.get(name)) {
                Some(schema) => {
                    self.required(property, required.contains(&name.as_str()), &schema);
                    self.shape(&property.shape, property.line, &schema)?;
                }
                None => {
                    self.report(
                        property.line,
                        node,
                        "the page prints this property, which the document lacks".to_owned(),
                    );
                }
            }
            self.leave();
        }
        for (name, schema) in properties.iter().flat_map(Node::entries) {
            if !printed.contains_key(name) {
                self.enter(name);
                self.report(line, &schema, "the page does not print this property".to_owned());
                self.leave();
            }
        }
        Ok(())
    }

    /// A map: a page prints a placeholder instead of its keys.
    fn map(
        &mut self,
        printed: &IndexMap<String, Property>,
        line: usize,
        node: &Node<'_>,
    ) -> Result<(), SpecError> {
        let values = node.get("additionalProperties").filter(|it| it.value.is_object());
        match values {
            Some(values) => {
                for property in printed.values() {
                    self.enter("*");
                    self.shape(&property.shape, property.line, &values)?;
                    self.leave();
                }
            }
            None if printed.is_empty() => {}
            None => {
                let names = printed.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                self.report(line, node, format!("the page prints the properties {names}"));
            }
        }
        Ok(())
    }

    /// Compares documented examples, of which each must stand in the document.
    pub(super) fn examples(&mut self, printed: &[Example], media: &Node<'_>) -> Result<(), SpecError> {
        let printed: Vec<_> =
            printed.iter().filter_map(|it| Some((it.line, example_digest(&it.content)?))).collect();
        let mut stated = Vec::new();
        for (_, example) in media.get("examples").iter().flat_map(Node::entries) {
            let example = example.resolve()?;
            stated.extend(example.get("value").map(|it| it.value));
        }
        stated.extend(media.get("example").map(|it| it.value));
        let stated: Vec<_> = stated.into_iter().map(|it| (it, value_digest(it))).collect();
        for (line, example) in &printed {
            if stated.iter().all(|it| it.1 != *example) {
                self.report(*line, media, "the page prints an example that the document lacks".to_owned());
            }
        }
        for (example, digest) in &stated {
            if printed.iter().all(|it| it.1 != *digest) {
                self.report(1, media, format!("the page prints no such example: {}", excerpt(example)));
            }
        }
        Ok(())
    }
}

/// The digest of a printed example, or `None` if the page prints none.
fn example_digest(content: &Content) -> Option<String> {
    match content {
        Content::Text(text) => serde_json::from_str(text).ok().map(|value| value_digest(&value)),
        Content::Digest(digest) => Some(digest.clone()),
    }
}

/// Pages print `date-time` for timestamps that are not RFC 3339, too; the document calls these `timestamp`.
fn same_format(printed: Option<&str>, stated: Option<&str>) -> bool {
    printed == stated || (printed == Some("date-time") && stated == Some("timestamp"))
}

fn list<'v>(values: impl Iterator<Item = &'v Value>) -> String {
    values.map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
}

fn excerpt(value: &Value) -> String {
    const LENGTH: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
