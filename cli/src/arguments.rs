//! The command line: commands, options and their help.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use faithful::generate::{Changes, Format, Input, NewCrate, Options, Print};
use faithful::output::Mode;
use faithful::request::LOCK;
use faithful::{diff, explain};
use faithful_codegen::diagnostic::Code;
use faithful_codegen::diff::Verdict;
use faithful_codegen::{package_name, visible};

/// What follows the help of each command.
const EXIT_CODES: &str = "\
Exit codes:
  0  success
  1  the document has errors, `--check` or `--fail-on` found something, or a file cannot be read or written
  2  invalid arguments";

const EXAMPLES: &str = "\
Examples:
  faithful generate openapi.yaml --out client
  faithful check openapi.yaml
  faithful diff HEAD openapi.yaml

`faithful COMMAND --help` explains the options of a command.";

/// Generates async Rust clients from OpenAPI documents.
#[derive(Debug, Parser)]
#[command(name = "faithful", version, after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Generates a client, or checks that it is up to date.
    #[command(after_help = format!("{GENERATE}\n\n{EXIT_CODES}"))]
    Generate(Box<Generate>),
    /// Reports the problems of a document. Writes nothing.
    #[command(after_help = format!("{CHECK}\n\n{EXIT_CODES}"))]
    Check(Check),
    /// Prints the effects of an edit of a document on users of the client, and the next version.
    #[command(after_help = format!("{DIFF}\n\n{EXIT_CODES}"))]
    Diff(Diff),
    /// Writes the lock file of a client that a build script generates, or checks that it is up to date.
    #[command(after_help = format!("{LOCK_HELP}\n\n{EXIT_CODES}"))]
    Lock(Lock),
    /// Prints the reference page of a diagnostic code: its meaning, the reason, and the fix.
    #[command(after_help = format!("{EXPLAIN}\n\n{EXIT_CODES}"))]
    Explain {
        /// The code, which diagnostics show in brackets. Without it, all codes are listed.
        code: Option<String>,
    },
    /// Prints a completion script for a shell.
    #[command(after_help = format!("{COMPLETIONS}\n\n{EXIT_CODES}"))]
    Completions {
        /// The shell.
        shell: Shell,
    },
}

const GENERATE: &str = "\
Examples:
  faithful generate openapi.json                     writes the crate `client` to client/
  faithful generate openapi.json --name pet-store    writes the crate `pet-store` to pet-store/
  faithful generate openapi.json --out client --check
  faithful generate openapi.json --only Pets --only Users --out pets
  curl -s https://api.example/openapi.json | faithful generate - --out client

Only generated files are replaced or removed, and only if they were not edited since. Cargo.toml and src/lib.rs are
written if there is no crate yet, and never changed later; what they lack is reported.";

const CHECK: &str = "\
Examples:
  faithful check openapi.json
  faithful check openapi.json --deny heuristic-union
  faithful check openapi.json --format json";

const DIFF: &str = "\
Examples:
  faithful diff old.json new.json
  faithful diff main openapi.json                    the document on the git branch `main` and the one on disk
  faithful diff main openapi.json --fail-on breaking --format markdown";

const LOCK_HELP: &str = "\
Examples:
  faithful lock openapi.yaml                         writes names.lock.json next to openapi.yaml
  faithful lock openapi.yaml --check

A build script keeps the names in this file, but does not write it. `generate` writes the lock file of a crate.";

const EXPLAIN: &str = "\
Examples:
  faithful explain
  faithful explain heuristic-union";

const COMPLETIONS: &str = "\
Examples:
  faithful completions bash > ~/.local/share/bash-completion/completions/faithful
  faithful completions fish > ~/.config/fish/completions/faithful.fish";

