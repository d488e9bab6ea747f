"""The page docs/comparison.md and the table in README.md, from the results of tests/third-party/compare."""

import datetime
import os
import re

import generators
import page

PAGE = page.ROOT / "docs/comparison.md"
README = page.ROOT / "README.md"
BEGIN, END = "<!-- begin: comparison -->", "<!-- end: comparison -->"

INTRODUCTION = """# Comparison with other generators

`tests/third-party/compare` measures this generator and others for Rust on the same documents, and writes this page and the
table in the README. It installs the other generators, and needs Python, npm and Java:

```sh
tests/third-party/compare                   # what is not measured yet
tests/third-party/compare --again           # everything
tests/third-party/compare ploidy petstore   # one generator and one document, without writing the page
```

{measured}
All programs are release builds, and every generator has its default options. Seconds are CPU time, user and system, and MiB is
the peak memory of the largest process. Other processes were running on the same machine, so small differences mean nothing.

## Generators

| generator | version | command |
|---|---|---|
{generators}

`openapi-to-rust` writes modules and a list of dependencies, from which the script makes a crate. By default, `oas3-gen`
omits types that no operation uses. `--runtime-path` is necessary because `faithful-runtime` is not published yet.

## Documents

| document | file | OpenAPI | kB | operations | valid examples |
|---|---|---|---|---|---|
{documents}

Examples are the distinct documented values of components and of JSON bodies whose schema is a component or a list of one.
Only those that are valid by their schema count, according to the Python package `openapi-schema-validator`, which does not
check formats. They are tried for `train-travel` and `adyen`; `petstore` and `meraki` have none, and GitHub's clients
take too long to build. The primary target of `progenitor` are documents that Dropshot emits; `meraki` was chosen because it
accepts it.

## Results

- *Lines* are generated Rust, without empty lines and comments.
- *Generation* is the best of {runs} runs.
- *Check* is `cargo check` of the client alone. Its dependencies, and with `faithful` the runtime, were compiled before.
- *Not compiled* clients were left out with `--without-check`: this run had no time for them.
- *Unchanged* are the examples that are equal as JSON after they have been read into the type of the component and written
  again. *Changed* ones have lost, gained or changed something, and *rejected* ones result in an error. Components without a
  type of that name are not counted, nor are types that can only be read or only be written, as most of `oas3-gen`.

The factor in parentheses is relative to `faithful`.
"""

PROBES = """
## Values that are not in the documentation

Services change, and schemas are not exact. These values are read into the types of the document in
`tests/third-party/probes.json`, and written again. *Unchanged* is not always the aim: if a required property is missing, a
typed client can report it or let the caller find out.

| value | {names} |
|---|{rule}
{rows}

The document is in OpenAPI 3.0{versions}. `tests/third-party/compare` prints and stores the results in
`target/third-party/compare/results.json`, with the written values and the messages of errors.
"""

FEATURES = """
## Features

As documented by each project for the version above, and read by hand. A dash means that its documentation does not mention
the feature, which does not prove that it is missing. In the results above, `oas3-gen` also reads documents in OpenAPI 3.0.

| | faithful | progenitor | openapi-generator | ploidy | oas3-gen | openapi-to-rust |
|---|---|---|---|---|---|---|
| OpenAPI | 3.0, 3.1 | 3.0 | 2.0, 3.0; 3.1 in the results above | 3.0, parts of 3.1 | 3.1 | 3.0, 3.1, 3.2 as an experiment |
| input | JSON, YAML | JSON, YAML | JSON, YAML | JSON, YAML | JSON, YAML | JSON, YAML |
| use | command, build script | command, build script, macro | command | command, library | command | command, library |
| requests are validated before they are sent | yes | constrained strings, when they are created | – | – | yes | – |
| retries | yes | – | – | – | – | opt-in |
| pagination | by a setting | by an extension | – | – | – | – |
| streams of events | yes | – | – | – | yes | yes |
| mock server or mocks | yes | yes | – | – | – | – |
| server code | no | no | for several frameworks | no | axum | axum |
| other languages | no | no | yes | no | no | no |
| templates that users can change | no | no | yes | no | no | no |

## Where other generators are better

"""

