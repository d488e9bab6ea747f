//! Names that are taken already, by what each scope of the generated code needs for itself.

/// Type names that generated code needs for itself, those of the prelude among them.
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

/// Members whose names the methods of a model or its own storage take.
pub(super) const RESERVED_FIELDS: &[&str] = &["extra", "extra_mut", "new", "validate"];

/// Methods of a call that its parameters must not hide.
pub(super) const RESERVED_SETTERS: &[&str] =
    &["blocking", "body", "bytes", "call", "clone", "into_future", "items", "pages", "send", "with_options"];

/// Methods of the client, and modules and features of the crate, that tags and scopes must not hide.
pub(super) const RESERVED_CLIENT: &[&str] = &["builder", "default", "from_env", "mod", "new", "shared"];

/// Names of the structs that hold the calls of a tag must leave these alone in their modules.
pub(super) const RESERVED_TAGS: &[&str] = &["AsRef", "Client", "Into", "Rule", "String"];

/// Methods of a tag's group of calls, which makes and copies itself with these.
pub(super) const RESERVED_METHODS: &[&str] = &["clone", "new"];
