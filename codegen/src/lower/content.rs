//! Lowers request bodies in each of their content types.

use super::lowering::Lowering;
use super::notes::documentation;
use super::schema::nullable_type;
use crate::document::{self, Encoding, JsonType, Media, Schema};
use crate::ir::{Body, BodyForm, Content, Documentation, Origin, PairStyle, Part, PartForm, Step};

impl<'a> Lowering<'a> {
    /// Lowers a body, with JSON content types first.
    pub(super) fn body(&mut self, operation: &document::Operation, body: &'a document::Body) -> Option<Body> {
        let origin = Origin::named(&operation.id).join(Step::Body);
        let mut media: Vec<_> = body.content.iter().collect();
        media.sort_by_cached_key(|media| self.rank(media));
        let mut contents = Vec::new();
        for (index, media) in media.into_iter().enumerate() {
            self.check_encoding(media);
            let form = self.body_form(media, &origin, index);
            contents.push(Content { media_type: media_type(media, &form), form });
        }
        (!contents.is_empty()).then_some(Body {
            contents,
            required: body.required,
            documentation: Documentation { text: body.description.clone(), deprecated: false },
        })
    }

    /// Returns the preference of a content type, lowest first: `application/json`, other JSON, others.
    pub(super) fn rank(&mut self, media: &Media) -> usize {
        match media.essence().as_str() {
            "application/json" => 0,
            essence if document::is_json(essence) => 1,
            "*/*" | "application/*" if self.is_structured(media) => 1,
            _ => 2,
        }
    }

    /// Returns whether the schema of a body with a wildcard content type implies JSON.
    fn is_structured(&mut self, media: &Media) -> bool {
        media.schema.as_ref().is_some_and(|schema| {
            let schema = self.resolved(schema);
            schema.types.iter().any(|kind| *kind != JsonType::String) || !schema.properties.is_empty()
        })
    }

