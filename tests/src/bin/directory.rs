//! Runs the generator on every document below a folder, and counts the accepted and the rejected ones per reason.
//!
//! `tests/third-party/directory` runs it on the public OpenAPI directory. Prints a line per rejected document to stderr
//! and two tables in Markdown to stdout. Fails if the generator panics, or if it rejects more than one percent of the
//! documents.

use std::collections::BTreeMap;
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use codegen::diagnostic::Severity;
use codegen::{Request, generate};
use tests::{Failure, Outcome, disk};

/// The result of one document.
enum Kind {
    /// Swagger 2.0.
    Earlier,
    /// Neither operations nor schemas.
    Empty,
    /// A client was generated, with this many omitted operations.
    Accepted(usize),
    /// The codes of the errors, with the first message of each.
    Rejected(BTreeMap<&'static str, String>),
    Panicked,
}

fn main() -> Outcome {
    let folder = std::env::args().nth(1).ok_or("usage: directory FOLDER")?;
    let folder = Path::new(&folder);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut reasons: BTreeMap<&'static str, Vec<(String, String)>> = BTreeMap::new();
    let mut omitted = 0;
    for file in disk::files_below(folder)?.into_iter().filter(|file| disk::has_extension(file, "json")) {
        let outcome = run(&folder.join(&file))?;
        let name = match outcome {
            Kind::Earlier => "Swagger 2.0",
            Kind::Empty => "without operations and schemas",
            Kind::Accepted(operations) => {
                omitted += operations;
                "accepted"
            }
            Kind::Rejected(codes) => {
                for (code, message) in codes {
                    eprintln!("{file}: {code}: {message}");
                    reasons.entry(code).or_default().push((file.clone(), message));
                }
                "rejected"
            }
            Kind::Panicked => {
                eprintln!("{file}: panic");
                "panicked"
            }
        };
        *counts.entry(name).or_default() += 1;
    }
    report(&counts, &reasons, omitted)
}

fn run(path: &Path) -> Outcome<Kind> {
    let text = fs::read(path).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    let value: serde_json::Value = serde_json::from_slice(&text)?;
    if value.get("swagger").is_some() {
        return Ok(Kind::Earlier);
    }
    let count = |value: Option<&serde_json::Value>| {
        value.and_then(|it| it.as_object()).map_or(0, serde_json::Map::len)
    };
    let has_schemas = count(value.pointer("/components/schemas")) > 0;
    if count(value.get("paths")) == 0 && !has_schemas && count(value.get("webhooks")) == 0 {
        return Ok(Kind::Empty);
    }
    let request = Request {
        root: "openapi.json".to_owned(),
        settings: None,
        lock: None,
        crate_name: "directory".to_owned(),
    };
    let files = BTreeMap::from([("openapi.json".to_owned(), String::from_utf8_lossy(&text).into_owned())]);
    Ok(match catch_unwind(|| generate(&request, &files)) {
        Ok(Ok(generated)) => Kind::Accepted(generated.api.omitted.len()),
        Ok(Err(failure)) => {
            let mut codes = BTreeMap::new();
            let sorted = failure.diagnostics.sorted();
            for error in sorted.into_iter().filter(|it| it.severity == Severity::Error) {
                let message = format!("{} at {}", error.message, error.location);
                codes.entry(error.code.as_str()).or_insert(message);
            }
            Kind::Rejected(codes)
        }
        Err(_) => Kind::Panicked,
    })
}

fn report(
    counts: &BTreeMap<&str, usize>,
    reasons: &BTreeMap<&'static str, Vec<(String, String)>>,
    omitted: usize,
) -> Outcome {
    println!("| documents | count |\n|---|---|");
    for (name, count) in counts {
        println!("| {name} | {count} |");
    }
    println!("\n{omitted} operations of the accepted documents are omitted.");
    println!("\n| rejected because of | documents | first document |\n|---|---|---|");
    for (code, documents) in reasons {
        let first = documents.first().map_or(String::new(), |(file, message)| format!("`{file}`: {message}"));
        println!("| `{code}` | {} | {} |", documents.len(), first.replace('|', "\\|"));
    }
    let count = |name: &str| counts.get(name).copied().unwrap_or_default();
    let (accepted, rejected) = (count("accepted"), count("rejected"));
    if count("panicked") > 0 || rejected * 100 > accepted + rejected {
        return Err(Failure::new(format!("{rejected} of {} documents are rejected", accepted + rejected)));
    }
    Ok(())
}
