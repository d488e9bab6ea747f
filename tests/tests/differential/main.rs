//! Differential test of the generated types against `jsonschema`, an independent implementation of JSON Schema.
//!
//! For each schema of each document, pseudorandom instances are generated from a fixed seed. An instance that
//! `jsonschema` accepts must be read, pass validation and round-trip. One that it rejects must be rejected too,
//! either when it is read or by validation. Intended differences are described in [`dialect`] and nowhere else.
//!
//! `DOCUMENTS=union cargo test --package tests --test differential` uses only documents with `union` in their name.

mod anchor;
mod beside;
mod clients;
mod dialect;
mod directory;
mod finite;
mod instance;
mod malformed;
mod mutant;
mod null;
mod options;
mod oracle;
mod selected;
mod text;

use std::collections::HashSet;
use std::sync::Arc;

use faithful_codegen::diagnostic::Code;
use faithful_codegen::ir::{ObjectSelection, Selection, Shape, TypeDefinition};
use faithful_codegen::source::Location;
use serde_json::Value;
use tests::random::Random;
use tests::{Failure, Outcome, none_of};

use self::clients::{ClientResult, Clients, Document};
use self::dialect::Dialect;
use self::instance::Synthesis;
use self::oracle::{Oracle, Verdict, is_same};

/// The number of distinct valid instances per schema, unless it has fewer.
const INSTANCES: usize = 100;

/// The maximum number of draws per schema.
const DRAWS: usize = 3000;

/// The number of draws for a schema with few instances.
const DRAWS_IF_FEW: usize = 300;

/// An instance of a schema, and the oracle's verdict.
struct Case {
    /// The index of the schema among all schemas.
    schema: usize,
    instance: Value,
    verdict: Verdict,
    /// Whether all unions are selected heuristically, so that an instance of another option is kept too.
    is_heuristic: bool,
}

#[test]
fn valid_instances_round_trip_and_invalid_ones_are_rejected() -> Outcome {
    let only = std::env::var("DOCUMENTS").unwrap_or_default();
    let documents = clients::documents(&only)?;
    let clients = Clients::build(env!("CARGO_TARGET_TMPDIR"), &documents)?;
    let (mut all, mut names, mut few) = (Vec::new(), Vec::new(), Vec::new());
    let mut options = options::Comparison::default();
    for document in &documents {
        let (unions, mut selections): (Vec<_>, Vec<_>) =
            document.generated.api.types.iter().filter_map(union).unzip();
        let api = &document.generated.api;
        let facts = faithful_codegen::analyze::analyze(api);
        let of_responses = api.type_ids().filter(|id| !facts.usage(*id).in_requests());
        let responses: Vec<_> = of_responses.map(|id| &api.definition(id).location).collect();
        let besides = beside::all(&api.types, &mut selections);
        let comparison = Comparison {
            document,
            dialect: Dialect::new(&document.files, &unions, &responses, &besides),
            selections: Arc::new(selections),
        };
        options.add(document, &comparison.dialect)?;
        for place in &document.places {
            let name = format!("{}: {place}", document.name);
            few.extend(comparison.cases(place, names.len(), &mut all)?.map(|few| format!("{name}: {few}")));
            names.push(name);
        }
    }
    none_of(
        &few,
        "too few instances of these schemas were generated",
        "see tests/tests/differential/instance.rs",
    )?;
    let instances: Vec<_> = all.iter().map(|case| (case.schema, &case.instance)).collect();
    let results = clients.read(&instances)?;
    let problems = all.iter().zip(&results).filter_map(|(case, result)| {
        let problem = problem(case, result)?;
        Some(format!("{}: {problem}: {}", names[case.schema], case.instance))
    });
    let problems: Vec<String> = problems.collect();
    let count = |verdict| all.iter().filter(|case| case.verdict == verdict).count();
    let (valid, invalid) = (count(Verdict::Valid), count(Verdict::Invalid));
    let (other, nulls) = (count(Verdict::OtherOption), count(Verdict::ValidWithoutNulls));
    println!(
        "{} schemas, {valid} valid instances, {invalid} invalid, {other} of other options, {nulls} with nulls",
        names.len()
    );
    println!("{} instances of a single option of a union", options.compared);
    assert!(!only.is_empty() || invalid > 15_000, "only {invalid} instances are invalid");
    assert!(!only.is_empty() || options.compared > 5_000, "only {} instances of options", options.compared);
    none_of(
        &options.wrong,
        "another option is selected than the only one that jsonschema accepts",
        "see codegen/src/lower/select",
    )?;
    none_of(
        &problems,
        "the types and jsonschema disagree",
        "tests/tests/differential/dialect.rs describes the intended differences",
    )
}

