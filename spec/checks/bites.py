"""Spoils a copy of the specification in one way at a time, and expects the checks to say so."""

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
    """Every way of spoiling that nobody noticed."""
    if all_problems(printed, pages, corrections, cases):
        return ["nothing can be told before the problems above are mended"], {}
    problems = []
    for name, spoil in SPOILS.items():
        spec, entries = printed.copy(), copy.deepcopy(corrections)
        spoil(spec, entries)
        if not all_problems(spec, pages, entries, cases):
            problems.append(f"nobody noticed: {name}")
    for index, entry in enumerate(corrections):
        rest = corrections[:index] + corrections[index + 1:]
        if not all_problems(printed, pages, rest, cases):
            problems.append(f"nobody misses the correction of {entry.get('pointer', entry.get('example'))}")
    return problems, {"ways to spoil it": len(SPOILS), "corrections left out": len(corrections)}


def all_problems(spec, pages, corrections, cases):
    """What the checks find that run in this process."""
    try:
        corrected, problems = apply(spec, corrections)
        problems += transcription.check(spec, pages, corrections)[0]
        problems += examples.check(spec, corrected, corrections)[0]
        problems += standards.check_servers(corrected)[0]
        return problems + examples.check_cases(corrected, cases)[0]
    except (KeyError, ValueError, Unresolvable) as error:
        return [f"unreadable: {error}"]


def put(place, value):
    """Writes a value to a place."""
    def spoil(spec, _):
        holder, last = holding(spec, place)
        holder[last] = value
    return spoil


def take(place):
    """Takes away what stands at a place."""
    def spoil(spec, _):
        holder, last = holding(spec, place)
        del holder[last]
    return spoil


def holding(spec, place):
    """The object or array above a place, and the name or index in it."""
    parent, _, last = place.rpartition("/")
    holder = spec.get(parent)
    return holder, int(last) if isinstance(holder, list) else last


def add(entry):
    """Appends a correction."""
    return lambda _, corrections: corrections.append({**entry, "page": corrections[0]["page"], "reason": "none"})


def edit(select, change):
    """Changes the first correction that `select` finds."""
    def spoil(_, corrections):
        change(next(entry for entry in corrections if select(entry)))
    return spoil


def breach(entry):
    return "example" in entry


SPOILS = {
    "a status is renamed": put(f"{TEMPLATES}TemplateRunStatus/enum/0", "waiting"),
    "a status is left out": take(f"{TEMPLATES}TemplateRunStatus/enum/8"),
    "a required flag is left out": take(f"{TEMPLATES}TemplateRun/required/0"),
    "a property is left out": take(f"{TEMPLATES}TemplateRun/properties/startedAt"),
    "a property is made up": put(f"{TEMPLATES}TemplateRun/properties/made", {"type": "string"}),
    "a length is changed": put(f"{TEMPLATES}CreateTemplate/properties/name/maxLength", 39),
    "a pattern is changed": put(f"{TEMPLATES}Gitops/properties/filePath/pattern", "^/"),
    "a limit is left out": take("parameters.json#/PerPage/schema/maximum"),
    "a limit is made up": put("parameters.json#/Page/schema/minimum", 1),
    "a bound is changed": put(f"{PREVIEW}/PreviewSchedule/properties/sun/properties/endTime/maximum", 2359),
    "a type is changed": put(f"{TEMPLATES}TemplateRun/properties/concluded/type", "string"),
    "an open schema is filled in": put(f"{TEMPLATES}Template/properties/spec", {"$ref": "common.json#/TemplateNode"}),
    "an option is left out": take(f"{TEMPLATES}UpdateTemplateBody/oneOf/2"),
    "a parameter is left out": take(f"{RUNS}/parameters/3"),
    "a permission is changed": put(f"{RUNS}/x-required-permission", "Account"),
    "an operation is left out": take("paths/templates.json#/template/get"),
    "an example is changed": put("examples/get-template-answer.json#/value/data/name", "Other"),
    "an example is left out": take(f"{RUNS}/responses/200/content/application~1json/examples/documented"),
    "the tag of a node is changed": put("schemas/common.json#/WorkflowNode/properties/kind/const", "Flow"),
    "any node fits the open option": take("schemas/common.json#/OtherNode/properties/kind/pattern"),
    "a correction that changes nothing": add(
        {"pointer": f"{TEMPLATES}Gitops/type", "printed": "object", "corrected": "object"}),
    "a correction of something else": add(
        {"pointer": f"{TEMPLATES}Gitops/type", "printed": "array", "corrected": "object"}),
    "a correction twice": lambda _, corrections: corrections.insert(0, corrections[1]),
    "a correction that loosens too much": edit(
        lambda entry: entry.get("pointer", "").endswith("#/Template/required"), lambda entry: entry["corrected"].pop()),
    "a breach that does not happen": edit(
        breach, lambda entry: entry["violations"].append({"at": "/name", "keyword": "pattern"})),
    "a breach is left out": edit(breach, lambda entry: entry["violations"].pop()),
    "breaches of an unknown example": add(
        {"example": "examples/none.json#/value", "violations": [{"at": "", "keyword": "type"}]}),
}
