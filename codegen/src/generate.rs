//! Runs the stages in order, from a request to the generated files or the public surface.

use crate::diagnostic::{Code, Diagnostics};
use crate::document::Document;
use crate::files::Files;
use crate::ir::Api;
use crate::lock::Lock;
use crate::names::Names;
use crate::settings::Settings;
use crate::source::{Location, Source, Sources};
use crate::summary::Summary;
use crate::surface::Surface;
use crate::{analyze, document, emit, lower, names, render, settings};

/// The input of the generator.
#[derive(Clone, Debug)]
pub struct Request {
    /// Name of the root document in the source.
    pub root: String,
    /// Name of the settings file, if there is one.
    pub settings: Option<String>,
    /// Name of the lock file, if there is one. It records the names and variant selections of the last run.
    pub lock: Option<String>,
    /// Name by which examples in the documentation import the generated crate.
    pub crate_name: String,
}

/// The output of the generator.
#[derive(Debug)]
pub struct Generated {
    /// Generated files.
    pub files: Files,
    /// Counts of the generated items.
    pub summary: Summary,
    /// Text of the lock file for the next run.
    pub lock: String,
    /// Public surface of the client.
    pub surface: Surface,
    /// Intermediate representation of the API.
    pub api: Api,
    /// Assigned identifiers.
    pub names: Names,
    /// Warnings that the settings do not allow.
    pub diagnostics: Diagnostics,
    /// Source texts of the diagnostics.
    pub sources: Sources,
}

/// The reasons why nothing was generated.
#[derive(Debug)]
pub struct Failure {
    /// All errors and warnings.
    pub diagnostics: Diagnostics,
    /// Source texts of the diagnostics.
    pub sources: Sources,
}

impl Failure {
    /// Renders the diagnostics as text with source lines.
    #[must_use]
    pub fn render(&self) -> String {
        self.diagnostics.render(&self.sources)
    }
}

/// Generates a client.
///
/// # Errors
/// Returns all errors in the document, the settings, the corrections and the lock file together.
pub fn generate(request: &Request, source: &dyn Source) -> Result<Generated, Box<Failure>> {
    generate_part(request, &[], source)
}

/// Generates a client of the operations with some tags, and of the types that they use; of all operations if there are no
/// tags.
///
/// # Errors
/// Returns all errors in the document, the settings, the corrections and the lock file together, and the tags that do not
/// exist.
pub fn generate_part(
    request: &Request,
    tags: &[String],
    source: &dyn Source,
) -> Result<Generated, Box<Failure>> {
    on_a_large_stack(|| {
        let mut texts = Texts::default();
        let generated = run(request, tags, source, &mut texts);
        let generated = texts.outcome(generated)?;
        let Texts { diagnostics, sources } = texts;
        Ok(Generated { diagnostics, sources, ..generated })
    })
}

/// Returns the public surface of the client, without generating its code.
///
/// # Errors
/// Returns all errors in the document, the settings, the corrections and the lock file together.
pub fn surface(request: &Request, source: &dyn Source) -> Result<Surface, Box<Failure>> {
    on_a_large_stack(|| {
        let mut texts = Texts::default();
        let lowered = lower_and_name(request, &[], source, &mut texts);
        let surface =
            lowered.map(|Lowered { api, names, .. }| Surface::new(&api, &analyze::analyze(&api), &names));
        texts.outcome(surface)
    })
}

/// The texts that were read, and the diagnostics about them.
#[derive(Default)]
struct Texts {
    sources: Sources,
    diagnostics: Diagnostics,
}

impl Texts {
    /// Returns the output, or a failure if there are errors.
    fn outcome<T>(&mut self, output: Option<T>) -> Result<T, Box<Failure>> {
        match output {
            Some(output) if !self.diagnostics.has_errors() => Ok(output),
            Some(_) | None => {
                let Self { sources, diagnostics } = std::mem::take(self);
                Err(Box::new(Failure { diagnostics, sources }))
            }
        }
    }
}

