"""Mutation tests of the checks: breaks a copy of the spec in one way at a time and expects a check to fail."""

import copy

import examples
import standards
import transcription
from document import apply
from referencing.exceptions import Unresolvable

TEMPLATES = "schemas/templates.json#/"
PREVIEW = "schemas/pipelines.json#"
RUNS = "paths/templates.json#/templateRuns/get"


def check(printed, pages, corrections, cases):
    """Returns the mutations that no check detects."""
    if all_problems(printed, pages, corrections, cases):
        return ["skipped until the problems above are fixed"], {}
    problems = []
    for name, mutate in MUTATIONS.items():
        spec, entries = printed.copy(), copy.deepcopy(corrections)
        mutate(spec, entries)
        if not all_problems(spec, pages, entries, cases):
            problems.append(f"not detected: {name}")
    for index, entry in enumerate(corrections):
        rest = corrections[:index] + corrections[index + 1:]
        if not all_problems(printed, pages, rest, cases):
            problems.append(f"not detected: missing correction of {entry.get('pointer', entry.get('example'))}")
    return problems, {"mutations": len(MUTATIONS), "omitted corrections": len(corrections)}


def all_problems(spec, pages, corrections, cases):
    """Returns the problems found by the checks that run in this process."""
    try:
        corrected, problems = apply(spec, corrections)
        problems += transcription.check(spec, pages, corrections)[0]
        problems += examples.check(spec, corrected, corrections)[0]
        problems += standards.check_servers(corrected)[0]
        return problems + examples.check_cases(corrected, cases)[0]
    except (KeyError, ValueError, Unresolvable) as error:
        return [f"unreadable: {error}"]


def put(location, value):
    """Writes a value at a location."""
    def mutate(spec, _):
        parent, last = parent_of(spec, location)
        parent[last] = value
    return mutate


def remove(location):
    """Removes the value at a location."""
    def mutate(spec, _):
        parent, last = parent_of(spec, location)
        del parent[last]
    return mutate


def parent_of(spec, location):
    """Returns the object or array that contains a location, and the key or index in it."""
    parent_location, _, last = location.rpartition("/")
    parent = spec.get(parent_location)
    return parent, int(last) if isinstance(parent, list) else last


def add(entry):
    """Appends a correction."""
    return lambda _, corrections: corrections.append({**entry, "page": corrections[0]["page"], "reason": "none"})


def edit(select, change):
    """Changes the first correction that `select` accepts."""
    def mutate(_, corrections):
        change(next(entry for entry in corrections if select(entry)))
    return mutate


def is_known_violation(entry):
    return "example" in entry


MUTATIONS = {
    "a status is renamed": put(f"{TEMPLATES}TemplateRunStatus/enum/0", "waiting"),
    "a status is removed": remove(f"{TEMPLATES}TemplateRunStatus/enum/8"),
    "a required flag is removed": remove(f"{TEMPLATES}TemplateRun/required/0"),
    "a property is removed": remove(f"{TEMPLATES}TemplateRun/properties/startedAt"),
    "a property is invented": put(f"{TEMPLATES}TemplateRun/properties/invented", {"type": "string"}),
    "a length is changed": put(f"{TEMPLATES}CreateTemplate/properties/name/maxLength", 39),
    "a pattern is changed": put(f"{TEMPLATES}Gitops/properties/filePath/pattern", "^/"),
    "a limit is removed": remove("parameters.json#/PerPage/schema/maximum"),
    "a limit is invented": put("parameters.json#/Page/schema/minimum", 1),
    "a bound is changed": put(f"{PREVIEW}/PreviewSchedule/properties/sun/properties/endTime/maximum", 2359),
    "a type is changed": put(f"{TEMPLATES}TemplateRun/properties/concluded/type", "string"),
    "an open schema is filled in": put(f"{TEMPLATES}Template/properties/spec", {"$ref": "common.json#/TemplateNode"}),
    "a union option is removed": remove(f"{TEMPLATES}UpdateTemplateBody/oneOf/2"),
    "a parameter is removed": remove(f"{RUNS}/parameters/3"),
    "a permission is changed": put(f"{RUNS}/x-required-permission", "Account"),
    "an operation is removed": remove("paths/templates.json#/template/get"),
    "an example is changed": put("examples/get-template-response.json#/value/data/name", "Other"),
    "an example is removed": remove(f"{RUNS}/responses/200/content/application~1json/examples/documented"),
    "the kind of a node is changed": put("schemas/common.json#/WorkflowNode/properties/kind/const", "Flow"),
    "every node matches the open option": remove("schemas/common.json#/OtherNode/properties/kind/pattern"),
    "a correction without effect": add(
        {"pointer": f"{TEMPLATES}Gitops/type", "printed": "object", "corrected": "object"}),
    "a correction whose printed value does not match": add(
        {"pointer": f"{TEMPLATES}Gitops/type", "printed": "array", "corrected": "object"}),
    "a duplicate correction": lambda _, corrections: corrections.insert(0, corrections[1]),
    "a correction that loosens too much": edit(
        lambda entry: entry.get("pointer", "").endswith("#/Template/required"), lambda entry: entry["corrected"].pop()),
    "a known violation that does not occur": edit(
        is_known_violation, lambda entry: entry["violations"].append({"at": "/name", "keyword": "pattern"})),
    "a known violation is removed": edit(is_known_violation, lambda entry: entry["violations"].pop()),
    "known violations of an unknown example": add(
        {"example": "examples/none.json#/value", "violations": [{"at": "", "keyword": "type"}]}),
}
