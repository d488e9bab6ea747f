//! Nothing that a task prints contains characters that a terminal interprets, whatever the document and its files contain.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tests::crates::xtask;
use tests::{Outcome, disk};

/// Clears the screen, changes the direction of the text, and begins a line that looks like another message.
const HOSTILE: &str = "\u{1b}[2J\u{9b}1m\u{202e}\u{200b}\r\nerror[forged]: ";

/// How it is shown in a line.
const SHOWN: &str = "\\u{1b}[2J\\u{9b}1m\\u{202e}\\u{200b}\\r\\nerror[forged]: ";

fn folder(name: &str) -> Outcome<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("terminal").join(name);
    disk::fresh(&folder)?;
    Ok(folder)
}

/// A document with the text in names, and a warning that quotes one.
fn document(maximum: u64) -> Value {
    let schema = json!({ "type": "string", "maxLength": maximum, "pattern": format!("(?!a){HOSTILE}") });
    let responses = json!({
        "200": { "description": "Done.", "links": { HOSTILE: {} } },
        "default": { "description": "Failed." }
    });
    let parameter = json!({ "name": HOSTILE, "in": "query", "schema": schema });
    let operation = json!({ "operationId": HOSTILE, "tags": [HOSTILE], "parameters": [parameter], "responses": responses });
    json!({
        "openapi": "3.1.0",
        "info": { "title": HOSTILE, "version": HOSTILE },
        "servers": [{ "url": "https://a.example" }, { "url": "https://b.example", "description": format!("{HOSTILE}{maximum}") }],
        "paths": { "/a": { "get": operation } }
    })
}

/// Checks what a task printed, and returns it.
fn printed(arguments: &[&str]) -> Outcome<(bool, String)> {
    let (succeeded, output) = xtask(arguments)?;
    let is_hidden = |letter: char| {
        (letter.is_control() && !"\n\t".contains(letter)) || "\u{202e}\u{200b}".contains(letter)
    };
    assert!(!output.contains(is_hidden), "{arguments:?} printed {output:?}");
    assert!(!output.lines().any(|line| line.starts_with("error[forged]")), "{arguments:?} printed {output}");
    Ok((succeeded, output))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap_or_default()
}

#[test]
fn diagnostics_show_hidden_characters() -> Outcome {
    let folder = folder("diagnostics")?;
    let (spec, out) = (folder.join(format!("{HOSTILE}.json")), folder.join("client"));
    disk::write(&spec, &document(1).to_string())?;
    let arguments = ["codegen", "--spec", text(&spec), "--out", text(&out)];
    let (succeeded, output) = printed(&arguments)?;
    assert!(succeeded && output.contains(&format!("link `{SHOWN}`")), "{output}");
    assert!(output.contains(&format!("terminal/diagnostics/{SHOWN}.json:")), "{output}");
    for format in [["--format", "json"], ["--report", "json"]] {
        let (succeeded, output) = printed(&[&arguments[..], &format].concat())?;
        let json = &output[output.find('{').unwrap_or_default()..];
        assert!(succeeded && json.contains("\\u001b[2J\\u009b1m\\u202e\\u200b\\r\\n"), "{output}");
        serde_json::Deserializer::from_str(json).into_iter::<Value>().next().ok_or("no JSON")??;
    }
    disk::write(&spec, &document(1).to_string().replace("\"3.1.0\"", "\"9.0.0\""))?;
    let (succeeded, output) = printed(&arguments)?;
    assert!(!succeeded && output.contains(&format!("{SHOWN}.json\n")), "{output}");
    Ok(())
}

#[test]
fn names_of_files_show_hidden_characters() -> Outcome {
    let folder = folder("files")?;
    let (spec, out) = (folder.join("openapi.json"), folder.join(HOSTILE));
    disk::write(&spec, &document(1).to_string())?;
    disk::write(&out.join(format!("src/models/{HOSTILE}.rs")), "// Handwritten.\n")?;
    let arguments = ["codegen", "--spec", text(&spec), "--out", text(&out)];
    let (succeeded, output) = printed(&arguments)?;
    assert!(!succeeded && output.contains(&format!("{SHOWN}/src/models/{SHOWN}.rs")), "{output}");
    printed(&[&arguments[..], &["--check"]].concat())?;
    printed(&["codegen", "--spec", HOSTILE, "--out", text(&out)])?;
    for arguments in
        [&["explain", HOSTILE][..], &["diff", HOSTILE], &["diff", "--format", HOSTILE], &[HOSTILE]]
    {
        let (succeeded, output) = printed(arguments)?;
        assert!(!succeeded && output.contains(&format!("`{SHOWN}`")), "{output}");
    }
    Ok(())
}

#[test]
fn diff_shows_hidden_characters() -> Outcome {
    let folder = folder("diff")?;
    let (old, new) = (folder.join("old.json"), folder.join("new.json"));
    disk::write(&old, &document(2).to_string())?;
    disk::write(&new, &document(1).to_string())?;
    for format in ["text", "markdown"] {
        let (succeeded, output) = printed(&["diff", text(&old), text(&new), "--format", format])?;
        assert!(succeeded && output.contains("\\u{1b}"), "{output}");
    }
    let (_, output) = printed(&["diff", text(&old), text(&new), "--format", "json"])?;
    assert!(output.contains("\\u001b[2J\\u009b1m\\u202e\\u200b\\r\\n"), "{output}");
    Ok(())
}