/// Size of the stack: schemas are processed recursively, so a deeply nested document needs a large one. Pages of the stack
/// that are not touched do not use memory.
const STACK: usize = 512 << 20;

fn on_a_large_stack<T: Send>(work: impl Fn() -> T + Send + Sync) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        match thread.spawn_scoped(scope, &work) {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            // If no thread can be started, the stack of the caller has to suffice.
            Err(_) => work(),
        }
    })
}

fn run(request: &Request, tags: &[String], source: &dyn Source, texts: &mut Texts) -> Option<Generated> {
    let Lowered { api, names, lock, root } = lower_and_name(request, tags, source, texts)?;
    let facts = analyze::analyze(&api);
    let mut files = Files::default();
    emit::emit(&api, &facts, &names, &request.crate_name, |module| {
        let path = module.path.clone();
        match render::render(module) {
            Ok(text) => files.insert(format!("src/{path}"), text),
            Err(error) => report_defect(&path, &error, &root, &mut texts.diagnostics),
        }
    });
    for (path, text) in emit::examples(&api, &names) {
        files.insert(format!("src/{path}"), text);
    }
    let summary = Summary::new(&api, &files);
    let surface = Surface::new(&api, &facts, &names);
    let (diagnostics, sources) = (Diagnostics::default(), Sources::default());
    let lock = lock.text();
    Some(Generated { files, summary, lock, surface, api, names, diagnostics, sources })
}

/// The output of the stages before emission.
struct Lowered {
    api: Api,
    names: Names,
    /// The names of this run.
    lock: Lock,
    /// Location of the document.
    root: Location,
}

/// Runs all stages before emission.
fn lower_and_name(
    request: &Request,
    tags: &[String],
    source: &dyn Source,
    texts: &mut Texts,
) -> Option<Lowered> {
    let Texts { sources, diagnostics } = texts;
    let settings: Settings = read_optional(request.settings.as_ref(), SETTINGS, source, sources, diagnostics);
    let document = document(request, &settings, source, sources, diagnostics)?;
    let settings_file = request.settings.as_deref().unwrap_or_default();
    let mut api = lower::lower(&document, &settings, settings_file, diagnostics);
    let lock: Lock = read_optional(request.lock.as_ref(), LOCK, source, sources, diagnostics);
    let whole = keep_part(&mut api, tags, &document.location, diagnostics);
    lock.compare(&api, &lock.previous(&api), diagnostics);
    let name = |api: &Api, lock: &Lock, diagnostics: &mut Diagnostics| {
        names::names(api, &settings, settings_file, (lock, &lock.previous(api)), diagnostics)
    };
    let record = |api: &Api, names: &Names| names::lock(api, names, &settings);
    let (names, of_whole) = match whole {
        None => (name(&api, &lock, diagnostics), None),
        Some(whole) => name_part((&api, &whole), &lock, (name, record), diagnostics),
    };
    settings::policy::apply(&settings, settings_file, lower::is_left_out(&api), diagnostics);
    // The document is dropped here, because it needs more memory than everything that is derived from it.
    (!diagnostics.has_errors()).then(|| {
        let lock = of_whole.unwrap_or_else(|| record(&api, &names));
        Lowered { api, names, lock, root: document.location }
    })
}

/// Removes everything but the operations with these tags from the API, and returns the whole one. Does nothing if there are
/// no tags.
fn keep_part(api: &mut Api, tags: &[String], place: &Location, diagnostics: &mut Diagnostics) -> Option<Api> {
    if tags.is_empty() {
        return None;
    }
    for tag in tags.iter().filter(|tag| api.tags.iter().all(|it| it.name != **tag)) {
        let (similar, all): (_, Vec<_>) =
            (lower::similar(api, tag), api.tags.iter().map(|it| &*it.name).collect());
        let (which, tags) =
            if similar.is_empty() { ("the tags are", all) } else { ("similar tags are", similar) };
        let tags: Vec<_> = tags.iter().map(|tag| format!("`{tag}`")).collect();
        let help = format!("{which} {}", tags.join(", "));
        diagnostics.error(
            Code::SettingWithoutEffect,
            place,
            format!("no operation has the tag `{tag}`"),
            &help,
        );
    }
    let whole = api.clone();
    lower::keep(api, tags);
    Some(whole)
}

