//! A document in which every text is a word of its own, so that one text at a time can be replaced wherever it occurs:
//! the name of a schema also in references, that of a property also in `required`.

use std::collections::{BTreeMap, BTreeSet};

use faithful_codegen::source::Value;
use tests::{Outcome, disk};

/// The beginning of every word. A word ends before the first character that is not a lowercase letter.
const START: &str = "Zq";

/// Keywords of OpenAPI whose values have a meaning, so that any other value results in another document.
const SELECTING: &[&str] = &[
    "$ref",
    "code",
    "corrections",
    "deny",
    "format",
    "in",
    "openapi",
    "operationId",
    "pattern",
    "scheme",
    "style",
    "type",
];

/// The beginnings of media types that the document uses for their meaning.
const MEDIA_TYPES: &[&str] = &["application/", "multipart/", "text/"];

/// The document, the file that it refers to, and its settings.
pub struct Texts {
    files: BTreeMap<String, Value>,
}

impl Texts {
    pub fn read() -> Outcome<Self> {
        let folder = disk::workspace().join("tests/texts");
        let files = disk::files_below(&folder)?.into_iter();
        let files =
            files.map(|file| Ok((file.clone(), serde_json::from_str(&disk::read(&folder.join(&file))?)?)));
        Ok(Self { files: files.collect::<Outcome<_>>()? })
    }

    /// All words.
    pub fn words(&self) -> BTreeSet<String> {
        let texts = self.files.values().map(Value::to_string);
        texts.flat_map(|text| words_of(&text).map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    /// The files as they are.
    pub fn unchanged(&self) -> BTreeMap<String, String> {
        self.files.iter().map(|(file, value)| (file.clone(), value.to_string())).collect()
    }

    /// The files with other texts in place of some words.
    pub fn with(&self, words: &[&str], text: impl Fn(&str) -> String) -> BTreeMap<String, String> {
        let files = self.files.iter().map(|(file, value)| {
            let value =
                words.iter().fold(value.clone(), |value, word| replaced(&value, "", word, &text(word)));
            (file.clone(), value.to_string())
        });
        files.collect()
    }

    /// The texts of the document that contain no word, and whose keyword does not state their meaning.
    pub fn without_words(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for value in self.files.values() {
            collect(value, "", &mut texts);
        }
        texts
    }
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(START).map(|(at, _)| {
        let rest = &text[at + START.len() + 1..];
        let length = rest.find(|letter: char| !letter.is_ascii_lowercase()).unwrap_or(rest.len());
        &text[at..at + START.len() + 1 + length]
    })
}

fn replaced(value: &Value, holder: &str, word: &str, by: &str) -> Value {
    match value {
        Value::String(text)
            if matches!(holder, "$ref" | "mapping" | "operationRef" | "pointer") && text.contains('#') =>
        {
            Value::String(replace(text, word, &encoded(&pointer(by))))
        }
        Value::String(text) if matches!(holder, "at" | "schema") => {
            Value::String(replace(text, word, &pointer(by)))
        }
        Value::String(text) => Value::String(replace(text, word, by)),
        Value::Array(list) => {
            Value::Array(list.iter().map(|item| replaced(item, holder, word, by)).collect())
        }
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| {
                let inner = if holder == "discriminator" || key != "mapping" { key } else { holder };
                let inner = if holder == "mapping" { holder } else { inner };
                (replace(key, word, by), replaced(value, inner, word, by))
            });
            Value::Object(entries.collect())
        }
        other => other.clone(),
    }
}

/// Replaces a word, but not the beginning of a longer one.
fn replace(text: &str, word: &str, by: &str) -> String {
    let mut replaced = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(word) {
        let (before, after) = (&rest[..at], &rest[at + word.len()..]);
        let is_word = !after.starts_with(|letter: char| letter.is_ascii_lowercase());
        replaced.extend([before, if is_word { by } else { word }]);
        rest = after;
    }
    replaced + rest
}

/// Escapes a token of a JSON pointer.
fn pointer(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// Encodes the characters that a fragment of a URL must not contain.
fn encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'~' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

fn is_media_type(text: &str) -> bool {
    MEDIA_TYPES.iter().any(|start| text.starts_with(start))
}

fn collect(value: &Value, holder: &str, texts: &mut Vec<String>) {
    match value {
        Value::String(text)
            if !text.contains(START) && !SELECTING.contains(&holder) && !is_media_type(text) =>
        {
            texts.push(format!("{holder}: {text}"));
        }
        Value::Array(list) => list.iter().for_each(|item| collect(item, holder, texts)),
        Value::Object(map) => {
            for (key, value) in map {
                let is_keyword =
                    key.chars().all(|letter| letter.is_ascii_alphanumeric() || "$_".contains(letter));
                if !key.contains(START) && !is_keyword && !is_media_type(key) {
                    texts.push(format!("{holder}/{key}"));
                }
                collect(value, key, texts);
            }
        }
        _ => {}
    }
}
