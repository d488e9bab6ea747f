//! Rules: every violation is reported, with its path, its rule, the limit and the actual value.

use super::models::{Build, Gitops, Node, Policy, Template, Workflow};
use crate::{OrReference, Rule, json_rule, validate};

fn violations(template: &Template) -> Vec<String> {
    let result = template.validate();
    result.map_or_else(|violations| violations.iter().map(ToString::to_string).collect(), |()| Vec::new())
}

#[test]
fn all_violations_are_reported_together() {
    let template = Template::new("Ä", None)
        .branches(["xabc", "y", "y"].map(str::to_owned))
        .replicas(11)
        .ratio(0.5)
        .r#type("later")
        .gitops(Gitops::default())
        .spec(Node::from(Workflow::new(vec![Build::new("i").into(), Build::new("").into()])));
    assert_eq!(
        violations(&template),
        [
            "$.name: must have at least 3 characters, has 1",
            "$.name: must match the pattern ^[a-zA-Z ]+$, is \"Ä\"",
            "$.branches: must have at most 2 items, has 3",
            "$.branches: must not contain duplicates, [2] equals [1]",
            "$.branches[0]: must have at most 3 characters, has 4",
            "$.branches[1]: must match the pattern ^x, is \"y\"",
            "$.branches[2]: must match the pattern ^x, is \"y\"",
            "$.replicas: must be at most 10, is 11",
            "$.replicas: must be a multiple of 2, is 11",
            "$.ratio: must be less than 0.5, is 0.5",
            "$.type: must be one of allow, queue, is later",
            "$.spec.steps[1].image: must have at least 1 character, has 0",
        ]
    );
    assert_eq!(template.validate().unwrap_err().as_slice()[1].rule, "pattern");
}

#[test]
fn a_valid_value_has_no_violations() {
    let template = Template::new("abc", None)
        .replicas(OrReference::reference("${args.n}"))
        .ratio(-0.4)
        .r#type(Policy::Allow);
    assert_eq!(violations(&template), [""; 0]);
    let invalid = Template::new("abc", None).replicas(OrReference::reference("n"));
    assert_eq!(violations(&invalid), ["$.replicas: must contain a reference such as `${refs.name.id}`"]);
}

#[test]
fn references_must_match_the_pattern_of_the_api() {
    let message = |result: Result<(), crate::Violations>| {
        result.map_err(|violations| violations.to_string()).err().unwrap_or_default()
    };
    let rule = json_rule!(maximum = 9, reference = "^\\$\\{.+\\}$");
    let number = |text: &str| message(validate(&OrReference::<i64>::reference(text), rule));
    assert_eq!(number("${a}"), "");
    assert_eq!(number("${a}!"), "$: must match the pattern ^\\$\\{.+\\}$, is \"${a}!\"");
    assert_eq!(number("${a\n}"), "$: must contain a reference such as `${refs.name.id}`");
    assert_eq!(message(validate(&OrReference::Value(10), rule)), "$: must be at most 9, is 10");
    let rule = json_rule!(max_length = 5, reference = "^\\$\\{.+\\}$");
    let text = |text: &str| message(validate(&OrReference::<String>::reference(text), rule));
    assert_eq!(text("${abc}"), "");
    assert_eq!(text("${a}!"), "");
    assert_eq!(text("${abc}!"), "$: must have at most 5 characters, has 7");
}

#[test]
fn map_values_are_checked_as_items() {
    let template = Template::new("abc", None).labels([("a b".to_owned(), String::new())]);
    assert_eq!(violations(&template), ["$.labels[\"a b\"]: must have at least 1 character, has 0"]);
}

#[test]
fn integers_are_compared_exactly() {
    let exact = Rule::new().maximum(i64::MAX - 1);
    assert!(validate(&(i64::MAX - 1), &exact).is_ok());
    assert!(validate(&i64::MAX, &exact).is_err());
    assert!(validate(&0.3, json_rule!(multiple_of = 0.1)).is_ok());
    assert!(validate(&0.35, json_rule!(multiple_of = 0.1)).is_err());
    assert!(validate(&-5, json_rule!(minimum = -5)).is_ok());
    assert!(validate(&-6, json_rule!(minimum = -5)).is_err());
    let infinite = validate(&f64::INFINITY, &Rule::NONE).unwrap_err();
    assert_eq!(infinite.to_string(), "$: must be a finite number, is inf");
    assert_eq!(crate::to_vec(&f64::NAN), b"null");
}

#[test]
fn patterns_use_ecmascript_syntax() {
    let text = |text: &str| text.to_owned();
    let ungrouped = Rule::new().pattern("^a|b$");
    assert!(validate(&text("ax"), &ungrouped).is_ok() && validate(&text("xb"), &ungrouped).is_ok());
    let bracket = Rule::new().pattern(r#"^[a-zA-Z0-9.,?\s\\/'"()[\];`%^&*\-_:!]+$"#);
    assert!(validate(&text("a [b]"), &bracket).is_ok());
    assert!(validate(&text("a {b}"), &bracket).is_err());
    assert!(validate(&text("😀"), &Rule::new().pattern("^.$")).is_ok());
}

#[test]
fn a_pattern_that_does_not_compile_is_a_violation() {
    let error = validate(&"a".to_owned(), &Rule::new().pattern("(")).unwrap_err();
    assert!(
        error.to_string().starts_with("$: cannot be checked: the pattern ( does not compile: "),
        "{error}"
    );
}
