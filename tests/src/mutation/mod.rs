//! Documents that are broken by chance: what the generator is told to survive.
//!
//! A case is a document out of those we have, with one to four things in one of its files deleted,
//! renamed, retyped, duplicated, moved, added or cut. The generator may make what it likes of it,
//! but it must come back within its time, without a panic, and each finding must have a place.

mod edit;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use codegen::Request;
use codegen::diagnostic::Diagnostics;
use codegen::source::Sources;

use crate::random::Random;
use crate::{Outcome, disk, fixture, spec};

/// The longest that the generator may think about one case.
const LONGEST: Duration = Duration::from_secs(1);

/// One in so many cases is the whole document of this workspace, which takes a while.
const LARGE: usize = 400;

/// A document with all that stands beside it, by path.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it is called in messages.
    pub name: String,
    /// Its files.
    pub files: BTreeMap<String, String>,
}

/// All documents that cases are made from.
#[derive(Clone, Debug)]
pub struct Documents {
    good: Vec<Document>,
    refused: Vec<Document>,
    large: Document,
}

impl Documents {
    /// The fixtures, the examples of the diagnostics, and the spec.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn read() -> Outcome<Self> {
        let (mut good, mut refused) = (Vec::new(), Vec::new());
        for fixture in fixture::all()? {
            let list = if fixture.generate().is_ok() { &mut good } else { &mut refused };
            list.push(Document { name: fixture.name, files: fixture.files });
        }
        let mut files = BTreeMap::new();
        for file in disk::files_below(&spec::folder())? {
            if disk::has_extension(&file, "json") && !file.starts_with("checks/") {
                files.insert(file.clone(), disk::read(&spec::folder().join(&file))?);
            }
        }
        Ok(Self { good, refused, large: Document { name: "spec".to_owned(), files } })
    }

    /// The documents as they are.
    pub fn originals(&self) -> impl Iterator<Item = &Document> {
        self.good.iter().chain(&self.refused).chain([&self.large])
    }

    /// The document of a case, broken.
    #[must_use]
    pub fn case(&self, seed: u64, index: u64) -> Document {
        let mut random = Random::new(seed, index);
        let small = if random.one_in(4) { &self.refused } else { &self.good };
        let base = if random.one_in(LARGE) { None } else { random.pick(small) };
        let base = base.unwrap_or(&self.large);
        let mut document = base.clone();
        // One thing broken leads deeper into the generator than several, which are refused sooner.
        let edits = if random.one_in(3) { 1 + random.below(4) } else { 1 };
        for _ in 0..edits {
            edit::edit(&mut document.files, &mut random);
        }
        document
    }
}

/// Whether the generator made something of a document, or refused it as it should.
///
/// # Errors
/// What is wrong with how it took the document.
pub fn survives(document: &Document) -> Result<bool, String> {
    let settings = "settings.json".to_owned();
    let request = Request {
        root: "openapi.json".to_owned(),
        settings: document.files.contains_key(&settings).then_some(settings),
        lock: None,
        crate_name: "client".to_owned(),
    };
    let started = Clock::start();
    let run = catch_unwind(AssertUnwindSafe(|| match codegen::generate(&request, &document.files) {
        Ok(generated) => (true, located(&generated.diagnostics, &generated.sources, document, true)),
        Err(failure) => (false, located(&failure.diagnostics, &failure.sources, document, false)),
    }));
    let took = started.elapsed();
    match run {
        Err(_) => Err("it panics".to_owned()),
        Ok((_, Some(problem))) => Err(problem),
        Ok((_, None)) if took > LONGEST => Err(format!("it takes {took:?}")),
        Ok((generated, None)) => Ok(generated),
    }
}

/// Whether each finding stands in a file at a place that exists, and says something.
fn located(found: &Diagnostics, sources: &Sources, document: &Document, succeeded: bool) -> Option<String> {
    if !succeeded && !found.has_errors() {
        return Some("it is refused without a word".to_owned());
    }
    let _ = found.render(sources);
    let array = found.to_json(sources);
    let findings = array.as_array().into_iter().flatten();
    findings.map(|finding| misplaced(finding, document)).find(Option::is_some).flatten()
}

fn misplaced(finding: &serde_json::Value, document: &Document) -> Option<String> {
    let number =
        |key: &str| finding[key].as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
    let text = |key: &str| finding[key].as_str().unwrap_or_default();
    let exists = document.files.get(text("file")).is_some_and(|source| {
        let line = source.split('\n').nth(number("line").wrapping_sub(1));
        line.is_some_and(|line| (1..=line.chars().count() + 1).contains(&number("column")))
    });
    let says = text("message").len() > 3 && text("help").len() > 3;
    (!exists || !says).then(|| format!("a finding has no place, or says nothing: {finding}"))
}

/// The time that this thread works, where the system tells: others may be busy on the same cores.
struct Clock {
    work: Option<Duration>,
    wall: Instant,
}

impl Clock {
    fn start() -> Self {
        Self { work: work(), wall: Instant::now() }
    }

    fn elapsed(&self) -> Duration {
        let worked = work().zip(self.work).map(|(end, start)| end.saturating_sub(start));
        worked.unwrap_or_else(|| self.wall.elapsed())
    }
}

fn work() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
