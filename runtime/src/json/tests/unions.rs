//! Unions: what decides, late tags, what fits nothing, and the paths of errors inside.

use serde_json::json;

use super::models::{Build, Closed, Gitops, Loose, Node, Update, Workflow};
use crate::{from_slice, to_value, to_vec};

fn node(text: &str) -> Node {
    from_slice(text.as_bytes()).unwrap()
}

#[test]
fn a_tag_may_stand_anywhere_and_be_escaped() {
    let early = node(r#"{"kind":"Workflow","steps":[{"kind":"Build","image":"i"}]}"#);
    let late = node(r#"{"steps":[{"image":"i","\u006bind":"Buil\u0064"}],"kind":"Workflow"}"#);
    assert_eq!(early, late);
    assert_eq!(to_vec(&late), br#"{"kind":"Workflow","steps":[{"kind":"Build","image":"i"}]}"#);
}

#[test]
fn an_open_tag_has_an_option_for_the_rest() {
    let read = node(r#"{"kind":"New","spec":{"kind":"Newer","x":1}}"#);
    assert!(matches!(&read, Node::Other(other) if other.kind == "New"));
    assert_eq!(to_value(&read), json!({"kind": "New", "spec": {"kind": "Newer", "x": 1}}));
}

#[test]
fn what_fits_no_option_is_kept_whole() {
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
fn errors_name_the_option_and_a_tag_that_differs_from_it() {
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
fn the_json_kind_decides() {
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
fn keys_decide_by_the_first_rule_that_holds() {
    let read = |text: &str| from_slice::<Update>(text.as_bytes()).unwrap();
    assert!(matches!(read(r#"{"title":null,"gitops":{}}"#), Update::Both(_)));
    assert!(matches!(read(r#"{"x":{"name":1},"gitops":null}"#), Update::Gitops(_)));
    assert!(matches!(read(r#"{"ag\u0061in":1}"#), Update::Again(_)));
    assert!(matches!(read("{}"), Update::Unknown(_)));
    assert!(from_slice::<Update>(br#"{"gitops":1"#).is_err());
}

#[test]
fn payloads_convert() {
    let made: Node = Workflow::new(vec![Build::new("i").into()]).r#type("queue").into();
    assert_eq!(
        to_value(&made),
        json!({"kind": "Workflow", "steps": [{"kind": "Build", "image": "i"}], "type": "queue"})
    );
    let text = serde_json::to_string(&made).unwrap();
    assert_eq!(serde_json::from_str::<Node>(&text).unwrap(), made);
}