/// Options of all commands that read a document.
#[derive(Args, Debug)]
struct Source {
    /// The OpenAPI document; `-` is standard input.
    #[arg(value_name = "SPEC")]
    spec: PathBuf,
    /// Uses these settings, and not the settings.json next to the document. Paths in them are relative to the document.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Reads the names of the last run from this file; `generate` and `lock` also write it. Without it, it is names.lock.json
    /// in the folder of the client, or next to the document if there is no such folder.
    #[arg(long, value_name = "FILE")]
    lock: Option<PathBuf>,
    /// Allows references to files below this folder. Otherwise, they must be below the folder of the document or the
    /// current directory. May be repeated.
    #[arg(long = "root", value_name = "DIR")]
    roots: Vec<PathBuf>,
    /// Includes only the operations with this tag and the types that they use. May be repeated.
    #[arg(long, value_name = "TAG")]
    only: Vec<String>,
    /// Suppresses all warnings with this code. May be repeated. `allow` in the settings does the same for one location.
    #[arg(long, value_name = "CODE", value_parser = code)]
    allow: Vec<Code>,
    /// Treats warnings with this code as errors. May be repeated.
    #[arg(long, value_name = "CODE", value_parser = code)]
    deny: Vec<Code>,
    /// The format of the diagnostics.
    #[arg(long, value_enum, default_value = "text")]
    format: OutputFormat,
}

#[derive(Args, Debug)]
pub struct Generate {
    #[command(flatten)]
    source: Source,
    /// The folder of the client. Without it, a folder with the name of the package.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Writes nothing, and fails if the files differ from the output.
    #[arg(long)]
    check: bool,
    /// The name of the package if it is new. Without it, the name of the folder, or `client`.
    #[arg(long, value_parser = package)]
    name: Option<String>,
    /// Replaces and removes generated files even if they were edited since.
    #[arg(long)]
    force: bool,
    /// A new crate uses the runtime in this folder, and not the one from the registry.
    #[arg(long, value_name = "DIR")]
    runtime_path: Option<PathBuf>,
    /// A new crate is a workspace of its own, even if its folder is in one.
    #[arg(long)]
    standalone: bool,
}

#[derive(Args, Debug)]
pub struct Check {
    #[command(flatten)]
    source: Source,
}

#[derive(Args, Debug)]
pub struct Lock {
    #[command(flatten)]
    source: Source,
    /// Writes nothing, and fails if the file differs from the output.
    #[arg(long)]
    check: bool,
}

