//! The parameters of a call.

use super::Call;
use crate::json::{self, Json, Plain, PlainKind, Rule, Violation, Violations};
use crate::send::Parts;
use crate::wire::headers;
use crate::wire::parameter::{Location, Parameter, contains_delimiter, unlistable};

impl Call {
    /// Sets a path parameter to a string, number, boolean or enum value, or to a list, whose elements are
    /// joined by commas.
    ///
    /// The value is percent-encoded. Sending the call fails if it is empty, `.` or `..`.
    pub fn path<T: Json>(mut self, name: &'static str, value: &T, rule: &Rule) -> Self {
        self.parts.record("path", name, json::validate(value, rule));
        self.parts.set_path(name, &Plain::of(value));
        self
    }

    /// Sets a path parameter to a string.
    ///
    /// The value is percent-encoded. Sending the call fails if it is empty, `.` or `..`.
    pub fn path_text(mut self, name: &'static str, text: &str) -> Self {
        self.parts.path.push((name, text.to_owned()));
        self
    }

    /// Sets a query parameter to a string, replacing a parameter of the same name.
    pub fn query_text(mut self, name: &'static str, text: &str) -> Self {
        self.parts.set_query(name, &Plain::text(text));
        self
    }

    /// Sets a query parameter to a string, number, boolean or enum value, replacing a parameter of the same
    /// name.
    ///
    /// A list repeats the parameter for each element. `null` is omitted.
    pub fn query<T: Json>(mut self, name: &'static str, value: &T, rule: &Rule) -> Self {
        self.parts.record("query", name, json::validate(value, rule));
        self.parts.set_query(name, &Plain::of(value));
        self
    }

    /// Sets a header parameter, replacing a header of the same name.
    ///
    /// The elements of a list are joined by commas. `null` is omitted.
    pub fn header<T: Json>(mut self, name: &'static str, value: &T, rule: &Rule) -> Self {
        self.parts.record("header", name, json::validate(value, rule));
        self.parts.set_header(name, &Plain::of(value));
        self
    }

    /// Requires a parameter that was set to have a value: an empty list, an empty object and `null` are not sent.
    /// `place` is `query`, `header` or `cookie`.
    pub fn required(mut self, place: &'static str, name: &'static str) -> Self {
        if !self.parts.has_value(place, name) {
            let path = format!("{place}.{name}");
            let message = "no value was given".to_owned();
            self.parts.violations.push(Violation { path, rule: "required", message });
        }
        self
    }

    /// Sets a parameter with an explicit style, replacing a parameter of the same name and location.
    ///
    /// Sending the call fails if the encoded value is empty, `.` or `..` in a path, or is not valid in a
    /// header.
    pub fn parameter<T: Json>(mut self, parameter: Parameter, value: &T, rule: &Rule) -> Self {
        let location = parameter.location_name();
        self.parts.record(location, parameter.name(), json::validate(value, rule));
        self.parts.set_styled(parameter, &Plain::of(value));
        self
    }
}

impl Parts {
    /// Records the violations of a parameter, with paths such as `query.per_page`.
    fn record(&mut self, location: &str, name: &str, result: Result<(), Violations>) {
        let violations = result.err().map(Violations::into_vec).unwrap_or_default();
        self.violations.extend(violations.into_iter().map(|violation| Violation {
            path: format!("{location}.{name}{}", violation.path.trim_start_matches('$')),
            ..violation
        }));
    }

    /// Returns whether a parameter is sent, or has been rejected.
    fn has_value(&self, place: &str, name: &str) -> bool {
        let path = format!("{place}.{name}");
        self.styled.iter().any(|(other, _)| other.location_name() == place && other.name() == name)
            || (place == "query" && self.query.iter().any(|(other, _)| *other == name))
            || (place == "header" && self.headers.contains_key(name))
            || self.rejections.iter().any(|rejection| rejection.path == path)
    }

    fn set_path(&mut self, name: &'static str, value: &Plain) {
        let is_list = matches!(value.kind(), PlainKind::List(_));
        match texts(value) {
            Some(texts) => {
                if is_list {
                    self.reject_delimiters("path", name, &texts);
                }
                self.path.push((name, texts.join(",")));
            }
            None => self.reject(
                format!("path.{name}"),
                "type",
                "an object or a nested list cannot be a path parameter",
            ),
        }
    }

    /// Rejects a list whose elements contain the comma that separates them.
    fn reject_delimiters(&mut self, place: &str, name: &str, texts: &[String]) {
        if texts.iter().any(|text| text.contains(',')) {
            self.reject(format!("{place}.{name}"), "delimiter", contains_delimiter(","));
        } else if place == "header"
            && let Some(reason) = texts.iter().find_map(|text| unlistable(text))
        {
            self.reject(format!("{place}.{name}"), "delimiter", reason);
        }
    }

    pub(super) fn set_query(&mut self, name: &'static str, value: &Plain) {
        self.query.retain(|(other, _)| *other != name);
        match texts(value) {
            Some(texts) => self.query.extend(texts.into_iter().map(|text| (name.into(), text))),
            None => self.reject(
                format!("query.{name}"),
                "type",
                "an object or a nested list cannot be a query parameter",
            ),
        }
    }

    fn set_header(&mut self, name: &'static str, value: &Plain) {
        let is_list = matches!(value.kind(), PlainKind::List(_));
        let Some(texts) = texts(value) else {
            return self.reject(
                format!("header.{name}"),
                "type",
                "an object or a nested list cannot be a header",
            );
        };
        if texts.is_empty() {
            return;
        }
        let parse = if is_list { headers::parse } else { headers::parse_parameter };
        if is_list {
            self.reject_delimiters("header", name, &texts);
        }
        match parse(name, &texts.join(",")) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(reason) => self.reject(format!("header.{name}"), "header", reason),
        }
    }

    fn set_styled(&mut self, parameter: Parameter, value: &Plain) {
        let name = parameter.name();
        self.styled.retain(|(other, _)| (other.location(), other.name()) != (parameter.location(), name));
        let written = match parameter.write(value) {
            Ok(written) => written,
            Err(reason) => {
                return self.reject(format!("{}.{name}", parameter.location_name()), "delimiter", reason);
            }
        };
        match (parameter.location(), written) {
            (Location::Header, Some(text)) => match headers::parse_parameter(name, &text) {
                Ok((name, value)) => {
                    self.headers.insert(name, value);
                }
                Err(reason) => self.reject(format!("header.{name}"), "header", reason),
            },
            (_, Some(text)) => self.styled.push((parameter, text)),
            (_, None) => {}
        }
    }
}

/// Converts a parameter to strings: one for a scalar, one for each element of a list, none for null. Returns
/// `None` for values that cannot be represented, such as objects.
fn texts(value: &Plain) -> Option<Vec<String>> {
    let text = |value: &Plain| match value.kind() {
        PlainKind::Null => Some(None),
        PlainKind::Scalar(text) => Some(Some(text.clone())),
        PlainKind::List(_) | PlainKind::Object(_) => None,
    };
    value
        .elements()
        .iter()
        .map(text)
        .collect::<Option<Vec<_>>>()
        .map(|texts| texts.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::json::Value;

    #[expect(clippy::needless_pass_by_value, reason = "the tests pass values that they make")]
    fn texts(value: Value) -> Option<Vec<String>> {
        super::texts(&Plain::of(&value))
    }

    #[test]
    fn parameters_are_converted_to_strings() {
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
