//! Selection by the value of a property of any type, and tags that are checked before a value is sent.

use serde_json::json;

use crate::{from_slice, to_value, validate};

#[expect(dead_code, reason = "the macros generate more methods than the tests call")]
mod models {
    crate::object! {
        /// The first version.
        #[constructor(new)]
        pub struct One {
            /// The tag.
            pub v: optional<i64>,
            /// A field.
            pub left: optional<String>,
        }
    }
    crate::object! {
        /// The second version.
        #[constructor(new)]
        pub struct Two {
            /// The tag.
            pub v: required<crate::Value>,
            /// Another field.
            pub right: optional<String>,
        }
    }
    crate::union! {
        /// Selected by a literal, a kind, or the absence of a property.
        pub enum Version {
            /// One.
            One(One),
            /// Two.
            Two(Two),
        }
        const SELECTION: Selection = Selection {
            kinds: &[],
            objects: Objects::Property {
                path: &["v"],
                cases: &[
                    (Case::Integer(1), Objects::Only(0)),
                    (Case::Integer(-2), Objects::Only(1)),
                    (Case::Number("2.5"), Objects::Only(1)),
                    (Case::Number("18446744073709551616"), Objects::Only(1)),
                    (Case::Boolean(true), Objects::Only(1)),
                    (Case::String("two"), Objects::Only(1)),
                    (Case::Kind(Kind::Array), Objects::Only(1)),
                    (Case::Object, Objects::Only(1)),
                ],
                absent: &Objects::Only(0),
                other: &Objects::None,
            },
        };
    }
    crate::object! {
        /// A cat.
        #[constructor(new)]
        pub struct Cat {
            /// The tag.
            pub kind: required<String>,
        }
    }
    crate::object! {
        /// A dog.
        #[constructor(new)]
        pub struct Dog {
            /// The tag.
            pub kind: required<String>,
        }
    }
    crate::union! {
        /// Selected by a tag that the types do not fix.
        pub enum Pet {
            /// A cat.
            Cat(Cat),
            /// A dog.
            Dog(Dog),
        }
        const SELECTION: Selection = Selection {
            kinds: &[],
            objects: Objects::Checked(
                &Objects::Tag { property: "kind", values: &[("cat", 0), ("lion", 0), ("dog", 1)], other: None },
                &[0, 1],
            ),
        };
    }
    crate::object! {
        /// An optional tag.
        #[default(new)]
        #[constructor(new)]
        pub struct Tagged {
            /// The tag.
            pub kind: optional<String>,
            /// A field.
            pub size: optional<i64>,
        }
    }
    crate::union! {
        /// Without the tag, variants are counted.
        pub enum Optional {
            /// The first.
            First(Cat),
            /// The second.
            #[from(none)]
            Second(Tagged),
            /// The third.
            #[from(none)]
            Third(Tagged),
        }
        const SELECTION: Selection = Selection {
            kinds: &[],
            objects: Objects::Checked(
                &Objects::Property {
                    path: &["kind"],
                    cases: &[
                        (Case::String("first"), Objects::Only(0)),
                        (Case::String("second"), Objects::Only(1)),
                        (Case::String("third"), Objects::Only(2)),
                    ],
                    absent: &Objects::Heuristic(&[
                        Candidate { variant: 1, required: &[], optional: &["kind"], values: &[] },
                        Candidate { variant: 2, required: &[], optional: &["kind", "size"], values: &[] },
                    ]),
                    other: &Objects::None,
                },
                &[1, 2],
            ),
        };
    }
    crate::union! {
        /// Candidates whose values exclude them or count against them.
        pub enum Ranked {
            /// A cat.
            Cat(Cat),
            /// A dog.
            Dog(Dog),
            /// Any other.
            One(One),
        }
        const SELECTION: Selection = Selection {
            kinds: &[],
            objects: Objects::Heuristic(&[
                Candidate {
                    variant: 0,
                    required: &["kind"],
                    optional: &[],
                    values: &[("kind", &[Case::String("cat"), Case::String("lion")])],
                },
                Candidate {
                    variant: 1,
                    required: &["kind"],
                    optional: &[],
                    values: &[("kind", &[Case::String("dog"), Case::String("lion")])],
                },
                Candidate { variant: 2, required: &[], optional: &["v"], values: &[("v", &[Case::Integer(1)])] },
            ]),
        };
    }
}

