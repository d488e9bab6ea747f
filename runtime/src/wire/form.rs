//! Form bodies: `application/x-www-form-urlencoded`.
//!
//! A body is serialized when it is set and stored as bytes, like a JSON body, so that the call can be cloned and retried.

use super::deep_object;
use super::parameter::contains_delimiter;
use super::url::encoded;
use crate::json::{Json, Plain, PlainKind, Violation};

/// The style of a form field that does not use OpenAPI's default style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormStyle {
    /// A single pair, in which the elements of an array (or the keys and values of an object) are joined by the given
    /// delimiter. The delimiter must be percent-encoded.
    Joined(&'static str),
    /// A separate pair for each property of an object.
    Exploded,
    /// Pairs with bracketed keys: `name[key]=value`.
    DeepObject,
    /// A single pair whose value is JSON.
    Json,
}

/// A value as `application/x-www-form-urlencoded`.
#[derive(Debug, Default)]
pub(crate) struct FormText {
    pub(crate) text: String,
    /// The fields that their style cannot express.
    pub(crate) rejections: Vec<Violation>,
    /// The required fields of which nothing is sent.
    pub(crate) violations: Vec<Violation>,
}

/// Serializes a value as `application/x-www-form-urlencoded`.
pub(crate) fn form_text<T: Json>(value: &T, styles: &[(&str, FormStyle)], required: &[&str]) -> FormText {
    let (mut form, mut pairs) = (FormText::default(), Vec::new());
    let violation = |path: String, rule, message| Violation { path, rule, message };
    match Plain::of(value).kind() {
        PlainKind::Object(fields) => {
            for (key, value) in fields {
                let style = styles.iter().find(|(name, _)| name == key).map(|(_, style)| *style);
                let reason = style.and_then(|style| ambiguity(value, style));
                let path = || format!("$.{key}");
                form.rejections.extend(reason.map(|reason| violation(path(), "delimiter", reason)));
                let before = pairs.len();
                push_field(&mut pairs, key, value, style);
                if pairs.len() == before && required.contains(&key.as_str()) {
                    form.violations.push(violation(path(), "required", "no value was given".to_owned()));
                }
            }
        }
        PlainKind::Null => {}
        PlainKind::Scalar(_) | PlainKind::List(_) => {
            let message = "only an object can be sent as a form".to_owned();
            form.rejections.push(violation("$".to_owned(), "type", message));
        }
    }
    FormText { text: pairs.join("&"), ..form }
}

/// Returns what is wrong if an element contains the delimiter of its list, also when it is encoded, or a key a bracket.
fn ambiguity(value: &Plain, style: FormStyle) -> Option<String> {
    let delimiter = match style {
        FormStyle::Joined(delimiter) => delimiter,
        FormStyle::DeepObject => return deep_object::check(value).err(),
        FormStyle::Exploded | FormStyle::Json => return None,
    };
    let texts: Vec<&str> = match value.kind() {
        PlainKind::List(values) => values.iter().filter_map(Plain::plain_text).collect(),
        PlainKind::Object(fields) => fields
            .iter()
            .flat_map(|(key, value)| [Some(key.as_str()), value.plain_text()])
            .flatten()
            .collect(),
        PlainKind::Null | PlainKind::Scalar(_) => return None,
    };
    texts.iter().any(|text| encoded(text).contains(delimiter)).then(|| contains_delimiter(delimiter))
}

fn push_field(pairs: &mut Vec<String>, key: &str, value: &Plain, style: Option<FormStyle>) {
    let pair = |key: &str, value: &Plain| {
        value.plain_text().map(|text| format!("{}={}", encoded(key), encoded(text)))
    };
    match (style, value.kind()) {
        (Some(FormStyle::Json), _) => {
            pairs.push(format!("{}={}", encoded(key), encoded(value.json())));
        }
        (Some(FormStyle::DeepObject), _) => deep_object::push_pairs(&encoded(key), value, &encoded, pairs),
        (Some(FormStyle::Exploded), PlainKind::Object(fields)) => {
            pairs.extend(fields.iter().filter_map(|(key, value)| pair(key, value)));
        }
        (Some(FormStyle::Joined(delimiter)), PlainKind::List(values)) => {
            let texts: Vec<_> = values.iter().filter_map(Plain::plain_text).map(encoded).collect();
            push_joined(pairs, key, &texts, delimiter);
        }
        (Some(FormStyle::Joined(delimiter)), PlainKind::Object(fields)) => {
            let texts =
                fields.iter().filter_map(|(key, value)| Some([encoded(key), encoded(value.plain_text()?)]));
            push_joined(pairs, key, &texts.flatten().collect::<Vec<_>>(), delimiter);
        }
        (_, PlainKind::List(values)) => pairs.extend(values.iter().filter_map(|value| pair(key, value))),
        _ => pairs.extend(pair(key, value)),
    }
}

