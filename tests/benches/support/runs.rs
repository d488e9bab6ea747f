//! The response of `listTemplateRuns`: documents generated in the stated sizes, and its type handwritten with
//! serde's derive, which keeps no unknown fields and no unknown enum values.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tests::Outcome;

use crate::templates::ConcurrencyPolicy;

/// The order of an object's properties.
#[derive(Clone, Copy)]
pub enum Order {
    Documented,
    Alphabetical,
}

/// A response of `listTemplateRuns` with `count` runs of about 420 bytes each.
pub fn document(count: usize, order: Order) -> Outcome<String> {
    let runs: Vec<String> = (0..count).map(run).collect();
    let runs = runs.join(",");
    let documented = format!(
        r#"{{"data":{{"templateRuns":[{runs}]}},"pagination":{{"hasNextPage":true,"cursor":"Y3Vyc29yLTEwMA","count":{count}}}}}"#
    );
    Ok(match order {
        Order::Documented => documented,
        Order::Alphabetical => serde_json::from_str::<Value>(&documented)?.to_string(),
    })
}

fn run(index: usize) -> String {
    let minute = index % 60;
    let autorun = index.is_multiple_of(2);
    let status = ["success", "failure", "running"][index % 3];
    let concluded = status != "running";
    format!(
        r#"{{"name":"Example Template","description":"Builds, deploys and checks the service.","apiVersion":"v1.2","options":{{"autorun":{autorun},"concurrencyPolicy":"allow"}},"id":"3dd592f6-ce63-45ee-acf8-13dc5ec5{index:04}","templateId":"example-template","status":"{status}","startedAt":"2021-01-01 12:{minute:02}:00.000Z","concluded":{concluded},"concludedAt":"2021-01-01 13:{minute:02}:00.000Z","createdAt":"2021-01-01 11:{minute:02}:00.000Z","updatedAt":"2021-01-01 14:{minute:02}:00.000Z"}}"#
    )
}

#[derive(Serialize, Deserialize)]
pub struct Page<T> {
    pub data: T,
    pub pagination: Pagination,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    pub has_next_page: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Runs {
    pub template_runs: Vec<Run>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub api_version: RunApiVersion,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<RunOptions>,
    pub id: String,
    pub template_id: String,
    pub status: RunStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
    pub concluded: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concluded_at: Option<String>,
    pub created_at: String,
    pub updated_at: String,
}

#[derive(Serialize, Deserialize)]
pub enum RunApiVersion {
    #[serde(rename = "v1.2")]
    V1_2,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunOptions {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub autorun: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency_policy: Option<ConcurrencyPolicy>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RunStatus {
    Pending,
    Running,
    Success,
    Failure,
    Aborted,
    Aborting,
    Queued,
    Unknown,
    Skipped,
}
