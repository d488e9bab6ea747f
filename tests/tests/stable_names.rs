//! Additions to a document do not rename existing items, because the lock file records every name that could
//! otherwise be claimed by something new.

use std::collections::BTreeMap;

use faithful_codegen::Generated;
use faithful_codegen::ir::{BodyForm, Errors, Operation, RawContent, Response, Shape};
use faithful_codegen::names::NameKey;
use serde_json::{Value, json};
use tests::fixture::{self, Fixture};
use tests::random::Random;
use tests::{Outcome, disk, snapshots};

/// An addition to a document.
type Edit = fn(&mut Value);

/// The additions. Each would claim names of existing items if these were not locked.
const EDITS: &[(&str, Edit)] = &[
    ("a tag", |document| {
        document["paths"]["/a"] = json!({ "get": operation("pets_list", "my pets") });
    }),
    ("a tag named like a scope", |document| {
        document["paths"]["/a"] = json!({ "get": operation("list_teams", "team") });
    }),
    ("a tag named like a struct below a handle", |document| {
        document["paths"]["/a"] = json!({ "get": operation("list_others", "house pets") });
    }),
    ("a tag named like a method of a handle", |document| {
        document["paths"]["/houses/{houseId}/more"] = json!({ "get": in_house("list_more", "rooms") });
    }),
    ("an operation named like a group below a handle", |document| {
        document["paths"]["/houses/{houseId}/a"] = json!({ "get": in_house("my_pets", "houses") });
    }),
    ("an operation without the words of its handle", |document| {
        document["paths"]["/houses/{houseId}/all-pets"] = json!({ "get": in_house("list_pets", "Pets") });
    }),
    ("an operation without the words that its tag shares", |document| {
        document["paths"]["/regions"] = json!({ "get": operation("list_regions", "Cloud providers") });
    }),
    ("a response status", |document| {
        document["paths"]["/b"]["get"]["responses"]["202"] = json!({ "description": "Accepted." });
    }),
    ("an error status", |document| {
        document["paths"]["/b"]["get"]["responses"]["404"] = text("Not found.", "integer");
    }),
    ("an operation named like a body method", |document| {
        document["paths"]["/a"] = json!({ "get": operation("create_form", "Pets") });
    }),
    ("a content type of a body", |document| {
        let content = &mut document["paths"]["/upload"]["post"]["requestBody"]["content"];
        content["application/json"] = json!({ "schema": { "type": "string" } });
    }),
    ("a multipart body", |document| {
        let mut operation = operation("Create", "Pets");
        operation["requestBody"] = json!({ "required": true, "content": {
            "application/json": { "schema": { "type": "string" } },
            "multipart/form-data": { "schema": { "type": "object", "properties": { "a": { "type": "string" } } } },
        } });
        document["paths"]["/a"] = json!({ "post": operation });
    }),
    ("a part", |document| {
        let content = &mut document["paths"]["/upload"]["post"]["requestBody"]["content"];
        let properties = &mut content["multipart/form-data"]["schema"]["properties"];
        let own = properties.as_object().cloned().unwrap_or_default();
        let added = [("File-Name".to_owned(), json!({ "type": "string" }))];
        *properties = added.into_iter().chain(own).collect();
    }),
    ("a content type of a response", |document| {
        let content = &mut document["paths"]["/report"]["get"]["responses"]["200"]["content"];
        content["application/csv"] = json!({});
    }),
    ("a parameter named like a setter", |document| {
        document["paths"]["/report"]["get"]["parameters"] = json!([parameter("as_csv", "query")]);
    }),
    ("a parameter named like one in another location", |document| {
        let parameters = &mut document["paths"]["/b"]["get"]["parameters"];
        *parameters = json!([parameter("page", "query"), parameter("page", "header")]);
    }),
    ("an option", |document| {
        let options = &mut document["components"]["schemas"]["Pet"]["oneOf"];
        *options = json!([
            { "title": "cat", "type": "array", "items": { "type": "string" } },
            { "title": "Cat", "type": "integer" },
            { "title": "big dog", "type": "string" },
            { "title": "big_dog", "type": "boolean" },
        ]);
    }),
];

fn operation(id: &str, tag: &str) -> Value {
    json!({ "operationId": id, "tags": [tag], "responses": { "204": { "description": "Done." } } })
}

/// An operation below the handle.
fn in_house(id: &str, tag: &str) -> Value {
    let mut operation = operation(id, tag);
    operation["parameters"] =
        json!([{ "name": "houseId", "in": "path", "required": true, "schema": { "type": "string" } }]);
    operation
}

