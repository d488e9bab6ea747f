//! The features of generated clients: what they compile, and whether handwritten files declare them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use tests::crates::xtask;
use tests::{Outcome, disk, fixture, none_of};

/// The models of a client: the features that compile each, if it has any, and the words in the types of its declaration.
#[derive(Default)]
struct Models {
    features: BTreeMap<String, BTreeSet<String>>,
    types: BTreeMap<String, BTreeSet<String>>,
}

impl Models {
    fn add(&mut self, text: &str, features: &BTreeSet<String>) -> Outcome {
        for item in syn::parse_file(text)?.items {
            let syn::Item::Macro(item) = item else { continue };
            let (mut words, mut types) = (Vec::new(), BTreeSet::new());
            let declared = item.mac.path.segments.last().map(|it| it.ident.to_string()).unwrap_or_default();
            if declared == "testing_models" {
                // Further constructors of a model, which refer to its own types.
                continue;
            }
            let is_union = declared.ends_with("union");
            collect(item.mac.tokens, !is_union, &mut words, &mut types);
            let name = words.windows(2).find(|pair| pair[0] == "struct" || pair[0] == "enum");
            let name = name.ok_or("a declaration has no name")?[1].clone();
            self.features.insert(name.clone(), features.clone());
            self.types.insert(name, types);
        }
        Ok(())
    }
}

