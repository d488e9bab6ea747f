//! The formats of input files, and which one a file has.

/// The format of a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// JSON.
    Json,
    /// YAML 1.2.
    Yaml,
}

impl Format {
    /// Returns the format that the name of a file states.
    #[must_use]
    pub fn of_name(file: &str) -> Option<Self> {
        let (_, extension) = file.rsplit('/').next()?.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "json" => Some(Self::Json),
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }

    /// Returns the format of a text without a name: JSON begins with a bracket.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        if is_json(text) { Self::Json } else { Self::Yaml }
    }
}

/// Returns whether a text begins like a JSON document.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

/// Returns whether a text begins like a document: with a key, a list or a bracket. The first line of most other files, such as
/// keys and lists of users, is neither.
pub(super) fn is_document(text: &str) -> bool {
    let is_head = |line: &str| line.is_empty() || line.starts_with(['#', '%']) || line == "---";
    let Some(line) = text.lines().map(str::trim).find(|line| !is_head(line)) else { return false };
    line.starts_with(['{', '[']) || line.starts_with("- ") || line.ends_with(':') || line.contains(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_states_the_format() {
        assert_eq!(Format::of_name("a.b/openapi.YAML"), Some(Format::Yaml));
        assert_eq!(Format::of_name("openapi.yml"), Some(Format::Yaml));
        assert_eq!(Format::of_name("openapi.v1.json"), Some(Format::Json));
        for other in ["openapi", "a.json/openapi", "openapi.txt", ".env", ""] {
            assert_eq!(Format::of_name(other), None, "{other}");
        }
    }

    #[test]
    fn documents_begin_with_a_key_or_a_list() {
        for text in
            ["openapi: 3.1.1", "# comment\n---\n\nopenapi:\n  3.1.1", "- a", "{", "%YAML 1.2\n---\na: b"]
        {
            assert!(is_document(text), "{text}");
        }
        for text in ["", "root:x:0:0:root:/root:/bin/sh", "A=b\nC: d", "-----BEGIN KEY-----\na: b", "text"] {
            assert!(!is_document(text), "{text}");
        }
    }
}
