//! Lowers streams of events: the type of the data of an event.
//!
//! OpenAPI 3.2 describes an event by `itemSchema`: an object with the fields of the event, whose `data` is a string, with
//! `contentSchema` if the string is JSON. Earlier versions only have `schema`. There, documents describe the data, or an
//! event whose `data` is the value in it, or a list of either.
//!
//! Each line of a stream of lines of JSON is the data of an event. Documents describe a line, or a list of lines.

use std::rc::Rc;

use super::lowering::Lowering;
use crate::diagnostic::Code;
use crate::document::{JsonType, Media, Schema};
use crate::ir::{EventData, Origin, Type};

/// The fields of an event. `comment` is not a field, but some documents describe it.
const FIELDS: [&str; 5] = ["comment", "data", "event", "id", "retry"];

/// The data that a schema describes.
enum Data {
    Text,
    Json(Rc<Schema>),
}

impl Lowering<'_> {
    /// Returns the data of the events of a stream: text, unless the document describes JSON.
    pub(super) fn event_data(&mut self, media: &Media, origin: &Origin) -> EventData {
        let mut described = Vec::new();
        let item = match (&media.item_schema, &media.schema) {
            (Some(item), _) => Some(item.clone()),
            (None, Some(schema)) => {
                // A list describes the sequence of events.
                let whole = self.resolved(schema);
                match whole.items.as_deref() {
                    Some(items) if whole.allows_only(JsonType::Array) => Some(items.clone()),
                    None if whole.allows_only(JsonType::Array) && media.is_json_lines() => None,
                    Some(_) | None => Some(schema.clone()),
                }
            }
            (None, None) => None,
        };
        match item {
            Some(item) if media.is_json_lines() && self.resolved(&item).constrains() => {
                described.extend(self.data(&item));
            }
            _ if media.is_json_lines() => return EventData::Value(Box::new(Type::Any)),
            Some(item) => self.describe_event(&item, &mut described),
            None => {}
        }
        let texts = described.iter().filter(|data| matches!(data, Data::Text)).count();
        if texts > 0 && texts < described.len() {
            self.diagnostics.warn(
                Code::NotInClient,
                &media.location,
                "some events have text and others JSON: the data of all of them is returned as text",
                "describe the data of all events as text, or of all events as JSON",
            );
        }
        let mut values: Vec<Rc<Schema>> = Vec::new();
        for data in described {
            match data {
                Data::Text => return EventData::Text,
                Data::Json(schema) if !values.contains(&schema) => values.push(schema),
                Data::Json(_) => {}
            }
        }
        match values.as_slice() {
            [] => EventData::Text,
            [only] => EventData::Value(Box::new(self.schema(only, origin))),
            _ => {
                let options = Schema { options: values, ..Schema::anything(media.location.clone()) };
                EventData::Value(Box::new(self.schema(&options, origin)))
            }
        }
    }

    /// Adds the data that the schema of an event describes. An event without data is not delivered.
    fn describe_event(&mut self, schema: &Schema, described: &mut Vec<Data>) {
        let whole = self.resolved(schema);
        let options: Vec<Schema> = whole.options.iter().map(|option| self.resolved(option)).collect();
        if !options.is_empty() && options.iter().all(is_event) {
            for option in options {
                self.describe_fields(&option, described);
            }
        } else if is_event(&whole) {
            self.describe_fields(&whole, described);
        } else {
            described.extend(self.data(schema));
        }
    }

    fn describe_fields(&mut self, event: &Schema, described: &mut Vec<Data>) {
        if let Some(data) = event.properties.get("data") {
            described.extend(self.data(data));
        }
    }

    /// Returns the data with this schema; `None` if it is never present.
    fn data(&mut self, schema: &Schema) -> Option<Data> {
        let whole = self.resolved(schema);
        if whole.never {
            return None;
        }
        if let Some(content) = whole.json_content.clone().filter(|_| whole.allows_only(JsonType::String)) {
            return Some(Data::Json(content));
        }
        let is_text = whole.allows_only(JsonType::String) || !whole.constrains();
        Some(if is_text { Data::Text } else { Data::Json(Rc::new(schema.clone())) })
    }
}

/// Returns whether a schema describes an event with its fields.
fn is_event(schema: &Schema) -> bool {
    let has = |name: &str| schema.properties.contains_key(name);
    let is_closed = schema.properties.keys().all(|name| FIELDS.contains(&name.as_str()));
    is_closed && schema.options.is_empty() && (has("data") || has("event"))
}
