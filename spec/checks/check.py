"""Runs every check and says what each one looked at. A check that looked at nothing has failed."""

import sys
import time

import bites
import examples
import standards
import transcription
from document import ROOM, Spec, apply, breaches, changes, read
from referencing.exceptions import Unresolvable


def main():
    printed = Spec.read()
    corrections, pages = read(ROOM / "corrections.json"), read(ROOM / "pages.json")
    cases = read(ROOM / "checks/cases.json")
    corrected, problems = apply(printed, corrections)
    folder = standards.TOOLS / "corrected"
    corrected.write(folder)
    others = {ROOM / "corrections.json": corrections, ROOM / "pages.json": pages}
    counts = {"changes": len(changes(corrections)), "breaches": len(breaches(corrections))}
    failed = tell("corrections apply", lambda: (problems, counts))
    for state, spec, place in (("printed", printed, ROOM), ("corrected", corrected, folder)):
        failed += tell(f"structure, {state}", lambda: standards.check_structure(spec, place))
        failed += tell(f"lint, {state}", lambda: standards.check_lint(place))
    failed += tell("servers", lambda: standards.check_servers(corrected))
    failed += tell("order", lambda: standards.check_order(printed, corrected, others))
    failed += tell("transcription", lambda: transcription.check(printed, pages, corrections))
    failed += tell("examples", lambda: examples.check(printed, corrected, corrections))
    failed += tell("cases", lambda: examples.check_cases(corrected, cases))
    failed += tell("the checks bite", lambda: bites.check(printed, pages, corrections, cases))
    print(f"{failed} problems" if failed else "the specification is sound")
    return 1 if failed else 0


def tell(name, check):
    """Runs one check, prints its problems and counts, and gives the number of problems."""
    start = time.monotonic()
    try:
        problems, counts = check()
    except (KeyError, ValueError, Unresolvable) as error:
        problems, counts = [f"unreadable: {type(error).__name__}: {str(error)[:200]}"], {}
    problems = problems + [f"{what}: looked at none" for what, count in counts.items() if not count]
    looked = ", ".join(f"{what} {count}" for what, count in counts.items())
    print(f"{'FAILED' if problems else 'ok':6}  {name}: {looked} ({time.monotonic() - start:.1f} s)")
    for problem in problems:
        print(f"        {problem}")
    return len(problems)


if __name__ == "__main__":
    sys.exit(main())
