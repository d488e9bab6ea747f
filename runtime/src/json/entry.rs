//! Whole documents: bytes to a value, and a value to bytes.

use super::{Checker, Json, Map, RESPONSE_LIMIT, ReadError, Reader, Rule, Value, Violations, Writer};

/// Reads a value from a JSON document.
///
/// # Errors
/// If the bytes are not a single JSON document in UTF-8, or the document does not match `T`.
pub fn from_slice<T: Json>(bytes: &[u8]) -> Result<T, ReadError> {
    let mut reader = Reader::new(document(bytes)?);
    let value = T::read(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

/// Reads the value at a path of nested properties, such as `["data"]`. The rest of the document is skipped,
/// but must be valid JSON.
///
/// ```
/// let name: String = northflank_runtime::from_slice_at(br#"{"data": {"name": "a", "size": 3}}"#, &["data", "name"])?;
/// assert_eq!(name, "a");
/// # Ok::<(), northflank_runtime::ReadError>(())
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
    let mut reader = Reader::limited(document(bytes)?, limit);
    let value = read_at(&mut reader, path)?;
    reader.finish()?;
    Ok(value)
}

/// Reads the items at a path of nested properties, and returns them with the rest of the document.
///
/// ```
/// let response = br#"{"data": {"runs": ["a", "b"]}, "pagination": {"hasNextPage": false}}"#;
/// let (runs, rest) = northflank_runtime::read_page::<String>(response, &["data", "runs"])?;
/// assert_eq!(runs, ["a", "b"]);
/// assert_eq!(rest["pagination"]["hasNextPage"], false);
/// # Ok::<(), northflank_runtime::ReadError>(())
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
    let mut reader = Reader::limited(document(bytes)?, limit);
    let mut rest = Map::new();
    let items = read_items(&mut reader, items, &mut rest)?;
    reader.finish()?;
    Ok((items, rest))
}

/// Writes a value as a JSON document without whitespace.
pub fn to_vec<T: Json>(value: &T) -> Vec<u8> {
    let mut writer = Writer::default();
    value.write(&mut writer);
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
    let mut checker = Checker::new();
    value.check(rule, &mut checker);
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

fn read_at<T: Json>(reader: &mut Reader<'_>, path: &'static [&'static str]) -> Result<T, ReadError> {
    let Some((key, inner)) = path.split_first() else {
        return T::read(reader);
    };
    let mut value = None;
    reader.begin_object()?;
    while reader.advance_to_key()? {
        match reader.other_key(key)? {
            None => value = Some(read_at(reader, inner)?),
            Some(_) => reader.skip()?,
        }
    }
    reader.leave_required(key, value)
}

/// Reads the items at `path`, and moves all other properties into `rest`.
fn read_items<T: Json>(
    reader: &mut Reader<'_>,
    path: &'static [&'static str],
    rest: &mut Map,
) -> Result<Vec<T>, ReadError> {
    let Some((key, inner)) = path.split_first() else {
        return Json::read(reader);
    };
    let mut items = None;
    reader.begin_object()?;
    while reader.advance_to_key()? {
        match reader.other_key(key)? {
            None => items = Some(read_items_of(reader, key, inner, rest)?),
            Some(other) => drop(rest.insert(other, reader.value()?)),
        }
    }
    reader.leave_required(key, items)
}

fn read_items_of<T: Json>(
    reader: &mut Reader<'_>,
    key: &'static str,
    path: &'static [&'static str],
    rest: &mut Map,
) -> Result<Vec<T>, ReadError> {
    if path.is_empty() {
        return Json::read(reader);
    }
    let mut nested = Map::new();
    let items = read_items(reader, path, &mut nested)?;
    rest.insert(key.to_owned(), Value::Object(nested));
    Ok(items)
}