fn parameter(name: &str, place: &str) -> Value {
    json!({ "name": name, "in": place, "schema": { "type": "string" } })
}

fn text(description: &str, kind: &str) -> Value {
    json!({ "description": description, "content": { "application/json": { "schema": { "type": kind } } } })
}

/// The document that is edited.
fn document() -> Value {
    let mut one = operation("getB", "Pets");
    one["responses"] = json!({ "200": text("Done.", "string"), "400": text("Wrong.", "string") });
    one["parameters"] = json!([parameter("page", "header")]);
    let mut other = operation("get_b", "Pets");
    other["responses"] = json!({
        "200": text("Done.", "string"),
        "202": text("Later.", "integer"),
        "400": text("Wrong.", "string"),
        "404": text("Not found.", "integer"),
    });
    let mut create = operation("create", "Pets");
    create["requestBody"] = json!({ "required": true, "content": {
        "application/json": { "schema": { "$ref": "#/components/schemas/Pet" } },
        "application/x-www-form-urlencoded": { "schema": { "type": "object", "properties": { "a": { "type": "string" } } } },
    } });
    let mut upload = operation("create_multipart", "my-pets");
    upload["requestBody"] = json!({ "required": true, "content": { "multipart/form-data": { "schema": {
        "type": "object",
        "properties": { "file-name": { "type": "string" }, "name": { "type": "string" } },
    } } } });
    let mut report = operation("report", "Pets");
    report["responses"]["200"] =
        json!({ "description": "Done.", "content": { "application/json": {}, "text/csv": {} } });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Pets", "version": "1" },
        "paths": {
            "/a": {},
            "/b": { "get": one, "put": other },
            "/create": { "post": create },
            "/upload": { "post": upload },
            "/report": { "get": report },
            "/cloud/regions": { "get": operation("list_cloud_regions", "Cloud providers") },
            "/cloud/clusters": { "get": operation("list_cloud_clusters", "Cloud providers") },
            "/houses/{houseId}/pets": { "get": in_house("list_house_pets", "Pets") },
            "/houses/{houseId}/my-pets": { "get": in_house("list_my_pets", "my-pets") },
            "/houses/{houseId}/rooms": { "get": in_house("rooms", "houses") },
        },
        "components": { "schemas": { "Pet": { "oneOf": [
            { "title": "Cat", "type": "integer" },
            { "title": "big dog", "type": "string" },
        ] } } },
    })
}

/// Generates a document with a lock file, and returns the name of each item.
fn names(document: &Value, lock: Option<&str>) -> Outcome<(BTreeMap<String, String>, Generated)> {
    let scope = json!({ "name": "team", "description": "A team.", "after": "", "insert": "/teams/{team}" });
    let handle = json!({ "name": "house", "path": "/houses/{houseId}" });
    let settings = json!({ "scopes": [scope], "handles": [handle] });
    let files = [("openapi.json", document.to_string()), ("settings.json", settings.to_string())];
    let mut files: BTreeMap<String, String> =
        files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect();
    files.extend(lock.map(|text| ("names.lock.json".to_owned(), text.to_owned())));
    let fixture = Fixture { name: "names".to_owned(), folder: std::path::PathBuf::new(), files };
    let generated = fixture.generate().map_err(|failure| tests::Failure::new(failure.render()))?;
    let mut named = BTreeMap::new();
    let mut add = |item: String, key| drop(named.insert(item, generated.names.get(key).text().to_owned()));
    for (index, tag) in generated.api.tags.iter().enumerate() {
        add(format!("module of {}", tag.name), NameKey::TagModule(index));
        add(format!("calls of {}", tag.name), NameKey::Tag(index));
        if generated.names.has(NameKey::HandleTag(0, index)) {
            add(format!("calls of {} below the handle", tag.name), NameKey::HandleTag(0, index));
            add(format!("group of {} below the handle", tag.name), NameKey::HandleAccessor(0, index));
        }
    }
    for (index, scope) in generated.api.scopes.iter().enumerate() {
        add(format!("scope {}", scope.name), NameKey::Scope(index));
    }
    for (index, operation) in generated.api.operations.iter().enumerate() {
        of_operation(index, operation, &mut add);
    }
    for id in generated.api.type_ids() {
        let Shape::Union(union) = &generated.api.definition(id).shape else { continue };
        for (index, variant) in union.variants.iter().enumerate() {
            add(format!("variant {}", variant.name), NameKey::Variant(id, index));
            add(format!("constructor {}", variant.name), NameKey::Constructor(id, index));
        }
    }
    Ok((named, generated))
}

