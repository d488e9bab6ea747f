//! Request bodies and responses, by content type.

use super::fields::{Fields, Node};
use super::header::Header;
use super::media_type::is_json;
use super::reader::Reader;
use super::token::{is_content_type, is_header_value};
use super::{Schema, schema};
use crate::diagnostic::Code;
use crate::source::{Location, Value};

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// Location in the document.
    pub location: Location,
    /// `required`.
    pub required: bool,
    /// `description`.
    pub description: Option<String>,
    /// `content`, in document order.
    pub content: Vec<Media>,
}

/// One of the responses of an operation.
#[derive(Clone, Debug)]
pub struct Response {
    /// Location in the document.
    pub location: Location,
    /// The key in `responses`: a status such as `200`, a range such as `2XX`, or `default`.
    pub status: String,
    /// `description`.
    pub description: Option<String>,
    /// `headers`.
    pub headers: Vec<Header>,
    /// `content`, in document order; empty if the response has no body.
    pub content: Vec<Media>,
}

/// A body of one content type.
#[derive(Clone, Debug)]
pub struct Media {
    /// Location in the document.
    pub location: Location,
    /// The content type as written in the document.
    pub media_type: String,
    /// `schema`.
    pub schema: Option<Schema>,
    /// `itemSchema` of OpenAPI 3.2: an item of a sequence. Only kept for a stream of events.
    pub item_schema: Option<Schema>,
    /// `example` and `examples`.
    pub examples: Vec<Example>,
    /// `encoding`: how the properties of a form, or the parts of a multipart body, are written.
    pub encoding: Vec<Encoding>,
}

impl Media {
    /// Returns the content type in lower case, without parameters.
    #[must_use]
    pub fn essence(&self) -> String {
        self.media_type.split(';').next().unwrap_or_default().trim().to_lowercase()
    }

    /// Returns whether the content type is JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        is_json(&self.essence())
    }

    /// Returns whether the body is a stream of events, or of lines of JSON.
    #[must_use]
    pub fn is_event_stream(&self) -> bool {
        self.essence() == "text/event-stream" || self.is_json_lines()
    }

    /// Returns whether each line of the body is JSON.
    #[must_use]
    pub fn is_json_lines(&self) -> bool {
        const NAMES: [&str; 6] = ["x-ndjson", "ndjson", "x-jsonl", "jsonl", "x-jsonlines", "jsonlines"];
        self.essence().strip_prefix("application/").is_some_and(|name| NAMES.contains(&name))
    }

    /// Returns the schemas of the body and its items.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        self.schema.iter().chain(&self.item_schema)
    }
}

/// How a property of a form, or a part of a multipart body, is written.
#[derive(Clone, Debug)]
pub struct Encoding {
    /// Location in the document.
    pub location: Location,
    /// The name of the property.
    pub property: String,
    /// `contentType`.
    pub content_type: Option<String>,
    /// `style`.
    pub style: Option<String>,
    /// `explode`.
    pub explode: Option<bool>,
    /// The names in `headers`, with their locations.
    pub headers: Vec<(String, Location)>,
}

/// An example from the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Location of the value.
    pub location: Location,
    /// The key in `examples`, or `example`.
    pub name: String,
    /// The value.
    pub value: Value,
}

impl<'a> Reader<'a> {
    pub(super) fn body(&mut self, node: Node<'a>) -> Option<Body> {
        let node = self.follow(node)?;
        let Some(mut fields) = node.fields(self.diagnostics) else {
            self.defect = Some("its body is not an object".to_owned());
            return None;
        };
        let required = fields.flag("required", self.diagnostics);
        let description = fields.annotation("description", self.diagnostics);
        let content = fields.required("content", "the body is ignored", self.diagnostics);
        fields.finish(&[], self.diagnostics);
        let content = content.map(|node| self.content(&node)).unwrap_or_default();
        if content.is_empty() && required {
            self.defect = Some("its body is required and has no content type".to_owned());
        }
        (!content.is_empty()).then_some(Body { location: node.location, required, description, content })
    }

