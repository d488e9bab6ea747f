//! The places of diagnostics: paths from the current directory, which a terminal can open.

use std::path::{Component, Path, PathBuf};

use crate::terminal::{shown, with_slashes};

/// Returns the path of `file`, which is relative to the folder of `document`, from the current directory.
pub fn from_current_folder(document: &Path, file: &str) -> String {
    let folder = document.parent().unwrap_or(Path::new(""));
    let current = std::env::current_dir().unwrap_or_default();
    with_slashes(&relative(&folder.join(file), &current))
}

/// Returns the path of `target`, which is relative to the current directory, from the folder `from`.
///
/// # Errors
/// Fails if the current directory cannot be determined.
pub fn relative_path(from: &Path, target: &Path) -> Result<PathBuf, String> {
    let absolute = |path| std::path::absolute(path).map_err(|error| format!("{}: {error}", shown(path)));
    let root = Path::new("/");
    let [from, target] = [absolute(from)?, absolute(target)?].map(|path| relative(&path, root));
    let [from, target] = [&from, &target].map(|path| path.components().collect::<Vec<_>>());
    let shared = from.iter().zip(&target).take_while(|(a, b)| a == b).count();
    let up = from[shared..].iter().map(|_| "..");
    let down = target[shared..].iter().map(|it| it.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = up.map(str::to_owned).chain(down).collect();
    Ok(PathBuf::from(parts.join("/")))
}

/// Returns a path relative to the absolute path `current` if it is below it, without `.` and without a `..` that follows a name.
fn relative(path: &Path, current: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.strip_prefix(current).unwrap_or(path).components() {
        let ends_in_name = matches!(plain.components().next_back(), Some(Component::Normal(_)));
        match component {
            Component::CurDir => {}
            Component::ParentDir if ends_in_name => {
                plain.pop();
            }
            component => plain.push(component),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_current_directory() {
        let current = Path::new("/home/a");
        let cases = [
            ("api/openapi.json", "api/openapi.json"),
            ("./api/../shared/b.json", "shared/b.json"),
            ("../shared/b.json", "../shared/b.json"),
            ("../../b.json", "../../b.json"),
            ("/home/a/api/b.json", "api/b.json"),
            ("/home/b.json", "/home/b.json"),
        ];
        for (path, expected) in cases {
            assert_eq!(relative(Path::new(path), current), Path::new(expected), "{path}");
        }
    }

    #[test]
    fn a_path_in_a_manifest_is_relative_to_its_folder() {
        let path = |from: &str, target: &str| relative_path(Path::new(from), Path::new(target)).unwrap();
        assert_eq!(path("clients/a", "runtime"), Path::new("../../runtime"));
        assert_eq!(path("./clients/a", "clients/../clients/runtime"), Path::new("../runtime"));
        assert_eq!(path(".", "runtime"), Path::new("runtime"));
    }
}
