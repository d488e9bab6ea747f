//! Parameters, with their locations and styles.

use super::fields::{Fields, Node};
use super::reader::Reader;
use super::{Schema, schema};
use crate::diagnostic::Code;
use crate::source::Location;

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Location in the document.
    pub location: Location,
    /// `name`.
    pub name: String,
    /// `in`.
    pub place: Place,
    /// `required`.
    pub required: bool,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `schema`, or the schema of the only content type, if it has one.
    pub schema: Option<Schema>,
    /// How the value is written in the request.
    pub writing: Writing,
}

/// How the value of a parameter is written in a request.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Writing {
    /// `style`, or its default.
    pub style: Style,
    /// `explode`, or its default.
    pub explode: bool,
    /// `allowReserved`.
    pub allow_reserved: bool,
}

/// The location of a parameter in the request.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

impl Place {
    /// Returns the value of `in`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }

    fn styles(self) -> &'static [Style] {
        match self {
            Self::Path => &[Style::Simple, Style::Label, Style::Matrix],
            Self::Query => &[Style::Form, Style::SpaceDelimited, Style::PipeDelimited, Style::DeepObject],
            Self::Header => &[Style::Simple],
            Self::Cookie => &[Style::Form],
        }
    }
}

/// The serialization style of a parameter.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Style {
    /// `simple`
    Simple,
    /// `label`
    Label,
    /// `matrix`
    Matrix,
    /// `form`
    Form,
    /// `spaceDelimited`
    SpaceDelimited,
    /// `pipeDelimited`
    PipeDelimited,
    /// `deepObject`
    DeepObject,
    /// JSON text, because the parameter is described by `content`.
    Json,
}

impl Style {
    /// All values of `style`.
    const NAMED: [Self; 7] = [
        Self::Simple,
        Self::Label,
        Self::Matrix,
        Self::Form,
        Self::SpaceDelimited,
        Self::PipeDelimited,
        Self::DeepObject,
    ];

    /// Returns the value of `style`, or `json` for [`Style::Json`].
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Label => "label",
            Self::Matrix => "matrix",
            Self::Form => "form",
            Self::SpaceDelimited => "spaceDelimited",
            Self::PipeDelimited => "pipeDelimited",
            Self::DeepObject => "deepObject",
            Self::Json => "json",
        }
    }
}

/// The effect of an invalid parameter.
const IGNORED: &str = "the parameter is ignored";

/// Headers that OpenAPI ignores as parameters, because other keywords describe them.
const IGNORED_HEADERS: [&str; 3] = ["accept", "authorization", "content-type"];

impl<'a> Reader<'a> {
    pub(super) fn parameters(&mut self, fields: &mut Fields<'a>) -> Vec<Parameter> {
        let Some(node) = fields.take("parameters") else {
            return Vec::new();
        };
        let elements = node.elements(self.diagnostics);
        let parameters = elements.into_iter().filter_map(|node| {
            let node = self.follow(node)?;
            self.parameter(&node)
        });
        parameters.collect()
    }

