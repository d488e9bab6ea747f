//! Parameter serialization in all OpenAPI styles, for paths, queries, headers and cookies.
//!
//! Keys and values are percent-encoded, delimiters are not. Headers are not encoded at all, because servers do not
//! decode them. `null` is omitted, even inside arrays and objects. OpenAPI does not define nested arrays and objects
//! outside of JSON: here, [`Style::DeepObject`] nests brackets (`a[b][0]`), and every other style writes the nested
//! value as JSON.

use super::deep_object;
use super::headers::has_blank_edge;
use super::url::{encoded, push_encoded};
use crate::json::{Plain, PlainKind};

/// The name, location and style of a parameter.
///
/// ```
/// use faithful_runtime::{Parameter, Style};
///
/// // `?color=blue%7Cblack`
/// const COLOR: Parameter = Parameter::query("color", Style::PipeDelimited);
/// // `/;R=100;G=200`
/// const POINT: Parameter = Parameter::path("point", Style::Matrix).explode();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    location: Location,
    name: &'static str,
    style: Style,
    explode: bool,
    reserved: bool,
}

/// The location of a parameter (`in` in OpenAPI).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// The serialization style of a parameter, as in OpenAPI.
///
/// The variants show the result for the array `[blue, black]` and the object `{R: 100, G: 200}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `blue,black` and `R,100,G,200`; exploded: `blue,black` and `R=100,G=200`. For paths and headers.
    Simple,
    /// `.blue,black` and `.R,100,G,200`; exploded: `.blue.black` and `.R=100.G=200`. For paths.
    Label,
    /// `;name=blue,black` and `;name=R,100,G,200`; exploded: `;name=blue;name=black` and `;R=100;G=200`. For paths.
    Matrix,
    /// `name=blue,black` and `name=R,100,G,200`; exploded: `name=blue&name=black` and `R=100&G=200`. For queries and
    /// cookies; cookies use `; ` instead of `&`.
    Form,
    /// `name=blue%20black` and `name=R%20100%20G%20200`; exploded: like [`Form`](Self::Form). For queries.
    SpaceDelimited,
    /// `name=blue%7Cblack` and `name=R%7C100%7CG%7C200`; exploded: like [`Form`](Self::Form). For queries.
    PipeDelimited,
    /// `name[0]=blue&name[1]=black` and `name[R]=100&name[G]=200`, with percent-encoded brackets. For queries.
    DeepObject,
    /// JSON, for parameters that have `content` instead of a schema.
    Json,
}

impl Parameter {
    const fn new(location: Location, name: &'static str, style: Style) -> Self {
        Self { location, name, style, explode: false, reserved: false }
    }

    /// Creates a path parameter.
    #[must_use]
    pub const fn path(name: &'static str, style: Style) -> Self {
        Self::new(Location::Path, name, style)
    }

    /// Creates a query parameter.
    #[must_use]
    pub const fn query(name: &'static str, style: Style) -> Self {
        Self::new(Location::Query, name, style)
    }

    /// Creates a header parameter.
    #[must_use]
    pub const fn header(name: &'static str, style: Style) -> Self {
        Self::new(Location::Header, name, style)
    }

    /// Creates a cookie parameter. All cookies of a call are sent in a single header.
    #[must_use]
    pub const fn cookie(name: &'static str, style: Style) -> Self {
        Self::new(Location::Cookie, name, style)
    }

    /// Writes each array element and each object property separately; see [`Style`].
    #[must_use]
    pub const fn explode(mut self) -> Self {
        self.explode = true;
        self
    }

    /// Leaves reserved characters in values unencoded, except those that could end the value or the query (`%`, `#`,
    /// `&`, `+`, `[` and `]`, and in paths also `/` and `?`). Applies to path and query parameters.
    #[must_use]
    pub const fn allow_reserved(mut self) -> Self {
        self.reserved = true;
        self
    }

