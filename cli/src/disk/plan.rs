//! Compares a folder with the files that it should contain, and decides what is written and removed.

use std::path::Path;

use faithful_codegen::Files;

use super::entry::{self, Entry};
use super::read;
use super::seal::{self, Owner};
use crate::terminal::shown;

/// The files that a folder should contain.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// The folder.
    pub folder: &'a Path,
    /// Generated files, with their headers.
    pub files: &'a Files,
    /// Handwritten files of a new crate: created if they are missing, and never replaced.
    pub new: &'a Files,
    /// The lock file, if it belongs in the folder. It has no header, because it may be edited by hand.
    pub lock: Option<&'a LockText>,
    /// Folders that contain only generated files.
    pub generated_folders: &'a [&'a str],
    /// Whether generated files that were edited since are replaced and removed.
    pub force: bool,
}

/// The text of a lock file before and after a run.
pub struct LockText {
    /// Path of the file, relative to the folder.
    pub path: String,
    /// The text that the generator read; `None` if there was no file.
    pub before: Option<String>,
    /// The text that the generator returned.
    pub after: String,
}

/// A change of a file.
#[derive(Debug, Eq, PartialEq)]
pub struct Change {
    /// Path of the file, relative to the folder.
    pub path: String,
    /// Hash of the text that is replaced or removed; `None` if there is no file.
    pub before: Option<u64>,
    /// The new text; `None` if the file is removed.
    pub after: Option<String>,
}

