//! Randomly broken documents that the generator must handle.
//!
//! A case is an existing document with one to four random edits: something deleted, renamed, retyped, duplicated,
//! moved, added or truncated. The generator may accept or reject it, but it must finish in time, not panic, and
//! give each diagnostic a location.

mod edit;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use faithful_codegen::Request;
use faithful_codegen::diagnostic::Diagnostics;
use faithful_codegen::source::{Sources, Value};

use crate::random::Random;
use crate::{Outcome, fixture, spec, yaml};

/// The maximum time for one case.
const TIMEOUT: Duration = Duration::from_secs(1);

/// One in this many cases uses the spec of this workspace, which is slow.
const LARGE: usize = 400;

/// One in this many cases is written as YAML.
const YAML: usize = 6;

/// A document with its settings and other files.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its name in messages.
    pub name: String,
    /// The contents of its files by path.
    pub files: BTreeMap<String, String>,
}

/// The documents from which cases are derived.
#[derive(Clone, Debug)]
pub struct Documents {
    good: Vec<Document>,
    rejected: Vec<Document>,
    large: Document,
}

impl Documents {
    /// Reads the fixtures and the example spec.
    ///
    /// # Errors
    /// Fails if one cannot be read.
    pub fn read() -> Outcome<Self> {
        let (mut good, mut rejected) = (Vec::new(), Vec::new());
        for fixture in fixture::all()? {
            let list = if fixture.generate().is_ok() { &mut good } else { &mut rejected };
            list.push(Document { name: fixture.name, files: fixture.files });
        }
        let files = spec::files(&spec::example())?;
        Ok(Self { good, rejected, large: Document { name: "spec".to_owned(), files } })
    }

    /// The unchanged documents.
    pub fn originals(&self) -> impl Iterator<Item = &Document> {
        self.good.iter().chain(&self.rejected).chain([&self.large])
    }

    /// The broken document of a case.
    #[must_use]
    pub fn case(&self, seed: u64, index: u64) -> Document {
        let mut random = Random::new(seed, index);
        let small = if random.one_in(4) { &self.rejected } else { &self.good };
        let base = if random.one_in(LARGE) { None } else { random.pick(small) };
        let base = base.unwrap_or(&self.large);
        let mut document = base.clone();
        // A single edit gets further into the generator than several, which are rejected early.
        let edits = if random.one_in(3) { 1 + random.below(4) } else { 1 };
        for _ in 0..edits {
            edit::edit(&mut document.files, &mut random);
        }
        if random.one_in(YAML) {
            rewrite(&mut document.files, &mut random);
        }
        document
    }
}

/// Writes the root document as YAML, and sometimes breaks its text.
fn rewrite(files: &mut BTreeMap<String, String>, random: &mut Random) {
    let Some(text) = files.get("openapi.json") else { return };
    if let Ok(value) = Value::parse(text) {
        let mut text = yaml::text(&value, random);
        if random.one_in(3) {
            edit::edit_text(&mut text, random);
        }
        files.remove("openapi.json");
        files.insert("openapi.yaml".to_owned(), text);
    }
}

/// Runs the generator, and returns whether it generated a client or rejected the document.
///
/// # Errors
/// Describes how the generator misbehaved.
pub fn survives(document: &Document) -> Result<bool, String> {
    let settings = "settings.json".to_owned();
    let request = Request {
        root: fixture::root(&document.files).to_owned(),
        settings: document.files.contains_key(&settings).then_some(settings),
        lock: None,
        crate_name: "client".to_owned(),
    };
    let started = Clock::start();
    let run =
        catch_unwind(AssertUnwindSafe(|| match faithful_codegen::generate(&request, &document.files) {
            Ok(generated) => (true, unlocated(&generated.diagnostics, &generated.sources, document, true)),
            Err(failure) => (false, unlocated(&failure.diagnostics, &failure.sources, document, false)),
        }));
    let took = started.elapsed();
    match run {
        Err(_) => Err("it panics".to_owned()),
        Ok((_, Some(problem))) => Err(problem),
        Ok((_, None)) if took > TIMEOUT => Err(format!("it takes {took:?}")),
        Ok((generated, None)) => Ok(generated),
    }
}

/// Checks that each diagnostic has an existing location, a message and help; returns the first problem.
fn unlocated(found: &Diagnostics, sources: &Sources, document: &Document, succeeded: bool) -> Option<String> {
    if !succeeded && !found.has_errors() {
        return Some("it is rejected without an error".to_owned());
    }
    let _ = found.render(sources);
    let array = found.to_json(sources);
    array.as_array().into_iter().flatten().find_map(|diagnostic| misplaced(diagnostic, document))
}

fn misplaced(diagnostic: &serde_json::Value, document: &Document) -> Option<String> {
    let number =
        |key: &str| diagnostic[key].as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
    let text = |key: &str| diagnostic[key].as_str().unwrap_or_default();
    let exists = document.files.get(text("file")).is_some_and(|source| {
        let line = source.split('\n').nth(number("line").wrapping_sub(1));
        line.is_some_and(|line| (1..=line.chars().count() + 1).contains(&number("column")))
    });
    let is_explained = text("message").len() > 3 && text("help").len() > 3;
    (!exists || !is_explained)
        .then(|| format!("a diagnostic has no valid location, message or help: {diagnostic}"))
}

/// Measures the CPU time of this thread where the system reports it, since other tests share the cores.
struct Clock {
    cpu: Option<Duration>,
    wall: Instant,
}

impl Clock {
    fn start() -> Self {
        Self { cpu: cpu_time(), wall: Instant::now() }
    }

    fn elapsed(&self) -> Duration {
        let used = cpu_time().zip(self.cpu).map(|(end, start)| end.saturating_sub(start));
        used.unwrap_or_else(|| self.wall.elapsed())
    }
}

fn cpu_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
