//! The command line tool, as its users run it.

#![expect(clippy::unwrap_used, reason = "a test fails where its helper fails")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A document with a tag, and a link, which is a warning.
const DOCUMENT: &str = r##"{
  "openapi": "3.1.0",
  "info": { "title": "Trains", "version": "1" },
  "servers": [{ "url": "https://api.example" }],
  "paths": {
    "/trains": {
      "get": {
        "operationId": "listTrains",
        "tags": ["Trains"],
        "responses": {
          "200": {
            "description": "Done.",
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Train" } } },
            "links": { "next": {} }
          }
        }
      }
    }
  },
  "components": {
    "schemas": {
      "Train": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } }
    }
  }
}
"##;

/// An empty folder with `api/openapi.json`.
struct Folder(PathBuf);

/// The exit code, standard output and standard error.
struct Printed(Option<i32>, String, String);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("commands").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir_all(folder.join("api")).unwrap();
        let folder = Self(folder);
        folder.write("api/openapi.json", DOCUMENT);
        folder
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.0.join(path), text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Printed {
        self.run_with(arguments, "")
    }

    fn run_with(&self, arguments: &[&str], input: &str) -> Printed {
        let mut command = Command::new(env!("CARGO_BIN_EXE_faithful"));
        command.args(arguments).current_dir(&self.0).env("NO_COLOR", "1");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Printed(status.code(), text(stdout), text(stderr))
    }

    /// Runs a command that must succeed, and returns both outputs.
    fn succeed(&self, arguments: &[&str]) -> String {
        let Printed(code, output, errors) = self.run(arguments);
        assert_eq!(code, Some(0), "{arguments:?}\n{output}{errors}");
        output + &errors
    }

    /// Runs a command that must fail with this exit code, and returns both outputs.
    fn fail(&self, code: i32, arguments: &[&str]) -> String {
        let Printed(found, output, errors) = self.run(arguments);
        assert_eq!(found, Some(code), "{arguments:?}\n{output}{errors}");
        output + &errors
    }
}

#[test]
fn a_crate_is_generated_and_checked() {
    let folder = Folder::new("generate");
    let output = folder.succeed(&["generate", "api/openapi.json", "--name", "train-client"]);
    assert!(output.contains("train-client:\n  1 operation"), "{output}");
    assert!(output.contains("  added:   train-client/src/api/mod.rs\n"), "{output}");
    assert!(output.contains("--> api/openapi.json:14:24"), "{output}");
    assert!(output.contains("\n      1  not-in-client "), "{output}");
    assert!(output.contains("add an entry to `allow` in a new file api/settings.json"), "{output}");
    let manifest = folder.read("train-client/Cargo.toml");
    assert!(manifest.starts_with("[package]\nname = \"train-client\"\n"), "{manifest}");
    assert!(!manifest.contains("[workspace]") && !manifest.contains("path ="), "{manifest}");
    for line in ["license = ", "description = ", "rust-version = ", "trains = []"] {
        assert!(manifest.contains(&format!("\n{line}")), "{line}\n{manifest}");
    }
    let readme = folder.read("train-client/README.md");
    assert!(readme.contains("\nlet client = Client::builder().build()?;\n"), "{readme}");
    for file in ["README.md", ".gitignore", "src/lib.rs", "src/api/mod.rs", "names.lock.json"] {
        assert!(folder.0.join("train-client").join(file).is_file(), "{file}");
    }
    folder.succeed(&["generate", "api/openapi.json", "--out", "train-client", "--check"]);
    folder.write("api/openapi.json", &DOCUMENT.replace("\"name\": {", "\"length\": {"));
    let output = folder.fail(1, &["generate", "api/openapi.json", "--out", "train-client", "--check"]);
    assert!(output.contains("run `faithful generate api/openapi.json --out train-client`"), "{output}");
}

#[test]
fn converted_line_ends_are_up_to_date() {
    let folder = Folder::new("line-ends");
    folder.succeed(&["generate", "api/openapi.json"]);
    for file in ["src/api/mod.rs", "src/models/trains.rs", "names.lock.json", "Cargo.toml"] {
        let path = format!("client/{file}");
        folder.write(&path, &folder.read(&path).replace('\n', "\r\n"));
    }
    folder.succeed(&["generate", "api/openapi.json", "--check"]);
    let before = folder.read("client/src/api/mod.rs");
    folder.succeed(&["generate", "api/openapi.json"]);
    assert_eq!(folder.read("client/src/api/mod.rs"), before);
}

