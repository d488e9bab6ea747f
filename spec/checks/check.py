"""Runs every check and reports how many items each one examined. A check that examined none fails.

With `--accept`, writes the lists of known violations and of overlapping unions instead of comparing them.
"""

import json
import sys
import time

import examples
import mutations
import standards
from document import SPEC_DIR, Spec, apply, read
from referencing.exceptions import Unresolvable
from unions import Overlaps

VIOLATIONS = SPEC_DIR / "known-violations.json"
OVERLAPS = SPEC_DIR / "overlapping-unions.json"


def main(accept):
    printed = Spec.read()
    corrections, cases = read(SPEC_DIR / "corrections.json"), read(SPEC_DIR / "checks/cases.json")
    corrected, problems = apply(printed, corrections)
    folder = standards.TOOLS / "corrected"
    plain = corrected.in_state(None)
    plain.write(folder)
    overlapping, unions = Overlaps(corrected).listing()
    if accept:
        write(OVERLAPS, overlapping)
        write(VIOLATIONS, examples.check(corrected, overlapping, [])[2])
    known = mutations.Known(corrections, cases, read(OVERLAPS), read(VIOLATIONS))
    formatted = {SPEC_DIR / name: value for name, value in printed.files.items()}
    formatted[SPEC_DIR / "corrections.json"] = corrections
    checks = {
        "corrections": lambda: (problems, {"corrections": len(corrections)}),
        "format": lambda: standards.check_format(formatted),
        "servers": lambda: standards.check_servers(corrected),
        "consistency": lambda: standards.check_consistency(corrected, corrections),
        "unions": lambda: (examples.difference(OVERLAPS.name, overlapping, known.overlapping),
                           {"unions": unions, "overlapping": len(overlapping)}),
        "examples": lambda: examples.check(corrected, overlapping, known.violations)[:2],
        "cases": lambda: examples.check_cases(corrected, cases, overlapping),
        "mutations": lambda: mutations.check(printed, known),
        "lint": lambda: standards.check_lint(folder),
        "structure": lambda: standards.check_structure(plain, folder),
    }
    failed = sum(report(name, check) for name, check in checks.items())
    print(f"{failed} problems" if failed else "all checks passed")
    return 1 if failed else 0


def report(name, check):
    """Runs one check, prints its problems and counts, and returns the number of problems."""
    start = time.monotonic()
    try:
        problems, counts = check()
    except (KeyError, ValueError, Unresolvable) as error:
        problems, counts = [f"unreadable: {type(error).__name__}: {str(error)[:200]}"], {}
    problems = problems + [f"{what}: none examined" for what, count in counts.items() if not count]
    examined = ", ".join(f"{count} {what}" for what, count in counts.items())
    print(f"{'FAILED' if problems else 'ok':6}  {name}: {examined} ({time.monotonic() - start:.1f} s)", flush=True)
    for problem in problems:
        print(f"        {problem}")
    return len(problems)


def write(path, items):
    """Writes a list with one item a line, so that a difference is readable."""
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] == ["--accept"]))
