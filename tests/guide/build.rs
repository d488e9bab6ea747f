//! Generates the clients of the documents in the guide, as the guide says that a build script does.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use faithful::build::Client;

const DOCUMENT: &str = "../../docs/guide/src/generator/pets.yaml";
const PAGINATION: &str = "../../docs/guide/src/generator/pagination.md";

fn main() -> Result<(), Box<dyn Error>> {
    Client::new(DOCUMENT).deny("unsupported").generate()?;

    // The settings that the chapter shows.
    println!("cargo::rerun-if-changed={PAGINATION}");
    let chapter = fs::read_to_string(PAGINATION)?.replace("\r\n", "\n");
    let shown = chapter.split("<!-- file: settings.json -->\n```json\n").nth(1);
    let settings = shown.and_then(|rest| rest.split("```").next()).ok_or("the chapter shows no settings")?;
    let file = PathBuf::from(env::var_os("OUT_DIR").ok_or("there is no OUT_DIR")?).join("settings.json");
    fs::write(&file, settings)?;
    Client::new(DOCUMENT).name("paged").settings(file).generate()?;
    Ok(())
}
