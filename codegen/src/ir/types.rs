//! Types: objects, string enums and unions, and the types of values that use them.

use std::fmt;

use super::{Documentation, Inside, Origin, Rules, StringEnum};
use crate::source::Location;

/// Refers to a [`TypeDefinition`] of an [`Api`](super::Api).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TypeId(pub usize);

/// A named type.
#[derive(Clone, Debug)]
pub struct TypeDefinition {
    /// The words its name is derived from.
    pub origin: Origin,
    /// The origins of all schemas that share it, if the document does not name it: the first few in their
    /// [order](Origin::compare).
    pub origins: Vec<Origin>,
    /// Location in the document; the first one if several equal schemas share the type.
    pub location: Location,
    /// Number of schemas in the document that share it.
    pub places: usize,
    /// Locations of the other schemas that share it.
    pub elsewhere: Vec<Location>,
    /// `description` and `deprecated`.
    pub documentation: Documentation,
    /// Its contents.
    pub shape: Shape,
    /// If it is a union, the locations of its options, in the order of its variants.
    pub options: Vec<Location>,
}

/// The contents of a type definition.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Shape {
    /// An object with known properties.
    Object(Object),
    /// An open enum of strings, or of other scalars with titles.
    StringEnum(StringEnum),
    /// One of several types.
    Union(Union),
}

/// An object with known properties.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Object {
    /// Required properties whose value is fixed by `const`.
    pub literals: Vec<Literal>,
    /// All other known properties.
    pub fields: Vec<Field>,
    /// Unknown properties.
    pub additional: AdditionalProperties,
    /// Minimum number of properties.
    pub min_properties: Option<u64>,
    /// Maximum number of properties.
    pub max_properties: Option<u64>,
    /// Sets of properties, one of which must be present in full, and whether exactly one may be.
    pub required_sets: Option<(bool, Vec<Vec<String>>)>,
    /// Rules for the properties that have no field.
    pub inside: Option<Box<Inside>>,
}

/// The unknown properties of an object. Whatever is allowed, they are kept when a value is read.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub enum AdditionalProperties {
    /// Anything.
    #[default]
    Open,
    /// None: `additionalProperties` is `false`.
    Closed,
    /// Properties of this type.
    Typed(Box<Type>),
}

/// A property with a fixed string value.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Literal {
    /// Key of the property.
    pub key: String,
    /// Its only value.
    pub value: String,
}

/// A property of an object.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Field {
    /// Key of the property.
    pub key: String,
    /// Type of its value; `presence` covers null where it is [`Presence::Patch`].
    pub r#type: Type,
    /// Whether it may be absent or null.
    pub presence: Presence,
    /// Whether it is an argument of the constructor.
    pub in_constructor: bool,
    /// The value that the constructor sets: the only one of an optional property, which is also its default, or of a
    /// tag that selects the variant of a union.
    pub constant: Option<Case>,
    /// `readOnly`: whether only the API sets it.
    pub read_only: bool,
    /// `writeOnly`: whether the API never returns it.
    pub write_only: bool,
    /// `description` and `deprecated`.
    pub documentation: Documentation,
    /// Further notes for the documentation, one sentence each, such as the format and the default.
    pub notes: Vec<String>,
    /// If it contains a union, the property of the same object that selects the variant.
    pub sibling: Option<Box<SiblingTag>>,
}

/// A property that selects the variant of the union in another property of the same object.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct SiblingTag {
    /// Key of the property that selects.
    pub property: String,
    /// Index of the entry in the settings.
    pub entry: usize,
    /// Number of lists and maps around the union.
    pub depth: usize,
    /// The values of the property, and the selection among the options of each. Other values select none.
    pub cases: Vec<(Case, Selection)>,
}

/// Whether a property may be absent or null.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Presence {
    /// Always present.
    Required,
    /// May be absent, but not null.
    Optional,
    /// May be absent or null.
    Patch,
}

