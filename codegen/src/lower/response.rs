//! Lowers successful responses: removes the envelope, and detects pages.

use std::rc::Rc;

use super::lowering::Lowering;
use super::status::successes;
use crate::diagnostic::Code;
use crate::document::{self, JsonType, Schema};
use crate::ir::{Example, ExampleOf, Origin, Page, Response, Type};
use crate::settings::Pagination;

/// The documented examples of an operation.
pub(super) struct Examples;

impl Examples {
    /// Returns the JSON examples of requests and successful responses.
    pub(super) fn of(operation: &document::Operation) -> Vec<Example> {
        let requests = operation.body.iter().flat_map(|body| &body.content);
        let requests = requests.filter(|media| media.is_json()).flat_map(|media| &media.examples);
        let requests = requests.map(|example| lower(example, ExampleOf::Request));
        let responses = successes(operation).into_iter().flat_map(|response| &response.content);
        let responses = responses.filter(|media| media.is_json()).flat_map(|media| &media.examples);
        requests.chain(responses.map(|example| lower(example, ExampleOf::Response))).collect()
    }
}

fn lower(example: &document::Example, of: ExampleOf) -> Example {
    Example {
        location: example.location.clone(),
        name: example.name.clone(),
        of,
        json: example.value.to_string(),
    }
}

impl<'a> Lowering<'a> {
    /// Lowers the JSON body of a response: a page, or the value in the envelope, or the whole body.
    pub(super) fn unwrap(&mut self, schema: &Schema, origin: &Origin) -> Response {
        if let Some(page) = self.page(schema, origin) {
            return Response::Page(page);
        }
        let envelope = self.settings.envelope.as_ref().map(|envelope| envelope.property.as_str());
        match envelope.and_then(|property| Some((property, self.only_property(schema, property)?))) {
            Some((property, value)) => {
                let r#type = self.schema(&value, origin);
                Response::Value(vec![property.to_owned()], r#type)
            }
            None => Response::Value(Vec::new(), self.schema(schema, origin)),
        }
    }

    /// Returns the schema of a property if it is required and the only one.
    fn only_property(&mut self, schema: &Schema, property: &str) -> Option<Rc<Schema>> {
        let schema = self.resolved(schema);
        let value = schema.properties.get(property)?;
        let is_only = schema.properties.len() == 1;
        let is_required = schema.required.iter().any(|key| key == property);
        (is_only && is_required).then(|| Rc::clone(value))
    }

    /// Detects a page: a response with the `has_next` flag of the settings and one list.
    fn page(&mut self, schema: &Schema, origin: &Origin) -> Option<Page> {
        let settings: &'a Pagination = self.settings.pagination.as_ref()?;
        self.property_at(schema, &settings.has_next)?;
        let envelope = self.settings.envelope.as_ref();
        let start: Vec<String> = envelope.map(|it| it.property.clone()).into_iter().collect();
        let value = self.property_at(schema, &start)?;
        let list = self.only_list(&value);
        let Some((path, list)) = list else {
            self.diagnostics.warn(
                Code::Unsupported,
                &schema.location,
                "a page without exactly one list is not supported yet: the response is read as a single value",
                "move the other lists into an object of their own, or change `pagination` in the settings",
            );
            return None;
        };
        let Type::List(item, _) = self.schema(&list, origin) else {
            return None;
        };
        Some(Page {
            items: start.into_iter().chain(path).collect(),
            item: *item,
            has_next: settings.has_next.clone(),
            cursor: settings.cursor.clone(),
            count: settings.count.clone(),
            cursor_parameter: settings.cursor_parameter.clone(),
        })
    }

    fn property_at(&mut self, schema: &Schema, path: &[String]) -> Option<Schema> {
        let mut schema = self.resolved(schema);
        for key in path {
            let property = Rc::clone(schema.properties.get(key)?);
            schema = self.resolved(&property);
        }
        Some(schema)
    }

    /// Returns the value itself if it is a list, or the only list among its properties.
    fn only_list(&mut self, value: &Schema) -> Option<(Option<String>, Schema)> {
        let is_list = |schema: &Schema| schema.types == [JsonType::Array];
        if is_list(value) {
            return Some((None, value.clone()));
        }
        let mut lists = Vec::new();
        for (key, property) in &value.properties {
            let property = self.resolved(property);
            if is_list(&property) {
                lists.push((Some(key.clone()), property));
            }
        }
        let list = lists.pop()?;
        lists.is_empty().then_some(list)
    }
}
