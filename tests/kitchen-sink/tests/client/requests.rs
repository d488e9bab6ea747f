//! Parameters, credentials and server URLs, as the server receives them.

use kitchen_sink::Client;
use kitchen_sink::models::{Base, Deep, Grade, Level};

use crate::server::{Server, reply};

fn object() -> Deep {
    Deep::new().x(1).y("z")
}

#[tokio::test]
async fn parameters_are_encoded_in_every_style() {
    let server = Server::start(vec![reply(204, "", "")]);
    let list = || ["a", "b c"];
    let call = server.client().shapes().get_styles("a/b", list(), list(), 7, object());
    let call =
        call.form(list()).joined(list()).space(["a", "b"]).pipe(list()).deep(object()).spread(object());
    let call = call.reserved("a/b?c").json(Base::new("1")).level(Level::RunningLower).limit(3);
    let call = call.grade(2).grades([Grade::Good, Grade::Bad]);
    let call = call.x_trace("t").x_list(list()).x_object(object()).session("s 1").choices(list());
    call.await.unwrap();
    let request = server.last();
    let (path, query) = request.target.split_once('?').unwrap();
    assert_eq!(path, "GET /styles/a%2Fb/a,b%20c/.a.b%20c/;matrix=7/x=1,y=z");
    let mut pairs: Vec<_> = query.split('&').collect();
    pairs.sort_unstable();
    assert_eq!(
        pairs,
        [
            "deep%5Bx%5D=1",
            "deep%5By%5D=z",
            "form=a",
            "form=b%20c",
            "grade=2",
            "grades=1",
            "grades=2",
            "joined=a,b%20c",
            "json=%7B%22id%22%3A%221%22%7D",
            "level=running",
            "limit=3",
            "pipe=a%7Cb%20c",
            "reserved=a/b?c",
            "space=a%20b",
            "x=1",
            "y=z",
        ]
    );
    assert_eq!(request.header("x-trace"), "t");
    assert_eq!(request.header("x-list"), "a,b c");
    assert_eq!(request.header("x-object"), "x=1,y=z");
    assert_eq!(request.header("cookie"), "session=s%201; choices=a,b%20c");
    let call = server.client().shapes().get_styles("a", list(), list(), 7, object());
    let error = call.space(list()).x_list(["a,b"]).await.unwrap_err().to_string();
    assert!(error.contains("query.space: an element contains ` `, which separates the elements"), "{error}");
    assert!(
        error.contains("header.X-List: an element contains `,`, which separates the elements"),
        "{error}"
    );
    let error =
        server.client().shapes().get_styles("a", list(), list(), 7, object()).limit(0).await.unwrap_err();
    assert!(error.is_invalid_request() && error.to_string().contains("query.limit"), "{error}");
}

#[tokio::test]
async fn path_level_parameters_and_unnamed_operations() {
    let server = Server::start(vec![reply(204, "", "")]);
    let client = server.client();
    client.shapes().options_shared_by_id("1").verbose(true).await.unwrap();
    client.shapes().patch_shared("1").verbose(2).await.unwrap();
    client.shapes().trace_shared("1").await.unwrap();
    client.tenant("acme").untagged().get_plain_by_x_things("y").await.unwrap();
    let targets: Vec<_> = server.received().into_iter().map(|it| it.target).collect();
    let expected = [
        "OPTIONS /shared/1?verbose=true",
        "PATCH /shared/1?verbose=2",
        "TRACE /shared/1",
        "GET /plain/tenants/acme/y/things",
    ];
    assert_eq!(targets, expected);
}

#[tokio::test]
async fn deprecated_items_are_marked_and_work() {
    let server = Server::start(vec![reply(200, "", "ignored")]);
    #[expect(deprecated, reason = "the document deprecates the operation")]
    let call = server.client().shapes().stop_jobs();
    call.await.unwrap();
    assert_eq!(server.last().target, "DELETE /jobs");
    let list = || ["a"];
    #[expect(deprecated, reason = "the document deprecates the parameter")]
    let call = server.client().shapes().get_styles("a", list(), list(), 7, object()).old("x");
    call.await.unwrap();
    assert!(server.last().target.ends_with("?old=x"));
}

fn with_keys(server: &Server, keys: &[&str]) -> Client {
    let builder = Client::builder().server("Local").server_variable("port", server.port.to_string());
    keys.iter().fold(builder, |builder, key| builder.api_key(*key, format!("the {key}"))).build().unwrap()
}

#[tokio::test]
async fn first_satisfiable_security_alternative_is_used() {
    let server = Server::start(vec![reply(204, "", "")]);
    with_keys(&server, &["header", "query", "cookie"]).shapes().get_with_keys().await.unwrap();
    let request = server.last();
    assert_eq!((request.header("x-key"), request.header("cookie")), ("the header", ""));
    assert_eq!(request.target, "GET /keys");

    with_keys(&server, &["query", "cookie"]).shapes().get_with_keys().await.unwrap();
    let request = server.last();
    assert_eq!((request.header("x-key"), request.header("cookie")), ("", "sid=the%20cookie"));
    assert_eq!(request.target, "GET /keys?key=the%20query");

    let error = with_keys(&server, &["query"]).shapes().get_with_keys().await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("no credentials for `header`, or `query` and `cookie`"), "{text}");
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn token_and_basic_credentials_follow_the_security_requirement() {
    let server = Server::start(vec![reply(204, "", "")]);
    let client = server.client();
    client.shapes().get_open().await.unwrap();
    assert_eq!(server.last().header("authorization"), "");
    client.shapes().get_maybe().await.unwrap();
    assert_eq!(server.last().header("authorization"), "Bearer token");
    client.shapes().get_with_login().await.unwrap();
    assert_eq!(server.last().header("authorization"), "Bearer token");
    let builder = Client::builder().server("Local").server_variable("port", server.port.to_string());
    let client = builder.basic_auth("Aladdin", "open sesame").build().unwrap();
    client.shapes().get_with_login().await.unwrap();
    assert_eq!(server.last().header("authorization"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    client.shapes().get_maybe().await.unwrap();
    assert_eq!(server.last().header("authorization"), "");
    let error = client.shapes().get_elsewhere().await.unwrap_err();
    assert!(error.to_string().contains("no credentials for `token`"), "{error}");
}

#[tokio::test]
async fn operation_can_have_its_own_server() {
    let server = Server::start(vec![reply(204, "", "")]);
    server.client().shapes().get_elsewhere().await.unwrap();
    assert_eq!(server.last().target, "GET /other/elsewhere");
}

#[test]
fn servers_and_variables_come_from_the_document() {
    let builder = || Client::builder().token("token");
    for (builder, expected) in [
        (
            builder().server_variable("region", "moon"),
            "invalid value `moon` for server variable `region`; expected one of: eu, us",
        ),
        (builder().server_variable("zone", "eu"), "has no variable `zone`; expected one of: region, base"),
        (
            builder().server("Test"),
            "expected one of: Production (https://{region}.example.com/{base}), Local",
        ),
        (
            builder().server("Local").server_variable("port", "80/x"),
            "for server variable `port`; only letters, digits, `-`, `.` and `_` are allowed in a host",
        ),
    ] {
        let error = builder.build().unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    let client = builder().server_variable("region", "us").server_variable("base", "v2").build().unwrap();
    assert!(format!("{client:?}").contains("https://us.example.com/v2"), "{client:?}");
}
