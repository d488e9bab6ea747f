//! Lowers successful responses: removes the envelope, and detects pages.

use std::rc::Rc;

use super::lowering::Lowering;
use super::status::{first_status, successes};
use crate::diagnostic::Code;
use crate::document::{self, JsonType, Limits, Schema};
use crate::ir::{Example, ExampleOf, Origin, Page, Response, Step, Type};
use crate::settings::Pagination;

/// The documented examples of an operation.
pub(super) struct Examples;

impl Examples {
    /// Returns the JSON examples of requests and successful responses.
    pub(super) fn of(operation: &document::Operation) -> Vec<Example> {
        let requests = operation.body.iter().flat_map(|body| &body.content);
        let requests = requests.filter(|media| media.is_json()).flat_map(|media| &media.examples);
        let requests = requests.map(|example| lower(example, ExampleOf::Request, None));
        let responses = successes(operation).into_iter().flat_map(|response| {
            let media = response.content.iter().filter(|media| media.is_json());
            let status = Some(first_status(&response.status));
            media.flat_map(|media| &media.examples).map(move |it| lower(it, ExampleOf::Response, status))
        });
        requests.chain(responses).collect()
    }
}

fn lower(example: &document::Example, of: ExampleOf, status: Option<u16>) -> Example {
    Example {
        location: example.location.clone(),
        name: example.name.clone(),
        of,
        status,
        json: example.value.to_string(),
    }
}

