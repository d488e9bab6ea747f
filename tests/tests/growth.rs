//! The work of the generator and the size of its result grow with the depth of a document, in every direction in which
//! schemas can be nested. Allocations and characters are counted, not time, so the result does not depend on the machine.
//!
//! The only test of its binary, because the allocations of all threads are counted.

use std::alloc::System;
use std::collections::BTreeMap;

use faithful_codegen::Request;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tests::nesting::{DIRECTIONS, Direction};
use tests::{Outcome, none_of};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Numbers of levels. JSON documents cannot be nested deeper than 127 arrays and objects.
const NESTED: [usize; 3] = [7, 14, 28];

/// Numbers of levels that refer to each other. Below the first, the rules that a short document repeats are not limited yet.
const REFERENCED: [usize; 3] = [40, 80, 160];

/// How much a count may grow if the number of levels doubles, in halves: a little more than twice.
const LINEAR: usize = 5;

/// The same for schemas that are nested in each other. Their names contain their whole path, whose length JSON limits.
const WITH_NAMES: usize = 9;

/// The rules that a single property may repeat before they are limited, as a count.
const REPEATED: usize = 20_000;

/// The cost of a document.
struct Cost {
    allocations: usize,
    characters: usize,
}

fn cost(document: String) -> Outcome<Cost> {
    let request = Request {
        root: "openapi.json".to_owned(),
        settings: None,
        lock: None,
        crate_name: "client".to_owned(),
    };
    let files = BTreeMap::from([("openapi.json".to_owned(), document)]);
    let region = Region::new(ALLOCATOR);
    let generated = faithful_codegen::generate(&request, &files);
    let change = region.change();
    let allocations = change.allocations + change.reallocations;
    // Indentation is not counted: it grows with the depth of every line.
    let visible = |text: &str| text.chars().filter(|character| !character.is_whitespace()).count();
    let characters = match generated {
        Ok(generated) => generated.files.iter().map(|(_, text)| visible(text)).sum(),
        Err(failure) => return Err(failure.render().into()),
    };
    Ok(Cost { allocations, characters })
}

/// Compares the costs of documents of these depths, each twice as deep as the one before.
fn compare(
    direction: Direction,
    levels: [usize; 3],
    factor: usize,
    document: impl Fn(usize) -> String,
) -> Outcome<Vec<String>> {
    let flat = cost(document(1))?;
    let mut costs = Vec::new();
    for levels in levels {
        costs.push(cost(document(levels))?);
    }
    let mut problems = Vec::new();
    let allocations: fn(&Cost) -> usize = |cost| cost.allocations;
    let characters: fn(&Cost) -> usize = |cost| cost.characters;
    for (kind, count) in [("allocations", allocations), ("characters", characters)] {
        let counts: Vec<usize> = costs.iter().map(|cost| count(cost).saturating_sub(count(&flat))).collect();
        println!("{}: {kind} of {levels:?} levels: {counts:?}", direction.name);
        let is_excessive = |pair: &[usize]| 2 * pair[1] > factor * pair[0] + 2 * REPEATED;
        if counts.windows(2).any(is_excessive) {
            problems.push(format!("{}: {kind} of {levels:?} levels: {counts:?}", direction.name));
        }
    }
    Ok(problems)
}

#[test]
fn cost_is_proportional_to_depth() -> Outcome {
    let mut problems = Vec::new();
    for direction in DIRECTIONS {
        if direction.is_single() {
            problems.extend(compare(*direction, NESTED, WITH_NAMES, |levels| direction.nested(levels))?);
        }
        problems.extend(compare(*direction, REFERENCED, LINEAR, |levels| direction.referenced(levels))?);
    }
    none_of(&problems, "these grow faster than the depth", "see `bounded` in codegen/src/lower/rules.rs")
}
