//! The spellings of names in a document.
//!
//! Two names that differ only in their spelling, such as `apiVersion` and `api_version`, have the same Rust name, which
//! the earlier one keeps. Recording all of them would take up most of the lock file. It records the style in which most
//! are spelled, and the others once each: these take precedence over a new spelling of the same words. If the document
//! has several spellings of the same words, each of them is recorded for each type, unless it is in that style.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// How the words of a name are joined.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) enum Style {
    #[serde(rename = "snake_case")]
    Snake,
    #[serde(rename = "camelCase")]
    Camel,
    #[serde(rename = "kebab-case")]
    Kebab,
    #[serde(rename = "PascalCase")]
    Pascal,
    #[serde(rename = "UPPER_CASE")]
    Upper,
}

impl Style {
    /// All styles. The first one of several that are equally frequent is that of the document.
    pub const ALL: [Self; 5] = [Self::Snake, Self::Camel, Self::Kebab, Self::Pascal, Self::Upper];
}

/// The spellings of the names that are not recorded for each type or operation.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spellings {
    /// Properties, and parts of bodies.
    pub properties: Spelling,
    /// Values of enums.
    pub values: Spelling,
    /// Options of unions.
    pub options: Spelling,
    /// Path parameters.
    pub path: Spelling,
    /// Other parameters.
    pub parameters: Spelling,
}

/// How names of one kind are spelled.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spelling {
    /// The style of most of them.
    pub style: Style,
    /// Names in other styles.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub others: BTreeSet<String>,
}
