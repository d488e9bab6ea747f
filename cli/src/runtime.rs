//! The runtime that generated crates depend on. Everything that depends on its name is here.

/// Name of the package.
pub const PACKAGE: &str = "faithful-runtime";

/// The version that generated code requires: the one that was released together with this tool.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The oldest version of Rust that compiles it, and generated code.
pub const RUST_VERSION: &str = env!("CARGO_PKG_RUST_VERSION");

/// All features that users may enable, sorted. A new crate passes them on.
pub const FEATURES: &[&str] = &[
    "blocking",
    "chrono-04",
    "jiff-02",
    "mock-server",
    "native-tls",
    "rust_decimal-1",
    "rustls",
    "testing-models",
    "time-03",
    "tracing",
    "uuid-1",
];

/// The features that are on by default.
pub const DEFAULTS: &[&str] = &["rustls"];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::manifest::{features, manifest};

    #[test]
    fn the_features_are_those_of_the_runtime() -> Result<(), String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/Cargo.toml");
        let manifest = manifest(&folder)?;
        assert_eq!(manifest["package"]["name"].as_str(), Some(PACKAGE));
        let mut declared = features(&manifest);
        assert_eq!(declared.remove("default").unwrap_or_default(), DEFAULTS);
        // Names that begin with an underscore are private.
        declared.retain(|name, _| !name.starts_with('_'));
        assert_eq!(declared.into_keys().collect::<Vec<_>>(), FEATURES);
        Ok(())
    }
}
