//! Settings that match nothing in the document any more. Names and waivers are looked after where
//! they are used; what is decided while lowering is looked after here.

use super::operation::placeholders;
use super::references;
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Document, Operation, Schema};
use crate::ir::{Api, CaseForm, Response};
use crate::settings::{ConstructorProperty, Settings};
use crate::source::Location;

/// A lowered document, and what was used on the way.
pub(super) struct Settled<'a> {
    pub api: &'a Api,
    pub document: &'a Document,
    pub settings: &'a Settings,
    pub used_constructor_properties: Vec<usize>,
    pub used_orders: Vec<usize>,
}

/// The list it stands in, its index if it is one, and what is wrong.
type Stale = (&'static str, Option<usize>, String);

impl Settled<'_> {
    /// Reports each setting without effect.
    pub fn report(&self, settings_file: &str, diagnostics: &mut Diagnostics) {
        let all = [self.constructor_properties(), self.orders(), self.shapes(), self.lists(), self.scopes()];
        for (list, index, message) in all.into_iter().flatten() {
            let place = Location::root(settings_file).join(list);
            let place = index.map_or(place.clone(), |index| place.join(&index.to_string()));
            let help = "take the entry out, or correct it";
            diagnostics.error(Code::SettingWithoutEffect, &place, message, help);
        }
    }

    fn constructor_properties(&self) -> Vec<Stale> {
        let entries = self.settings.constructor_properties.iter().enumerate();
        let unused = entries.filter(|(index, _)| !self.used_constructor_properties.contains(index));
        let message = |(index, entry): (usize, &ConstructorProperty)| {
            let message = format!("`{}` has no optional member `{}`", entry.schema, entry.property);
            ("constructor_members", Some(index), message)
        };
        unused.map(message).collect()
    }

    fn orders(&self) -> Vec<Stale> {
        let entries = self.settings.union_order.iter().enumerate();
        let unused = entries.filter(|(index, _)| !self.used_orders.contains(index));
        let message = |at: &str| format!("`{at}` is no union");
        unused.map(|(index, entry)| ("union_order", Some(index), message(&entry.at))).collect()
    }

    /// The envelope, the pages and the references that nothing in the document has.
    fn shapes(&self) -> Vec<Stale> {
        let Settings { envelope, pagination, reference_pattern, .. } = self.settings;
        let is_wrapped = |response: &Response| match response {
            Response::Empty | Response::Text | Response::Bytes => false,
            Response::Several(cases) => {
                cases.iter().any(|case| matches!(&case.form, CaseForm::Value(path, _) if !path.is_empty()))
            }
            Response::Value(path, _) => !path.is_empty(),
            Response::Page(page) => !page.items.is_empty(),
        };
        let is_page = |response: &Response| matches!(response, Response::Page(_));
        let mut stale = Vec::new();
        if envelope.is_some() && !self.any_response(is_wrapped) {
            stale.push(("envelope", None, "no answer is wrapped like this".to_owned()));
        }
        if pagination.is_some() && !self.any_response(is_page) {
            stale.push(("pagination", None, "no answer is a page like this".to_owned()));
        }
        let has_pattern = |schema: &Schema| schema.limits.pattern == *reference_pattern;
        if reference_pattern.is_some() && !self.any_schema(&has_pattern) {
            stale.push(("reference_pattern", None, "no string has this pattern".to_owned()));
        } else if reference_pattern.as_deref().is_some_and(|pattern| references::meaning(pattern).is_none()) {
            let message = "what has this pattern need not hold `${…}`, by which a reference is known";
            stale.push(("reference_pattern", None, message.to_owned()));
        }
        stale
    }

    /// Formats and extensions that nothing in the document has.
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

    fn scopes(&self) -> Vec<Stale> {
        let mut stale = Vec::new();
        for (index, scope) in self.settings.scopes.iter().enumerate() {
            if placeholders(&scope.insert).len() != 1 {
                let message = format!("`{}` does not hold exactly one parameter in braces", scope.insert);
                stale.push(("scopes", Some(index), message));
            }
            let mut paths = self.api.operations.iter().map(|operation| &operation.path);
            if !paths.any(|path| path.starts_with(&scope.after)) {
                stale.push(("scopes", Some(index), format!("no path starts with `{}`", scope.after)));
            }
        }
        stale
    }

    fn any_response(&self, holds: impl Fn(&Response) -> bool) -> bool {
        self.api.operations.iter().any(|operation| holds(&operation.response))
    }

    fn any_schema(&self, holds: &dyn Fn(&Schema) -> bool) -> bool {
        let own = self.document.operations.iter().flat_map(Operation::schemas);
        own.chain(self.document.schemas.values()).any(|schema| any_below(schema, holds))
    }
}

fn any_below(schema: &Schema, holds: &dyn Fn(&Schema) -> bool) -> bool {
    holds(schema) || schema.children().any(|child| any_below(child, holds))
}