#[test]
fn handwritten_files_are_kept_and_what_they_lack_is_named() {
    let folder = Folder::new("kept");
    folder.succeed(&["generate", "api/openapi.json", "--standalone"]);
    let manifest = folder.read("client/Cargo.toml");
    assert!(manifest.contains("\n[workspace]\n"), "{manifest}");
    folder.write("client/README.md", "# Mine\n");
    folder.write("api/openapi.json", &DOCUMENT.replace("[\"Trains\"]", "[\"Carriages\"]"));
    let output = folder.succeed(&["generate", "api/openapi.json"]);
    assert!(output.contains("\n    carriages = []\n"), "{output}");
    assert_eq!(folder.read("client/Cargo.toml"), manifest);
    assert_eq!(folder.read("client/README.md"), "# Mine\n");
    let output = folder.fail(1, &["generate", "api/openapi.json", "--check"]);
    assert!(output.contains("carriages = []"), "{output}");
    let output = folder.fail(1, &["generate", "api/openapi.json", "--out", "client", "--name", "other"]);
    assert!(output.contains("has the name `client`"), "{output}");
}

#[test]
fn a_crate_below_a_workspace_becomes_a_member() {
    let folder = Folder::new("member");
    folder.write("Cargo.toml", "[workspace]\nmembers = [\"clients/*\"]\n");
    let output = folder.succeed(&["generate", "api/openapi.json", "--out", "clients/a"]);
    assert!(output.contains("next:\n  cargo check --manifest-path clients/a/Cargo.toml\n"), "{output}");
    let output = folder.succeed(&["generate", "api/openapi.json", "--out", "b"]);
    assert!(output.contains("  add \"b\" to `members` in [workspace] of Cargo.toml\n"), "{output}");
    let output = folder.succeed(&["generate", "api/openapi.json", "--out", "b"]);
    assert!(!output.contains("next:"), "{output}");
}

#[test]
fn a_path_of_the_runtime_is_relative_to_the_crate() {
    let folder = Folder::new("runtime-path");
    folder.succeed(&["generate", "api/openapi.json", "--out", "clients/a", "--runtime-path", "runtime"]);
    let manifest = folder.read("clients/a/Cargo.toml");
    assert!(manifest.contains("{ path = \"../../runtime\", default-features = false }"), "{manifest}");
    let again = ["generate", "api/openapi.json", "--out", "clients/a", "--runtime-path", "runtime"];
    assert!(!folder.succeed(&again).contains("--runtime-path"));

    folder.succeed(&["generate", "api/openapi.json", "--out", "b"]);
    let output = folder.succeed(&["generate", "api/openapi.json", "--out", "b", "--runtime-path", "runtime"]);
    let expected = "b/Cargo.toml has the runtime from the registry, because `--runtime-path` applies to new manifests only";
    assert!(output.contains(expected) && output.contains("add `path = \"../runtime\"`"), "{output}");
}

#[test]
fn standard_input_is_a_document() {
    let folder = Folder::new("stdin");
    let Printed(code, output, errors) = folder.run_with(&["check", "-"], DOCUMENT);
    assert_eq!(
        (code, output.as_str()),
        (Some(0), "stdin.json: no errors, 1 warning, 1 operation\n"),
        "{errors}"
    );
    assert!(errors.contains("--> stdin.json:14:24"), "{errors}");
}

#[test]
fn warnings_are_allowed_and_denied() {
    let folder = Folder::new("policy");
    let check = ["check", "api/openapi.json"];
    let output = folder.fail(1, &[&check[..], &["--deny", "not-in-client"]].concat());
    assert!(output.contains("error[not-in-client]") && output.contains("1 error;"), "{output}");
    let output = folder.succeed(&[&check[..], &["--allow", "not-in-client"]].concat());
    assert_eq!(output, "api/openapi.json: no errors, 0 warnings, 1 operation\n");
    folder.write("strict.json", "{ \"deny\": [\"not-in-client\"] }");
    let output = folder.fail(1, &[&check[..], &["--settings", "strict.json"]].concat());
    assert!(output.contains("error[not-in-client]"), "{output}");
    let output = folder.fail(1, &[&check[..], &["--settings", "strict.json", "--format", "json"]].concat());
    let json = &output[..=output.rfind('}').unwrap()];
    let json: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(json["diagnostics"][0]["file"], "api/openapi.json", "{json}");
}

