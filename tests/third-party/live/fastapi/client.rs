//! Tests of the client of `app.py`, which call the application at `LIVE_URL`.

#![cfg(test)]

#[path = "../compare.rs"]
mod compare;

use client::Client;
use client::api::files::{DownloadFileError, UploadBytesBody, UploadFileBody, UploadFilesBody};
use client::api::pets::{DeletePetError, GetPetError};
use client::models::{
    Address, BodyLoginTokenPost, BodyVisitOwnersOwnerIdVisitPut, Cat, Checkup, Code, Cost, Dog, FormatTwo,
    HttpValidationError, Other, OwnerInput, OwnerPatch, Parrot, Pet, Report, Size, SurgeryInput,
    TreatmentRecordInput, Vaccination,
};
use client::runtime::{Error, Part, Patch, json};

use compare::{assert_has, json_of};

fn client() -> Client {
    let url = std::env::var("LIVE_URL").expect("the address of the application");
    Client::builder().base_url(url).token("a-token").build().expect("a client")
}

#[tokio::test]
async fn upload() {
    let files = client().files();
    let content: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
    let part = Part::bytes(content.clone()).file_name("Zählung 1.bin").content_type("application/x-numbers");
    let body = UploadFileBody::new(part)
        .description(Some("Grüße, \"quoted\"\r\nand a second line".to_owned()))
        .tags(["a", "b, c"]);
    let info = files.upload_file(body).await.unwrap();
    assert_eq!(info.filename.as_deref(), Some("Zählung 1.bin"));
    assert_eq!(info.content_type.as_deref(), Some("application/x-numbers"));
    assert_eq!(info.size, 800_000);
    assert_eq!(info.description.value().map(String::as_str), Some("Grüße, \"quoted\"\r\nand a second line"));
    assert_eq!(info.tags.unwrap(), ["a", "b, c"]);
    let bytes = files.download(info.id).await.unwrap().bytes().await.unwrap();
    assert_eq!(bytes, content);
    assert_eq!(files.checksum(info.id).await.unwrap(), info.sha256);
    // The document does not mention the body of this response.
    assert_eq!(files.stream(info.id).send().await.unwrap().body(), &content);
}

#[tokio::test]
async fn upload_of_several_files() {
    let files = client().files();
    let file = |number: u8| Part::bytes(vec![number; 3]).file_name(format!("{number}.bin"));
    let body = UploadFilesBody::new([file(1), file(2)]).cover(file(0));
    let stored = files.upload_files(body).await.unwrap();
    let names: Vec<_> = stored.iter().map(|info| info.filename.as_deref().unwrap_or_default()).collect();
    assert_eq!(names, ["0.bin", "1.bin", "2.bin"]);
    for (number, info) in (0..).zip(&stored) {
        let bytes = files.download(info.id).await.unwrap().bytes().await.unwrap();
        assert_eq!(bytes, vec![number; 3]);
    }
    let only = files.upload_files(UploadFilesBody::new([file(7)])).await.unwrap();
    assert_eq!(only.len(), 1);
    // The parameter has the type `bytes`, and the part no file name.
    let checksum = files.upload_bytes(UploadBytesBody::new(vec![1; 3])).await.unwrap();
    assert_eq!(checksum, stored[1].sha256);
}

#[tokio::test]
async fn union_with_a_tag() {
    let pets = client().pets();
    let cat = Pet::from(Cat::new("Minka").indoor(false).lives(7));
    let dog = Pet::from(Dog::new("Rex").breed(None).size("large"));
    let parrot = Pet::from(Parrot::new("budgie", "Hansi").words(["hello".to_owned()]));
    for pet in [cat, dog, parrot] {
        let stored = pets.create(pet.clone()).await.unwrap();
        assert_eq!(stored.pet, pet);
        assert_eq!(pets.get(&stored.id).await.unwrap(), stored);
    }
    // Defaults.
    let stored = pets.create(Pet::dog("Rex")).await.unwrap();
    assert!(
        matches!(&stored.pet, Pet::Dog(dog) if dog.size == Some(Size::Medium) && dog.breed == Patch::Null)
    );
}

