"""Checks the corrected document against the standards with third-party tools, and for consistency.

openapi-spec-validator checks the structure and resolves every reference, jsonschema checks each named schema against
the meta-schema of its dialect, and Redocly lints the document. They see the document without its states, in which the
extension stands next to references. The checks of servers and consistency cover what these tools do not.
"""

import json
import os
import re
import subprocess

from document import SPEC_DIR, escape, text
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError
from openapi_spec_validator import OpenAPIV31SpecValidator
from unions import ecma

TOOLS = SPEC_DIR.parent / "target" / "spec-checks"
# Every entry of these files is referred to from somewhere.
COMPONENT_FILES = ("parameters.json", "responses.json", "paths/", "schemas/")
# Patterns are ECMAScript, which this format of jsonschema is not.
FORMATS = FormatChecker(formats=[name for name in FormatChecker.checkers if name != "regex"])


def check_structure(spec, folder):
    """Validates the document with openapi-spec-validator, and its schemas against the meta-schema."""
    root = folder / "openapi.json"
    validator = OpenAPIV31SpecValidator(spec.files["openapi.json"], base_uri=root.as_uri())
    problems = [f"{root}: {error.message}" for error in validator.iter_errors()]
    schemas = [f"{name}#/{escape(key)}" for name in spec.files if name.startswith("schemas/")
               for key in spec.files[name]]
    for location in schemas:
        try:
            Draft202012Validator.check_schema(spec.get(location), format_checker=FORMATS)
        except SchemaError as error:
            problems.append(f"{location}: {error.message}")
    found = [(name, pattern) for name in spec.files for pattern in patterns(spec.files[name])]
    for name, pattern in found:
        try:
            ecma(pattern)
        except re.error as error:
            problems.append(f"{name}: the pattern {pattern} is invalid: {error}")
    return problems, {"operations": len(list(spec.operations())), "schemas": len(schemas), "patterns": len(found)}


def patterns(value):
    """Yields every pattern in a file."""
    if isinstance(value, dict):
        if isinstance(value.get("pattern"), str):
            yield value["pattern"]
        for name, inner in value.items():
            if name not in ("value", "examples"):
                yield from patterns(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from patterns(inner)


def check_lint(folder):
    """Lints the document with Redocly."""
    command = [TOOLS / "npm/node_modules/.bin/redocly", "lint", folder / "openapi.json", "--format", "json",
               "--config", SPEC_DIR / "checks/redocly.yaml", "--max-problems", "1000"]
    settings = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | settings, check=False)
    try:
        report = json.loads(done.stdout)
    except json.JSONDecodeError:
        return [f"redocly: {done.stderr.strip() or done.stdout.strip()}"], {"redocly runs": 1}
    problems = []
    for item in report["problems"]:
        where = item["location"][0]
        problems.append(f"{where['source']['ref']}{where['pointer']}: {item['message']} ({item['ruleId']})")
    if not problems and (done.returncode or any(report["totals"].values())):
        problems.append(f"redocly: {report['totals']}, exit code {done.returncode}")
    return problems, {"redocly runs": 1}


def check_servers(spec):
    """Checks that every server uses HTTPS, so that the token is never sent in clear text."""
    owners = [("openapi.json", spec.files["openapi.json"])]
    owners += [(location, operation) for _, _, location, operation in spec.operations()]
    servers = [(location, server["url"]) for location, owner in owners for server in owner.get("servers", [])]
    problems = [f"{location}: {url} does not use https" for location, url in servers if not url.startswith("https://")]
    return problems, {"servers": len(servers)}


def check_consistency(spec, corrections):
    """Checks that every component is used, every item has a description, and paths and parameters belong together."""
    problems, reached = [], set()
    for name, value in spec.files.items():
        references(spec, f"{name}#", value, reached)
    named = [f"{name}#/{escape(key)}" for name in spec.files if name.startswith(COMPONENT_FILES)
             for key in spec.files[name]]
    problems += [f"{location}: never referenced" for location in named if location not in reached]
    described = list(to_describe(spec))
    problems += [f"{location}: missing description" for location, value in described if not value.get("description")]
    problems += path_parameters(spec)
    pages = {operation["externalDocs"]["url"] for _, _, _, operation in spec.operations()}
    problems += [f"corrections.json: {entry['pointer']}: no operation has the page {entry['page']}"
                 for entry in corrections if entry["page"] not in pages]
    return problems, {"components": len(named), "descriptions": len(described), "pages": len(pages)}


def path_parameters(spec):
    """Yields the operations whose path parameters are not those of their path."""
    for method, path, location, operation in spec.operations():
        found = [spec.resolve(f"{location}/parameters/{index}")[1]
                 for index in range(len(operation.get("parameters", [])))]
        found = sorted(parameter["name"] for parameter in found if parameter["in"] == "path")
        if found != sorted(re.findall(r"\{(.*?)\}", path)):
            yield f"{location}: the path parameters of {method} {path} are {', '.join(found) or 'none'}"


def check_format(paths):
    """Checks that every file is formatted alike."""
    problems = [f"{path}: not formatted as JSON with two spaces of indentation and a trailing newline"
                for path, value in paths.items() if path.read_text(encoding="utf-8") != text(value)]
    return problems, {"files": len(paths)}


def references(spec, location, value, reached):
    """Collects the target of every `$ref` below a location."""
    if isinstance(value, dict) and isinstance(value.get("$ref"), str):
        reached.add(spec.follow(location, value["$ref"]))
        spec.resolve(location)
    if isinstance(value, (dict, list)):
        children = value.items() if isinstance(value, dict) else enumerate(value)
        for name, inner in children:
            if isinstance(inner, (dict, list)):
                references(spec, f"{location}/{escape(name)}", inner, reached)


def to_describe(spec):
    """Yields everything that needs a description: tags, operations, parameters, bodies, responses and named schemas."""
    yield from ((f"openapi.json#/tags/{tag['name']}", tag) for tag in spec.files["openapi.json"]["tags"])
    for _, _, location, operation in spec.operations():
        yield location, operation
        if "requestBody" in operation:
            yield f"{location}/requestBody", operation["requestBody"]
        for status in operation["responses"]:
            yield spec.resolve(f"{location}/responses/{status}")
    for name in spec.files:
        if name == "parameters.json" or name.startswith("schemas/"):
            yield from ((f"{name}#/{escape(key)}", value) for key, value in spec.files[name].items())
