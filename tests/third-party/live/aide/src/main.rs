//! A library of books, as an axum application with aide.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aide::OperationIo;
use aide::axum::routing::{get_with, patch_with, post_with};
use aide::axum::{ApiRouter, IntoApiResponse};
use aide::openapi::{Info, OpenApi};
use aide::transform::TransformOperation;
use axum::extract::{FromRequest, Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::{Extension, Json};
use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

#[derive(Default)]
struct Library {
    books: BTreeMap<Uuid, Book>,
    files: BTreeMap<Uuid, Vec<u8>>,
}

type Shared = State<Arc<Mutex<Library>>>;

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Medium {
    /// A printed book
    Print(Print),
    Audio {
        minutes: u32,
        narrator: Option<String>,
    },
    OutOfPrint,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct Print {
    pages: u32,
    #[serde(default = "paperback")]
    binding: Binding,
}

fn paperback() -> Binding {
    Binding::Paperback
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Binding {
    /// A hard cover
    Hardcover,
    /// A soft cover
    Paperback,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum Identifier {
    Isbn(String),
    Shelf { row: u8, place: u16 },
    Unknown,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "t", content = "c")]
enum Event {
    Lent(String),
    Returned { on: NaiveDate },
    Lost,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Author {
    Name(String),
    Person { first: String, last: String },
    Several(Vec<String>),
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct NewBook {
    #[schemars(length(min = 1, max = 100))]
    title: String,
    medium: Medium,
    identifier: Identifier,
    author: Author,
    published: NaiveDate,
    #[serde(default)]
    rating: Option<f64>,
    subtitle: Option<String>,
    #[serde(default)]
    history: Vec<Event>,
    #[serde(default)]
    sales: BTreeMap<String, i64>,
    size: (f32, f32),
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    parts: Vec<NewBook>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Book {
    id: Uuid,
    added: DateTime<Utc>,
    #[serde(flatten)]
    book: NewBook,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
enum ProblemKind {
    NotFound { id: Uuid },
    Invalid { reason: String },
}

#[derive(Debug, Serialize, OperationIo, JsonSchema)]
#[aide(output_with = "Json<Problem>", json_schema)]
struct Problem {
    message: String,
    problem: ProblemKind,
}

impl IntoResponse for Problem {
    fn into_response(self) -> axum::response::Response {
        let status = match self.problem {
            ProblemKind::NotFound { .. } => StatusCode::NOT_FOUND,
            ProblemKind::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        };
        (status, Json(self)).into_response()
    }
}

fn not_found(id: Uuid) -> Problem {
    Problem { message: format!("there is no {id}"), problem: ProblemKind::NotFound { id } }
}

/// A JSON extractor whose rejections are problems.
#[derive(FromRequest, OperationIo)]
#[from_request(via(axum::Json), rejection(Problem))]
#[aide(input_with = "axum::Json<T>", json_schema)]
struct Body<T>(T);

impl From<axum::extract::rejection::JsonRejection> for Problem {
    fn from(rejection: axum::extract::rejection::JsonRejection) -> Self {
        let reason = rejection.body_text();
        Problem { message: "invalid body".into(), problem: ProblemKind::Invalid { reason } }
    }
}

async fn create_book(State(library): Shared, Body(book): Body<NewBook>) -> Result<Json<Book>, Problem> {
    let book = Book { id: Uuid::new_v4(), added: Utc::now(), book };
    library.lock().unwrap().books.insert(book.id, book.clone());
    Ok(Json(book))
}

#[derive(Deserialize, JsonSchema)]
struct BookPath {
    /// Id of the book
    id: Uuid,
}

async fn get_book(
    State(library): Shared,
    Path(BookPath { id }): Path<BookPath>,
) -> Result<Json<Book>, Problem> {
    library.lock().unwrap().books.get(&id).cloned().map(Json).ok_or_else(|| not_found(id))
}

#[derive(Deserialize, JsonSchema)]
struct BookUpdate {
    title: Option<String>,
    rating: Option<f64>,
    medium: Option<Medium>,
}

async fn update_book(
    State(library): Shared,
    Path(BookPath { id }): Path<BookPath>,
    Body(update): Body<BookUpdate>,
) -> Result<Json<Book>, Problem> {
    let mut library = library.lock().unwrap();
    let book = library.books.get_mut(&id).ok_or_else(|| not_found(id))?;
    book.book.title = update.title.unwrap_or_else(|| book.book.title.clone());
    book.book.rating = update.rating.or(book.book.rating);
    book.book.medium = update.medium.unwrap_or_else(|| book.book.medium.clone());
    Ok(Json(book.clone()))
}

async fn delete_book(
    State(library): Shared,
    Path(BookPath { id }): Path<BookPath>,
) -> Result<StatusCode, Problem> {
    library.lock().unwrap().books.remove(&id).map(|_| StatusCode::NO_CONTENT).ok_or_else(|| not_found(id))
}

#[derive(Deserialize, JsonSchema)]
struct Listing {
    /// Where to continue
    cursor: Option<String>,
    #[schemars(range(min = 1, max = 50))]
    limit: Option<usize>,
    binding: Option<Binding>,
    since: Option<DateTime<Utc>>,
}

#[derive(Serialize, JsonSchema)]
struct Entry {
    number: usize,
    binding: Option<Binding>,
    since: Option<DateTime<Utc>>,
}

#[derive(Serialize, JsonSchema)]
struct EntryPage {
    entries: Vec<Entry>,
    pagination: PageInfo,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next: bool,
    end_cursor: Option<String>,
}

async fn list_entries(Query(listing): Query<Listing>) -> Json<EntryPage> {
    let start = listing.cursor.and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
    let end = (start + listing.limit.unwrap_or(10)).min(25);
    let entry = |number| Entry { number, binding: listing.binding, since: listing.since };
    let pagination = PageInfo { has_next: end < 25, end_cursor: (end < 25).then(|| end.to_string()) };
    Json(EntryPage { entries: (start..end).map(entry).collect(), pagination })
}

#[derive(Serialize, JsonSchema)]
struct Stored {
    id: Uuid,
    /// The names, file names and content types of the parts
    parts: Vec<(String, Option<String>, Option<String>)>,
    sha256: String,
}

async fn upload(State(library): Shared, mut form: Multipart) -> Result<Json<Stored>, Problem> {
    let invalid =
        |reason: String| Problem { message: "invalid form".into(), problem: ProblemKind::Invalid { reason } };
    let mut stored = Stored { id: Uuid::new_v4(), parts: Vec::new(), sha256: String::new() };
    while let Some(field) = form.next_field().await.map_err(|error| invalid(error.to_string()))? {
        let name = field.name().unwrap_or_default().to_owned();
        let (file_name, content_type) =
            (field.file_name().map(str::to_owned), field.content_type().map(str::to_owned));
        stored.parts.push((name.clone(), file_name, content_type));
        let content = field.bytes().await.map_err(|error| invalid(error.to_string()))?;
        if name == "file" {
            stored.sha256 = format!("{:x}", Sha256::digest(&content));
            library.lock().unwrap().files.insert(stored.id, content.to_vec());
        }
    }
    Ok(Json(stored))
}

async fn download(State(library): Shared, Path(BookPath { id }): Path<BookPath>) -> impl IntoApiResponse {
    match library.lock().unwrap().files.get(&id) {
        Some(content) => content.clone().into_response(),
        None => not_found(id).into_response(),
    }
}

async fn request_id(headers: HeaderMap) -> String {
    headers.get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or("none").to_owned()
}

fn book(operation: TransformOperation) -> TransformOperation {
    operation
        .tag("books")
        .response_with::<404, Json<Problem>, _>(|response| response.description("There is no such book"))
        .response::<422, Json<Problem>>()
}

async fn document(Extension(api): Extension<Arc<OpenApi>>) -> impl IntoResponse {
    Json(api.as_ref().clone())
}

#[tokio::main]
async fn main() {
    let mut api = OpenApi {
        info: Info { title: "Library".into(), version: "1.0.0".into(), ..Info::default() },
        ..OpenApi::default()
    };
    let router = ApiRouter::new()
        .api_route("/books", post_with(create_book, |operation| book(operation).id("createBook")))
        .api_route(
            "/books/{id}",
            get_with(get_book, |operation| book(operation).id("getBook").summary("Get a book"))
                .delete_with(delete_book, |operation| book(operation).id("deleteBook").response::<204, ()>()),
        )
        .api_route(
            "/books/{id}/changes",
            patch_with(update_book, |operation| book(operation).id("updateBook")),
        )
        .api_route("/entries", get_with(list_entries, |operation| operation.tag("entries")))
        .api_route("/files", post_with(upload, |operation| operation.tag("files").id("uploadFile")))
        .api_route(
            "/files/{id}",
            get_with(download, |operation| {
                operation
                    .tag("files")
                    .id("downloadFile")
                    .response::<200, Vec<u8>>()
                    .response::<404, Json<Problem>>()
            }),
        )
        .api_route("/request-id", get_with(request_id, |operation| operation.id("requestId")))
        .route("/api.json", axum::routing::get(document))
        .finish_api(&mut api)
        .layer(Extension(Arc::new(api)))
        .with_state(Arc::<Mutex<Library>>::default());
    let port: u16 = std::env::args().nth(1).expect("a port").parse().expect("a port");
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.expect("a free port");
    axum::serve(listener, router).await.expect("a server");
}
