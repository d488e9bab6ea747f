//! The next version.

use super::rule::Verdict;

/// Returns the version after `current` if the most severe change has this verdict, following Cargo's rules: before 1.0, a
/// breaking change increments the minor version. `None` if `current` is not a version with three numbers.
#[must_use]
pub fn next_version(current: &str, verdict: Option<Verdict>) -> Option<String> {
    let numbers: Result<Vec<u64>, _> = current.split('.').map(str::parse).collect();
    let [major, minor, patch] = numbers.ok()?.try_into().ok()?;
    let (major, minor, patch) = match (verdict, major) {
        (None, _) => (major, minor, patch),
        (Some(Verdict::Breaking), 0) => (0, minor + 1, 0),
        (Some(Verdict::Breaking), _) => (major + 1, 0, 0),
        (Some(Verdict::Compatible), 1..) => (major, minor + 1, 0),
        (Some(Verdict::Compatible | Verdict::Invisible), _) => (major, minor, patch + 1),
    };
    Some(format!("{major}.{minor}.{patch}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaking_change_increments_the_first_nonzero_number() {
        let next = |current, verdict| next_version(current, Some(verdict)).unwrap_or_default();
        assert_eq!(next("0.3.1", Verdict::Breaking), "0.4.0");
        assert_eq!(next("0.3.1", Verdict::Compatible), "0.3.2");
        assert_eq!(next("1.3.1", Verdict::Breaking), "2.0.0");
        assert_eq!(next("1.3.1", Verdict::Compatible), "1.4.0");
        assert_eq!(next("1.3.1", Verdict::Invisible), "1.3.2");
        assert_eq!(next_version("1.3.1", None).as_deref(), Some("1.3.1"));
        assert_eq!(next_version("1.3", None), None);
    }
}
