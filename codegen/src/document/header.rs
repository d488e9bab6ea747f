//! Headers of answers.

use super::members::{Members, Node};
use super::reading::Reading;
use super::{Schema, schema};
use crate::source::Location;

/// A header of an answer.
#[derive(Clone, Debug)]
pub struct Header {
    /// Where it stands.
    pub location: Location,
    /// Its name.
    pub name: String,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `schema`, or that of its one content type.
    pub schema: Option<Schema>,
}

impl<'a> Reading<'a> {
    /// `headers` of an answer. One called `Content-Type` has no meaning in OpenAPI, because `content` says it.
    pub(super) fn headers(&mut self, members: &mut Members<'a>) -> Vec<Header> {
        let Some(node) = members.take("headers") else {
            return Vec::new();
        };
        let entries = node.entries(self.diagnostics).into_iter();
        let entries = entries.filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
        let headers = entries.filter_map(|(name, node)| {
            let node = self.follow(node)?;
            self.header(name, &node)
        });
        headers.collect()
    }

    fn header(&mut self, name: &str, node: &Node<'a>) -> Option<Header> {
        let mut members = node.members(self.diagnostics)?;
        let description = members.remark("description", self.diagnostics);
        let deprecated = members.flag("deprecated", self.diagnostics);
        let schema = members.take("schema").and_then(|node| schema::schema(&node, self.diagnostics));
        let content = members.take("content").map(|node| self.content(&node)).unwrap_or_default();
        // Whether it is there shows in the answer, and lists are told by their commas whatever is said.
        members.leave_out(&[
            "required",
            "style",
            "explode",
            "example",
            "examples",
            "allowEmptyValue",
            "allowReserved",
        ]);
        members.finish(&[], self.diagnostics);
        let schema = schema.or_else(|| content.into_iter().next()?.schema);
        Some(Header {
            location: node.location.clone(),
            name: name.to_owned(),
            description,
            deprecated,
            schema,
        })
    }
}
