//! Clients that a build script makes, in a module of another crate; and clients of another format version.

use std::collections::BTreeMap;

use faithful_codegen::{FORMAT, Generated, Request, embed};
use tests::crates::Workspace;
use tests::{Outcome, disk};

/// A manifest of a crate with a build script.
const MANIFEST: &str = "\
[package]
name = \"NAME\"
version = \"0.1.0\"
edition = \"2024\"

[dependencies]
faithful-runtime = { path = \"RUNTIME\", default-features = false }
";

/// Copies what `faithful::build::generate` would write.
const BUILD: &str = "\
//! The build script.
fn main() {
    let out = std::path::PathBuf::from(std::env::var_os(\"OUT_DIR\").unwrap_or_default());
    println!(\"cargo::rerun-if-changed=made\");
    for file in [\"client.rs\", \"client.api.rs\", \"client.models.rs\"] {
        let copied = std::fs::copy(std::path::Path::new(\"made\").join(file), out.join(file));
        assert!(copied.is_ok());
    }
}
";

/// A crate with the strictest lints, and the client in a module two levels below its root.
const LIBRARY: &str = "\
//! A crate.
#![deny(missing_docs, unreachable_pub, unused, rustdoc::broken_intra_doc_links)]
#![deny(clippy::all, clippy::nursery, clippy::pedantic, clippy::missing_docs_in_private_items, clippy::shadow_reuse)]
#![deny(clippy::allow_attributes, clippy::allow_attributes_without_reason, clippy::impl_trait_in_params)]

/// An API.
pub mod outer {
    /// The client.
    pub mod inner {
        faithful_runtime::include_client!();
    }
}

pub use outer::inner::Client;
";

/// The document of the kitchen sink, which uses every feature.
fn generated() -> Outcome<Generated> {
    let folder = disk::workspace().join("tests/kitchen-sink/document");
    let mut files = BTreeMap::new();
    for file in disk::files_below(&folder)? {
        files.insert(file.clone(), disk::read(&folder.join(&file))?);
    }
    let request = Request {
        root: "openapi.json".to_owned(),
        settings: Some("settings.json".to_owned()),
        lock: None,
        crate_name: "client".to_owned(),
    };
    faithful_codegen::generate(&request, &files).map_err(|failure| failure.render().into())
}

/// A workspace with this crate, whose generated files pass through `edit`.
fn workspace(name: &str, edit: impl Fn(&str) -> String) -> Outcome<Workspace> {
    let runtime = disk::workspace().join("runtime");
    let manifest = MANIFEST.replace("NAME", name).replace("RUNTIME", &runtime.to_string_lossy());
    let made = embed(&generated()?.files, "client")?;
    let made: Vec<_> = made.iter().map(|(path, text)| (format!("made/{path}"), edit(text))).collect();
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), name);
    let files = [("Cargo.toml", manifest.as_str()), ("build.rs", BUILD), ("src/lib.rs", LIBRARY)];
    let made = made.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    workspace.add(name, files.into_iter().chain(made))?;
    Ok(workspace)
}

#[test]
fn a_client_compiles_in_any_module() -> Outcome {
    let workspace = workspace("embedded", str::to_owned)?;
    workspace.lint()?;
    workspace.describe()?;
    Ok(())
}

#[test]
fn nothing_depends_on_the_crate_root_or_on_features() -> Outcome {
    let made = embed(&generated()?.files, "client")?;
    let paths: Vec<&str> = made.iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["client.api.rs", "client.models.rs", "client.rs"]);
    for (path, text) in made.iter() {
        for word in
            ["crate::", "feature = ", "//!", "used_by", "no_run", "include_str", "[allow(", "[expect("]
        {
            let line = text.lines().find(|line| line.contains(word));
            assert_eq!(line, None, "{word} in {path}");
        }
    }
    Ok(())
}

#[test]
fn another_format_is_the_only_error() -> Outcome {
    let workspace = workspace("other-format", |text| {
        // Macros of another format have another syntax.
        let text = text.replace(&format!("format {FORMAT};"), &format!("format {};", FORMAT + 1));
        text.replace("object! {", "object! { 7")
    })?;
    let failure = workspace.check().err().ok_or("the client compiles")?;
    let output = format!("{failure:?}");
    let errors =
        output.lines().filter(|line| line.starts_with("error") && !line.contains("could not compile"));
    let errors: Vec<_> = errors.collect();
    let [error] = errors.as_slice() else { return Err(output.into()) };
    assert!(error.contains("run `faithful generate` again"), "{error}");
    Ok(())
}

#[test]
fn another_format_of_a_crate_is_the_only_error() -> Outcome {
    let runtime = disk::workspace().join("runtime");
    let new = faithful_codegen::Scaffold::new(
        "other-format-crate".to_owned(),
        "faithful-runtime".to_owned(),
        runtime.to_string_lossy().into_owned(),
    );
    let generated = generated()?;
    let scaffold = faithful_codegen::scaffold(&generated, &new);
    let edit = |text: &str| {
        let text = text.replace(&format!("format {FORMAT};\n"), &format!("format {};\n", FORMAT + 1));
        text.replace("object! {", "object! { 7")
    };
    let files: Vec<_> = generated.files.iter().map(|(path, text)| (path, edit(text))).collect();
    let files = files.iter().map(|(path, text)| (*path, text.as_str()));
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "other-format-crate");
    workspace.add("other-format-crate", files.chain(scaffold.iter()))?;
    let failure = workspace.check().err().ok_or("the client compiles")?;
    let output = format!("{failure:?}");
    let errors =
        output.lines().filter(|line| line.starts_with("error") && !line.contains("could not compile"));
    assert_eq!(errors.count(), 1, "{output}");
    Ok(())
}
