//! One page of a list.

use serde_core::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::error::Error;
use crate::json::{self, Json, ReadError};
use crate::operation::PageShape;
use crate::response::{Answer, Response};

/// A page: its items, and how to get the next one.
///
/// Serialised it gives the whole answer again, with the items as they now stand and everything else as it
/// came, members that this version does not know included.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items, in the order of the answer.
    pub items: Vec<T>,
    /// The cursor that asks for the next page, when the answer has one.
    pub cursor: Option<String>,
    /// Whether there is a next page. An answer that does not say has one if it has a cursor; without either
    /// it is not a page, and reading it is an error.
    pub has_next_page: bool,
    /// The number of results as the answer gives it, when it does.
    pub count: Option<i64>,
    rest: Map<String, Value>,
    path: &'static [&'static str],
}

impl<T> Page<T> {
    /// The answer without its items, as it came.
    #[must_use]
    pub fn rest(&self) -> &Map<String, Value> {
        &self.rest
    }
}

impl<T: Json> Serialize for Page<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let items = self.items.iter().map(json::to_value).collect();
        whole(&self.rest, self.path, Value::Array(items)).serialize(serializer)
    }
}

/// Puts the items back to where they were.
fn whole(rest: &Map<String, Value>, path: &[&str], items: Value) -> Value {
    let Some((name, inner)) = path.split_first() else {
        return items;
    };
    let mut rest = rest.clone();
    let value = match rest.get(*name) {
        Some(Value::Object(member)) => whole(member, inner, items),
        _ => whole(&Map::new(), inner, items),
    };
    rest.insert((*name).to_owned(), value);
    Value::Object(rest)
}

/// Reads a page of an answer.
pub(crate) fn read_page<T: Json>(answer: Answer) -> Result<Response<Page<T>>, Error> {
    if answer.body.is_empty() {
        return Err(Error::empty_body(answer));
    }
    let Some(shape) = answer.operation.page else {
        return Err(Error::pagination(answer, "the operation has no pages"));
    };
    let read = json::read_page(&answer.body, shape.items)
        .and_then(|(items, rest)| Ok((items, Position::read(&answer.body, &rest, &shape)?, rest)));
    match read {
        Ok((items, Position { cursor, has_next_page, count }, rest)) => {
            let page = Page { items, cursor, has_next_page, count, rest, path: shape.items };
            Ok(Response::new(page, answer))
        }
        Err(error) => Err(Error::decode(answer, error)),
    }
}

/// The same without what came around the page.
pub(crate) fn read_page_inner<T: Json>(answer: Answer) -> Result<Page<T>, Error> {
    read_page(answer).map(Response::into_inner)
}

/// What an answer says about where in the list its page stands.
struct Position {
    cursor: Option<String>,
    has_next_page: bool,
    count: Option<i64>,
}

impl Position {
    fn read(body: &[u8], rest: &Map<String, Value>, shape: &PageShape) -> Result<Self, ReadError> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let cursor = member(body, rest, shape.cursor, text)?;
        let has_next_page = member(body, rest, shape.has_next, Value::as_bool)?;
        let count = match shape.count {
            Some(path) => member(body, rest, path, Value::as_i64)?,
            None => None,
        };
        // Where neither is there, the end of the list would be invented.
        let has_next_page = match has_next_page {
            Some(has_next_page) => has_next_page,
            None => cursor.is_some() || json::from_slice_at(body, shape.has_next)?,
        };
        Ok(Self { cursor, has_next_page, count })
    }
}

/// A member of the answer, `None` where it is absent or null. One of another type is an error with its path.
fn member<T: Json>(
    body: &[u8],
    rest: &Map<String, Value>,
    path: &'static [&'static str],
    convert: impl Fn(&Value) -> Option<T>,
) -> Result<Option<T>, ReadError> {
    let Some((first, inner)) = path.split_first() else {
        return Ok(None);
    };
    let value = inner.iter().try_fold(rest.get(*first), |value, name| Some(value?.get(name)));
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
        let Ok(Value::Object(rest)) = serde_json::from_str(&body) else { unreachable!() };
        Position::read(body.as_bytes(), &rest, &SHAPE)
            .map(|position| (position.cursor, position.has_next_page, position.count))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn where_a_page_stands() {
        let whole = json!({"hasNextPage": true, "cursor": "c", "count": 2});
        assert_eq!(position(&whole), Ok((Some("c".to_owned()), true, Some(2))));
        assert_eq!(
            position(&json!({"hasNextPage": false, "cursor": "c"})),
            Ok((Some("c".to_owned()), false, None))
        );
        assert_eq!(position(&json!({"cursor": "c"})), Ok((Some("c".to_owned()), true, None)));
        assert_eq!(position(&json!({"hasNextPage": false, "cursor": null})), Ok((None, false, None)));
    }

    #[test]
    fn the_end_of_a_list_is_never_invented() {
        for (pagination, expected) in [
            (json!({"count": 2}), "at $.pagination: missing member `hasNextPage`"),
            (json!({"hasNextPage": null}), "at $.pagination.hasNextPage: expected a boolean, got null"),
            (json!(null), "at $.pagination: expected an object, got null"),
            (json!(7), "at $.pagination: expected an object, got 7"),
        ] {
            assert_eq!(position(&pagination), Err(expected.to_owned()));
        }
    }

    #[test]
    fn another_type_is_an_error_with_its_path() {
        let error = position(&json!({"hasNextPage": "yes"})).unwrap_err();
        assert!(error.contains("$.pagination.hasNextPage"), "{error}");
        let error = position(&json!({"cursor": 7})).unwrap_err();
        assert!(error.contains("$.pagination.cursor"), "{error}");
    }

    #[test]
    fn items_are_put_back() {
        let Value::Object(rest) = json!({"data": {"more": 1}, "x": null}) else { unreachable!() };
        assert_eq!(
            whole(&rest, &["data", "runs"], json!([1])),
            json!({"data": {"more": 1, "runs": [1]}, "x": null})
        );
    }
}
