//! Types: objects, string enums, unions, and how they are used.

use super::{Inside, Rules};
use crate::source::Location;

/// Refers to a [`TypeDefinition`] of an [`Api`](super::Api).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TypeId(pub usize);

/// A type that gets a name of its own.
#[derive(Clone, Debug)]
pub struct TypeDefinition {
    /// What its name is made from.
    pub origin: Origin,
    /// Where it stands in the document; the first place if several are equal.
    pub location: Location,
    /// How many places in the document share it.
    pub places: usize,
    /// What it is for.
    pub documentation: Documentation,
    /// What it consists of.
    pub shape: Shape,
    /// Where the options stand if it is a union, in the order of its variants.
    pub options: Vec<Location>,
}

/// What a type's name is made from.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Origin {
    /// The name under which a `$ref` finds it, its title, or the id of its operation.
    pub name: String,
    /// The members that lead from there to an unnamed type.
    pub path: Vec<String>,
    /// Where it stands if it is called by its title, for when others have the same.
    pub within: Option<Box<Origin>>,
}

impl Origin {
    /// A name of the document's own.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), path: Vec::new(), within: None }
    }

    /// The title of what stands here.
    #[must_use]
    pub fn titled(&self, title: &str) -> Self {
        Self { name: title.to_owned(), path: Vec::new(), within: Some(Box::new(self.clone())) }
    }

    /// One member further in.
    #[must_use]
    pub fn join(&self, member: &str) -> Self {
        let mut origin = self.clone();
        origin.path.push(member.to_owned());
        origin
    }
}

/// What a reader is told.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Documentation {
    /// The text of the document.
    pub text: Option<String>,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
}

/// What a type consists of.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Shape {
    /// An object with known members.
    Object(Object),
    /// A string out of a list that may grow.
    StringEnum(StringEnum),
    /// One of several types.
    Union(Union),
}

/// An object with known members.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Object {
    /// Members that always hold the same string.
    pub literals: Vec<Literal>,
    /// All other members.
    pub fields: Vec<Field>,
    /// What it may hold besides.
    pub rest: Rest,
    /// The least number of members.
    pub min_properties: Option<u64>,
    /// The greatest number of members.
    pub max_properties: Option<u64>,
    /// Sets of members of which one must be there as a whole, and whether it must be exactly one.
    pub demands: Option<(bool, Vec<Vec<String>>)>,
    /// What the members that have no field keep to.
    pub inside: Option<Box<Inside>>,
}

/// What an object may hold besides the members that are known. All of it is kept when it is read.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub enum Rest {
    /// Anything.
    #[default]
    Open,
    /// Nothing: the document says that there are no other members.
    Closed,
    /// Members of this type.
    Typed(Box<Type>),
}

/// A member that always holds the same string.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Literal {
    /// Its key.
    pub key: String,
    /// What it holds.
    pub value: String,
}

/// A member of an object.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Field {
    /// Its key.
    pub key: String,
    /// Its type.
    pub r#type: Type,
    /// Whether it may be absent or null.
    pub presence: Presence,
    /// Whether the constructor asks for it.
    pub in_constructor: bool,
    /// Whether only the API sets it.
    pub read_only: bool,
    /// What it is for.
    pub documentation: Documentation,
    /// What else a reader should know, a sentence each: the format, what is assumed if it is absent.
    pub notes: Vec<String>,
}

/// Whether a member may be absent or null.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Presence {
    /// Always there.
    Required,
    /// May be absent, but not null.
    Optional,
    /// May be absent, null, or set.
    Patch,
}

/// How a value is typed where it is used.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Type {
    /// Any JSON value.
    Any,
    /// An object with any members.
    FreeForm,
    /// `true` or `false`.
    Boolean,
    /// A 64-bit integer.
    Integer(Rules),
    /// A 64-bit float.
    Number(Rules),
    /// A string.
    String(Rules),
    /// A point in time.
    Timestamp,
    /// A list.
    List(Box<Type>, Rules),
    /// An object whose members all have one type.
    Map(Box<Type>),
    /// A value or null.
    Nullable(Box<Type>),
    /// A value, or a string that refers to one.
    OrReference(Box<Type>),
    /// A value of a type that has no rules of its own, with rules.
    Limited(Box<Type>, Rules),
    /// A type with a name.
    Named(TypeId),
}

impl Type {
    /// The rules that stand at it.
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

    /// The type that it holds, or that stands behind its rules.
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

    /// The type behind rules that it does not have itself.
    #[must_use]
    pub fn without_rules(&self) -> &Self {
        match self {
            Self::Limited(inner, _) => inner.without_rules(),
            other => other,
        }
    }
}

/// A string out of a list that may grow.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct StringEnum {
    /// The values that are known today.
    pub values: Vec<String>,
}

/// One of several types.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Union {
    /// The options.
    pub variants: Vec<Variant>,
    /// How a value is assigned to an option.
    pub selection: Selection,
}

/// One option of a union.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Variant {
    /// The words of its name.
    pub name: String,
    /// Its type.
    pub r#type: Type,
    /// What it is for.
    pub documentation: Documentation,
}

/// How a value is assigned to an option of a union; what fits none is kept as it is.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Selection {
    /// Options that the kind of the JSON value gives away; the first that holds wins.
    pub kinds: Vec<(JsonKind, usize)>,
    /// How objects are told apart.
    pub objects: ObjectSelection,
    /// Why it may be trusted.
    pub basis: Basis,
}

/// A kind of JSON value other than an object.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum JsonKind {
    /// A boolean.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// A string out of a list.
    Enum(Vec<String>),
    /// A string that is a point in time.
    Timestamp,
    /// A string.
    String,
    /// An array.
    Array,
}

/// How objects are assigned to an option of a union.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub enum ObjectSelection {
    /// No option is an object.
    #[default]
    None,
    /// One option is an object.
    Only(usize),
    /// A member tells.
    Tag {
        /// The member.
        property: String,
        /// Its values and their options.
        values: Vec<(String, usize)>,
        /// The option for every other value, if there is one.
        other: Option<usize>,
    },
    /// A member, or one further in, narrows the choice down.
    Branch {
        /// The members that lead to the value that tells.
        path: Vec<String>,
        /// Its values, and how it goes on from there.
        values: Vec<(String, ObjectSelection)>,
        /// How it goes on for every other value.
        other: Box<ObjectSelection>,
    },
    /// The keys that are present tell: the first rule that holds wins.
    Keys(Vec<KeyRule>),
    /// The keys that are present are counted: of the options that lack nothing, the one that knows
    /// most of them wins, and of several the first.
    Heuristic(Vec<Candidate>),
}

/// A combination of keys that gives an option away.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct KeyRule {
    /// The option.
    pub variant: usize,
    /// Of each group at least one key is present.
    pub when: Vec<Vec<String>>,
}

/// An option whose members are counted.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Candidate {
    /// The option.
    pub variant: usize,
    /// Members that always hold the same string.
    pub literals: Vec<Literal>,
    /// Members that must be there.
    pub required: Vec<String>,
    /// Members that may be there.
    pub optional: Vec<String>,
}

/// Why a decision may be trusted.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Basis {
    /// The document declares a discriminator.
    Explicit,
    /// It follows from what the document says of the options.
    #[default]
    Inferred,
    /// The options overlap: what decides is likely, and does not follow from the document.
    Heuristic,
}

impl Basis {
    /// The word that is printed.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Explicit => "explicit",
            Self::Inferred => "inferred",
            Self::Heuristic => "heuristic",
        }
    }
}