/// The type of a value.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Type {
    /// Any JSON value.
    Any,
    /// An object with any properties.
    FreeForm,
    /// `true` or `false`.
    Boolean,
    /// A 64-bit integer; unsigned if its rules [say so](Rules::is_unsigned).
    Integer(Rules),
    /// A number of any size and precision.
    Number(Rules),
    /// A string.
    String(Rules),
    /// A timestamp.
    Timestamp,
    /// A list.
    List(Box<Type>, Rules),
    /// An object whose properties all have the same type.
    Map(Box<Type>),
    /// A value or null.
    Nullable(Box<Type>),
    /// A value, or a string with a `${…}` reference to one.
    OrReference(Box<Type>),
    /// A type with rules, for types whose own variant cannot hold rules.
    Limited(Box<Type>, Rules),
    /// A defined type.
    Named(TypeId),
}

impl Type {
    /// Returns the rules of this type itself, not those of its inner type.
    #[must_use]
    pub fn rules(&self) -> Option<&Rules> {
        match self {
            Self::Integer(rules)
            | Self::Number(rules)
            | Self::String(rules)
            | Self::List(_, rules)
            | Self::Limited(_, rules) => Some(rules),
            Self::Any
            | Self::FreeForm
            | Self::Boolean
            | Self::Timestamp
            | Self::Map(_)
            | Self::Nullable(_)
            | Self::OrReference(_)
            | Self::Named(_) => None,
        }
    }

    /// Returns the type that this one wraps: of the elements, of the properties, or without null or rules.
    #[must_use]
    pub fn inner(&self) -> Option<&Self> {
        match self {
            Self::List(inner, _)
            | Self::Map(inner)
            | Self::Nullable(inner)
            | Self::OrReference(inner)
            | Self::Limited(inner, _) => Some(inner),
            Self::Any
            | Self::FreeForm
            | Self::Boolean
            | Self::Integer(_)
            | Self::Number(_)
            | Self::String(_)
            | Self::Timestamp
            | Self::Named(_) => None,
        }
    }

    /// Returns the type without [`Type::Limited`] around it.
    #[must_use]
    pub fn without_rules(&self) -> &Self {
        match self {
            Self::Limited(inner, _) => inner.without_rules(),
            other => other,
        }
    }
}

/// One of several types.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Union {
    /// Its variants, one for each distinct type among the options.
    pub variants: Vec<Variant>,
    /// How the variant of a value is selected.
    pub selection: Selection,
}

/// A variant of a union.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Variant {
    /// What identifies it: the name of its component, its title, a constant or the kind of its value.
    pub name: String,
    /// The words its name is derived from, if they are not `name`: what proves that a value is of this variant.
    pub label: Option<String>,
    /// The value of its tag, if that can be a name: what `label` is while every variant has a tag of its own.
    pub tag: Option<String>,
    /// Type of its value.
    pub r#type: Type,
    /// `description` and `deprecated`.
    pub documentation: Documentation,
}

/// How the variant of a value is selected. A value that matches no variant is kept as raw JSON.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Selection {
    /// Variants selected by the kind of the JSON value, first match first.
    pub kinds: Vec<(JsonKind, usize)>,
    /// Selection among objects.
    pub objects: ObjectSelection,
    /// Variants whose types also allow tags of other variants, so that the tag is checked in requests.
    pub checked: Vec<usize>,
    /// Properties next to the union that select its variant where they are present.
    pub siblings: Vec<SiblingTag>,
    /// Whether there always is such a property.
    pub always_sibling: bool,
    /// How reliable it is.
    pub basis: Basis,
}

/// A kind of JSON value other than an object.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum JsonKind {
    /// A boolean.
    Boolean,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// One of these strings.
    Enum(Vec<String>),
    /// A string that is a timestamp.
    Timestamp,
    /// A string.
    String,
    /// An array.
    Array,
}

