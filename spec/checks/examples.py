"""Validates the documented examples against their schemas, before and after the corrections.

Before the corrections, every violation must be explained by a correction. After them, exactly the listed known
violations must remain.
"""

from datetime import datetime

from document import MISSING, changes, escape, known_violations, show, within
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

BASE = "https://spec.invalid/"


class Schemas:
    """Validators for one state of the document, printed or corrected."""

    def __init__(self, spec):
        self.spec = spec
        self.registry = Registry().with_resources(
            (BASE + name, Resource(value, DRAFT202012)) for name, value in spec.files.items()
        )
        self.locations = {}
        for name, value in spec.files.items():
            self.index(value, name + "#")

    def index(self, value, location):
        """Records the location of each object in the document."""
        if isinstance(value, dict):
            self.locations[id(value)] = location
        children = value.items() if isinstance(value, dict) else enumerate(value)
        for name, inner in children:
            if isinstance(inner, (dict, list)):
                self.index(inner, f"{location}/{escape(name)}")

    def errors(self, location, value):
        validator = Draft202012Validator(
            {"$ref": BASE + location}, registry=self.registry, format_checker=FORMATS
        )
        return validator.iter_errors(value)

    def violations(self, location, value, paths):
        """Returns the violations of a value, as {violation: location of the violated keyword}.

        A violation is (at, keyword, property, path). Where a union fails, the path names the option that the value
        is intended to match, and the violations of that option replace the one of the union.
        """
        found = {}
        self.collect(self.errors(location, value), (), paths, found)
        return found

    def collect(self, errors, path, paths, found):
        for error in errors:
            intended = {}
            for inner in error.context if error.validator == "oneOf" else []:
                longer = (*path, option(error, inner))
                if any(known[:len(longer)] == longer for known in paths):
                    intended.setdefault(longer, []).append(inner)
            for longer, inner in intended.items():
                self.collect(inner, longer, paths, found)
            if not intended:
                location = f"{self.locations[id(error.schema)]}/{error.validator}"
                for name in missing_properties(error):
                    found[(pointer(error.absolute_path), error.validator, name, path)] = location


def option(error, inner):
    """Returns the name of the union option that a nested error belongs to."""
    schema = error.validator_value[inner.relative_schema_path[0]]
    return schema.get("$ref", "").rpartition("/")[2]


def missing_properties(error):
    """Returns the missing properties of a `required` violation, and `[None]` for any other violation."""
    if error.validator != "required":
        return [None]
    return [name for name in error.validator_value if name not in error.instance]


def pointer(path):
    return "".join(f"/{escape(token)}" for token in path)


def documented(spec):
    """Yields every documented example as (location of its value, location of its schema)."""
    for _, _, _, media in spec.bodies():
        for name in spec.get(f"{media}/examples"):
            location, _ = spec.resolve(f"{media}/examples/{escape(name)}")
            if location.endswith("#"):
                yield f"{location}/value", f"{media}/schema"


def check(printed, corrected, corrections):
    """Returns the problems and the number of examined items."""
    listed, problems = listing(corrections)
    locations = dict(documented(printed))
    problems += [f"{location}: no operation refers to this example" for location in listed if location not in locations]
    files = {f"{name}#/value" for name in printed.files if name.startswith("examples/")}
    problems += [f"{location}: no media type refers to this example" for location in sorted(files - set(locations))]
    before, after = Schemas(printed), Schemas(corrected)
    explained = {}
    before_key, after_key = "violations before the corrections", "after them"
    counts = {"examples": len(locations), before_key: 0, after_key: 0}
    for location, schema in locations.items():
        value, wanted = printed.get(location), listed.get(location, set())
        paths = {violation[3] for violation in wanted}
        found = before.violations(schema, value, paths)
        counts[before_key] += len(found)
        problems += unexplained(location, found, wanted, corrections, explained)
        found = after.violations(schema, value, paths)
        counts[after_key] += len(found)
        problems += compare(location, set(found), wanted)
    problems += loosened(corrections, explained)
    counts["explaining corrections"] = len(explained)
    return problems, counts


