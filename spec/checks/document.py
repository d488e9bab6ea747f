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

    def copy(self):
        return Spec(copy.deepcopy(self.files))

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

    def bodies(self):
        """Yields every JSON media type as (kind, method, path, location), where kind is `request` or `response`."""
        for method, path, location, operation in self.operations():
            if "requestBody" in operation:
                found, _ = self.resolve(f"{location}/requestBody")
                yield "request", method, path, f"{found}/content/application~1json"
            found, _ = self.resolve(f"{location}/responses/200")
            yield "response", method, path, f"{found}/content/application~1json"


def apply(spec, corrections):
    """Returns the corrected document and the problems in the list of changes."""
    corrected, problems, seen = spec.copy(), [], []
    for entry in corrections:
        if "pointer" not in entry:
            continue
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
    if not isinstance(parent, dict):
        return [f"{location}: the parent is not an object"]
    if not same(found, printed):
        return [f"{location}: expected {show(printed)}, found {show(found)}"]
    if same(printed, wanted):
        return [f"{location}: the correction changes nothing"]
    if wanted is MISSING:
        del parent[unescape(last)]
    else:
        parent[unescape(last)] = copy.deepcopy(wanted)
    return []


def changes(corrections):
    return [entry for entry in corrections if "pointer" in entry]


def known_violations(corrections):
    return [entry for entry in corrections if "example" in entry]


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
