//! The models of the tests: every kind of field, literals, unions with the basic kinds of selection, and
//! recursion.
#![expect(dead_code, reason = "the macros generate more methods than the tests call")]

use std::collections::BTreeMap;

use crate::{Map, OrReference, Timestamp, Value};

crate::object! {
    /// A template.
    #[constructor(new)]
    pub struct Template {
        /// Name.
        #[json("name", min_length = 3, max_length = 10, pattern = "^[a-zA-Z ]+$")]
        pub name: required<String>,
        /// Required and nullable.
        pub parent: required_typed<Option<String>>,
        /// Description.
        pub description: optional<String>,
        /// Can be set to null.
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
        /// Named after a keyword.
        #[json("type")]
        pub r#type: optional<Policy>,
        /// Any value.
        pub any: optional<Value>,
        /// Nodes.
        pub spec: optional<Node>,
        /// A flag.
        pub flag: optional<bool>,
    }
}

crate::object! {
    /// Without required fields.
    #[derive(Default)]
    #[constructor(new)]
    pub struct Gitops {
        /// The branch.
        pub branch: optional<String>,
        /// The path.
        #[json("file\"path")]
        pub file_path: patch<String>,
    }
}

crate::object! {
    /// Without fields.
    #[derive(Default)]
    #[constructor(new)]
    pub struct Nothing {}
}

crate::object! {
    /// With literals only.
    #[literal("kind", "Literal")]
    #[literal("version", "v1")]
    #[constructor(new)]
    pub struct Literal {}
}

crate::string_enum! {
    /// A policy.
    pub enum Policy {
        /// Both run in parallel.
        Allow = "allow",
        Queue = "queue",
    }
}

crate::object! {
    /// A node with steps.
    #[literal("kind", "Workflow")]
    #[constructor(new)]
    pub struct Workflow {
        /// The steps.
        pub steps: required<Vec<Node>>,
        /// The concurrency policy.
        #[json("type")]
        pub r#type: optional<Policy>,
    }
}

crate::object! {
    /// A node that builds.
    #[literal("kind", "Build")]
    #[constructor(new)]
    pub struct Build {
        /// The image that is built.
        #[json("image", min_length = 1)]
        pub image: required<String>,
    }
}

crate::object! {
    /// Any other node.
    #[constructor(new)]
    pub struct OtherNode {
        /// Its kind.
        pub kind: required<String>,
        /// Its spec.
        pub spec: optional<Box<Node>>,
    }
}

crate::union! {
    /// A node, selected by `kind`, with a variant for other kinds.
    pub enum Node {
        /// A workflow.
        Workflow(Box<Workflow>),
        /// A build.
        Build(Build),
        /// Any other node.
        Other(Box<OtherNode>),
    }
    const SELECTION: Selection = Selection {
        kinds: &[],
        objects: Objects::Tag { property: "kind", values: &[("Workflow", 0), ("Build", 1)], other: Some(2) },
    };
}

crate::union! {
    /// A node, selected by `kind`, without a variant for other kinds.
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
    /// Selected by the JSON kind.
    pub enum Loose {
        /// Nothing.
        Null(()),
        /// A flag.
        Flag(bool),
        /// A number.
        Number(i64),
        /// A string.
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
    /// Selected by keys.
    pub enum Update {
        /// `gitops` with `name` or `title`.
        Both(Map),
        /// `gitops` alone.
        Gitops(Box<Gitops>),
        /// A second variant with the same payload.
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
    /// Any JSON value, read with all reader methods.
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

crate::object! {
    /// Required and optional fields of an object that another one requires.
    #[constructor(new)]
    pub struct Inner {
        /// The number.
        pub id: required<i64>,
        /// Names.
        pub names: required<Vec<String>>,
        /// A note.
        pub note: optional<String>,
        /// Can be removed.
        pub patch: patch<String>,
        /// Labels.
        pub labels: optional<crate::TypedMap<i64>>,
    }
}

crate::object! {
    /// Requires objects.
    #[constructor(new)]
    pub struct Middle {
        /// In a box.
        pub inner: required<Box<Inner>>,
        /// All its fields are optional.
        pub gitops: required<Gitops>,
    }
}

crate::object! {
    /// Requires an object that requires objects.
    #[constructor(new)]
    pub struct Outer {
        /// Required.
        pub middle: required<Middle>,
    }
}
