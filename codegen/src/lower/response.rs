//! Answers: the envelope taken off, pages recognised.

use std::rc::Rc;

use super::lowering::Lowering;
use super::status::successes;
use crate::document::{self, JsonType, Schema};
use crate::ir::{Example, ExampleOf, Origin, Page, Response, Type};
use crate::settings::Pagination;

/// The documented examples of an operation.
pub(super) struct Examples;

impl Examples {
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
    pub(super) fn unwrap(&mut self, schema: &Schema, origin: &Origin) -> Response {
        if let Some(page) = self.page(schema, origin) {
            return Response::Page(page);
        }
        let envelope = self.settings.envelope.as_ref().map(|envelope| envelope.property.as_str());
        match envelope.and_then(|member| Some((member, self.only_member(schema, member)?))) {
            Some((member, value)) => {
                let r#type = self.schema(&value, origin);
                Response::Value(vec![member.to_owned()], r#type)
            }
            None => Response::Value(Vec::new(), self.schema(schema, origin)),
        }
    }

    /// The schema of `member` if it is required and nothing stands beside it.
    fn only_member(&mut self, schema: &Schema, member: &str) -> Option<Rc<Schema>> {
        let schema = self.resolved(schema);
        let value = schema.properties.get(member)?;
        let is_alone = schema.properties.len() == 1;
        let is_required = schema.required.iter().any(|key| key == member);
        (is_alone && is_required).then(|| Rc::clone(value))
    }

    /// A page: an answer that holds the flag of the settings, and one list.
    fn page(&mut self, schema: &Schema, origin: &Origin) -> Option<Page> {
        let settings: &'a Pagination = self.settings.pagination.as_ref()?;
        self.member_at(schema, &settings.has_next)?;
        let envelope = self.settings.envelope.as_ref();
        let start: Vec<String> = envelope.map(|it| it.property.clone()).into_iter().collect();
        let value = self.member_at(schema, &start)?;
        let found = self.only_list(&value);
        let Some((path, list)) = found else {
            let what = "a page that does not hold exactly one list";
            self.unsupported(&schema.location, what);
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

    fn member_at(&mut self, schema: &Schema, path: &[String]) -> Option<Schema> {
        let mut schema = self.resolved(schema);
        for key in path {
            let member = Rc::clone(schema.properties.get(key)?);
            schema = self.resolved(&member);
        }
        Some(schema)
    }

    /// The list that a value is, or the only one among its members.
    fn only_list(&mut self, value: &Schema) -> Option<(Option<String>, Schema)> {
        let is_list = |schema: &Schema| schema.types == [JsonType::Array];
        if is_list(value) {
            return Some((None, value.clone()));
        }
        let mut lists = Vec::new();
        for (key, member) in &value.properties {
            let member = self.resolved(member);
            if is_list(&member) {
                lists.push((Some(key.clone()), member));
            }
        }
        let list = lists.pop()?;
        lists.is_empty().then_some(list)
    }
}
