//! Snapshots of the public API of the runtime and the client, item by item, which show whether a change requires a new
//! major or minor version.
//!
//! The API is read from rustdoc JSON, which is unstable: rustdoc writes it only with `RUSTC_BOOTSTRAP=1`, and
//! `public-api` supports one version of the format. So these tests run in CI, where the toolchain is fixed:
//! `cargo test -p tests --test public_api -- --ignored`. Accept an intended change by setting `INSTA_UPDATE=always`.

use std::path::{Path, PathBuf};
use std::process::Command;

use tests::{Outcome, crates, disk, snapshots};

fn target() -> PathBuf {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    temporary.parent().unwrap_or(temporary).to_path_buf()
}

fn public_api(package: &str) -> Result<String, tests::Failure> {
    let rustdoc = crates::rustdoc_for_json(Path::new(env!("CARGO_TARGET_TMPDIR")))?;
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(disk::workspace()).env("RUSTDOC", &rustdoc);
    command.args(["rustdoc", "--quiet", "--all-features", "--lib", "--package", package, "--target-dir"]);
    command.arg(target()).args(["--", "-Z", "unstable-options", "--output-format", "json"]);
    let output = command.output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let json = target().join("doc").join(format!("{}.json", package.replace('-', "_")));
    let api = public_api::Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()?;
    Ok(api.to_string())
}

fn compare(package: &str) -> Outcome {
    let settings = snapshots::settings(&disk::workspace().join("tests/tests/snapshots/public_api"));
    let api = public_api(package)?;
    settings.bind(|| insta::assert_snapshot!(package, api));
    Ok(())
}

#[test]
#[ignore = "the format of rustdoc JSON depends on the toolchain; CI runs this"]
fn runtime_api_matches_its_snapshot() -> Outcome {
    compare("faithful-runtime")
}

#[test]
#[ignore = "the format of rustdoc JSON depends on the toolchain; CI runs this"]
fn client_api_matches_its_snapshot() -> Outcome {
    compare("northflank")
}