    pub(super) fn responses(&mut self, fields: &mut Fields<'a>) -> Vec<Response> {
        let Some(node) = fields.take("responses") else {
            return vec![self.undocumented_response(&fields.location)];
        };
        let entries = node.entries(self.diagnostics).into_iter();
        let entries: Vec<_> = entries.filter(|(status, _)| !status.starts_with("x-")).collect();
        let are_described = !entries.is_empty() || !matches!(node.value, Value::Object(_));
        let responses = entries.into_iter().filter_map(|(status, node)| {
            let place = node.location.clone();
            let node = self.follow(node)?;
            if !is_status(status) {
                self.diagnostics.warn(
                    Code::InvalidValue,
                    &place,
                    format!("invalid status `{status}`: the response is ignored"),
                    "use a status such as `404`, a range such as `4XX`, or `default`",
                );
                return None;
            }
            self.response(status, &node)
        });
        let responses: Vec<_> = responses.collect();
        // The responses exist, but none of them can be read.
        if responses.is_empty() && are_described { vec![any_response(&node.location)] } else { responses }
    }

    /// Returns the response of an operation without `responses`, which OpenAPI 3.1 allows: a body of any
    /// type.
    fn undocumented_response(&mut self, place: &Location) -> Response {
        if self.is_3_0 {
            self.diagnostics.warn(
                Code::MissingKeyword,
                place,
                "missing `responses`: the body is returned as a byte stream",
                "describe the responses",
            );
        }
        any_response(place)
    }

    fn response(&mut self, status: &str, node: &Node<'a>) -> Option<Response> {
        let mut fields = node.fields(self.diagnostics)?;
        let description = fields.annotation("description", self.diagnostics);
        let headers = self.headers(&mut fields);
        let content = fields.take("content");
        let content = content.map(|content| self.response_content(status, &content)).unwrap_or_default();
        self.links(&mut fields);
        fields.finish(&[], self.diagnostics);
        let (location, status) = (node.location.clone(), status.to_owned());
        Some(Response { location, status, description, headers, content })
    }

    /// Reads `content` of a response. HTTP allows no body with some statuses.
    fn response_content(&mut self, status: &str, node: &Node<'a>) -> Vec<Media> {
        let content = self.content(node);
        if content.is_empty() || !matches!(status, "204" | "205" | "304") {
            return content;
        }
        self.diagnostics.warn(
            Code::InvalidValue,
            &node.location,
            format!("`content` is ignored: a response with status {status} has no body"),
            "remove `content`, or describe the status that has the body",
        );
        Vec::new()
    }

    /// Reports links, which describe possible next requests; no code is generated for them.
    fn links(&mut self, fields: &mut Fields<'a>) {
        let Some(node) = fields.take("links") else {
            return;
        };
        for (name, node) in node.entries(self.diagnostics) {
            self.diagnostics.warn(
                Code::NotInClient,
                &node.location,
                format!("link `{name}` is ignored: no code is generated for links"),
                "allow it in the settings if the client does not need it",
            );
        }
    }

    pub(super) fn content(&mut self, node: &Node<'a>) -> Vec<Media> {
        let entries = node.entries(self.diagnostics);
        entries.into_iter().map(|(media_type, node)| self.media(media_type, &node)).collect()
    }

    fn media(&mut self, media_type: &str, node: &Node<'a>) -> Media {
        self.check_content_type(media_type, &node.location);
        let (location, media_type) = (node.location.clone(), media_type.to_owned());
        let Some(mut fields) = node.fields(self.diagnostics) else {
            let (examples, encoding) = (Vec::new(), Vec::new());
            return Media { location, media_type, schema: None, item_schema: None, examples, encoding };
        };
        let schema = fields.take("schema");
        let schema = schema.map(|node| schema::schema(&node, self.diagnostics));
        let item_schema = fields.take("itemSchema");
        let examples = self.examples(&mut fields);
        let encoding = self.encoding(&mut fields);
        fields.finish(&[], self.diagnostics);
        let mut media = Media { location, media_type, schema, item_schema: None, examples, encoding };
        media.item_schema = item_schema.and_then(|node| self.item_schema(&media, &node));
        media
    }

    /// Reads `itemSchema`, which is only read for streams of events and of lines.
    fn item_schema(&mut self, media: &Media, node: &Node<'a>) -> Option<Schema> {
        if media.is_event_stream() {
            return Some(schema::schema(node, self.diagnostics));
        }
        self.diagnostics.warn(
            Code::NotInClient,
            &node.location,
            format!("`itemSchema` is ignored: the items of `{}` are not parsed", media.media_type),
            "allow it in the settings if the client does not need typed items",
        );
        None
    }

