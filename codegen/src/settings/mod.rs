//! The generator's settings: conventions of one API that OpenAPI cannot express.
//!
//! They are read from `settings.json` next to the document. Every entry must match something in the
//! document; an entry that does not is an error, so that no stale entries remain.

pub(crate) mod corrections;
mod formats;
pub(crate) mod overlays;
mod parse;
pub(crate) mod policy;
mod waiters;

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

pub use self::formats::StringType;
pub(crate) use self::parse::parse;
pub use self::waiters::{PageSize, Waiter, WaiterItem};
use crate::diagnostic::Code;

/// All settings. The default, used if there is no file, is plain OpenAPI.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// File with the corrections, relative to the settings.
    pub corrections: Option<String>,
    /// Files with overlays, relative to the settings, in the order in which they are applied.
    pub overlays: Vec<String>,
    /// The envelope around response values.
    pub envelope: Option<Envelope>,
    /// The pagination of lists.
    pub pagination: Option<Pagination>,
    /// Path prefixes under which operations are also available.
    pub scopes: Vec<Scope>,
    /// Paths whose parameters are bound once for all operations below them.
    pub handles: Vec<Handle>,
    /// Operations that are repeated until a process has finished.
    pub waiters: Vec<Waiter>,
    /// Pattern of the strings that refer to a value that is filled in later.
    pub reference_pattern: Option<String>,
    /// Formats of timestamps in addition to `date-time`.
    pub timestamp_formats: Vec<String>,
    /// Formats of strings, and their types. A string in another format is a `String`.
    pub formats: BTreeMap<String, StringType>,
    /// Diagnostics that are suppressed: warnings and unsupported keywords.
    pub allow: Vec<Allow>,
    /// Codes whose warnings are errors.
    pub deny: Vec<String>,
    /// Environment variables that the client reads.
    pub environment: Environment,
    /// Extensions whose text is included in the documentation of an operation.
    pub documented_extensions: Vec<DocumentedExtension>,
    /// Optional properties that are arguments of the constructor.
    pub constructor_properties: Vec<ConstructorProperty>,
    /// Required properties that the service omits.
    pub omitted_required: Option<OmittedRequired>,
    /// The order of the options of unions that are selected heuristically.
    pub union_order: Vec<UnionOrder>,
    /// Properties that select the variant of a union next to them.
    pub discriminators: Vec<Discriminator>,
    /// Rust names that replace the derived ones.
    pub names: Vec<NameOverride>,
    /// Words that case conversion would split in the wrong place.
    pub words: Vec<Word>,
}

/// The envelope of responses: an object with the value in one of its properties.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// Key of the property.
    pub property: String,
}

/// The pagination of lists: how a response indicates the next page, and how it is requested.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pagination {
    /// Path of the flag that is true if there is another page.
    pub has_next: Vec<String>,
    /// Path of the cursor of the next page.
    pub cursor: Vec<String>,
    /// Path of the number of results, if there is one.
    pub count: Option<Vec<String>>,
    /// Query parameter for the cursor.
    pub cursor_parameter: String,
    /// The lists of operations that do not have exactly one.
    #[serde(default)]
    pub operations: Vec<PagedOperation>,
}

/// The list of the pages of an operation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PagedOperation {
    /// The `operationId`.
    pub operation: String,
    /// Path of the list in the body of the response; `None` if the response is not a page.
    #[serde(deserialize_with = "stated")]
    pub items: Option<Vec<String>>,
}

/// Requires a property that may be null.
fn stated<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

/// A segment inserted into paths, under which operations are also available.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Name of the client method that enters the scope.
    pub name: String,
    /// Documentation of the method.
    pub description: String,
    /// Path prefix after which the segment is inserted.
    pub after: String,
    /// The inserted segment, with one parameter in braces.
    pub insert: String,
    /// Operations that do not exist in the scope: each an `operationId`, a path, or `path/**` for all paths below one.
    #[serde(default)]
    pub exclude: Vec<String>,
}

/// A path whose parameters are bound once: what lies below it is reached through a method of the client.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handle {
    /// The path, with at least one parameter that no handle above it binds: `/v1/projects/{projectId}`.
    pub path: String,
    /// Name of the method of the client, or of the handle above it.
    pub name: String,
    /// Documentation of the method.
    pub description: Option<String>,
}

/// The environment variables that the client reads; the first one that is set is used.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// Variables for the token.
    #[serde(default)]
    pub token: Vec<String>,
    /// Variables for the base URL.
    #[serde(default)]
    pub base_url: Vec<String>,
}

/// A diagnostic that is suppressed: a warning, or an unsupported keyword that does not change how
/// values are read and written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allow {
    /// Code of the diagnostic.
    #[serde(default = "unsupported")]
    pub code: String,
    /// Location of the diagnostic (`file#/pointer`), or `file#/pointer/**` for all locations below one.
    pub at: String,
    /// Why the diagnostic is acceptable.
    pub reason: String,
}

