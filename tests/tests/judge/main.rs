//! The types that are made from documents, against a judge that knows JSON Schema and nothing of this
//! generator.
//!
//! For each schema of each document, instances are made by chance, the same ones each time. What the
//! judge calls valid must be read, be found to keep to all rules, and be written as it was read. What
//! it calls invalid must be refused: when it is read, or by the rules. Where that differs on
//! purpose, [`dialect`] says so, and nothing else does.
//!
//! `JUDGED=union cargo test --package tests --test judge` takes only documents with that in their name.

mod anchor;
mod clients;
mod decided;
mod dialect;
mod finite;
mod instance;
mod mutant;
mod text;
mod verdict;

use std::collections::HashSet;
use std::sync::Arc;

use codegen::source::Location;
use codegen::ir::{Decision, ObjectDecision, Shape, TypeDefinition};
use serde_json::Value;
use tests::random::Random;
use tests::{Failure, Outcome, none_of};

use self::clients::{Clients, Document, Made};
use self::dialect::Dialect;
use self::instance::Synthesis;
use self::verdict::{Judge, Verdict, is_same};

/// How many different valid instances of each schema there are to be, unless it has fewer.
const INSTANCES: usize = 100;

/// How often one is drawn to get them.
const DRAWS: usize = 3000;

/// After how many draws a schema that gives nothing new is given up if it has few instances.
const DRAWS_OF_FEW: usize = 300;

/// An instance that was made for a schema, and what the judge says.
struct Case {
    /// The number of the schema among all.
    schema: usize,
    instance: Value,
    verdict: Verdict,
    /// Whether nothing but counting tells options apart, so that every one of them is kept.
    is_counted: bool,
}

#[test]
fn what_is_valid_is_kept_and_what_is_not_is_refused() -> Outcome {
    let only = std::env::var("JUDGED").unwrap_or_default();
    let documents = clients::documents(&only)?;
    let clients = Clients::build(env!("CARGO_TARGET_TMPDIR"), &documents)?;
    let (mut all, mut names, mut few) = (Vec::new(), Vec::new(), Vec::new());
    for document in &documents {
        let (unions, decisions): (Vec<_>, Vec<_>) =
            document.generated.api.types.iter().filter_map(union).unzip();
        let judging = Judging {
            document,
            dialect: Dialect::new(&document.files, &unions),
            decisions: Arc::new(decisions),
        };
        for place in &document.places {
            let name = format!("{}: {place}", document.name);
            few.extend(judging.cases(place, names.len(), &mut all)?.map(|few| format!("{name}: {few}")));
            names.push(name);
        }
    }
    none_of(&few, "schemas of which too few instances were made", "see tests/tests/judge/instance.rs")?;
    let instances: Vec<_> = all.iter().map(|case| (case.schema, &case.instance)).collect();
    let made = clients.read(&instances)?;
    let problems = all.iter().zip(&made).filter_map(|(case, made)| {
        let problem = problem(case, made)?;
        Some(format!("{}: {problem}: {}", names[case.schema], case.instance))
    });
    let problems: Vec<String> = problems.collect();
    let count = |verdict| all.iter().filter(|case| case.verdict == verdict).count();
    let (valid, invalid) = (count(Verdict::Valid), count(Verdict::Invalid));
    let other = count(Verdict::OtherOption);
    println!("{} schemas, {valid} valid instances, {invalid} invalid, {other} of other options", names.len());
    assert!(!only.is_empty() || invalid > 15_000, "only {invalid} instances are invalid");
    none_of(&problems, "the judge says otherwise", "tests/tests/judge/dialect.rs says what it goes by")
}

/// The place of a union and those of its options, and what decides between them.
fn union(definition: &TypeDefinition) -> Option<((&Location, &[Location]), Decision)> {
    match &definition.shape {
        Shape::Union(union) => {
            Some(((&definition.location, definition.options.as_slice()), union.decision.clone()))
        }
        Shape::Object(_) | Shape::StringEnum(_) => None,
    }
}

/// A document with all that judging its schemas takes.
struct Judging<'d> {
    document: &'d Document,
    dialect: Dialect,
    decisions: Arc<Vec<Decision>>,
}

impl Judging<'_> {
    /// Adds the cases for one schema; how many valid instances were found, if they are too few.
    fn cases(&self, place: &Location, schema: usize, into: &mut Vec<Case>) -> Outcome<Option<usize>> {
        let judge = Judge::new(&self.dialect, &self.decisions, place)?;
        let root = self.dialect.at(place).ok_or_else(|| Failure::new(format!("{place} is missing")))?;
        let is_counted = |decision: &Decision| matches!(decision.objects, ObjectDecision::Count(_));
        let is_counted = self.decisions.iter().all(is_counted);
        let finite = finite::has_few(&self.dialect.root, root);
        // The seed is the place, so that a new document changes no case of the others.
        let name = format!("{}{place}", self.document.name);
        let seed = name.bytes().fold(0, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        let mut synthesis = Synthesis::new(&self.dialect.root, Random::new(1, seed));
        let (mut known, mut valid) = (HashSet::new(), 0);
        for draw in 0..if finite { DRAWS_OF_FEW } else { DRAWS } {
            if valid >= INSTANCES && draw >= INSTANCES {
                break;
            }
            let Some((instance, sites)) = synthesis.instance(root) else { continue };
            let mutant = mutant::mutant(&instance, &sites, &mut synthesis.random);
            for (instance, is_mutant) in [(Some(instance), false), (mutant, true)] {
                let Some(instance) = instance.filter(|instance| known.insert(instance.to_string())) else {
                    continue;
                };
                let verdict = judge.verdict(&instance);
                valid += usize::from(verdict == Verdict::Valid && !is_mutant);
                into.push(Case { schema, instance, verdict, is_counted });
            }
        }
        Ok((valid < if finite { 1 } else { INSTANCES }).then_some(valid))
    }
}

/// What a type does that the judge would not.
fn problem(case: &Case, made: &Made) -> Option<String> {
    match (case.verdict, made) {
        (Verdict::Valid, Made::Refused(error)) => Some(format!("valid, but not read ({error})")),
        (Verdict::OtherOption, Made::Refused(error)) if case.is_counted => {
            Some(format!("another option than was counted, but not read ({error})"))
        }
        (Verdict::Valid | Verdict::OtherOption, Made::Read(written, _))
            if !is_same(written, &case.instance) =>
        {
            Some(format!("written as {written}"))
        }
        (Verdict::Valid, Made::Read(_, broken)) if !broken.is_empty() => {
            Some(format!("valid, but checked to be {broken}"))
        }
        (Verdict::Invalid, Made::Read(_, broken)) if broken.is_empty() => {
            Some("invalid, but passes".to_owned())
        }
        (Verdict::Valid | Verdict::OtherOption | Verdict::Invalid, Made::Read(..) | Made::Refused(_)) => None,
    }
}