use models::{Cat, Dog, Optional, Pet, Ranked, Tagged, Version};

#[test]
fn literals_and_kinds_of_a_property_select_a_variant() {
    let read = |text: &str| from_slice::<Version>(text.as_bytes()).unwrap();
    for one in [r#"{"v":1}"#, r#"{"v":1.0,"left":"x"}"#, r#"{"left":"x"}"#, r#"{"v":null}"#, "{}"] {
        let read = from_slice::<Version>(one.as_bytes());
        assert!(one.contains("null") || matches!(read, Ok(Version::One(_))), "{one}: {read:?}");
    }
    for two in [r#"{"v":2.5}"#, r#"{"v":25e-1}"#, r#"{"v":18446744073709551616}"#] {
        assert!(matches!(read(two), Version::Two(_)), "{two}");
    }
    for two in
        [r#"{"v":-2}"#, r#"{"v":true}"#, r#"{"v":"t\u0077o"}"#, r#"{"v":[1]}"#, r#"{"right":"x","v":{}}"#]
    {
        assert!(matches!(read(two), Version::Two(_)), "{two}");
    }
    for unknown in [
        r#"{"v":3}"#,
        r#"{"v":1.5}"#,
        r#"{"v":18446744073709551617}"#,
        r#"{"v":false}"#,
        r#"{"v":"one"}"#,
        "[]",
    ] {
        assert!(matches!(read(unknown), Version::Unknown(_)), "{unknown}");
    }
}

#[test]
fn a_tag_of_another_variant_is_a_violation() {
    let message = |pet: Pet| validate(&pet, &crate::Rule::NONE).map_err(|violations| violations.to_string());
    assert_eq!(message(Cat::new("cat").into()), Ok(()));
    assert_eq!(message(Cat::new("lion").into()), Ok(()));
    assert_eq!(message(Dog::new("dog").into()), Ok(()));
    assert_eq!(
        message(Cat::new("dog").into()).unwrap_err(),
        "$.kind: must be one of \"cat\", \"lion\", is \"dog\""
    );
    assert_eq!(message(Dog::new("zebra").into()).unwrap_err(), "$.kind: must be \"dog\", is \"zebra\"");
    assert_eq!(message(Pet::Unknown(json!({"kind": "zebra"}))), Ok(()));
}

#[test]
fn a_variant_without_its_optional_tag_is_only_sent_if_it_is_read_back() {
    let message =
        |one: Optional| validate(&one, &crate::Rule::NONE).map_err(|violations| violations.to_string());
    assert_eq!(message(Optional::Second(Tagged::new())), Ok(()));
    assert_eq!(message(Optional::Third(Tagged::new())).unwrap_err(), "$.kind: must be \"third\", is missing");
    assert_eq!(message(Optional::Third(Tagged::new().kind("third"))), Ok(()));
    assert_eq!(message(Optional::Third(Tagged::new().size(1))), Ok(()));
}

#[test]
fn values_of_candidates_exclude_them_or_count_against_them() {
    let read = |value: serde_json::Value| {
        let read: Ranked = from_slice(value.to_string().as_bytes()).unwrap();
        assert_eq!(to_value(&read), value);
        read
    };
    assert!(matches!(read(json!({"kind": "cat"})), Ranked::Cat(_)));
    assert!(matches!(read(json!({"kind": "dog"})), Ranked::Dog(_)));
    assert!(matches!(read(json!({"kind": "lion"})), Ranked::Cat(_)));
    assert!(matches!(read(json!({"kind": "zebra", "v": 2})), Ranked::Cat(_)));
    assert!(matches!(read(json!({"kind": 7})), Ranked::One(_)));
    assert!(matches!(read(json!({"kind": 7, "v": 2})), Ranked::Unknown(_)));
}
