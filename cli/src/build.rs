//! Generates a client in a build script.
//!
//! In `build.rs`:
//!
//! ```no_run
//! fn main() -> Result<(), faithful::build::Error> {
//!     faithful::build::generate("openapi.json")
//! }
//! ```
//!
//! In any module of the crate, which depends on the runtime:
//!
//! ```ignore
//! mod pets {
//!     faithful_runtime::include_client!();
//! }
//! ```
//!
//! Names stay as they are if `faithful lock openapi.json` has recorded them in `names.lock.json`, next to the document.
//!
//! The build script runs again only if one of the files changes that the document consists of. The client has no features for
//! tags; `only` leaves out what is not needed.

use std::fmt;
use std::path::{Path, PathBuf};

use faithful_codegen::{Files, Generated, embed};

use crate::disk;
use crate::explain;
use crate::generate::{self, Input};
use crate::request::{Document, LOCK, LockFile};
use crate::terminal::{self, shown};

/// How many warnings are shown. Cargo shows those of the package itself, and not those of dependencies.
const SHOWN: usize = 10;

/// Generates the client of a document into the folder `OUT_DIR`, where `include_client!()` finds it. The path of the document
/// is relative to the folder of the package.
///
/// # Errors
/// Fails if the document has errors or cannot be read, or if the client cannot be written.
pub fn generate(document: impl AsRef<Path>) -> Result<(), Error> {
    Client::new(document).generate()
}

/// A client with options, which are those of `faithful generate`.
#[derive(Clone, Debug)]
pub struct Client {
    name: String,
    input: Input,
    codes: [Vec<String>; 2],
    lock: Option<PathBuf>,
}

/// The reason why a client was not generated. The text is also shown by `Debug`, which is what cargo prints if `main` returns
/// the error.
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::error::Error for Error {}

impl Client {
    /// Returns the client of a document, without options.
    pub fn new(document: impl AsRef<Path>) -> Self {
        let input = Input { spec: document.as_ref().to_owned(), ..Input::default() };
        Self { name: "client".to_owned(), input, codes: [Vec::new(), Vec::new()], lock: None }
    }

    /// Gives the client a name, if there are several in a crate: `include_client!("pets")` includes the one with the name `pets`.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Uses these settings, and not the `settings.json` next to the document.
    #[must_use]
    pub fn settings(mut self, file: impl AsRef<Path>) -> Self {
        self.input.settings = Some(file.as_ref().to_owned());
        self
    }

    /// Uses the names of this lock file, and not of the `names.lock.json` next to the document. It is not written;
    /// `faithful lock` does that.
    #[must_use]
    pub fn lock(mut self, file: impl AsRef<Path>) -> Self {
        self.lock = Some(file.as_ref().to_owned());
        self
    }

    /// Allows references to files below this folder, besides the folder of the document and that of the package.
    #[must_use]
    pub fn root(mut self, folder: impl AsRef<Path>) -> Self {
        self.input.roots.push(folder.as_ref().to_owned());
        self
    }

    /// Includes only the operations with this tag, or with one of several.
    #[must_use]
    pub fn only(mut self, tag: impl Into<String>) -> Self {
        self.input.only.push(tag.into());
        self
    }

    /// Suppresses all warnings with this code.
    #[must_use]
    pub fn allow(mut self, code: impl Into<String>) -> Self {
        self.codes[0].push(code.into());
        self
    }

    /// Treats warnings with this code as errors.
    #[must_use]
    pub fn deny(mut self, code: impl Into<String>) -> Self {
        self.codes[1].push(code.into());
        self
    }

    /// Generates the client.
    ///
    /// # Errors
    /// Fails if an option is invalid, if the document has errors or cannot be read, or if the client cannot be written.
    pub fn generate(self) -> Result<(), Error> {
        let Some(out) = std::env::var_os("OUT_DIR") else {
            return Err(Error("there is no OUT_DIR, which cargo sets for build scripts".to_owned()));
        };
        self.generate_to(Path::new(&out)).map_err(Error)
    }

    fn generate_to(mut self, out: &Path) -> Result<(), String> {
        let codes = |names: &[String]| names.iter().map(|name| explain::code(name)).collect::<Result<_, _>>();
        (self.input.allow, self.input.deny) = (codes(&self.codes[0])?, codes(&self.codes[1])?);
        let document = Document::new(&self.input.spec, self.input.settings.as_deref(), &self.input.roots)?;
        let lock = self.lock.unwrap_or_else(|| self.input.spec.with_file_name(LOCK));
        let lock_file = LockFile::new(&lock)?;
        let outcome = generate::generated(&document, &lock_file, &self.input, "client");
        let sources =
            outcome.as_ref().map_or_else(|failure| &failure.sources, |generated| &generated.sources);
        for file in sources.files() {
            terminal::instruct("rerun-if-changed", &document.place(file));
        }
        let generated = outcome.map_err(|failure| generate::errors_of(&failure, &document))?;
        warn(&generated, &document);
        if lock_file.differs_from(&generated.lock) {
            terminal::instruct("warning", &outdated(document.path(), &lock));
        }
        write(&embed(&generated.files, &self.name)?, out)
    }
}

/// The warning about a lock file that lacks names.
fn outdated(document: &Path, lock: &Path) -> String {
    let option = if lock == document.with_file_name(LOCK) {
        String::new()
    } else {
        format!(" --lock {}", shown(lock))
    };
    let document = shown(document);
    format!("{} lacks names of this client; `faithful lock {document}{option}` updates it", shown(lock))
}

/// Shows the first warnings, and the number of the others.
fn warn(generated: &Generated, document: &Document) {
    let warnings = generated.diagnostics.to_json_with(&generated.sources, &|file| document.place(file));
    let warnings = warnings.as_array().map(Vec::as_slice).unwrap_or_default();
    for warning in warnings.iter().take(SHOWN) {
        let text = |key: &str| warning[key].as_str().unwrap_or_default().to_owned();
        let line = format!(
            "{}:{}:{}: {} [{}]; {}",
            text("file"),
            warning["line"],
            warning["column"],
            text("message"),
            text("code"),
            text("help"),
        );
        terminal::instruct("warning", &line);
    }
    if warnings.len() > SHOWN {
        let rest = warnings.len() - SHOWN;
        let line = format!("{rest} more; `faithful check {}` shows them", shown(document.path()));
        terminal::instruct("warning", &line);
    }
}

/// Writes the files that have changed, so that nothing is compiled again without a reason.
fn write(files: &Files, out: &Path) -> Result<(), String> {
    for (path, text) in files.iter() {
        let path = out.join(path);
        if disk::read(&path).as_deref() != Ok(text) {
            disk::write(&path, text)?;
        }
    }
    Ok(())
}
