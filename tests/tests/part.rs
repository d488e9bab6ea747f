//! `--only TAG`: a client of a part of a document, with the settings of the whole document.

use std::collections::BTreeMap;

use faithful_codegen::{Generated, Request, generate, generate_part};
use serde_json::{Value, json};
use tests::{Outcome, crates, disk};

/// Two tags with a type in common. The union of the second tag has a warning.
fn document() -> Value {
    let operation = |id: &str, tag: &str, schema: &str| {
        let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
        let content = json!({ "application/json": { "schema": schema, "example": { "id": "a" } } });
        json!({ "get": {
            "operationId": id,
            "tags": [tag],
            "responses": { "200": { "description": "Done.", "content": content } },
        } })
    };
    let text = json!({ "type": "string" });
    let option = |limit: &str| {
        let age = json!({ "type": "number", limit: 9 });
        json!({ "type": "object", "required": ["id"], "properties": { "id": text, "age": age } })
    };
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Pets", "version": "1" },
        "tags": [{ "name": "Cats" }, { "name": "Dogs" }],
        "paths": {
            "/cats": operation("listCats", "Cats", "Cat"),
            "/dogs": operation("listDogs", "Dogs", "Dog"),
            "/any": operation("listAny", "Dogs", "Any"),
        },
        "components": { "schemas": {
            "Owner": { "type": "object", "required": ["id", "name"], "properties": { "id": text, "name": text } },
            "Cat": { "type": "object", "properties": { "id": text, "owner": { "$ref": "#/components/schemas/Owner" } } },
            "Dog": { "$ref": "#/components/schemas/Owner" },
            "Any": { "oneOf": [option("minimum"), option("maximum")] },
        } },
    })
}

fn settings(names: &[&str]) -> Value {
    let name = |at: &&str| json!({ "at": format!("openapi.json#/components/schemas/{at}"), "name": format!("own {at}") });
    json!({
        "omitted_required": { "examples": true },
        "names": names.iter().map(name).collect::<Vec<_>>(),
        "deny": ["heuristic-union"],
        "allow": [{ "code": "heuristic-union", "at": "openapi.json#/components/schemas/Any", "reason": "Rare." }],
    })
}

fn files(settings: &Value) -> BTreeMap<String, String> {
    let files = [("openapi.json", document().to_string()), ("settings.json", settings.to_string())];
    files.map(|(name, text)| (name.to_owned(), text)).into()
}

fn request() -> Request {
    Request {
        root: "openapi.json".to_owned(),
        settings: Some("settings.json".to_owned()),
        lock: None,
        crate_name: "client".to_owned(),
    }
}

/// Generates a part, or renders the diagnostics.
fn only(tag: &str, settings: &Value) -> Result<Generated, String> {
    generate_part(&request(), &[tag.to_owned()], &files(settings)).map_err(|failure| failure.render())
}

fn whole(settings: &Value) -> Result<Generated, String> {
    generate(&request(), &files(settings)).map_err(|failure| failure.render())
}

fn models(generated: &Generated) -> String {
    generated.files.iter().filter(|(path, _)| path.starts_with("src/models/")).map(|(_, text)| text).collect()
}

#[test]
fn a_part_has_the_operations_of_a_tag_and_their_types() -> Outcome {
    let part = only("Cats", &settings(&[]))?;
    let ids: Vec<&str> = part.api.operations.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["listCats"]);
    assert_eq!(part.api.tags.len(), 1);
    let models = models(&part);
    assert!(models.contains("pub struct Cat ") && models.contains("pub struct Owner "), "{models}");
    assert!(!models.contains("Any"), "{models}");
    let report = faithful_codegen::report::report(&part);
    let left_out = report["left_out"]["operations"].as_array().cloned().unwrap_or_default();
    assert_eq!(left_out.iter().map(|it| &it["id"]).collect::<Vec<_>>(), ["listAny", "listDogs"]);
    assert_eq!(report["left_out"]["types"].as_array().map(Vec::len), Some(3));
    assert!(part.summary.to_string().contains("\nleft out: 2 operations and 3 types\n"), "{}", part.summary);
    Ok(())
}

