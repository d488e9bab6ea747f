//! Tests of the client of the application in `src`, which call it at `LIVE_URL`.

#![cfg(test)]

#[path = "../compare.rs"]
mod compare;

use client::Client;
use client::api::books::DeleteBookResponse;
use client::models::{
    Author, AuthorFirst, Binding, BookUpdate, Event, EventReturnedC, Identifier, IdentifierUnknown, Medium,
    MediumAudio, MediumPrint, NewBook, Problem, ProblemKind, Shelf,
};
use client::runtime::{Multipart, Part, Patch, TypedMap, json};

use compare::{assert_has, json_of};

fn client() -> Client {
    let url = std::env::var("LIVE_URL").expect("the address of the application");
    Client::builder().base_url(url).build().expect("a client")
}

fn book(medium: Medium, identifier: Identifier, author: Author) -> NewBook {
    NewBook::new("A title", author, identifier, medium, "2026-02-28", vec![json!(10.5), json!(20.25)])
}

#[tokio::test]
async fn unions() {
    let books = client().books();
    let media = [
        Medium::from(MediumPrint::new(300).binding(Binding::Hardcover)),
        Medium::from(MediumAudio::new(90).narrator("Ada")),
        Medium::out_of_print(),
    ];
    let identifiers = [
        Identifier::isbn("978"),
        Identifier::shelf(Shelf::new(7, 2)),
        Identifier::from(IdentifierUnknown::UnknownValue),
    ];
    let authors = [
        Author::from("Ada".to_owned()),
        Author::from(AuthorFirst::new("Ada", "Example")),
        Author::from(vec!["Ada".to_owned(), "Bob".to_owned()]),
    ];
    for ((medium, identifier), author) in media.into_iter().zip(identifiers).zip(authors) {
        let part = book(Medium::print(1), Identifier::isbn("1"), Author::from("x".to_owned()));
        let sent = book(medium, identifier, author)
            .rating(4.5)
            .subtitle(None)
            .history([Event::lent("Bob"), Event::returned(EventReturnedC::new("2026-01-31")), Event::lost()])
            .sales([("de".to_owned(), -5), ("en".to_owned(), i64::MAX)].into_iter().collect::<TypedMap<_>>())
            .parts([part]);
        let created = books.create(sent.clone()).await.unwrap();
        assert_eq!(books.get(&created.id).await.unwrap(), created);
        assert_has(&created, &sent);
    }
}

#[tokio::test]
async fn updates_and_deletion() {
    let books = client().books();
    let author = || Author::from("Ada".to_owned());
    let created = books.create(book(Medium::print(1), Identifier::isbn("1"), author())).await.unwrap();
    let updated =
        books.update(&created.id, BookUpdate::new().title("Another").medium(Medium::audio(5))).await.unwrap();
    assert_eq!((updated.title.as_str(), &updated.rating), ("Another", &Patch::Null));
    assert_eq!(json_of(&updated.medium), json!({"type": "audio", "minutes": 5, "narrator": null}));
    assert!(matches!(books.delete(&created.id).await.unwrap(), DeleteBookResponse::NoContent));
    assert!(books.get(&created.id).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn errors() {
    let books = client().books();
    let id = "00000000-0000-4000-8000-000000000000";
    let error = books.get(id).await.unwrap_err();
    let problem = error.read::<Problem>().unwrap().unwrap();
    let ProblemKind::NotFound(kind) = &problem.problem else { panic!("{problem:?}") };
    assert_eq!((error.is_not_found(), kind.id.as_str()), (true, id));

    let invalid = book(Medium::print(-1), Identifier::isbn("1"), Author::from("Ada".to_owned()));
    let error = books.create(invalid.clone()).await.unwrap_err();
    assert_eq!(error.violations().unwrap().iter().count(), 1, "{error}");
    let error = books.create(invalid).with_options(|options| options.skip_validation()).await.unwrap_err();
    let problem = error.read::<Problem>().unwrap().unwrap();
    assert!(
        matches!(&problem.problem, ProblemKind::Invalid(invalid) if invalid.reason.contains("u32")),
        "{problem:?}"
    );
}

#[tokio::test]
async fn upload() {
    let files = client().files();
    let content: Vec<u8> = (0..100_000_u32).flat_map(u32::to_be_bytes).collect();
    let file = Part::bytes(content.clone()).file_name("Zählung 1.bin").content_type("application/x-numbers");
    let stored =
        files.upload(Multipart::new().part("title", Part::text("Grüße")).part("file", file)).await.unwrap();
    let expected = json!([["title", null, null], ["file", "Zählung 1.bin", "application/x-numbers"]]);
    assert_eq!(json_of(&stored.parts), expected);
    assert_eq!(files.download(&stored.id).await.unwrap().bytes().await.unwrap(), content);
}

#[tokio::test]
async fn pages() {
    let entries = client().entries();
    let mut items = entries.get().limit(4).binding(Binding::Hardcover).since("2026-01-02T03:04:05Z").items();
    let mut numbers = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        assert_eq!(json_of(&item.binding.value()), "hardcover");
        assert_eq!(json_of(&item.since.value()), "2026-01-02T03:04:05Z");
        numbers.push(item.number);
    }
    assert_eq!(numbers, (0..25).collect::<Vec<_>>());
}

#[tokio::test]
async fn text_and_headers() {
    let call =
        client().untagged().request_id().with_options(|options| options.header("x-request-id", "request 1"));
    assert_eq!(call.await.unwrap(), "request 1");
}
