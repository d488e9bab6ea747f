//! The variants of unions keep their names if other options are added or removed. They are named after tags if each
//! option has one, so an option without a tag could rename all others.

use std::collections::BTreeMap;

use faithful_codegen::Generated;
use faithful_codegen::ir::Shape;
use faithful_codegen::names::NameKey;
use serde_json::{Value, json};
use tests::Outcome;
use tests::fixture::Fixture;

/// An option with a tag.
fn tagged(tag: &str, property: &str) -> Value {
    json!({
        "type": "object",
        "required": ["kind", property],
        "properties": { "kind": { "type": "string", "enum": [tag] }, property: { "type": "string" } },
    })
}

fn plain(property: &str) -> Value {
    json!({ "type": "object", "required": [property], "properties": { property: { "type": "string" } } })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A document with a union of components, of which all have a tag (`Pet`) or not (`Vehicle`), and one of unnamed options.
fn document() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Variants", "version": "1" },
        "paths": {},
        "components": { "schemas": {
            "CatModel": tagged("cat", "meow"),
            "DogModel": tagged("big-dog", "bark"),
            "HorseModel": tagged("horse", "neigh"),
            "Bird": plain("wings"),
            "WildCat": tagged("cat", "claws"),
            "CarModel": tagged("car", "wheels"),
            "BusModel": tagged("bus", "seats"),
            "Plane": plain("engines"),
            "Pet": { "oneOf": [reference("CatModel"), reference("DogModel"), reference("HorseModel")] },
            "Vehicle": { "oneOf": [reference("CarModel"), reference("BusModel"), reference("Plane")] },
            "Shape": { "oneOf": [tagged("circle", "radius"), tagged("square", "side")] },
        } },
    })
}

fn options<'d>(document: &'d mut Value, union: &str) -> &'d mut Vec<Value> {
    match &mut document["components"]["schemas"][union]["oneOf"] {
        Value::Array(options) => options,
        other => unreachable!("`{union}` has the options {other}"),
    }
}

/// A description, and the change of the document.
type Edit = (&'static str, fn(&mut Value));

/// Changes of the options, each of which would rename others if the lock file did not list how they are named.
const EDITS: &[Edit] = &[
    ("a component without a tag", |document| options(document, "Pet").push(reference("Bird"))),
    ("a component without a tag in front", |document| options(document, "Pet").insert(0, reference("Bird"))),
    ("an unnamed option without a tag", |document| options(document, "Pet").push(plain("wings"))),
    ("another kind of value", |document| options(document, "Pet").push(json!({ "type": "integer" }))),
    ("a tag that another option has", |document| options(document, "Pet").push(reference("WildCat"))),
    ("a tag that another option has, in front", |document| {
        options(document, "Pet").insert(0, reference("WildCat"));
    }),
    ("an unnamed option with the tag of another one", |document| {
        options(document, "Pet").push(tagged("cat", "claws"));
    }),
    ("an option less", |document| drop(options(document, "Pet").remove(0))),
    ("no option without a tag", |document| drop(options(document, "Vehicle").pop())),
    ("an option with a tag among others", |document| {
        options(document, "Vehicle").push(tagged("train", "tracks"));
    }),
    ("an unnamed option without a tag among unnamed ones", |document| {
        options(document, "Shape").insert(0, plain("sides"));
    }),
    ("an unnamed option with a tag in front", |document| {
        options(document, "Shape").insert(0, tagged("ring", "radii"));
    }),
];

fn generate(document: &Value, lock: Option<&str>) -> Outcome<Generated> {
    let mut files = BTreeMap::from([("openapi.json".to_owned(), document.to_string())]);
    files.extend(lock.map(|lock| ("names.lock.json".to_owned(), lock.to_owned())));
    let fixture = Fixture { name: "variants".to_owned(), folder: std::path::PathBuf::new(), files };
    fixture.generate().map_err(|failure| tests::Failure::new(failure.render()))
}

/// The name of each variant by its union and the fields of its type.
fn variants(generated: &Generated) -> BTreeMap<String, String> {
    let (api, names) = (&generated.api, &generated.names);
    let mut variants = BTreeMap::new();
    for id in api.type_ids() {
        let Shape::Union(union) = &api.definition(id).shape else { continue };
        for (index, variant) in union.variants.iter().enumerate() {
            let content = match variant.r#type {
                faithful_codegen::ir::Type::Named(id) => match &api.definition(id).shape {
                    Shape::Object(object) => object.fields.iter().map(|field| field.key.as_str()).collect(),
                    Shape::StringEnum(_) | Shape::Union(_) => Vec::new(),
                },
                _ => Vec::new(),
            };
            let item = format!("{} of {}", names.get(NameKey::Type(id)).text(), content.join(" "));
            variants.insert(item, names.get(NameKey::Variant(id, index)).text().to_owned());
        }
    }
    variants
}

/// The variants whose names changed.
fn renamed(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<String> {
    let changed = before.iter().filter_map(|(item, name)| Some((item, name, after.get(item)?)));
    let changed = changed.filter(|(_, name, now)| name != now);
    changed.map(|(item, name, now)| format!("{item}: {name} became {now}")).collect()
}

#[test]
fn variants_keep_their_names_if_other_options_are_added_or_removed() -> Outcome {
    let before = generate(&document(), None)?;
    let names = variants(&before);
    let of = |union: &str| {
        let all = names.iter().filter(|(item, _)| item.starts_with(union));
        all.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(of("Pet"), "BigDog Cat Horse");
    assert_eq!(of("Vehicle"), "Plane BusModel CarModel");
    assert_eq!(of("Shape"), "Circle Square");
    let mut differences = Vec::new();
    let mut without_lock = 0;
    for (edit, apply) in EDITS {
        let mut edited = document();
        apply(&mut edited);
        let after = generate(&edited, Some(&before.lock))?;
        let mut compare = |step: &str, from: &Generated, to: &Generated| {
            let renamed = renamed(&variants(from), &variants(to));
            differences.extend(renamed.iter().map(|renamed| format!("{edit}, {step}: {renamed}")));
        };
        compare("made", &before, &after);
        let again = generate(&edited, Some(&after.lock))?;
        compare("again", &after, &again);
        assert_eq!(again.lock, after.lock, "{edit}");
        let reverted = generate(&document(), Some(&after.lock))?;
        compare("reverted", &after, &reverted);
        without_lock += usize::from(!renamed(&names, &variants(&generate(&edited, None)?)).is_empty());
    }
    assert_eq!(differences.join("\n"), "");
    assert!(without_lock > 7, "only {without_lock} changes would rename variants without a lock file");
    Ok(())
}

/// Lock files that were written before they had this list.
#[test]
fn earlier_lock_files_rename_nothing() -> Outcome {
    let before = generate(&document(), None)?;
    let mut lock: Value =
        serde_json::from_str(&before.lock).map_err(|error| tests::Failure::new(error.to_string()))?;
    assert!(lock.as_object_mut().is_some_and(|lock| lock.remove("tagged").is_some()));
    let after = generate(&document(), Some(&lock.to_string()))?;
    assert_eq!(renamed(&variants(&before), &variants(&after)), Vec::<String>::new());
    assert_eq!(after.lock, before.lock);
    Ok(())
}
