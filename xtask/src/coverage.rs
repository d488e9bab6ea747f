//! The tables of the groups of operations in handwritten files.

use faithful::disk;
use faithful::output::Mode;

use crate::codegen;
use crate::workspace::workspace;

/// The files with a table.
const FILES: [&str; 3] = ["README.md", "generated/README.md", "generated/src/lib.rs"];

/// The lines before and after a table. In Rust files, each line begins with a comment sign.
const BEGIN: &str = "<!-- begin: groups -->";
const END: &str = "<!-- end: groups -->";

/// Writes or checks the tables.
///
/// # Errors
/// Fails if the document is invalid, if a file has no place for the table, or if a table is outdated in [`Mode::Check`].
pub fn tables(mode: Mode) -> Result<(), String> {
    let table = codegen::coverage()?;
    for file in FILES {
        let path = workspace().join(file);
        let text = disk::read(&path).map_err(|error| format!("{file}: {error}"))?;
        let updated = replace(&text, &table)
            .ok_or_else(|| format!("{file} has no line `{BEGIN}` that is followed by a line `{END}`"))?;
        match mode {
            Mode::Write if updated != text => disk::write(&path, &updated)?,
            Mode::Check if updated != text => {
                return Err(format!("the table of groups in {file} is outdated; run `cargo xtask docs`"));
            }
            Mode::Write | Mode::Check => {}
        }
    }
    Ok(())
}

/// Replaces the lines between the two markers.
fn replace(text: &str, table: &str) -> Option<String> {
    let begin = text.find(BEGIN)?;
    let prefix = &text[text[..begin].rfind('\n').map_or(0, |end| end + 1)..begin];
    let begin = begin + BEGIN.len();
    let end = begin + text[begin..].find(END)?;
    let lines = table.lines().map(|line| format!("{prefix}{line}").trim_end().to_owned());
    let lines: Vec<String> = lines.collect();
    Some(format!("{}\n{}\n{prefix}{}", &text[..begin], lines.join("\n"), &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_of_the_marker_is_repeated() {
        let text = format!("a\n//! {BEGIN}\n//! old\n//! {END}\nb\n");
        let expected = format!("a\n//! {BEGIN}\n//! x\n//! y\n//! {END}\nb\n");
        assert_eq!(replace(&text, "x\ny\n"), Some(expected.clone()));
        assert_eq!(replace(&expected, "x\ny\n"), Some(expected));
        assert_eq!(replace("no marker", "x"), None);
    }
}
