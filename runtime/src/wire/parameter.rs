//! Parameters in every style that OpenAPI has: from a value to the text in the address, a header or a cookie.
//!
//! The delimiters of a style are written as they are, values and keys are percent-encoded; a header is the
//! exception, because nothing decodes there. `null` is not written, in a list and in an object neither.
//! OpenAPI leaves open how a list or an object inside another one is written, except as JSON: here
//! [`Style::DeepObject`] goes on with brackets (`a[b][0]`), and every other style writes the inner value as
//! JSON text.

use serde_json::{Map, Value};

use super::url::push_encoded;

/// How one parameter is written.
///
/// ```
/// use northflank_runtime::{Parameter, Style};
///
/// // `?colour=blue|black`
/// const COLOUR: Parameter = Parameter::query("colour", Style::PipeDelimited);
/// // `/;R=100;G=200`
/// const POINT: Parameter = Parameter::path("point", Style::Matrix).explode();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    place: Place,
    name: &'static str,
    style: Style,
    explode: bool,
    reserved: bool,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

/// A style of OpenAPI, with what it makes of the list `[blue, black]` and of the object `{R: 100, G: 200}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `blue,black` and `R,100,G,200`; exploded `R=100,G=200`. For the path and for headers.
    Simple,
    /// `.blue,black` and `.R,100,G,200`; exploded `.blue.black` and `.R=100.G=200`. For the path.
    Label,
    /// `;name=blue,black` and `;name=R,100,G,200`; exploded `;name=blue;name=black` and `;R=100;G=200`. For the
    /// path.
    Matrix,
    /// `name=blue,black` and `name=R,100,G,200`; exploded `name=blue&name=black` and `R=100&G=200`. For the
    /// query and for cookies, where `; ` takes the place of `&`.
    Form,
    /// `name=blue%20black` and `name=R%20100%20G%20200`; exploded as [`Form`](Self::Form). For the query.
    SpaceDelimited,
    /// `name=blue%7Cblack` and `name=R%7C100%7CG%7C200`; exploded as [`Form`](Self::Form). For the query.
    PipeDelimited,
    /// `name[R]=100&name[G]=200`, the brackets encoded. For the query.
    DeepObject,
    /// JSON text, for parameters that OpenAPI describes by a content type.
    Json,
}

impl Parameter {
    const fn new(place: Place, name: &'static str, style: Style) -> Self {
        Self { place, name, style, explode: false, reserved: false }
    }

    /// A parameter of the path.
    #[must_use]
    pub const fn path(name: &'static str, style: Style) -> Self {
        Self::new(Place::Path, name, style)
    }

    /// A parameter of the query.
    #[must_use]
    pub const fn query(name: &'static str, style: Style) -> Self {
        Self::new(Place::Query, name, style)
    }

    /// A header.
    #[must_use]
    pub const fn header(name: &'static str, style: Style) -> Self {
        Self::new(Place::Header, name, style)
    }

    /// A cookie. All cookies of a call travel in one header.
    #[must_use]
    pub const fn cookie(name: &'static str, style: Style) -> Self {
        Self::new(Place::Cookie, name, style)
    }

    /// Each element of a list and each member of an object is written apart.
    #[must_use]
    pub const fn explode(mut self) -> Self {
        self.explode = true;
        self
    }

    /// Reserved characters in values are written as they are, except those that would end the value or the
    /// query: `%`, `#`, `&`, `+`, `[` and `]`; in a path also `/` and `?`.
    #[must_use]
    pub const fn allow_reserved(mut self) -> Self {
        self.reserved = true;
        self
    }

    /// Where it travels.
    pub(crate) fn place(&self) -> Place {
        self.place
    }

