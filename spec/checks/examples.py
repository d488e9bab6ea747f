"""The documented examples against their schemas, before and after the corrections.

Before them, what fails is what the corrections explain; after them, exactly the listed breaches fail.
"""

from datetime import datetime

from document import MISSING, breaches, changes, escape, show, within
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

BASE = "https://spec.invalid/"


class Schemas:
    """Validators over one state of the document."""

    def __init__(self, spec):
        self.spec = spec
        self.registry = Registry().with_resources(
            (BASE + name, Resource(value, DRAFT202012)) for name, value in spec.files.items()
        )
        self.places = {}
        for name, value in spec.files.items():
            self.index(value, name + "#")

    def index(self, value, place):
        """Remembers where each object of the document stands."""
        if isinstance(value, dict):
            self.places[id(value)] = place
        members = value.items() if isinstance(value, dict) else enumerate(value)
        for name, inner in members:
            if isinstance(inner, (dict, list)):
                self.index(inner, f"{place}/{escape(name)}")

    def errors(self, place, value):
        validator = Draft202012Validator(
            {"$ref": BASE + place}, registry=self.registry, format_checker=FORMATS
        )
        return validator.iter_errors(value)

    def violations(self, place, value, ways):
        """What is wrong with a value: {violation: place of the broken keyword}.

        A violation is (at, keyword, member, way). Where a union fails, the way says which of its options the
        value was meant to fit: the violations of that option then stand in place of the union's own.
        """
        found = {}
        self.collect(self.errors(place, value), (), ways, found)
        return found

    def collect(self, errors, way, ways, found):
        for error in errors:
            meant = {}
            for inner in error.context if error.validator == "oneOf" else []:
                longer = (*way, option(error, inner))
                if any(known[:len(longer)] == longer for known in ways):
                    meant.setdefault(longer, []).append(inner)
            for longer, inner in meant.items():
                self.collect(inner, longer, ways, found)
            if not meant:
                place = f"{self.places[id(error.schema)]}/{error.validator}"
                for member in members(error):
                    found[(pointer(error.absolute_path), error.validator, member, way)] = place


def option(error, inner):
    """The name of the option of a failed union that an inner error belongs to."""
    schema = error.validator_value[inner.relative_schema_path[0]]
    return schema.get("$ref", "").rpartition("/")[2]


def members(error):
    """The members that are missing; of other violations, one that names no member."""
    if error.validator != "required":
        return [None]
    return [name for name in error.validator_value if name not in error.instance]


def pointer(path):
    return "".join(f"/{escape(token)}" for token in path)


def documented(spec):
    """Every documented example as (place of its value, place of its schema)."""
    for _, _, _, media in spec.bodies():
        for name in spec.get(f"{media}/examples"):
            place, _ = spec.resolve(f"{media}/examples/{escape(name)}")
            if place.endswith("#"):
                yield f"{place}/value", f"{media}/schema"


def check(printed, corrected, corrections):
    """What is wrong, and what was looked at."""
    listed, problems = listing(corrections)
    places = dict(documented(printed))
    problems += [f"{place}: no operation has this example" for place in listed if place not in places]
    files = {f"{name}#/value" for name in printed.files if name.startswith("examples/")}
    problems += [f"{place}: no media type refers to this example" for place in sorted(files - set(places))]
    before, after = Schemas(printed), Schemas(corrected)
    explained, counts = {}, {"examples": len(places), "before": 0, "after": 0}
    for place, schema in places.items():
        value, wanted = printed.get(place), listed.get(place, set())
        ways = {violation[3] for violation in wanted}
        found = before.violations(schema, value, ways)
        counts["before"] += len(found)
        problems += unexplained(place, found, wanted, corrections, explained)
        found = after.violations(schema, value, ways)
        counts["after"] += len(found)
        problems += compare(place, set(found), wanted)
    problems += loosened(corrections, explained)
    counts["explaining"] = len(explained)
    return problems, counts


def listing(corrections):
    """The listed breaches of each example."""
    listed, problems = {}, []
    for entry in breaches(corrections):
        place = entry["example"]
        violations = [(item["at"], item["keyword"], item.get("member"), tuple(item.get("through", ())))
                      for item in entry["violations"]]
        if place in listed or not violations or len(set(violations)) != len(violations):
            problems.append(f"{place}: listed twice, or with violations that are missing or repeated")
        listed[place] = set(violations)
    return listed, problems


def unexplained(place, found, listed, corrections, explained):
    """Violations of the printed document that are neither listed nor mended by a change."""
    problems, known = [], {violation[:3] for violation in listed}
    for violation, keyword in found.items():
        if violation[:3] in known:
            continue
        reasons = [entry["pointer"] for entry in changes(corrections) if within(keyword, entry["pointer"])]
        for reason in reasons:
            explained.setdefault(reason, set()).add(violation[2])
        if not reasons:
            problems.append(f"{place}: no correction explains {tell(violation)} of {keyword}")
    return problems


def compare(place, found, listed):
    return [f"{place}: not listed, yet it fails: {tell(item)}" for item in sorted(found - listed, key=str)] + [
        f"{place}: listed, yet it holds: {tell(item)}" for item in sorted(listed - found, key=str)
    ]


def loosened(corrections, explained):
    """A `required` is loosened by exactly the members that a documented answer omits."""
    problems = []
    for entry in changes(corrections):
        if not entry["pointer"].endswith("/required"):
            continue
        printed, wanted = entry.get("printed", []), entry.get("corrected", [])
        dropped = set(printed) - set(wanted)
        if wanted != [name for name in printed if name not in dropped]:
            problems.append(f"{entry['pointer']}: only leaving members out is a correction")
        if dropped != explained.get(entry["pointer"], set()):
            problems.append(f"{entry['pointer']}: drops {sorted(dropped)}, the examples omit "
                            f"{sorted(explained.get(entry['pointer'], set()))}")
    return problems


def check_cases(corrected, cases):
    """Values of our own that must fit a schema, or must not; a union by one option alone."""
    schemas, problems = Schemas(corrected), []
    for case in cases:
        place, value, name = case["schema"], case["value"], case.get("option")
        if corrected.get(place) is MISSING:
            problems.append(f"{place}: nothing stands here")
            continue
        fits = not list(schemas.errors(place, value))
        if fits != case["fits"]:
            problems.append(f"{place}: {'refuses' if case['fits'] else 'accepts'} {show(value)}")
        if name is not None:
            fitting = [ref for ref in references(corrected, place) if not list(schemas.errors(ref, value))]
            names = [ref.rpartition("/")[2] for ref in fitting]
            if names != [name]:
                problems.append(f"{place}: {show(value)} fits {names}, not {name} alone")
    return problems, {"cases": len(cases), "refused": sum(not case["fits"] for case in cases)}


def references(spec, place):
    """The places of the options of a union."""
    union, value = spec.resolve(place)
    return [spec.follow(union, option["$ref"]) for option in value.get("oneOf", [])]


def tell(violation):
    at, keyword, member, way = violation
    named = f" ({member})" if member else ""
    return f"`{keyword}`{named} at {show(at)}{' through ' if way else ''}{', '.join(way)}"


FORMATS = FormatChecker(formats=["date"])


@FORMATS.checks("timestamp", raises=ValueError)
def timestamp(value):
    """A moment with a time of day and an offset, after `T` or a space."""
    if not isinstance(value, str):
        return True
    return datetime.fromisoformat(value).tzinfo is not None and len(value) > len("2021-01-01")
