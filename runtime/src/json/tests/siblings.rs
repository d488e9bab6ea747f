//! Unions that are selected by a property next to them.

use serde_json::json;

use crate::{from_slice, to_vec};

#[expect(dead_code, reason = "the macros generate more methods than the tests call")]
mod models {
    crate::object! {
        /// Data of a file.
        #[constructor(new)]
        pub struct File {
            /// The path.
            pub path: required<String>,
        }
    }
    crate::object! {
        /// Data of a bucket, which may be copied to another sink.
        #[constructor(new)]
        pub struct Bucket {
            /// The name.
            pub path: required<String>,
            /// The copies.
            pub copy: optional<Box<Sink>>,
        }
    }
    crate::union! {
        /// Selected by a property next to it, or else as a bucket.
        pub enum Data {
            /// A file.
            File(File),
            /// A bucket.
            Bucket(Bucket),
            /// A number.
            Number(i64),
        }
        const SELECTION: Selection = Selection {
            kinds: &[(Kind::Integer, 2)],
            objects: Objects::Checked(&Objects::Only(1), &[]),
        };
    }
    crate::object! {
        /// A sink.
        #[constructor(new)]
        pub struct Sink {
            /// The data.
            pub data: optional<Data>,
            /// More data.
            pub more: optional<Vec<Option<Data>>>,
            /// The tag.
            #[json("type")]
            pub kind: patch<crate::Value>,
        }
        const SIBLING_TAGS: SiblingTags = &[
            SiblingTag {
                property: "data",
                depth: 0,
                tag: "type",
                cases: &[
                    (Case::String("file"), Selection { kinds: &[], objects: Objects::Only(0) }),
                    (Case::Integer(2), Selection { kinds: &[], objects: Objects::Only(1) }),
                    (Case::Boolean(true), Selection { kinds: &[(Kind::Integer, 2)], objects: Objects::None }),
                    (
                        Case::String("either"),
                        Selection {
                            kinds: &[],
                            objects: Objects::Heuristic(&[
                                Candidate { variant: 0, required: &["path"], optional: &[], values: &[] },
                                Candidate { variant: 1, required: &["path"], optional: &["copy"], values: &[] },
                            ]),
                        },
                    ),
                ],
            },
            SiblingTag {
                property: "more",
                depth: 1,
                tag: "type",
                cases: &[(Case::String("file"), Selection { kinds: &[], objects: Objects::Only(0) })],
            },
        ];
    }
}

use models::{Bucket, Data, File, Sink};

fn read(text: &str) -> Sink {
    let sink: Sink = from_slice(text.as_bytes()).expect(text);
    let written: serde_json::Value = serde_json::from_slice(&to_vec(&sink)).expect(text);
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(text).expect(text));
    sink.validate().expect(text);
    sink
}

#[test]
fn a_property_selects_the_variant_next_to_it_wherever_it_is() {
    for text in [r#"{"type":"file","data":{"path":"a"}}"#, r#"{"data":{"path":"a"},"type":"file"}"#] {
        assert!(matches!(read(text).data, Some(Data::File(_))), "{text}");
    }
    for text in [
        r#"{"type":2,"data":{"path":"a"}}"#,
        r#"{"data":{"path":"a"},"type":2}"#,
        // Without the tag, the union selects its variant itself.
        r#"{"data":{"path":"a"}}"#,
        r#"{"data":{"path":"a"},"type":null}"#,
    ] {
        assert!(matches!(read(text).data, Some(Data::Bucket(_))), "{text}");
    }
    assert!(matches!(read(r#"{"data":5,"type":true}"#).data, Some(Data::Number(5))));
    for text in [
        r#"{"data":{"path":"a"},"type":"later"}"#,
        r#"{"type":[],"data":5}"#,
        r#"{"type":"file","data":5}"#,
        r#"{"type":true,"data":{"path":"a"}}"#,
    ] {
        assert!(matches!(read(text).data, Some(Data::Unknown(_))), "{text}");
    }
}

#[test]
fn elements_of_a_list_are_selected_by_the_property_next_to_it() {
    let sink = read(r#"{"more":[{"path":"a"},null,{"path":"b"}],"type":"file"}"#);
    let more = sink.more.expect("a list");
    assert!(matches!(more.as_slice(), [Some(Data::File(_)), None, Some(Data::File(_))]));
}

#[test]
fn a_nested_object_has_its_own_property() {
    let sink = read(
        r#"{"data":{"path":"a","copy":{"data":{"path":"b"},"more":[{"path":"c"}],"type":"file"}},"type":2}"#,
    );
    let Some(Data::Bucket(Bucket { copy: Some(copy), .. })) = sink.data else { panic!("{sink:?}") };
    assert!(matches!(copy.data, Some(Data::File(_))));
    let sink = read(r#"{"more":[{"path":"b"}],"data":{"path":"a","copy":{"data":{"path":"b"}}}}"#);
    assert!(matches!(sink.more.as_deref(), Some([Some(Data::Bucket(_))])));
}

#[test]
fn a_value_of_the_wrong_type_is_an_error() {
    let error = from_slice::<Sink>(br#"{"data":{"path":1},"type":"file"}"#).expect_err("a number");
    assert_eq!(error.to_string(), "at $.data<File>.path: expected a string, got 1");
}

#[test]
fn a_property_that_selects_another_variant_is_not_sent() {
    let violations = |sink: Sink| sink.validate().expect_err("a violation").to_string();
    let file = || Sink::new().data(File::new("a"));
    assert_eq!(
        violations(file().kind(json!(2))),
        "$.type: must be one of \"file\", \"either\" for this variant of `data`, is 2"
    );
    assert_eq!(
        violations(file().kind(json!("later"))),
        "$.type: must be one of \"file\", \"either\" for this variant of `data`, is \"later\""
    );
    assert_eq!(
        violations(Sink::new().data(Data::Unknown(json!({"path": "a"}))).kind(json!("file"))),
        "$.type: must not select a variant that `data` is not, is \"file\""
    );
    let nested = Sink::new().kind(json!(2)).data(Bucket::new("a").copy(file().kind(json!(true))));
    assert_eq!(
        violations(nested),
        "$.data.copy.type: must be one of \"file\", \"either\" for this variant of `data`, is true"
    );
    let more = vec![Some(Data::from(File::new("a"))), Some(Data::from(5))];
    assert_eq!(
        violations(Sink::new().more(more).kind(json!("file"))),
        "$.type: must not select a variant that `more` is not, is \"file\""
    );
    assert_eq!(file().kind(json!("file")).validate(), Ok(()));
}

#[test]
fn a_value_that_is_kept_next_to_a_tag_with_several_variants_is_validated() {
    let sink = |data| Sink::new().data(Data::Unknown(data)).kind(json!("either"));
    let violations = sink(json!({"path": 1})).validate().expect_err("a violation").to_string();
    assert!(violations.starts_with("$.data: does not match any variant"), "{violations}");
    // No variant is selected, as for a value of a later version.
    assert!(sink(json!({"later": 1})).validate().is_ok());
}
