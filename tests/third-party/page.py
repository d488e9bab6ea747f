"""The page of the results, docs/third-party-specs.md, of which each script writes its own sections."""

import os
import pathlib
import platform
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/third-party-specs.md"


def sections(text):
    """Splits a page before each `## ` heading. The first part is the one above the first heading."""
    return re.split(r"(?m)^(?=## )", text)


def heading(section):
    return section.split("\n", 1)[0]


def write(parts):
    """Replaces the sections of the page that have the same headings as `parts`, and appends the others."""
    old = sections(PAGE.read_text()) if PAGE.exists() else []
    for part in parts:
        part = part.rstrip() + "\n\n"
        title = heading(part)
        places = [index for index, section in enumerate(old) if heading(section) == title]
        if places:
            old[places[0]] = part
        else:
            old.append(part)
    PAGE.write_text("".join(section.rstrip() + "\n\n" for section in old).rstrip() + "\n")


def machine():
    """Returns the version of Rust, the processor and the number of its cores."""
    rust = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return f"Rust {rust} on {model.group(1) if model else platform.machine()}, {os.cpu_count()} cores"
