//! Whole documents: from bytes to a value and back.

use super::{Checker, Json, Map, ReadError, Reader, Rule, Value, Violations, Writer};

/// Reads a whole document.
///
/// # Errors
/// If the bytes are not one JSON document in UTF-8, or it has another shape than `T`.
pub fn from_slice<T: Json>(bytes: &[u8]) -> Result<T, ReadError> {
    let mut reader = Reader::new(utf8(bytes)?);
    let value = T::read(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

/// Reads the value that stands at nested members, such as `["data"]`. What stands beside it is
/// skipped, but must be JSON.
///
/// ```
/// let name: String = northflank_runtime::from_slice_at(br#"{"data": {"name": "a", "size": 3}}"#, &["data", "name"])?;
/// assert_eq!(name, "a");
/// # Ok::<(), northflank_runtime::ReadError>(())
/// ```
///
/// # Errors
/// If the bytes are not one JSON document in UTF-8, a member on the way is missing, or the value
/// has another shape than `T`.
pub fn from_slice_at<T: Json>(bytes: &[u8], path: &'static [&'static str]) -> Result<T, ReadError> {
    let mut reader = Reader::new(utf8(bytes)?);
    let value = read_at(&mut reader, path)?;
    reader.finish()?;
    Ok(value)
}

/// Reads the items that stand at nested members, and everything else of the document as it is.
///
/// ```
/// let answer = br#"{"data": {"runs": ["a", "b"]}, "pagination": {"hasNextPage": false}}"#;
/// let (runs, rest) = northflank_runtime::read_page::<String>(answer, &["data", "runs"])?;
/// assert_eq!(runs, ["a", "b"]);
/// assert_eq!(rest["pagination"]["hasNextPage"], false);
/// # Ok::<(), northflank_runtime::ReadError>(())
/// ```
///
/// # Errors
/// If the bytes are not one JSON document in UTF-8, a member on the way is missing, or an item has
/// another shape than `T`.
pub fn read_page<T: Json>(bytes: &[u8], items: &'static [&'static str]) -> Result<(Vec<T>, Map), ReadError> {
    let mut reader = Reader::new(utf8(bytes)?);
    let mut rest = Map::new();
    let found = read_beside(&mut reader, items, &mut rest)?;
    reader.finish()?;
    Ok((found, rest))
}

/// Writes a value as a document without white space.
pub fn to_vec<T: Json>(value: &T) -> Vec<u8> {
    let mut writer = Writer::default();
    value.write(&mut writer);
    writer.into_bytes()
}

/// The value as a free-form one, for what is known to be shallow: text nested deeper than
/// [`DEPTH_LIMIT`](super::DEPTH_LIMIT) has no such form and gives null.
pub(crate) fn to_value<T: Json>(value: &T) -> Value {
    serde_json::from_slice(&to_vec(value)).unwrap_or_default()
}

/// Checks a value that is going to be sent.
///
/// # Errors
/// If it breaks `rule`, or anything in it breaks the rules of its own type. All violations are
/// listed.
pub fn validate<T: Json>(value: &T, rule: &Rule) -> Result<(), Violations> {
    let mut checker = Checker::new();
    value.check(rule, &mut checker);
    checker.finish()
}

pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, ReadError> {
    std::str::from_utf8(bytes).map_err(|error| {
        ReadError::syntax("$".to_owned(), "the text is not UTF-8".to_owned(), bytes, error.valid_up_to())
    })
}

fn read_at<T: Json>(reader: &mut Reader<'_>, path: &'static [&'static str]) -> Result<T, ReadError> {
    let Some((key, inner)) = path.split_first() else {
        return T::read(reader);
    };
    let mut found = None;
    reader.begin_object()?;
    while reader.at_key()? {
        match reader.named_key(key)? {
            None => found = Some(read_at(reader, inner)?),
            Some(_) => reader.skip()?,
        }
    }
    reader.leave_with(key, found)
}

fn read_beside<T: Json>(
    reader: &mut Reader<'_>,
    path: &'static [&'static str],
    rest: &mut Map,
) -> Result<Vec<T>, ReadError> {
    let Some((key, inner)) = path.split_first() else {
        return Json::read(reader);
    };
    let mut found = None;
    reader.begin_object()?;
    while reader.at_key()? {
        match reader.named_key(key)? {
            None => found = Some(read_inside(reader, key, inner, rest)?),
            Some(other) => drop(rest.insert(other, reader.value()?)),
        }
    }
    reader.leave_with(key, found)
}

fn read_inside<T: Json>(
    reader: &mut Reader<'_>,
    key: &'static str,
    path: &'static [&'static str],
    rest: &mut Map,
) -> Result<Vec<T>, ReadError> {
    if path.is_empty() {
        return Json::read(reader);
    }
    let mut inside = Map::new();
    let found = read_beside(reader, path, &mut inside)?;
    rest.insert(key.to_owned(), Value::Object(inside));
    Ok(found)
}