    fn body_form(&mut self, media: &'a Media, origin: &Origin, index: usize) -> BodyForm {
        let origin =
            if index == 0 { origin.clone() } else { origin.join(Step::ContentType(media.essence())) };
        if self.rank(media) < 2 {
            let r#type = media.schema.as_ref().map(|schema| self.schema(schema, &origin));
            return BodyForm::Json(r#type.unwrap_or(crate::ir::Type::Any));
        }
        match (media.essence().as_str(), media.schema.as_ref()) {
            ("application/x-www-form-urlencoded", Some(schema)) => {
                let styles = media.encoding.iter().filter_map(pair_style).collect();
                BodyForm::Pairs(self.schema(schema, &origin), styles)
            }
            ("application/x-www-form-urlencoded", None) => {
                BodyForm::Pairs(crate::ir::Type::FreeForm, Vec::new())
            }
            (essence, Some(schema)) if is_multipart(essence) => self.parts(media, schema, &origin),
            (essence, None) if is_multipart(essence) => BodyForm::AnyParts,
            (essence, _) if essence.starts_with("text/") && !essence.contains('*') => BodyForm::Text,
            _ => BodyForm::Bytes,
        }
    }

    /// Lowers the properties of an object as parts.
    fn parts(&mut self, media: &'a Media, schema: &Schema, origin: &Origin) -> BodyForm {
        let schema = self.resolved(schema);
        if schema.properties.is_empty() {
            return BodyForm::AnyParts;
        }
        let mut parts = Vec::new();
        for (name, property) in &schema.properties {
            // A request has no read-only part.
            let whole = self.whole_shared(property);
            if self.direction(&whole).0 {
                continue;
            }
            let encoding = media.encoding.iter().find(|encoding| encoding.property == *name);
            let (form, media_type) = self.part_form(property, encoding, &origin.property(name));
            parts.push(Part {
                location: property.location.clone(),
                name: name.clone(),
                required: schema.required.contains(name),
                form,
                content_type: encoding.and_then(content_type).or(media_type),
                default: self.default_of(property),
                documentation: documentation(&whole),
            });
        }
        if parts.is_empty() { BodyForm::AnyParts } else { BodyForm::Parts(parts) }
    }

    /// Returns the form of a part, and its content type if it is a file whose schema gives one.
    fn part_form(
        &mut self,
        property: &Schema,
        encoding: Option<&Encoding>,
        origin: &Origin,
    ) -> (PartForm, Option<String>) {
        let resolved = self.without_null(property);
        if is_bytes(&resolved) {
            return (PartForm::Bytes, part_type(resolved.bytes_type));
        }
        let items = resolved.items.as_ref().map(|items| self.without_null(items));
        if let Some(items) = items.filter(|items| resolved.allows_only(JsonType::Array) && is_bytes(items)) {
            return (PartForm::ListOfBytes, part_type(items.bytes_type));
        }
        let r#type = nullable_type(self.schema(property, origin), false);
        let form = match encoding.and_then(|encoding| encoding.content_type.as_deref()) {
            Some(content_type) if document::is_json(content_type) => PartForm::Json(r#type),
            _ => PartForm::Value(r#type),
        };
        (form, None)
    }

    /// Returns the schema without null: the only other option of a union with null. A part is omitted instead.
    fn without_null(&mut self, schema: &Schema) -> Schema {
        let resolved = self.resolved(schema);
        let mut others = resolved.options.iter().filter(|option| option.types != [JsonType::Null]);
        match (others.next(), others.next()) {
            (Some(only), None) => self.resolved(only),
            _ => resolved,
        }
    }
}

/// Returns the content type of requests. A wildcard is replaced if the body is JSON.
fn media_type(media: &Media, form: &BodyForm) -> String {
    match form {
        BodyForm::Json(_) if media.media_type.contains('*') => "application/json".to_owned(),
        // The boundary is chosen for each request.
        BodyForm::Parts(_) | BodyForm::AnyParts => {
            let pieces = media.media_type.split(';').map(str::trim);
            let is_kept = |piece: &&str| !piece.to_ascii_lowercase().starts_with("boundary=");
            pieces.filter(is_kept).collect::<Vec<_>>().join("; ")
        }
        _ => media.media_type.clone(),
    }
}

/// Returns whether a body consists of parts.
pub(super) fn is_multipart(essence: &str) -> bool {
    essence.starts_with("multipart/") && !essence.contains('*')
}

/// Returns whether a part is a file: a binary string, or a schema without constraints.
fn is_bytes(schema: &Schema) -> bool {
    let is_raw = schema.format.as_deref() == Some("binary") || schema.bytes_type.is_some();
    let is_binary = is_raw && schema.allows_only(JsonType::String);
    let is_unconstrained = schema.types.is_empty()
        && schema.options.is_empty()
        && schema.properties.is_empty()
        && schema.enumeration.is_none()
        && schema.constant.is_none()
        && schema.items.is_none();
    is_binary || is_unconstrained
}

/// Returns the content type of a part, if `encoding` specifies exactly one and it is not JSON. JSON parts have a
/// separate form.
fn content_type(encoding: &Encoding) -> Option<String> {
    let content_type = encoding.content_type.as_ref()?;
    (is_single(content_type) && !document::is_json(content_type)).then(|| content_type.clone())
}

/// Returns the content type of a file that its schema gives, unless it is the default of parts.
fn part_type(media_type: Option<String>) -> Option<String> {
    media_type.filter(|media_type| is_single(media_type) && media_type != "application/octet-stream")
}

fn is_single(content_type: &str) -> bool {
    !content_type.contains([',', '*']) && document::is_content_type(content_type)
}

/// Returns the style of a form property, if it is not the default.
fn pair_style(encoding: &Encoding) -> Option<(String, PairStyle)> {
    let explode = encoding.explode;
    let json = encoding.content_type.as_deref().is_some_and(document::is_json);
    let style = match encoding.style.as_deref() {
        Some("deepObject") => PairStyle::DeepObject,
        Some("spaceDelimited") if explode != Some(true) => PairStyle::Joined("%20"),
        Some("pipeDelimited") if explode != Some(true) => PairStyle::Joined("%7C"),
        Some("form") | None if explode == Some(false) => PairStyle::Joined(","),
        Some(_) => PairStyle::Exploded,
        None if explode == Some(true) => PairStyle::Exploded,
        None if json => PairStyle::Json,
        None => return None,
    };
    Some((encoding.property.clone(), style))
}
