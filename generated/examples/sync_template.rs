//! Reads a template, changes one field and writes it back, without losing unknown fields.
//!
//! `cargo run --example sync_template --features mock-server` uses a local mock server and needs no account.

use northflank::models::Project;
use northflank::{Client, json, testing};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = testing::server()?;
    let mut current = testing::example("getTemplate").ok_or("getTemplate has no example")?;
    // A future version of the API may add fields to templates and nodes, and new kinds of nodes.
    current["data"]["mood"] = json!("cheerful");
    current["data"]["spec"]["mood"] = json!(["calm", null]);
    current["data"]["spec"]["spec"]["steps"] =
        json!([{"kind": "Teleport", "spec": {"to": "the moon"}, "via": 7}]);
    server.on("getTemplate").reply(current.clone());
    server.reply_with_examples();
    let client = Client::builder().token("example-token").base_url(server.url()).build()?;

    let template = client.templates().get("example-template").await?;
    println!("read: {} ({:?})", template.name, template.description);
    // Starts from an update without changes. The project is used if the template does not name one.
    let body = template.to_update(Project::existing("my-project")).description("Changed by an example");
    let updated = client.templates().update("example-template", body).await?;
    println!("updated: {}", updated.template.name);

    let requests = server.requests();
    let sent = requests.last().and_then(testing::RecordedRequest::json).ok_or("nothing was sent")?;
    println!("sent: {sent:#}");
    assert_eq!(sent["description"], "Changed by an example");
    for property in ["name", "apiVersion", "arguments", "concurrencyPolicy", "spec", "mood"] {
        assert_eq!(sent[property], current["data"][property], "{property}");
    }
    Ok(())
}