/// The example of the other tag omits a property of a type in common.
#[test]
fn types_are_those_of_the_whole_document() -> Outcome {
    let (part, whole) = (only("Cats", &settings(&[]))?, whole(&settings(&[]))?);
    let field = "pub name: optional_in_new<String>";
    assert!(models(&part).contains(field), "{}", models(&part));
    assert!(models(&whole).contains(field), "{}", models(&whole));
    Ok(())
}

/// Generates a part or the whole of a document, with a lock file.
fn with_lock(tags: &[&str], document: &Value, settings: &Value, lock: &str) -> Result<Generated, String> {
    let mut files = files(settings);
    files.insert("openapi.json".to_owned(), document.to_string());
    files.insert("names.lock.json".to_owned(), lock.to_owned());
    let request = Request { lock: Some("names.lock.json".to_owned()), ..request() };
    let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
    generate_part(&request, &tags, &files).map_err(|failure| failure.render())
}

#[test]
fn a_part_keeps_the_lock_file_of_the_whole() -> Outcome {
    let whole = whole(&settings(&[]))?;
    for tags in [&["Cats"][..], &["Dogs"], &["Cats", "Dogs"]] {
        let part = with_lock(tags, &document(), &settings(&[]), &whole.lock)?;
        assert_eq!(part.lock, whole.lock, "{tags:?}");
        let first = with_lock(tags, &document(), &settings(&[]), "{}")?;
        assert_eq!(first.lock, whole.lock, "{tags:?}, without names");
    }
    // A name that is no longer the one that would be chosen.
    let lock = whole.lock.replace("\"list_any\"", "\"every\"");
    assert_ne!(lock, whole.lock);
    let part = with_lock(&["Cats"], &document(), &settings(&[]), &lock)?;
    assert_eq!(part.lock, lock);
    Ok(())
}

#[test]
fn a_changed_selection_in_another_part_stays_to_be_reported() -> Outcome {
    let before = whole(&settings(&[]))?;
    let mut document = document();
    let any = &mut document["components"]["schemas"]["Any"]["oneOf"][0];
    any["required"] = json!(["id", "size"]);
    any["properties"]["size"] = json!({ "type": "string" });
    let part = with_lock(&["Cats"], &document, &json!({}), &before.lock)?;
    assert!(part.diagnostics.is_empty(), "{}", part.diagnostics.render(&part.sources));
    let selections = |generated: &Generated| {
        let lock: Value = serde_json::from_str(&generated.lock).unwrap_or_default();
        lock["selections"].clone()
    };
    assert_eq!(selections(&part), selections(&before));
    let whole = with_lock(&[], &document, &json!({}), &part.lock)?;
    let text = whole.diagnostics.render(&whole.sources);
    assert!(text.contains("changed-selection"), "{text}");
    Ok(())
}

/// The names of types and methods are those of the whole document, even if they could be shorter in a part.
#[test]
fn names_are_those_of_the_whole_document() -> Outcome {
    let mut document = document();
    let port = |rule: &str| {
        let number = json!({ "type": "integer", rule: 9 });
        json!({ "type": "object", "properties": { "port": { "type": "object", "properties": { "number": number } } } })
    };
    document["components"]["schemas"]["Cat"] = port("minimum");
    document["components"]["schemas"]["Any"] = port("maximum");
    let settings = json!({});
    let whole = with_lock(&[], &document, &settings, "{}")?;
    let cats = with_lock(&["Cats"], &document, &settings, "{}")?;
    assert!(models(&whole).contains("pub struct CatPort "), "{}", models(&whole));
    assert!(models(&cats).contains("pub struct CatPort "), "{}", models(&cats));
    assert_eq!(cats.lock, whole.lock);
    Ok(())
}