fn of_operation(index: usize, operation: &Operation, add: &mut impl FnMut(String, NameKey)) {
    let id = &operation.id;
    add(format!("{id}: method"), NameKey::Operation(index));
    add(format!("{id}: call"), NameKey::Call(index));
    if matches!(operation.response, Response::ByStatus(_)) {
        add(format!("{id}: responses"), NameKey::Responses(index));
    }
    if matches!(operation.errors, Errors::ByStatus(_)) {
        add(format!("{id}: errors"), NameKey::Errors(index));
    }
    for (number, RawContent { media_type, .. }) in operation.raw.iter().enumerate() {
        add(format!("{id}: accept {media_type}"), NameKey::Raw(index, number));
    }
    for (number, parameter) in operation.parameters.iter().enumerate() {
        let place = parameter.place.as_str();
        add(format!("{id}: {place} {}", parameter.name), NameKey::Parameter(index, number));
    }
    for (number, content) in operation.body.iter().flat_map(|body| body.contents.iter().enumerate()) {
        let media_type = &content.media_type;
        if number > 0 {
            add(format!("{id}: {media_type}"), NameKey::Content(index, number));
        }
        if let BodyForm::Parts(parts) = &content.form {
            add(format!("{id}: type of {media_type}"), NameKey::Parts(index, number));
            for (position, part) in parts.iter().enumerate() {
                add(format!("{id}: part {}", part.name), NameKey::Part(index, number, position));
            }
        }
    }
}

/// The items whose names changed.
fn renamed(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<String> {
    let changed = before.iter().filter_map(|(item, name)| Some((item, name, after.get(item)?)));
    let changed = changed.filter(|(_, name, now)| name != now);
    changed.map(|(item, name, now)| format!("{item}: {name} became {now}")).collect()
}

#[test]
fn additions_do_not_rename_existing_items() -> Outcome {
    let before = document();
    let (names_before, generated) = names(&before, None)?;
    let mut without_lock = Vec::new();
    for (addition, edit) in EDITS {
        let mut after = before.clone();
        edit(&mut after);
        let (locked, _) = names(&after, Some(&generated.lock))?;
        assert_eq!(renamed(&names_before, &locked), Vec::<String>::new(), "{addition}");
        assert_eq!(names_before.keys().filter(|name| !locked.contains_key(*name)).count(), 0, "{addition}");
        let (without, _) = names(&after, None)?;
        without_lock
            .extend(renamed(&names_before, &without).iter().map(|renamed| format!("{addition}: {renamed}")));
    }
    let settings = snapshots::settings(&disk::workspace().join("tests/tests/snapshots/stable_names"));
    settings.bind(|| insta::assert_snapshot!("without_lock", without_lock.join("\n")));
    Ok(())
}

/// Further runs change nothing, nor does the order of the paths and components.
#[test]
fn names_stay_in_further_runs_and_in_other_orders() -> Outcome {
    let mut differences = Vec::new();
    let mut count = 0;
    for mut fixture in fixture::all()? {
        let Some(document) = fixture.files.get("openapi.json") else { continue };
        let Ok(document) = serde_json::from_str::<Value>(document) else { continue };
        // Of two operations with the same id, the first one has it.
        if fixture.name == "operation-duplicate-id" {
            continue;
        }
        fixture.files.insert("openapi.json".to_owned(), document.to_string());
        let Ok(first) = fixture.generate() else { continue };
        count += 1;
        fixture.files.insert("names.lock.json".to_owned(), first.lock.clone());
        let mut compare = |run: &str, fixture: &Fixture| {
            let problem = match fixture.generate() {
                Ok(next) => difference(&first, &next),
                Err(failure) => Some(failure.render()),
            };
            differences.extend(problem.map(|problem| format!("{}, {run}: {problem}", fixture.name)));
        };
        compare("second run", &fixture);
        for seed in 0..3 {
            let mut random = Random::new(seed, count);
            let mut text = String::new();
            write_shuffled(&document, "", &mut random, &mut text);
            fixture.files.insert("openapi.json".to_owned(), text);
            compare("shuffled", &fixture);
        }
    }
    assert!(count > 300, "only {count} fixtures are valid");
    assert_eq!(differences.join("\n"), "");
    Ok(())
}

/// The first difference between the names and lock files of two runs. What follows from the first lock file in the second
/// run also does in the third one.
fn difference(first: &Generated, next: &Generated) -> Option<String> {
    if first.lock != next.lock {
        let mut lines = first.lock.lines().zip(next.lock.lines());
        return Some(format!("{:?}", lines.find(|(one, other)| one != other)));
    }
    let lines = |generated: &Generated| {
        let texts = generated.surface.texts().into_iter();
        let mut lines: Vec<String> =
            texts.flat_map(|(_, text)| text.lines().map(unboxed).collect::<Vec<_>>()).collect();
        lines.sort();
        lines
    };
    let (one, other) = (lines(first), lines(next));
    let lines = one.iter().zip(&other).find(|(one, other)| one != other);
    lines.map(|lines| format!("{lines:?}"))
}

/// Which of the types in a cycle are boxed depends on their order.
fn unboxed(line: &str) -> String {
    line.replace("boxed ", "")
}

/// Writes a document with the paths and components in another order.
fn write_shuffled(value: &Value, place: &str, random: &mut Random, text: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            if ["/paths", "/components/schemas"].contains(&place) {
                for index in (1..entries.len()).rev() {
                    entries.swap(index, random.below(index + 1));
                }
            }
            text.push('{');
            for (index, (key, value)) in entries.into_iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write_shuffled(value, &format!("{place}/{key}"), random, text);
            }
            text.push('}');
        }
        _ => text.push_str(&value.to_string()),
    }
}

