//! The models of the tests: every presence, literals, every ground on which a union is decided, and
//! recursion.
#![expect(dead_code, reason = "the macros make more methods than the tests call")]

use std::collections::BTreeMap;

use crate::{Extra, Map, OrReference, Patch, Timestamp, Value};

crate::object! {
    /// A template.
    pub struct Template {
        /// Name.
        #[json(required, "name", min_length = 3, max_length = 10, pattern = "^[a-zA-Z ]+$")]
        pub name: String,
        /// Nullable, but always there.
        #[json(required, "parent")]
        pub parent: Option<String>,
        /// Description.
        #[json(optional, "description")]
        pub description: String,
        /// Can be removed.
        #[json(patch, "gitops")]
        pub gitops: Gitops,
        /// Branches.
        #[json(optional, "branches", max_items = 2, unique_items = true, items(max_length = 3, pattern = "^x"))]
        pub branches: Vec<String>,
        /// Replicas.
        #[json(optional, "replicas", minimum = 1, maximum = 10, multiple_of = 2)]
        pub replicas: OrReference<i64>,
        /// Ratio.
        #[json(optional, "ratio", exclusive_minimum = -0.5, exclusive_maximum = 0.5)]
        pub ratio: f64,
        /// Created.
        #[json(optional, "created-at")]
        pub created_at: Timestamp,
        /// Labels.
        #[json(optional, "labels", items(min_length = 1))]
        pub labels: BTreeMap<String, String>,
        /// Arguments.
        #[json(optional, "arguments")]
        pub arguments: Map,
        /// A keyword as a name.
        #[json(optional, "type")]
        pub r#type: Policy,
        /// Anything.
        #[json(optional, "any")]
        pub any: Value,
        /// Nodes.
        #[json(optional, "spec")]
        pub spec: Node,
        /// A flag.
        #[json(optional, "flag")]
        pub flag: bool,
    }
}

impl Template {
    /// A template without a parent.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            parent: None,
            description: None,
            gitops: Patch::Keep,
            branches: None,
            replicas: None,
            ratio: None,
            created_at: None,
            labels: None,
            arguments: None,
            r#type: None,
            any: None,
            spec: None,
            flag: None,
            extra: Extra::default(),
        }
    }
}

crate::object! {
    /// Nothing is required.
    #[empty]
    pub struct Gitops {
        /// The branch.
        #[json(optional, "branch")]
        pub branch: String,
        /// The path.
        #[json(patch, "file\"path")]
        pub file_path: String,
    }
}

crate::object! {
    /// No members at all.
    #[empty]
    pub struct Nothing {}
}

crate::object! {
    /// Only literals.
    #[literal("kind", "Literal")]
    #[literal("version", "v1")]
    pub struct Literal {}
}

crate::string_enum! {
    /// A policy.
    pub enum Policy {
        /// Both run.
        Allow = "allow",
        Queue = "queue",
    }
}

crate::object! {
    /// A node with steps.
    #[literal("kind", "Workflow")]
    pub struct Workflow {
        /// The steps.
        #[json(required, "steps")]
        pub steps: Vec<Node>,
        /// How they run.
        #[json(optional, "type")]
        pub r#type: Policy,
    }
}

impl Workflow {
    /// A workflow.
    pub fn new(steps: Vec<Node>) -> Self {
        Self { steps, r#type: None, extra: Extra::default() }
    }
}

crate::object! {
    /// A node that builds.
    #[literal("kind", "Build")]
    pub struct Build {
        /// What is built.
        #[json(required, "image", min_length = 1)]
        pub image: String,
    }
}

impl Build {
    /// A build.
    pub fn new(image: impl Into<String>) -> Self {
        Self { image: image.into(), extra: Extra::default() }
    }
}

crate::object! {
    /// Any other node.
    pub struct OtherNode {
        /// Its kind.
        #[json(required, "kind")]
        pub kind: String,
        /// Its spec.
        #[json(optional, "spec")]
        pub spec: Box<Node>,
    }
}

crate::union! {
    /// A node, told apart by `kind`; open on other kinds.
    pub enum Node {
        /// A workflow.
        Workflow(Box<Workflow>),
        /// A build.
        Build(Build),
        /// Anything else.
        Other(Box<OtherNode>),
    }
    const DECISION: Decision = Decision {
        kinds: &[],
        objects: Objects::Tag { property: "kind", values: &[("Workflow", 0), ("Build", 1)], other: Some(2) },
    };
}

crate::union! {
    /// A node, told apart by `kind`; closed.
    pub enum Closed {
        /// A workflow.
        Workflow(Workflow),
        /// A build.
        Build(Build),
    }
    const DECISION: Decision = Decision {
        kinds: &[],
        objects: Objects::Tag { property: "kind", values: &[("Workflow", 0), ("Build", 1)], other: None },
    };
}

crate::union! {
    /// Told apart by the JSON kind.
    pub enum Loose {
        /// Nothing.
        Null(()),
        /// A flag.
        Flag(bool),
        /// A number.
        Number(i64),
        /// A text.
        Text(String),
        /// A list.
        List(Vec<i64>),
        /// An object.
        Object(Box<Gitops>),
    }
    const DECISION: Decision = Decision {
        kinds: &[(Kind::Null, 0), (Kind::Boolean, 1), (Kind::Number, 2), (Kind::String, 3), (Kind::Array, 4)],
        objects: Objects::Only(5),
    };
}

crate::union! {
    /// Told apart by keys.
    pub enum Update {
        /// `gitops` with `name` or `title`.
        Both(Map),
        /// `gitops` alone.
        Gitops(Box<Gitops>),
        /// The same payload again.
        #[from(none)]
        Again(Box<Gitops>),
    }
    const DECISION: Decision = Decision {
        kinds: &[],
        objects: Objects::Keys(&[
            KeyRule { variant: 0, when: &[&["gitops"], &["name", "title"]] },
            KeyRule { variant: 1, when: &[&["gitops"]] },
            KeyRule { variant: 2, when: &[&["again"]] },
        ]),
    };
}

crate::union! {
    /// Any JSON, through every driver there is.
    pub enum Any {
        /// `null`.
        Null(()),
        /// A boolean.
        Flag(bool),
        /// A number.
        Number(f64),
        /// A string.
        Text(String),
        /// An array.
        List(Vec<Any>),
        /// An object.
        Object(BTreeMap<String, Any>),
    }
    const DECISION: Decision = Decision {
        kinds: &[(Kind::Null, 0), (Kind::Boolean, 1), (Kind::Number, 2), (Kind::String, 3), (Kind::Array, 4)],
        objects: Objects::Only(5),
    };
}
