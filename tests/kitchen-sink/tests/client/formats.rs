//! Strings in formats that have types: any text is read and written, and only texts in the format are sent.

use std::time::Duration;

use faithful_runtime::{
    Base64String, Base64UrlString, DateString, DecimalString, Number, Patch, UuidString, from_slice, to_vec,
};
use kitchen_sink::models::{CountOrDay, Formatted};

use crate::server::{Server, reply};

const ID: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
const ODD: &str = r#"{"id":"7C9E","parent":"none","days":["soon"],"by_name":{"a":"x"},"count_or_day":"2024-1","pair":["y",1],"timeout":"1 h","price":"9,90","rate":0.10,"data":"x","files":["y"],"token":"+/8="}"#;

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
    let body = Formatted::new(ID).parent(ID).days(["2024-02-29".into()]);
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
        r#"$.timeout: must be a duration, is "1 h""#,
        r#"$.price: must be a decimal number, is "9,90""#,
        r#"$.data: must be base64, is "x""#,
        r#"$.files[0]: must be base64, is "y""#,
        r#"$.token: must be base64 for URLs, is "+/8=""#,
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

#[test]
fn values_are_converted() {
    let value = Formatted::new(ID)
        .timeout(Duration::from_millis(90_500))
        .price("9.90")
        .rate(Number::from_text("0.10").unwrap())
        .data(Base64String::encode([251, 255]))
        .files([Base64String::encode("secret")])
        .token(Base64UrlString::encode([251, 255]));
    let text = String::from_utf8(to_vec(&value)).unwrap();
    let expected = r#""timeout":"PT1M30.5S","price":"9.90","rate":0.10,"data":"+/8=","files":["c2VjcmV0"],"token":"-_8="}"#;
    assert!(text.ends_with(expected), "{text}");
    assert_eq!(Duration::try_from(value.timeout.unwrap()).unwrap(), Duration::from_millis(90_500));
    assert_eq!(value.data.unwrap().decode().unwrap(), [251, 255]);
    assert!(value.price.unwrap() < DecimalString::from("10"));
    let read: Formatted = from_slice(ODD.as_bytes()).unwrap();
    assert_eq!(Duration::try_from(read.timeout.unwrap()).unwrap_err().to_string(), "`1 h` is not a duration");
    assert_eq!(read.data.unwrap().decode().unwrap_err().to_string(), "`x` is not base64");
}

#[tokio::test]
async fn parameters_have_quantities_and_bytes() {
    let server = Server::start(vec![reply(200, "content-type: application/json\r\n", ODD)]);
    let call = || server.client().shapes().get_texts(ID);
    let key = Base64String::encode([251, 255]);
    call().within(Duration::from_secs(60)).prices(["1.50", "2"]).key(key).await.unwrap();
    assert_eq!(
        server.last().target,
        format!("GET /texts/{ID}?within=PT1M&prices=1.50&prices=2&key=%2B%2F8%3D")
    );
    let error = call().within("60").prices(["x"]).key("k").await.unwrap_err().to_string();
    assert!(error.contains(r#"query.within: must be a duration, is "60""#), "{error}");
    assert!(error.contains(r#"query.prices[0]: must be a decimal number, is "x""#), "{error}");
    assert!(error.contains(r#"query.key: must be base64, is "k""#), "{error}");
}
