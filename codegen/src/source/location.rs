//! Locations: a file and a JSON pointer into it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// A JSON pointer (RFC 6901), stored in its escaped form.
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Pointer(String);

impl Pointer {
    /// Creates a pointer from the fragment of a reference, the part after `#`. Percent escapes are decoded.
    #[must_use]
    pub fn from_fragment(fragment: &str) -> Self {
        Self(percent_decode(fragment))
    }

    /// Returns this pointer with `token` appended.
    #[must_use]
    pub fn join(&self, token: &str) -> Self {
        let is_plain = !token.contains(['~', '/']);
        let escaped = || Cow::Owned(token.replace('~', "~0").replace('/', "~1"));
        let token = if is_plain { Cow::Borrowed(token) } else { escaped() };
        Self([&self.0, "/", &token].concat())
    }

    /// Splits off the last token, unescaped, from the pointer to its parent; `None` at the root.
    #[must_use]
    pub fn split_last(&self) -> Option<(Self, String)> {
        let (parent, token) = self.0.rsplit_once('/')?;
        Some((Self(parent.to_owned()), unescape(token).into_owned()))
    }

    /// Returns the unescaped tokens, starting at the root.
    pub fn tokens(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(unescape)
    }

    /// Returns whether `other` points to a value inside the value at this pointer.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        other.0.strip_prefix(&self.0).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Returns whether this is a valid pointer: empty, or starting with `/`.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.0.is_empty() || self.0.starts_with('/')
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The location of a value in one of the input files.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Location {
    /// The path of the file, relative to the folder of the root document.
    pub file: Arc<str>,
    /// The pointer into the file.
    pub pointer: Pointer,
}

impl Location {
    /// Returns the location of the root value of `file`.
    #[must_use]
    pub fn root(file: &str) -> Self {
        Self { file: file.into(), pointer: Pointer::default() }
    }

    /// Returns this location with `token` appended to the pointer.
    #[must_use]
    pub fn join(&self, token: &str) -> Self {
        Self { file: self.file.clone(), pointer: self.pointer.join(token) }
    }

    /// Resolves `reference` relative to this file; `None` for a URL or an invalid pointer.
    #[must_use]
    pub fn resolve(&self, reference: &str) -> Option<Self> {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if is_url(path) {
            return None;
        }
        let file = if path.is_empty() {
            self.file.clone()
        } else {
            join_paths(&self.file, &percent_decode(path)).into()
        };
        let pointer = Pointer::from_fragment(fragment);
        pointer.is_valid().then_some(Self { file, pointer })
    }
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}#{}", self.file, self.pointer)
    }
}

/// Returns whether `reference` begins with a scheme or names a host, so that it is not a path.
#[must_use]
pub fn is_url(reference: &str) -> bool {
    let (first, _) = reference.split_once(['/', '#', '?']).unwrap_or((reference, ""));
    let scheme = first.split_once(':').map(|(scheme, _)| scheme);
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|character: char| character.is_ascii_alphabetic())
            && scheme.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character))
    };
    reference.starts_with("//") || scheme.is_some_and(is_scheme)
}

fn unescape(token: &str) -> Cow<'_, str> {
    let is_plain = !token.contains('~');
    if is_plain { Cow::Borrowed(token) } else { Cow::Owned(token.replace("~1", "/").replace("~0", "~")) }
}

/// Joins the folder of `file` and `relative`, resolving `.` and `..`. An absolute path stays absolute.
fn join_paths(file: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    if relative.starts_with('/') {
        parts = vec![""];
    }
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| !matches!(*last, "" | "..")) => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = match (first, tail) {
            (b'%', [high, low, ..]) => hexadecimal(*high).zip(hexadecimal(*low)),
            _ => None,
        };
        if let Some((high, low)) = escaped {
            bytes.push(high * 16 + low);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hexadecimal(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_resolve_relative_to_their_file() {
        let from = Location::root("paths/templates.json");
        let to = |reference: &str| from.resolve(reference).map(|to| to.to_string());
        assert_eq!(to("#/a~1b").unwrap(), "paths/templates.json#/a~1b");
        assert_eq!(to("../schemas/x.json#/Y").unwrap(), "schemas/x.json#/Y");
        assert_eq!(to("./z.json").unwrap(), "paths/z.json#");
        assert_eq!(to("#/a%20b").unwrap(), "paths/templates.json#/a b");
        assert_eq!(to("%2e%2e/%2e%2E/x.json").unwrap(), "../x.json#");
        assert_eq!(to("/etc/../x.json").unwrap(), "/x.json#");
        for url in ["https://example.com/x.json#/Y", "//example.com/x.json", "file:/etc/passwd", "urn:a:b"] {
            assert_eq!(to(url), None, "{url}");
        }
        assert_eq!(to("#anchor"), None);
    }

    #[test]
    fn pointers_escape_and_unescape() {
        let pointer = Pointer::default().join("/v1/{id}").join("a~b");
        assert_eq!(pointer.to_string(), "/~1v1~1{id}/a~0b");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["/v1/{id}", "a~b"]);
        let (parent, last) = pointer.split_last().unwrap();
        assert_eq!((parent.to_string().as_str(), last.as_str()), ("/~1v1~1{id}", "a~b"));
    }

    #[test]
    fn incomplete_percent_escapes_are_kept() {
        assert_eq!(percent_decode("100%"), "100%");
        assert_eq!(percent_decode("%zz%41"), "%zzA");
    }
}
