//! The generator's settings: what is special about one API and cannot be said in OpenAPI.
//!
//! They stand beside the document (`settings.json`). Each entry must match something in the
//! document; one that does not is an error, so that nothing stale stays behind.

pub(crate) mod corrections;
mod parse;
pub(crate) mod policy;

use serde::Deserialize;

pub(crate) use self::parse::parse;
use crate::diagnostic::Code;

/// Everything that can be set. An absent file is the default: plain OpenAPI.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The file with the corrections, beside the settings.
    pub corrections: Option<String>,
    /// How answers are wrapped.
    pub envelope: Option<Envelope>,
    /// How lists are cut into pages.
    pub pagination: Option<Pagination>,
    /// Prefixes under which all calls exist once more.
    pub scopes: Vec<Scope>,
    /// The pattern of a string that refers to a value which is filled in later.
    pub reference_pattern: Option<String>,
    /// Formats besides `date-time` that stand for a point in time.
    pub timestamp_formats: Vec<String>,
    /// Findings that are taken back: warnings, and keywords that are not understood.
    pub allow: Vec<Allow>,
    /// Codes whose warnings count as errors.
    pub deny: Vec<String>,
    /// Where the client looks for its settings.
    pub environment: Environment,
    /// Extensions whose texts go into the documentation of an operation, with their labels.
    pub documented_extensions: Vec<DocumentedExtension>,
    /// Optional members that the constructor asks for all the same.
    pub constructor_properties: Vec<ConstructorProperty>,
    /// The orders in which the options of unions are taken that nothing tells apart for certain.
    pub union_order: Vec<UnionOrder>,
    /// Rust names that replace the derived ones.
    pub names: Vec<NameOverride>,
    /// Words that the case conversion would cut in the wrong place.
    pub words: Vec<WordOverride>,
}

/// Answers carry their value inside a member.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// The property.
    pub property: String,
}

/// Where an answer says whether there is another page.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pagination {
    /// The path of the flag.
    pub has_next: Vec<String>,
    /// The path of the cursor.
    pub cursor: Vec<String>,
    /// The path of the number of results, if there is one.
    pub count: Option<Vec<String>>,
    /// The query parameter that takes the cursor.
    pub cursor_parameter: String,
}

/// All calls exist once more with something put into their path.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// The method of the client that leads there.
    pub name: String,
    /// What the method does, for its documentation.
    pub description: String,
    /// The start of the paths behind which it is put.
    pub after: String,
    /// What is put there, with one parameter in braces.
    pub insert: String,
}

/// The environment variables that the client reads, first match first.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// For the token.
    #[serde(default)]
    pub token: Vec<String>,
    /// For the base address.
    #[serde(default)]
    pub base_url: Vec<String>,
}

/// A finding that is taken back: a warning, or a keyword that is not understood and may be left
/// aside because it does not change how values are read and written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allow {
    /// The code of the finding.
    #[serde(default = "unsupported")]
    pub code: String,
    /// Its place.
    pub at: String,
    /// Why that is right.
    pub reason: String,
}

fn unsupported() -> String {
    Code::Unsupported.as_str().to_owned()
}

/// An extension that is shown in the documentation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentedExtension {
    /// The keyword, with its `x-`.
    pub keyword: String,
    /// What stands before the text.
    pub label: String,
}

/// An optional member that the constructor of its struct asks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConstructorProperty {
    /// The place of the schema: `file#/pointer`.
    pub schema: String,
    /// The property.
    pub property: String,
}

/// The order of the options of a union whose decision is assumed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnionOrder {
    /// The place of the union: `file#/pointer`.
    pub at: String,
    /// The names of its options, the one first that wins where several know as many members. Those
    /// that are left out follow in the order of the document.
    pub options: Vec<String>,
}

/// A Rust name of one's own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameOverride {
    /// The place of what is named: a schema, a property, a value of an enum, an option of a union, a
    /// parameter; or an operation's `operationId`.
    pub at: String,
    /// The name, in the words that the case is then made from.
    pub name: String,
}

/// A word and how it is cut.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordOverride {
    /// The word as the document writes it: `OAuth2`.
    pub word: String,
    /// The same in a form that is cut as wanted: `Oauth2`.
    pub instead: String,
}
