//! Reports settings that match nothing in the document. `names`, `words` and `allow` are checked
//! where they are used; the settings that affect lowering are checked here.

use std::collections::BTreeSet;

use super::references;
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Document, JsonType, Operation, Schema};
use crate::ir::{Api, Response, ResponseForm};
use crate::settings::{ConstructorProperty, PagedOperation, Pagination, Settings};
use crate::source::Location;

/// The settings, the lowered document, and the indices of the settings that were used.
pub(super) struct StaleSettings<'a> {
    pub api: &'a Api,
    pub document: &'a Document,
    pub settings: &'a Settings,
    pub used_constructor_properties: Vec<usize>,
    pub used_orders: Vec<usize>,
    pub used_omitted: BTreeSet<usize>,
    pub used_pages: Vec<usize>,
    pub used_formats: BTreeSet<String>,
}

/// The key of a setting, with a slash before that of a nested one, its index in a list, and the message.
type Stale = (&'static str, Option<usize>, String);

impl StaleSettings<'_> {
    /// Reports each setting without effect.
    pub fn report(&self, settings_file: &str, diagnostics: &mut Diagnostics) {
        let help = "remove the entry, or correct it";
        for format in self.settings.formats.keys().filter(|format| !self.used_formats.contains(*format)) {
            let place = Location::root(settings_file).join("formats").join(format);
            let has_format = |schema: &Schema| schema.formats().any(|it| it == format);
            let is_number = |schema: &Schema| has_format(schema) && schema.types.contains(&JsonType::Number);
            let message = match format.as_str() {
                "date-time" => "strings with the format `date-time` are timestamps".to_owned(),
                format if self.any_schema(&is_number) => {
                    format!("numbers with the format `{format}` are a `Number`, which keeps all digits")
                }
                format if self.any_schema(&has_format) => {
                    format!("no string that may have any value has the format `{format}`")
                }
                format => format!("no string has the format `{format}`"),
            };
            diagnostics.error(Code::SettingWithoutEffect, &place, message, help);
        }
        let all = [
            self.constructor_properties(),
            self.omitted_required(),
            self.orders(),
            self.pages(),
            self.shapes(),
            self.lists(),
        ];
        for (key, index, message) in all.into_iter().flatten() {
            let place = key.split('/').fold(Location::root(settings_file), |place, key| place.join(key));
            let place = index.map_or(place.clone(), |index| place.join(&index.to_string()));
            diagnostics.error(Code::SettingWithoutEffect, &place, message, help);
        }
    }

    fn constructor_properties(&self) -> Vec<Stale> {
        let entries = self.settings.constructor_properties.iter().enumerate();
        let unused = entries.filter(|(index, _)| !self.used_constructor_properties.contains(index));
        let message = |(index, entry): (usize, &ConstructorProperty)| {
            let message = format!("`{}` has no optional property `{}`", entry.schema, entry.property);
            ("constructor_properties", Some(index), message)
        };
        unused.map(message).collect()
    }

    fn omitted_required(&self) -> Vec<Stale> {
        let Some(omitted) = &self.settings.omitted_required else { return Vec::new() };
        let unused = omitted.at.iter().enumerate().filter(|(index, _)| !self.used_omitted.contains(index));
        let message = |at: &str| format!("no required property is at `{at}`");
        let mut stale: Vec<Stale> =
            unused.map(|(index, at)| ("omitted_required/at", Some(index), message(at))).collect();
        let is_found = self.api.omitted_required.iter().any(|property| !property.examples.is_empty());
        if omitted.examples && !is_found {
            let message = "no documented example omits a required property".to_owned();
            stale.push(("omitted_required/examples", None, message));
        }
        stale
    }

    fn orders(&self) -> Vec<Stale> {
        let entries = self.settings.union_order.iter().enumerate();
        let unused = entries.filter(|(index, _)| !self.used_orders.contains(index));
        let message = |at: &str| format!("`{at}` is not a union");
        unused.map(|(index, entry)| ("union_order", Some(index), message(&entry.at))).collect()
    }

    /// Checks the operations of the pagination.
    fn pages(&self) -> Vec<Stale> {
        let Some(pagination) = &self.settings.pagination else { return Vec::new() };
        let entries = pagination.operations.iter().enumerate();
        let unused = entries.filter(|(index, _)| !self.used_pages.contains(index));
        let message = |entry: &PagedOperation| {
            let id = &entry.operation;
            let Some(operation) = self.document.operations.iter().find(|it| it.id == *id) else {
                return format!("there is no operation `{id}`");
            };
            let parameter = &pagination.cursor_parameter;
            match &entry.items {
                Some(_) if !operation.has_query_parameter(parameter) => {
                    format!("`{id}` has no query parameter `{parameter}`")
                }
                Some(items) => {
                    format!("the response of `{id}` is not a page with a list at `{}`", items.join("."))
                }
                None => format!("the response of `{id}` has no pages, or `{id}` has an earlier entry"),
            }
        };
        unused.map(|(index, entry)| ("pagination/operations", Some(index), message(entry))).collect()
    }

    /// Checks the envelope, the pagination and the reference pattern.
    fn shapes(&self) -> Vec<Stale> {
        let Settings { envelope, pagination, reference_pattern, .. } = self.settings;
        let is_wrapped = |response: &Response| match response {
            Response::Empty | Response::Text | Response::Bytes | Response::Events(_) => false,
            Response::ByStatus(cases) => cases
                .iter()
                .any(|case| matches!(&case.form, ResponseForm::Value(path, _) if !path.is_empty())),
            Response::Value(path, _) => !path.is_empty(),
            Response::Page(page) => !page.items.is_empty(),
        };
        let is_page = |response: &Response| matches!(response, Response::Page(_));
        let mut stale = Vec::new();
        if envelope.is_some() && !self.any_response(is_wrapped) {
            stale.push(("envelope", None, "no response has this envelope".to_owned()));
        }
        if let Some(pagination) = pagination.as_ref().filter(|_| !self.any_response(is_page)) {
            stale.push(("pagination", None, self.missing_pages(pagination)));
        }
        let has_pattern = |schema: &Schema| schema.limits.pattern == *reference_pattern;
        if reference_pattern.is_some() && !self.any_schema(&has_pattern) {
            stale.push(("reference_pattern", None, "no string has this pattern".to_owned()));
        } else if reference_pattern.as_deref().is_some_and(|pattern| references::meaning(pattern).is_none()) {
            let message = "pattern matches strings without `${…}`, which cannot be recognized as references";
            stale.push(("reference_pattern", None, message.to_owned()));
        }
        stale
    }

    /// Describes a document without pages, by the operation that is most likely to have some.
    fn missing_pages(&self, pagination: &Pagination) -> String {
        let Pagination { has_next, cursor, cursor_parameter, .. } = pagination;
        let mut operations = self.document.operations.iter();
        match operations.find(|operation| operation.has_query_parameter(cursor_parameter)) {
            None => format!("no operation has the query parameter `{cursor_parameter}`"),
            Some(operation) => format!(
                "no response has this pagination: `{}` has the query parameter `{cursor_parameter}`, but no list with `{}` \
                 and `{}` next to it",
                operation.id,
                has_next.join("."),
                cursor.join("."),
            ),
        }
    }

    /// Checks timestamp formats and documented extensions.
    fn lists(&self) -> Vec<Stale> {
        let mut stale = Vec::new();
        for (index, format) in self.settings.timestamp_formats.iter().enumerate() {
            if !self.any_schema(&|schema| schema.format.as_ref() == Some(format)) {
                stale.push((
                    "timestamp_formats",
                    Some(index),
                    format!("no string has the format `{format}`"),
                ));
            }
        }
        for (index, entry) in self.settings.documented_extensions.iter().enumerate() {
            let mut extensions = self.document.operations.iter().flat_map(|operation| &operation.extensions);
            if !extensions.any(|(keyword, _)| *keyword == entry.keyword) {
                let message = format!("no operation has the extension `{}`", entry.keyword);
                stale.push(("documented_extensions", Some(index), message));
            }
        }
        stale
    }

    fn any_response(&self, matches: impl Fn(&Response) -> bool) -> bool {
        self.api.operations.iter().any(|operation| matches(&operation.response))
    }

    fn any_schema(&self, matches: &dyn Fn(&Schema) -> bool) -> bool {
        let own = self.document.operations.iter().flat_map(Operation::schemas);
        own.chain(self.document.schemas.values()).any(|schema| any_below(schema, matches))
    }
}

fn any_below(schema: &Schema, matches: &dyn Fn(&Schema) -> bool) -> bool {
    matches(schema) || schema.children().any(|child| any_below(child, matches))
}
