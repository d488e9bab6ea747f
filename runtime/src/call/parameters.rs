//! The parameters of a call.

use serde_json::Value;

use super::Call;
use crate::json::{self, Json, Rule, Violation, Violations};
use crate::send::Parts;
use crate::wire::headers;
use crate::wire::parameter::{Parameter, Place};

impl Call {
    /// Sets a path parameter: a string, number or boolean (or an enumeration, which is written as its text);
    /// the elements of a list are joined by commas. It is percent-encoded. An empty value, `.` or `..` is
    /// refused when the call is sent.
    pub fn path<T: Json>(mut self, name: &'static str, value: &T, rule: &Rule) -> Self {
        self.parts.check("path", name, json::validate(value, rule));
        self.parts.set_path(name, json::to_value(value));
        self
    }

    /// Sets a path parameter to a text. It is percent-encoded. An empty one, `.` or `..` is refused when the call
    /// is sent.
    pub fn path_text(mut self, name: &'static str, text: &str) -> Self {
        self.parts.path.push((name, text.to_owned()));
        self
    }

    /// Sets a query parameter to a text, in place of one of the same name.
    pub fn query_text(mut self, name: &'static str, text: &str) -> Self {
        self.parts.set_query(name, Value::from(text));
        self
    }

    /// Sets a query parameter, in place of one of the same name: a string, number or boolean (or an
    /// enumeration, which is written as its text). A list is written as the parameter repeated, once for each
    /// element; `null` is not written.
    pub fn query<T: Json>(mut self, name: &'static str, value: &T, rule: &Rule) -> Self {
        self.parts.check("query", name, json::validate(value, rule));
        self.parts.set_query(name, json::to_value(value));
        self
    }

    /// Sets a header parameter, in place of one of the same name. The elements of a list are joined by
    /// commas; `null` is not written.
    pub fn header<T: Json>(mut self, name: &'static str, value: &T, rule: &Rule) -> Self {
        self.parts.check("header", name, json::validate(value, rule));
        self.parts.set_header(name, json::to_value(value));
        self
    }

    /// Sets a parameter in any style, in place of one of the same name. What it is written as must not be
    /// empty, `.` or `..` in a path, and must be able to stand in a header there; else it is refused when the
    /// call is sent.
    pub fn parameter<T: Json>(mut self, parameter: Parameter, value: &T, rule: &Rule) -> Self {
        let place = parameter.place_name();
        self.parts.check(place, parameter.name(), json::validate(value, rule));
        self.parts.set_styled(parameter, &json::to_value(value));
        self
    }
}

impl Parts {
    /// Keeps the violations of a parameter, their paths leading to it: `query.per_page`.
    fn check(&mut self, place: &str, name: &str, checked: Result<(), Violations>) {
        let violations = checked.err().map(Violations::into_vec).unwrap_or_default();
        self.violations.extend(violations.into_iter().map(|violation| Violation {
            path: format!("{place}.{name}{}", violation.path.trim_start_matches('$')),
            ..violation
        }));
    }

    fn set_path(&mut self, name: &'static str, value: Value) {
        match texts(value) {
            Some(texts) => self.path.push((name, texts.join(","))),
            None => self.refuse(format!("path.{name}"), "type", "an object cannot be a path parameter"),
        }
    }

    pub(super) fn set_query(&mut self, name: &'static str, value: Value) {
        self.query.retain(|(other, _)| *other != name);
        match texts(value) {
            Some(texts) => self.query.extend(texts.into_iter().map(|text| (name, text))),
            None => self.refuse(format!("query.{name}"), "type", "an object cannot be a query parameter"),
        }
    }

    fn set_header(&mut self, name: &'static str, value: Value) {
        let Some(texts) = texts(value) else {
            return self.refuse(format!("header.{name}"), "type", "an object cannot be a header");
        };
        if texts.is_empty() {
            return;
        }
        match headers::parse(name, &texts.join(",")) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(reason) => self.refuse(format!("header.{name}"), "header", reason),
        }
    }

    fn set_styled(&mut self, parameter: Parameter, value: &Value) {
        let name = parameter.name();
        self.styled.retain(|(known, _)| (known.place(), known.name()) != (parameter.place(), name));
        match (parameter.place(), parameter.write(value)) {
            (Place::Header, Some(text)) => match headers::parse(name, &text) {
                Ok((name, value)) => {
                    self.headers.insert(name, value);
                }
                Err(reason) => self.refuse(format!("header.{name}"), "header", reason),
            },
            (_, Some(text)) => self.styled.push((parameter, text)),
            (_, None) => {}
        }
    }
}

/// The texts that stand for a parameter: one for a scalar, one for each element of a list, none for null.
/// `None` for what has no such form.
fn texts(value: Value) -> Option<Vec<String>> {
    match value {
        Value::Null => Some(Vec::new()),
        Value::Bool(value) => Some(vec![value.to_string()]),
        Value::Number(value) => Some(vec![value.to_string()]),
        Value::String(value) => Some(vec![value]),
        Value::Array(values) => {
            let lists: Option<Vec<_>> =
                values.into_iter().filter(|value| !value.is_array()).map(texts).collect();
            lists.map(|lists| lists.into_iter().flatten().collect())
        }
        Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parameters_as_text() {
        assert_eq!(texts(json!(7)), Some(vec!["7".to_owned()]));
        assert_eq!(texts(json!(0.5)), Some(vec!["0.5".to_owned()]));
        assert_eq!(texts(json!(true)), Some(vec!["true".to_owned()]));
        assert_eq!(texts(json!("a b")), Some(vec!["a b".to_owned()]));
        assert_eq!(texts(json!(["a", 1])), Some(vec!["a".to_owned(), "1".to_owned()]));
        assert_eq!(texts(json!(null)), Some(Vec::new()));
        assert_eq!(texts(json!({})), None);
        assert_eq!(texts(json!([{}])), None);
    }
}