    /// Its name.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// The word for where it travels.
    pub(crate) fn place_name(&self) -> &'static str {
        match self.place {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
            Place::Cookie => "cookie",
        }
    }

    /// The text of a value, or `None` where nothing is written.
    pub(crate) fn write(&self, value: &Value) -> Option<String> {
        let one = |value: &Value| self.text(value).unwrap_or_default();
        let style = self.style;
        if matches!(style, Style::Json) {
            let text = self.encode(&value.to_string());
            return Some(match self.place {
                Place::Path | Place::Header => text,
                Place::Query | Place::Cookie => format!("{}={text}", self.encode_key(self.name)),
            });
        }
        match value {
            Value::Null => None,
            Value::Array(_) | Value::Object(_) if style == Style::DeepObject => {
                let mut pairs = Vec::new();
                deep(&self.encode_key(self.name), value, &|text| self.encode(text), &mut pairs);
                (!pairs.is_empty()).then(|| pairs.join("&"))
            }
            Value::Array(values) => {
                let texts: Vec<_> = values.iter().filter_map(|value| self.text(value)).collect();
                self.list(&texts)
            }
            Value::Object(members) => self.object(members),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => Some(self.single(&one(value))),
        }
    }

    /// The encoded text of an element or a member, which is JSON for what has elements or members itself.
    fn text(&self, value: &Value) -> Option<String> {
        plain(value).map(|text| self.encode(&text))
    }

    fn single(&self, text: &str) -> String {
        match self.style {
            Style::Simple | Style::Json => text.to_owned(),
            Style::Label => format!(".{text}"),
            Style::Matrix if text.is_empty() => format!(";{}", self.encode_key(self.name)),
            Style::Matrix => format!(";{}={text}", self.encode_key(self.name)),
            Style::Form | Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject => {
                format!("{}={text}", self.encode_key(self.name))
            }
        }
    }

    fn list(&self, texts: &[String]) -> Option<String> {
        if texts.is_empty() {
            return None;
        }
        if !self.explode {
            return Some(self.single(&texts.join(self.delimiter())));
        }
        Some(match self.style {
            Style::Simple | Style::Json => texts.join(","),
            Style::Label => format!(".{}", texts.join(".")),
            Style::Matrix => texts.iter().map(|text| self.single(text)).collect(),
            Style::Form | Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject => {
                let pairs: Vec<_> = texts.iter().map(|text| self.single(text)).collect();
                pairs.join(self.separator())
            }
        })
    }

    fn object(&self, members: &Map<String, Value>) -> Option<String> {
        let pairs = members.iter().filter_map(|(key, value)| Some((self.encode_key(key), self.text(value)?)));
        if !self.explode {
            let texts: Vec<_> = pairs.flat_map(|(key, text)| [key, text]).collect();
            return self.list(&texts);
        }
        let pairs: Vec<_> = pairs.map(|(key, text)| format!("{key}={text}")).collect();
        let (start, separator) = match self.style {
            Style::Simple | Style::Json => ("", ","),
            Style::Label => (".", "."),
            Style::Matrix => (";", ";"),
            Style::Form | Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject => {
                ("", self.separator())
            }
        };
        (!pairs.is_empty()).then(|| format!("{start}{}", pairs.join(separator)))
    }

    /// What stands between the elements of a list that is not exploded.
    fn delimiter(&self) -> &'static str {
        match self.style {
            Style::SpaceDelimited => "%20",
            Style::PipeDelimited => "%7C",
            Style::Simple | Style::Label | Style::Matrix | Style::Form | Style::DeepObject | Style::Json => {
                ","
            }
        }
    }

    /// What stands between the pairs of an exploded value.
    fn separator(&self) -> &'static str {
        match self.place {
            Place::Cookie => "; ",
            Place::Path | Place::Query | Place::Header => "&",
        }
    }

    fn encode_key(&self, key: &str) -> String {
        match self.place {
            Place::Header => key.to_owned(),
            Place::Path | Place::Query | Place::Cookie => encoded(key),
        }
    }

    fn encode(&self, text: &str) -> String {
        match self.place {
            Place::Header => text.to_owned(),
            Place::Path if self.reserved => encoded_except(text, ":@!$'()*,;="),
            Place::Query if self.reserved => encoded_except(text, ":/?@!$'()*,;="),
            Place::Path | Place::Query | Place::Cookie => encoded(text),
        }
    }
}

/// The text of a value that stands alone: JSON for lists and objects, nothing for null.
pub(crate) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => Some(value.to_string()),
    }
}

/// The pairs of an object or a list, keys in brackets (encoded), however deep it goes.
pub(crate) fn deep(path: &str, value: &Value, encode: &dyn Fn(&str) -> String, pairs: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                deep(&format!("{path}%5B{}%5D", encoded(key)), value, encode, pairs);
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                deep(&format!("{path}%5B{index}%5D"), value, encode, pairs);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            pairs.extend(plain(value).map(|text| format!("{path}={}", encode(&text))));
        }
    }
}

/// Every byte that RFC 3986 does not call unreserved, percent-encoded.
pub(crate) fn encoded(text: &str) -> String {
    let mut url = String::with_capacity(text.len());
    push_encoded(&mut url, text);
    url
}

