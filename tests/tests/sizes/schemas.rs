//! The schemas of the large document, each with a value.

use serde_json::{Map, Value, json};

/// A schema with a value.
pub struct Model {
    /// The name of the component, which is that of the model.
    pub name: &'static str,
    /// The component, and those that it refers to.
    pub schemas: Map<String, Value>,
    /// A valid value.
    pub value: Value,
}

fn model(name: &'static str, schema: Value, value: Value) -> Model {
    Model { name, schemas: Map::from_iter([(name.to_owned(), schema)]), value }
}

/// An object of `count` entries.
pub fn entries(count: usize, entry: impl Fn(usize) -> (String, Value)) -> Value {
    (0..count).map(entry).collect::<Map<_, _>>().into()
}

/// A list of `count` elements.
pub fn list<T: Into<Value>>(count: usize, element: impl Fn(usize) -> T) -> Value {
    (0..count).map(|index| element(index).into()).collect()
}

fn text() -> Value {
    json!({ "type": "string" })
}

/// A name of 300 letters.
pub fn long(end: &str) -> String {
    "Long".repeat(75) + end
}

pub fn models() -> Vec<Model> {
    [objects(), unions(), values(), nested(), rules(), long_texts()].into_iter().flatten().collect()
}

fn objects() -> Vec<Model> {
    let name = |index: usize| format!("property{index}");
    // The last ones are beyond every table, and in another order than in the document.
    let some: Map<String, Value> =
        [699, 0, 256, 255, 512].into_iter().map(|index| (name(index), json!("a"))).collect();
    vec![
        model(
            "ManyProperties",
            json!({ "type": "object", "properties": entries(700, |index| (name(index), text())) }),
            some.into(),
        ),
        model(
            "ManyRequired",
            json!({
                "type": "object",
                "required": list(400, name),
                "properties": entries(400, |index| (name(index), json!({ "type": "integer", "minimum": 0 }))),
            }),
            entries(400, |index| (name(399 - index), index.into())),
        ),
        model(
            "ManyLiterals",
            json!({
                "type": "object",
                "required": list(300, name),
                "properties": entries(300, |index| (name(index), json!({ "const": format!("value{index}") }))),
            }),
            entries(300, |index| (name(index), format!("value{index}").into())),
        ),
        model(
            "ManySets",
            json!({
                "type": "object",
                "properties": entries(100, |index| (name(index), text())),
                "anyOf": list(100, |index| json!({ "required": [name(index)] })),
            }),
            json!({ "property99": "a" }),
        ),
    ]
}

fn unions() -> Vec<Model> {
    let option = |index: usize, required: Value, properties: Value| json!({ "title": format!("Option {index}"), "type": "object", "required": required, "properties": properties });
    let by_tag = |index: usize| {
        let kind = json!({ "const": format!("kind{index}") });
        option(index, json!(["kind"]), json!({ "kind": kind, "value": text() }))
    };
    let by_key = |index: usize| {
        let key = format!("key{index}");
        let properties = Map::from_iter([("all".to_owned(), text()), (key.clone(), text())]);
        option(index, json!(["all", key]), properties.into())
    };
    let by_count = |index: usize| {
        let properties = Map::from_iter([("all".to_owned(), text()), (format!("key{index}"), text())]);
        option(index, json!(["all"]), properties.into())
    };
    vec![
        model(
            "ManyTagged",
            json!({ "oneOf": list(200, by_tag) }),
            json!({ "kind": "kind199", "value": "a" }),
        ),
        model("ManyByKey", json!({ "oneOf": list(100, by_key) }), json!({ "all": "a", "key99": "b" })),
        model("ManyByCount", json!({ "anyOf": list(100, by_count) }), json!({ "all": "a", "key99": "b" })),
    ]
}

fn values() -> Vec<Model> {
    let value = json!({ "type": "string", "enum": list(5_000, |index| format!("value{index}")) });
    let numbers = json!({ "type": "integer", "enum": list(5_000, |index| index) });
    vec![
        model("ManyValues", value, json!("value4999")),
        model(
            "ManyNumbers",
            json!({ "type": "object", "properties": { "number": numbers } }),
            json!({ "number": 4_999 }),
        ),
    ]
}

