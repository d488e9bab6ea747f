//! Variant selection beyond a single tag: enum strings, integers, nested tags, and heuristic selection.

use serde_json::json;

use crate::{Timestamp, from_slice, to_value, validate};

#[expect(dead_code, reason = "the macros generate more methods than the tests call")]
mod models {
    crate::union! {
        /// Scalars whose JSON kinds overlap.
        pub enum Scalar {
            /// An enum value.
            Switch(Switch),
            /// A timestamp.
            At(crate::Timestamp),
            /// Any other string.
            Text(String),
            /// An integer.
            Whole(i64),
            /// A number with a fraction.
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
        #[derive(Default)]
        #[properties(min_properties = 1, max_properties = 3, any_of(["name"], ["size"], ["a", "b"]))]
        #[additional_properties(i64, minimum = 1)]
        #[constructor(new)]
        pub struct Part {
            /// Its name.
            #[json("name", max_length = 3)]
            pub name: optional<String>,
            /// One of some values.
            #[json("size", allowed_values("1", "2.5", "\"big\""))]
            pub size: optional<crate::Value>,
        }
    }
    crate::object! {
        /// Requires an id.
        #[constructor(new)]
        pub struct ById {
            /// The id.
            pub id: required<String>,
            /// A note.
            pub note: optional<String>,
        }
    }
    crate::object! {
        /// Requires an id, and has another optional field.
        #[constructor(new)]
        pub struct ByMore {
            /// The id.
            pub id: required<String>,
            /// Another field.
            pub more: optional<String>,
        }
    }
    crate::object! {
        /// Contains a union with heuristic selection.
        #[constructor(new)]
        pub struct Holder {
            /// The union.
            pub one: required<Heuristic>,
            /// A field after the union.
            pub rest: required<String>,
        }
    }
    crate::union! {
        /// Selected heuristically.
        pub enum Heuristic {
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
                Candidate { variant: 0, required: &["id"], optional: &["note"], values: &[] },
                Candidate { variant: 1, required: &["id"], optional: &["more"], values: &[] },
                Candidate { variant: 2, required: &[], optional: &[], values: &[] },
                Candidate { variant: 3, required: &[], optional: &["name", "size"], values: &[] },
            ]),
        };
    }
    crate::union! {
        /// Selected by a nested tag, then heuristically.
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
                            Candidate { variant: 0, required: &["id"], optional: &["note"], values: &[] },
                            Candidate {
                                variant: 1,
                                required: &["id", "mode"],
                                optional: &["more"],
                                values: &[("mode", &[Case::String("more")])],
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

use models::{Branched, Heuristic, Holder, Part, Scalar, Switch};

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
fn a_nested_tag_narrows_the_candidates_of_the_heuristic() {
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
fn additional_properties_have_a_type_and_are_checked() {
    let part: Part = from_slice(br#"{"name":"abc","a":2,"b":0,"c":"x"}"#).unwrap();
    assert!(part.typed_extra().is_err());
    let message = part.validate().unwrap_err().to_string();
    assert_eq!(
        message,
        "$: must have at most 3 properties, has 4; $.b: must be at least 1, is 0; \
         $.c: has the wrong type: at $: expected a 64-bit integer, got \"x\""
    );
    let part = Part::default().with_extra("a", 3);
    assert_eq!(part.typed_extra().unwrap()["a"], 3);
    let message = part.validate().unwrap_err().to_string();
    assert_eq!(message, "$: must have at least one of `name`, or `size`, or `a` and `b`, has 0");
    assert!(part.with_extra("b", 1).validate().is_ok());
    assert!(Part::default().validate().is_err());
}

#[test]
fn enum_values_are_compared_by_value() {
    let size = |value: serde_json::Value| validate(&Part::default().size(value), &crate::Rule::NONE);
    for listed in [json!(1), json!(1.0), json!(2.5), json!("big")] {
        assert!(size(listed).is_ok());
    }
    let message = size(json!("small")).unwrap_err().to_string();
    assert_eq!(message, "$.size: must be one of 1, 2.5, \"big\", is \"small\"");
}

#[test]
fn the_next_candidate_is_read_if_a_value_does_not_match_the_selected_one() {
    let read = |value: &serde_json::Value| -> Heuristic {
        let whole = json!({"one": value, "rest": "r"});
        let read: Holder = from_slice(whole.to_string().as_bytes()).unwrap();
        assert_eq!(to_value(&read), whole);
        read.one
    };
    assert!(matches!(read(&json!({"id": "a", "more": 7})), Heuristic::ById(_)));
    assert!(matches!(read(&json!({"id": "a", "note": 7})), Heuristic::ByMore(_)));
    assert!(matches!(read(&json!({"id": 7, "more": 1})), Heuristic::Numbers(_)));
    assert!(matches!(
        read(&json!({"id": 7, "more": "x", "deep": [{"id": [1.5, null]}]})),
        Heuristic::Part(_)
    ));
    let kept = json!({"id": 7, "more": "x", "name": []});
    assert_eq!(read(&kept), Heuristic::Unknown(kept));
}

#[test]
fn candidates_are_tried_again_in_linear_time() {
    let text = |depth: usize| {
        let inner = r#"{"id":7,"more":"x","name":[],"deep":{}}"#;
        format!("{}{inner}{}", r#"{"id":7,"more":"x","name":["#.repeat(depth), "]}".repeat(depth))
    };
    let read: Heuristic = from_slice(text(60).as_bytes()).unwrap();
    assert!(matches!(read, Heuristic::Unknown(_)));
    let many = format!("[{}]", vec![text(10); 200].join(","));
    let read: Vec<Heuristic> = from_slice(many.as_bytes()).unwrap();
    assert_eq!(
        to_value(&read).to_string(),
        serde_json::from_str::<serde_json::Value>(&many).unwrap().to_string()
    );
}

#[test]
fn a_kept_value_is_valid_if_it_matches_one_variant() {
    let message = |value: serde_json::Value| {
        validate(&Heuristic::Unknown(value), &crate::Rule::NONE).map_err(|violations| violations.to_string())
    };
    assert_eq!(message(json!({"id": 7})), Ok(()));
    assert_eq!(
        message(json!({"id": 7, "size": 1})).unwrap_err(),
        "$: matches several variants, but not the selected one: at $<ById>.id: expected a string, got 7"
    );
    let unlisted = Heuristic::Unknown(json!({"id": 7, "size": 1}));
    let violations = validate(&unlisted, &crate::Rule::NONE).unwrap_err();
    assert!(violations.iter().all(crate::Violation::is_unlisted), "it may have been read: {violations}");
    let none = message(json!({"id": 7, "more": 1, "note": 2})).unwrap_err();
    assert_eq!(none, "$: does not match any variant: at $<ById>.id: expected a string, got 7");
    assert_eq!(message(json!(true)), Ok(()));
}

#[test]
fn a_value_is_kept_only_after_heuristic_selection() {
    let error = |text: &str| from_slice::<Holder>(text.as_bytes()).unwrap_err().to_string();
    assert_eq!(error(r#"{"one":"x","rest":"r"}"#), "at $.one<ById>: expected an object, got \"x\"");
    assert_eq!(error(r#"{"one":{"id":7},"rest":1}"#), "at $.rest: expected a string, got 1");
    assert_eq!(error(r#"{"one":{"id":7}}"#), "at $: missing field `rest`");
    let truncated = error(r#"{"one":{"id":7,"more":"x""#);
    assert!(truncated.starts_with("at $.one: "), "{truncated}");
    let read = |text: &str| from_slice::<Branched>(text.as_bytes());
    assert!(matches!(read(r#"{"id":7,"spec":{"type":"id"}}"#), Ok(Branched::Unknown(_))));
    let inferred = read(r#"{"name":7,"spec":{"type":"part"}}"#).unwrap_err();
    assert_eq!(inferred.path(), "$<Part>.name");
}
