//! Every example of the document round-trips through its type unchanged.

use std::collections::BTreeMap;

use faithful_runtime::{Json, from_slice, to_vec};
use kitchen_sink::models::{
    AtLeastOne, Base, Beside, BoxModel, ByKeys, ByKind, ByTag, Card, Cash, Cat, Closed, Conditional,
    Conflict, Declared, Dog, Elsewhere, Everything, Exclusion, Formatted, Grade, Heuristic, Level, Lists,
    Maps, Merged, Numbers, Odd, Omitting, OptionModel, Presence, Problem, Rate, Referring, ResultModel, Same,
    Self_, ServiceBuild, ServiceState, Sibling, Siblings, StringModel, Texts, Toggle, Transfer, Tree,
    TwoLevels, Typed, Values, VecModel, Word,
};
use serde_json::Value;

/// Parses JSON text as a type and serializes it again.
type RoundTrip = fn(&str) -> Value;

/// The type of each schema of the document.
fn types() -> BTreeMap<&'static str, RoundTrip> {
    BTreeMap::from([
        ("Alias", round_trip::<Level> as RoundTrip),
        ("Anything", round_trip::<Value>),
        ("AtLeastOne", round_trip::<AtLeastOne>),
        ("Base", round_trip::<Base>),
        ("Beside", round_trip::<Beside>),
        ("Siblings", round_trip::<Siblings>),
        ("Box", round_trip::<BoxModel>),
        ("ByKeys", round_trip::<ByKeys>),
        ("ByKind", round_trip::<Option<ByKind>>),
        ("ByTag", round_trip::<ByTag>),
        ("Card", round_trip::<Card>),
        ("Cash", round_trip::<Cash>),
        ("Cat", round_trip::<Cat>),
        ("Closed", round_trip::<Closed>),
        ("Conditional", round_trip::<Conditional>),
        ("Conflict", round_trip::<Conflict>),
        ("Grade", round_trip::<Grade>),
        ("Heuristic", round_trip::<Heuristic>),
        ("Rate", round_trip::<Rate>),
        ("Toggle", round_trip::<Toggle>),
        ("Word", round_trip::<Word>),
        ("Declared", round_trip::<Declared>),
        ("Dog", round_trip::<Dog>),
        ("Elsewhere", round_trip::<Elsewhere>),
        ("Everything", round_trip::<Everything>),
        ("Excluding", round_trip::<Exclusion>),
        ("Level", round_trip::<Level>),
        ("Lists", round_trip::<Lists>),
        ("Maps", round_trip::<Maps>),
        ("Merged", round_trip::<Merged>),
        ("Mixed", round_trip::<Value>),
        ("Numbers", round_trip::<Numbers>),
        ("Odd", round_trip::<Odd>),
        ("Omitting", round_trip::<Omitting>),
        ("Option", round_trip::<OptionModel>),
        ("Presence", round_trip::<Presence>),
        ("Problem", round_trip::<Problem>),
        ("Referring", round_trip::<Referring>),
        ("Result", round_trip::<ResultModel>),
        ("Same", round_trip::<Option<Same>>),
        ("Self", round_trip::<Self_>),
        ("ServiceBuild", round_trip::<ServiceBuild>),
        ("ServiceState", round_trip::<ServiceState>),
        ("Sibling", round_trip::<Sibling>),
        ("String", round_trip::<StringModel>),
        ("Formatted", round_trip::<Formatted>),
        ("Texts list", round_trip::<Vec<String>>),
        ("Texts", round_trip::<Texts>),
        ("Transfer", round_trip::<Transfer>),
        ("Tree", round_trip::<Tree>),
        ("TwoLevels", round_trip::<TwoLevels>),
        ("Typed", round_trip::<Typed>),
        ("Values", round_trip::<Values>),
        ("Vec", round_trip::<VecModel>),
        ("Yes", round_trip::<bool>),
    ])
}

/// Schemas without a type: a response that is a page. A test of the calls covers it.
const NO_TYPES: [&str; 1] = ["Things"];

fn round_trip<T: Json>(text: &str) -> Value {
    let value: T = from_slice(text.as_bytes()).map_err(|error| format!("{text}: {error}")).unwrap();
    serde_json::from_slice(&to_vec(&value)).unwrap()
}

/// Asserts that two values are equal as JSON, where `2` and `2.0` are the same number.
fn assert_same(context: &str, written: &Value, example: &Value) {
    match (written, example) {
        (Value::Array(written), Value::Array(example)) => {
            assert_eq!(written.len(), example.len(), "{context}");
            written.iter().zip(example).for_each(|(written, example)| assert_same(context, written, example));
        }
        (Value::Object(written), Value::Object(example)) => {
            assert!(written.keys().eq(example.keys()), "{context}: {written:?} for {example:?}");
            written
                .values()
                .zip(example.values())
                .for_each(|(written, example)| assert_same(context, written, example));
        }
        (Value::Number(written), Value::Number(example)) if written.is_f64() || example.is_f64() => {
            assert_eq!(written.as_f64(), example.as_f64(), "{context}");
        }
        _ => assert_eq!(written, example, "{context}"),
    }
}

fn document() -> Value {
    serde_json::from_str(include_str!("../../document/openapi.json")).unwrap()
}

#[test]
fn examples_of_every_schema_round_trip() {
    let (document, types) = (document(), types());
    let schemas = document.pointer("/components/schemas").unwrap().as_object().unwrap();
    let mut count = 0;
    for (name, schema) in schemas.iter().filter(|(name, _)| !NO_TYPES.contains(&name.as_str())) {
        let round_trip = types.get(name.as_str()).unwrap_or_else(|| panic!("add `{name}` to the types"));
        let examples = schema["examples"].as_array().unwrap_or_else(|| panic!("{name} has no examples"));
        assert!(!examples.is_empty(), "{name} has no examples");
        for example in examples {
            assert_same(name, &round_trip(&example.to_string()), example);
            count += 1;
        }
    }
    assert!(count > 80, "only {count} examples");
}

#[test]
fn examples_of_bodies_and_responses_round_trip() {
    let (document, types) = (document(), types());
    let mut media = Vec::new();
    find_media(&document["paths"], &mut media);
    let mut count = 0;
    for (schema, example) in media {
        // Schemas without a name have plain Rust types.
        let round_trip = match schema["$ref"].as_str() {
            Some(reference) => types[reference.rsplit('/').next().unwrap()],
            None => round_trip::<Value>,
        };
        assert_same(&schema.to_string(), &round_trip(&example.to_string()), example);
        count += 1;
    }
    assert!(count >= 8, "only {count} examples");
}

/// Collects the schema and value of each JSON example.
fn find_media<'a>(object: &'a Value, found: &mut Vec<(&'a Value, &'a Value)>) {
    for (key, value) in object.as_object().into_iter().flatten() {
        if key.ends_with("/json") || key.ends_with("+json") {
            let examples = value["examples"].as_object().into_iter().flatten();
            found.extend(examples.map(|(_, example)| (&value["schema"], &example["value"])));
        }
        find_media(value, found);
    }
}