#[derive(Args, Debug)]
pub struct Diff {
    /// The document before the edit, or a git revision of NEW.
    old: String,
    /// The document after the edit; `-` is standard input.
    new: PathBuf,
    /// Uses this lock file, and not names.lock.json next to the document.
    #[arg(long, value_name = "FILE")]
    lock: Option<PathBuf>,
    /// Allows references to files below this folder. May be repeated.
    #[arg(long = "root", value_name = "DIR")]
    roots: Vec<PathBuf>,
    /// The manifest with the version of the client.
    #[arg(long, value_name = "FILE", default_value = "Cargo.toml")]
    manifest: PathBuf,
    /// The format of the changes.
    #[arg(long, value_enum, default_value = "text")]
    format: DiffFormat,
    /// Fails if there are changes with this verdict or a more severe one.
    #[arg(long, value_name = "VERDICT", value_parser = verdict)]
    fail_on: Option<Verdict>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum OutputFormat {
    Text,
    /// A JSON object on standard output.
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DiffFormat {
    Text,
    Json,
    /// For the description of a pull request.
    Markdown,
}

impl Source {
    fn split(self) -> (Input, Option<PathBuf>, Format) {
        let Self { spec, settings, lock, roots, only, allow, deny, format } = self;
        let format = match format {
            OutputFormat::Text => Format::Text,
            OutputFormat::Json => Format::Json,
        };
        (Input { spec, settings, roots, only, allow, deny }, lock, format)
    }
}

impl Generate {
    /// Returns the options of the library.
    ///
    /// # Errors
    /// Fails if a path cannot be made relative to the crate.
    pub fn options(self) -> Result<Options, String> {
        let Self { source, out, check, name, force, runtime_path, standalone } = self;
        let (input, lock, format) = source.split();
        let out = out.unwrap_or_else(|| PathBuf::from(name.as_deref().unwrap_or("client")));
        let runtime_path = match runtime_path {
            Some(path) if path.is_relative() => Some(faithful::relative_path(&out, &path)?),
            path => path,
        };
        Ok(Options {
            mode: if check { Mode::Check } else { Mode::Write },
            input,
            lock: lock.unwrap_or_else(|| out.join(LOCK)),
            new: NewCrate { package: name, runtime_path, is_standalone: standalone },
            force,
            print: Print { format, report: false, advice: true },
            changes: Changes { manifests: vec![out.join("Cargo.toml")], changelog: None },
            command: command(std::env::args()),
            out,
        })
    }
}

impl Check {
    /// Returns the input, the lock file and the format.
    pub fn options(self) -> (Input, PathBuf, Format) {
        let (input, lock, format) = self.source.split();
        let lock = lock.unwrap_or_else(|| input.spec.with_file_name(LOCK));
        (input, lock, format)
    }
}

impl Lock {
    /// Returns the input, the lock file, what to do, the format, and the command that updates the file.
    pub fn options(self) -> (Input, PathBuf, Mode, Format, String) {
        let (input, lock, format) = self.source.split();
        let lock = lock.unwrap_or_else(|| input.spec.with_file_name(LOCK));
        let mode = if self.check { Mode::Check } else { Mode::Write };
        (input, lock, mode, format, command(std::env::args()))
    }
}

impl Diff {
    /// Returns the options of the library.
    pub fn options(self) -> diff::Options {
        let Self { old, new, lock, roots, manifest, format, fail_on } = self;
        let format = match format {
            DiffFormat::Text => diff::Format::Text,
            DiffFormat::Json => diff::Format::Json,
            DiffFormat::Markdown => diff::Format::Markdown,
        };
        let manifests = vec![manifest];
        diff::Options { old, new: None, spec: new, lock, roots, format, fail_on, manifests, changelog: None }
    }
}

fn code(name: &str) -> Result<Code, String> {
    explain::code(name)
}

fn verdict(name: &str) -> Result<Verdict, String> {
    let known = Verdict::ALL.into_iter().find(|known| known.as_str() == name);
    known.ok_or_else(|| "the verdicts are breaking, compatible and invisible".to_owned())
}

fn package(name: &str) -> Result<String, String> {
    match package_name(name) {
        valid if valid == name => Ok(valid),
        valid => Err(format!("cargo accepts no package with this name; `{valid}` is possible")),
    }
}

/// Returns the command that updates the files that a check reports.
fn command(arguments: impl Iterator<Item = String>) -> String {
    let arguments: Vec<String> = arguments.filter(|argument| argument != "--check").collect();
    let quoted = arguments.iter().enumerate().map(|(index, argument)| {
        let name = Path::new(argument).file_stem().filter(|_| index == 0);
        let word = name.map_or(argument.clone(), |name| name.to_string_lossy().into_owned());
        let is_plain =
            word.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_./=:@".contains(letter));
        if is_plain { word } else { format!("'{}'", visible(&word)) }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_definition_of_the_arguments_is_valid() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_check_suggests_the_command_that_writes() {
        let words = ["/usr/bin/faithful", "generate", "my api.json", "--check", "--out", "client"];
        let command = command(words.into_iter().map(str::to_owned));
        assert_eq!(command, "faithful generate 'my api.json' --out client");
    }

    #[test]
    fn standard_input_is_a_document() {
        let parsed = Arguments::try_parse_from(["faithful", "generate", "-", "--name", "a-b"]);
        let Ok(Arguments { command: Command::Generate(generate) }) = parsed else {
            panic!("{parsed:?}");
        };
        let options = generate.options().unwrap();
        assert_eq!((options.input.spec, options.out), (PathBuf::from("-"), PathBuf::from("a-b")));
        assert_eq!(options.lock, Path::new("a-b").join(LOCK));
    }

    #[test]
    fn invalid_codes_and_names_are_refused() {
        for arguments in [["--deny", "no-code"], ["--name", "fn"], ["--name", "a b"]] {
            let arguments = ["faithful", "generate", "a.json"].into_iter().chain(arguments);
            assert!(Arguments::try_parse_from(arguments).is_err());
        }
    }
}
