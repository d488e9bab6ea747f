"""Proves that the options of a union exclude each other.

`oneOf` requires that exactly one option matches. Many pages describe options that differ only in optional properties, so
a value may match several of them. Clients have to select an option by the properties that are present. These unions
are listed in `overlapping-unions.json`, which is written by the checks; every other union is proven to be exclusive.
"""

import json
import re

from document import escape

# How deep properties are compared.
DEPTH = 4


class Overlaps:
    """The unions of a document whose options may match the same value."""

    def __init__(self, spec):
        self.spec = spec

    def listing(self):
        found, count = [], 0
        for name, value in self.spec.files.items():
            if not name.startswith("examples/"):
                for location, options in unions(value, f"{name}#"):
                    count += 1
                    if not self.exclusive_options(f"{location}/oneOf", options):
                        found.append(location)
        return sorted(found), count

    def exclusive_options(self, location, options):
        locations = [f"{location}/{index}" for index in range(len(options))]
        return all(self.exclusive(left, right, DEPTH, top=True)
                   for index, left in enumerate(locations) for right in locations[:index])

    def exclusive(self, left, right, depth, top=False):
        """Whether no value matches both schemas; at the top, strings do not count."""
        left, right = self.spec.resolve(left), self.spec.resolve(right)
        for (location, schema), other in ((left, right), (right, left)):
            for keyword in ("oneOf", "anyOf"):
                if keyword in schema:
                    return all(self.exclusive(f"{location}/{keyword}/{index}", other[0], depth, top)
                               for index in range(len(schema[keyword])))
        kinds = types(left[1]) & types(right[1])
        # A text that matches two options, for example a name and a reference, is the same text for a client.
        return (not kinds or top and kinds == {"string"} or disjoint_values(left[1], right[1])
                or kinds == {"object"} and depth > 0 and self.exclusive_objects(left, right, depth))

    def exclusive_objects(self, left, right, depth):
        for (location, schema), (other_location, other) in ((left, right), (right, left)):
            for name in schema.get("required", []):
                if forbids(other, name):
                    return True
                both = [f"{at}/properties/{escape(name)}" for at, value in ((location, schema), (other_location, other))
                        if name in value.get("properties", {})]
                if len(both) == 2 and self.exclusive(*both, depth - 1):
                    return True
        return False


def unions(value, location):
    """Yields every `oneOf` as (location of the union, options)."""
    if isinstance(value, dict):
        if isinstance(value.get("oneOf"), list):
            yield location, value["oneOf"]
        for name, inner in value.items():
            if name not in ("examples", "enum", "const", "default"):
                yield from unions(inner, f"{location}/{escape(name)}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from unions(inner, f"{location}/{index}")


def types(schema):
    """The types of the values that a schema allows."""
    if "const" in schema or "enum" in schema:
        return {json_type(value) for value in values(schema)}
    listed = schema.get("type", ["null", "boolean", "integer", "number", "string", "array", "object"])
    listed = {listed} if isinstance(listed, str) else set(listed)
    return listed | ({"integer"} if "number" in listed else set())


def json_type(value):
    names = ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (list, "array"), (dict, "object"))
    return next((name for kind, name in names if isinstance(value, kind)), "null")


def values(schema):
    return [schema["const"]] if "const" in schema else schema.get("enum")


def disjoint_values(left, right):
    """Whether the constants of two schemas differ, or do not match the pattern of the other one."""
    for schema, other in ((left, right), (right, left)):
        listed = values(schema)
        if listed is None:
            continue
        others = values(other)
        if others is not None:
            return not {json.dumps(value) for value in listed} & {json.dumps(value) for value in others}
        if "pattern" in other:
            return not any(isinstance(value, str) and ecma(other["pattern"]).search(value) for value in listed)
    return False


def forbids(schema, name):
    """Whether a schema rejects every object that has a property."""
    if schema.get("additionalProperties") is False and name not in schema.get("properties", {}):
        return True
    if schema.get("properties", {}).get(name) is False:
        return True
    excluded = schema.get("not", {})
    return any(option.get("required") == [name] and len(option) == 1 for option in excluded.get("anyOf", [excluded]))


def ecma(pattern):
    """Compiles a pattern of ECMAScript. Python writes named groups differently."""
    return re.compile(re.sub(r"\(\?<(?![=!])", "(?P<", pattern))
