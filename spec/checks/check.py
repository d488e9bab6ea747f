"""Runs every check and reports how many items each one examined. A check that examined none fails."""

import sys
import time

import mutations
import examples
import standards
import transcription
from document import SPEC_DIR, Spec, apply, changes, known_violations, read
from referencing.exceptions import Unresolvable


def main():
    printed = Spec.read()
    corrections, pages = read(SPEC_DIR / "corrections.json"), read(SPEC_DIR / "reference-pages.json")
    cases = read(SPEC_DIR / "checks/cases.json")
    corrected, problems = apply(printed, corrections)
    folder = standards.TOOLS / "corrected"
    corrected.write(folder)
    others = {SPEC_DIR / "corrections.json": corrections, SPEC_DIR / "reference-pages.json": pages}
    counts = {"changes": len(changes(corrections)), "known violations": len(known_violations(corrections))}
    failed = report("corrections", lambda: (problems, counts))
    for state, spec, location in (("printed", printed, SPEC_DIR), ("corrected", corrected, folder)):
        failed += report(f"structure, {state}", lambda: standards.check_structure(spec, location))
        failed += report(f"lint, {state}", lambda: standards.check_lint(location))
    failed += report("servers", lambda: standards.check_servers(corrected))
    failed += report("consistency", lambda: standards.check_consistency(printed, corrected, others))
    failed += report("transcription", lambda: transcription.check(printed, pages, corrections))
    failed += report("examples", lambda: examples.check(printed, corrected, corrections))
    failed += report("cases", lambda: examples.check_cases(corrected, cases))
    failed += report("mutations", lambda: mutations.check(printed, pages, corrections, cases))
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
    print(f"{'FAILED' if problems else 'ok':6}  {name}: {examined} ({time.monotonic() - start:.1f} s)")
    for problem in problems:
        print(f"        {problem}")
    return len(problems)


if __name__ == "__main__":
    sys.exit(main())