#[tokio::test]
async fn union_with_an_optional_tag() {
    let treatments = client().treatments();
    let surgery = SurgeryInput::new("appendectomy", "PT1H30M", Cost::from("120.50".to_owned()));
    let record = TreatmentRecordInput::new(surgery, "2026-02-03T04:05:06Z")
        .follow_ups([Vaccination::new("rabies").next_due("2027-01-31").into(), Checkup::new().into()])
        .report(Report::from(FormatTwo::new(["first".to_owned(), "second".to_owned()])))
        .other(Other::from(Checkup::new().weight(4.5)))
        .at("07:08:09")
        .priority(3);
    let received = treatments.echo(record.clone()).await.unwrap();
    assert_has(&received, &record);
    assert_eq!(json_of(&record)["treatment"]["type"], "surgery");

    let text = TreatmentRecordInput::new(Checkup::new(), "2026-02-03T04:05:06+02:00")
        .other(Other::from("text".to_owned()));
    let received = treatments.echo(text).await.unwrap();
    assert_eq!(received.other.value().map(json_of), Some(json!("text")));

    // The union of this operation has no discriminator.
    for (sent, received) in [
        (json_of(&Checkup::new().weight(None)), treatments.echo_single(Checkup::new()).await.unwrap()),
        (
            json!({"type": "vaccination", "vaccine": "rabies", "next_due": null}),
            treatments.echo_single(Vaccination::new("rabies")).await.unwrap(),
        ),
    ] {
        assert_eq!(json_of(&received), sent);
    }
}

#[tokio::test]
async fn aliases_and_nested_values() {
    let owners = client().owners();
    let child = OwnerInput::new("Kid Example", "kid@example.com", None);
    let owner = OwnerInput::new("Ada Example", "ada@example.com", Some("1990-12-10".into()))
        .homepage("https://example.com/~ada?x=1")
        .home_address(Address::new("Main Street 1", "12345").country("DE"))
        .location(vec![json!(52.5), json!(-13.25)])
        .scores(
            [("first".to_owned(), 1), ("second".to_owned(), -2)]
                .into_iter()
                .collect::<client::runtime::TypedMap<_>>(),
        )
        .nicknames(["Countess".to_owned()])
        .children([child]);
    let received = owners.echo(owner.clone()).await.unwrap();
    assert_eq!(received.initials, "AE");
    assert_eq!(received.children.as_ref().map(|children| children[0].initials.as_str()), Some("KE"));
    assert_has(&received, &owner);

    let invalid =
        OwnerInput::new("", "ada@example.com", None).home_address(Address::new("Main Street 1", "1"));
    let error = owners.echo(invalid).await.unwrap_err();
    assert_eq!(error.violations().map(|violations| violations.iter().count()), Some(2), "{error}");
}

#[tokio::test]
async fn several_bodies_and_partial_updates() {
    let owners = client().owners();
    let patch = OwnerPatch::new().full_name("Ada").birth_date(None);
    let sent = owners.update(1, patch).await.unwrap();
    assert_eq!(json_of(&sent), json!({"full_name": "Ada", "birth_date": null}));

    let owner = OwnerInput::new("Ada", "ada@example.com", None);
    let body =
        BodyVisitOwnersOwnerIdVisitPut::new(owner, Address::new("Main Street 1", "12345")).note("a note");
    let received = json_of(&owners.visit(1, body).await.unwrap());
    assert_eq!(received["owner"]["fullName"], "Ada");
    assert_eq!(received["address"]["streetAndNumber"], "Main Street 1");
    assert_eq!(received["note"], "a note");
}