/// How the variant of an object is selected. Variants are indices into [`Union::variants`].
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub enum ObjectSelection {
    /// No variant is an object.
    #[default]
    None,
    /// All objects are this variant.
    Only(usize),
    /// By the value of a property.
    Tag {
        /// Key of the property.
        property: String,
        /// Its values and their variants.
        values: Vec<(String, usize)>,
        /// Variant for all other values.
        other: Option<usize>,
    },
    /// By the value of a property, possibly nested, which may leave several variants for a value.
    Branch {
        /// Path of the property.
        path: Vec<String>,
        /// Its values, and the selection among the remaining variants.
        values: Vec<(String, ObjectSelection)>,
        /// Selection for all other values, and for objects without the property.
        other: Box<ObjectSelection>,
    },
    /// By the value of a property, possibly nested and optional, first match first.
    Property {
        /// Path of the property.
        path: Vec<String>,
        /// Its values, and the selection among the remaining variants.
        cases: Vec<(Case, ObjectSelection)>,
        /// Selection for objects without the property.
        absent: Box<ObjectSelection>,
        /// Selection for all other values.
        other: Box<ObjectSelection>,
    },
    /// By the keys that are present, first match first.
    Keys(Vec<KeyRule>),
    /// By matching properties: of the candidates whose required properties are all present and whose values fit, the
    /// one that declares most of the keys, or the first of several. If the value does not match it, the next one.
    Heuristic(Vec<Candidate>),
}

/// A combination of keys that selects a variant.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct KeyRule {
    /// The selected variant.
    pub variant: usize,
    /// Groups of keys; the rule matches if at least one key of each group is present.
    pub when: Vec<Vec<String>>,
}

/// A variant that is selected by matching properties.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Candidate {
    /// The variant.
    pub variant: usize,
    /// Keys of required properties.
    pub required: Vec<String>,
    /// Keys of optional properties.
    pub optional: Vec<String>,
    /// The values of those properties that distinguish the variant. A value of another kind, or other than the only
    /// one, excludes it; a value that is not among several counts against it.
    pub values: Vec<(String, Vec<Case>)>,
}

/// A value of a property, or a kind of value.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Case {
    /// This boolean.
    Boolean(bool),
    /// This integer.
    Integer(i64),
    /// This number, which has a fraction, or more than 63 bits; its shortest text.
    Number(String),
    /// This string.
    String(String),
    /// Any value of a kind.
    Kind(JsonKind),
    /// Any object.
    Object,
    /// A list that is empty, or whose elements are of these kinds.
    Elements(Vec<Case>),
    /// Null.
    Null,
}

impl Case {
    /// Returns whether it is a single value other than null.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        match self {
            Self::Boolean(_) | Self::Integer(_) | Self::Number(_) | Self::String(_) => true,
            Self::Kind(_) | Self::Object | Self::Elements(_) | Self::Null => false,
        }
    }
}

impl fmt::Display for Case {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(value) => write!(formatter, "{value}"),
            Self::Integer(value) => write!(formatter, "{value}"),
            Self::Number(text) => formatter.write_str(text),
            Self::String(value) => write!(formatter, "{value:?}"),
            Self::Kind(kind) => formatter.write_str(kind.noun()),
            Self::Object => formatter.write_str("object"),
            Self::Elements(cases) => {
                let cases: Vec<_> = cases.iter().map(ToString::to_string).collect();
                write!(formatter, "array of {}", cases.join(" or "))
            }
            Self::Null => formatter.write_str("null"),
        }
    }
}

impl JsonKind {
    /// Returns the name of the kind.
    #[must_use]
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Enum(_) => "enum string",
            Self::Timestamp => "timestamp",
            Self::String => "string",
            Self::Array => "array",
        }
    }
}

/// The basis of a variant selection: how reliable it is.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Basis {
    /// The document or the settings have a discriminator.
    Explicit,
    /// Provable from the schemas of the options.
    #[default]
    Inferred,
    /// The options overlap; the selection is likely to be right, but not provable from the schemas.
    Heuristic,
}

impl Basis {
    /// Returns the name of the basis in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Explicit => "explicit",
            Self::Inferred => "inferred",
            Self::Heuristic => "heuristic",
        }
    }
}
