//! Fields: every kind and order, unknown and missing ones, and writing back.

use serde_json::json;

use super::models::{Gitops, Literal, Middle, Node, Nothing, Outer, Policy, Template};
use crate::{
    OrReference, Patch, Rule, Timestamp, from_slice, from_slice_at, read_page, to_value, to_vec, validate,
};

fn template(text: &str) -> Template {
    from_slice(text.as_bytes()).unwrap()
}

fn error<T: crate::Json>(text: &str) -> String {
    from_slice::<T>(text.as_bytes()).err().map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn every_kind_of_field_round_trips() {
    let text = r#"{"name":"abc","parent":null,"gitops":null,"branches":["x"],"replicas":"${args.n}","ratio":0.25,"created-at":"2021-01-01 12:00:00.000Z","labels":{"a":"b"},"arguments":{"x":[1]},"type":"queue","any":null,"spec":{"kind":"Build","image":"i"},"flag":true}"#;
    let read = template(text);
    assert_eq!(read.parent, None);
    assert_eq!(read.gitops, Patch::Null);
    assert_eq!(read.replicas, Some(OrReference::reference("${args.n}")));
    assert_eq!(read.r#type, Some(Policy::Queue));
    assert_eq!(read.created_at, Some(Timestamp::from("2021-01-01 12:00:00.000Z")));
    assert!(read.extra().is_empty());
    assert_eq!(String::from_utf8(to_vec(&read)).unwrap(), text);
}

#[test]
fn setters_accept_convertible_values() {
    let model = Template::new("abc", None)
        .description("text")
        .gitops(None)
        .replicas(3)
        .r#type("queue")
        .flag(true)
        .ratio(1.0);
    assert_eq!(
        to_value(&model),
        json!({"name": "abc", "parent": null, "description": "text", "gitops": null, "replicas": 3, "type": "queue", "flag": true, "ratio": 1.0})
    );
    let model = Template::new("abc", None).gitops(Gitops::default().branch("main"));
    assert_eq!(model.gitops.value().and_then(|gitops| gitops.branch.as_deref()), Some("main"));
}

#[test]
fn patches_of_strings_accept_strings_and_none() {
    assert_eq!(to_vec(&Gitops::default().file_path("p")), br#"{"file\"path":"p"}"#);
    assert_eq!(to_vec(&Gitops::default().file_path(None)), br#"{"file\"path":null}"#);
    assert_eq!(from_slice::<Vec<Patch<i64>>>(b"[1,null]").unwrap(), [Patch::Set(1), Patch::Null]);
}

#[test]
fn fields_may_be_in_any_order_and_keys_escaped() {
    let read = template(r#"{ "fl\u0061g" : true , "parent":"p", "n\u0061me":"a\u00e9\ud83d\ude00" }"#);
    assert_eq!(read.flag, Some(true));
    assert_eq!(read.name, "aé😀");
    let read: Gitops = from_slice(br#"{"file\"path": "p"}"#).unwrap();
    assert_eq!(to_vec(&read), br#"{"file\"path":"p"}"#);
}

#[test]
fn unknown_fields_are_kept_compared_and_written_last() {
    let read = template(
        r#"{"new":{"deep":[1,{"a":null}]},"name":"abc","parent":null,"big":123456789012345678901234567890}"#,
    );
    assert_eq!(read.extra().len(), 2);
    assert_ne!(read, Template::new("abc", None));
    let written = to_vec(&read);
    assert!(String::from_utf8_lossy(&written).starts_with(r#"{"name":"abc","parent":null,"#));
    assert_eq!(from_slice::<Template>(&written).unwrap(), read);
    assert_eq!(to_value(&read)["new"], json!({"deep": [1, {"a": null}]}));
}

#[test]
fn a_known_key_in_extra_is_not_written_twice() {
    let mut model = Template::new("abc", None);
    model.extra_mut().insert("name", "other");
    model.extra_mut().insert("description", "other");
    assert_eq!(to_vec(&model), br#"{"name":"abc","parent":null}"#);
    let mut literal: Literal = from_slice(br#"{"version":"v1","kind":"Literal"}"#).unwrap();
    literal.extra_mut().insert("kind", "other");
    assert_eq!(to_vec(&literal), br#"{"kind":"Literal","version":"v1"}"#);
}

#[test]
fn an_emptied_extra_equals_an_empty_one() {
    let mut model = Nothing::default();
    model.extra_mut().insert("a", 1);
    assert_eq!(model.extra_mut().remove("a"), Some(json!(1)));
    assert_eq!(model, Nothing::default());
    assert_eq!(to_vec(&model), b"{}");
}

#[test]
fn null_in_an_optional_field_is_kept_until_the_field_is_set() {
    let text = r#"{"name":"abc","parent":null,"description":null,"branches":null,"replicas":null,"type":null,"any":null,"spec":null}"#;
    let mut read = template(text);
    assert_eq!((&read.description, &read.branches, &read.spec), (&None, &None, &None));
    assert_eq!(read.any, Some(serde_json::Value::Null));
    assert_eq!(String::from_utf8(to_vec(&read)).unwrap(), text);
    assert!(read.extra().is_null("description") && read.extra().is_empty());
    assert!(!read.extra().is_null("any") && !read.extra().is_null("ratio"));
    assert_eq!(format!("{:?}", read.extra()).matches("Null").count(), 5);
    assert_ne!(read, template(r#"{"name":"abc","parent":null,"any":null}"#));
    assert!(read.validate().is_ok());
    read = read.description("text").r#type("queue");
    let set = r#"{"name":"abc","parent":null,"description":"text","branches":null,"replicas":null,"type":"queue","any":null,"spec":null}"#;
    assert_eq!(String::from_utf8(to_vec(&read)).unwrap(), set);
}

#[test]
fn the_nulls_of_nested_objects_are_kept_apart() {
    let text = r#"{"name":"abc","parent":null,"gitops":{"branch":null},"spec":{"kind":"Workflow","steps":[{"kind":"Build","image":"i"}]}}"#;
    let read = template(text);
    assert_eq!(String::from_utf8(to_vec(&read)).unwrap(), text);
    let list = r#"[{"branch":null},{},{"branch":"a","x":1},{"branch":null,"x":null}]"#;
    let read: Vec<Gitops> = from_slice(list.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(to_vec(&read)).unwrap(), list);
    assert!(!read[1].extra().is_null("branch"));
    let twice: Gitops = from_slice(br#"{"branch":"a","branch":null}"#).unwrap();
    assert_eq!(to_vec(&twice), br#"{"branch":null}"#);
    let twice: Gitops = from_slice(br#"{"branch":null,"branch":"a"}"#).unwrap();
    assert_eq!(to_vec(&twice), br#"{"branch":"a"}"#);
    assert_eq!(error::<Gitops>(r#"{"branch":nul}"#), "at $.branch: expected ident (line 1, column 14)");
}

#[test]
fn all_missing_fields_are_reported_together() {
    assert_eq!(error::<Template>("{}"), "at $: missing fields `name`, `parent`");
    assert_eq!(error::<Template>(r#"{"name":"abc"}"#), "at $: missing field `parent`");
    assert_eq!(error::<Literal>(r#"{"version":"v1"}"#), "at $: missing field `kind`");
    let text = r#"{"name":"abc","parent":null,"spec":{"kind":"Workflow","steps":[{"kind":"Build"}]}}"#;
    assert_eq!(error::<Template>(text), "at $.spec<Workflow>.steps[0]<Build>: missing field `image`");
}

#[test]
fn a_type_error_shows_the_actual_value() {
    assert_eq!(error::<Template>(r#"{"name":7}"#), "at $.name: expected a string, got 7");
    assert_eq!(error::<Template>(r#"{"name":null}"#), "at $.name: expected a string, got null");
    assert_eq!(
        error::<Template>(r#"{"replicas":1e400}"#),
        "at $.replicas: expected a 64-bit integer, got 1e400"
    );
    assert_eq!(
        error::<Template>(r#"{"replicas":"x"}"#),
        "at $.replicas: expected a 64-bit integer, got \"x\""
    );
    assert_eq!(error::<Template>(r#"{"ratio":1e400}"#), "at $.ratio: expected a number, got 1e400");
    assert_eq!(
        error::<Template>(r#"{"labels":{"a b":[1]}}"#),
        "at $.labels[\"a b\"]: expected a string, got [1]"
    );
    assert_eq!(error::<Template>("7"), "at $: expected an object, got 7");
    assert_eq!(error::<Literal>(r#"{"kind":"Other"}"#), "at $.kind: expected \"Literal\", got \"Other\"");
    assert_eq!(error::<Literal>(r#"{"kind":7}"#), "at $.kind: expected \"Literal\", got 7");
    let long = format!(r#"{{"flag":"{}"}}"#, "é".repeat(100));
    assert_eq!(error::<Template>(&long), format!("at $.flag: expected a boolean, got \"{}…", "é".repeat(39)));
}

#[test]
fn integers_are_exact_up_to_64_bits() {
    for number in ["9223372036854775807", "-9223372036854775808", "0", "-1"] {
        assert_eq!(from_slice::<i64>(number.as_bytes()).unwrap().to_string(), number);
    }
    assert_eq!(from_slice::<i64>(b"1.0").unwrap(), 1);
    assert_eq!(from_slice::<i64>(b"12e3").unwrap(), 12_000);
    for number in ["9223372036854775808", "1.5", "1e19", "123456789012345678901234567890"] {
        assert_eq!(error::<i64>(number), format!("at $: expected a 64-bit integer, got {number}"));
    }
}

#[test]
fn nothing_of_a_repeated_object_remains() {
    let full = r#"{"inner":{"id":1,"names":["a","b"],"note":"x","patch":null,"labels":{"a":1},"more":1},"gitops":{"branch":null,"z":2}}"#;
    let short = r#"{"inner":{"id":2,"names":["c"]},"gitops":{}}"#;
    for (first, last) in [(full, short), (short, full), (full, full)] {
        let text = format!(r#"{{"middle":{first},"middle":{last}}}"#);
        let read: Outer = from_slice(text.as_bytes()).unwrap();
        let once = format!(r#"{{"middle":{last}}}"#);
        assert_eq!(String::from_utf8(to_vec(&read)).unwrap(), once);
        assert_eq!(read, from_slice(once.as_bytes()).unwrap());
        let text = format!(r#"{{"data":{{"x":{first}}},"data":{{"x":{last}}}}}"#);
        let read: Middle = from_slice_at(text.as_bytes(), &["data", "x"]).unwrap();
        assert_eq!(String::from_utf8(to_vec(&read)).unwrap(), last);
    }
    let (items, _) = read_page::<i64>(br#"{"data":[1,2],"data":[3]}"#, &["data"]).unwrap();
    assert_eq!(items, [3]);
}

#[test]
fn the_last_of_repeated_fields_wins() {
    let read = template(r#"{"name":"a","name":"b","parent":null,"x":1,"x":2}"#);
    assert_eq!(read.name, "b");
    assert_eq!(read.extra().get("x"), Some(&json!(2)));
}

#[test]
fn a_value_can_be_read_at_a_path() {
    let text = br#"{"links":[{"a":[]}],"data":{"x":1,"name":"n","y":2},"z":null}"#;
    assert_eq!(from_slice_at::<String>(text, &["data", "name"]).unwrap(), "n");
    let path = |path| from_slice_at::<String>(text, path).unwrap_err().to_string();
    assert_eq!(path(&["data", "none"]), "at $.data: missing field `none`");
    assert_eq!(path(&["none", "name"]), "at $: missing field `none`");
    assert_eq!(path(&["data", "x"]), "at $.data.x: expected a string, got 1");
    assert_eq!(path(&["data", "x", "y"]), "at $.data.x: expected an object, got 1");
    let invalid = from_slice_at::<i64>(br#"{"data":1,"z":tru}"#, &["data"]).unwrap_err();
    assert_eq!(invalid.position(), Some((1, 18)));
}

#[test]
fn read_page_returns_the_items_and_the_rest() {
    let text = br#"{"data":{"runs":[{"kind":"Build","image":"i"},{"kind":"X"}],"total":2},"pagination":{"cursor":"c"}}"#;
    let (nodes, rest) = read_page::<Node>(text, &["data", "runs"]).unwrap();
    assert_eq!(nodes.len(), 2);
    assert_eq!(serde_json::Value::from(rest), json!({"data": {"total": 2}, "pagination": {"cursor": "c"}}));
    let mismatch = read_page::<i64>(br#"{"data":{"runs":[1,"a"]}}"#, &["data", "runs"]).unwrap_err();
    assert_eq!(mismatch.to_string(), "at $.data.runs[1]: expected a 64-bit integer, got \"a\"");
    let missing = read_page::<i64>(br#"{"data":{}}"#, &["data", "runs"]).unwrap_err();
    assert_eq!(missing.missing(), ["runs"]);
    let (items, rest) = read_page::<i64>(b"[1,2]", &[]).unwrap();
    assert_eq!((items.len(), rest.len()), (2, 0));
}

#[test]
fn models_can_be_nested_in_serde_types() {
    let model = vec![(Template::new("abc", None).flag(true), Policy::Allow)];
    let text = serde_json::to_string(&model).unwrap();
    assert_eq!(serde_json::from_str::<Vec<(Template, Policy)>>(&text).unwrap(), model);
    let error = serde_json::from_str::<Vec<Gitops>>(r#"[{"branch":7}]"#).unwrap_err();
    assert_eq!(error.to_string(), "at $.branch: expected a string, got 7 at line 1 column 14");
}

#[test]
fn errors_and_extra_are_one_pointer_in_size() {
    assert_eq!(size_of::<crate::ReadError>(), size_of::<usize>());
    assert_eq!(size_of::<crate::Extra>(), size_of::<usize>());
}

#[test]
fn string_enums_keep_unknown_values() {
    assert_eq!(Policy::from("allow"), Policy::Allow);
    assert_eq!("later".parse(), Ok(Policy::Unknown("later".to_owned())));
    assert_eq!(format!("{:>6}", Policy::from("queue".to_owned())), " queue");
    assert_eq!(to_vec(&from_slice::<Policy>(b"\"later\"").unwrap()), b"\"later\"");
    assert_eq!(error::<Policy>("1"), "at $: expected a string, got 1");
}

crate::scalar_enum! {
    /// A grade.
    #[values(i64)]
    pub enum Grade {
        /// Good.
        Good = 1,
        None = -1,
    }
}

crate::scalar_enum! {
    /// A rate.
    #[values(Number)]
    pub enum Rate {
        Half = 0.5,
        Whole = 1.0,
    }
}

#[test]
fn scalar_enums_keep_unknown_values() {
    assert_eq!(Grade::VALUES, [1, -1]);
    for (text, grade) in [("1", Grade::Good), ("-1", Grade::None), ("7", Grade::Unknown(7))] {
        assert_eq!(from_slice::<Grade>(text.as_bytes()).unwrap(), grade);
        assert_eq!((grade.to_string().as_str(), to_vec(&grade)), (text, text.as_bytes().to_vec()));
        assert_eq!(Grade::from(grade.as_i64()), grade);
        assert_eq!(i64::from(grade.clone()), grade.as_i64());
    }
    assert_eq!(from_slice::<Grade>(b"1.0").unwrap(), Grade::Good);
    assert!(from_slice::<Grade>(b"\"1\"").is_err());
    for (text, rate) in [("0.5", Rate::Half), ("1", Rate::Whole), ("0.50001", Rate::Unknown(0.50001.into()))]
    {
        assert_eq!(from_slice::<Rate>(text.as_bytes()).unwrap(), rate);
        assert_eq!(to_vec(&rate), text.as_bytes());
    }
    assert_eq!(from_slice::<Rate>(b"0.50").unwrap(), Rate::Half);
    assert_eq!(validate(&Grade::Good, &Rule::NONE), Ok(()));
    assert_eq!(validate(&Grade::Unknown(1), &Rule::NONE), Ok(()));
    let error = validate(&Grade::from(7), &Rule::NONE).unwrap_err();
    assert_eq!(error.to_string(), "$: must be one of 1, -1, is 7");
}
