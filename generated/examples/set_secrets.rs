//! Creates a secret group, and changes one of its variables later.
//!
//! `cargo run --example set_secrets --features mock-server` uses a local mock server and needs no account.

use northflank::models::{CreateSecret, PatchSecret, SecretData, SecretKind, SecretType};
use northflank::{Client, Map, Value, json, testing};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = testing::server()?;
    server.reply_with_examples();
    let client = Client::builder().token("example-token").base_url(server.url()).build()?;
    let secrets = client.project("example-project").secrets();

    let group = CreateSecret::new("example-secrets", SecretKind::Environment, 10)
        .r#type(SecretType::Secret)
        .secrets(SecretData::new().variables(variables(&json!({"USER": "app", "PASSWORD": "a secret"}))));
    let created = secrets.create(group).await?;
    println!("created {}", created.id);

    let changes = SecretData::new().variables(variables(&json!({"PASSWORD": "another secret"})));
    secrets.patch(&created.id, PatchSecret::new().secrets(changes)).await?;

    for request in server.requests() {
        println!("{} {}", request.method, request.path);
    }
    Ok(())
}

fn variables(value: &Value) -> Map {
    value.as_object().cloned().unwrap_or_default()
}
