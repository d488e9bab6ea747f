//! Reports entries of `encoding` that the client does not implement.

use super::content::is_multipart;
use super::lowering::Lowering;
use crate::diagnostic::Code;
use crate::document::{self, Encoding, JsonType, Media, Schema};
use crate::source::Location;

const ALLOW: &str = "allow it in the settings if the client does not need it";

impl Lowering<'_> {
    /// Reports each entry that has no effect on the client.
    pub(super) fn check_encoding(&mut self, media: &Media) {
        if media.encoding.is_empty() {
            return;
        }
        let place = media.location.join("encoding");
        let essence = media.essence();
        let is_form = essence == "application/x-www-form-urlencoded";
        if !is_form && !is_multipart(&essence) {
            let message = format!("`encoding` has no effect on `{essence}`, which is not a form");
            return self.not_in_client(&place, message, ALLOW);
        }
        let schema = media.schema.as_ref().map(|schema| self.resolved(schema));
        let properties = schema.map(|schema| schema.properties).unwrap_or_default();
        for entry in &media.encoding {
            if !properties.is_empty() && !properties.contains_key(&entry.property) {
                let message = format!("`{}` is not a property of the schema", entry.property);
                self.not_in_client(&entry.location, message, ALLOW);
            }
            self.check_entry(entry, is_form);
            let property = properties.get(&entry.property).map(|property| self.resolved(property));
            self.check_content_type(entry, is_form, property.as_ref());
        }
    }

    fn check_entry(&mut self, entry: &Encoding, is_form: bool) {
        let Encoding { property, style, explode, .. } = entry;
        for (name, place) in &entry.headers {
            let message = format!("header `{name}` of `{property}` is not generated as an argument");
            if is_form {
                let message = format!("{message}: properties of a URL-encoded form have no headers");
                self.not_in_client(place, message, ALLOW);
            } else {
                let help = "set the header with `Part::header`, and allow this in the settings";
                self.not_in_client(place, message, help);
            }
        }
        // One part for each element, as with `explode`, is the only serialization of lists.
        let is_default = style.as_deref().is_none_or(|style| style == "form") && *explode != Some(false);
        if !is_form && !is_default {
            let message =
                format!("style of part `{property}` is ignored: a list is sent as a part for each element");
            let help = "serialize the part yourself with the method `part`, and allow this in the settings";
            self.not_in_client(&entry.location, message, help);
        }
    }

    /// Reports a choice of content types, which is left to the caller, and objects that are not JSON.
    fn check_content_type(&mut self, entry: &Encoding, is_form: bool, property: Option<&Schema>) {
        let Some(content_type) = &entry.content_type else {
            return;
        };
        let place = entry.location.join("contentType");
        let is_object =
            |property: &Schema| property.types.contains(&JsonType::Object) || !property.properties.is_empty();
        if content_type.contains([',', '*']) {
            if !is_form {
                let message = format!(
                    "`{}` has a choice of content types, `{content_type}`; none is set",
                    entry.property
                );
                let help = "set one with `Part::content_type`, and allow this in the settings";
                self.not_in_client(&place, message, help);
            }
        } else if !document::is_content_type(content_type) && !is_form {
            let message =
                format!("`{content_type}` is not a content type; none is set for `{}`", entry.property);
            let help = "correct it, or set one with `Part::content_type`, and allow this in the settings";
            self.not_in_client(&place, message, help);
        } else if !document::is_json(content_type) && property.is_some_and(is_object) {
            let message = format!("`{}` is sent as JSON, not as `{content_type}`", entry.property);
            let help = "serialize it yourself with the method `part`, and allow this in the settings";
            self.not_in_client(&place, message, help);
        }
    }

    fn not_in_client(&mut self, place: &Location, message: String, help: &str) {
        self.diagnostics.warn(Code::NotInClient, place, message, help);
    }
}
