//! Rules for nested values: elements by position, properties by pattern, alternatives.

use std::collections::BTreeMap;

use serde_json::json;

use crate::{Rule, Value, json_rule, validate};

fn violations<T: crate::Json>(value: &T, rule: &Rule) -> Vec<String> {
    validate(value, rule)
        .map_or_else(|violations| violations.iter().map(ToString::to_string).collect(), |()| Vec::new())
}

#[test]
fn element_types_depend_on_the_position() {
    let rule = json_rule!(inside(positions((f64, maximum = 9), (String)), others(bool)));
    let values = |value: Value| serde_json::from_value::<Vec<Value>>(value).unwrap();
    assert_eq!(violations(&values(json!([1.5, "a", true, false])), rule), [""; 0]);
    assert_eq!(violations(&values(json!([])), rule), [""; 0]);
    assert_eq!(
        violations(&values(json!([10, 2, 3])), rule),
        [
            "$[0]: must be at most 9, is 10",
            "$[1]: has the wrong type: at $: expected a string, got 2",
            "$[2]: has the wrong type: at $: expected a boolean, got 3",
        ]
    );
    let closed = json_rule!(inside(positions((f64)), closed));
    assert_eq!(violations(&values(json!([1, 2])), closed), ["$: must have at most 1 item, has 2"]);
}

#[test]
fn property_types_depend_on_the_pattern_of_the_key() {
    let rule = json_rule!(inside(patterns(("^a", i64, minimum = 2), ("b$", i64)), others(String)));
    let map = json!({"a": 2, "b": 1, "c": "text"}).as_object().cloned().unwrap();
    assert_eq!(violations(&map, rule), [""; 0]);
    let map = json!({"ab": 1, "b": "1", "c": 1}).as_object().cloned().unwrap();
    assert_eq!(
        violations(&map, rule),
        [
            "$.ab: must be at least 2, is 1",
            "$.b: has the wrong type: at $: expected a 64-bit integer, got \"1\"",
            "$.c: has the wrong type: at $: expected a string, got 1",
        ]
    );
    let closed = json_rule!(inside(patterns(("^a", Value)), closed));
    let map = BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 1)]);
    assert_eq!(violations(&map, closed), ["$.b: is not an allowed property"]);
}

#[expect(dead_code, reason = "the macro generates more methods than the tests call")]
mod models {
    crate::object! {
        /// Patterns determine the types of its additional properties.
        #[derive(Default)]
        #[properties(inside(patterns(("^x-", i64, maximum = 9), ("^y-", i64, maximum = 20)), closed, absent("z")))]
        #[additional_properties(i64, inside(elsewhere))]
        #[constructor(new)]
        pub struct Labels {
            /// The name.
            pub name: optional<String>,
        }
    }
}

#[test]
fn a_property_is_reported_once() {
    let labels = |key: &str, value: Value| {
        let mut labels = models::Labels::default();
        labels.extra_mut().insert(key, value);
        labels
    };
    let check = |key, value| violations(&labels(key, value), &Rule::NONE);
    assert_eq!(check("x-a", json!(9)), [""; 0]);
    assert_eq!(check("x-a", json!(30)), ["$.x-a: must be at most 9, is 30"]);
    assert_eq!(
        check("y-a", json!("a")),
        ["$.y-a: has the wrong type: at $: expected a 64-bit integer, got \"a\""]
    );
    assert_eq!(check("z", json!("a")), ["$.z: must not be present"]);
    assert_eq!(check("a", json!("a")), ["$.a: is not an allowed property"]);
    let rule = json_rule!(
        items(maximum = 9),
        inside(patterns(("^a", i64, maximum = 9), ("^b", i64, maximum = 20)), closed)
    );
    let map = BTreeMap::from([("a".to_owned(), 30), ("b".to_owned(), 20), ("c".to_owned(), 30)]);
    assert_eq!(violations(&map, rule), ["$.a: must be at most 9, is 30", "$.c: is not an allowed property"]);
}

#[test]
fn one_alternative_must_match() {
    let rule = json_rule!(inside(alternatives((String, max_length = 1), (String, pattern = "^x"))));
    assert_eq!(violations(&"a".to_owned(), rule), [""; 0]);
    assert_eq!(violations(&"xyz".to_owned(), rule), [""; 0]);
    assert_eq!(
        violations(&"abc".to_owned(), rule),
        [
            "$: must match at least one alternative: $: must have at most 1 character, has 3; or $: must match the pattern ^x, is \"abc\""
        ]
    );
    let lists = json_rule!(inside(alternatives((Vec<i64>), (Vec<bool>))));
    assert_eq!(violations(&vec![json!(1), json!(2)], lists), [""; 0]);
    assert_eq!(violations(&vec![json!(1), json!(true)], lists).len(), 1);
}

#[test]
fn arbitrary_values_are_checked_by_the_rules_for_their_kind() {
    let rule = json_rule!(minimum = 3, max_length = 2, max_items = 1, min_properties = 1, inside(not_null));
    for valid in [json!(3), json!(1e300), json!("ab"), json!(["a"]), json!({"a": 1}), json!(true)] {
        assert_eq!(violations(&valid, rule), [""; 0], "{valid}");
    }
    for invalid in [json!(2), json!(2.5), json!("abc"), json!([1, 2]), json!({}), json!(null)] {
        assert_eq!(violations(&invalid, rule).len(), 1, "{invalid}");
    }
}
