//! Runs the generator on some hundred randomly broken documents. CI uses a hundred thousand:
//! `cargo run --release --package tests --bin mutations`.

use tests::mutation::{Documents, survives};
use tests::{Outcome, none_of};

const CASES: u64 = 500;

#[test]
fn generator_handles_broken_documents() -> Outcome {
    let documents = Documents::read()?;
    let mut problems = Vec::new();
    for index in 0..CASES {
        let document = documents.case(0, index);
        // The time limit applies to optimized builds only.
        let problem = survives(&document).err().filter(|problem| !problem.starts_with("it takes"));
        problems.extend(problem.map(|problem| format!("case {index}, {}: {problem}", document.name)));
    }
    none_of(
        &problems,
        "the generator fails on these cases",
        "`--bin mutations -- --seed 0 --case N` prints a case",
    )
}

#[test]
fn cases_are_deterministic() -> Outcome {
    let documents = Documents::read()?;
    let differ = |index| documents.case(0, index).files != documents.case(0, index).files;
    assert!(!(0..200).any(differ));
    let changed = (0..200).filter(|index| {
        let case = documents.case(0, *index);
        documents.originals().any(|document| document.name == case.name && document.files != case.files)
    });
    assert!(changed.count() > 150, "too few cases differ from their documents");
    Ok(())
}
