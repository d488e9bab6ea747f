//! The tasks of this workspace. `cargo xtask` alone explains itself.
//!
//! This is the only place that touches the disk for the generator: it reads the spec, calls
//! codegen, and writes or compares what comes out. It generates nothing itself.

mod bench;
mod ci;
mod codegen;
mod diff;
mod disk;
mod explain;
mod output;
mod request;
mod revision;
mod weigh;

use std::process::ExitCode;

const USAGE: &str = "\
Tasks of this workspace:

    cargo xtask codegen [--check] [--spec FILE] [--out DIR] [--format json] [--report json] [--changelog]
        Generates the client in generated/ from spec/openapi.json.
        --check        writes nothing; fails if what is committed is not what the spec gives
        --spec FILE    another OpenAPI 3.1 document in JSON; settings.json beside it is used
        --out DIR      another folder; a crate that is not there yet gets a manifest and a lib.rs
        --format json  prints what it finds as a JSON object
        --report json  prints what it decided as a JSON object: operations, types, unions by ground
        --changelog    adds what has changed since the last commit to CHANGELOG.md

    cargo xtask diff [OLD [NEW]] [--format text|json|markdown] [--fail-on VERDICT] [--spec FILE] [--changelog]
        Prints what an edit of the document does to those who use the client, what breaks first,
        and the version that follows. OLD and NEW are documents or revisions of git; without
        them, what is committed is compared with what is in the folder.
        --fail-on breaking  fails if a change breaks; `compatible` and `invisible` are stricter
        --changelog         adds what has changed to CHANGELOG.md

    cargo xtask explain CODE
        Prints what a code of the generator means, why it is said, and what to do.

    cargo xtask docs [--check]
        Writes the pages in docs/diagnostics/ and docs/changes.md, or checks them.

    cargo xtask weigh [--accept]
        Weighs the client: generated lines, crates, code for the compiler. Fails if one has
        grown by more than 15 % since it was accepted in .ci/weight.txt.

    cargo xtask bench [--write] [NAME...]
        Runs the benchmarks in tests/benches/, or those that are named, and prints their figures
        as one table. It takes a quiet Linux machine, about half an hour, and valgrind for the
        figures in instructions, which are left out without it.
        --write        puts the last figures of all of them into tests/benches/README.md

    cargo xtask ci
        Runs all that CI runs, in the same order.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.split_first() {
        None | Some((&("help" | "--help" | "-h"), _)) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Some((&"codegen", options)) => codegen::run(options),
        Some((&"weigh", [])) => weigh::run(false),
        Some((&"weigh", ["--accept"])) => weigh::run(true),
        Some((&"diff", options)) => diff::run(options),
        Some((&"explain", [code])) => explain::run(code),
        Some((&"docs", [])) => pages(output::Mode::Write),
        Some((&"docs", ["--check"])) => pages(output::Mode::Check),
        Some((&"bench", options)) => bench::run(options),
        Some((&"ci", [])) => ci::run(),
        Some((task, _)) => Err(format!("there is no task `{task}` with these options\n\n{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// The pages of the documentation that are made from the code.
fn pages(mode: output::Mode) -> Result<(), String> {
    explain::pages(mode).and_then(|()| diff::page(mode))
}
