"""Mutation tests of the checks: breaks a copy of the spec in one way at a time and expects a check to fail.

Facts of pages are not covered: `cargo xtask transcribe --check` compares them, and has tests of its own.
"""

import copy
import json
from typing import NamedTuple

import examples
import standards
from document import apply, unescape
from referencing.exceptions import Unresolvable
from unions import Overlaps

TEMPLATES = "schemas/templates.json#/"
# The files with the operations whose schemas the mutations and corrections concern. Validating the examples of all
# operations each time takes too long.
MUTATED = ("paths/templates.json", "paths/log-sinks.json")
RUNS = "paths/templates.json#/templateRuns/get"
RESPONSE = f"{RUNS}/responses/200/content/application~1json"


class Known(NamedTuple):
    """What the document is compared with."""

    corrections: list
    cases: list
    overlapping: list
    violations: list
    files: tuple = MUTATED


def concerned(printed, corrections):
    """Returns the files with the operations whose examples are validated: also those with a corrected example."""
    corrected = {entry["pointer"].partition("#")[0] for entry in corrections if entry["pointer"].startswith("examples/")}
    return MUTATED + tuple(name for name, file in printed.files.items() if name.startswith("paths/")
                           and any(example in json.dumps(file) for example in corrected))


def check(printed, known):
    """Returns the mutations that no check detects."""
    if any(all_problems(printed, known)):
        return ["skipped until the problems above are fixed"], {}
    known = known._replace(files=concerned(printed, known.corrections))
    problems = []
    for name, mutate in MUTATIONS.items():
        spec, lists = printed.copy({location_of(mutate).partition("#")[0]}), copy.deepcopy(known)
        mutate(spec, lists)
        if not any(all_problems(spec, lists)):
            problems.append(f"not detected: {name}")
    for index, entry in enumerate(known.corrections):
        rest = known.corrections[:index] + known.corrections[index + 1:]
        if not any(all_problems(printed, known._replace(corrections=rest))):
            problems.append(f"not detected: missing correction of {entry['pointer']}")
    return problems, {"mutations": len(MUTATIONS), "omitted corrections": len(known.corrections)}


def all_problems(spec, known):
    """Yields the problems found by the checks that run in this process, the cheapest first."""
    try:
        corrected, problems = apply(spec, known.corrections)
        yield from problems
        overlapping, _ = Overlaps(corrected).listing()
        yield from examples.difference("overlapping unions", overlapping, known.overlapping)
        yield from standards.check_servers(corrected)[0]
        yield from standards.check_consistency(corrected, known.corrections)[0]
        yield from examples.check_cases(corrected, known.cases, overlapping)[0]
        yield from examples.check(corrected, overlapping, known.violations, known.files)[0]
    except (KeyError, ValueError, Unresolvable) as error:
        yield f"unreadable: {error}"


def location_of(mutate):
    """The location that a mutation changes; the start of the document if it changes a list."""
    return getattr(mutate, "location", "openapi.json#")


def put(location, value):
    """Writes a value at a location."""
    def mutate(spec, _):
        parent, last = parent_of(spec, location)
        parent[last] = value
    mutate.location = location
    return mutate


def remove(location):
    """Removes the value at a location."""
    def mutate(spec, _):
        parent, last = parent_of(spec, location)
        del parent[last]
    mutate.location = location
    return mutate


def parent_of(spec, location):
    """Returns the object or array that contains a location, and the key or index in it."""
    parent_location, _, last = location.rpartition("/")
    parent = spec.get(parent_location)
    return parent, int(last) if isinstance(parent, list) else unescape(last)


def add(entry):
    """Appends a correction."""
    return lambda _, known: known.corrections.append({**entry, "page": known.corrections[0]["page"], "reason": "none"})


MUTATIONS = {
    "a required property is added": put(f"{TEMPLATES}TemplateRun/required/0", "invented"),
    "a pattern is changed": put(f"{TEMPLATES}TemplateRun/properties/name/pattern", "^$"),
    "a type is changed": put(f"{TEMPLATES}TemplateRun/properties/concluded/type", "string"),
    "the kind of a node is changed": put("schemas/nodes.json#/WorkflowNode/properties/kind/const", "Flow"),
    "a union option is removed": remove(f"{TEMPLATES}UpdateTemplateBody/oneOf/2"),
    "options become indistinguishable": put(f"{TEMPLATES}UpdateTemplate/not", {"required": ["invented"]}),
    "a reference leads nowhere": put(f"{RUNS}/parameters/0/$ref", "../parameters.json#/Invented"),
    "a schema is not used": put("schemas/common.json#/Invented", {"description": "Invented.", "type": "string"}),
    "a path item is not used": put("paths/templates.json#/invented", {}),
    "a path item is removed": remove("openapi.json#/paths/~1v1~1plans"),
    "a description is removed": remove("schemas/common.json#/Pagination/description"),
    "the description of an operation is empty": put(f"{RUNS}/description", ""),
    "the description of a tag is removed": remove("openapi.json#/tags/0/description"),
    "a path parameter is removed": remove(f"{RUNS}/parameters/0"),
    "the page of a correction is changed": put(
        "paths/log-sinks.json#/integrationsLogSinkSettings/post/externalDocs/url", "https://northflank.com/docs"),
    "a server without https is added": put("openapi.json#/servers/0/url", "http://api.northflank.com"),
    "an example is removed from its operation": remove(f"{RESPONSE}/examples/documented"),
    "an example is changed": put("examples/list-template-runs-response.json#/value/data", {}),
    "an example belongs to no state": put(f"{RESPONSE}/examples/documented2024/x-states/2024", None),
    "a correction without effect": add(
        {"pointer": f"{TEMPLATES}Gitops/type", "printed": "object", "corrected": "object"}),
    "a correction whose printed value does not match": add(
        {"pointer": f"{TEMPLATES}Gitops/type", "printed": "array", "corrected": "object"}),
    "a duplicate correction": lambda _, known: known.corrections.append(known.corrections[0]),
    "a known violation that does not occur": lambda _, known: known.violations.append(
        {"example": "examples/none.json#", "at": "", "keyword": "type"}),
    "a known violation is removed": lambda _, known: known.violations.remove(
        next(item for item in known.violations if item["example"] == "examples/create-template-request.json")),
    "an overlapping union is not listed": lambda _, known: known.overlapping.pop(),
    "a case is reversed": lambda _, known: known.cases[0].update(valid=False),
}