STRENGTHS = """- `progenitor` is available as a macro, without a separate step, and generates a command line for the API and mocks with
  `httpmock`.
- `openapi-generator` reads Swagger 2.0, generates servers and other languages, and its templates can be changed.
- `oas3-gen` and `openapi-to-rust` generate axum servers from the same document.
- `openapi-to-rust` documents that its clients compile for `wasm32-unknown-unknown`.
- The models of the others are mostly structs and enums with derives of serde, which every Rust programmer can read. Those of
  `faithful` are declared with macros of its runtime.
- The clients of the others use `reqwest` by default, which many applications already depend on and configure. Those of
  `faithful` have a transport of their own.
"""


def cells(values):
    return f"| {' | '.join(str(value) for value in values)} |"


def factor(value, ours, form):
    text = format(value, form)
    return text if not ours or value == ours else f"{text} ({value / ours:.1f}×)" if value / ours < 9.95 else (
        f"{text} ({value / ours:.0f}×)")


def memory(part):
    """Returns the peak MiB. Below 10, it may be that of the process that measures."""
    return "< 10" if part["memory"] < 10 else f"{part['memory']:.0f}"


def escaped(text):
    return text.replace("|", "\\|").replace("<", "&lt;").replace("`", "'")


def counts(result):
    kinds = [kind for _, kind, _ in result.get("fidelity", {}).get("outcomes", [])]
    return {kind: kinds.count(kind) for kind in ("unchanged", "changed", "rejected")}


def verdict(result):
    if "error" in result["generate"]:
        return "rejected"
    check = result.get("check")
    if check is None:
        return "not compiled"
    if "error" in check:
        return f"`cargo check` fails ({check.get('errors', 1)} errors)" if check.get("errors") else "`cargo check` fails"
    return "`cargo check` passes"


def row(tool, result, ours):
    """Returns the cells of a generator for a document."""
    generate, check = result["generate"], result.get("check", {})
    own = ours["generate"]
    line = [tool.name(), verdict(result)]
    if "error" in generate:
        return [*line, *[""] * 7]
    line += [factor(generate["lines"], own["lines"], ","), factor(generate["seconds"], own["seconds"], ".2f"),
             memory(generate)]
    if not check or "error" in check:
        return [*line, *[""] * 4]
    line += [factor(check["seconds"], ours["check"]["seconds"], ".1f"), f"{check['memory']:.0f}"]
    kinds = counts(result)
    tried = kinds["unchanged"] + kinds["changed"] + kinds["rejected"]
    if not tried:
        return [*line, "", ""]
    return [*line, f"{kinds['unchanged']} of {tried} ({kinds['unchanged'] * 100 / tried:.1f} %)",
            f"{kinds['changed']}, {kinds['rejected']}"]


def table(name, results):
    """Returns the section of a document."""
    header = ["generator", "result", "lines", "generation s", "MiB", "check s", "MiB", "unchanged",
              "changed, rejected"]
    tools = [tool for tool in generators.ALL if tool.name() in results]
    ours = results["faithful"]
    lines = [f"\n### {name}\n", cells(header), f"|{'---|' * len(header)}"]
    lines += [cells(row(tool, results[tool.name()], ours) if tool in tools else [tool.name(), "not measured", *[""] * 7])
              for tool in generators.ALL]
    errors = []
    for tool in tools:
        result = results[tool.name()]
        error = result["generate"].get("error") or result.get("check", {}).get("error") or (
            result.get("fidelity", {}).get("error"))
        if error:
            errors.append(f"- {tool.name()}: {escaped(error)}")
    return "\n".join(lines) + "\n" + ("\nFirst errors:\n\n" + "\n".join(errors) + "\n" if errors else "")


