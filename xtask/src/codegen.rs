//! `cargo xtask codegen`: writing and checking are one function that differs by a mode.

use std::path::{Path, PathBuf};

use ::codegen::{Files, Generated, Request, Scaffold, generate, scaffold};

use crate::disk::{self, Folder};

/// Folders of a generated crate in which everything is machine-written.
const MACHINE_WRITTEN: &[&str] = &["src/api", "src/models"];

/// Whether the disk is made to agree with the spec, or only compared with it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Mode {
    Write,
    Check,
}

struct Options {
    mode: Mode,
    spec: PathBuf,
    out: Option<PathBuf>,
}

/// Runs the task.
///
/// # Errors
/// What is wrong with the options, the spec or the disk, as a person reads it.
pub fn run(arguments: &[&str]) -> Result<(), String> {
    let options = parse(arguments)?;
    let root = disk::workspace();
    let out = options.out.clone().unwrap_or_else(|| root.join("generated"));
    let generated = from_spec(&options.spec, &crate_name(&out))?;
    let mut files = generated.files.clone();
    if !out.join("Cargo.toml").exists() {
        for (path, text) in new_crate(&generated, &root, &out).iter() {
            files.insert(path, text.to_owned());
        }
    }
    apply(options.mode, &out, &files, &command(arguments))?;
    println!("{}", generated.summary);
    Ok(())
}

fn parse(arguments: &[&str]) -> Result<Options, String> {
    let mut options =
        Options { mode: Mode::Write, spec: disk::workspace().join("spec/openapi.json"), out: None };
    let mut rest = arguments;
    loop {
        rest = match rest {
            [] => return Ok(options),
            ["--check", rest @ ..] => {
                options.mode = Mode::Check;
                rest
            }
            ["--spec", file, rest @ ..] => {
                options.spec = PathBuf::from(file);
                rest
            }
            ["--out", folder, rest @ ..] => {
                options.out = Some(PathBuf::from(folder));
                rest
            }
            [other, ..] => {
                return Err(format!(
                    "`{other}` is no option of codegen, or its value is missing; `cargo xtask` explains them"
                ));
            }
        };
    }
}

fn from_spec(spec: &Path, crate_name: &str) -> Result<Generated, String> {
    let folder = Folder::new(spec.parent().unwrap_or(Path::new(".")));
    let root = spec.file_name().map(|name| name.to_string_lossy().into_owned());
    let request = Request {
        root: root.ok_or_else(|| format!("{} is no file", spec.display()))?,
        settings: folder.has("settings.json").then(|| "settings.json".to_owned()),
        crate_name: crate_name.to_owned(),
    };
    generate(&request, &folder).map_err(|failure| {
        let text = failure.render();
        format!("{text}nothing was generated from {}", spec.display())
    })
}

/// The name under which the crate in `out` is imported.
fn crate_name(out: &Path) -> String {
    let manifest = std::fs::read_to_string(out.join("Cargo.toml")).unwrap_or_default();
    let mut names = manifest.lines().filter_map(|line| line.strip_prefix("name = \""));
    let name = names.next().map_or_else(|| package(out), |name| name.trim_end_matches('"').to_owned());
    name.replace('-', "_")
}

fn package(out: &Path) -> String {
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| "client".to_owned())
}

fn new_crate(generated: &Generated, root: &Path, out: &Path) -> Files {
    let runtime_path = root.join("runtime").to_string_lossy().into_owned();
    let new = Scaffold { package: package(out), runtime: "northflank-runtime".to_owned(), runtime_path };
    scaffold(generated, &new)
}

/// Makes the disk agree with `files`, or lists where it does not.
fn apply(mode: Mode, out: &Path, files: &Files, command: &str) -> Result<(), String> {
    let mut differing = Vec::new();
    for (path, text) in files.iter() {
        let file = out.join(path);
        match std::fs::read_to_string(&file) {
            Ok(current) if current == text => continue,
            Ok(_) => differing.push(format!("  changed: {}", file.display())),
            Err(_) => differing.push(format!("  missing: {}", file.display())),
        }
        if mode == Mode::Write {
            disk::write(&file, text)?;
        }
    }
    for folder in MACHINE_WRITTEN {
        for stale in disk::files_below(&out.join(folder))? {
            let path = stale.strip_prefix(out).unwrap_or(&stale).to_string_lossy().replace('\\', "/");
            if files.get(&path).is_some() {
                continue;
            }
            differing.push(format!("  stale:   {}", stale.display()));
            if mode == Mode::Write {
                disk::remove(&stale)?;
            }
        }
    }
    match mode {
        Mode::Check if !differing.is_empty() => Err(format!(
            "these files are not what the spec gives:\n{}\nrun `{command}` and review the difference",
            differing.join("\n"),
        )),
        Mode::Check => Ok(()),
        Mode::Write => {
            for line in differing {
                println!("{line}");
            }
            Ok(())
        }
    }
}

/// The command that mends what a check finds.
fn command(arguments: &[&str]) -> String {
    let options = arguments.iter().filter(|argument| **argument != "--check");
    let words = ["cargo", "xtask", "codegen"].iter().chain(options);
    words.copied().collect::<Vec<_>>().join(" ")
}
