//! A new crate below the folder of a workspace: cargo refuses it unless the workspace lists it.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::manifest::manifest;
use crate::place::relative_path;
use crate::terminal::shown;

/// Returns what to add to the workspace that the folder of a new crate is in; `None` if there is none, or it lists the crate.
pub fn advice(folder: &Path) -> Option<String> {
    let folder = std::path::absolute(folder).ok()?;
    let mut above = folder.ancestors().skip(1).map(|folder| folder.join("Cargo.toml"));
    let (path, workspace) = above.find_map(|path| {
        let table = manifest(&path).ok()?.remove("workspace")?;
        Some((path, table.as_table().cloned().unwrap_or_default()))
    })?;
    let member = relative_path(path.parent()?, &folder).ok()?.to_string_lossy().into_owned();
    (!has(&workspace, &member)).then(|| {
        let path = relative_path(Path::new("."), &path).unwrap_or_else(|_| PathBuf::from("Cargo.toml"));
        format!("add {member:?} to `members` in [workspace] of {}", shown(&path))
    })
}

/// Whether a workspace lists a member, or excludes it.
fn has(workspace: &Table, member: &str) -> bool {
    let listed = ["members", "exclude"].map(|key| workspace.get(key).and_then(Value::as_array));
    let mut patterns = listed.into_iter().flatten().flatten().filter_map(Value::as_str);
    patterns.any(|pattern| matches(pattern, member))
}

/// Whether a path matches a pattern in which `*` is any text within a segment.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, path) = (pattern.trim_end_matches('/').split('/'), path.split('/'));
    pattern.clone().count() == path.clone().count()
        && pattern.zip(path).all(|(pattern, segment)| match pattern.split_once('*') {
            None => pattern == segment,
            Some((start, end)) => {
                segment.len() >= start.len() + end.len()
                    && segment.starts_with(start)
                    && segment.ends_with(end)
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_listed_by_path_or_pattern() {
        let workspace: Table =
            "members = ['app', 'clients/*', 'lib-*-a']\nexclude = ['old']".parse().unwrap();
        for member in ["app", "clients/pets", "lib-x-a", "old"] {
            assert!(has(&workspace, member), "{member}");
        }
        for member in ["pets", "clients", "clients/a/b", "lib-a"] {
            assert!(!has(&workspace, member), "{member}");
        }
    }
}
