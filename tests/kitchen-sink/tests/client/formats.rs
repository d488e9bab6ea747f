//! Strings in formats that have types: any text is read and written, and only texts in the format are sent.

use faithful_runtime::{DateString, Patch, UuidString, from_slice, to_vec};
use kitchen_sink::models::{CountOrDay, Formatted};

use crate::server::{Server, reply};

const ID: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
const ODD: &str = r#"{"id":"7C9E","parent":"none","days":["soon"],"by_name":{"a":"x"},"count_or_day":"2024-1","pair":["y",1]}"#;

#[test]
fn any_text_is_read_and_written_as_it_was() {
    let read: Formatted = from_slice(ODD.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(to_vec(&read)).unwrap(), ODD);
    assert_eq!((read.id.as_str(), read.id.is_valid()), ("7C9E", false));
    assert_eq!(read.parent, Patch::Set(UuidString::from("none")));
    assert_eq!(read.days, Some(vec![DateString::from("soon")]));
    assert_eq!(read.count_or_day, Some(CountOrDay::String("2024-1".into())));
    assert_eq!(format!("{:?}", read.id), r#"UuidString("7C9E")"#);
    assert_eq!(read, read.clone());
    assert_ne!(read, Formatted::new("7c9e"));
}

#[tokio::test]
async fn requests_with_other_texts_are_rejected() {
    let server = Server::start(vec![reply(204, "", "")]);
    let shapes = || server.client().shapes();
    let body = Formatted::new(ID).parent(UuidString::from(ID)).days(["2024-02-29".into()]);
    shapes().put_texts(ID, body).await.unwrap();
    assert_eq!(server.last().target, format!("PUT /texts/{ID}"));

    let read: Formatted = from_slice(ODD.as_bytes()).unwrap();
    let error = shapes().put_texts("7", read).await.unwrap_err();
    assert!(error.is_invalid_request());
    let error = error.to_string();
    for violation in [
        r#"path.id: must be a UUID, is "7""#,
        r#"$.id: must be a UUID, is "7C9E""#,
        r#"$.parent: must be a UUID, is "none""#,
        r#"$.days[0]: must be a date, is "soon""#,
        r#"$.by_name.a: must be a UUID, is "x""#,
        r#"$.count_or_day: must be a date, is "2024-1""#,
        r#"$.pair[0]: must be a UUID, is "y""#,
    ] {
        assert!(error.contains(violation), "{violation} is not in {error}");
    }
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn parameters_have_formats_too() {
    let server = Server::start(vec![reply(200, "content-type: application/json\r\n", ODD)]);
    let call = || server.client().shapes().get_texts(ID);
    let read = call().days(["2024-02-29", "2024-03-01"]).x_day("2024-02-29").await.unwrap();
    assert_eq!(read.id.as_str(), "7C9E");
    let request = server.last();
    assert_eq!(request.target, format!("GET /texts/{ID}?days=2024-02-29&days=2024-03-01"));
    assert_eq!(request.header("x-day"), "2024-02-29");
    let error = call().days(["today"]).x_day("tomorrow").await.unwrap_err().to_string();
    assert!(error.contains(r#"query.days[0]: must be a date, is "today""#), "{error}");
    assert!(error.contains(r#"header.X-Day: must be a date, is "tomorrow""#), "{error}");
}
