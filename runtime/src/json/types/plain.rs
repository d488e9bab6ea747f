//! Values as parameters and forms write them.

use super::number::plain_number;
use crate::json::{Json, ReadError, Reader, to_vec, utf8};

/// A value in the form in which parameters and forms write it: scalars as text, and lists and objects of such values.
/// Unlike in a [`Value`](crate::Value), numbers have all their digits.
#[derive(Clone, Debug)]
pub(crate) struct Plain {
    json: String,
    kind: PlainKind,
}

#[derive(Clone, Debug)]
pub(crate) enum PlainKind {
    Null,
    /// A string, number or boolean.
    Scalar(String),
    List(Vec<Plain>),
    Object(Vec<(String, Plain)>),
}

impl Plain {
    /// Converts a value. One nested deeper than [`DEPTH_LIMIT`](crate::json::DEPTH_LIMIT) becomes null.
    pub(crate) fn of<T: Json>(value: &T) -> Self {
        let bytes = to_vec(value);
        let read = utf8(&bytes).and_then(|text| Self::read(&mut Reader::new(text)));
        read.unwrap_or_else(|_| Self { json: "null".to_owned(), kind: PlainKind::Null })
    }

    /// Converts a string.
    pub(crate) fn text(text: &str) -> Self {
        Self::of(&text.to_owned())
    }

    pub(crate) fn kind(&self) -> &PlainKind {
        &self.kind
    }

    /// Returns the value as JSON.
    pub(crate) fn json(&self) -> &str {
        &self.json
    }

    /// Returns the value as text: JSON for lists and objects, `None` for null.
    pub(crate) fn plain_text(&self) -> Option<&str> {
        match &self.kind {
            PlainKind::Null => None,
            PlainKind::Scalar(text) => Some(text),
            PlainKind::List(_) | PlainKind::Object(_) => Some(&self.json),
        }
    }

    /// Returns the elements of a list, or the value itself.
    pub(crate) fn elements(&self) -> &[Self] {
        match &self.kind {
            PlainKind::List(elements) => elements,
            PlainKind::Null | PlainKind::Scalar(_) | PlainKind::Object(_) => std::slice::from_ref(self),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let mut ahead = reader.look_ahead();
        match ahead.peek() {
            Some(b'[') => Self::list(reader),
            Some(b'{') => Self::object(reader),
            Some(b'n') => {
                reader.null()?;
                Ok(Self { json: "null".to_owned(), kind: PlainKind::Null })
            }
            Some(b'"') => {
                let text = reader.owned_string()?;
                Ok(Self { json: json_string(&text), kind: PlainKind::Scalar(text) })
            }
            Some(b't' | b'f') => {
                let text = reader.boolean()?.to_string();
                Ok(Self { json: text.clone(), kind: PlainKind::Scalar(text) })
            }
            _ => {
                let json = reader.exact_number()?.to_string();
                Ok(Self { kind: PlainKind::Scalar(plain_number(&json)), json })
            }
        }
    }

    fn list(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let mut elements = Vec::new();
        reader.begin_array()?;
        while reader.next_element()? {
            elements.push(Self::read(reader)?);
        }
        let texts: Vec<_> = elements.iter().map(Self::json).collect();
        Ok(Self { json: format!("[{}]", texts.join(",")), kind: PlainKind::List(elements) })
    }

    fn object(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let mut properties = Vec::new();
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            let key = key.into_owned();
            properties.push((key, Self::read(reader)?));
        }
        let pair = |(key, value): &(String, Self)| format!("{}:{}", json_string(key), value.json);
        let texts: Vec<_> = properties.iter().map(pair).collect();
        Ok(Self { json: format!("{{{}}}", texts.join(",")), kind: PlainKind::Object(properties) })
    }
}

fn json_string(text: &str) -> String {
    String::from_utf8(to_vec(&text.to_owned())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::json::{Number, from_slice};

    #[test]
    fn numbers_keep_their_digits_and_have_no_fraction_without_need() {
        let text = |number: &str| {
            let number = Number::from_text(number).unwrap();
            let list = Plain::of(&vec![number.clone()]);
            assert_eq!(list.json(), format!("[{number}]"));
            let element = list.elements()[0].plain_text().unwrap().to_owned();
            assert_eq!(Plain::of(&number).plain_text(), Some(&*element));
            element
        };
        for (number, expected) in [
            ("10.0", "10"),
            ("10", "10"),
            ("1.50", "1.50"),
            ("1e3", "1000"),
            ("1e21", "1e21"),
            ("12345678901234567890123e0", "12345678901234567890123e0"),
            ("0.12345678901234567890", "0.12345678901234567890"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
        ] {
            assert_eq!(text(number), expected);
        }
        assert_eq!(Plain::of(&1.234_567_890_123_456_8e17).plain_text(), Some("123456789012345680"));
        assert_eq!(Plain::of(&10.0).plain_text(), Some("10"));
    }

    #[test]
    fn json_is_kept() {
        let text = r#"{"b":[1e400,null,"x\ny"],"a":{"d":true,"c":[]}}"#;
        assert_eq!(Plain::read(&mut Reader::new(text)).unwrap().json(), text);
        assert_eq!(Plain::of(&json!(null)).plain_text(), None);
        let deep = format!("{}{}", "[".repeat(127), "]".repeat(127));
        let deep: crate::Value = from_slice(deep.as_bytes()).unwrap();
        assert_eq!(Plain::of(&deep).json().len(), 254);
        assert_eq!(Plain::of(&vec![deep]).json(), "null");
    }
}