    /// Reports a content type that cannot be written into a header, and one that servers will not understand.
    fn check_content_type(&mut self, media_type: &str, place: &Location) {
        if is_content_type(media_type) {
            return;
        }
        let message = format!("`{media_type}` is not a content type");
        let help =
            "write a type, a slash and a subtype, such as `application/json`, with parameters in ASCII";
        if is_header_value(media_type) {
            self.diagnostics.warn(Code::InvalidValue, place, format!("{message}: it is sent as it is"), help);
        } else {
            self.diagnostics.error(Code::InvalidValue, place, message, help);
        }
    }

    fn encoding(&mut self, fields: &mut Fields<'a>) -> Vec<Encoding> {
        let Some(node) = fields.take("encoding") else {
            return Vec::new();
        };
        let mut encodings = Vec::new();
        for (property, node) in node.entries(self.diagnostics) {
            let Some(mut fields) = node.fields(self.diagnostics) else { continue };
            encodings.push(Encoding {
                location: node.location.clone(),
                property: property.to_owned(),
                content_type: fields.string("contentType", self.diagnostics),
                style: fields.take("style").and_then(|node| self.form_style(&node)),
                explode: fields.take("explode").and_then(|node| node.boolean(self.diagnostics)),
                headers: self.header_names(&mut fields),
            });
            // Reserved characters may be percent-encoded even with `allowReserved`.
            fields.ignore(&["allowReserved"]);
            fields.finish(&[], self.diagnostics);
        }
        encodings
    }

    /// Reads `style` of a form property. It allows the same styles as a query parameter.
    fn form_style(&mut self, node: &Node<'a>) -> Option<String> {
        const STYLES: [&str; 4] = ["form", "spaceDelimited", "pipeDelimited", "deepObject"];
        let text = node.string(self.diagnostics)?;
        if !STYLES.contains(&text) {
            self.diagnostics.warn(
                Code::InvalidValue,
                &node.location,
                format!("style `{text}` is not allowed for a property of a body and is ignored"),
                format!("one of: {}", STYLES.join(", ")),
            );
            return None;
        }
        Some(text.to_owned())
    }

    /// Returns the headers of a part. `Content-Type` is skipped because `contentType` describes it.
    fn header_names(&mut self, fields: &mut Fields<'a>) -> Vec<(String, Location)> {
        let entries = fields.take("headers").map(|node| node.entries(self.diagnostics)).unwrap_or_default();
        let entries = entries.into_iter().filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
        entries.map(|(name, node)| (name.to_owned(), node.location)).collect()
    }

    fn examples(&mut self, fields: &mut Fields<'a>) -> Vec<Example> {
        let single = fields.take_any("example").map(|node| example("example", &node));
        let mut examples: Vec<_> = single.into_iter().collect();
        let Some(node) = fields.take("examples") else {
            return examples;
        };
        for (name, node) in node.entries(self.diagnostics) {
            let node = self.follow(node);
            let fields = node.and_then(|node| node.fields(self.diagnostics));
            let Some(mut fields) = fields else { continue };
            fields.ignore(&["summary", "description"]);
            examples.extend(fields.take_any("value").map(|node| example(name, &node)));
            if let Some(node) = fields.take("externalValue") {
                self.diagnostics.warn(
                    Code::NotInClient,
                    &node.location,
                    format!("example `{name}` is ignored: its value is not part of the document"),
                    "write the example as `value`, or allow the warning in the settings",
                );
            }
            fields.finish(&[], self.diagnostics);
        }
        examples
    }
}

/// Returns a response with a body of any type.
fn any_response(place: &Location) -> Response {
    let any_media = Media {
        location: place.clone(),
        media_type: "*/*".to_owned(),
        schema: None,
        item_schema: None,
        examples: Vec::new(),
        encoding: Vec::new(),
    };
    let (status, description) = ("2XX".to_owned(), None);
    let (headers, content) = (Vec::new(), vec![any_media]);
    Response { location: place.clone(), status, description, headers, content }
}

/// Returns whether `text` is a status, a range of statuses, or `default`.
fn is_status(text: &str) -> bool {
    let mut characters = text.chars();
    let first = characters.next().is_some_and(|first| ('1'..='5').contains(&first));
    let rest = characters.as_str();
    let digits = rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit());
    text == "default" || (first && (digits || rest == "XX"))
}

fn example(name: &str, node: &Node<'_>) -> Example {
    Example { location: node.location.clone(), name: name.to_owned(), value: node.value.clone() }
}
