//! Request bodies and answers, by their content types.

use super::header::Header;
use super::members::{Members, Node};
use super::reading::Reading;
use super::{Schema, schema};
use crate::diagnostic::Code;
use crate::source::{Location, Value};

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// Where it stands.
    pub location: Location,
    /// `required`.
    pub required: bool,
    /// `description`.
    pub description: Option<String>,
    /// `content`, in the document's order.
    pub content: Vec<Media>,
}

/// One of the answers.
#[derive(Clone, Debug)]
pub struct Response {
    /// Where it stands.
    pub location: Location,
    /// The status: `200`, `2XX` or `default`.
    pub status: String,
    /// `description`.
    pub description: Option<String>,
    /// `headers`.
    pub headers: Vec<Header>,
    /// `content`, in the document's order; empty for an empty body.
    pub content: Vec<Media>,
}

/// A body in one content type.
#[derive(Clone, Debug)]
pub struct Media {
    /// Where it stands.
    pub location: Location,
    /// The content type as it is written.
    pub media_type: String,
    /// `schema`.
    pub schema: Option<Schema>,
    /// The documented examples.
    pub examples: Vec<Example>,
    /// `encoding`: how members of a form or parts are written.
    pub encoding: Vec<Encoding>,
}

impl Media {
    /// The content type without its parameters, in small letters.
    #[must_use]
    pub fn essence(&self) -> String {
        self.media_type.split(';').next().unwrap_or_default().trim().to_lowercase()
    }

    /// Whether it is JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        is_json(&self.essence())
    }
}

/// Whether a content type is JSON.
#[must_use]
pub fn is_json(essence: &str) -> bool {
    matches!(essence, "application/json" | "text/json") || essence.ends_with("+json")
}

/// How a member of a form or a part is written.
#[derive(Clone, Debug)]
pub struct Encoding {
    /// Where it stands.
    pub location: Location,
    /// The member.
    pub member: String,
    /// `contentType`.
    pub content_type: Option<String>,
    /// `style`.
    pub style: Option<String>,
    /// `explode`.
    pub explode: Option<bool>,
    /// The names in `headers`, and where they stand.
    pub headers: Vec<(String, Location)>,
}

/// A documented example.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Where its value stands.
    pub location: Location,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Value,
}

impl<'a> Reading<'a> {
    pub(super) fn body(&mut self, node: Node<'a>) -> Option<Body> {
        let node = self.follow(node)?;
        let mut members = node.members(self.diagnostics)?;
        let required = members.flag("required", self.diagnostics);
        let description = members.remark("description", self.diagnostics);
        let content = members.required("content", self.diagnostics);
        members.finish(&[], self.diagnostics);
        let content = self.content(&content?);
        (!content.is_empty()).then_some(Body { location: node.location, required, description, content })
    }

    pub(super) fn responses(&mut self, members: &mut Members<'a>) -> Vec<Response> {
        let Some(node) = members.take("responses") else {
            return vec![self.undescribed(&members.location)];
        };
        let entries = node.entries(self.diagnostics).into_iter();
        let entries = entries.filter(|(status, _)| !status.starts_with("x-"));
        let responses = entries.filter_map(|(status, node)| {
            let place = node.location.clone();
            let node = self.follow(node)?;
            if !is_status(status) {
                self.diagnostics.error(
                    Code::InvalidValue,
                    &place,
                    format!("`{status}` is no status"),
                    "one of: a status such as `404`, a range such as `4XX`, `default`",
                );
                return None;
            }
            self.response(status, &node)
        });
        responses.collect()
    }

    /// What is answered where nothing is said of it, as OpenAPI allows since 3.1: it is given as it is.
    fn undescribed(&mut self, place: &Location) -> Response {
        if self.is_3_0 {
            self.diagnostics.warn(
                Code::MissingKeyword,
                place,
                "`responses` is missing: answers are given as they are",
                "describe the answers",
            );
        }
        let anything = Media {
            location: place.clone(),
            media_type: "*/*".to_owned(),
            schema: None,
            examples: Vec::new(),
            encoding: Vec::new(),
        };
        let (status, description) = ("2XX".to_owned(), None);
        Response {
            location: place.clone(),
            status,
            description,
            headers: Vec::new(),
            content: vec![anything],
        }
    }

