//! Decisions beyond one tag: lists of strings, whole numbers, tags further in, and counting.

use serde_json::json;

use crate::{Timestamp, from_slice, to_value, validate};

#[expect(dead_code, reason = "the macros make more methods than the tests call")]
mod models {
    crate::union! {
        /// Scalars that overlap.
        pub enum Scalar {
            /// Listed.
            Switch(Switch),
            /// A point in time.
            At(crate::Timestamp),
            /// Any other string.
            Text(String),
            /// Whole.
            Whole(i64),
            /// Not whole.
            Part(f64),
        }
        const SELECTION: Selection = Selection {
            kinds: &[
                (Kind::Enum(&["on", "off"]), 0),
                (Kind::Timestamp, 1),
                (Kind::String, 2),
                (Kind::Integer, 3),
                (Kind::Number, 4),
            ],
            objects: Objects::None,
        };
    }
    crate::string_enum! {
        /// On or off.
        pub enum Switch { On = "on", Off = "off" }
    }
    crate::object! {
        /// A part.
        #[derive_default]
        #[properties(min_properties = 1, max_properties = 3, any_of(["name"], ["size"], ["a", "b"]))]
        #[additional_properties(i64, minimum = 1)]
        pub struct Part {
            /// Its name.
            #[json("name", max_length = 3)]
            pub name: optional<String>,
            /// One of some values.
            #[json("size", listed("1", "2.5", "\"big\""))]
            pub size: optional<crate::Value>,
        }
    }
    crate::object! {
        /// Needs an id.
        pub struct ById {
            /// The id.
            pub id: required<String>,
            /// A note.
            pub note: optional<String>,
        }
    }
    crate::object! {
        /// Needs an id and may have more.
        pub struct ByMore {
            /// The id.
            pub id: required<String>,
            /// One more.
            pub more: optional<String>,
        }
    }
    crate::object! {
        /// Holds one that is counted.
        pub struct Holder {
            /// What is counted.
            pub one: required<Counted>,
            /// What stands behind it.
            pub rest: required<String>,
        }
    }
    crate::union! {
        /// Told apart by counting.
        pub enum Counted {
            /// The first.
            ById(ById),
            /// The second.
            ByMore(ByMore),
            /// Any other.
            #[json(max_properties = 2)]
            Numbers(std::collections::BTreeMap<String, i64>),
            /// A part.
            Part(Part),
        }
        const SELECTION: Selection = Selection {
            kinds: &[(Kind::String, 0)],
            objects: Objects::Heuristic(&[
                Candidate { variant: 0, literals: &[], required: &["id"], optional: &["note"] },
                Candidate { variant: 1, literals: &[], required: &["id"], optional: &["more"] },
                Candidate { variant: 2, literals: &[], required: &[], optional: &[] },
                Candidate { variant: 3, literals: &[], required: &[], optional: &["name", "size"] },
            ]),
        };
    }
    crate::union! {
        /// Told apart further in, and then by counting.
        pub enum Branched {
            /// The first.
            ById(ById),
            /// The second.
            ByMore(ByMore),
            /// Any other.
            Part(Part),
        }
        const SELECTION: Selection = Selection {
            kinds: &[],
            objects: Objects::Branch {
                path: &["spec", "type"],
                values: &[
                    (
                        "id",
                        Objects::Heuristic(&[
                            Candidate { variant: 0, literals: &[], required: &["id"], optional: &["note"] },
                            Candidate {
                                variant: 1,
                                literals: &[("mode", "more")],
                                required: &["id"],
                                optional: &["more"],
                            },
                        ]),
                    ),
                    ("part", Objects::Only(2)),
                ],
                other: &Objects::None,
            },
        };
    }
}

use models::{Branched, Counted, Holder, Part, Scalar, Switch};

#[test]
fn narrower_kinds_come_first() {
    let read = |text: &str| from_slice::<Scalar>(text.as_bytes()).unwrap();
    assert_eq!(read("\"on\""), Scalar::Switch(Switch::On));
    assert_eq!(read("\"o\\u006e\""), Scalar::Switch(Switch::On));
    assert_eq!(read("\"2024-01-02T03:04:05Z\""), Scalar::At(Timestamp::from("2024-01-02T03:04:05Z")));
    assert_eq!(read("\"more\""), Scalar::Text("more".to_owned()));
    assert_eq!(read("7"), Scalar::Whole(7));
    assert_eq!(read("7.0"), Scalar::Whole(7));
    assert_eq!(read("7.5"), Scalar::Part(7.5));
    assert_eq!(read("1e300"), Scalar::Part(1e300));
    assert_eq!(read("true"), Scalar::Unknown(json!(true)));
}

