//! A project in a temporary folder: `api/openapi.json`, and a secret outside of the project.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::SystemTime;

use tests::{Outcome, crates, disk};

/// The text of files that must not be read.
pub const SECRET: &str = "hunter2";

/// The project.
pub struct Project {
    /// A folder outside of the project, with `secret.json`.
    pub outside: PathBuf,
    /// The root of the project, which is the current directory of the generator.
    pub root: PathBuf,
    /// The binary of xtask.
    binary: PathBuf,
}

/// The state of a path: its type, content and time of the last change.
#[derive(Debug, Eq, PartialEq)]
pub enum State {
    Folder,
    File(String, SystemTime),
    Link(PathBuf),
}

impl Project {
    /// Creates the project for a test, with a document without references.
    pub fn new(test: &str) -> Outcome<Self> {
        let outside = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generator-disk").join(test);
        disk::fresh(&outside)?;
        let root = outside.join("project");
        disk::write(&outside.join("secret.json"), &format!("{{\"password\": \"{SECRET}\"}}\n"))?;
        let project = Self { outside, root, binary: crates::xtask_program()? };
        project.document("{ \"type\": \"string\" }", "null")?;
        Ok(project)
    }

    /// Writes `api/openapi.json` with this schema of a property and this extension.
    pub fn document(&self, schema: &str, extension: &str) -> Outcome {
        let text = DOCUMENT.replace("SCHEMA", schema).replace("EXTENSION", extension);
        disk::write(&self.root.join("api/openapi.json"), &text)
    }

    /// The path of a file of the project.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.arg("codegen").args(arguments).current_dir(&self.root).stdin(Stdio::null());
        command
    }

    /// Runs the generator, and returns whether it succeeded and its output.
    pub fn codegen(&self, arguments: &[&str]) -> Outcome<(bool, String)> {
        Ok(text_of(&self.command(arguments).output()?))
    }

    /// Generates `client` from the document, with further options.
    pub fn generate(&self, options: &[&str]) -> Outcome<(bool, String)> {
        self.codegen(&[&["--spec", "api/openapi.json", "--out", "client"], options].concat())
    }

    /// Generates `client`, which must succeed.
    pub fn generated(&self, options: &[&str]) -> Outcome<String> {
        let (succeeded, output) = self.generate(options)?;
        assert!(succeeded, "{output}");
        Ok(output)
    }

    /// Generates `client`, which must fail without changing the project.
    pub fn refused(&self, options: &[&str]) -> Outcome<String> {
        let before = snapshot(&self.outside)?;
        let (succeeded, output) = self.generate(options)?;
        assert!(!succeeded, "not refused:\n{output}");
        assert_eq!(snapshot(&self.outside)?, before, "files after the run (left)");
        assert!(!output.contains(SECRET), "the output quotes a secret:\n{output}");
        Ok(output)
    }

    /// Starts the generator without waiting for it.
    pub fn start(&self, options: &[&str]) -> Outcome<Child> {
        let arguments = [&["--spec", "api/openapi.json", "--out", "client"], options].concat();
        let mut command = self.command(&arguments);
        Ok(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?)
    }

    /// Creates a link at a path of the project.
    pub fn link(&self, path: &str, target: &Path) -> Outcome {
        let path = self.path(path);
        fs::create_dir_all(path.parent().ok_or("no parent")?)?;
        Ok(std::os::unix::fs::symlink(target, path)?)
    }
}

/// Whether a process succeeded, and its output.
pub fn text_of(output: &Output) -> (bool, String) {
    let texts = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned());
    (output.status.success(), texts.concat())
}

/// All paths below a folder with their states, without following links.
pub fn snapshot(folder: &Path) -> Outcome<BTreeMap<PathBuf, State>> {
    let mut states = BTreeMap::new();
    let mut pending = vec![folder.to_path_buf()];
    while let Some(path) = pending.pop() {
        let metadata = fs::symlink_metadata(&path)?;
        let state = if metadata.is_symlink() {
            State::Link(fs::read_link(&path)?)
        } else if metadata.is_dir() {
            for entry in fs::read_dir(&path)? {
                pending.push(entry?.path());
            }
            State::Folder
        } else if metadata.is_file() && metadata.len() < 1 << 20 {
            State::File(disk::read(&path)?, metadata.modified()?)
        } else {
            State::File(String::new(), metadata.modified()?)
        };
        states.insert(path, state);
    }
    Ok(states)
}

const DOCUMENT: &str = r#"{
  "openapi": "3.1.0",
  "info": { "title": "Things", "version": "1" },
  "x-source": EXTENSION,
  "paths": {
    "/things": {
      "get": {
        "operationId": "getThing",
        "tags": ["Things"],
        "responses": {
          "200": {
            "description": "Done.",
            "content": {
              "application/json": {
                "schema": { "type": "object", "title": "Thing", "properties": { "name": SCHEMA } },
                "example": { "name": "a" }
              }
            }
          }
        }
      }
    }
  }
}
"#;