/// The words for a change: of a file that is created, replaced, and removed.
#[derive(Clone, Copy, Debug)]
pub struct Words([&'static str; 3]);

impl Words {
    /// What a run did.
    pub const DONE: Self = Self(["added", "changed", "removed"]);
    /// How a folder differs.
    pub const FOUND: Self = Self(["missing", "changed", "stale"]);
}

/// What to change in a folder.
#[derive(Debug, Default)]
pub struct Plan {
    /// The changes.
    pub changes: Vec<Change>,
    /// A line for each file that must not be replaced or removed.
    pub refused: Vec<String>,
}

/// Returns what to change in a folder. Changes nothing.
///
/// # Errors
/// Fails if a file or a folder cannot be read; the message contains the path.
pub fn plan(target: &Target<'_>) -> Result<Plan, String> {
    let mut plan = Plan::default();
    for (path, text) in target.files.iter() {
        match current(target.folder, path, &mut plan)? {
            Current::Text(found) if is_same_text(&found, text) => {}
            Current::Text(found) => {
                let owner = owner(target.folder, path, &found);
                plan.change(target, owner, path, Some(&found), Some(text));
            }
            Current::Missing => plan.change(target, Owner::Tool, path, None, Some(text)),
            Current::Refused => {}
        }
    }
    for (path, text) in target.new.iter() {
        if entry::find(target.folder, path)? == Entry::Missing {
            plan.change(target, Owner::Tool, path, None, Some(text));
        }
    }
    if let Some(lock) = target.lock {
        plan_lock(target, lock, &mut plan)?;
    }
    for folder in target.generated_folders {
        plan_removals(target, folder, &mut plan)?;
    }
    Ok(plan)
}

/// Whether two texts are equal except for their line ends, which git may convert. A file is then up to date.
#[must_use]
pub fn is_same_text(a: &str, b: &str) -> bool {
    let lines = |text| str::split(text, '\n').map(|line: &str| line.strip_suffix('\r').unwrap_or(line));
    a == b || lines(a).eq(lines(b))
}

fn plan_lock(target: &Target<'_>, lock: &LockText, plan: &mut Plan) -> Result<(), String> {
    let LockText { path, before, after } = lock;
    let found = match current(target.folder, path, plan)? {
        Current::Text(found) => Some(found),
        Current::Missing => None,
        Current::Refused => return Ok(()),
    };
    if found.as_ref().is_some_and(|found| is_same_text(found, after)) {
        return Ok(());
    }
    if found != *before {
        let place = target.folder.join(path);
        return Err(format!("{} was changed during this run; run the command again", shown(&place)));
    }
    plan.change(target, Owner::Tool, path, found.as_deref(), Some(after));
    Ok(())
}

fn plan_removals(target: &Target<'_>, folder: &str, plan: &mut Plan) -> Result<(), String> {
    if let place @ (Entry::Link(_) | Entry::Other(_) | Entry::File) = entry::find(target.folder, folder)? {
        plan.refuse_entry(&target.folder.join(folder), &place);
    }
    for path in entry::entries_below(target.folder, folder)? {
        if target.files.get(&path).is_some() {
            continue;
        }
        if let Current::Text(found) = current(target.folder, &path, plan)? {
            let owner = owner(target.folder, &path, &found);
            plan.change(target, owner, &path, Some(&found), None);
        }
    }
    Ok(())
}

/// What is at the path of a file.
enum Current {
    Missing,
    Text(String),
    /// Something that cannot have been generated, which the plan lists.
    Refused,
}

fn current(folder: &Path, path: &str, plan: &mut Plan) -> Result<Current, String> {
    let place = folder.join(path);
    match entry::find(folder, path)? {
        Entry::Missing => Ok(Current::Missing),
        Entry::File => {
            let Ok(text) = read(&place) else {
                plan.refuse(&place, "not generated");
                return Ok(Current::Refused);
            };
            Ok(Current::Text(text))
        }
        found => {
            plan.refuse_entry(&place, &found);
            Ok(Current::Refused)
        }
    }
}

fn owner(folder: &Path, path: &str, text: &str) -> Owner {
    seal::owner(path, text, |list| match entry::find(folder, list) {
        Ok(Entry::File) => read(&folder.join(list)).ok(),
        _ => None,
    })
}

impl Plan {
    /// Returns a line for each change in `folder`.
    #[must_use]
    pub fn lines(&self, folder: &Path, Words([created, replaced, removed]): Words) -> Vec<String> {
        let line = |change: &Change| {
            let word = match (change.before, &change.after) {
                (None, _) => created,
                (Some(_), Some(_)) => replaced,
                (Some(_), None) => removed,
            };
            format!("  {:<8} {}", format!("{word}:"), shown(&folder.join(&change.path)))
        };
        self.changes.iter().map(line).collect()
    }

    /// Adds a change, or refuses it.
    fn change(
        &mut self,
        target: &Target<'_>,
        owner: Owner,
        path: &str,
        before: Option<&str>,
        after: Option<&str>,
    ) {
        let place = target.folder.join(path);
        match owner {
            Owner::Other => return self.refuse(&place, "not generated"),
            Owner::Edited if !target.force => return self.refuse(&place, "edited since it was generated"),
            Owner::Edited | Owner::Tool => {}
        }
        let (before, after) = (before.map(seal::hash), after.map(str::to_owned));
        self.changes.push(Change { path: path.to_owned(), before, after });
    }

    fn refuse_entry(&mut self, place: &Path, entry: &Entry) {
        match entry {
            Entry::Link(link) => self.refuse(link, "a symbolic link"),
            Entry::Other(place) => self.refuse(place, "not a regular file or folder"),
            Entry::Folder => self.refuse(place, "a folder"),
            Entry::File | Entry::Missing => self.refuse(place, "not a folder"),
        }
    }

    fn refuse(&mut self, place: &Path, reason: &str) {
        let line = format!("  {}: {reason}", shown(place));
        if !self.refused.contains(&line) {
            self.refused.push(line);
        }
    }

    /// Fails if a file must not be replaced or removed; the message lists all of them.
    ///
    /// # Errors
    /// Fails if there are such files.
    pub fn check_refused(&self) -> Result<(), String> {
        if self.refused.is_empty() {
            return Ok(());
        }
        Err(format!(
            "these files are in the way, and nothing was written:\n{}\nmove them elsewhere or delete them; `--force` replaces \
             and removes those that were edited since they were generated, but no others",
            self.refused.join("\n"),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::is_same_text;

    #[test]
    fn line_ends_do_not_matter() {
        assert!(is_same_text("a\r\nb\r\n", "a\nb\n") && is_same_text("a\nb", "a\nb"));
        assert!(
            !is_same_text("a\nb", "a\nb\n") && !is_same_text("a\n\nb", "a\nb") && !is_same_text("a", "b")
        );
    }
}