/// Handles whose operations are all left out, or those below them.
#[test]
fn handles_of_other_parts_are_no_error() -> Outcome {
    let operation = |id: &str, tag: &str, parameters: &[&str]| {
        let parameters = parameters.iter().map(
            |name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }),
        );
        json!({ "get": {
            "operationId": id,
            "tags": [tag],
            "parameters": parameters.collect::<Vec<_>>(),
            "responses": { "204": { "description": "Done." } },
        } })
    };
    let mut document = document();
    document["paths"]["/houses/{house}/rooms"] = operation("listHouseRooms", "Rooms", &["house"]);
    document["paths"]["/houses/{house}/rooms/{room}/beds"] =
        operation("listBeds", "Beds", &["house", "room"]);
    document["paths"]["/trees/{tree}/nests"] = operation("listTreeNests", "Nests", &["tree"]);
    let handle = |name: &str, path: &str| json!({ "name": name, "path": path });
    let settings = json!({ "handles": [
        handle("house", "/houses/{house}"),
        handle("room", "/houses/{house}/rooms/{room}"),
        handle("tree", "/trees/{tree}"),
    ] });
    let whole = with_lock(&[], &document, &settings, "{}")?;
    for (tag, handles) in
        [("Cats", &[][..]), ("Rooms", &["house"]), ("Beds", &["house", "room"]), ("Nests", &["tree"])]
    {
        let part = with_lock(&[tag], &document, &settings, &whole.lock)?;
        let names: Vec<&str> = part.api.handles.iter().map(|handle| handle.name.as_str()).collect();
        assert_eq!(names, handles, "{tag}");
        assert!(part.diagnostics.is_empty(), "{tag}: {}", part.diagnostics.render(&part.sources));
        assert_eq!(part.lock, whole.lock, "{tag}");
    }
    Ok(())
}

#[test]
fn settings_for_other_parts_are_not_stale() -> Outcome {
    let settings = settings(&["Cat", "Any"]);
    for tag in ["Cats", "Dogs"] {
        let part = only(tag, &settings)?;
        assert!(part.diagnostics.is_empty(), "{tag}: {}", part.diagnostics.render(&part.sources));
    }
    whole(&settings)?;
    Ok(())
}

#[test]
fn settings_without_effect_on_the_whole_document_are_errors() {
    let settings = settings(&["Cat", "Any", "Bird"]);
    for tag in ["Cats", "Dogs"] {
        let text = only(tag, &settings).map(drop).unwrap_err();
        assert_eq!(text.matches("error[").count(), 1, "{text}");
        assert!(text.contains("error[setting-without-effect]") && text.contains("Bird"), "{text}");
    }
}

#[test]
fn denied_warnings_are_about_the_part_alone() -> Outcome {
    let mut settings = settings(&[]);
    settings["allow"] = json!([]);
    only("Cats", &settings)?;
    let text = only("Dogs", &settings).map(drop).unwrap_err();
    assert!(text.contains("error[heuristic-union]"), "{text}");
    Ok(())
}

#[test]
fn unknown_tags_are_errors_with_similar_ones() {
    for (tag, help) in [("cat", "similar tags are `Cats`"), ("Birds", "the tags are `Cats`, `Dogs`")] {
        let text = only(tag, &settings(&[])).map(drop).unwrap_err();
        assert!(text.contains(&format!("no operation has the tag `{tag}`")), "{text}");
        assert!(text.contains(&format!("= help: {help}\n")), "{text}");
    }
}

#[test]
fn a_part_needs_a_folder() -> Outcome {
    let (succeeded, output) = crates::xtask(&["codegen", "--only", "Templates"])?;
    assert!(!succeeded && output.contains("choose a folder for it with `--out DIR`"), "{output}");
    let out = std::env::temp_dir().join(format!("codegen-part-{}", std::process::id()));
    let spec = disk::workspace().join("spec/openapi.json");
    let (spec, folder) = (spec.to_string_lossy(), out.to_string_lossy());
    let arguments = ["codegen", "--spec", &spec, "--out", &folder, "--only", "Templates"];
    let (succeeded, output) = crates::xtask(&arguments)?;
    assert!(succeeded, "{output}");
    let (succeeded, output) = crates::xtask(&[&arguments[..], &["--check"]].concat())?;
    std::fs::remove_dir_all(&out)?;
    assert!(succeeded, "{output}");
    Ok(())
}
