//! The measured crates, in a separate workspace: derived models, and programs that make the same call.

use tests::{Outcome, disk};

use crate::declarations::derived;

/// All files of the measured workspace, by path.
pub fn crates() -> Outcome<Vec<(&'static str, String)>> {
    let generated = disk::workspace().join("generated").display().to_string();
    let models = derived(&["shared", "templates", "pipelines"])?;
    let with_client = format!("northflank = {{ path = {generated:?} }}\n{TOKIO}");
    let with_reqwest = format!("derived = {{ path = \"../derived\" }}\n{SERDE}{REQWEST}{TOKIO}");
    Ok(vec![
        ("Cargo.toml", WORKSPACE.to_owned()),
        ("derived/Cargo.toml", manifest("derived", "[lib]\npath = \"lib.rs\"", SERDE)),
        ("derived/lib.rs", models),
        ("with_client/Cargo.toml", program("with_client", &with_client)),
        ("with_client/main.rs", WITH_CLIENT.to_owned()),
        ("with_reqwest/Cargo.toml", program("with_reqwest", &with_reqwest)),
        ("with_reqwest/main.rs", WITH_REQWEST.to_owned()),
    ])
}

const WORKSPACE: &str = "\
[workspace]
resolver = \"3\"
members = [\"derived\", \"with_client\", \"with_reqwest\"]

[profile.release]
strip = true
";

const SERDE: &str = "\
serde = { version = \"1\", features = [\"derive\"] }
serde_json = \"1\"
";

/// reqwest with the same features and TLS as the client.
const REQWEST: &str = "\
reqwest = { version = \"0.13\", default-features = false, features = [\"gzip\", \"http2\", \"json\", \"rustls-no-provider\"] }
rustls = { version = \"0.23\", default-features = false, features = [\"ring\", \"std\", \"tls12\"] }
";

const TOKIO: &str = "tokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n";

const WITH_CLIENT: &str = r#"//! One call with the client.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), northflank::Error> {
    let client = northflank::Client::from_env()?;
    println!("{}", client.templates().get("example-template").await?.name);
    Ok(())
}
"#;

const WITH_REQWEST: &str = r#"//! One call with bare reqwest.

use serde::Deserialize;

#[derive(Deserialize)]
struct Response {
    data: derived::Template,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let token = std::env::var("NORTHFLANK_API_TOKEN")?;
    let client = reqwest::Client::new();
    let call = client.get("https://api.northflank.com/v1/templates/example-template").bearer_auth(token);
    let response: Response = call.send().await?.error_for_status()?.json().await?;
    println!("{}", response.data.name);
    Ok(())
}
"#;

fn manifest(name: &str, kind: &str, dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n{kind}\n\n[dependencies]\n{dependencies}"
    )
}

fn program(name: &str, dependencies: &str) -> String {
    manifest(name, &format!("[[bin]]\nname = \"{name}\"\npath = \"main.rs\""), dependencies)
}