/// Collects all words, and those that may be types: in a union, only the ones in parentheses, and none that have a value.
fn collect(tokens: TokenStream, is_type: bool, words: &mut Vec<String>, types: &mut BTreeSet<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let has_value = matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '=');
        match token {
            TokenTree::Group(group) => {
                let is_type = is_type || group.delimiter() == proc_macro2::Delimiter::Parenthesis;
                collect(group.stream(), is_type, words, types);
            }
            TokenTree::Ident(ident) => {
                words.push(ident.to_string());
                if is_type && !has_value {
                    types.insert(ident.to_string());
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The names in the conditions of a file of declarations, by module.
fn conditions(text: &str) -> Outcome<BTreeMap<String, BTreeSet<String>>> {
    let mut conditions = BTreeMap::new();
    for item in syn::parse_file(text)?.items {
        let syn::Item::Mod(item) = item else { continue };
        let attributes = item.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg"));
        let text: String = attributes.map(|attribute| quote::quote!(#attribute).to_string()).collect();
        let names = text.split('"').skip(1).step_by(2).map(str::to_owned);
        conditions.insert(item.ident.to_string(), names.collect());
    }
    Ok(conditions)
}

fn models(generated: &faithful_codegen::Generated) -> Outcome<Models> {
    let mut models = Models::default();
    for folder in ["src/models", "src/models/shared"] {
        let Some(text) = generated.files.get(&format!("{folder}/mod.rs")) else { continue };
        for (module, features) in conditions(text)? {
            if let Some(text) =
                generated.files.get(&format!("{folder}/{}.rs", module.trim_start_matches("r#")))
            {
                models.add(text, &features)?;
            }
        }
    }
    Ok(models)
}

#[test]
fn features_of_a_model_compile_what_it_refers_to() -> Outcome {
    let (mut problems, mut shared) = (Vec::new(), 0);
    for fixture in fixture::all()? {
        let Ok(generated) = fixture.generate() else { continue };
        let models = models(&generated)?;
        for (name, types) in &models.types {
            let features = &models.features[name];
            shared += usize::from(features.len() > 1);
            for (other, others) in types.iter().filter_map(|word| models.features.get_key_value(word)) {
                if !others.is_empty() && (features.is_empty() || !features.is_subset(others)) {
                    problems
                        .push(format!("{}: {name} {features:?} refers to {other} {others:?}", fixture.name));
                }
            }
        }
    }
    assert!(shared > 10, "only {shared} models have several features");
    none_of(
        &problems,
        "these models do not compile with each of their features",
        "see codegen/src/analyze/features.rs",
    )
}

/// A client of a fixture in a new folder.
fn client(name: &str, fixture: &str) -> Outcome<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("features").join(name);
    disk::fresh(&folder)?;
    generated(&folder, fixture, &[])?;
    Ok(folder)
}

fn run(folder: &Path, fixture: &str, options: &[&str]) -> Outcome<(bool, String)> {
    let spec = fixture::folder().join(fixture).join("openapi.json");
    let arguments = ["codegen", "--spec", path(&spec), "--out", path(folder)];
    xtask(&[&arguments[..], options].concat())
}

fn generated(folder: &Path, fixture: &str, options: &[&str]) -> Outcome<String> {
    let (succeeded, output) = run(folder, fixture, options)?;
    if succeeded { Ok(output) } else { Err(output.into()) }
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap_or_default()
}

#[test]
fn a_new_crate_lacks_nothing() -> Outcome {
    let folder = client("new", "models-by-feature")?;
    let output = generated(&folder, "models-by-feature", &["--check"])?;
    assert!(!output.contains("warning: "), "{output}");
    Ok(())
}

#[test]
fn own_client_lacks_nothing() -> Outcome {
    let (succeeded, output) = xtask(&["codegen", "--check"])?;
    assert!(succeeded && !output.contains("warning: "), "{output}");
    Ok(())
}

#[test]
fn missing_features_are_named_and_the_manifest_is_kept() -> Outcome {
    let folder = client("missing", "models-by-feature")?;
    let manifest = folder.join("Cargo.toml");
    let text = disk::read(&manifest)?;
    let without: String = text.split_inclusive('\n').filter(|line| !line.starts_with("trains = ")).collect();
    disk::write(&manifest, &without)?;
    let output = generated(&folder, "models-by-feature", &[])?;
    assert!(output.contains("warning: ") && output.contains("\n    trains = []\n"), "{output}");
    let (succeeded, output) = run(&folder, "models-by-feature", &["--check"])?;
    assert!(!succeeded && output.contains("\n    trains = []"), "{output}");
    assert!(disk::read(&manifest)? == without, "the manifest was changed");
    Ok(())
}

#[test]
fn features_of_the_runtime_that_are_not_passed_on_are_named() -> Outcome {
    let folder = client("runtime", "models-by-feature")?;
    let manifest = folder.join("Cargo.toml");
    let line = "blocking = [\"faithful-runtime/blocking\"]";
    disk::replace(&manifest, &format!("{line}\n"), "")?;
    let output = generated(&folder, "models-by-feature", &["--check"])?;
    assert!(output.contains(&format!("\n    {line}\n")) && !output.contains("/rustls"), "{output}");
    for (old, new) in [
        ("[workspace]", "[package.metadata.faithful]\nwithout = [\"blocking\"]\n\n[workspace]"),
        ("without = [\"blocking\"]", "without = []"),
        ("default-features = false", "default-features = false, features = [\"blocking\"]"),
    ] {
        disk::replace(&manifest, old, new)?;
        let output = generated(&folder, "models-by-feature", &["--check"])?;
        assert_eq!(output.contains("warning: "), new == "without = []", "{new}:\n{output}");
    }
    Ok(())
}

#[test]
fn types_that_a_library_does_not_re_export_are_named() -> Outcome {
    let folder = client("exports", "response-event-stream")?;
    let library = folder.join("src/lib.rs");
    disk::replace(&library, "pub use faithful_runtime as runtime;", "use faithful_runtime as runtime;")?;
    let (succeeded, output) = run(&folder, "response-event-stream", &["--check"])?;
    assert!(!succeeded && output.contains("add:\n    pub use runtime::{Event, EventStream"), "{output}");
    disk::replace(&library, "pub use runtime::{", "pub use runtime::*;\npub use runtime::{")?;
    generated(&folder, "response-event-stream", &["--check"])?;
    Ok(())
}

#[test]
fn a_manifest_that_is_not_valid_is_an_error() -> Outcome {
    let folder = client("invalid", "models-by-feature")?;
    disk::write(&folder.join("Cargo.toml"), "[features\n")?;
    let (succeeded, output) = run(&folder, "models-by-feature", &["--check"])?;
    assert!(!succeeded && output.contains("Cargo.toml is not valid TOML"), "{output}");
    Ok(())
}
