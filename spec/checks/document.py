"""The files of the spec: reading, resolving references and applying corrections.

A place is written as `file#pointer`: a path relative to `spec/` and a JSON pointer (RFC 6901).
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

    def get(self, place):
        """Returns the value at a place, or MISSING."""
        name, _, pointer = place.partition("#")
        value = self.files.get(name, MISSING)
        for token in tokens(pointer):
            value = child(value, token)
        return value

    def follow(self, place, reference):
        """Returns the target of a reference that appears in the file of `place`."""
        name, _, pointer = reference.partition("#")
        here = place.partition("#")[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(here), name)) if name else here
        return f"{target}#{pointer}"

    def resolve(self, place):
        """Follows every `$ref` and returns the final place and its value."""
        seen = set()
        value = self.get(place)
        while isinstance(value, dict) and "$ref" in value:
            if place in seen:
                raise ValueError(f"{place}: cyclic reference")
            seen.add(place)
            place = self.follow(place, value["$ref"])
            value = self.get(place)
        if value is MISSING:
            raise ValueError(f"{place}: no such place")
        return place, value

    def operations(self):
        """Yields every operation as (method, path template, place, operation)."""
        for path in self.files["openapi.json"]["paths"]:
            place, item = self.resolve(f"openapi.json#/paths/{escape(path)}")
            for method, operation in item.items():
                yield method.upper(), path, f"{place}/{method}", operation

    def bodies(self):
        """Yields every JSON media type as (kind, method, path, place), where kind is `request` or `response`."""
        for method, path, place, operation in self.operations():
            if "requestBody" in operation:
                found, _ = self.resolve(f"{place}/requestBody")
                yield "request", method, path, f"{found}/content/application~1json"
            found, _ = self.resolve(f"{place}/responses/200")
            yield "response", method, path, f"{found}/content/application~1json"


def apply(spec, corrections):
    """Returns the corrected document and the problems in the list of changes."""
    corrected, problems, seen = spec.copy(), [], []
    for entry in corrections:
        if "pointer" not in entry:
            continue
        place = entry["pointer"]
        problems += [f"{place}: overlaps with the correction of {other}" for other in seen
                     if within(place, other) or within(other, place)]
        seen.append(place)
        problems += change(corrected, entry)
    return corrected, problems


def change(spec, entry):
    place = entry["pointer"]
    printed, wanted = entry.get("printed", MISSING), entry.get("corrected", MISSING)
    parent_place, _, last = place.rpartition("/")
    parent, found = spec.get(parent_place), spec.get(place)
    if not isinstance(parent, dict):
        return [f"{place}: the parent is not an object"]
    if not same(found, printed):
        return [f"{place}: expected {show(printed)}, found {show(found)}"]
    if same(printed, wanted):
        return [f"{place}: the correction changes nothing"]
    if wanted is MISSING:
        del parent[unescape(last)]
    else:
        parent[unescape(last)] = copy.deepcopy(wanted)
    return []


def changes(corrections):
    return [entry for entry in corrections if "pointer" in entry]


def known_violations(corrections):
    return [entry for entry in corrections if "example" in entry]


def within(place, outer):
    return place == outer or place.startswith(outer + "/")


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
