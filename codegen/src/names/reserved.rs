//! Reserved names in each scope of the generated code.

/// Types that generated code uses itself, including those of the prelude.
pub(super) const RESERVED_TYPES: &[&str] = &[
    "AsMut",
    "AsRef",
    "BTreeMap",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Extend",
    "Extra",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Into",
    "IntoIterator",
    "Iterator",
    "Map",
    "None",
    "Ok",
    "Option",
    "Ord",
    "OrReference",
    "PartialEq",
    "PartialOrd",
    "Patch",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "Timestamp",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Value",
    "Vec",
];

/// Methods and private fields of models, which fields must not shadow.
pub(super) const RESERVED_FIELDS: &[&str] =
    &["extra", "extra_mut", "new", "typed_extra", "validate", "with_extra"];

/// Methods of calls, which parameters must not shadow.
pub(super) const RESERVED_SETTERS: &[&str] =
    &["blocking", "body", "bytes", "call", "clone", "into_future", "items", "pages", "send", "with_options"];

/// The argument next to a body whose content type the caller chooses.
pub(super) const CONTENT_TYPE: &str = "content_type";

/// Methods of the client, and modules and features of the crate, which tags and scopes must not shadow.
pub(super) const RESERVED_CLIENT: &[&str] =
    &["blocking", "builder", "default", "from_env", "mod", "new", "request", "rustls", "shared", "tracing"];

/// The feature of the models that no operation reaches. No tag has its name, because it is not an identifier.
pub const OTHER_MODELS: &str = "other-models";

/// Files of the folder of shared models, which its modules must not shadow.
pub(super) const RESERVED_SHARED: &[&str] = &["mod"];

/// Types of the module of the client, and of the prelude, which handles must not shadow.
pub(super) const RESERVED_HANDLES: &[&str] = &[
    "Client",
    "Clone",
    "Debug",
    "From",
    "Into",
    "IntoIterator",
    "Option",
    "Result",
    "Self",
    "String",
    "Vec",
];

/// Fields next to the parameters that a handle binds, and the parameter of examples.
pub(super) const RESERVED_BOUND: &[&str] = &["above", "client"];

/// Types that the module of a tag uses itself, which the struct of the tag must not shadow.
pub(super) const RESERVED_TAGS: &[&str] =
    &["AsRef", "Client", "Into", "IntoIterator", "Option", "Rule", "String", "Vec"];

/// Methods of the struct of a tag, which operations must not shadow.
pub(super) const RESERVED_METHODS: &[&str] = &["clone", "new"];