    pub(crate) fn location(&self) -> Location {
        self.location
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// The name of the location, as used in the paths of violations.
    pub(crate) fn location_name(&self) -> &'static str {
        match self.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        }
    }

    /// Serializes a value; `None` if nothing is to be sent.
    ///
    /// # Errors
    /// If an element, a key or a property contains the delimiter and cannot be encoded, or would not arrive as it is.
    pub(crate) fn write(&self, value: &Plain) -> Result<Option<String>, String> {
        let style = self.style;
        if matches!(style, Style::Json) {
            let text = self.encode(value.json());
            return Ok(Some(match self.location {
                Location::Path | Location::Header => text,
                Location::Query | Location::Cookie => format!("{}={text}", self.encode_key(self.name)),
            }));
        }
        Ok(match value.kind() {
            PlainKind::Null => None,
            PlainKind::List(_) | PlainKind::Object(_) if style == Style::DeepObject => {
                deep_object::check(value)?;
                let mut pairs = Vec::new();
                deep_object::push_pairs(
                    &self.encode_key(self.name),
                    value,
                    &|text| self.encode(text),
                    &mut pairs,
                );
                (!pairs.is_empty()).then(|| pairs.join("&"))
            }
            PlainKind::List(values) => {
                let texts = values.iter().filter_map(Plain::plain_text);
                let texts = texts.map(|text| self.element(self.encode(text), &[]));
                self.list(&texts.collect::<Result<Vec<_>, _>>()?)?
            }
            PlainKind::Object(properties) => self.object(properties)?,
            PlainKind::Scalar(text) => Some(self.single(&self.encode(text))),
        })
    }

    /// Encodes what separates elements, and `others`, in an encoded array element, key or value of a property.
    fn element(&self, mut encoded: String, others: &[&str]) -> Result<String, String> {
        if self.location == Location::Header && has_blank_edge(&encoded) {
            return Err(BLANK_EDGE.to_owned());
        }
        let delimiter = if self.explode { self.exploded_delimiter() } else { self.delimiter() };
        for delimiter in others.iter().chain([&delimiter]).filter(|delimiter| !delimiter.is_empty()) {
            if !encoded.contains(*delimiter) {
                continue;
            }
            // Only the delimiters that are reserved in URLs differ from their encoded forms.
            match delimiter.as_bytes() {
                [byte @ (b',' | b';' | b'=')] if self.location != Location::Header => {
                    encoded = encoded.replace(*delimiter, &format!("%{byte:02X}"));
                }
                _ => return Err(contains_delimiter(delimiter)),
            }
        }
        Ok(encoded)
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

    fn list(&self, texts: &[String]) -> Result<Option<String>, String> {
        if texts.is_empty() {
            return Ok(None);
        }
        if self.location == Location::Header
            && let Some(problem) = texts.iter().find_map(|text| unlistable(text))
        {
            return Err(problem.to_owned());
        }
        if !self.explode {
            return Ok(Some(self.single(&texts.join(self.delimiter()))));
        }
        Ok(Some(match self.style {
            Style::Simple | Style::Json => texts.join(","),
            Style::Label => format!(".{}", texts.join(".")),
            Style::Matrix => texts.iter().map(|text| self.single(text)).collect(),
            Style::Form | Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject => {
                let pairs: Vec<_> = texts.iter().map(|text| self.single(text)).collect();
                pairs.join(self.separator())
            }
        }))
    }

    fn object(&self, properties: &[(String, Plain)]) -> Result<Option<String>, String> {
        let pairs = properties.iter().filter_map(|(key, value)| Some((key, value.plain_text()?)));
        if !self.explode {
            let texts = pairs.flat_map(|(key, text)| {
                [self.element(self.encode_key(key), &[]), self.element(self.encode(text), &[])]
            });
            return self.list(&texts.collect::<Result<Vec<_>, _>>()?);
        }
        let pair = |(key, text): (&String, &str)| {
            Ok(format!(
                "{}={}",
                self.element(self.encode_key(key), &["="])?,
                self.element(self.encode(text), &[])?
            ))
        };
        let pairs: Vec<_> = pairs.map(pair).collect::<Result<_, String>>()?;
        let (start, separator) = match self.style {
            Style::Simple | Style::Json => ("", ","),
            Style::Label => (".", "."),
            Style::Matrix => (";", ";"),
            Style::Form | Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject => {
                ("", self.separator())
            }
        };
        Ok((!pairs.is_empty()).then(|| format!("{start}{}", pairs.join(separator))))
    }

    /// The delimiter between array elements, if not exploded.
    fn delimiter(&self) -> &'static str {
        match self.style {
            Style::SpaceDelimited => "%20",
            Style::PipeDelimited => "%7C",
            Style::Simple | Style::Label | Style::Matrix | Style::Form | Style::DeepObject | Style::Json => {
                ","
            }
        }
    }

    /// The delimiter between array elements or properties, if exploded; empty if each has its name.
    fn exploded_delimiter(&self) -> &'static str {
        match self.style {
            Style::Simple | Style::Json => ",",
            Style::Label => ".",
            Style::Matrix => ";",
            Style::Form | Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject => "",
        }
    }

    /// The separator between the pairs of an exploded value.
    fn separator(&self) -> &'static str {
        match self.location {
            Location::Cookie => "; ",
            Location::Path | Location::Query | Location::Header => "&",
        }
    }

    fn encode_key(&self, key: &str) -> String {
        match self.location {
            Location::Header => key.to_owned(),
            Location::Path | Location::Query | Location::Cookie => encoded(key),
        }
    }

    fn encode(&self, text: &str) -> String {
        match self.location {
            Location::Header => text.to_owned(),
            Location::Path if self.reserved => encoded_except(text, ":@!$'()*,;="),
            Location::Query if self.reserved => encoded_except(text, ":/?@!$'()*,;="),
            Location::Path | Location::Query | Location::Cookie => encoded(text),
        }
    }
}

