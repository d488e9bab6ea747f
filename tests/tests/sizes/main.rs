//! A document with ten times what is usual of everything compiles, and its client reads, writes and sends one value of
//! each kind: no limit of the runtime's tables and macros, of the compiler or of the file system is met in silence.
//!
//! Everything is in one crate, because compiling several takes longer. What the generator limits is in [`limited`].

mod document;
mod limited;
mod schemas;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use faithful_codegen::{Generated, Request, Scaffold, recursion_limit, scaffold};
use serde_json::Value;
use tests::crates::Workspace;
use tests::{Outcome, disk, none_of};

use self::schemas::Model;

const PROGRAM: &str = include_str!("program.rs");

fn generate(document: &Value) -> Outcome<Generated> {
    let request = Request {
        root: "openapi.json".to_owned(),
        settings: None,
        lock: None,
        crate_name: "sizes".to_owned(),
    };
    let files = BTreeMap::from([("openapi.json".to_owned(), document.to_string())]);
    faithful_codegen::generate(&request, &files).map_err(|failure| failure.render().into())
}

/// The program that reads a value of each model from a line of its input and writes it again, and then calls operations.
fn program(generated: &Generated, models: &[Model]) -> Outcome<String> {
    let mut program = String::new();
    if let Some(limit) = recursion_limit(&generated.api) {
        writeln!(program, "#![recursion_limit = \"{limit}\"]\n")?;
    }
    program.push_str(PROGRAM);
    program.push_str("\nstatic MODELS: &[fn(&[u8]) -> String] = &[\n");
    for model in models {
        writeln!(program, "    copy::<sizes::models::{}>,", model.name)?;
    }
    program.push_str("];\n");
    program.push_str(&document::calls()?);
    Ok(program)
}

/// Takes about 20 seconds on two cores.
#[test]
fn client_of_a_large_document_compiles_and_works() -> Outcome {
    let models = schemas::models();
    let generated = generate(&document::document(&models))?;
    let heuristic = "warning[heuristic-union]";
    let warnings = generated.diagnostics.render(&generated.sources);
    let warnings: Vec<&str> = warnings.lines().filter(|line| line.starts_with("warning")).collect();
    assert!(warnings.len() == 1 && warnings[0].starts_with(heuristic), "{warnings:#?}");
    let new = Scaffold::new(
        "sizes".to_owned(),
        "faithful-runtime".to_owned(),
        disk::workspace().join("runtime").to_string_lossy().into_owned(),
    );
    let scaffold = scaffold(&generated, &new);
    let program = program(&generated, &models)?;
    let files = generated.files.iter().chain(scaffold.iter()).chain([("src/main.rs", program.as_str())]);
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "sizes");
    workspace.add("sizes", files)?;
    workspace.build()?;
    let input: Vec<_> = models.iter().map(|model| format!("{}\n", model.value)).collect();
    let output = workspace.run("sizes", &input.concat())?;
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(lines.len(), models.len(), "{output}");
    let mut problems = Vec::new();
    for (model, line) in models.iter().zip(lines) {
        let is_equal = serde_json::from_str::<Value>(line).is_ok_and(|value| value == model.value);
        if !is_equal {
            problems.push(format!("{}: {}", model.name, line.chars().take(300).collect::<String>()));
        }
    }
    none_of(
        &problems,
        "values of these models are not written as they were read",
        "see tests/tests/sizes/schemas.rs",
    )
}
