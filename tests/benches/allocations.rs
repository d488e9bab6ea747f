//! Memory allocations per call, compared with bare reqwest.

#[path = "support/calls.rs"]
mod calls;
#[path = "support/table.rs"]
mod table;
#[path = "support/templates.rs"]
mod templates;

use std::alloc::System;
use std::rc::Rc;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tests::Outcome;

use self::calls::{Caller, Server, Way};
use self::table::Row;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const CALLS: usize = 1000;

fn main() -> Outcome {
    if std::env::args().nth(1).as_deref() == Some("--serve") {
        return calls::serve();
    }
    let server = Server::start()?;
    let ours = allocations(Way::ours(&server)?)?;
    let reference = allocations(Way::reqwest(&server)?)?;
    let limited = allocations(Way::reqwest_with_limit(&server)?)?;
    let hyper = allocations(Way::hyper(&server))?;
    record("a call against bare reqwest", ours, reference, Some("+20"))?;
    record("a call against bare reqwest with a time limit", ours, limited, None)?;
    record("a call against bare hyper", ours, hyper, None)?;
    record("bare reqwest against bare hyper", reference, hyper, None)
}

fn record(figure: &str, ours: f64, reference: f64, target: Option<&str>) -> Outcome {
    let result = format!("{:+}", ours - reference);
    Row { figure, unit: "allocations", ours, reference, result, target }.record()
}

/// Allocations per call, including reallocations.
fn allocations(way: Way) -> Outcome<f64> {
    let caller = Caller::new(&Rc::new(calls::runtime()?), way, 1)?;
    let region = Region::new(ALLOCATOR);
    caller.calls(1, CALLS)?;
    let change = region.change();
    let count = table::count((change.allocations + change.reallocations) as u64);
    Ok((count / table::count(CALLS as u64)).round())
}
