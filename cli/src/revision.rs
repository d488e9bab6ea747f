//! Documents in git.

use std::path::{Path, PathBuf};
use std::process::Command;

use faithful_codegen::source::Source;

/// The folder of a document at a revision.
pub struct Revision {
    /// Working directory for git.
    folder: PathBuf,
    name: String,
}

impl Revision {
    /// Returns the folder at a revision; `None` if git does not know the revision.
    pub fn new(folder: &Path, name: &str) -> Option<Self> {
        let revision = Self { folder: folder.to_path_buf(), name: name.to_owned() };
        let commit = format!("{name}^{{commit}}");
        revision.git(&["rev-parse", "--verify", "--quiet", &commit]).ok().map(|_| revision)
    }

    /// Returns whether the folder contains a file.
    pub fn has(&self, file: &str) -> bool {
        self.git(&["cat-file", "-e", &self.object(file)]).is_ok()
    }

    /// Returns the name of a file at the revision, as git expects it.
    fn object(&self, file: &str) -> String {
        format!("{}:./{file}", self.name)
    }

    fn git(&self, arguments: &[&str]) -> Result<String, String> {
        // An empty path is the current directory.
        let folder = if self.folder.as_os_str().is_empty() { Path::new(".") } else { &self.folder };
        let output = Command::new("git").arg("-C").arg(folder).args(arguments).output();
        let output = output.map_err(|error| format!("cannot start git: {error}"))?;
        if output.status.success() {
            return String::from_utf8(output.stdout).map_err(|error| error.to_string());
        }
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
}

impl Source for Revision {
    fn text(&self, file: &str) -> Result<String, String> {
        self.git(&["show", &self.object(file)])
    }
}
