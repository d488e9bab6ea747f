//! Response headers.

use super::fields::{Fields, Node};
use super::reader::Reader;
use super::{Schema, schema};
use crate::source::Location;

/// A response header.
#[derive(Clone, Debug)]
pub struct Header {
    /// Location in the document.
    pub location: Location,
    /// The name.
    pub name: String,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `schema`, or the schema of the only content type.
    pub schema: Option<Schema>,
}

impl<'a> Reader<'a> {
    /// Reads `headers` of a response. OpenAPI ignores `Content-Type` there, because `content` describes it.
    pub(super) fn headers(&mut self, fields: &mut Fields<'a>) -> Vec<Header> {
        let Some(node) = fields.take("headers") else {
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
        let mut fields = node.fields(self.diagnostics)?;
        let description = fields.annotation("description", self.diagnostics);
        let deprecated = fields.flag("deprecated", self.diagnostics);
        let schema = fields.take("schema").map(|node| schema::schema(&node, self.diagnostics));
        let content = fields.take("content").map(|node| self.content(&node)).unwrap_or_default();
        // Every header is optional when a response is read, and lists are always split at commas.
        fields.ignore(&[
            "required",
            "style",
            "explode",
            "example",
            "examples",
            "allowEmptyValue",
            "allowReserved",
        ]);
        fields.finish(&[], self.diagnostics);
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
