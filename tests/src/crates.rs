//! Temporary crates that tests compile, and the tasks of this workspace.
//!
//! The crates are in the target folder and share a build of their dependencies. They use this workspace's lockfile,
//! so nothing is resolved or downloaded.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::{Failure, Outcome, disk};

/// A workspace of temporary crates.
#[derive(Clone, Debug)]
pub struct Workspace {
    folder: PathBuf,
    target: PathBuf,
    members: BTreeSet<String>,
}

impl Workspace {
    /// Creates the workspace `name` in `temporary`, cargo's folder for temporary test files.
    #[must_use]
    pub fn new(temporary: &str, name: &str) -> Self {
        let temporary = Path::new(temporary);
        Self { folder: temporary.join(name), target: temporary.join("target"), members: BTreeSet::new() }
    }

    /// Adds a crate from its files, including the manifest. It inherits the lints of this workspace, and its runtime
    /// is built without the default transport to save time.
    ///
    /// # Errors
    /// Fails if a file cannot be written.
    pub fn add<'a>(&mut self, name: &str, files: impl Iterator<Item = (&'a str, &'a str)>) -> Outcome {
        let folder = self.folder.join(name);
        let mut written = BTreeSet::new();
        for (path, text) in files {
            let text = if path == "Cargo.toml" { member(text) } else { text.to_owned() };
            disk::write(&folder.join(path), &text)?;
            written.insert(path.to_owned());
        }
        for file in disk::files_below(&folder)? {
            if !written.contains(&file) {
                fs::remove_file(folder.join(&file))?;
            }
        }
        self.members.insert(name.to_owned());
        Ok(())
    }

    /// Runs `cargo check` on all crates; warnings are errors.
    ///
    /// # Errors
    /// Returns the output of the compiler.
    pub fn check(&self) -> Outcome {
        self.cargo(&["check", "--keep-going"], &[])
    }

    /// Runs `cargo clippy` on all crates; warnings are errors.
    ///
    /// # Errors
    /// Returns the output of clippy.
    pub fn lint(&self) -> Outcome {
        self.cargo(&["clippy", "--keep-going"], &[])
    }

    /// Generates the rustdoc JSON of all crates, and returns its path for each crate name.
    ///
    /// # Errors
    /// Returns the output of rustdoc.
    pub fn describe(&self) -> Outcome<Vec<(String, PathBuf)>> {
        let rustdoc = rustdoc_for_json(&self.folder)?;
        let flags = "-Z unstable-options --output-format json";
        self.cargo(&["doc", "--no-deps"], &[("RUSTDOC", &rustdoc), ("RUSTDOCFLAGS", Path::new(flags))])?;
        let files = self.members.iter().map(|name| {
            let file = format!("doc/{}.json", name.replace('-', "_"));
            (name.clone(), self.target.join(file))
        });
        Ok(files.collect())
    }

    /// Builds all crates without debug information; warnings are errors.
    ///
    /// # Errors
    /// Returns the output of the compiler.
    pub fn build(&self) -> Outcome {
        self.cargo(&["build"], &[])
    }

    /// Runs the program of a built crate with `input` on stdin, and returns its stdout.
    ///
    /// # Errors
    /// Returns the output of the program if it fails.
    pub fn run(&self, program: &str, input: &str) -> Outcome<String> {
        let file = self.folder.join(format!("{program}.input"));
        fs::write(&file, input)?;
        let mut command = Command::new(self.target.join("debug").join(program));
        let output = command.stdin(fs::File::open(&file)?).output()?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(Failure::new(text_of(&output)))
    }

    fn cargo(&self, task: &[&str], variables: &[(&str, &Path)]) -> Outcome {
        disk::write(&self.folder.join("Cargo.toml"), &self.manifest()?)?;
        let lock = disk::read(&disk::workspace().join("Cargo.lock"))?;
        fs::write(self.folder.join("Cargo.lock"), lock)?;
        let mut command = Command::new(env!("CARGO"));
        command.args(task).args(["--offline", "--quiet", "--workspace"]).envs(variables.iter().copied());
        command.current_dir(&self.folder).env("CARGO_TARGET_DIR", &self.target);
        command.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
        let text = text_of(&command.env("CARGO_TERM_COLOR", "never").output()?);
        // Warnings do not change the exit code.
        if text.is_empty() { Ok(()) } else { Err(Failure::new(text)) }
    }

    /// The manifest of this workspace with only the temporary crates as members.
    fn manifest(&self) -> Outcome<String> {
        let root = disk::workspace();
        let manifest = disk::read(&root.join("Cargo.toml"))?;
        let start = manifest.find("[workspace.package]").ok_or("Cargo.toml has no [workspace.package]")?;
        let here = format!("path = \"{}/", root.display());
        let members: Vec<_> = self.members.iter().map(|name| format!("{name:?}")).collect();
        let members = members.join(", ");
        let rest = manifest[start..].replace("path = \"", &here);
        Ok(format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n\n{rest}"))
    }
}

/// Writes a wrapper around rustdoc that enables its unstable JSON output. Setting `RUSTC_BOOTSTRAP` for the whole
/// build instead would rebuild dependencies whose build scripts read it.
///
/// # Errors
/// Fails if the file cannot be written.
pub fn rustdoc_for_json(folder: &Path) -> Outcome<PathBuf> {
    let file = folder.join("rustdoc-json");
    disk::write(&file, "#!/bin/sh\nRUSTC_BOOTSTRAP=1 exec rustdoc \"$@\"\n")?;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755))?;
    Ok(file)
}

/// The manifest of a crate as a workspace member, with the workspace lints and without the default transport.
fn member(manifest: &str) -> String {
    let manifest =
        manifest.replace("[workspace]\n\n", "").replace("\"rustls\", ", "").replace("[\"rustls\"]", "[]");
    let lines = manifest.lines().map(|line| match line.strip_suffix(" }") {
        Some(line) if line.contains("runtime = { path") && !line.contains("default-features") => {
            format!("{line}, default-features = false }}\n")
        }
        _ => format!("{line}\n"),
    });
    let manifest: String = lines.collect();
    if manifest.contains("[lints]") { manifest } else { format!("{manifest}\n[lints]\nworkspace = true\n") }
}

/// The program of `cargo xtask`. Cargo builds it for the tests, next to their folder.
///
/// # Errors
/// Fails if the test is not in a target folder.
pub fn xtask_program() -> Outcome<PathBuf> {
    let here = std::env::current_exe()?;
    let folder = here.ancestors().nth(2).ok_or("the test is not in a target folder")?;
    Ok(folder.join(format!("tasks{}", std::env::consts::EXE_SUFFIX)))
}

/// Runs a task of `cargo xtask` with these arguments, and returns whether it succeeded and its output.
///
/// # Errors
/// Fails if it cannot be started.
pub fn xtask(arguments: &[&str]) -> Outcome<(bool, String)> {
    let mut command = Command::new(xtask_program()?);
    command.args(arguments).current_dir(disk::workspace());
    let output = command.env("CARGO_TERM_COLOR", "never").output()?;
    Ok((output.status.success(), text_of(&output)))
}

fn text_of(output: &Output) -> String {
    let texts = [&output.stdout, &output.stderr];
    texts.map(|text| String::from_utf8_lossy(text).into_owned()).concat()
}
