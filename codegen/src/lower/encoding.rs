//! What `encoding` says of the members of a body, where no code follows from it.

use super::lowering::Lowering;
use crate::diagnostic::Code;
use crate::document::{self, Encoding, JsonType, Media, Schema};
use crate::source::Location;

const WAIVE: &str = "waive it in the settings if the client is wanted without";

impl Lowering<'_> {
    /// Reports each entry that the client does not heed.
    pub(super) fn check_encoding(&mut self, media: &Media) {
        if media.encoding.is_empty() {
            return;
        }
        let place = media.location.join("encoding");
        let essence = media.essence();
        let is_form = essence == "application/x-www-form-urlencoded";
        if !is_form && essence != "multipart/form-data" {
            let what = format!("`encoding` says nothing about `{essence}`, which is no form");
            return self.not_in_client(&place, what, WAIVE);
        }
        let schema = media.schema.as_ref().map(|schema| self.resolved(schema));
        let properties = schema.map(|schema| schema.properties).unwrap_or_default();
        for entry in &media.encoding {
            if !properties.is_empty() && !properties.contains_key(&entry.member) {
                let what = format!("`{}` is no member that the schema describes", entry.member);
                self.not_in_client(&entry.location, what, WAIVE);
            }
            self.check_entry(entry, is_form);
            let property = properties.get(&entry.member).map(|property| self.resolved(property));
            self.check_content_type(entry, is_form, property.as_ref());
        }
    }

    fn check_entry(&mut self, entry: &Encoding, is_form: bool) {
        let Encoding { member, style, explode, .. } = entry;
        for (name, place) in &entry.headers {
            let what = format!("no argument is made of the header `{name}` of `{member}`");
            if is_form {
                self.not_in_client(place, format!("{what}: members of a form have none"), WAIVE);
            } else {
                let help = "give the part a header with `Part::header`, and waive this in the settings";
                self.not_in_client(place, what, help);
            }
        }
        // An element after the other is how parts are written anyhow.
        let is_usual = style.as_deref().is_none_or(|style| style == "form") && *explode != Some(false);
        if !is_form && !is_usual {
            let what =
                format!("the part `{member}` follows no style: a list is written as a part for each element");
            let help = "write it in its style by hand with the method `part`, and waive this in the settings";
            self.not_in_client(&entry.location, what, help);
        }
    }

    /// A choice of content types is the caller's, and objects are written as JSON alone.
    fn check_content_type(&mut self, entry: &Encoding, is_form: bool, property: Option<&Schema>) {
        let Some(content_type) = &entry.content_type else {
            return;
        };
        let place = entry.location.join("contentType");
        let is_object =
            |property: &Schema| property.types.contains(&JsonType::Object) || !property.properties.is_empty();
        if content_type.contains([',', '*']) {
            if !is_form {
                let what =
                    format!("nothing chooses a content type for `{}` of `{content_type}`", entry.member);
                let help = "give the part one with `Part::content_type`, and waive this in the settings";
                self.not_in_client(&place, what, help);
            }
        } else if !document::is_json(content_type) && property.is_some_and(is_object) {
            let what = format!("`{}` is written as JSON, not as `{content_type}`", entry.member);
            let help = "write it by hand with the method `part`, and waive this in the settings";
            self.not_in_client(&place, what, help);
        }
    }

    fn not_in_client(&mut self, place: &Location, what: String, help: &str) {
        self.diagnostics.warn(Code::NotInClient, place, what, help);
    }
}