/// A chain of components, each of which is made from a reference to the next one.
pub fn chain(name: &str, length: usize, last: Value, link: impl Fn(Value) -> Value) -> Map<String, Value> {
    let reference = |index: usize| json!({ "$ref": format!("#/components/schemas/{name}{index}") });
    let links = (0..length).map(|index| (format!("{name}{index}"), link(reference(index + 1))));
    links.chain([(format!("{name}{length}"), last)]).collect()
}

/// A model whose property `value` is a chain of components.
fn chained(
    name: &'static str,
    length: usize,
    last: Value,
    link: impl Fn(Value) -> Value,
    value: &Value,
) -> Model {
    let mut schemas = chain(&format!("{name}Part"), length, last, link);
    let first = json!({ "$ref": format!("#/components/schemas/{name}Part0") });
    schemas.insert(name.to_owned(), json!({ "type": "object", "properties": { "value": first } }));
    Model { name, schemas, value: json!({ "value": value }) }
}

fn nested() -> Vec<Model> {
    let around = |levels: usize, inner: Value, around: &dyn Fn(Value) -> Value| {
        (0..levels).fold(inner, |inner, _| around(inner))
    };
    let object = |inner: Value| json!({ "type": "object", "required": ["a"], "properties": { "a": inner } });
    let link = |next: Value| json!({ "allOf": [next, { "properties": { "b": text() } }] });
    vec![
        model("Inline", around(40, text(), &object), around(40, json!("a"), &|inner| json!({ "a": inner }))),
        chained("Objects", 100, text(), object, &around(100, json!("a"), &|inner| json!({ "a": inner }))),
        chained("Parts", 300, object(text()), link, &json!({ "a": "b", "b": "c" })),
        chained("References", 1_000, text(), |next| next, &json!("a")),
        chained("Unions", 100, text(), |next| json!({ "oneOf": [{ "type": "integer" }, next] }), &json!("a")),
        chained(
            "Lists",
            30,
            text(),
            |next| json!({ "type": "array", "maxItems": 2, "items": next }),
            &around(30, json!("a"), &|inner| json!([inner])),
        ),
        chained(
            "Maps",
            30,
            text(),
            |next| json!({ "type": "object", "maxProperties": 2, "additionalProperties": next }),
            &around(30, json!("a"), &|inner| json!({ "a": inner })),
        ),
        chained(
            "Positions",
            14,
            text(),
            |next| json!({ "type": "array", "prefixItems": [next] }),
            &around(14, json!("a"), &|inner| json!([inner])),
        ),
    ]
}

fn rules() -> Vec<Model> {
    let limited = |index: usize| json!({ "type": "string", "maxLength": index + 1 });
    let pattern = |index: usize| (format!("^key{index}$"), limited(index));
    let option = |index: usize| json!({ "type": "string", "pattern": format!("^{index}$") });
    vec![
        model(
            "ManyPatterns",
            json!({ "type": "object", "properties": { "a": text() }, "patternProperties": entries(200, pattern) }),
            json!({ "a": "b", "key0": "c", "key199": "d" }),
        ),
        model(
            "ManyPositions",
            json!({ "type": "object", "properties": { "list": { "prefixItems": list(300, limited) } } }),
            json!({ "list": list(300, |_| "a") }),
        ),
        model(
            "ManyAlternatives",
            json!({ "type": "object", "properties": { "text": { "anyOf": list(200, option) } } }),
            json!({ "text": "199" }),
        ),
    ]
}

fn long_texts() -> Vec<Model> {
    let words = "Words of a long text. ".repeat(500);
    let (property, value) = (long("Property"), long("Value"));
    let union = json!({ "oneOf": [{ "title": long("Option"), "type": "object", "required": ["a"], "properties": { "a": text() } }, text()] });
    let property_schema = json!({ "type": "string", "enum": [value, long("Other")], "description": words });
    vec![model(
        "LongTexts",
        json!({
            "type": "object",
            "description": words,
            "properties": {
                property.clone(): property_schema,
                "union": union,
                "text": { "type": "string", "pattern": format!("^({})$", "a|b|".repeat(1_000)), "description": "a".repeat(10_000) },
                "constant": { "type": "string", "enum": ["b".repeat(20_000), "c"] },
            },
        }),
        json!({ property: value, "union": { "a": "b" }, "text": "a", "constant": "b".repeat(20_000) }),
    )]
}