/// What is wrong with an element that contains the delimiter of its list. The element may be secret.
pub(crate) fn contains_delimiter(delimiter: &str) -> String {
    let shown = match delimiter {
        "%20" => " ",
        "%7C" => "|",
        other => other,
    };
    format!("an element contains `{shown}`, which separates the elements")
}

const BLANK_EDGE: &str = "an element starts or ends with white space, which services remove";

/// Returns why an element would not arrive as it is in a list in a header (RFC 9110, 5.6.1).
pub(crate) fn unlistable(element: &str) -> Option<&'static str> {
    if element.is_empty() {
        return Some("an element is empty, and services ignore empty elements");
    }
    has_blank_edge(element).then_some(BLANK_EDGE)
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
    use serde_json::{Value, json};

    use super::*;
    use crate::json::Number;

    fn write(parameter: Parameter, value: &Value) -> Option<String> {
        parameter.write(&Plain::of(value)).unwrap()
    }

    #[test]
    fn a_list_is_never_sent_as_another_list() {
        let list = json!(["a,b", "c.d", "e;f", "g h", "i|j", "k=l"]);
        let path = |style| Parameter::path("p", style);
        let query = |style| Parameter::query("q", style);
        for (parameter, delimiter) in [
            (Parameter::header("h", Style::Simple), ","),
            (path(Style::Label).explode(), "."),
            (query(Style::SpaceDelimited), " "),
            (query(Style::PipeDelimited), "|"),
        ] {
            let message = format!("an element contains `{delimiter}`, which separates the elements");
            assert_eq!(parameter.write(&Plain::of(&list)), Err(message.clone()), "{parameter:?}");
            let key = format!("x{delimiter}y");
            assert_eq!(parameter.write(&Plain::of(&json!({key: 1}))), Err(message), "{parameter:?}");
        }
        let header = Parameter::header("h", Style::Simple);
        for list in [json!([" a"]), json!(["a", "b\t"]), json!(["a", ""]), json!([""]), json!({"a": ""})] {
            assert!(header.write(&Plain::of(&list)).is_err(), "{list}");
        }
        assert_eq!(write(header.explode(), &json!({"a": ""})).unwrap(), "a=");
        assert!(header.explode().write(&Plain::of(&json!({"a": " b"}))).is_err());
        let deep = query(Style::DeepObject).explode();
        for object in [json!({"a][b": 1}), json!({"a": {"b]": 1}}), json!([{"": 1}])] {
            assert!(deep.write(&Plain::of(&object)).is_err(), "{object}");
        }
        let pair = header.explode();
        assert!(pair.write(&Plain::of(&json!({"a=b": "c"}))).is_err());
        assert_eq!(write(pair, &json!({"a": "b=c"})).unwrap(), "a=b=c");
        let all = "a%2Cb,c.d,e%3Bf,g%20h,i%7Cj,k%3Dl";
        assert_eq!(write(path(Style::Simple), &list).unwrap(), all);
        assert_eq!(write(query(Style::Form), &list).unwrap(), format!("q={all}"));
        let reserved = query(Style::Form).allow_reserved();
        assert_eq!(write(reserved, &list).unwrap(), "q=a%2Cb,c.d,e;f,g%20h,i%7Cj,k=l");
        assert_eq!(write(reserved, &json!("a,b")).unwrap(), "q=a,b");
        let matrix = path(Style::Matrix).explode().allow_reserved();
        assert_eq!(write(matrix, &json!(["a;b"])).unwrap(), ";p=a%3Bb");
        assert_eq!(write(matrix, &json!({"a=b": "c;d=e"})).unwrap(), ";a%3Db=c%3Bd=e");
    }

    /// The table of style examples in the OpenAPI specification: string, array and object.
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
            let written = [&text, &list, &object].map(|value| write(parameter, value).unwrap());
            // The order of keys in a `Value` depends on the features of `serde_json`.
            let sorted = |text: &str| {
                let mut letters: Vec<_> = text.chars().collect();
                letters.sort_unstable();
                letters
            };
            assert_eq!(written[..2], texts[..2], "{parameter:?}");
            assert_eq!(sorted(&written[2]), sorted(texts[2]), "{parameter:?}: {}", written[2]);
        }
    }

    #[test]
    fn digits_are_kept_in_every_style() {
        use Style::{DeepObject, Form, Json, Label, Matrix, PipeDelimited, Simple, SpaceDelimited};
        const LONG: &str = "123456789012345678901234567890.50";
        let number = || Number::from_text(LONG).unwrap();
        let list = Plain::of(&vec![number(), 1.into()]);
        let map = Plain::of(&std::collections::BTreeMap::from([("a".to_owned(), number())]));
        let nested = Plain::of(&vec![vec![number()]]);
        let plain = [
            Parameter::path("p", Simple),
            Parameter::path("p", Label),
            Parameter::path("p", Matrix),
            Parameter::query("p", Form),
            Parameter::query("p", SpaceDelimited),
            Parameter::query("p", PipeDelimited),
            Parameter::query("p", DeepObject),
            Parameter::query("p", Json),
            Parameter::header("p", Simple),
            Parameter::header("p", Json),
            Parameter::cookie("p", Form),
        ];
        for parameter in plain.into_iter().flat_map(|parameter| [parameter, parameter.explode()]) {
            for value in [&list, &map, &nested, &Plain::of(&number())] {
                let written = parameter.write(value).map(Option::unwrap_or_default);
                // The decimal point is the delimiter of an exploded label.
                if parameter.style == Label
                    && parameter.explode
                    && !matches!(value.kind(), PlainKind::Scalar(_))
                {
                    assert!(written.is_err());
                } else {
                    assert!(written.unwrap().contains(LONG), "{parameter:?}");
                }
            }
        }
    }

    #[test]
    fn empty_values_are_omitted() {
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
    fn delimiters_in_values_are_encoded() {
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
    fn nested_values() {
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
