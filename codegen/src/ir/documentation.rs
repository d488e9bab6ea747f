//! Descriptions.

/// Documentation from the document.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Documentation {
    /// `description`.
    pub text: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
}