/// Adds the pair of a list. An empty list is omitted: its pair would be read as a list with an empty element.
fn push_joined(pairs: &mut Vec<String>, key: &str, texts: &[String], delimiter: &str) {
    if !texts.is_empty() {
        pairs.push(format!("{}={}", encoded(key), texts.join(delimiter)));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::json::Number;

    fn pairs(key: &str, value: &Value, style: Option<FormStyle>) -> String {
        let mut pairs = Vec::new();
        push_field(&mut pairs, key, &Plain::of(value), style);
        pairs.join("&")
    }

    #[test]
    fn form_fields() {
        assert_eq!(pairs("a b", &json!("1&2=3+4"), None), "a%20b=1%262%3D3%2B4");
        assert_eq!(pairs("a", &json!([1, null, true]), None), "a=1&a=true");
        assert_eq!(pairs("a", &json!({"b": 1}), None), "a=%7B%22b%22%3A1%7D");
        assert_eq!(pairs("a", &json!(null), None), "");
        assert_eq!(pairs("a", &json!([1, "x,y"]), Some(FormStyle::Joined(","))), "a=1,x%2Cy");
        assert_eq!(pairs("a", &json!({"b": 1}), Some(FormStyle::Joined("%20"))), "a=b%201");
        assert_eq!(pairs("a", &json!({"b": 1}), Some(FormStyle::Exploded)), "b=1");
        assert_eq!(pairs("a", &json!({"b": [1]}), Some(FormStyle::DeepObject)), "a%5Bb%5D%5B0%5D=1");
        assert_eq!(pairs("a", &json!([1]), Some(FormStyle::Json)), "a=%5B1%5D");
        assert_eq!(pairs("a", &json!(10.0), None), "a=10");
    }

    #[test]
    fn a_list_is_never_sent_as_another_list() {
        let refused =
            |value: Value, delimiter| ambiguity(&Plain::of(&value), FormStyle::Joined(delimiter)).is_some();
        assert!(refused(json!(["a b"]), "%20") && refused(json!({"a|b": 1}), "%7C"));
        assert!(!refused(json!(["a,b", "c"]), ",") && !refused(json!("a b"), "%20"));
        assert!(ambiguity(&Plain::of(&json!({"a]": 1})), FormStyle::DeepObject).is_some());
        let FormText { rejections, .. } =
            form_text(&json!({"x": ["a b"]}), &[("x", FormStyle::Joined("%20"))], &[]);
        assert_eq!(rejections.len(), 1);
        assert_eq!(rejections[0].to_string(), "$.x: an element contains ` `, which separates the elements");
    }

    #[test]
    fn a_required_field_must_be_sent() {
        let violations = |value: Value, style: Option<FormStyle>| {
            let styles: Vec<_> = style.map(|style| ("a", style)).into_iter().collect();
            let form = form_text(&value, &styles, &["a"]);
            assert!(form.rejections.is_empty());
            form.violations.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let joined = || Some(FormStyle::Joined(","));
        for style in [None, joined(), Some(FormStyle::Exploded), Some(FormStyle::DeepObject)] {
            for value in [json!({"a": []}), json!({"a": [null]}), json!({"a": null})] {
                assert_eq!(violations(value, style), ["$.a: no value was given"], "{style:?}");
            }
            assert!(violations(json!({"a": [""], "b": []}), style).is_empty());
            assert!(violations(json!({}), style).is_empty());
        }
        assert_eq!(violations(json!({"a": {}}), joined()).len(), 1);
        assert_eq!(violations(json!({"a": {"b": null}}), Some(FormStyle::DeepObject)).len(), 1);
        assert!(violations(json!({"a": {}}), None).is_empty());
        assert!(violations(json!({"a": []}), Some(FormStyle::Json)).is_empty());
        assert_eq!(form_text(&json!([1]), &[], &[]).rejections.len(), 1);
    }

    #[test]
    fn digits_are_kept_in_every_style() {
        const LONG: &str = "123456789012345678901234567890";
        let number = Number::from_text(LONG).unwrap();
        let list = vec![number.clone()];
        let map = std::collections::BTreeMap::from([("b".to_owned(), number.clone())]);
        let object = |value: Plain, style: Option<FormStyle>| {
            let mut pairs = Vec::new();
            push_field(&mut pairs, "a", &value, style);
            pairs.join("&")
        };
        let styles = [FormStyle::Joined(","), FormStyle::Exploded, FormStyle::DeepObject, FormStyle::Json];
        for style in styles.into_iter().map(Some).chain([None]) {
            for value in [Plain::of(&list), Plain::of(&number), Plain::of(&map)] {
                assert!(object(value, style).contains(LONG), "{style:?}");
            }
        }
    }
}