#[test]
fn the_lock_file_of_a_build_script_is_written_and_checked() {
    let folder = Folder::new("lock");
    let check = ["lock", "api/openapi.json", "--check"];
    let output = folder.fail(1, &check);
    assert!(
        output.contains("  missing: api/names.lock.json\nrun `faithful lock api/openapi.json`"),
        "{output}"
    );
    let output = folder.succeed(&["lock", "api/openapi.json"]);
    assert!(output.contains("  added:   api/names.lock.json\n"), "{output}");
    assert!(output.contains("api/names.lock.json is up to date\n"), "{output}");
    folder.succeed(&check);
    folder.succeed(&["generate", "api/openapi.json"]);
    assert_eq!(folder.read("api/names.lock.json"), folder.read("client/names.lock.json"));
    folder.write("api/openapi.json", &DOCUMENT.replace("listTrains", "getEngine"));
    folder.fail(1, &check);
    folder.succeed(&["lock", "api/openapi.json", "--lock", "other.json"]);
    assert!(folder.read("other.json").contains("getEngine"));
}

#[test]
fn the_readme_of_a_crate_creates_a_client_with_all_that_it_requires() {
    let folder = Folder::new("readme");
    let schemes = r#""components": { "securitySchemes": {
        "key": { "type": "apiKey", "in": "header", "name": "x-key" }, "user": { "type": "http", "scheme": "basic" } },"#;
    let security = r#""security": [{ "key": [], "user": [] }], "paths": {"#;
    let document = DOCUMENT.replace("\"components\": {", schemes).replace("\"paths\": {", security);
    folder.write("api/openapi.json", &document.replace("https://api.example", "/api"));
    folder.succeed(&["generate", "api/openapi.json"]);
    let readme = folder.read("client/README.md");
    let shown =
        r#"Client::builder().base_url("https://…").api_key("key", "…").basic_auth("…", "…").build()?;"#;
    assert!(readme.contains(shown), "{readme}");
    folder.write("api/settings.json", r#"{ "environment": { "token": ["TRAIN_TOKEN"] } }"#);
    let output = folder.succeed(&["generate", "api/openapi.json", "--out", "other"]);
    assert!(folder.read("other/README.md").contains("let client = Client::from_env()?;"), "{output}");
}

#[test]
fn edits_are_compared() {
    let folder = Folder::new("diff");
    folder.write("api/new.json", &DOCUMENT.replace("\"string\"", "\"integer\""));
    let arguments = ["diff", "api/openapi.json", "api/new.json"];
    let output = folder.succeed(&arguments);
    assert!(output.contains("1 breaking"), "{output}");
    let output = folder.fail(1, &[&arguments[..], &["--fail-on", "breaking"]].concat());
    assert!(output.contains("--fail-on breaking: 1 change"), "{output}");
    let output = folder.succeed(&[&arguments[..], &["--format", "markdown"]].concat());
    assert!(output.contains("**breaking**"), "{output}");
}

#[test]
fn invalid_arguments_have_their_own_exit_code() {
    let folder = Folder::new("arguments");
    for arguments in [&["generate"][..], &["no-command"], &["check", "a.json", "--deny", "no-code"]] {
        folder.fail(2, arguments);
    }
    let output = folder.fail(1, &["check", "missing.json"]);
    assert!(output.contains("cannot read `missing.json`"), "{output}");
    let output = folder.fail(1, &["explain", "no-code"]);
    assert!(output.contains("heuristic-union"), "{output}");
}

#[test]
fn every_command_explains_itself() {
    let folder = Folder::new("help");
    for command in ["generate", "check", "diff", "lock", "explain", "completions"] {
        let output = folder.succeed(&[command, "--help"]);
        assert!(output.contains("Example") && output.contains("Exit codes:"), "{output}");
    }
    assert!(folder.succeed(&["--version"]).starts_with("faithful "));
    assert!(folder.succeed(&["explain", "heuristic-union"]).starts_with("# heuristic-union\n"));
    assert!(folder.succeed(&["explain"]).contains("\nheuristic-union "));
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(folder.succeed(&["completions", shell]).contains("faithful"));
    }
}

#[test]
fn a_file_in_another_case_is_named() {
    let folder = Folder::new("case");
    let document = DOCUMENT.replace("#/components/schemas/Train", "Train.json");
    folder.write("api/openapi.json", &document);
    folder.write("api/train.json", "{ \"type\": \"string\" }");
    let output = folder.fail(1, &["check", "api/openapi.json"]);
    assert!(output.contains("the name of the file is `train.json`"), "{output}");
    folder.write("api/openapi.json", &document.replace("Train.json", "parts\\\\train.json"));
    let output = folder.fail(1, &["check", "api/openapi.json"]);
    assert!(output.contains("separate the parts of a path by `/`"), "{output}");
}