fn unsupported() -> String {
    Code::Unsupported.as_str().to_owned()
}

/// An extension that is included in the documentation of operations.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentedExtension {
    /// The keyword, including `x-`.
    pub keyword: String,
    /// Label before the text.
    pub label: String,
}

/// An optional property that is an argument of the constructor.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConstructorProperty {
    /// Location of the schema: `file#/pointer`.
    pub schema: String,
    /// Key of the property.
    pub property: String,
}

/// Required properties that the service omits. They are optional in their types; constructors still take them, and requests
/// require them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OmittedRequired {
    /// Whether these are the properties that a documented example omits.
    #[serde(default)]
    pub examples: bool,
    /// Locations of further properties: `file#/pointer`, or `file#/pointer/**` for all properties below it.
    #[serde(default)]
    pub at: Vec<String>,
}

/// Returns whether the pattern `at` of a setting matches a location: it is the location, or ends in `**` and is a prefix.
pub(crate) fn matches(at: &str, place: &str) -> bool {
    match at.strip_suffix("**") {
        Some(prefix) => place.starts_with(prefix),
        None => place == at,
    }
}

/// The order of the options of a union that is selected heuristically.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnionOrder {
    /// Location of the union: `file#/pointer`.
    pub at: String,
    /// Names of its options. If several match equally many properties, the first one is selected.
    /// Omitted options follow in document order.
    pub options: Vec<String>,
}

/// A property that selects the variant of the union in another property of the same object.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discriminator {
    /// Location of the property that contains the union, or of the union: `file#/pointer`, or `file#/pointer/**` for
    /// all such properties below it.
    pub at: String,
    /// Key of the property that selects.
    pub discriminated_by: String,
    /// Its values and their options; `null` if a value has none. A value that is not listed selects the option whose
    /// constant or name it is.
    #[serde(default)]
    pub mapping: BTreeMap<String, Option<Target>>,
}

/// The options that a value of a discriminator selects. The properties of an object decide among several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "expected the index or the name of an option, a list of them, or null")]
pub enum Target {
    /// One option.
    One(OptionName),
    /// Several options.
    Several(Vec<OptionName>),
}

impl Target {
    /// Returns the names of the options.
    #[must_use]
    pub fn names(&self) -> &[OptionName] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

/// An option of a union.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum OptionName {
    /// Index of the option.
    Index(usize),
    /// Name of the component, title, constant, or location of the option.
    Name(String),
}

impl fmt::Display for OptionName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(index) => write!(formatter, "{index}"),
            Self::Name(name) => formatter.write_str(name),
        }
    }
}

/// A Rust name that replaces the derived one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameOverride {
    /// Location of a schema, a property, an enum value, an option of a union, a part or a parameter; a pattern of such
    /// locations, in which `*` is one segment and `**` any number of segments; or an `operationId`.
    pub at: String,
    /// The name; its words are converted to the case of the identifier.
    pub name: String,
}

/// A word that case conversion would split in the wrong place.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "expected a word, or an object with `word` and `instead`")]
pub enum Word {
    /// The word: `OpenTofu`, `VCS`. It is one word wherever it occurs, in any case. In types, it keeps its capitals,
    /// unless it is an acronym.
    Spelled(String),
    /// A word and its replacement.
    Replaced(WordOverride),
}

impl Word {
    /// Returns the word as it is written in the settings.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Spelled(word) | Self::Replaced(WordOverride { word, .. }) => word,
        }
    }
}

/// The replacement of a word.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordOverride {
    /// The word, as it is written in the document: `OAuth2`.
    pub word: String,
    /// The same word in a spelling that is split correctly: `Oauth2`.
    pub instead: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page of `settings-invalid` is the only list of the settings that is part of the installed program.
    #[test]
    fn the_page_of_invalid_settings_lists_all_of_them() {
        let rows = Code::SettingsInvalid.remedy().lines().filter_map(|line| line.strip_prefix("| `"));
        let rows: Vec<_> = rows.filter_map(|row| row.trim_end_matches("` |").split_once("` | `")).collect();
        for (key, value) in &rows {
            let text = format!("{{ \"{key}\": {value} }}");
            let settings: Result<Settings, _> = serde_json::from_str(&text);
            assert!(settings.is_ok(), "{text}: {settings:?}");
        }
        let error = serde_json::from_str::<Settings>("{ \"?\": 0 }").map(|_| ()).unwrap_err().to_string();
        let (_, keys) = error.split_once("expected one of ").unwrap();
        let (keys, _) = keys.split_once(" at line").unwrap();
        let mut keys: Vec<_> = keys.split(", ").map(|key| key.trim_matches('`')).collect();
        let mut listed: Vec<_> = rows.iter().map(|(key, _)| *key).collect();
        keys.sort_unstable();
        listed.sort_unstable();
        assert_eq!(listed, keys);
    }
}
