//! The tasks of this workspace. `cargo xtask` without arguments prints help.
//!
//! The tasks of the generator are those of the command line tool `faithful`, for the files of this workspace.

mod bench;
mod ci;
mod codegen;
mod costs;
mod coverage;
mod diff;
mod docs;
mod features;
mod transcribe;
mod weigh;
mod workspace;

use std::process::ExitCode;

use faithful::output::Mode;
use faithful::{explain, terminal};

const USAGE: &str = "\
Tasks of this workspace:

    cargo xtask codegen [--check] [--spec FILE --out DIR] [--lock FILE] [--root DIR]... [--force]
                        [--only TAG]... [--format json] [--report json] [--changelog]
        Generates the client in generated/ from spec/openapi.json. Only generated files are replaced or
        removed, and only if they were not edited since; links are not followed.
        --check        writes nothing, and fails if the committed files differ from the output
        --spec FILE    uses another OpenAPI 3.1 document in JSON, and the settings.json next to it
        --out DIR      writes to another folder, with a Cargo.toml and a lib.rs if the crate is new
        --lock FILE    reads and writes the names of the last run there, and not in names.lock.json in
                       the folder of --out, or in spec/ without --out
        --root DIR     also allows references to files below this folder; otherwise, they must be below
                       the folder of the document or the current directory. May be repeated
        --only TAG     generates only the operations with this tag and the types that they use; requires
                       --out. May be repeated. Settings for other parts of the document are not reported
        --force        replaces and removes generated files even if they were edited since
        --format json  prints the diagnostics as a JSON object
        --report json  prints a report as a JSON object: operations, types, and unions with their basis
        --changelog    adds the changes since the last commit to CHANGELOG.md

    cargo xtask diff [OLD [NEW]] [--format text|json|markdown] [--fail-on VERDICT] [--spec FILE]
                     [--lock FILE] [--root DIR]... [--changelog]
        Prints the effects of an edit of the spec on users of the client, breaking changes first, and
        the next version. OLD and NEW are documents or git revisions. Without them, the working tree
        is compared with the last commit.
        --fail-on breaking  fails if there are breaking changes; `compatible` and `invisible` are stricter
        --lock FILE         uses this lock file, and not the one next to the document
        --root DIR          as for `codegen`
        --changelog         adds the changes to CHANGELOG.md

    cargo xtask explain [CODE]
        Prints the reference page of a diagnostic code: its meaning, the reason, and the fix.

    cargo xtask docs [--check | --force]
        Writes the reference pages in docs/diagnostics/ and docs/changes.md, and the tables of the groups in
        README.md, generated/README.md and generated/src/lib.rs, or checks them.

    cargo xtask transcribe --pages DIR [--spec FILE] [--state NAME] [--format json]
    cargo xtask transcribe --check [--spec FILE]
        Compares the spec with the published reference pages, operation by operation: facts that a page
        prints and the spec lacks, and facts of the spec that no page prints. For a new operation, prints
        an OpenAPI fragment. Operations that agree with their pages are recorded in pages.lock.json.
        --check       compares the spec with that record, and with the recorded facts of earlier states of
                      the API; needs no pages
        --state NAME  the state of the API that the pages describe, if it is not the published one

    cargo xtask features [DIR]
        Checks that the client, or the crate in DIR, compiles and has valid documentation without
        features and with each feature alone. Warnings are errors.

    cargo xtask weigh [--accept]
        Measures the compile cost of the client: generated lines, crates, and lines of LLVM IR. Fails if
        a figure has grown by more than 15% since it was accepted in .ci/weight.txt.

    cargo xtask bench [--write] [NAME...]
        Runs the benchmarks in tests/benches/, or only the named ones, and prints their figures as one
        table. Requires an otherwise idle Linux machine, and takes about half an hour. Instruction counts
        require valgrind, and are omitted without it.
        --write        writes the last figures of all benchmarks to tests/benches/README.md

    cargo xtask bench whole PATH [--tag FEATURE]... [--reference FILE]
        Generates and compiles the client of the document at PATH, and prints the cost as one table. Writes to
        target/bench/whole only. Requires Linux.
        --tag FEATURE     checks the client with only this feature; without it, with each of four
        --reference FILE  compares with the figures of another run, target/bench/whole/figures.tsv

    cargo xtask costs
        Builds and runs the tests, one binary after another, and prints the CPU time of each. Requires
        Linux. `CARGO_TARGET_DIR` set to an empty folder includes the build of everything.

    cargo xtask ci
        Runs everything that CI runs, in the same order.
";

/// Runs a task with the arguments of the command line.
#[must_use]
pub fn run() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.split_first() {
        None | Some((&("help" | "--help" | "-h"), _)) => {
            terminal::print(USAGE);
            return ExitCode::SUCCESS;
        }
        Some((&"codegen", options)) => codegen::run(options),
        Some((&"weigh", [])) => weigh::run(false),
        Some((&"weigh", ["--accept"])) => weigh::run(true),
        Some((&"diff", options)) => diff::run(options),
        Some((&"explain", [])) => explain::run(None),
        Some((&"explain", [code])) => explain::run(Some(code)),
        Some((&"docs", [])) => docs::run(Mode::Write, false),
        Some((&"docs", ["--force"])) => docs::run(Mode::Write, true),
        Some((&"docs", ["--check"])) => docs::run(Mode::Check, false),
        Some((&"transcribe", options)) => transcribe::run(options),
        Some((&"features", [])) => features::run(None),
        Some((&"features", [folder])) => features::run(Some(folder)),
        Some((&"bench", options)) => bench::run(options),
        Some((&"costs", [])) => costs::run(),
        Some((&"ci", [])) => ci::run(),
        Some((task, _)) => Err(format!(
            "unknown task `{}`, or invalid options for it\n\n{USAGE}",
            faithful_codegen::visible(task)
        )),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            terminal::report(&format!("{message}\n"));
            ExitCode::FAILURE
        }
    }
}
