"""The files of the spec: reading, resolving references and applying corrections.

A location is written as `file#pointer`: a path relative to `spec/` and a JSON pointer (RFC 6901).
"""

import copy
import json
import posixpath
from pathlib import Path

SPEC_DIR = Path(__file__).resolve().parent.parent
FILES = ("openapi.json", "parameters.json", "responses.json")
FOLDERS = ("examples", "paths", "schemas")
MISSING = object()
# The extension with what is different in a state of the API.
STATES = "x-states"


class Spec:
    """The files of the OpenAPI document, by path relative to `spec/`."""

    def __init__(self, files):
        self.files = files

    @classmethod
    def read(cls, root=SPEC_DIR):
        paths = [root / name for name in FILES]
        for folder in FOLDERS:
            paths += sorted((root / folder).glob("*.json"))
        return cls({path.relative_to(root).as_posix(): read(path) for path in paths})

    def copy(self, changed):
        """Returns a copy that shares every file but those that will be changed."""
        return Spec({name: copy.deepcopy(value) if name in changed else value for name, value in self.files.items()})

    def states(self):
        """The names of the states of the API, and whether the pages of each are published."""
        return {state["name"]: "facts" not in state for state in self.files["openapi.json"]["x-documented-states"]}

    def in_state(self, state):
        """Returns the document as it is in a state of the API; without a state, merged and without `x-states`."""
        return Spec({name: value if name.startswith("examples/") else in_state(value, state)
                     for name, value in self.files.items()})

    def write(self, folder):
        for name, value in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text(value), encoding="utf-8")

    def get(self, location):
        """Returns the value at a location, or MISSING."""
        name, _, pointer = location.partition("#")
        value = self.files.get(name, MISSING)
        for token in tokens(pointer):
            value = child(value, token)
        return value

    def follow(self, location, reference):
        """Returns the target of a reference that appears in the file of `location`."""
        name, _, pointer = reference.partition("#")
        here = location.partition("#")[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(here), name)) if name else here
        return f"{target}#{pointer}"

    def resolve(self, location):
        """Follows every `$ref` and returns the final location and its value."""
        seen = set()
        value = self.get(location)
        while isinstance(value, dict) and "$ref" in value:
            if location in seen:
                raise ValueError(f"{location}: cyclic reference")
            seen.add(location)
            location = self.follow(location, value["$ref"])
            value = self.get(location)
        if value is MISSING:
            raise ValueError(f"{location}: no such location")
        return location, value

    def operations(self):
        """Yields every operation as (method, path template, location, operation)."""
        for path in self.files["openapi.json"]["paths"]:
            location, item = self.resolve(f"openapi.json#/paths/{escape(path)}")
            for method, operation in item.items():
                yield method.upper(), path, f"{location}/{method}", operation

    def examples(self):
        """Yields every documented example as (location of the example, location of the schema that it has)."""
        for _, _, location, operation in self.operations():
            bodies = [f"{location}/requestBody"] * ("requestBody" in operation)
            bodies += [f"{location}/responses/{status}" for status in operation["responses"]]
            for body in bodies:
                found, value = self.resolve(body)
                for kind, media in value.get("content", {}).items():
                    at = f"{found}/content/{escape(kind)}"
                    for name in media.get("examples", {}):
                        yield self.resolve(f"{at}/examples/{escape(name)}")[0], f"{at}/schema"


def apply(spec, corrections):
    """Returns the corrected document and the problems in the list of changes."""
    corrected, problems, seen = spec.copy({entry["pointer"].partition("#")[0] for entry in corrections}), [], []
    for entry in corrections:
        location = entry["pointer"]
        problems += [f"{location}: overlaps with the correction of {other}" for other in seen
                     if within(location, other) or within(other, location)]
        seen.append(location)
        problems += change(corrected, entry)
    return corrected, problems


def change(spec, entry):
    location = entry["pointer"]
    printed, wanted = entry.get("printed", MISSING), entry.get("corrected", MISSING)
    parent_location, _, last = location.rpartition("/")
    parent, found = spec.get(parent_location), spec.get(location)
    if not isinstance(parent, (dict, list)):
        return [f"{location}: the parent is neither an object nor a list"]
    key = int(last) if isinstance(parent, list) else unescape(last)
    if not same(found, printed):
        return [f"{location}: expected {show(printed)}, found {show(found)}"]
    if same(printed, wanted):
        return [f"{location}: the correction changes nothing"]
    if wanted is MISSING:
        del parent[key]
    else:
        parent[key] = copy.deepcopy(wanted)
    return []


def in_state(value, state):
    """Returns a value as it is in a state of the API, or MISSING. Without a state, only drops `x-states`."""
    if isinstance(value, list):
        items = [in_state(item, state) for item in value]
        return [item for item in items if item is not MISSING]
    if not isinstance(value, dict):
        return value
    different = value.get(STATES, {}).get(state, {})
    if different is None:
        return MISSING
    found = {name: in_state(inner, state) for name, inner in (value | different).items()
             if name != STATES and not (name in different and inner is None)}
    return {name: inner for name, inner in found.items() if inner is not MISSING}


def within(location, outer):
    return location == outer or location.startswith(outer + "/")


def same(left, right):
    """Compares values by their JSON serialization, so `true` and 1 differ."""
    if left is MISSING or right is MISSING:
        return left is right
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


def show(value):
    return "nothing" if value is MISSING else json.dumps(value, ensure_ascii=False)


def child(value, token):
    if isinstance(value, dict):
        return value.get(token, MISSING)
    if isinstance(value, list) and token.isdigit() and int(token) < len(value):
        return value[int(token)]
    return MISSING


def tokens(pointer):
    return [unescape(token) for token in pointer.split("/")[1:]]


def escape(token):
    return str(token).replace("~", "~0").replace("/", "~1")


def unescape(token):
    return token.replace("~1", "/").replace("~0", "~")


def read(path):
    return json.loads(Path(path).read_text(encoding="utf-8"), object_pairs_hook=unique)


def unique(pairs):
    """Builds an object and rejects duplicate property names."""
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError(f"duplicate property in an object: {names}")
    return dict(pairs)


def text(value):
    """Serializes a value in the format used for every file of the spec."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
