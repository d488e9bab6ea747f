//! CPU time of a call on the client's thread, compared with bare reqwest and bare hyper. The server runs in a
//! separate process.

#[path = "support/calls.rs"]
mod calls;
#[path = "support/ratio.rs"]
mod ratio;
#[path = "support/table.rs"]
mod table;
#[path = "support/templates.rs"]
mod templates;

use std::rc::Rc;

use tests::Outcome;

use self::calls::{Caller, Server, Way};
use self::ratio::{Figure, Pair, Task};

/// Calls per round, at every concurrency.
const CALLS: usize = 64;

fn main() -> Outcome {
    if std::env::args().nth(1).as_deref() == Some("--serve") {
        return calls::serve();
    }
    let (server, runtime) = (Server::start()?, Rc::new(calls::runtime()?));
    let mut figures = Vec::new();
    for concurrency in [1, 64] {
        let figure = |name: &str, ours: Way, reference: Way, target| {
            let (ours, reference) =
                (Caller::new(&runtime, ours, concurrency)?, Caller::new(&runtime, reference, concurrency)?);
            let pair = Pair { ours: calls(ours, concurrency), reference: calls(reference, concurrency) };
            let name = format!("{CALLS} calls, {concurrency} at a time, {name}");
            Ok::<_, tests::Failure>(Figure { name, pair, scale: 1.0, target })
        };
        let (ours, reqwest) = (Way::ours(&server)?, Way::reqwest(&server)?);
        let (limited, hyper) = (Way::reqwest_with_limit(&server)?, Way::hyper(&server));
        figures.push(figure("against bare reqwest", ours.clone(), reqwest.clone(), Some("1.00"))?);
        figures.push(figure("against bare reqwest with a time limit", ours.clone(), limited, None)?);
        figures.push(figure("against bare hyper", ours, hyper.clone(), None)?);
        figures.push(figure("bare reqwest against bare hyper", reqwest, hyper, None)?);
    }
    ratio::run(&figures)
}

fn calls(caller: Caller, concurrency: usize) -> Task {
    Box::new(move || {
        if let Err(failure) = caller.calls(concurrency, CALLS / concurrency) {
            eprintln!("{failure:?}");
        }
    })
}
