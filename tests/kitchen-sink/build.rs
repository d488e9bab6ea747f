//! Generates the client of `document/`. Any diagnostic fails the build.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use faithful_codegen::{Generated, Request};

const FOLDER: &str = "document";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FOLDER}");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("there is no OUT_DIR")?);
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(FOLDER)? {
        let entry = entry?;
        let name =
            entry.file_name().into_string().map_err(|name| format!("{} is not UTF-8", name.display()))?;
        files.insert(name, fs::read_to_string(entry.path())?);
    }
    let generated = generate(&files)?;
    for (path, text) in generated.files.iter() {
        let path = out.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&out))?;
        fs::write(&path, text)?;
    }
    fs::write(out.join("modules.rs"), modules(&out))?;
    Ok(())
}

fn generate(files: &BTreeMap<String, String>) -> Result<Generated, String> {
    let request = Request {
        root: "openapi.json".to_owned(),
        settings: Some("settings.json".to_owned()),
        lock: None,
        crate_name: "kitchen_sink".to_owned(),
    };
    let generated =
        faithful_codegen::generate(&request, files).map_err(|failure| format!("\n{}", failure.render()))?;
    match generated.diagnostics.render(&generated.sources) {
        warnings if warnings.is_empty() => Ok(generated),
        warnings => Err(format!("\n{warnings}")),
    }
}

/// The module declarations that the library includes: `#[path]` cannot contain `OUT_DIR`.
fn modules(out: &Path) -> String {
    let module = |name: &str| {
        let path = out.join("src").join(name).join("mod.rs").display().to_string();
        format!("#[path = {path:?}]\npub mod {name};\n")
    };
    format!("{}{}", module("api"), module("models"))
}
