//! The handwritten files of a generated crate: whether its manifest and its library have what the generated code requires. They
//! are never changed, so what they lack is reported.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use faithful_codegen::requirements::{self, TESTING_EXAMPLES};
use faithful_codegen::{Generated, passed_on, recursion_limit};
use toml::{Table, Value};

use crate::runtime;
use crate::terminal::shown;

/// What handwritten files lack.
#[derive(Debug, Default)]
pub struct Lacking {
    /// Without it, a part of the generated code cannot be used.
    pub required: Vec<String>,
    /// Without it, a part of the runtime cannot be used, or some programs do not compile.
    pub optional: Vec<String>,
}

/// Returns what the handwritten files in `folder` lack; nothing for files that do not exist yet. `runtime_path` is where the
/// manifest should find the runtime.
#[must_use]
pub fn lacking(generated: &Generated, folder: &Path, runtime_path: Option<&Path>) -> Lacking {
    let mut lacking = Lacking::default();
    let path = folder.join("Cargo.toml");
    if path.symlink_metadata().is_ok() {
        match manifest(&path) {
            Ok(manifest) => {
                let dependency = Dependency::new(&manifest);
                lacking.manifest(generated, &path, &manifest, &dependency);
                lacking.runtime(&path, &dependency, runtime_path);
            }
            Err(reason) => lacking.required.push(reason),
        }
    }
    let path = folder.join("src/lib.rs");
    if let Ok(library) = fs::read_to_string(&path) {
        lacking.library(generated, &path, &library);
    }
    lacking
}

impl Lacking {
    /// Reports a path that only a new manifest would contain.
    fn runtime(&mut self, path: &Path, dependency: &Dependency, runtime_path: Option<&Path>) {
        let Dependency { name, has_path, .. } = dependency;
        if let Some(runtime_path) = runtime_path.filter(|_| !has_path) {
            self.optional.push(format!(
                "{} has the runtime from the registry, because `--runtime-path` applies to new manifests only; to change it, \
                 add `path = \"{}\"` to `{name}`",
                shown(path),
                shown(runtime_path),
            ));
        }
    }

    fn manifest(&mut self, generated: &Generated, path: &Path, manifest: &Table, dependency: &Dependency) {
        let declared = features(manifest);
        let named = requirements::features(generated).into_iter().chain([TESTING_EXAMPLES]);
        let missing: Vec<_> = named.filter(|feature| !declared.contains_key(*feature)).collect();
        if !missing.is_empty() {
            let lines = missing.iter().map(|feature| format!("\n    {feature} = []"));
            self.required.push(format!(
                "{} lacks features that the generated code names, so a part of it is never compiled; add these to \
                 [features], and to `default` what should be on by default:{}",
                shown(path),
                lines.collect::<String>(),
            ));
        }
        let is_missing = |feature: &&str| {
            let is_passed_on = |enabled: &String| {
                let parts =
                    enabled.split_once('/').map(|(name, feature)| (name.trim_end_matches('?'), feature));
                parts == Some((dependency.name.as_str(), *feature))
            };
            let is_default = dependency.has_defaults && runtime::DEFAULTS.contains(feature);
            let is_settled = is_default || dependency.settled.iter().any(|it| it == feature);
            !is_settled && !declared.values().flatten().any(is_passed_on)
        };
        let missing: Vec<_> = runtime::FEATURES.iter().copied().filter(is_missing).collect();
        if !missing.is_empty() {
            let lines =
                missing.iter().map(|feature| format!("\n    {}", passed_on(&dependency.name, feature)));
            self.optional.push(format!(
                "{} does not pass on features of {}; add these to [features], or list their names under `without` in \
                 [package.metadata.faithful]:{}",
                shown(path),
                runtime::PACKAGE,
                lines.collect::<String>(),
            ));
        }
    }

    fn library(&mut self, generated: &Generated, path: &Path, library: &str) {
        match requirements::missing_exports(generated, library) {
            Ok(missing) if missing.is_empty() => {}
            Ok(missing) => self.required.push(format!(
                "{} does not re-export types of the runtime that generated signatures name; add:\n    pub use runtime::{{{}}};",
                shown(path),
                missing.join(", "),
            )),
            Err(reason) => self.required.push(format!("{} is not valid Rust: {reason}", shown(path))),
        }
        if let Some(limit) = recursion_limit(&generated.api).filter(|_| !library.contains("recursion_limit"))
        {
            self.optional.push(format!(
                "the types of this API form long chains; add `#![recursion_limit = \"{limit}\"]` to {}",
                shown(path),
            ));
        }
    }
}

/// The dependency on the runtime.
struct Dependency {
    /// Its name in the manifest.
    name: String,
    has_path: bool,
    has_defaults: bool,
    /// Features that are always enabled, and those that the crate does without.
    settled: Vec<String>,
}

impl Dependency {
    fn new(manifest: &Table) -> Self {
        let dependencies = manifest.get("dependencies").and_then(Value::as_table);
        let mut dependencies = dependencies.into_iter().flatten();
        let found = dependencies.find(|(name, dependency)| {
            let package = dependency.get("package").and_then(Value::as_str);
            package.unwrap_or(name) == runtime::PACKAGE
        });
        let metadata = manifest.get("package").and_then(|package| package.get("metadata")?.get("faithful"));
        let mut settled =
            metadata.and_then(|metadata| metadata.get("without")).map(strings).unwrap_or_default();
        let Some((name, dependency)) = found else {
            let name = runtime::PACKAGE.to_owned();
            return Self { name, has_path: false, has_defaults: false, settled };
        };
        settled.extend(dependency.get("features").map(strings).unwrap_or_default());
        let has_defaults = dependency.get("default-features").and_then(Value::as_bool).unwrap_or(true);
        let has_path = ["path", "workspace"].iter().any(|key| dependency.get(key).is_some());
        Self { name: name.clone(), has_path, has_defaults, settled }
    }
}

/// Reads a manifest.
///
/// # Errors
/// Fails if it cannot be read, or is not valid TOML.
pub fn manifest(path: &Path) -> Result<Table, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", shown(path)))?;
    text.parse()
        .map_err(|error: toml::de::Error| format!("{} is not valid TOML: {}", shown(path), error.message()))
}

/// Returns the features of a manifest, with those that each of them enables.
pub fn features(manifest: &Table) -> BTreeMap<String, Vec<String>> {
    let features = manifest.get("features").and_then(Value::as_table).into_iter().flatten();
    features.map(|(name, enabled)| (name.clone(), strings(enabled))).collect()
}

fn strings(list: &Value) -> Vec<String> {
    let strings = list.as_array().into_iter().flatten().filter_map(Value::as_str);
    strings.map(str::to_owned).collect()
}
