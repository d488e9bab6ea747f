//! The public interface of the runtime and of the client, item by item: what a change of version has to be
//! judged by.
//!
//! It is read from the JSON of rustdoc, which is not stable: rustdoc writes it for `RUSTC_BOOTSTRAP=1`, and
//! `public-api` reads one format of it. So this runs where the toolchain is known, in CI:
//! `cargo test -p tests --test public_api -- --ignored`. With `INSTA_UPDATE=always` before it, a change that is
//! meant is accepted.

use std::path::{Path, PathBuf};
use std::process::Command;

use tests::{Outcome, crates, disk};

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
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(disk::workspace().join("tests/tests/snapshots/public_api"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let api = public_api(package)?;
    settings.bind(|| insta::assert_snapshot!(package, api));
    Ok(())
}

#[test]
#[ignore = "the JSON of rustdoc has a format for each toolchain; CI runs this with its own"]
fn of_the_runtime() -> Outcome {
    compare("northflank-runtime")
}

#[test]
#[ignore = "the JSON of rustdoc has a format for each toolchain; CI runs this with its own"]
fn of_the_client() -> Outcome {
    compare("northflank")
}