def probe_section(results, probes):
    tools = [tool for tool in generators.ALL if tool.name() in results]
    rows = []
    for index, probe in enumerate(probes):
        kinds = [results[tool.name()].get("fidelity", {}).get("outcomes", []) for tool in tools]
        rows.append(cells([probe["title"], *(kind[index][1] if index < len(kind) else "" for kind in kinds)]))
    others = ", ".join(tool.name() for tool in tools if results[tool.name()]["version"] != "3.0.3")
    versions = f", and in 3.1 for generators that reject it: {others}" if others else ""
    return PROBES.format(names=" | ".join(tool.name() for tool in tools), rule="---|" * len(tools), rows="\n".join(rows),
                         versions=versions)


def better(results, documents):
    """Returns a list of the measurements in which another generator is better than ours."""
    lines = []
    for name in documents:
        ours, found = results[name]["faithful"], []
        for tool in generators.ALL[1:]:
            result = results[name].get(tool.name(), {})
            if "error" in result.get("generate", {"error": ""}):
                continue
            for title, part, key in [("fewer lines", "generate", "lines"), ("faster generation", "generate", "seconds"),
                                     ("less memory", "generate", "memory"), ("faster check", "check", "seconds"),
                                     ("less memory of the check", "check", "memory")]:
                if key in result.get(part, {}) and "error" not in result[part] and result[part][key] < ours[part].get(key, 0) * 0.95:
                    found.append(f"{tool.name()}: {title} ({result[part][key] / ours[part][key]:.2f}×)")
        if found:
            lines.append(f"- On {name}: {'; '.join(found)}.")
    return "\n".join(lines) + "\n" if lines else ""


def summary(results, documents):
    """Returns the table in the README."""
    header = ["generator", *documents, "unchanged examples"]
    lines = [cells(header), f"|{'---|' * len(header)}"]
    for tool in generators.ALL:
        line, unchanged, tried = [f"{tool.name()} {tool.version}"], 0, 0
        for name in documents:
            result = results[name].get(tool.name())
            if not result or "error" in result["generate"]:
                line.append("rejected" if result else "not measured")
                continue
            check = result.get("check", {"error": ""})
            compiled = format(check["seconds"], ".1f") if "error" not in check else (
                "does not compile" if "check" in result else "not compiled")
            line.append(f"{result['generate']['seconds']:.2f}, {compiled}")
            kinds = counts(result)
            unchanged += kinds["unchanged"]
            tried += kinds["unchanged"] + kinds["changed"] + kinds["rejected"]
        lines.append(cells([*line, f"{unchanged} of {tried}" if tried else "–"]))
    return "\n".join(lines)


def write(results, documents, probes, details, runs):
    """Writes the page, and the table in the README if it has a place for it."""
    measured = (f"Measured on {datetime.date.today()} with {page.machine()}, with a load average of "
                f"{os.getloadavg()[1]:.0f}.")
    commands = "\n".join(cells([f"[{tool.name()}]({link(tool)})", tool.version, f"`{tool.shown()}`"])
                         for tool in generators.ALL)
    text = INTRODUCTION.format(measured=measured, generators=commands, documents="\n".join(map(cells, details)), runs=runs)
    text += "".join(table(name, results[name]) for name in documents)
    text += probe_section(results["probes"], probes) + FEATURES + better(results, documents) + STRENGTHS
    PAGE.write_text(text)
    readme = README.read_text()
    if BEGIN in readme:
        inner = f"{BEGIN}\n{summary(results, documents)}\n{END}"
        README.write_text(re.sub(f"{BEGIN}.*?{END}", lambda _: inner, readme, flags=re.S))


def link(tool):
    return tool.documentation if tool.documentation.startswith("http") else "guide/src/introduction.md"
