"""Compares the printed document with the facts recorded from the reference pages, location by location.

`reference-pages.json` records the facts that each page prints. If a recorded schema has no type, or a recorded union no
options, the page leaves it open. The document must leave it open too; corrections supply the type.
"""

import hashlib
import json

from document import changes, escape, show

ANNOTATIONS = {"description", "title"}
LIMITS = {"enum", "maxLength", "maximum", "minLength", "minimum", "pattern"}


def check(spec, pages, corrections):
    """Returns the problems and the number of examined items."""
    comparison = Comparison(spec)
    printed = {(method, path): (location, operation) for method, path, location, operation in spec.operations()}
    for page in pages:
        key = (page["method"], page["path"])
        if key in printed:
            comparison.operation(*printed.pop(key), page)
        else:
            comparison.problems.append(f"{' '.join(key)}: no such operation in the document")
    comparison.problems += [f"{location}: no page prints this operation" for location, _ in printed.values()]
    comparison.counts["operations"] = len(pages)
    addresses = {page["address"] for page in pages}
    comparison.problems += [f"{entry.get('pointer', entry.get('example'))}: no page has the URL {entry['page']}"
                            for entry in corrections if entry["page"] not in addresses]
    comparison.counts["corrections"] = len(changes(corrections))
    return comparison.problems, comparison.counts


class Comparison:
    """A traversal of the document that collects differences from the pages."""

    def __init__(self, spec):
        self.spec = spec
        self.problems = []
        self.counts = dict.fromkeys(
            ["parameters", "objects", "properties", "required properties", "enums", "limits", "open schemas",
             "examples"], 0)

    def equal(self, location, what, found, wanted):
        if json.dumps(found) != json.dumps(wanted):
            self.problems.append(f"{location}: {what} is {show(found)}, the page prints {show(wanted)}")

    def operation(self, location, operation, page):
        servers = operation.get("servers", self.spec.files["openapi.json"]["servers"])
        self.equal(location, "servers", [server["url"] for server in servers], [page["server"]])
        self.equal(location, "tags", operation["tags"], [page["tag"]])
        self.equal(location, "x-required-permission", operation["x-required-permission"], page["permission"])
        self.equal(location, "externalDocs", operation["externalDocs"]["url"], page["address"])
        self.parameters(location, operation, page["parameters"])
        self.equal(location, "the presence of a request body", "requestBody" in operation, "request" in page)
        if "request" in page and "requestBody" in operation:
            body, value = self.spec.resolve(f"{location}/requestBody")
            self.equal(body, "required", value.get("required"), True)
            self.media(body, value, page["request"])
        self.equal(location, "the responses", list(operation["responses"]), ["200", "default"])
        response, value = self.spec.resolve(f"{location}/responses/200")
        self.media(response, value, page["response"])

    def parameters(self, location, operation, wanted):
        found = [self.spec.resolve(f"{location}/parameters/{index}")
                 for index in range(len(operation.get("parameters", [])))]
        names = [f"{value['in']} {value['name']}" for _, value in found]
        self.equal(location, "parameters", names, [f"{item['in']} {item['name']}" for item in wanted])
        for (at, value), item in zip(found, wanted):
            self.counts["parameters"] += 1
            self.equal(at, "required", value.get("required", False), item["required"])
            self.schema(f"{at}/schema", item["schema"])

    def media(self, location, body, wanted):
        self.equal(location, "content", list(body["content"]), ["application/json"])
        media = f"{location}/content/application~1json"
        self.schema(f"{media}/schema", wanted["schema"])
        values = [self.spec.resolve(f"{media}/examples/{escape(name)}")[1]["value"]
                  for name in self.spec.get(f"{media}/examples")]
        self.counts["examples"] += len(values)
        self.equal(location, "the list of example digests", [digest(value) for value in values], wanted["examples"])

    def schema(self, location, wanted):
        location, value = self.spec.resolve(location)
        keywords = set(value) - ANNOTATIONS
        if wanted.get("type") is None and not wanted.get("oneOf"):
            self.counts["open schemas"] += 1
            self.equal(location, "the list of keywords where the page leaves the type open", sorted(keywords), [])
        elif "oneOf" in wanted:
            self.union(location, value, keywords, wanted["oneOf"])
        elif wanted["type"] == "object":
            self.object(location, value, keywords, wanted)
        elif wanted["type"] == "array":
            self.equal(location, "keywords", sorted(keywords), ["items", "type"])
            self.equal(location, "type", value.get("type"), "array")
            self.schema(f"{location}/items", wanted["items"])
        else:
            self.scalar(location, value, keywords, wanted)

    def union(self, location, value, keywords, options):
        self.equal(location, "keywords", sorted(keywords), ["oneOf"])
        self.equal(location, "the number of options", len(value.get("oneOf", [])), len(options))
        for index, option in enumerate(options[:len(value.get("oneOf", []))]):
            self.schema(f"{location}/oneOf/{index}", option)

    def object(self, location, value, keywords, wanted):
        self.counts["objects"] += 1
        self.equal(location, "type", value.get("type"), "object")
        if not wanted["properties"]:
            self.equal(location, "keywords", sorted(keywords), ["additionalProperties", "type"])
            self.equal(location, "additionalProperties", value.get("additionalProperties"), True)
            return
        required = wanted.get("required", [])
        self.equal(location, "keywords", sorted(keywords), ["properties"] + ["required"] * bool(required) + ["type"])
        self.equal(location, "the list of properties", list(value.get("properties", {})), list(wanted["properties"]))
        self.equal(location, "required", value.get("required", []), required)
        self.counts["required properties"] += len(required)
        for name in wanted["properties"].keys() & value.get("properties", {}).keys():
            self.counts["properties"] += 1
            self.schema(f"{location}/properties/{escape(name)}", wanted["properties"][name])

    def scalar(self, location, value, keywords, wanted):
        expected = dict(wanted)
        if wanted["type"] == "date":
            expected.update(type="string", format="date")
        self.counts["enums"] += "enum" in wanted
        self.counts["limits"] += len((LIMITS - {"enum"}) & wanted.keys())
        self.equal(location, "keywords", sorted(keywords), sorted(expected))
        for keyword in sorted(keywords & expected.keys()):
            self.equal(location, keyword, value[keyword], expected[keyword])


def digest(value):
    """Returns the digest of an example: properties in document order, no whitespace."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
