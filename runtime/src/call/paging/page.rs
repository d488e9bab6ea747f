//! A page of a list.

use serde_core::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::error::Error;
use crate::json::{self, Json, ReadError};
use crate::operation::PageShape;
use crate::response::{RawResponse, Response};

/// A page of a list, with the cursor of the next page.
///
/// Serializing a page yields the complete response body: the current items, and everything else unchanged,
/// including fields that are unknown to this version of the crate.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items, in the order of the response.
    pub items: Vec<T>,
    /// The cursor that requests the next page, if the response contains one.
    pub cursor: Option<String>,
    /// Whether there is a next page.
    ///
    /// If the response does not state this, it is derived from the presence of a cursor. A response with
    /// neither is not a page, and reading it is an error.
    pub has_next_page: bool,
    /// The number of results, if the response contains one.
    pub count: Option<i64>,
    envelope: Map<String, Value>,
    path: &'static [&'static str],
}

impl<T> Page<T> {
    /// Returns the response body without the items.
    #[must_use]
    pub fn envelope(&self) -> &Map<String, Value> {
        &self.envelope
    }

    /// Reads the properties next to the list as a type, which the documentation of the operation names.
    ///
    /// ```
    /// # use faithful_runtime::{Json, Page, ReadError};
    /// # mod models {
    /// #     faithful_runtime::object! {
    /// #         #[constructor(new)]
    /// #         pub struct RunPage { #[json("runId")] pub run_id: required<String> }
    /// #     }
    /// # }
    /// # use models::RunPage;
    /// fn run_id<T: Json>(page: &Page<T>) -> Result<String, ReadError> {
    ///     let beside: RunPage = page.beside()?;
    ///     Ok(beside.run_id)
    /// }
    /// ```
    ///
    /// # Errors
    /// If the properties do not match the type.
    pub fn beside<B: Json>(&self) -> Result<B, ReadError> {
        let path = self.path.split_last().map_or(self.path, |(_, path)| path);
        json::from_slice_at(Value::Object(self.envelope.clone()).to_string().as_bytes(), path)
    }
}

impl<T: Json> Serialize for Page<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let items = self.items.iter().map(json::to_value).collect();
        insert_items(&self.envelope, self.path, Value::Array(items)).serialize(serializer)
    }
}

/// Inserts the items into the envelope at their path.
fn insert_items(envelope: &Map<String, Value>, path: &[&str], items: Value) -> Value {
    let Some((name, inner)) = path.split_first() else {
        return items;
    };
    let mut object = envelope.clone();
    let value = match object.get(*name) {
        Some(Value::Object(nested)) => insert_items(nested, inner, items),
        _ => insert_items(&Map::new(), inner, items),
    };
    object.insert((*name).to_owned(), value);
    Value::Object(object)
}

/// Reads a page from a response.
pub(crate) fn read_page<T: Json>(raw: RawResponse) -> Result<Response<Page<T>>, Error> {
    if raw.body.is_empty() {
        return Err(Error::empty_body(raw));
    }
    let Some(shape) = raw.page() else {
        return Err(Error::pagination(raw, "the operation is not paginated"));
    };
    let read = json::page_from_body(&raw.body, shape.items, raw.body_limit)
        .and_then(|(items, envelope)| Ok((items, Position::read(&raw.body, &envelope, &shape)?, envelope)));
    match read {
        Ok((items, Position { cursor, has_next_page, count }, envelope)) => {
            let page = Page { items, cursor, has_next_page, count, envelope, path: shape.items };
            Ok(Response::new(page, raw))
        }
        Err(error) => Err(Error::decode(raw, error)),
    }
}

/// Reads a page from a response, and drops the status, headers and raw body.
pub(crate) fn read_page_inner<T: Json>(raw: RawResponse) -> Result<Page<T>, Error> {
    read_page(raw).map(Response::into_inner)
}

/// The pagination fields of a response.
struct Position {
    cursor: Option<String>,
    has_next_page: bool,
    count: Option<i64>,
}

