//! Some hundred documents broken by chance. CI breaks a hundred thousand:
//! `cargo run --release --package tests --bin mutations`.

use tests::mutation::{Documents, survives};
use tests::{Outcome, none_of};

const CASES: u64 = 500;

#[test]
fn no_broken_document_breaks_the_generator() -> Outcome {
    let documents = Documents::read()?;
    let mut problems = Vec::new();
    for index in 0..CASES {
        let document = documents.case(0, index);
        // In a build without optimisation the time says nothing.
        let problem = survives(&document).err().filter(|problem| !problem.starts_with("it takes"));
        problems.extend(problem.map(|problem| format!("case {index}, {}: {problem}", document.name)));
    }
    none_of(&problems, "these cases break it", "`--bin mutations -- --case N` shows one")
}

#[test]
fn a_case_is_the_same_each_time() -> Outcome {
    let documents = Documents::read()?;
    let differ = |index| documents.case(0, index).files != documents.case(0, index).files;
    assert!(!(0..200).any(differ));
    let changed = (0..200).filter(|index| {
        let case = documents.case(0, *index);
        documents.originals().any(|document| document.name == case.name && document.files != case.files)
    });
    assert!(changed.count() > 150, "hardly any case is broken");
    Ok(())
}
