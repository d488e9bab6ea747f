//! The token is sent to the base URL only, and appears in no `Debug` output or error.

use http::Response;
use http_body_util::Full;
use northflank::testing::Mock;
use northflank::{Client, Error};

use crate::support::forms::{call, new_template};
use crate::support::server::{Server, TOKEN};

/// Asserts that none of the texts contains a secret.
fn assert_hidden(texts: &[String]) {
    for text in texts {
        assert!(!text.contains(TOKEN) && !text.contains("s3cret"), "{text}");
    }
}

fn texts_of(error: &Error) -> Vec<String> {
    let mut texts = vec![error.to_string(), format!("{error:?}"), format!("{error:#?}")];
    let mut cause = error.get_ref().map(|cause| cause as &(dyn std::error::Error + 'static));
    while let Some(error) = cause {
        texts.extend([error.to_string(), format!("{error:?}")]);
        let inner = error.downcast_ref::<northflank::TransportError>().map(|error| error.get_ref() as _);
        cause = inner.or_else(|| error.source());
    }
    texts
}

#[test]
fn debug_output_hides_the_token() {
    let builder = Client::builder().token(TOKEN).default_header("x-key", "s3cret-key");
    assert_hidden(&[format!("{builder:?}"), format!("{builder:#?}")]);
    let client = builder.transport(Mock::new()).build().unwrap();
    let (templates, team) = (client.templates(), client.team("acme"));
    assert_hidden(&[
        format!("{client:?} {client:#?} {team:?}"),
        format!("{templates:?} {:?}", client.project("p").pipelines()),
        format!("{:?} {:#?}", templates.get("t"), templates.create(new_template())),
        format!("{:?} {:?}", templates.list_runs("t").items(), templates.list_runs("t").pages()),
        format!(
            "{:?}",
            templates.get("t").with_options(|options| options.header("x-key", "s3cret-key")).send()
        ),
    ]);
}

#[tokio::test]
async fn recorded_requests_hide_the_token() {
    let mock = Mock::new();
    let client = Client::builder().token(TOKEN).transport(mock.clone()).build().unwrap();
    mock.on("getTemplate").status(401).empty();
    let error = client.templates().get("t").await.unwrap_err();
    assert_hidden(&texts_of(&error));
    let request = &mock.requests()[0];
    assert_hidden(&[format!("{request:?}"), format!("{request:#?}"), format!("{mock:?}")]);
    assert_eq!(request.header("authorization"), Some("Bearer s3cret-token"));
}

#[tokio::test]
async fn errors_hide_the_token() {
    let forbidden = Server::always(403, "no").await;
    let html = Server::always(200, "<html>").await;
    let dropping = Server::start(|_| None).await;
    for server in [&forbidden, &html, &dropping] {
        for operation in ["getTemplate", "createTemplate", "listTemplateRuns"] {
            assert_hidden(&texts_of(&call(&server.client(), operation).await.unwrap_err()));
        }
        assert_hidden(&texts_of(&server.client().templates().get("").await.unwrap_err()));
    }
}

#[test]
fn invalid_token_is_not_printed() {
    for token in ["s3cret token", "s3cret\n", "s3cret\u{e4}", "\u{0}s3cret"] {
        let error = Client::builder().token(token).build().unwrap_err();
        assert_hidden(&texts_of(&error));
        assert!(error.to_string().contains("token"), "{error}");
    }
    assert!(Client::builder().token("").build().is_err());
    let error = Client::builder().build().unwrap_err();
    assert!(error.to_string().contains("NORTHFLANK_API_TOKEN"), "{error}");
}

#[test]
fn unsafe_base_url_is_rejected() {
    let build = |url: &str| Client::builder().token(TOKEN).base_url(url).build();
    for url in [
        "http://api.northflank.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "ftp://api.northflank.com",
        "api.northflank.com",
        "https://user:s3cret@api.northflank.com",
        "https://api.northflank.com?x=1",
        "https://",
        "",
    ] {
        assert_hidden(&texts_of(&build(url).unwrap_err()));
    }
    for url in
        ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "https://api.northflank.com/prefix/"]
    {
        build(url).unwrap();
    }
}

/// A server that redirects every request to `to`.
async fn redirecting(status: u16, to: String) -> Server {
    Server::start(move |_| {
        let response = Response::builder().status(status).header("location", &to);
        Some(response.body(Full::default()).unwrap())
    })
    .await
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let other = Server::always(200, "{}").await;
    for status in [301, 302, 303, 307, 308] {
        let server = redirecting(status, format!("{}/v1/templates/t", other.url())).await;
        for operation in ["getTemplate", "createTemplate"] {
            let error = call(&server.client(), operation).await.unwrap_err();
            assert_eq!(error.kind(), northflank::ErrorKind::Redirect);
            assert!(error.to_string().contains("redirects are not followed"), "{error}");
        }
        let methods: Vec<_> = server.requests().into_iter().map(|request| request.method).collect();
        assert_eq!(methods, ["GET", "POST"]);
    }
    assert!(other.requests().is_empty());
}
