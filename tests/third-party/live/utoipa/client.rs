//! Tests of the client of the application in `src`, which call it at `LIVE_URL`.

#![cfg(test)]

#[path = "../compare.rs"]
mod compare;

use client::Client;
use client::api::files::UploadBody;
use client::models::{
    Change, ChangeMovedData, Material, MaterialPlastic, NewPart, Problem, Quantity, QuantityMin, Rectangle,
    Shape, ShapeRectangle, Status, Wood,
};
use client::runtime::{Part, TypedMap, json};

use compare::{assert_has, json_of};

fn client() -> Client {
    let url = std::env::var("LIVE_URL").expect("the address of the application");
    Client::builder().base_url(url).api_key("api_key", "a-key").build().expect("a client")
}

fn part(serial: i64, shape: Shape, material: Material, quantity: Quantity) -> NewPart {
    NewPart::new(1.5, serial, "A part", shape, material, quantity, 5, Status::InStock)
}

#[tokio::test]
async fn unions() {
    let parts = client().parts();
    let shapes =
        [Shape::circle(2.5), Shape::from(ShapeRectangle::new(3.5, 4.5).rounded(true)), Shape::point()];
    let materials = [
        Material::wood(Wood::new("oak")),
        Material::metal("steel"),
        Material::from(MaterialPlastic::Plastic),
    ];
    let quantities =
        [Quantity::from(7), Quantity::from(QuantityMin::new(1).max(3)), Quantity::from("some".to_owned())];
    for (index, ((shape, material), quantity)) in
        shapes.into_iter().zip(materials).zip(quantities).enumerate()
    {
        let component = part(1, Shape::point(), Material::metal("tin"), Quantity::min(1));
        let history =
            [Change::renamed("new name"), Change::moved(ChangeMovedData::new(-1, 2)), Change::scrapped()];
        let sent = part(100 + i64::try_from(index).unwrap(), shape, material, quantity)
            .note("a note")
            .next_check("2026-02-28")
            .bounding_box(Rectangle::new(1.25, 2.5).rounded(false))
            .history(history)
            .labels([("color".to_owned(), "red".to_owned())].into_iter().collect::<TypedMap<_>>())
            .components([component]);
        let created = parts.create(sent.clone()).await.unwrap();
        assert_eq!(parts.get(&created.id).await.unwrap(), created);
        assert_has(&created, &sent);
    }
}

#[tokio::test]
async fn upload() {
    let files = client().files();
    let content: Vec<u8> = (0..100_000_u32).flat_map(u32::to_be_bytes).collect();
    let file = Part::bytes(content.clone()).file_name("Zählung 1.bin").content_type("application/x-numbers");
    let body = UploadBody::new(["a", "b, c"], Rectangle::new(1.5, 2.0), file)
        .title(Some("Grüße\r\n\"x\"".to_owned()));
    let stored = files.upload(body).await.unwrap();
    assert_eq!(stored.title.value().map(String::as_str), Some("Grüße\r\n\"x\""));
    assert_eq!(stored.labels, ["a", "b, c"]);
    assert_eq!(json_of(&stored.about.value()), json!({"width": 1.5, "height": 2.0, "rounded": false}));
    assert_eq!(stored.file_name.value().map(String::as_str), Some("Zählung 1.bin"));
    assert_eq!(stored.content_type.value().map(String::as_str), Some("application/x-numbers"));
    assert_eq!(files.download(stored.id).await.unwrap().bytes().await.unwrap(), content);
    assert_eq!(files.replace(stored.id, vec![0, 255, 13, 10]).await.unwrap(), "4 bytes");
    assert_eq!(files.download(stored.id).await.unwrap().bytes().await.unwrap(), [0_u8, 255, 13, 10][..]);
}

#[tokio::test]
async fn errors_and_authentication() {
    let parts = client().parts();
    let id = "00000000-0000-4000-8000-000000000000";
    let error = parts.get(id).await.unwrap_err();
    assert!(error.is_not_found());
    let problem = error.read::<Problem>().unwrap().unwrap();
    assert_eq!((problem.title.as_str(), problem.detail.value().map(String::as_str)), ("Not found", Some(id)));

    let new = || part(1000, Shape::point(), Material::metal("tin"), Quantity::from(1));
    let response = parts.create(new()).send().await.unwrap();
    assert!(response.header::<i64>("x-total").unwrap().unwrap() > 0);
    let created = response.into_inner();
    let error = parts.create(new()).await.unwrap_err();
    assert_eq!(error.read::<Problem>().unwrap().unwrap().status, 409);

    let url = std::env::var("LIVE_URL").unwrap();
    let other = Client::builder().base_url(&url).api_key("api_key", "another").build().unwrap();
    assert!(other.parts().delete(&created.id).await.unwrap_err().is_unauthorized());
    parts.delete(&created.id).await.unwrap();
    assert!(parts.get(&created.id).await.unwrap_err().is_not_found());

    let invalid = NewPart::new(1.5, -1, "", Shape::point(), Material::metal("tin"), 1, 5, Status::OnOrder);
    assert_eq!(parts.create(invalid).await.unwrap_err().violations().unwrap().iter().count(), 2);
}

#[tokio::test]
async fn pages() {
    let parts = client().parts();
    let mut items = parts.list_numbers().limit(4).items();
    let mut numbers = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        numbers.push(item.number);
    }
    assert_eq!(numbers, (0..25).collect::<Vec<_>>());
}

#[tokio::test]
async fn parameters() {
    let parts = client().parts();
    let call =
        parts.search("a & b=c +ü").status([Status::InStock, Status::OnOrder]).since("2026-01-02T03:04:05Z");
    let response = call.day("2026-01-02").priority(5).x_request_id("request 1").send().await.unwrap();
    assert_eq!(response.header::<String>("x-request-id").unwrap().unwrap(), "request 1");
    let expected = json!({
        "text": "a & b=c +ü", "status": ["in-stock", "on-order"], "since": "2026-01-02T03:04:05Z", "day": "2026-01-02",
        "priority": 5,
    });
    assert_eq!(json_of(response.value()), expected);
}