/// Writes a document, with its paths, operations and components in alphabetical or reverse order.
fn write(value: &Value, is_reversed: bool, depth: usize, text: &mut String) {
    let Value::Object(members) = value else {
        text.push_str(&value.to_string());
        return;
    };
    let mut members: Vec<(&String, &Value)> = members.iter().collect();
    if depth > 0 && is_reversed {
        members.reverse();
    }
    text.push('{');
    for (index, (key, member)) in members.into_iter().enumerate() {
        text.push_str(if index > 0 { "," } else { "" });
        text.push_str(&Value::from(key.as_str()).to_string());
        text.push(':');
        match (depth, key.as_str()) {
            (0, "paths" | "components") => write(member, is_reversed, 2, text),
            (0 | 1, _) => text.push_str(&member.to_string()),
            (depth, _) => write(member, is_reversed, depth - 1, text),
        }
    }
    text.push('}');
}

/// Returns the names of all types, with those of their fields, values or variants.
fn types(fixture: &Fixture) -> Outcome<Vec<String>> {
    let generated = fixture.generate().map_err(|failure| tests::Failure::new(failure.render()))?;
    let text = |key| generated.names.get(key).text().to_owned();
    let types = generated.api.type_ids().map(|id| {
        let (count, key_of): (usize, fn(_, usize) -> NameKey) = match &generated.api.definition(id).shape {
            Shape::Object(object) => (object.fields.len(), NameKey::Field),
            Shape::StringEnum(list) => (list.values.len(), NameKey::Variant),
            Shape::Union(union) => (union.variants.len(), NameKey::Variant),
        };
        let parts: Vec<String> = (0..count).map(|index| text(key_of(id, index))).collect();
        format!("{}: {}", text(NameKey::Type(id)), parts.join(" "))
    });
    let mut types: Vec<String> = types.collect();
    types.sort();
    Ok(types)
}

#[test]
fn the_order_of_operations_and_components_does_not_matter() -> Outcome {
    let fixtures = fixture::all()?;
    let is_named = |fixture: &&Fixture| fixture.name.starts_with("names-") && fixture.generate().is_ok();
    let mut compared = 0;
    for fixture in fixtures.iter().filter(is_named) {
        let Some(text) = fixture.files.get("openapi.json").filter(|_| fixture.files.len() == 1) else {
            continue;
        };
        let document: Value =
            serde_json::from_str(text).map_err(|error| tests::Failure::new(error.to_string()))?;
        let [ordered, reversed] = [false, true].map(|is_reversed| {
            let mut text = String::new();
            write(&document, is_reversed, 0, &mut text);
            Fixture { files: [("openapi.json".to_owned(), text)].into(), ..fixture.clone() }
        });
        assert_eq!(types(&ordered)?, types(&reversed)?, "{}", fixture.name);
        compared += 1;
    }
    assert!(compared > 10, "only {compared} fixtures were compared");
    Ok(())
}

/// The variant name of a status depends on the status alone.
#[test]
fn status_variants_have_distinct_names() {
    let statuses = (100..600).map(|status| status.to_string());
    let ranges = ["1XX", "2XX", "3XX", "4XX", "5XX", "default"].map(str::to_owned);
    let names: Vec<String> =
        statuses.chain(ranges).map(|status| faithful_codegen::names::status_variant(&status)).collect();
    let distinct: std::collections::BTreeSet<&String> = names.iter().collect();
    assert_eq!(distinct.len(), names.len());
}
