//! Writes or checks generated files. Both are one function with a mode, so that they cannot disagree.

use std::path::PathBuf;

use faithful_codegen::Files;

use crate::disk::{self, LockText, Plan, Target, Words};
use crate::terminal::{report, shown};

/// Whether files are written or only checked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mode {
    /// Write the files, and remove stale ones.
    Write,
    /// Compare the files; a difference is an error.
    Check,
}

/// The output of a task for one folder.
#[derive(Default)]
pub struct Output<'a> {
    /// The folder, which is created if it is missing.
    pub folder: PathBuf,
    /// Generated files.
    pub files: Files,
    /// Handwritten files of a new crate, which are never replaced.
    pub new: Files,
    /// The lock file, if it belongs in the same folder.
    pub lock: Option<LockText>,
    /// Folders that contain only generated files; all other files in them are stale.
    pub generated_folders: &'a [&'a str],
    /// Whether generated files that were edited since are replaced and removed.
    pub force: bool,
}

impl Output<'_> {
    /// Runs `work` with the files that the folder should contain.
    fn with_target<T>(&self, work: impl FnOnce(&Target<'_>) -> Result<T, String>) -> Result<T, String> {
        let Output { folder, files, new, lock, generated_folders, force } = self;
        let files = disk::seal(files);
        let (files, lock) = (&files, lock.as_ref());
        work(&Target { folder, files, new, lock, generated_folders, force: *force })
    }
}

/// Writes all `outputs`, or checks them. The error message of a check suggests running `command`.
///
/// # Errors
/// In [`Mode::Check`], fails if files differ or a run has not finished; the message lists the files. Fails if a file would be
/// replaced or removed that was not generated, or was edited since; nothing is written then. Fails if a file or folder cannot be
/// read, written or removed.
pub fn apply(mode: Mode, outputs: &[Output<'_>], command: &str) -> Result<(), String> {
    for output in outputs {
        disk::check_folder(&output.folder)?;
    }
    match mode {
        Mode::Check => check(outputs, command),
        Mode::Write => {
            for output in outputs {
                output.with_target(is_up_to_date)?;
            }
            outputs.iter().try_for_each(|output| output.with_target(write))
        }
    }
}

fn check(outputs: &[Output<'_>], command: &str) -> Result<(), String> {
    let check_busy = || match outputs.iter().find(|output| disk::is_busy(&output.folder)) {
        None => Ok(()),
        Some(output) => Err(format!(
            "a run that writes to {} was interrupted, or has not finished yet\nrun `{command}` to finish it",
            shown(&output.folder),
        )),
    };
    check_busy()?;
    let mut lines = Vec::new();
    for output in outputs {
        let plan = output.with_target(disk::plan)?;
        lines.extend(plan.lines(&output.folder, Words::FOUND).into_iter().chain(plan.refused));
    }
    check_busy()?;
    if lines.is_empty() {
        return Ok(());
    }
    Err(format!(
        "these files differ from the output of the generator:\n{}\nrun `{command}` and review the changes",
        lines.join("\n"),
    ))
}

/// Returns whether nothing must be written.
///
/// # Errors
/// Fails if a file must not be replaced or removed. If another run is writing, only it can tell, so this is not an error.
fn is_up_to_date(target: &Target<'_>) -> Result<bool, String> {
    let mut earlier: Option<Plan> = None;
    loop {
        if disk::is_busy(target.folder) {
            return Ok(false);
        }
        let plan = disk::plan(target)?;
        if plan.refused.is_empty() {
            return Ok(plan.changes.is_empty());
        }
        // Another run may have started and finished meanwhile, so the files are compared twice.
        if earlier.is_some_and(|earlier| earlier.refused == plan.refused) && !disk::is_busy(target.folder) {
            return plan.check_refused().map(|()| false);
        }
        earlier = Some(plan);
    }
}

fn write(target: &Target<'_>) -> Result<(), String> {
    if is_up_to_date(target)? {
        return Ok(());
    }
    disk::create_folder(target.folder)?;
    let plan = disk::exclusive(target.folder, || {
        if let Some(recovered) = disk::recover(target.folder)? {
            report(&format!("{recovered} in {}\n", shown(target.folder)));
        }
        // Another run may have changed files in the meantime.
        let plan = disk::plan(target)?;
        plan.check_refused()?;
        if !plan.changes.is_empty() {
            disk::make(target.folder, &plan.changes)?;
        }
        Ok(plan)
    })?;
    for line in plan.lines(target.folder, Words::DONE) {
        report(&format!("{line}\n"));
    }
    Ok(())
}
