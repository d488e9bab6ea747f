//! Reads a template, changes one field and writes it back. What this version does not know is not lost.
//!
//! `cargo run --example sync_template --features mock-server` needs no account: a server on 127.0.0.1 answers.

use northflank::models::Project;
use northflank::{Client, json, testing};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = testing::server()?;
    let mut answer = testing::answer("getTemplate").ok_or("the answer is not compiled in")?;
    // A new field, a new kind of node, a node with more than is known: all of it may come any day.
    answer["data"]["mood"] = json!("cheerful");
    answer["data"]["spec"]["mood"] = json!(["calm", null]);
    answer["data"]["spec"]["spec"]["steps"] =
        json!([{"kind": "Teleport", "spec": {"to": "the moon"}, "via": 7}]);
    server.on("getTemplate").reply(answer.clone());
    server.answer_as_documented();
    let client = Client::builder().token("example-token").base_url(server.url()).build()?;

    let template = client.templates().get("example-template").await?;
    println!("read: {} ({:?})", template.name, template.description);
    // The update that changes nothing, and then one change. The project is for a template that names none.
    let body = template.to_update(Project::existing("my-project")).description("Changed by an example");
    let updated = client.templates().update("example-template", body).await?;
    println!("the answer to the update: {}", updated.template.name);

    let requests = server.requests();
    let sent = requests.last().and_then(testing::RecordedRequest::json).ok_or("nothing was sent")?;
    println!("sent: {sent:#}");
    assert_eq!(sent["description"], "Changed by an example");
    for member in ["name", "apiVersion", "arguments", "concurrencyPolicy", "spec", "mood"] {
        assert_eq!(sent[member], answer["data"][member], "{member}");
    }
    Ok(())
}
