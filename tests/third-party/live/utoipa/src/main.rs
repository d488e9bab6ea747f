//! A workshop, as an axum application with utoipa.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_repr::{Deserialize_repr, Serialize_repr};
use sha2::{Digest, Sha256};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::{IntoParams, Modify, OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

#[derive(OpenApi)]
#[openapi(
    info(title = "Workshop", version = "1.0.0"),
    modifiers(&Keys),
    tags((name = "parts", description = "Parts"), (name = "files", description = "Files"))
)]
struct Api;

struct Keys;

impl Modify for Keys {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_with(Default::default);
        let key = SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("x-api-key")));
        components.add_security_scheme("api_key", key);
    }
}

#[derive(Default)]
struct Workshop {
    parts: BTreeMap<Uuid, Part>,
    files: Vec<Vec<u8>>,
}

type Shared = State<Arc<Mutex<Workshop>>>;

/// Internally tagged.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Shape {
    Circle { radius: f64 },
    Rectangle(Rectangle),
    Point,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct Rectangle {
    width: f64,
    height: f64,
    #[serde(default)]
    rounded: bool,
}

/// Adjacently tagged.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", content = "data", rename_all = "camelCase")]
enum Change {
    Renamed(String),
    Moved { x: i32, y: i32 },
    Scrapped,
}

/// Externally tagged.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Material {
    Wood { species: String },
    Metal(String),
    Plastic,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
enum Quantity {
    Count(i64),
    Range { min: i64, max: Option<i64> },
    Text(String),
}