/// The place of a union, the places of its options, and its variant selection.
fn union(definition: &TypeDefinition) -> Option<((&Location, &[Location]), Selection)> {
    match &definition.shape {
        Shape::Union(union) => {
            Some(((&definition.location, definition.options.as_slice()), union.selection.clone()))
        }
        Shape::Object(_) | Shape::StringEnum(_) => None,
    }
}

/// A document, with the data for comparing its schemas.
struct Comparison<'d> {
    document: &'d Document,
    dialect: Dialect,
    selections: Arc<Vec<Selection>>,
}

/// Warnings about schemas without a valid value, whose values the client keeps unchanged.
const CONTRADICTIONS: &[Code] =
    &[Code::CircularInheritance, Code::ConflictingKeywords, Code::ConflictingParts, Code::InfiniteRecursion];

impl Comparison<'_> {
    /// Whether the generator reports a schema of the document that has no valid value.
    fn has_contradictions(&self) -> bool {
        let diagnostics = self.document.generated.diagnostics.sorted();
        diagnostics.iter().any(|diagnostic| CONTRADICTIONS.contains(&diagnostic.code))
    }

    /// Adds the cases for one schema. Returns the number of valid instances if there are too few.
    fn cases(&self, place: &Location, schema: usize, into: &mut Vec<Case>) -> Outcome<Option<usize>> {
        let oracle = Oracle::new(&self.dialect, &self.selections, place)?;
        let root = self.dialect.at(place).ok_or_else(|| Failure::new(format!("{place} is missing")))?;
        let is_heuristic = |selection: &Selection| matches!(selection.objects, ObjectSelection::Heuristic(_));
        let is_heuristic = self.selections.iter().all(is_heuristic);
        let finite = finite::has_few(&self.dialect.root, root);
        // The seed depends on the place alone, so that a new document does not change the cases of others.
        let name = format!("{}{place}", self.document.name);
        let seed = name.bytes().fold(0, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        let mut synthesis = Synthesis::new(&self.dialect.root, Random::new(1, seed));
        let (mut known, mut valid, start) = (HashSet::new(), 0, into.len());
        for draw in 0..if finite { DRAWS_IF_FEW } else { DRAWS } {
            if valid >= INSTANCES && draw >= INSTANCES {
                break;
            }
            let Some((instance, sites)) = synthesis.instance(root) else { continue };
            let mutant = mutant::mutant(&instance, &sites, &mut synthesis.random);
            for (instance, is_mutant) in [(Some(instance), false), (mutant, true)] {
                let Some(instance) = instance.filter(|instance| known.insert(instance.to_string())) else {
                    continue;
                };
                let verdict = oracle.verdict(&instance);
                valid += usize::from(verdict == Verdict::Valid && !is_mutant);
                into.push(Case { schema, instance, verdict, is_heuristic });
            }
        }
        let is_known = valid == 0 && self.has_contradictions();
        if is_known {
            into.truncate(start);
        }
        Ok((valid < if finite { 1 } else { INSTANCES } && !is_known).then_some(valid))
    }
}

/// Describes how a type's result contradicts the oracle's verdict.
fn problem(case: &Case, result: &ClientResult) -> Option<String> {
    match (case.verdict, result) {
        (Verdict::Valid, ClientResult::Rejected(error)) => Some(format!("valid, but not read ({error})")),
        (Verdict::OtherOption, ClientResult::Rejected(error)) if case.is_heuristic => {
            Some(format!("an option other than the selected one, but not read ({error})"))
        }
        (
            Verdict::Valid | Verdict::OtherOption | Verdict::ValidWithoutNulls,
            ClientResult::Read(written, _),
        ) if !is_same(written, &case.instance) => Some(format!("written as {written}")),
        (Verdict::Valid, ClientResult::Read(_, broken)) if !broken.is_empty() => {
            Some(format!("valid, but validation reports {broken}"))
        }
        (Verdict::Invalid, ClientResult::Read(_, broken)) if broken.is_empty() => {
            Some("invalid, but accepted".to_owned())
        }
        (
            Verdict::Valid | Verdict::OtherOption | Verdict::ValidWithoutNulls | Verdict::Invalid,
            ClientResult::Read(..) | ClientResult::Rejected(_),
        ) => None,
    }
}
