"""The document as printed against the facts of the pages, place by place.

`pages.json` holds what each page prints. A schema without a type, and a union without options, is one that the
page leaves open: the document says nothing there, and what is known from elsewhere comes by a correction.
"""

import hashlib
import json

from document import changes, escape, show

NOTES = {"description", "title"}
LIMITS = {"enum", "maxLength", "maximum", "minLength", "minimum", "pattern"}


def check(spec, pages, corrections):
    """What is wrong, and what was looked at."""
    look = Look(spec)
    printed = {(method, path): (place, operation) for method, path, place, operation in spec.operations()}
    for page in pages:
        key = (page["method"], page["path"])
        if key in printed:
            look.operation(*printed.pop(key), page)
        else:
            look.problems.append(f"{' '.join(key)}: the document has no such operation")
    look.problems += [f"{place}: no page prints this operation" for place, _ in printed.values()]
    look.counts["operations"] = len(pages)
    addresses = {page["address"] for page in pages}
    look.problems += [f"{entry.get('pointer', entry.get('example'))}: no page has the address {entry['page']}"
                      for entry in corrections if entry["page"] not in addresses]
    look.counts["corrections"] = len(changes(corrections))
    return look.problems, look.counts


class Look:
    """One walk over the document."""

    def __init__(self, spec):
        self.spec = spec
        self.problems = []
        self.counts = dict.fromkeys(
            ["parameters", "objects", "properties", "required", "enums", "limits", "open", "examples"], 0)

    def equal(self, place, what, found, wanted):
        if json.dumps(found) != json.dumps(wanted):
            self.problems.append(f"{place}: {what} is {show(found)}, the page prints {show(wanted)}")

    def operation(self, place, operation, page):
        servers = operation.get("servers", self.spec.files["openapi.json"]["servers"])
        self.equal(place, "servers", [server["url"] for server in servers], [page["server"]])
        self.equal(place, "tags", operation["tags"], [page["tag"]])
        self.equal(place, "x-required-permission", operation["x-required-permission"], page["permission"])
        self.equal(place, "externalDocs", operation["externalDocs"]["url"], page["address"])
        self.parameters(place, operation, page["parameters"])
        self.equal(place, "the presence of a body", "requestBody" in operation, "request" in page)
        if "request" in page and "requestBody" in operation:
            body, value = self.spec.resolve(f"{place}/requestBody")
            self.equal(body, "required", value.get("required"), True)
            self.media(body, value, page["request"])
        self.equal(place, "the answers", list(operation["responses"]), ["200", "default"])
        answer, value = self.spec.resolve(f"{place}/responses/200")
        self.media(answer, value, page["answer"])

    def parameters(self, place, operation, wanted):
        found = [self.spec.resolve(f"{place}/parameters/{index}")
                 for index in range(len(operation.get("parameters", [])))]
        names = [f"{value['in']} {value['name']}" for _, value in found]
        self.equal(place, "parameters", names, [f"{item['in']} {item['name']}" for item in wanted])
        for (at, value), item in zip(found, wanted):
            self.counts["parameters"] += 1
            self.equal(at, "required", value.get("required", False), item["required"])
            self.schema(f"{at}/schema", item["schema"])

    def media(self, place, body, wanted):
        self.equal(place, "content", list(body["content"]), ["application/json"])
        media = f"{place}/content/application~1json"
        self.schema(f"{media}/schema", wanted["schema"])
        values = [self.spec.resolve(f"{media}/examples/{escape(name)}")[1]["value"]
                  for name in self.spec.get(f"{media}/examples")]
        self.counts["examples"] += len(values)
        self.equal(place, "the digests of the examples", [digest(value) for value in values], wanted["examples"])

    def schema(self, place, wanted):
        place, value = self.spec.resolve(place)
        keywords = set(value) - NOTES
        if wanted.get("type") is None and not wanted.get("oneOf"):
            self.counts["open"] += 1
            self.equal(place, "what stands where the page leaves the type open", sorted(keywords), [])
        elif "oneOf" in wanted:
            self.union(place, value, keywords, wanted["oneOf"])
        elif wanted["type"] == "object":
            self.object(place, value, keywords, wanted)
        elif wanted["type"] == "array":
            self.equal(place, "keywords", sorted(keywords), ["items", "type"])
            self.equal(place, "type", value.get("type"), "array")
            self.schema(f"{place}/items", wanted["items"])
        else:
            self.scalar(place, value, keywords, wanted)

    def union(self, place, value, keywords, options):
        self.equal(place, "keywords", sorted(keywords), ["oneOf"])
        self.equal(place, "the number of options", len(value.get("oneOf", [])), len(options))
        for index, option in enumerate(options[:len(value.get("oneOf", []))]):
            self.schema(f"{place}/oneOf/{index}", option)

    def object(self, place, value, keywords, wanted):
        self.counts["objects"] += 1
        self.equal(place, "type", value.get("type"), "object")
        if not wanted["properties"]:
            self.equal(place, "keywords", sorted(keywords), ["additionalProperties", "type"])
            self.equal(place, "additionalProperties", value.get("additionalProperties"), True)
            return
        required = wanted.get("required", [])
        self.equal(place, "keywords", sorted(keywords), ["properties"] + ["required"] * bool(required) + ["type"])
        self.equal(place, "the properties", list(value.get("properties", {})), list(wanted["properties"]))
        self.equal(place, "required", value.get("required", []), required)
        self.counts["required"] += len(required)
        for name in wanted["properties"].keys() & value.get("properties", {}).keys():
            self.counts["properties"] += 1
            self.schema(f"{place}/properties/{escape(name)}", wanted["properties"][name])

    def scalar(self, place, value, keywords, wanted):
        expected = dict(wanted)
        if wanted["type"] == "date":
            expected.update(type="string", format="date")
        self.counts["enums"] += "enum" in wanted
        self.counts["limits"] += len((LIMITS - {"enum"}) & wanted.keys())
        self.equal(place, "keywords", sorted(keywords), sorted(expected))
        for keyword in sorted(keywords & expected.keys()):
            self.equal(place, keyword, value[keyword], expected[keyword])


def digest(value):
    """What an example boils down to: members in their order, no white space."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
