//! Unions: variant selection, late tags, values that match no variant, and error paths in variants.

use serde_json::json;

use super::models::{Build, Closed, Gitops, Loose, Node, Update, Workflow};
use crate::{from_slice, to_value, to_vec};

fn node(text: &str) -> Node {
    from_slice(text.as_bytes()).unwrap()
}

#[test]
fn a_tag_may_be_at_any_position_and_escaped() {
    let early = node(r#"{"kind":"Workflow","steps":[{"kind":"Build","image":"i"}]}"#);
    let late = node(r#"{"steps":[{"image":"i","\u006bind":"Buil\u0064"}],"kind":"Workflow"}"#);
    assert_eq!(early, late);
    assert_eq!(to_vec(&late), br#"{"kind":"Workflow","steps":[{"kind":"Build","image":"i"}]}"#);
}

#[test]
fn an_open_union_has_a_variant_for_other_tags() {
    let read = node(r#"{"kind":"New","spec":{"kind":"Newer","x":1}}"#);
    assert!(matches!(&read, Node::Other(other) if other.kind == "New"));
    assert_eq!(to_value(&read), json!({"kind": "New", "spec": {"kind": "Newer", "x": 1}}));
}

#[test]
fn a_value_that_matches_no_variant_is_kept() {
    for text in [r#"{"steps":[]}"#, r#"{"kind":7}"#, "null", "[1]", "\"text\"", "true", "1.5"] {
        let read = node(text);
        assert!(matches!(read, Node::Unknown(_)), "{text}");
        assert_eq!(String::from_utf8(to_vec(&read)).unwrap(), text);
    }
    let read: Closed = from_slice(br#"{"kind":"New"}"#).unwrap();
    assert_eq!(read, Closed::Unknown(json!({"kind": "New"})));
    assert!(read.validate().is_ok());
}

#[test]
fn error_paths_show_the_variant_and_a_tag_that_differs_from_it() {
    let error = |text: &str| from_slice::<Node>(text.as_bytes()).unwrap_err().to_string();
    let text = r#"{"kind":"Workflow","steps":[null,null,{"kind":"Build","image":7}]}"#;
    assert_eq!(error(text), "at $<Workflow>.steps[2]<Build>.image: expected a string, got 7");
    let text = r#"{"kind":"New","spec":{"kind":"Build","image":[]}}"#;
    assert_eq!(error(text), "at $<Other: New>.spec<Build>.image: expected a string, got []");
    assert_eq!(
        error(r#"{"kind":"Build","kind":"Workflow"}"#),
        "at $<Build>.kind: expected \"Build\", got \"Workflow\""
    );
}

#[test]
fn the_json_kind_selects_the_variant() {
    let read = |text: &str| from_slice::<Loose>(text.as_bytes()).unwrap();
    assert_eq!(read("null"), Loose::Null(()));
    assert_eq!(read(" true"), true.into());
    assert_eq!(read("-7"), (-7).into());
    assert_eq!(read("\"a\""), "a".to_owned().into());
    assert_eq!(read("[1]"), vec![1].into());
    assert_eq!(read(r#"{"branch":"b"}"#), Gitops::default().branch("b").into());
    assert_eq!(from_slice::<Loose>(b"1.5").unwrap_err().path(), "$<Number>");
}

#[test]
fn the_first_matching_key_rule_selects_the_variant() {
    let read = |text: &str| from_slice::<Update>(text.as_bytes()).unwrap();
    assert!(matches!(read(r#"{"title":null,"gitops":{}}"#), Update::Both(_)));
    assert!(matches!(read(r#"{"x":{"name":1},"gitops":null}"#), Update::Gitops(_)));
    assert!(matches!(read(r#"{"ag\u0061in":1}"#), Update::Again(_)));
    assert!(matches!(read("{}"), Update::Unknown(_)));
    assert!(from_slice::<Update>(br#"{"gitops":1"#).is_err());
}

#[test]
fn payloads_convert_into_the_union() {
    let workflow: Node = Workflow::new(vec![Build::new("i").into()]).r#type("queue").into();
    assert_eq!(
        to_value(&workflow),
        json!({"kind": "Workflow", "steps": [{"kind": "Build", "image": "i"}], "type": "queue"})
    );
    let text = serde_json::to_string(&workflow).unwrap();
    assert_eq!(serde_json::from_str::<Node>(&text).unwrap(), workflow);
}
