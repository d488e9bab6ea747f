//! A local server that replies with the documented examples. It is only used by the quickstart.

use std::convert::Infallible;
use std::io;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Starts the server and returns its URL.
pub async fn serve() -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(socket), service_fn(respond)));
        }
    });
    Ok(address)
}

async fn respond(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (method, path) = (request.method().as_str().to_owned(), request.uri().path().to_owned());
    // The body is read completely, as in any other server.
    let _ = request.into_body().collect().await;
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let body = match (method.as_str(), &segments[..]) {
        ("GET", ["v1", "templates", "example-template"]) => example(GET_TEMPLATE),
        ("GET", ["v1", "templates", "example-template", "runs"]) => example(LIST_TEMPLATE_RUNS),
        ("GET", ["v1", "projects", _, "pipelines", _, "preview-envs", "runs", _]) => {
            example(GET_PREVIEW_TEMPLATE_RUN)
        }
        ("POST", ["v1", "templates"]) => example(CREATE_TEMPLATE),
        ("POST", ["v1", "templates", "example-template"]) => example(UPDATE_TEMPLATE),
        _ => None,
    };
    let not_found =
        || json!({"error": {"status": 404, "message": "There is no such resource.", "id": "not-found"}});
    let status = if body.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let mut response = Response::new(Full::from(body.unwrap_or_else(not_found).to_string()));
    *response.status_mut() = status;
    Ok(response)
}

/// Returns the documented response in a file.
fn example(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

const CREATE_TEMPLATE: &str = include_str!("../../src/api/examples/create_template.json");
const GET_PREVIEW_TEMPLATE_RUN: &str = include_str!("../../src/api/examples/get_preview_template_run.json");
const GET_TEMPLATE: &str = include_str!("../../src/api/examples/get_template.json");
const LIST_TEMPLATE_RUNS: &str = include_str!("../../src/api/examples/list_template_runs.json");
const UPDATE_TEMPLATE: &str = include_str!("../../src/api/examples/update_template.json");