def listing(corrections):
    """Returns the known violations of each example."""
    listed, problems = {}, []
    for entry in known_violations(corrections):
        location = entry["example"]
        violations = [(item["at"], item["keyword"], item.get("property"), tuple(item.get("through", ())))
                      for item in entry["violations"]]
        if location in listed or not violations or len(set(violations)) != len(violations):
            problems.append(f"{location}: listed twice, or its list of violations is empty or has duplicates")
        listed[location] = set(violations)
    return listed, problems


def unexplained(location, found, listed, corrections, explained):
    """Reports violations of the printed document that are neither listed nor fixed by a change."""
    problems, known = [], {violation[:3] for violation in listed}
    for violation, keyword in found.items():
        if violation[:3] in known:
            continue
        reasons = [entry["pointer"] for entry in changes(corrections) if within(keyword, entry["pointer"])]
        for reason in reasons:
            explained.setdefault(reason, set()).add(violation[2])
        if not reasons:
            problems.append(f"{location}: no correction explains {describe(violation)} of {keyword}")
    return problems


def compare(location, found, listed):
    return [f"{location}: violation not listed: {describe(item)}" for item in sorted(found - listed, key=str)] + [
        f"{location}: listed violation does not occur: {describe(item)}" for item in sorted(listed - found, key=str)
    ]


def loosened(corrections, explained):
    """Checks that each change of `required` drops exactly the properties that documented responses omit."""
    problems = []
    for entry in changes(corrections):
        if not entry["pointer"].endswith("/required"):
            continue
        printed, wanted = entry.get("printed", []), entry.get("corrected", [])
        dropped = set(printed) - set(wanted)
        if wanted != [name for name in printed if name not in dropped]:
            problems.append(f"{entry['pointer']}: a correction of `required` may only remove properties")
        if dropped != explained.get(entry["pointer"], set()):
            problems.append(f"{entry['pointer']}: drops {sorted(dropped)}, but the examples omit "
                            f"{sorted(explained.get(entry['pointer'], set()))}")
    return problems


def check_cases(corrected, cases):
    """Checks handwritten values that must or must not match a schema, and a union by exactly one option."""
    schemas, problems = Schemas(corrected), []
    for case in cases:
        location, value, name = case["schema"], case["value"], case.get("option")
        if corrected.get(location) is MISSING:
            problems.append(f"{location}: no such location")
            continue
        valid = not list(schemas.errors(location, value))
        if valid != case["valid"]:
            problems.append(f"{location}: {'rejects' if case['valid'] else 'accepts'} {show(value)}")
        if name is not None:
            matching = [ref for ref in references(corrected, location) if not list(schemas.errors(ref, value))]
            names = [ref.rpartition("/")[2] for ref in matching]
            if names != [name]:
                problems.append(f"{location}: {show(value)} matches {names}, expected only {name}")
    return problems, {"cases": len(cases), "rejected": sum(not case["valid"] for case in cases)}


def references(spec, location):
    """Returns the locations of a union's options."""
    union, value = spec.resolve(location)
    return [spec.follow(union, option["$ref"]) for option in value.get("oneOf", [])]


def describe(violation):
    at, keyword, name, path = violation
    named = f" ({name})" if name else ""
    return f"`{keyword}`{named} at {show(at)}{' through ' if path else ''}{', '.join(path)}"


FORMATS = FormatChecker(formats=["date"])


@FORMATS.checks("timestamp", raises=ValueError)
def timestamp(value):
    """Accepts a date, `T` or a space, a time of day and an offset."""
    if not isinstance(value, str):
        return True
    return datetime.fromisoformat(value).tzinfo is not None and len(value) > len("2021-01-01")