    fn response(&mut self, status: &str, node: &Node<'a>) -> Option<Response> {
        let mut members = node.members(self.diagnostics)?;
        let description = members.remark("description", self.diagnostics);
        let headers = self.headers(&mut members);
        let content = members.take("content");
        let content = content.map(|content| self.content(&content)).unwrap_or_default();
        self.links(&mut members);
        members.finish(&[], self.diagnostics);
        let (location, status) = (node.location.clone(), status.to_owned());
        Some(Response { location, status, description, headers, content })
    }

    /// Links say how to go on after an answer; no code is made of them.
    fn links(&mut self, members: &mut Members<'a>) {
        let Some(node) = members.take("links") else {
            return;
        };
        for (name, node) in node.entries(self.diagnostics) {
            self.diagnostics.warn(
                Code::NotInClient,
                &node.location,
                format!("no code is made of the link `{name}`"),
                "waive it in the settings if the client is wanted without",
            );
        }
    }

    pub(super) fn content(&mut self, node: &Node<'a>) -> Vec<Media> {
        let entries = node.entries(self.diagnostics);
        entries.into_iter().filter_map(|(media_type, node)| self.media(media_type, &node)).collect()
    }

    fn media(&mut self, media_type: &str, node: &Node<'a>) -> Option<Media> {
        let mut members = node.members(self.diagnostics)?;
        let found = members.take("schema");
        let schema = found.and_then(|node| schema::schema(&node, self.diagnostics));
        let examples = self.examples(&mut members);
        let encoding = self.encoding(&mut members);
        members.finish(&[], self.diagnostics);
        let (location, media_type) = (node.location.clone(), media_type.to_owned());
        Some(Media { location, media_type, schema, examples, encoding })
    }

    fn encoding(&mut self, members: &mut Members<'a>) -> Vec<Encoding> {
        let Some(node) = members.take("encoding") else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for (member, node) in node.entries(self.diagnostics) {
            let Some(mut members) = node.members(self.diagnostics) else { continue };
            all.push(Encoding {
                location: node.location.clone(),
                member: member.to_owned(),
                content_type: members.text("contentType", self.diagnostics),
                style: members.take("style").and_then(|node| self.form_style(&node)),
                explode: members.take("explode").and_then(|node| node.boolean(self.diagnostics)),
                headers: self.header_names(&mut members),
            });
            // Reserved characters may be encoded all the same.
            members.leave_out(&["allowReserved"]);
            members.finish(&[], self.diagnostics);
        }
        all
    }

    /// `style` of a member of a form: those that a query parameter may have.
    fn form_style(&mut self, node: &Node<'a>) -> Option<String> {
        const STYLES: [&str; 4] = ["form", "spaceDelimited", "pipeDelimited", "deepObject"];
        let text = node.text(self.diagnostics)?;
        if !STYLES.contains(&text) {
            self.diagnostics.error(
                Code::InvalidValue,
                &node.location,
                format!("a member of a body has no style `{text}`"),
                format!("one of: {}", STYLES.join(", ")),
            );
            return None;
        }
        Some(text.to_owned())
    }

    /// The headers of a part, but for the content type, which has a keyword of its own.
    fn header_names(&mut self, members: &mut Members<'a>) -> Vec<(String, Location)> {
        let entries = members.take("headers").map(|node| node.entries(self.diagnostics)).unwrap_or_default();
        let entries = entries.into_iter().filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
        entries.map(|(name, node)| (name.to_owned(), node.location)).collect()
    }

    fn examples(&mut self, members: &mut Members<'a>) -> Vec<Example> {
        let single = members.take_any("example").map(|node| example("example", &node));
        let mut examples: Vec<_> = single.into_iter().collect();
        let Some(node) = members.take("examples") else {
            return examples;
        };
        for (name, node) in node.entries(self.diagnostics) {
            let node = self.follow(node);
            let members = node.and_then(|node| node.members(self.diagnostics));
            let Some(mut members) = members else { continue };
            members.leave_out(&["summary", "description"]);
            examples.extend(members.take_any("value").map(|node| example(name, &node)));
            members.finish(&["externalValue"], self.diagnostics);
        }
        examples
    }
}

/// A status, a range of statuses, or `default`.
fn is_status(text: &str) -> bool {
    let mut letters = text.chars();
    let first = letters.next().is_some_and(|first| ('1'..='5').contains(&first));
    let rest = letters.as_str();
    let digits = rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit());
    text == "default" || (first && (digits || rest == "XX"))
}

fn example(name: &str, node: &Node<'_>) -> Example {
    Example { location: node.location.clone(), name: name.to_owned(), value: node.value.clone() }
}