/// Names a part of an API as in the whole, and returns the lock file of the whole. Settings that only affect the rest are not
/// reported.
fn name_part(
    (part, whole): (&Api, &Api),
    lock: &Lock,
    (name, record): (impl Fn(&Api, &Lock, &mut Diagnostics) -> Names, impl Fn(&Api, &Names) -> Lock),
    diagnostics: &mut Diagnostics,
) -> (Names, Option<Lock>) {
    let (mut of_part, mut of_whole) = (Diagnostics::default(), Diagnostics::default());
    let all = name(whole, lock, &mut of_whole);
    // Operations may have no names if there are errors.
    let mut next = (!diagnostics.has_errors()).then(|| record(whole, &all));
    let names = name(part, next.as_ref().unwrap_or(lock), &mut of_part);
    if let Some(next) = &mut next {
        next.keep_selections(lock, &record(part, &names));
    }
    let stale: Vec<_> =
        of_whole.sorted().into_iter().filter(|it| it.code == Code::SettingWithoutEffect).collect();
    for diagnostic in of_part.sorted() {
        let is_reported = diagnostic.code != Code::SettingWithoutEffect
            || stale.iter().any(|it| it.location == diagnostic.location);
        if is_reported {
            diagnostics.push(diagnostic.clone());
        }
    }
    (names, next)
}

/// What to do about invalid settings.
const SETTINGS: &str = "`faithful explain settings-invalid` lists the settings";

/// What to do about an invalid lock file.
const LOCK: &str = "restore the lock file of the last run; without one, all names are assigned anew";

/// Reads and parses a file. Returns the default if the request names none.
fn read_optional<T: Default + serde::de::DeserializeOwned>(
    file: Option<&String>,
    help: &str,
    source: &dyn Source,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> T {
    let Some(file) = file else {
        return T::default();
    };
    if !load(source, file, &Location::root(file), sources, diagnostics) {
        return T::default();
    }
    let text = sources.text(file).unwrap_or_default();
    settings::parse(file, text, help, diagnostics).unwrap_or_default()
}

/// Reads a JSON file, and returns whether that succeeded.
fn load(
    source: &dyn Source,
    file: &str,
    referrer: &Location,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> bool {
    let loaded = sources.load(source, file);
    diagnostics.unreadable(sources, file, referrer);
    loaded
}

fn document(
    request: &Request,
    settings: &Settings,
    source: &dyn Source,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    if !document::load_files(&request.root, source, sources, diagnostics) {
        return None;
    }
    let referrer = Location::root(request.settings.as_deref().unwrap_or_default());
    for file in settings.corrections.iter().chain(&settings.overlays) {
        let loaded = sources.load_referenced(source, file);
        diagnostics.unreadable(sources, file, &referrer);
        if !loaded {
            continue;
        }
        if settings.corrections.as_ref() == Some(file) {
            settings::corrections::apply(file, sources, diagnostics);
        } else {
            settings::overlays::apply(file, &request.root, sources, diagnostics);
        }
        // A change may refer to a file that has not been read yet.
        document::load_files(&request.root, source, sources, diagnostics);
    }
    document::read(&request.root, sources, diagnostics)
}

/// Reports emitted code that is not valid Rust, which is a bug in the generator.
fn report_defect(path: &str, error: &syn::Error, root: &Location, diagnostics: &mut Diagnostics) {
    diagnostics.error(
        Code::Unsupported,
        root,
        format!("`{path}`: the generated code is not valid Rust: {error}"),
        "this is a bug in the generator, not in the document; please report it",
    );
}
