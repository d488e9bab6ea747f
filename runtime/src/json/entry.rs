//! Whole documents: bytes to a value, and a value to bytes.

use super::parts::{Field, Place};
use super::{Checker, Json, Map, RESPONSE_LIMIT, ReadError, Reader, Rule, Value, Violations, Writer};

/// Reads a value from a JSON document.
///
/// # Errors
/// If the bytes are not a single JSON document in UTF-8, or the document does not match `T`.
pub fn from_slice<T: Json>(bytes: &[u8]) -> Result<T, ReadError> {
    let mut value = T::empty();
    fill_from(bytes, &mut value)?;
    Ok(value)
}

/// Reads an empty value from a JSON document.
pub(crate) fn fill_from(bytes: &[u8], value: &mut Field) -> Result<(), ReadError> {
    let mut reader = Reader::new(document(bytes)?);
    value.fill(&mut reader, Place::Required)?;
    reader.finish()
}

/// Reads the value at a path of nested properties, such as `["data"]`. The rest of the document is skipped,
/// but must be valid JSON.
///
/// ```
/// let name: String = faithful_runtime::from_slice_at(br#"{"data": {"name": "a", "size": 3}}"#, &["data", "name"])?;
/// assert_eq!(name, "a");
/// # Ok::<(), faithful_runtime::ReadError>(())
/// ```
///
/// # Errors
/// If the bytes are not a single JSON document in UTF-8, a property of the path is missing, or the value does
/// not match `T`.
pub fn from_slice_at<T: Json>(bytes: &[u8], path: &'static [&'static str]) -> Result<T, ReadError> {
    from_body(bytes, path, bytes.len().max(RESPONSE_LIMIT))
}

/// Like [`from_slice_at`], for a response body with a size limit, from which the limit of its memory follows.
#[doc(hidden)]
pub fn from_body<T: Json>(bytes: &[u8], path: &'static [&'static str], limit: usize) -> Result<T, ReadError> {
    let mut value = T::empty();
    fill_from_body(bytes, path, limit, &mut value)?;
    Ok(value)
}

fn fill_from_body(
    bytes: &[u8],
    path: &'static [&'static str],
    limit: usize,
    value: &mut Field,
) -> Result<(), ReadError> {
    let mut reader = Reader::limited(document(bytes)?, limit);
    fill_at(&mut reader, path, value, false)?;
    reader.finish()
}

/// Reads the items at a path of nested properties, and returns them with the rest of the document.
///
/// ```
/// let response = br#"{"data": {"runs": ["a", "b"]}, "pagination": {"hasNextPage": false}}"#;
/// let (runs, rest) = faithful_runtime::read_page::<String>(response, &["data", "runs"])?;
/// assert_eq!(runs, ["a", "b"]);
/// assert_eq!(rest["pagination"]["hasNextPage"], false);
/// # Ok::<(), faithful_runtime::ReadError>(())
/// ```
///
/// # Errors
/// If the bytes are not a single JSON document in UTF-8, a property of the path is missing, or an item does
/// not match `T`.
pub fn read_page<T: Json>(bytes: &[u8], items: &'static [&'static str]) -> Result<(Vec<T>, Map), ReadError> {
    page_from_body(bytes, items, bytes.len().max(RESPONSE_LIMIT))
}

/// Like [`read_page`], for a response body with a size limit, from which the limit of its memory follows.
pub(crate) fn page_from_body<T: Json>(
    bytes: &[u8],
    items: &'static [&'static str],
    limit: usize,
) -> Result<(Vec<T>, Map), ReadError> {
    let mut values = Vec::new();
    let rest = fill_page(bytes, items, limit, &mut values)?;
    Ok((values, rest))
}

/// Reads the items of a page, and returns the rest of it.
fn fill_page(
    bytes: &[u8],
    path: &'static [&'static str],
    limit: usize,
    items: &mut Field,
) -> Result<Map, ReadError> {
    let mut reader = Reader::limited(document(bytes)?, limit);
    let mut rest = Map::new();
    fill_items(&mut reader, path, items, &mut rest)?;
    reader.finish()?;
    Ok(rest)
}

/// Writes a value as a JSON document without whitespace.
pub fn to_vec<T: Json>(value: &T) -> Vec<u8> {
    part_to_vec(value)
}

/// Writes a value of any type as a JSON document without whitespace.
pub(crate) fn part_to_vec(value: &Field) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.part(value);
    writer.into_bytes()
}

/// Converts a value to a [`Value`]. Use it for shallow values only: one nested deeper than
/// [`DEPTH_LIMIT`](super::DEPTH_LIMIT) cannot be converted and becomes null.
pub(crate) fn to_value<T: Json>(value: &T) -> Value {
    serde_json::from_slice(&to_vec(value)).unwrap_or_default()
}

/// Validates a value before it is sent.
///
/// # Errors
/// If the value violates `rule`, or a nested value violates the rules of its own type. All violations are
/// reported together.
pub fn validate<T: Json>(value: &T, rule: &Rule) -> Result<(), Violations> {
    check(value, rule)
}

fn check(value: &Field, rule: &Rule) -> Result<(), Violations> {
    let mut checker = Checker::new();
    checker.part(value, rule);
    checker.finish()
}

/// Returns the text of a document without its byte order mark, which parsers may ignore (RFC 8259, 8.1).
fn document(bytes: &[u8]) -> Result<&str, ReadError> {
    utf8(without_mark(bytes))
}

/// Returns the bytes without a byte order mark.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)
}

pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, ReadError> {
    std::str::from_utf8(bytes).map_err(|error| {
        ReadError::syntax("$".to_owned(), "invalid UTF-8".to_owned(), bytes, error.valid_up_to())
    })
}

/// Reads the value at `path`. `is_repeated` states whether a value has been read from another property of the path.
fn fill_at(
    reader: &mut Reader<'_>,
    path: &'static [&'static str],
    value: &mut Field,
    is_repeated: bool,
) -> Result<(), ReadError> {
    let Some((key, inner)) = path.split_first() else {
        return value.fill(reader, if is_repeated { Place::Again } else { Place::Required });
    };
    let mut is_found = false;
    reader.begin_object()?;
    while reader.advance_to_key()? {
        match reader.other_key(key)? {
            None => {
                fill_at(reader, inner, value, is_repeated || is_found)?;
                is_found = true;
            }
            Some(_) => reader.skip()?,
        }
    }
    reader.leave_required(key, is_found)
}

/// Reads the items at `path`, and moves all other properties into `rest`.
fn fill_items(
    reader: &mut Reader<'_>,
    path: &'static [&'static str],
    items: &mut Field,
    rest: &mut Map,
) -> Result<(), ReadError> {
    let Some((key, inner)) = path.split_first() else {
        return items.fill(reader, Place::Again);
    };
    let mut is_found = false;
    reader.begin_object()?;
    while reader.advance_to_key()? {
        match reader.other_key(key)? {
            None => {
                fill_items_of(reader, key, inner, items, rest)?;
                is_found = true;
            }
            Some(other) => drop(rest.insert(other, reader.value()?)),
        }
    }
    reader.leave_required(key, is_found)
}

fn fill_items_of(
    reader: &mut Reader<'_>,
    key: &'static str,
    path: &'static [&'static str],
    items: &mut Field,
    rest: &mut Map,
) -> Result<(), ReadError> {
    if path.is_empty() {
        return items.fill(reader, Place::Again);
    }
    let mut nested = Map::new();
    fill_items(reader, path, items, &mut nested)?;
    rest.insert(key.to_owned(), Value::Object(nested));
    Ok(())
}
