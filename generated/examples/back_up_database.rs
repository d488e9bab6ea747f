//! Creates a database, waits until it runs, and takes a backup.
//!
//! `cargo run --example back_up_database --features mock-server` uses a local mock server and needs no account.

use std::time::Duration;

use northflank::models::{AddonBilling, BackupAddon, BackupType, CreateVersionedAddon};
use northflank::testing::{self, MockServer};
use northflank::{Client, Outcome};

/// Short intervals keep the example fast. Use the defaults for real addons.
const INTERVAL: Duration = Duration::from_millis(20);

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = testing::server()?;
    script(&server);
    let client = Client::builder().token("example-token").base_url(server.url()).build()?;
    let addons = client.project("example-project").addons();

    let billing = AddonBilling::new("nf-compute-20", 4096, 1);
    let addon =
        CreateVersionedAddon::new("example-addon", "postgresql", "17-latest", billing).tls_enabled(true);
    addons.create(addon).await?;
    match addons.wait_until_running("example-addon").interval(INTERVAL).await? {
        Outcome::Success(addon) => println!("{} is running", addon.name),
        other => return Err(format!("the addon {other}").into()),
    }

    let backup = addons.backup("example-addon", BackupAddon::new().backup_type(BackupType::Dump)).await?;
    match addons.wait_for_backup("example-addon", backup.id).interval(INTERVAL).await? {
        Outcome::Success(backup) => println!("backup {} completed at {:?}", backup.name, backup.completed_at),
        other => return Err(format!("the backup {other}").into()),
    }
    Ok(())
}

/// Scripts an addon that is being allocated at first, and a backup that takes two polls.
fn script(server: &MockServer) {
    for (operation, statuses) in
        [("getAddon", ["allocating", "running"]), ("getAddonBackup", ["in-progress", "completed"])]
    {
        for status in statuses {
            let mut body = testing::example(operation).unwrap_or_default();
            body["data"]["status"] = status.into();
            server.on(operation).reply(body);
        }
    }
    server.reply_with_examples();
}
