//! The stages in their order, from a request to the generated files or a public surface.

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

/// What is to be generated.
#[derive(Clone, Debug)]
pub struct Request {
    /// The root document, as the source knows it.
    pub root: String,
    /// The settings, if there are any.
    pub settings: Option<String>,
    /// The file with the names and decisions of the last run, if there is one.
    pub lock: Option<String>,
    /// The name under which examples in the documentation import the generated crate.
    pub crate_name: String,
}

/// What was generated.
#[derive(Debug)]
pub struct Generated {
    /// The machine-written files, by their path in the generated crate.
    pub files: Files,
    /// What was made, in numbers.
    pub summary: Summary,
    /// The text of the lock file, for the next run.
    pub lock: String,
    /// The public surface.
    pub surface: Surface,
    /// The representation that everything was made from.
    pub api: Api,
    /// The identifiers that were decided.
    pub names: Names,
    /// What the reader should know: warnings that are not waived.
    pub diagnostics: Diagnostics,
    /// The texts that the diagnostics are about.
    pub sources: Sources,
}

/// Why nothing was generated.
#[derive(Debug)]
pub struct Failure {
    /// Everything that is wrong.
    pub diagnostics: Diagnostics,
    /// The texts that the diagnostics are about.
    pub sources: Sources,
}

impl Failure {
    /// The diagnostics as a person reads them.
    #[must_use]
    pub fn render(&self) -> String {
        self.diagnostics.render(&self.sources)
    }
}

/// Generates a client.
///
/// # Errors
/// All that is wrong with the document, its settings or its corrections, at once.
pub fn generate(request: &Request, source: &dyn Source) -> Result<Generated, Box<Failure>> {
    on_a_large_stack(|| {
        let mut texts = Texts::default();
        let generated = run(request, source, &mut texts);
        let generated = texts.outcome(generated)?;
        let Texts { diagnostics, sources } = texts;
        Ok(Generated { diagnostics, sources, ..generated })
    })
}

/// The public surface that a document gives, without the code of a client.
///
/// # Errors
/// All that is wrong with the document, its settings or its corrections, at once.
pub fn surface(request: &Request, source: &dyn Source) -> Result<Surface, Box<Failure>> {
    on_a_large_stack(|| {
        let mut texts = Texts::default();
        let understood = understand(request, source, &mut texts);
        let surface = understood.map(|(api, names, _)| Surface::new(&api, &analyze::analyze(&api), &names));
        texts.outcome(surface)
    })
}

/// What was read, and what is wrong with it.
#[derive(Default)]
struct Texts {
    sources: Sources,
    diagnostics: Diagnostics,
}

impl Texts {
    /// What was made, unless something is wrong.
    fn outcome<T>(&mut self, made: Option<T>) -> Result<T, Box<Failure>> {
        match made {
            Some(made) if !self.diagnostics.has_errors() => Ok(made),
            Some(_) | None => {
                let Self { sources, diagnostics } = std::mem::take(self);
                Err(Box::new(Failure { diagnostics, sources }))
            }
        }
    }
}

/// Schemas are followed from one to the next as deep as the document goes, which has no limit but
/// memory; pages of a stack that are not touched cost none.
const STACK: usize = 512 << 20;

fn on_a_large_stack<T: Send>(work: impl Fn() -> T + Send + Sync) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        match thread.spawn_scoped(scope, &work) {
            Ok(thread) => thread.join().unwrap_or_else(|defect| std::panic::resume_unwind(defect)),
            // A system that refuses a thread of its own still has the stack of the caller.
            Err(_) => work(),
        }
    })
}

fn run(request: &Request, source: &dyn Source, texts: &mut Texts) -> Option<Generated> {
    let (api, names, root) = understand(request, source, texts)?;
    let facts = analyze::analyze(&api);
    let mut files = Files::default();
    emit::emit(&api, &facts, &names, &request.crate_name, |module| {
        let path = module.path.clone();
        match render::render(module) {
            Ok(text) => files.insert(format!("src/{path}"), text),
            Err(error) => report_defect(&path, &error, &root, &mut texts.diagnostics),
        }
    });
    for (path, text) in emit::responses(&api, &names) {
        files.insert(format!("src/{path}"), text);
    }
    let summary = Summary::new(&api, &files);
    let surface = Surface::new(&api, &facts, &names);
    let (diagnostics, sources) = (Diagnostics::default(), Sources::default());
    let lock = names.lock(&api).text();
    Some(Generated { files, summary, lock, surface, api, names, diagnostics, sources })
}

/// Everything that comes before emission, and where the document stands.
fn understand(request: &Request, source: &dyn Source, texts: &mut Texts) -> Option<(Api, Names, Location)> {
    let Texts { sources, diagnostics } = texts;
    let settings: Settings = beside(request.settings.as_ref(), source, sources, diagnostics);
    let document = document(request, &settings, source, sources, diagnostics)?;
    let settings_file = request.settings.as_deref().unwrap_or_default();
    let api = lower::lower(&document, &settings, settings_file, diagnostics);
    let lock: Lock = beside(request.lock.as_ref(), source, sources, diagnostics);
    lock.compare(&api, diagnostics);
    let names = names::names(&api, &settings, settings_file, &lock, diagnostics);
    settings::policy::apply(&settings, settings_file, diagnostics);
    // The document, the largest of all that was made, ends here.
    (!diagnostics.has_errors()).then_some((api, names, document.location))
}

/// A file beside the document, if there is one.
fn beside<T: Default + serde::de::DeserializeOwned>(
    file: Option<&String>,
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
    settings::parse(file, text, diagnostics).unwrap_or_default()
}

/// Reads a file that must hold JSON, and says whether it does.
fn load(
    source: &dyn Source,
    file: &str,
    wanted_by: &Location,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> bool {
    let loaded = sources.load(source, file);
    diagnostics.unreadable(sources, file, wanted_by);
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
    if let Some(file) = &settings.corrections {
        let wanted_by = Location::root(request.settings.as_deref().unwrap_or_default());
        if load(source, file, &wanted_by, sources, diagnostics) {
            settings::corrections::apply(file, sources, diagnostics);
        }
        // A correction may refer to a file that nothing referred to before.
        document::load_files(&request.root, source, sources, diagnostics);
    }
    document::read(&request.root, sources, diagnostics)
}

/// An emitter made something that is no Rust: a defect of the generator, told as one.
fn report_defect(path: &str, error: &syn::Error, root: &Location, diagnostics: &mut Diagnostics) {
    diagnostics.error(
        Code::Unsupported,
        root,
        format!("the generator made no valid Rust for {path}: {error}"),
        "this is a defect of the generator, not of the document; please report it",
    );
}
