//! Values that are kept as they were read, and what is required of requests and of responses.

use kitchen_sink::models::{Card, Values, ValuesReferringValue};
use northflank_runtime::{Number, OrReference, from_slice, to_vec};

use crate::server::{Server, reply};

fn read(text: &str) -> Values {
    from_slice(text.as_bytes()).unwrap()
}

#[test]
fn numbers_and_nulls_are_written_as_they_were_read() {
    for text in [
        r#"{"name":"a","number":123456789012345678,"numbers":[512,1.50,1e3,0.1234567890123456789,18446744073709551616]}"#,
        r#"{"name":"a","size":18446744073709551615}"#,
        r#"{"name":"a","number":null,"note":null,"tags":null,"level":null,"inner":null,"referring":null}"#,
    ] {
        assert_eq!(String::from_utf8(to_vec(&read(text))).unwrap(), text);
    }
    let values = read(r#"{"name":"a","note":null}"#);
    assert_eq!((&values.note, values.extra().is_null("note")), (&None, true));
    assert_eq!(to_vec(&values.note("n")), br#"{"name":"a","note":"n"}"#);
    assert!(from_slice::<Values>(br#"{"name":"a","size":-1}"#).is_err());
    assert!(from_slice::<Values>(br#"{"name":null}"#).is_err());
}

#[test]
fn literals_are_converted_to_numbers() {
    let values = Values::new("s", "a").number(10.0).numbers([1, 2].map(Number::from)).size(u64::MAX);
    assert_eq!(values.number, Some(Number::from(10)));
    let text = r#"{"secret":"s","name":"a","number":10,"numbers":[1,2],"size":18446744073709551615}"#;
    assert_eq!(String::from_utf8(to_vec(&values)).unwrap(), text);
}

#[test]
fn a_union_may_be_a_reference() {
    let referring = |text: &str| read(&format!(r#"{{"name":"a","referring":{text}}}"#)).referring.unwrap();
    assert_eq!(referring(r#""${refs.a}""#), OrReference::reference("${refs.a}"));
    assert_eq!(referring("7"), OrReference::Value(ValuesReferringValue::Integer(7)));
    let card = ValuesReferringValue::from(Card::new("1"));
    assert_eq!(referring(r#"{"kind":"card","number":"1"}"#), OrReference::Value(card));
}

#[tokio::test]
async fn write_only_properties_are_required_in_requests_alone() {
    let server =
        Server::start(vec![reply(201, "content-type: application/json\r\n", r#"{"id":"1","name":"a"}"#)]);
    let shapes = || server.client().shapes();
    let created = shapes().create_values(10.0, ["x"], Values::new("s", "a")).await.unwrap();
    assert_eq!((created.id.as_deref(), created.secret.as_deref()), (Some("1"), None));
    assert_eq!(server.last().target, "POST /values?per_page=10&ids=x");
    let error = shapes().create_values(10, ["x"], created).await.unwrap_err();
    assert!(error.is_invalid_request() && error.to_string().contains("must have `secret`"), "{error}");
    let large = 1.234_567_890_123_456_8e17;
    shapes().create_values(large, ["x"], Values::new("s", "a")).await.unwrap();
    assert_eq!(server.last().target, "POST /values?per_page=123456789012345680&ids=x");
}

#[tokio::test]
async fn a_required_list_must_not_be_empty() {
    let server = Server::start(vec![reply(204, "", "")]);
    let none: [&str; 0] = [];
    let error = server.client().shapes().create_values(1, none, Values::new("s", "a")).await.unwrap_err();
    assert!(
        error.is_invalid_request() && error.to_string().contains("query.ids: no value was given"),
        "{error}"
    );
}

#[tokio::test]
async fn a_response_without_a_body_is_empty() {
    let server = Server::start(vec![reply(204, "", "")]);
    let () = server.client().shapes().delete_values().await.unwrap();
}
