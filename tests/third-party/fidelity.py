"""Whether values survive reading and writing: JSON → type → JSON, for documented examples and for handwritten probes."""

import decimal
import json
import pathlib
import re

import yaml
from openapi_schema_validator import OAS30Validator, OAS31Validator

# A program that reads lines of the form "TYPE\tJSON" from a file, and prints the written JSON or the error.
PROGRAM = """#![recursion_limit = "512"]
use std::marker::PhantomData;

struct Probe<T>(PhantomData<T>);

trait BothWays {
    fn run(&self, text: &str) -> Result<String, String>;
}

impl<T: serde::Serialize + serde::de::DeserializeOwned> BothWays for Probe<T> {
    fn run(&self, text: &str) -> Result<String, String> {
        let value: T = serde_json::from_str(text).map_err(|error| error.to_string())?;
        serde_json::to_string(&value).map_err(|error| error.to_string())
    }
}

/// Method calls prefer `BothWays`, and fall back to this trait if the type cannot be read and written.
trait OneWay {
    fn run(&self, _: &str) -> Result<String, String> {
        Err(String::from("ONE WAY"))
    }
}

impl<T> OneWay for &Probe<T> {}

fn main() {
    let path = std::env::args().nth(1).expect("a file");
    for line in std::fs::read_to_string(path).expect("a text file").lines() {
        let (name, text) = line.split_once('\\t').expect("a tab");
        let result = match name {
ARMS            _ => unreachable!(),
        };
        match result {
            Ok(text) => println!("ok\\t{text}"),
            Err(error) => println!("error\\t{}", error.replace(['\\n', '\\t'], " ")),
        }
    }
}
"""


class Loader(yaml.CSafeLoader):
    """Timestamps are strings in JSON."""


Loader.yaml_implicit_resolvers = {
    key: [entry for entry in entries if entry[0] != "tag:yaml.org,2002:timestamp"]
    for key, entries in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def load(path):
    text = pathlib.Path(path).read_text(encoding="utf-8")
    return json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader)


def plain(name):
    """Returns a name without case and punctuation, which generators change."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def resolve(document, node):
    while isinstance(node, dict) and isinstance(node.get("$ref"), str) and node["$ref"].startswith("#/"):
        target = document
        for part in node["$ref"][2:].split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def documented(document, media):
    """Yields the examples of a media type object or a schema."""
    if "example" in media:
        yield media["example"]
    examples = media.get("examples")
    if isinstance(examples, dict):
        for example in examples.values():
            example = resolve(document, example)
            if isinstance(example, dict) and "value" in example:
                yield example["value"]
    elif isinstance(examples, list):
        yield from examples


def component(schema):
    """Returns the name of the component that a schema refers to, if it is a reference and nothing else."""
    reference = schema.get("$ref", "") if isinstance(schema, dict) else ""
    prefix = "#/components/schemas/"
    return reference.removeprefix(prefix) if reference.startswith(prefix) else None


def bodies(document, node):
    """Yields the media type objects of JSON bodies anywhere in a document, each with its examples."""
    if isinstance(node, dict):
        content = node.get("content")
        if isinstance(content, dict):
            for name, media in content.items():
                if "json" in name and isinstance(media, dict):
                    yield media
        for key, child in node.items():
            if key not in ("example", "examples", "schemas"):
                yield from bodies(document, child)
    elif isinstance(node, list):
        for child in node:
            yield from bodies(document, child)


def candidates(document):
    """Yields the documented examples of components, as pairs of a component and a value: those of bodies whose schema is a
    component or a list of one, and those of the component itself."""
    schemas = document.get("components", {}).get("schemas", {})
    for media in bodies(document, document):
        schema = media.get("schema", {})
        name, item = component(schema), component(schema.get("items"))
        for value in documented(document, media):
            if name in schemas:
                yield name, value
            elif item in schemas and isinstance(value, list):
                yield from ((item, element) for element in value)
    for name, schema in schemas.items():
        if isinstance(schema, dict):
            yield from ((name, value) for value in documented(document, schema))


def examples(document):
    """Returns the distinct documented examples that are valid by their schema, and the number of those that are not."""
    validator = OAS31Validator if str(document["openapi"]).startswith("3.1") else OAS30Validator
    distinct = {(name, json.dumps(value, sort_keys=True)): value for name, value in candidates(document)}
    valid, invalid = [], 0
    for (name, _), value in sorted(distinct.items(), key=lambda entry: entry[0]):
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        if validator(schema).is_valid(value):
            valid.append((name, value))
        else:
            invalid += 1
    return valid, invalid


def types(client, sources):
    """Returns the public types of a generated client by their plain name. A name that two types share is left out."""
    found = {}
    for source in sources:
        path = client / "src" / source
        files = [path] if path.is_file() else sorted(path.rglob("*.rs")) + [path.with_suffix(".rs")]
        for file in files:
            if file.exists():
                for name in re.findall(r"(?m)^\s*pub (?:struct|enum|type) (?:r#)?(\w+)", file.read_text()):
                    found.setdefault(plain(name), set()).add(name)
    return {key: names.pop() for key, names in found.items() if len(names) == 1}


def program(names, module):
    """Returns the source of the program for types by the name of their component."""
    arms = "".join(f"            {json.dumps(component)} => (&Probe::<{module}::{name}>(PhantomData)).run(text),\n"
                   for component, name in sorted(names.items()))
    return PROGRAM.replace("ARMS", arms)


def same(left, right):
    """Compares two texts as JSON: numbers by value, objects without the order of their properties."""
    one, other = (json.loads(text, parse_float=decimal.Decimal, parse_int=decimal.Decimal) for text in (left, right))
    return one == other


def outcome(text, line):
    """Returns the outcome for a value: `unchanged`, `changed`, `rejected` or `one way`, and what the program printed."""
    kind, printed = line.split("\t", 1)
    if printed == "ONE WAY":
        return "one way", ""
    if kind == "error":
        return "rejected", printed
    return ("unchanged" if same(text, printed) else "changed"), printed
