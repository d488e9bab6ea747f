//! The models of the tests: every presence, literals, every ground on which a union is decided, and
//! recursion.
#![expect(dead_code, reason = "the macros make more methods than the tests call")]

use std::collections::BTreeMap;

use crate::{Map, OrReference, Timestamp, Value};

crate::object! {
    /// A template.
    pub struct Template {
        /// Name.
        #[json("name", min_length = 3, max_length = 10, pattern = "^[a-zA-Z ]+$")]
        pub name: required<String>,
        /// Nullable, but always there.
        pub parent: required_typed<Option<String>>,
        /// Description.
        pub description: optional<String>,
        /// Can be removed.
        pub gitops: patch<Gitops>,
        /// Branches.
        #[json("branches", max_items = 2, unique_items = true, items(max_length = 3, pattern = "^x"))]
        pub branches: optional<Vec<String>>,
        /// Replicas.
        #[json("replicas", minimum = 1, maximum = 10, multiple_of = 2)]
        pub replicas: optional<OrReference<i64>>,
        /// Ratio.
        #[json("ratio", exclusive_minimum = -0.5, exclusive_maximum = 0.5)]
        pub ratio: optional<f64>,
        /// Created.
        #[json("created-at")]
        pub created_at: optional<Timestamp>,
        /// Labels.
        #[json("labels", items(min_length = 1))]
        pub labels: optional<BTreeMap<String, String>>,
        /// Arguments.
        pub arguments: optional<Map>,
        /// A keyword as a name.
        #[json("type")]
        pub r#type: optional<Policy>,
        /// Anything.
        pub any: optional<Value>,
        /// Nodes.
        pub spec: optional<Node>,
        /// A flag.
        pub flag: optional<bool>,
    }
}

crate::object! {
    /// Nothing is required.
    #[derive_default]
    pub struct Gitops {
        /// The branch.
        pub branch: optional<String>,
        /// The path.
        #[json("file\"path")]
        pub file_path: patch<String>,
    }
}

crate::object! {
    /// No members at all.
    #[derive_default]
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
        pub steps: required<Vec<Node>>,
        /// How they run.
        #[json("type")]
        pub r#type: optional<Policy>,
    }
}

crate::object! {
    /// A node that builds.
    #[literal("kind", "Build")]
    pub struct Build {
        /// What is built.
        #[json("image", min_length = 1)]
        pub image: required<String>,
    }
}

crate::object! {
    /// Any other node.
    pub struct OtherNode {
        /// Its kind.
        pub kind: required<String>,
        /// Its spec.
        pub spec: optional<Box<Node>>,
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
    const SELECTION: Selection = Selection {
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
    const SELECTION: Selection = Selection {
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
    const SELECTION: Selection = Selection {
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
    const SELECTION: Selection = Selection {
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
    const SELECTION: Selection = Selection {
        kinds: &[(Kind::Null, 0), (Kind::Boolean, 1), (Kind::Number, 2), (Kind::String, 3), (Kind::Array, 4)],
        objects: Objects::Only(5),
    };
}