#[test]
fn a_tag_further_in_narrows_and_counting_decides() {
    let read = |value: serde_json::Value| from_slice::<Branched>(value.to_string().as_bytes()).unwrap();
    let spec = json!({"type": "id"});
    assert!(matches!(read(json!({"id": "a", "spec": spec})), Branched::ById(_)));
    assert!(matches!(read(json!({"more": "x", "id": "a", "spec": spec})), Branched::ById(_)));
    let all = json!({"more": "x", "id": "a", "mode": "more", "spec": spec});
    assert!(matches!(read(all.clone()), Branched::ByMore(_)));
    assert_eq!(to_value(&read(all.clone())), all);
    let other = json!({"more": "x", "id": "a", "mode": "less", "note": "n", "spec": spec});
    assert!(matches!(read(other), Branched::ById(_)));
    assert!(matches!(read(json!({"spec": {"type": "part"}})), Branched::Part(_)));
    for unknown in [json!({"spec": spec}), json!({"spec": {"type": 3}}), json!({"spec": 1}), json!({})] {
        assert_eq!(read(unknown.clone()), Branched::Unknown(unknown));
    }
}

#[test]
fn members_without_a_field_have_a_type_and_are_checked() {
    let part: Part = from_slice(br#"{"name":"abc","a":2,"b":0,"c":"x"}"#).unwrap();
    assert!(part.typed_extra().is_err());
    let told = part.validate().unwrap_err().to_string();
    assert_eq!(
        told,
        "$: must have at most 3 members, has 4; $.b: must be at least 1, is 0; \
         $.c: is of another type: at $: expected a 64-bit integer, got \"x\""
    );
    let part = Part::default().with_extra("a", 3);
    assert_eq!(part.typed_extra().unwrap()["a"], 3);
    let told = part.validate().unwrap_err().to_string();
    assert_eq!(told, "$: must have one of `name`, or `size`, or `a` and `b`, has 0");
    assert!(part.with_extra("b", 1).validate().is_ok());
    assert!(Part::default().validate().is_err());
}

#[test]
fn listed_values_are_compared_by_what_they_are_worth() {
    let size = |value: serde_json::Value| validate(&Part::default().size(value), &crate::Rule::NONE);
    for fits in [json!(1), json!(1.0), json!(2.5), json!("big")] {
        assert!(size(fits).is_ok());
    }
    let told = size(json!("small")).unwrap_err().to_string();
    assert_eq!(told, "$.size: must be one of 1, 2.5, \"big\", is \"small\"");
}

#[test]
fn what_does_not_fit_the_option_it_was_counted_to_be_is_kept() {
    let kept = [
        json!({"id": "a", "more": 7}),
        json!({"id": 7, "more": "x", "deep": [{"id": [1.5, null]}]}),
        json!({"a": "x"}),
        json!({"id": {"id": {"id": 1}}}),
    ];
    for value in kept {
        let whole = json!({"one": value, "rest": "r"});
        let read: Holder = from_slice(whole.to_string().as_bytes()).unwrap();
        assert_eq!(read.one, Counted::Unknown(value));
        assert_eq!(to_value(&read), whole);
    }
}

#[test]
fn what_was_kept_is_sent_if_it_is_one_of_the_other_options() {
    let told = |value: serde_json::Value| {
        let value = json!({"one": value, "rest": "r"});
        let read: Holder = from_slice(value.to_string().as_bytes()).unwrap();
        assert!(matches!(read.one, Counted::Unknown(_)));
        read.validate().map_err(|violations| violations.to_string())
    };
    assert_eq!(told(json!({"id": 7})), Ok(()));
    assert_eq!(told(json!({"id": "a", "more": 7})), Ok(()));
    assert_eq!(
        told(json!({"id": 7, "size": 1})).unwrap_err(),
        "$.one: fits several options, but not the one that is meant: at $<ById>.id: expected a string, got 7"
    );
    let told = told(json!({"id": 7, "more": 1, "note": 2})).unwrap_err();
    assert_eq!(told, "$.one: fits no option: at $<ById>.id: expected a string, got 7");
    assert_eq!(validate(&Counted::Unknown(json!(true)), &crate::Rule::NONE), Ok(()));
}

#[test]
fn only_what_was_counted_is_kept() {
    let error = |text: &str| from_slice::<Holder>(text.as_bytes()).unwrap_err().to_string();
    assert_eq!(error(r#"{"one":"x","rest":"r"}"#), "at $.one<ById>: expected an object, got \"x\"");
    assert_eq!(error(r#"{"one":{"id":7},"rest":1}"#), "at $.rest: expected a string, got 1");
    assert_eq!(error(r#"{"one":{"id":7}}"#), "at $: missing member `rest`");
    let broken = error(r#"{"one":{"id":7,"more":"x""#);
    assert!(broken.starts_with("at $.one: "), "{broken}");
    let read = |text: &str| from_slice::<Branched>(text.as_bytes());
    assert!(matches!(read(r#"{"id":7,"spec":{"type":"id"}}"#), Ok(Branched::Unknown(_))));
    let proven = read(r#"{"name":7,"spec":{"type":"part"}}"#).unwrap_err();
    assert_eq!(proven.path(), "$<Part>.name");
}