impl Position {
    fn read(body: &[u8], envelope: &Map<String, Value>, shape: &PageShape) -> Result<Self, ReadError> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let cursor = property(body, envelope, shape.cursor, text)?;
        let has_next_page = property(body, envelope, shape.has_next, Value::as_bool)?;
        let count = match shape.count {
            Some(path) => property(body, envelope, path, Value::as_i64)?,
            None => None,
        };
        // With neither a flag nor a cursor, the end of the list cannot be determined, so this fails with the
        // path of the missing flag.
        let has_next_page = match has_next_page {
            Some(has_next_page) => has_next_page,
            None => cursor.is_some() || json::from_slice_at(body, shape.has_next)?,
        };
        Ok(Self { cursor, has_next_page, count })
    }
}

/// Reads a property of the response; `None` if it is absent or null.
///
/// # Errors
///
/// Returns an error with the path of the property if it has another type.
fn property<T: Json>(
    body: &[u8],
    envelope: &Map<String, Value>,
    path: &'static [&'static str],
    convert: impl Fn(&Value) -> Option<T>,
) -> Result<Option<T>, ReadError> {
    let Some((first, inner)) = path.split_first() else {
        return Ok(None);
    };
    let value = inner.iter().try_fold(envelope.get(*first), |value, name| Some(value?.get(name)));
    match value.flatten() {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match convert(value) {
            Some(value) => Ok(Some(value)),
            None => json::from_slice_at(body, path).map(Some),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SHAPE: PageShape = PageShape {
        items: &["data", "runs"],
        has_next: &["pagination", "hasNextPage"],
        cursor: &["pagination", "cursor"],
        count: Some(&["pagination", "count"]),
        cursor_parameter: "cursor",
    };

    fn position(pagination: &Value) -> Result<(Option<String>, bool, Option<i64>), String> {
        let body = json!({"data": {"runs": []}, "pagination": pagination}).to_string();
        let Ok(Value::Object(envelope)) = serde_json::from_str(&body) else { unreachable!() };
        Position::read(body.as_bytes(), &envelope, &SHAPE)
            .map(|position| (position.cursor, position.has_next_page, position.count))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn pagination_fields_are_read() {
        let complete = json!({"hasNextPage": true, "cursor": "c", "count": 2});
        assert_eq!(position(&complete), Ok((Some("c".to_owned()), true, Some(2))));
        assert_eq!(
            position(&json!({"hasNextPage": false, "cursor": "c"})),
            Ok((Some("c".to_owned()), false, None))
        );
        assert_eq!(position(&json!({"cursor": "c"})), Ok((Some("c".to_owned()), true, None)));
        assert_eq!(position(&json!({"hasNextPage": false, "cursor": null})), Ok((None, false, None)));
    }

    #[test]
    fn end_of_the_list_is_never_assumed() {
        for (pagination, expected) in [
            (json!({"count": 2}), "at $.pagination: missing field `hasNextPage`"),
            (json!({"hasNextPage": null}), "at $.pagination.hasNextPage: expected a boolean, got null"),
            (json!(null), "at $.pagination: expected an object, got null"),
            (json!(7), "at $.pagination: expected an object, got 7"),
        ] {
            assert_eq!(position(&pagination), Err(expected.to_owned()));
        }
    }

    #[test]
    fn unexpected_type_is_an_error_with_its_path() {
        let error = position(&json!({"hasNextPage": "yes"})).unwrap_err();
        assert!(error.contains("$.pagination.hasNextPage"), "{error}");
        let error = position(&json!({"cursor": 7})).unwrap_err();
        assert!(error.contains("$.pagination.cursor"), "{error}");
    }

    #[test]
    fn items_are_inserted_at_their_path() {
        let Value::Object(envelope) = json!({"data": {"more": 1}, "x": null}) else { unreachable!() };
        assert_eq!(
            insert_items(&envelope, &["data", "runs"], json!([1])),
            json!({"data": {"more": 1, "runs": [1]}, "x": null})
        );
    }
}