#[tokio::test]
async fn errors() {
    let client = client();
    let id = "00000000-0000-4000-8000-000000000000";
    let error = client.pets().get(id).await.unwrap_err();
    assert!(error.is_not_found());
    let Some(Ok(GetPetError::NotFound(problem))) = error.read::<GetPetError>() else { panic!("{error:?}") };
    assert_eq!((&problem.code, problem.pet_id.value().unwrap().as_str()), (&Code::NotFound, id));
    assert_eq!(error.header::<String>("x-problem-code").unwrap().unwrap(), "not_found");
    assert!(matches!(
        client.pets().delete(id).await.unwrap_err().read::<DeletePetError>(),
        Some(Ok(DeletePetError::NotFound(_)))
    ));
    let error = client.files().download(1_000_000).await.unwrap_err();
    assert!(matches!(error.read::<DownloadFileError>(), Some(Ok(DownloadFileError::NotFound(_)))));

    let error = client
        .pets()
        .list()
        .with_options(|options| options.skip_validation())
        .size("huge")
        .await
        .unwrap_err();
    let details = error.read::<HttpValidationError>().unwrap().unwrap().detail.unwrap();
    assert_eq!(json_of(&details[0].loc), json!(["query", "size"]));
    assert_eq!(details[0].r#type, "enum");
    assert_eq!(details[0].input, Some(json!("huge")));
}

#[tokio::test]
async fn deletion() {
    let pets = client().pets();
    let stored = pets.create(Pet::cat("Minka")).await.unwrap();
    pets.delete(&stored.id).await.unwrap();
    assert!(pets.get(&stored.id).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn pages() {
    let events = client().events();
    let page = events.list().await.unwrap();
    assert_eq!((page.items.len(), page.cursor.as_deref()), (10, Some("10")));
    let mut items = events.list().limit(4).items();
    let mut ids = Vec::new();
    while let Some(event) = items.try_next().await.unwrap() {
        assert_eq!(event.priority, event.id % 3 + 1);
        ids.push(event.id);
    }
    assert_eq!(ids, (0..25).collect::<Vec<_>>());
    assert_eq!(events.list().limit(101).await.unwrap_err().violations().unwrap().iter().count(), 1);
}

#[tokio::test]
async fn streams() {
    let events = client().events();
    let mut streams =
        [events.stream().count(4).await.unwrap(), events.stream_lines().count(4).await.unwrap()];
    for stream in &mut streams {
        let mut ids = Vec::new();
        while let Some(event) = stream.try_next().await.unwrap() {
            ids.push(event.data.id);
        }
        assert_eq!(ids, [0, 1, 2, 3]);
    }
}

#[tokio::test]
async fn parameters() {
    let client = client();
    let pets = client.pets();
    pets.create(Pet::cat("Minka")).await.unwrap();
    pets.create(Pet::dog("Rex")).await.unwrap();
    let found = pets.list().kind(["cat", "parrot"]).await.unwrap();
    assert!(!found.is_empty() && found.iter().all(|stored| !matches!(stored.pet, Pet::Dog(_))));
    let found = pets.list().size(Size::Medium).await.unwrap();
    assert!(!found.is_empty() && found.iter().all(|stored| matches!(stored.pet, Pet::Dog(_))));

    let search = client.search();
    let call =
        search.search().text("a & b=c +ü").sizes([Size::Small, Size::Large]).since("2026-01-02").priority(2);
    let received = call.max_price(Cost::from("9.90".to_owned())).await.unwrap();
    let expected = json!({
        "text": "a & b=c +ü", "sizes": ["small", "large"], "since": "2026-01-02", "max_price": "9.90", "priority": 2,
    });
    assert_eq!(json_of(&received), expected);

    let call = search.echo_parameters([3, -1]).x_request_id("request 1").x_tags(["a", "b"]).session("s1");
    let response = call.send().await.unwrap();
    assert_eq!(response.header::<String>("x-request-id").unwrap().unwrap(), "request 1");
    let seen = response.into_inner();
    assert_eq!((seen.x_request_id.as_deref(), seen.session.as_deref()), (Some("request 1"), Some("s1")));
    assert_eq!(seen.numbers, [3, -1]);
    assert_eq!(seen.x_tags.unwrap().join(",").replace(' ', ""), "a,b");
    assert_eq!(search.echo_path("a b/c?d").await.unwrap(), "a b/c?d");
}

#[tokio::test]
async fn authentication() {
    let users = client().users();
    let me = users.read_current().await.unwrap();
    assert_eq!(me.get("token").map(String::as_str), Some("a-token"));
    let token = users
        .login(BodyLoginTokenPost::new("ada & co", "secret").scope("pets:read pets:write"))
        .await
        .unwrap();
    assert_eq!(token.access_token, "token-of-ada-&-co");
    let error: Error = users.login(BodyLoginTokenPost::new("ada", "wrong")).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(400));
    assert!(error.to_string().contains("incorrect username or password"), "{error}");
}
