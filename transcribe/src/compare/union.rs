//! Options of a union on a page ↔ options of a schema.
//!
//! The grouping of nested unions and the order of options do not matter. Each printed option is compared with the schema
//! that it has the fewest differences from.

use std::collections::BTreeSet;

use crate::facts::{Scalar, Shape};
use crate::spec::{Node, SpecError, flatten_schema, schema_type, schema_values};

use super::shape::Comparison;

impl Comparison {
    /// Compares a value with a schema; both may be unions.
    pub(super) fn shape(&mut self, printed: &Shape, line: usize, node: &Node<'_>) -> Result<(), SpecError> {
        self.options(&[(line, printed)], node)
    }

    /// Compares alternatives of a value, with the lines that they begin on, with a schema.
    pub(super) fn options(&mut self, printed: &[(usize, &Shape)], node: &Node<'_>) -> Result<(), SpecError> {
        let mut options = Vec::new();
        for (line, shape) in printed {
            flatten(*line, shape, &mut options);
        }
        if options.is_empty() {
            return Ok(());
        }
        let mut schemas = Vec::new();
        flatten_schema(node, &mut schemas)?;
        if let ([(line, shape)], [schema]) = (&options[..], &schemas[..]) {
            return self.single(shape, *line, schema);
        }
        let mut used = BTreeSet::new();
        for (line, shape) in &options {
            match self.closest(shape, *line, &schemas)? {
                Some((index, mut differences)) => {
                    used.insert(index);
                    self.differences.append(&mut differences);
                }
                None => {
                    self.report(
                        *line,
                        node,
                        format!("the page prints a further option: {}", describe(shape)),
                    );
                }
            }
        }
        for (index, schema) in schemas.iter().enumerate() {
            if !used.contains(&index) && !is_any(schema) {
                let line = options.first().map_or(1, |it| it.0);
                self.report(line, schema, "the page does not print this option".to_owned());
            }
        }
        Ok(())
    }

    /// The schema with the fewest differences from a value, and these.
    fn closest(
        &mut self,
        shape: &Shape,
        line: usize,
        schemas: &[Node<'_>],
    ) -> Result<Option<(usize, Vec<super::Difference>)>, SpecError> {
        let distances: Vec<_> = schemas.iter().map(|schema| distance(shape, schema)).collect();
        let Some(least) = distances.iter().flatten().min().copied() else { return Ok(None) };
        let before = std::mem::take(&mut self.differences);
        let mut closest: Option<(usize, Vec<super::Difference>)> = None;
        for (index, schema) in schemas.iter().enumerate().filter(|it| distances[it.0] == Some(least)) {
            self.single(shape, line, schema)?;
            let found = std::mem::take(&mut self.differences);
            if closest.as_ref().is_none_or(|(_, fewest)| found.len() < fewest.len()) {
                closest = Some((index, found));
            }
        }
        self.differences = before;
        Ok(closest)
    }
}

/// The options of a union and of those within it. Values that the page does not describe are left out.
fn flatten<'p>(line: usize, shape: &'p Shape, options: &mut Vec<(usize, &'p Shape)>) {
    match shape {
        Shape::Union(nested) => nested.iter().for_each(|it| flatten(line, it, options)),
        Shape::Undescribed => {}
        Shape::Scalar(_) | Shape::Object(_) | Shape::List(_) => {
            if options.iter().all(|it| it.1 != shape) {
                options.push((line, shape));
            }
        }
    }
}

/// Whether a schema allows every value.
fn is_any(node: &Node<'_>) -> bool {
    schema_type(node).is_none()
}

/// How much a value and a schema differ at the first glance, or `None` if their kinds differ.
fn distance(shape: &Shape, node: &Node<'_>) -> Option<usize> {
    let kind = match shape {
        Shape::Scalar(scalar) => scalar.kind.name(),
        Shape::Object(_) => "object",
        Shape::List(_) => "array",
        Shape::Union(_) | Shape::Undescribed => return None,
    };
    if schema_type(node)? != kind {
        return None;
    }
    let Shape::Object(printed) = shape else { return Some(0) };
    let Some(properties) = node.get("properties") else { return Some(0) };
    let mut distance = properties.entries().filter(|(name, _)| !printed.contains_key(*name)).count();
    for (name, property) in printed {
        match properties.get(name) {
            None => distance += 1,
            Some(schema) => {
                if let Shape::Scalar(Scalar { values, .. }) = &property.shape
                    && let stated = schema_values(&schema)
                    && !stated.is_empty()
                    && !values.iter().any(|value| stated.contains(&value))
                {
                    distance += DIFFERENT_TAG;
                }
            }
        }
    }
    Some(distance)
}

/// Options without a common value for one of their properties belong together only if no others do.
const DIFFERENT_TAG: usize = 1_000;

fn describe(shape: &Shape) -> String {
    match shape {
        Shape::Scalar(scalar) => scalar.kind.name().to_owned(),
        Shape::Object(properties) => {
            let names: Vec<_> = properties.keys().take(4).map(|name| format!("`{name}`")).collect();
            format!("an object with {}", names.join(", "))
        }
        Shape::List(_) => "a list".to_owned(),
        Shape::Union(_) => "a union".to_owned(),
        Shape::Undescribed => "any value".to_owned(),
    }
}