    fn parameter(&mut self, node: &Node<'a>) -> Option<Parameter> {
        let mut fields = node.fields(self.diagnostics)?;
        let name = fields.required("name", IGNORED, self.diagnostics);
        let name = name.and_then(|node| node.string(self.diagnostics));
        let place = fields.required("in", IGNORED, self.diagnostics);
        let place = place.and_then(|node| self.place(&node));
        let required = fields.flag("required", self.diagnostics);
        let description = fields.annotation("description", self.diagnostics);
        let deprecated = fields.flag("deprecated", self.diagnostics);
        let style = self.style(&mut fields, place);
        let explode = fields.take("explode").and_then(|node| node.boolean(self.diagnostics));
        let allow_reserved = fields.flag("allowReserved", self.diagnostics);
        let (schema, style) = self.parameter_schema(&mut fields, style);
        // Empty values are sent as `name=`, regardless of `allowEmptyValue`.
        fields.ignore(&["example", "examples", "allowEmptyValue"]);
        fields.finish(&[], self.diagnostics);
        let (Some(name), Some(place)) = (name, place) else {
            if required {
                let name = name.map_or("a parameter".to_owned(), |name| format!("parameter `{name}`"));
                self.defect = Some(format!("{name} is required, and its description is invalid"));
            }
            return None;
        };
        if place == Place::Header && IGNORED_HEADERS.contains(&name.to_lowercase().as_str()) {
            self.diagnostics.warn(
                Code::NotInClient,
                &node.location,
                format!("header parameter `{name}` is ignored, as OpenAPI requires"),
                "describe content types with `content` and credentials with `security`, or allow it in the settings",
            );
            return None;
        }
        Some(Parameter {
            location: node.location.clone(),
            name: name.to_owned(),
            place,
            required,
            description,
            deprecated,
            schema,
            writing: Writing {
                style,
                explode: explode.unwrap_or(matches!(style, Style::Form | Style::DeepObject)),
                allow_reserved,
            },
        })
    }

    /// Reads `schema`, or the only entry of `content`, and returns the schema and the style.
    fn parameter_schema(&mut self, fields: &mut Fields<'a>, style: Style) -> (Option<Schema>, Style) {
        let content = fields.take("content");
        let schema = match &content {
            Some(_) => fields.take("schema"),
            None => fields.required("schema", "any value is accepted", self.diagnostics),
        };
        let Some(content) = content else {
            return (schema.map(|node| schema::schema(&node, self.diagnostics)), style);
        };
        if let Some(schema) = schema {
            self.diagnostics.warn(
                Code::InvalidValue,
                &schema.location,
                "`schema` is ignored: `schema` and `content` are mutually exclusive",
                "remove one of them",
            );
        }
        let media = self.content(&content);
        if media.len() != 1 {
            let used =
                media.first().map_or("none is used".to_owned(), |it| format!("`{}` is used", it.media_type));
            self.diagnostics.warn(
                Code::InvalidValue,
                &content.location,
                format!("`content` of a parameter must have exactly one entry: {used}"),
                "keep only the content type that the parameter uses",
            );
        }
        let Some(used) = media.into_iter().next() else { return (None, style) };
        let style = if used.is_json() { Style::Json } else { style };
        (used.schema, style)
    }

    /// Reads `style`, or returns its default for the location of the parameter.
    fn style(&mut self, fields: &mut Fields<'a>, place: Option<Place>) -> Style {
        let allowed = place.map_or(&Style::NAMED[..], Place::styles);
        let default = allowed.first().copied().unwrap_or(Style::Simple);
        let Some(node) = fields.take("style") else {
            return default;
        };
        let Some(text) = node.string(self.diagnostics) else {
            return default;
        };
        if let Some(style) = allowed.iter().find(|style| style.as_str() == text) {
            return *style;
        }
        let names: Vec<_> = allowed.iter().map(|style| style.as_str()).collect();
        self.diagnostics.warn(
            Code::InvalidValue,
            &node.location,
            match place {
                Some(place) => format!(
                    "style `{text}` is not allowed for a {} parameter: `{}` is used",
                    place.as_str(),
                    default.as_str()
                ),
                None => format!("unknown style `{text}`"),
            },
            format!("one of: {}", names.join(", ")),
        );
        default
    }

    fn place(&mut self, node: &Node<'_>) -> Option<Place> {
        let text = node.string(self.diagnostics)?;
        let places = [Place::Path, Place::Query, Place::Header, Place::Cookie];
        let place = places.into_iter().find(|place| place.as_str() == text);
        if place.is_none() {
            self.diagnostics.warn(
                Code::InvalidValue,
                &node.location,
                format!("invalid parameter location `{text}`: {IGNORED}"),
                "one of: path, query, header, cookie",
            );
        }
        place
    }
}
