//! Facts of a page ↔ operation of the document.
//!
//! What a page cannot print is not compared: whether objects, lists and unions are required, bounds of numbers, and null.
//! A value that a page does not describe may have any schema.

mod set;
mod shape;
mod union;

use std::fmt;

use crate::facts::{Body, Page, Property};
use crate::spec::{Node, Operation, Place, SpecError};

pub use set::{Report, compare_all};

use shape::Comparison;

/// A fact on which a page and the document disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The line in the page, counted from 1.
    pub line: usize,
    /// The place in the document.
    pub place: Place,
    /// The value within the operation, for example `response.data.id`.
    pub value: String,
    /// What differs.
    pub message: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}`: {}", self.value, self.message)
    }
}

/// Compares a page with the operation that it describes.
fn compare(page: &Page, operation: &Operation<'_>, comparison: &mut Comparison) -> Result<(), SpecError> {
    head(page, operation, comparison);
    parameters(page, operation, comparison)?;
    request(page, operation, comparison)?;
    response(page, operation, comparison)
}

fn head(page: &Page, operation: &Operation<'_>, comparison: &mut Comparison) {
    let node = &operation.node;
    let printed = page.permission.as_deref();
    let stated = node.text("x-required-permission");
    if printed != stated {
        comparison.differs(1, node, "required permission", printed, stated);
    }
    if let Some(server) = page.server.as_deref() {
        let stated: Vec<_> = operation.servers.iter().flat_map(Node::items).collect();
        let stated: Vec<_> = stated.iter().filter_map(|it| it.text("url")).collect();
        if stated != [server] {
            comparison.differs(1, node, "server", Some(server), Some(&*stated.join("`, `")));
        }
    }
    match (page.deprecation.is_some(), node.flag("deprecated")) {
        (true, false) => {
            comparison.report(1, node, "the page says that the operation is deprecated".to_owned());
        }
        (false, true) => {
            comparison.report(1, node, "deprecated, but the page does not say so".to_owned());
        }
        (true, true) | (false, false) => {}
    }
}

fn parameters(page: &Page, operation: &Operation<'_>, comparison: &mut Comparison) -> Result<(), SpecError> {
    for (location, printed) in [("path", &page.path_parameters), ("query", &page.query_parameters)] {
        for (name, property) in printed {
            let stated = operation.parameters.iter().find(|it| it.location == location && it.name == name);
            comparison.enter(name);
            match stated {
                Some(stated) => parameter(property, &stated.node, comparison)?,
                None => comparison.report(
                    property.line,
                    &operation.node,
                    format!("the page prints this {location} parameter, which the document lacks"),
                ),
            }
            comparison.leave();
        }
        let unprinted = operation.parameters.iter().filter(|it| it.location == location);
        for parameter in unprinted.filter(|it| !printed.contains_key(it.name)) {
            let in_route =
                location == "path" && page.paths.iter().all(|it| it.contains(&template(parameter.name)));
            if !in_route {
                comparison.enter(parameter.name);
                comparison.report(
                    1,
                    &parameter.node,
                    format!("the page prints no such {location} parameter"),
                );
                comparison.leave();
            }
        }
    }
    Ok(())
}

fn template(name: &str) -> String {
    format!("{{{name}}}")
}

fn parameter(printed: &Property, stated: &Node<'_>, comparison: &mut Comparison) -> Result<(), SpecError> {
    comparison.required(printed, stated.flag("required"), stated);
    match stated.get("schema") {
        Some(schema) => comparison.shape(&printed.shape, printed.line, &schema),
        None => Ok(()),
    }
}

fn request(page: &Page, operation: &Operation<'_>, comparison: &mut Comparison) -> Result<(), SpecError> {
    comparison.enter("request");
    match (&page.request[..], &operation.request) {
        ([], None) => {}
        ([], Some(stated)) => comparison.report(1, stated, "the page prints no request body".to_owned()),
        ([first, ..], None) => {
            comparison.report(
                first.line,
                &operation.node,
                "the page prints a request body, which the document lacks".to_owned(),
            );
        }
        (bodies, Some(stated)) => {
            if let Some(schema) = stated.get("schema") {
                let options: Vec<_> = bodies.iter().map(|Body { line, shape }| (*line, shape)).collect();
                comparison.options(&options, &schema)?;
            }
            comparison.examples(&page.request_examples, stated)?;
        }
    }
    comparison.leave();
    Ok(())
}

fn response(page: &Page, operation: &Operation<'_>, comparison: &mut Comparison) -> Result<(), SpecError> {
    comparison.enter("response");
    let success =
        page.responses.iter().find(|it| (200..300).contains(&it.status)).map_or(200, |it| it.status);
    let stated = operation.response(success);
    let described = page.response.as_ref();
    match (described, &stated) {
        (None, None) => {}
        (None, Some(stated)) => comparison.report(1, stated, "the page prints no response body".to_owned()),
        (Some(body), None) => comparison.report(
            body.line,
            &operation.node,
            "the page prints a response body, which the document lacks".to_owned(),
        ),
        (Some(body), Some(stated)) => {
            if let Some(schema) = stated.get("schema") {
                comparison.shape(&body.shape, body.line, &schema)?;
            }
        }
    }
    for response in &page.responses {
        let stated = operation.responses.iter().find(|it| it.0 == response.status.to_string());
        let line = response.examples.first().map_or(1, |it| it.line);
        match stated {
            None => comparison.report(
                line,
                &operation.node,
                format!("the page prints the status {}, which the document lacks", response.status),
            ),
            Some(_) if response.status != success => {}
            Some((_, node)) => {
                let media = operation.response(response.status);
                comparison.examples(&response.examples, media.as_ref().unwrap_or(node))?;
            }
        }
    }
    comparison.leave();
    Ok(())
}
