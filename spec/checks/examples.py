"""Validates the documented examples against their corrected schemas, in each state of the API and in all states at once.

The violations are listed in `known-violations.json`, which is written by the checks: exactly these must occur.
"""

from collections import Counter
from datetime import datetime

from document import MISSING, escape, show
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from unions import ecma

BASE = "https://spec.invalid/"
# Violations of these keywords mean that an option of a union was not intended.
KIND = ("const", "enum", "type")
# The document with the states merged, which clients are generated from.
MERGED = "merged"


class Schemas:
    """Validators for a document."""

    def __init__(self, spec, overlapping=()):
        self.spec, self.overlapping = spec, set(overlapping)
        self.registry = Registry().with_resources(
            (BASE + name, Resource(value, DRAFT202012)) for name, value in spec.files.items()
        )
        self.unions = {}
        for name, value in spec.files.items():
            if not name.startswith("examples/"):
                self.index(value, name + "#")
        self.validator = extend(Draft202012Validator, {"pattern": pattern, "oneOf": self.one_of})

    def index(self, value, location):
        """Records the location of each union in the document."""
        if isinstance(value, dict) and "oneOf" in value:
            self.unions[id(value["oneOf"])] = location
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(inner, (dict, list)):
                self.index(inner, f"{location}/{escape(name)}")

    def errors(self, location, value):
        validator = self.validator({"$ref": BASE + location}, registry=self.registry, format_checker=FORMATS)
        return validator.iter_errors(value)

    def one_of(self, validator, options, instance, _):
        """Exactly one option must match; of the options of a union that overlap, and of those of a text, at least one."""
        context, matching = [], []
        for index, option in enumerate(options):
            errors = list(validator.descend(instance, option, schema_path=index))
            context += errors
            if not errors:
                matching.append(index)
        if not matching:
            yield ValidationError("no option matches", context=context)
        elif len(matching) > 1 and not isinstance(instance, str) and self.unions[id(options)] not in self.overlapping:
            yield ValidationError(f"the options {matching} match")

    def violations(self, location, value):
        """Counts the violations of a value as (place, keyword, missing property, options of unions)."""
        found = Counter()
        for error in self.errors(location, value):
            collect(error, (), found)
        return found


def collect(error, through, found):
    """Records a violation. If no option of a union matches, these are the violations of the closest one."""
    if error.context:
        options = by_option(error)
        index = min(options, key=lambda option: (sum(map(distance, options[option])), option))
        name = error.validator_value[index].get("$ref", f"/{index}").rpartition("/")[2]
        for inner in options[index]:
            collect(inner, (*through, name), found)
    else:
        for name in missing_properties(error):
            found[(place(error.absolute_path), error.validator, name, through)] += 1


def by_option(error):
    """Returns the violations of each option of a union."""
    options = {}
    for inner in error.context:
        options.setdefault(inner.relative_schema_path[0], []).append(inner)
    return options


def distance(error, depth=0):
    """How much speaks against the option of a union that has a violation: its kind more than what it contains."""
    depth += len(error.relative_path)
    if error.context:
        return min(sum(distance(inner, depth) for inner in errors) for errors in by_option(error).values())
    if error.validator in KIND:
        return 10_000 if depth == 0 else 1_000 if depth == 1 else 10
    return 100 if error.validator == "not" else len(missing_properties(error))


def missing_properties(error):
    """Returns the missing properties of a `required` violation, and `[None]` for any other violation."""
    if error.validator != "required":
        return [None]
    # A violation is reported for each property, with the same list.
    return [name for name in error.validator_value if error.message.startswith(f"{name!r} is a required")]


def place(path):
    """A JSON pointer with `*` for the items of lists."""
    return "".join(f"/{'*' if isinstance(token, int) else escape(token)}" for token in path)


def pattern(_, regex, instance, __):
    if isinstance(instance, str) and not ecma(regex).search(instance):
        yield ValidationError(f"does not match {regex}")


def check(corrected, overlapping, known, files=("paths/",)):
    """Returns the problems, the number of examined items, and the violations that occur.

    Only the examples of operations in the given files are validated.
    """
    found, where, problems, skipped = {}, {}, [], set()
    for name, state in [(MERGED, None), *((state, state) for state in corrected.states())]:
        spec = corrected.in_state(state)
        schemas = Schemas(spec, overlapping)
        for location, schema in spec.examples():
            where.setdefault(location, set()).add(name)
            if not schema.startswith(files):
                skipped.add(location.removesuffix("#"))
                continue
            value = spec.get(f"{location}/value")
            if spec.get(schema) is MISSING:
                problems.append(f"{location}: no schema in the document {name}")
                continue
            for violation, count in schemas.violations(schema, value).items():
                found.setdefault((location, *violation, count), set()).add(name)
    stored = {f"{name}#" for name in corrected.files if name.startswith("examples/")}
    problems += [f"{location}: no media type refers to this example" for location in sorted(stored - set(where))]
    problems += [f"{location}: this example belongs to no state"
                 for location, names in where.items() if names == {MERGED}]
    listed = sorted((entry(violation, names, where) for violation, names in found.items()), key=str)
    known = [item for item in known if item["example"] not in skipped]
    problems += difference("known-violations.json", listed, known)
    return problems, {"examples": len(where) - len(skipped), "known violations": len(listed)}, listed


def entry(violation, names, where):
    location, at, keyword, name, through, count = violation
    found = {"example": location.removesuffix("#"), "at": at, "keyword": keyword, "property": name, "through": list(through),
             "count": count if count > 1 else None,
             "in": sorted(names) if names != where[location] else None}
    return {key: value for key, value in found.items() if value is not None and value != []}


def difference(name, found, listed):
    """Compares a list that the checks write with the committed one."""
    return [f"{name}: not listed: {show(item)}" for item in found if item not in listed] + [
        f"{name}: does not occur: {show(item)}" for item in listed if item not in found] + [
        f"{name}: not sorted"] * (found != listed and sorted(found, key=str) == sorted(listed, key=str))


def check_cases(corrected, cases, overlapping):
    """Checks handwritten values that must or must not match a schema, and a union by exactly one option."""
    schemas, problems = Schemas(corrected, overlapping), []
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


FORMATS = FormatChecker(formats=["date"])


@FORMATS.checks("timestamp", raises=ValueError)
def timestamp(value):
    """Accepts a date, `T` or a space, a time of day and an offset."""
    if not isinstance(value, str):
        return True
    return datetime.fromisoformat(value).tzinfo is not None and len(value) > len("2021-01-01")