#[derive(Clone, Copy, Debug, Serialize_repr, Deserialize_repr, ToSchema)]
#[repr(u8)]
enum Priority {
    Low = 1,
    High = 5,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Status {
    InStock,
    OnOrder,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NewPart {
    #[schema(min_length = 1, max_length = 40)]
    display_name: String,
    shape: Shape,
    material: Material,
    quantity: Quantity,
    priority: Priority,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    next_check: Option<NaiveDate>,
    bounding_box: Option<Rectangle>,
    #[serde(default)]
    history: Vec<Change>,
    #[serde(default)]
    labels: HashMap<String, String>,
    #[schema(no_recursion)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    components: Vec<NewPart>,
    #[serde(flatten)]
    dimensions: Dimensions,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct Dimensions {
    weight: f32,
    serial: u64,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct Part {
    id: Uuid,
    created: DateTime<Utc>,
    #[serde(flatten)]
    part: NewPart,
}

#[derive(Debug, Serialize, ToSchema)]
struct Problem {
    title: String,
    status: u16,
    detail: Option<String>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).expect("a status");
        let content_type = [(header::CONTENT_TYPE, "application/problem+json")];
        (status, content_type, serde_json::to_string(&self).expect("JSON")).into_response()
    }
}

fn not_found(detail: impl ToString) -> Problem {
    Problem { title: "Not found".into(), status: 404, detail: Some(detail.to_string()) }
}

#[utoipa::path(
    post, path = "/parts", tag = "parts", request_body = NewPart,
    responses(
        (status = 201, body = Part, headers(("x-total" = i64, description = "Number of parts"))),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn create_part(State(workshop): Shared, Json(part): Json<NewPart>) -> Result<Response, Problem> {
    let mut workshop = workshop.lock().unwrap();
    let serial = part.dimensions.serial;
    if workshop.parts.values().any(|it| it.part.dimensions.serial == serial) {
        return Err(Problem { title: "Conflict".into(), status: 409, detail: None });
    }
    let part = Part { id: Uuid::new_v4(), created: Utc::now(), part };
    workshop.parts.insert(part.id, part.clone());
    let total = [("x-total", workshop.parts.len().to_string())];
    Ok((StatusCode::CREATED, total, Json(part)).into_response())
}

#[utoipa::path(
    get, path = "/parts/{id}", tag = "parts", params(("id" = Uuid, Path, description = "Id of the part")),
    responses((status = 200, body = Part), (status = 404, body = Problem, content_type = "application/problem+json"))
)]
async fn get_part(State(workshop): Shared, Path(id): Path<Uuid>) -> Result<Json<Part>, Problem> {
    workshop.lock().unwrap().parts.get(&id).cloned().map(Json).ok_or_else(|| not_found(id))
}

#[utoipa::path(
    delete, path = "/parts/{id}", tag = "parts", params(("id" = Uuid, Path)), security(("api_key" = [])),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem))
)]
async fn delete_part(
    State(workshop): Shared,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    if headers.get("x-api-key").is_none_or(|key| key != "a-key") {
        return Err(Problem { title: "Unauthorized".into(), status: 401, detail: None });
    }
    workshop.lock().unwrap().parts.remove(&id).map(|_| StatusCode::NO_CONTENT).ok_or_else(|| not_found(id))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Page<T> {
    items: Vec<T>,
    next: Option<String>,
    has_more: bool,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListNumbers {
    /// Where to continue
    after: Option<String>,
    #[param(minimum = 1, maximum = 100, default = 10)]
    limit: Option<usize>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Numbered {
    number: usize,
}

#[utoipa::path(get, path = "/numbers", tag = "parts", params(ListNumbers), responses((status = 200, body = Page<Numbered>)))]
async fn list_numbers(Query(query): Query<ListNumbers>) -> Json<Page<Numbered>> {
    let start = query.after.and_then(|after| after.parse().ok()).unwrap_or(0);
    let end = (start + query.limit.unwrap_or(10)).min(25);
    let items = (start..end).map(|number| Numbered { number }).collect();
    Json(Page { items, next: (end < 25).then(|| end.to_string()), has_more: end < 25 })
}

#[derive(Debug, Serialize, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
struct Search {
    text: String,
    #[serde(default)]
    status: Vec<Status>,
    since: Option<DateTime<Utc>>,
    day: Option<NaiveDate>,
    priority: Option<Priority>,
}

#[utoipa::path(
    get, path = "/search", tag = "parts",
    params(Search, ("x-request-id" = Option<String>, Header, description = "Id of the request")),
    responses((status = 200, body = Search, headers(("x-request-id" = String))))
)]
async fn search(headers: HeaderMap, Query(search): Query<Search>) -> Response {
    let id = headers.get("x-request-id").cloned().unwrap_or(header::HeaderValue::from_static(""));
    ([("x-request-id", id)], Json(search)).into_response()
}

#[derive(ToSchema)]
#[allow(dead_code, reason = "it is only documentation")]
struct Upload {
    title: Option<String>,
    labels: Vec<String>,
    about: Rectangle,
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
}

#[derive(Serialize, ToSchema)]
struct Stored {
    id: usize,
    title: Option<String>,
    labels: Vec<String>,
    about: Option<Rectangle>,
    file_name: Option<String>,
    content_type: Option<String>,
    sha256: String,
}

#[utoipa::path(
    post, path = "/files", tag = "files", request_body(content = Upload, content_type = "multipart/form-data"),
    responses((status = 200, body = Stored))
)]
async fn upload(State(workshop): Shared, mut form: Multipart) -> Result<Json<Stored>, Problem> {
    let mut stored = Stored {
        id: 0,
        title: None,
        labels: Vec::new(),
        about: None,
        file_name: None,
        content_type: None,
        sha256: String::new(),
    };
    let bad = |error: &dyn std::fmt::Display| Problem {
        title: "Bad request".into(),
        status: 400,
        detail: Some(error.to_string()),
    };
    while let Some(field) = form.next_field().await.map_err(|error| bad(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "title" => stored.title = Some(field.text().await.map_err(|error| bad(&error))?),
            "labels" => stored.labels.push(field.text().await.map_err(|error| bad(&error))?),
            "about" => {
                let text = field.text().await.map_err(|error| bad(&error))?;
                stored.about = Some(serde_json::from_str(&text).map_err(|error| bad(&error))?);
            }
            "file" => {
                stored.file_name = field.file_name().map(str::to_owned);
                stored.content_type = field.content_type().map(str::to_owned);
                let content = field.bytes().await.map_err(|error| bad(&error))?;
                stored.sha256 = format!("{:x}", Sha256::digest(&content));
                let mut workshop = workshop.lock().unwrap();
                stored.id = workshop.files.len();
                workshop.files.push(content.to_vec());
            }
            _ => return Err(bad(&name)),
        }
    }
    Ok(Json(stored))
}

#[utoipa::path(
    get, path = "/files/{id}", tag = "files", params(("id" = usize, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn download(State(workshop): Shared, Path(id): Path<usize>) -> Result<Vec<u8>, Problem> {
    workshop.lock().unwrap().files.get(id).cloned().ok_or_else(|| not_found(id))
}

#[utoipa::path(
    put, path = "/files/{id}", tag = "files", params(("id" = usize, Path)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = String, content_type = "text/plain"))
)]
async fn replace(State(workshop): Shared, Path(id): Path<usize>, content: Bytes) -> Result<String, Problem> {
    let mut workshop = workshop.lock().unwrap();
    let file = workshop.files.get_mut(id).ok_or_else(|| not_found(id))?;
    *file = content.to_vec();
    Ok(format!("{} bytes", file.len()))
}

#[tokio::main]
async fn main() {
    let (router, api) = OpenApiRouter::with_openapi(Api::openapi())
        .routes(routes!(create_part))
        .routes(routes!(get_part, delete_part))
        .routes(routes!(list_numbers))
        .routes(routes!(search))
        .routes(routes!(upload))
        .routes(routes!(download, replace))
        .with_state(Arc::default())
        .split_for_parts();
    let router = router.route("/openapi.json", axum::routing::get(|| async { Json(api) }));
    let port: u16 = std::env::args().nth(1).expect("a port").parse().expect("a port");
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.expect("a free port");
    axum::serve(listener, router).await.expect("a server");
}