fn encoded_except(text: &str, except: &str) -> String {
    let mut url = String::with_capacity(text.len());
    for piece in text.split_inclusive(|letter| except.contains(letter)) {
        let delimiter = piece.chars().next_back().filter(|letter| except.contains(*letter));
        let end = piece.len() - delimiter.map_or(0, char::len_utf8);
        push_encoded(&mut url, &piece[..end]);
        url.extend(delimiter);
    }
    url
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn write(parameter: Parameter, value: &Value) -> Option<String> {
        parameter.write(value)
    }

    /// The table of the specification: a text, a list, an object; not exploded and exploded.
    #[test]
    fn all_styles() {
        let (text, list, object) = (json!("blue"), json!(["blue", "black"]), json!({"R": 100, "G": 200}));
        let path = |style| Parameter::path("c", style);
        let query = |style| Parameter::query("c", style);
        for (parameter, texts) in [
            (path(Style::Simple), ["blue", "blue,black", "R,100,G,200"]),
            (path(Style::Simple).explode(), ["blue", "blue,black", "R=100,G=200"]),
            (path(Style::Label), [".blue", ".blue,black", ".R,100,G,200"]),
            (path(Style::Label).explode(), [".blue", ".blue.black", ".R=100.G=200"]),
            (path(Style::Matrix), [";c=blue", ";c=blue,black", ";c=R,100,G,200"]),
            (path(Style::Matrix).explode(), [";c=blue", ";c=blue;c=black", ";R=100;G=200"]),
            (query(Style::Form), ["c=blue", "c=blue,black", "c=R,100,G,200"]),
            (query(Style::Form).explode(), ["c=blue", "c=blue&c=black", "R=100&G=200"]),
            (query(Style::SpaceDelimited), ["c=blue", "c=blue%20black", "c=R%20100%20G%20200"]),
            (query(Style::PipeDelimited), ["c=blue", "c=blue%7Cblack", "c=R%7C100%7CG%7C200"]),
            (query(Style::PipeDelimited).explode(), ["c=blue", "c=blue&c=black", "R=100&G=200"]),
            (
                query(Style::DeepObject).explode(),
                ["c=blue", "c%5B0%5D=blue&c%5B1%5D=black", "c%5BR%5D=100&c%5BG%5D=200"],
            ),
            (Parameter::cookie("c", Style::Form).explode(), ["c=blue", "c=blue; c=black", "R=100; G=200"]),
            (Parameter::header("c", Style::Simple).explode(), ["blue", "blue,black", "R=100,G=200"]),
        ] {
            let found = [&text, &list, &object].map(|value| write(parameter, value).unwrap());
            // A map keeps its keys sorted or in order, whichever the build of `serde_json` does.
            let sorted = |text: &str| {
                let mut letters: Vec<_> = text.chars().collect();
                letters.sort_unstable();
                letters
            };
            assert_eq!(found[..2], texts[..2], "{parameter:?}");
            assert_eq!(sorted(&found[2]), sorted(texts[2]), "{parameter:?}: {}", found[2]);
        }
    }

    #[test]
    fn nothing_is_written_for_nothing() {
        for style in [Style::Form, Style::SpaceDelimited, Style::DeepObject] {
            for value in [json!(null), json!([]), json!([null]), json!({}), json!({"a": null})] {
                assert_eq!(write(Parameter::query("c", style), &value), None, "{style:?} {value}");
            }
        }
        assert_eq!(write(Parameter::query("c", Style::Json), &json!(null)).as_deref(), Some("c=null"));
        assert_eq!(write(Parameter::path("c", Style::Matrix), &json!("")).as_deref(), Some(";c"));
        assert_eq!(write(Parameter::query("c", Style::Form), &json!("")).as_deref(), Some("c="));
    }

    #[test]
    fn values_cannot_break_out_of_their_place() {
        let value = json!(["a,b&c=d/..;e|f g", "%41"]);
        assert_eq!(
            write(Parameter::query("q", Style::Form), &value).unwrap(),
            "q=a%2Cb%26c%3Dd%2F..%3Be%7Cf%20g,%2541"
        );
        let reserved = Parameter::query("q", Style::Form).allow_reserved();
        assert_eq!(
            write(reserved, &json!("a/b?c=d&e#f+g%20[h]ü")).unwrap(),
            "q=a/b?c=d%26e%23f%2Bg%2520%5Bh%5D%C3%BC"
        );
        let path = Parameter::path("p", Style::Simple).allow_reserved();
        assert_eq!(write(path, &json!("a/b:c@d?e")).unwrap(), "a%2Fb:c@d%3Fe");
    }

    #[test]
    fn what_stands_inside() {
        let value = json!({"a": {"b": [1, {"c": null, "d": "x y"}]}});
        let query = Parameter::query("q", Style::DeepObject).explode();
        assert_eq!(
            write(query, &value).unwrap(),
            "q%5Ba%5D%5Bb%5D%5B0%5D=1&q%5Ba%5D%5Bb%5D%5B1%5D%5Bd%5D=x%20y"
        );
        let query = Parameter::query("q", Style::Form);
        assert_eq!(write(query, &json!([[1], "a"])).unwrap(), "q=%5B1%5D,a");
        let query = Parameter::query("q", Style::Json);
        assert_eq!(write(query, &json!({"a": [1]})).unwrap(), "q=%7B%22a%22%3A%5B1%5D%7D");
    }
}
