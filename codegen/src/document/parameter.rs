//! Parameters: where they travel and in which style.

use super::members::{Members, Node};
use super::reading::Reading;
use super::{Schema, schema};
use crate::diagnostic::Code;
use crate::source::Location;

/// One parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Where it stands.
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
    /// `schema`, or that of its one content type; absent if that has none.
    pub schema: Option<Schema>,
    /// How it is written.
    pub writing: Writing,
}

/// How a parameter is written.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Writing {
    /// `style`, or the one that is meant without it.
    pub style: Style,
    /// `explode`, or what is meant without it.
    pub explode: bool,
    /// `allowReserved`.
    pub allow_reserved: bool,
}

/// Where a parameter travels.
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
    /// The word of `in`.
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

/// What a parameter looks like.
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
    /// No style: JSON text, because `content` says so.
    Json,
}

impl Style {
    /// All that `style` may say.
    const NAMED: [Self; 7] = [
        Self::Simple,
        Self::Label,
        Self::Matrix,
        Self::Form,
        Self::SpaceDelimited,
        Self::PipeDelimited,
        Self::DeepObject,
    ];

    /// The word of `style`.
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

/// Headers that OpenAPI says elsewhere: a parameter of this name has no meaning.
const SAID_ELSEWHERE: [&str; 3] = ["accept", "authorization", "content-type"];

impl<'a> Reading<'a> {
    pub(super) fn parameters(&mut self, members: &mut Members<'a>) -> Vec<Parameter> {
        let Some(node) = members.take("parameters") else {
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
        let mut members = node.members(self.diagnostics)?;
        let name = members.required("name", self.diagnostics);
        let name = name.and_then(|node| node.text(self.diagnostics));
        let place = members.required("in", self.diagnostics);
        let place = place.and_then(|node| self.place(&node));
        let required = members.flag("required", self.diagnostics);
        let description = members.remark("description", self.diagnostics);
        let deprecated = members.flag("deprecated", self.diagnostics);
        let style = self.style(&mut members, place);
        let explode = members.take("explode").and_then(|node| node.boolean(self.diagnostics));
        let allow_reserved = members.flag("allowReserved", self.diagnostics);
        let (found, style) = self.parameter_schema(&mut members, style)?;
        // An empty value is sent as `name=` whatever `allowEmptyValue` says.
        members.leave_out(&["example", "examples", "allowEmptyValue"]);
        members.finish(&[], self.diagnostics);
        let (name, place) = (name?, place?);
        if place == Place::Header && SAID_ELSEWHERE.contains(&name.to_lowercase().as_str()) {
            self.diagnostics.warn(
                Code::NotInClient,
                &node.location,
                format!("a header parameter `{name}` has no meaning in OpenAPI"),
                "describe content types under `content` and tokens under `security`, and waive it in the settings",
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
            schema: found,
            writing: Writing {
                style,
                explode: explode.unwrap_or(matches!(style, Style::Form | Style::DeepObject)),
                allow_reserved,
            },
        })
    }

    /// The schema and the style: of `schema`, or of the one content type.
    fn parameter_schema(
        &mut self,
        members: &mut Members<'a>,
        style: Style,
    ) -> Option<(Option<Schema>, Style)> {
        let content = members.take("content");
        let found = match &content {
            Some(_) => members.take("schema"),
            None => members.required("schema", self.diagnostics),
        };
        let Some(content) = content else {
            return Some((Some(schema::schema(&found?, self.diagnostics)?), style));
        };
        if let Some(found) = found {
            self.diagnostics.error(
                Code::InvalidValue,
                &found.location,
                "`schema` and `content` exclude each other",
                "take one of the two out",
            );
        }
        let mut media = self.content(&content);
        let (Some(only), true) = (media.pop(), media.is_empty()) else {
            self.diagnostics.error(
                Code::InvalidValue,
                &content.location,
                "`content` of a parameter must have exactly one entry",
                "describe the one content type that the parameter has",
            );
            return None;
        };
        let style = if only.is_json() { Style::Json } else { style };
        Some((only.schema, style))
    }

    /// What `style` says, or what OpenAPI means without it.
    fn style(&mut self, members: &mut Members<'a>, place: Option<Place>) -> Style {
        let known = place.map_or(&Style::NAMED[..], Place::styles);
        let meant = known.first().copied().unwrap_or(Style::Simple);
        let Some(node) = members.take("style") else {
            return meant;
        };
        let Some(text) = node.text(self.diagnostics) else {
            return meant;
        };
        if let Some(style) = known.iter().find(|style| style.as_str() == text) {
            return *style;
        }
        let names: Vec<_> = known.iter().map(|style| style.as_str()).collect();
        self.diagnostics.error(
            Code::InvalidValue,
            &node.location,
            format!("a parameter in the {} has no style `{text}`", place.map_or("", Place::as_str)),
            format!("one of: {}", names.join(", ")),
        );
        meant
    }

    fn place(&mut self, node: &Node<'_>) -> Option<Place> {
        let text = node.text(self.diagnostics)?;
        let places = [Place::Path, Place::Query, Place::Header, Place::Cookie];
        let place = places.into_iter().find(|place| place.as_str() == text);
        if place.is_none() {
            self.diagnostics.error(
                Code::InvalidValue,
                &node.location,
                format!("`{text}` is no place for a parameter"),
                "one of: path, query, header, cookie",
            );
        }
        place
    }
}