impl<'a> Lowering<'a> {
    /// Lowers the JSON body of a response: a page, or the value in the envelope, or the whole body.
    /// `operation` is `None` if the response cannot be a page.
    pub(super) fn unwrap(
        &mut self,
        schema: &Schema,
        origin: &Origin,
        operation: Option<&document::Operation>,
    ) -> Response {
        if let Some(page) = operation.and_then(|operation| self.page(schema, origin, operation)) {
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

    /// Detects a page: a response with the `has_next` flag of the settings and one list, or the list that the settings name
    /// for the operation.
    fn page(&mut self, schema: &Schema, origin: &Origin, operation: &document::Operation) -> Option<Page> {
        let settings: &'a Pagination = self.settings.pagination.as_ref()?;
        self.property_at(schema, &settings.has_next)?;
        let entry = settings.operations.iter().position(|entry| entry.operation == operation.id);
        let is_requested = operation.has_query_parameter(&settings.cursor_parameter);
        let list = match entry.map(|index| (index, settings.operations[index].items.as_ref())) {
            Some((index, items)) => {
                let list =
                    self.stated_list(schema, items, is_requested.then_some(&settings.cursor_parameter));
                self.used_pages.extend(list.is_ok().then_some(index));
                list.unwrap_or_default()?
            }
            None => self.found_list(schema, is_requested, &settings.cursor_parameter)?,
        };
        if let Some(problem) = self.unusable(schema, settings) {
            let help =
                "correct `pagination` in the settings, or write the loop over the pages in the program";
            self.report_page(schema, &problem, help);
            return None;
        }
        let (items, list) = list;
        let Type::List(item, _) = self.schema(&list, origin) else {
            return None;
        };
        let beside = self.beside(schema, &items, settings);
        let origin = Origin::named(&operation.id).join(Step::Page);
        Some(Page {
            beside: beside.map(|beside| Box::new(self.schema(&beside, &origin))),
            items,
            item: *item,
            has_next: settings.has_next.clone(),
            cursor: settings.cursor.clone(),
            count: settings.count.clone(),
            cursor_parameter: settings.cursor_parameter.clone(),
        })
    }

    /// Returns the list at the path in the settings, and the path; `None` if they state that there is none. Fails if the
    /// list does not exist, or if the operation has no cursor parameter.
    fn stated_list(
        &mut self,
        schema: &Schema,
        items: Option<&Vec<String>>,
        parameter: Option<&String>,
    ) -> Result<Option<List>, ()> {
        let Some(items) = items else { return Ok(None) };
        let list = self.property_at(schema, items).filter(is_list).filter(|_| parameter.is_some());
        list.map(|list| Some((items.clone(), list))).ok_or(())
    }

    /// Returns the only list of a response, and its path.
    fn found_list(&mut self, schema: &Schema, is_requested: bool, parameter: &str) -> Option<List> {
        let envelope = self.settings.envelope.as_ref();
        let start: Vec<String> = envelope.map(|it| it.property.clone()).into_iter().collect();
        let value = self.property_at(schema, &start)?;
        let mut lists = self.lists(&value);
        let problem = match lists.as_slice() {
            [_] if is_requested => {
                let (key, list) = lists.pop()?;
                return Some((start.into_iter().chain(key).collect(), list));
            }
            [_] => format!("the operation has no query parameter `{parameter}`"),
            [] => "there is no list in the response".to_owned(),
            several => {
                let keys: Vec<_> =
                    several.iter().flat_map(|(key, _)| key).map(|key| format!("`{key}`")).collect();
                format!("there are several lists in the response: {}", keys.join(", "))
            }
        };
        self.report_page(
            schema,
            &problem,
            "name the list under `pagination.operations` in the settings, or set `items` to null there if this is not a page",
        );
        None
    }

    /// Returns why the properties of the pagination do not have the types that lead to the next page. A response may have some
    /// that the document does not describe.
    fn unusable(&mut self, schema: &Schema, settings: &Pagination) -> Option<String> {
        let properties = [
            (Some(&settings.has_next), [JsonType::Boolean].as_slice(), "a boolean"),
            (Some(&settings.cursor), &[JsonType::String], "a string"),
            (settings.count.as_ref(), &[JsonType::Integer, JsonType::Number], "a number"),
        ];
        properties.into_iter().find_map(|(path, kinds, name)| {
            let path = path?;
            let types = self.property_at(schema, path)?.types;
            let is_usable = types.is_empty() || types.iter().any(|kind| kinds.contains(kind));
            (!is_usable).then(|| format!("`{}` is not {name}", path.join(".")))
        })
    }

    fn report_page(&mut self, schema: &Schema, problem: &str, help: &str) {
        let message = format!("the response has pages, but {problem}; it is read as a single value");
        self.diagnostics.warn(Code::AmbiguousPage, &schema.location, message, help);
    }

    /// Returns the object that contains the list of a page, without the list and the properties of the pagination; `None`
    /// if it has no others.
    fn beside(&mut self, schema: &Schema, items: &[String], settings: &Pagination) -> Option<Schema> {
        let (list, path) = items.split_last()?;
        let object = self.property_at(schema, path)?;
        let paths = [Some(&settings.has_next), Some(&settings.cursor), settings.count.as_ref()];
        let paths = paths.into_iter().flatten().filter_map(|it| it.strip_prefix(path)).collect::<Vec<_>>();
        let mut properties = object.properties.clone();
        properties.retain(|key, property| key != list && !self.is_pagination(key, property, &paths));
        if properties.is_empty() {
            return None;
        }
        let mut required = object.required.clone();
        required.retain(|key| properties.contains_key(key) || !object.properties.contains_key(key));
        Some(Schema {
            properties,
            required,
            title: None,
            limits: Limits::default(),
            required_sets: None,
            // The object itself may also be a type.
            location: schema.location.clone(),
            ..object
        })
    }

    /// Returns whether a property is one of the pagination, or consists of them.
    fn is_pagination(&mut self, key: &str, property: &Rc<Schema>, paths: &[&[String]]) -> bool {
        let below: Vec<_> = paths.iter().filter_map(|path| path.strip_prefix(&[key.to_owned()])).collect();
        if below.is_empty() || below.iter().any(|path| path.is_empty()) {
            return !below.is_empty();
        }
        let object = self.resolved(property);
        object.properties.keys().all(|key| below.iter().any(|path| path.first() == Some(key)))
    }

    fn property_at(&mut self, schema: &Schema, path: &[String]) -> Option<Schema> {
        let mut schema = self.resolved(schema);
        for key in path {
            let property = Rc::clone(schema.properties.get(key)?);
            schema = self.resolved(&property);
        }
        Some(schema)
    }

    /// Returns the value itself if it is a list, or the lists among its properties.
    fn lists(&mut self, value: &Schema) -> Vec<(Option<String>, Schema)> {
        if is_list(value) {
            return vec![(None, value.clone())];
        }
        let mut lists = Vec::new();
        for (key, property) in &value.properties {
            let property = self.resolved(property);
            if is_list(&property) {
                lists.push((Some(key.clone()), property));
            }
        }
        lists
    }
}

/// A list in the body of a response, and its path.
type List = (Vec<String>, Schema);

fn is_list(schema: &Schema) -> bool {
    schema.types == [JsonType::Array]
}
