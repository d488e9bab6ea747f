//! Values that are kept as they were read, and what is required of requests and of responses.

use std::collections::BTreeMap;

use faithful_runtime::{Number, OrReference, from_slice, to_vec};
use kitchen_sink::api::shapes::SendDigitsMultipartBody;
use kitchen_sink::models::{Card, Maps, SendDigits, Transfer, Values, ValuesReferring};

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
fn constructors_set_constants_that_are_defaults() {
    let text = r#"{"account":"1","kind":"transfer","version":-2,"final":true}"#;
    assert_eq!(String::from_utf8(to_vec(&Transfer::new("1"))).unwrap(), text);
    let read: Transfer = from_slice(br#"{"account":"1"}"#).unwrap();
    assert_eq!((&read.kind, to_vec(&read)), (&None, br#"{"account":"1"}"#.to_vec()));
    let other = r#"{"account":"1","kind":"other","version":3,"final":true}"#;
    assert_eq!(String::from_utf8(to_vec(&Transfer::new("1").kind("other").version(3))).unwrap(), other);
}

#[test]
fn a_union_may_be_a_reference() {
    let referring = |text: &str| read(&format!(r#"{{"name":"a","referring":{text}}}"#)).referring.unwrap();
    assert_eq!(referring(r#""${refs.a}""#), OrReference::reference("${refs.a}"));
    assert_eq!(referring("7"), OrReference::Value(ValuesReferring::Integer(7)));
    let card = ValuesReferring::from(Card::new("1"));
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

const LONG: &str = "123456789012345678901234567890.50";

fn long() -> Number {
    Number::from_text(LONG).unwrap()
}

#[tokio::test]
async fn digits_are_sent_in_every_style() {
    let server = Server::start(vec![reply(204, "x-total: 123456789012345678901234567890.50\r\n", "")]);
    let (list, map) = (|| [long(), 1e3.into()], || BTreeMap::from([("a".to_owned(), long())]));
    let body = SendDigits::new(list().to_vec(), list().to_vec()).deep(map()).json(list().to_vec());
    let call = server.client().shapes().send_digits(list(), [long()], list(), body);
    let call = call.form(list()).joined(list()).space(list()).pipe(list()).deep(map()).json(list().to_vec());
    let response = call.x_list(list()).digits(list()).send().await.unwrap();
    assert_eq!(response.header::<Number>("x-total").unwrap().unwrap().to_string(), LONG);
    let request = server.last();
    let (path, query) = request.target.split_once('?').unwrap();
    assert_eq!(path, format!("POST /digits/{LONG},1000/.{LONG}/;matrix={LONG},1000"));
    let mut pairs: Vec<_> = query.split('&').collect();
    pairs.sort_unstable();
    let expected = [
        format!("deep%5Ba%5D={LONG}"),
        "form=1000".to_owned(),
        format!("form={LONG}"),
        format!("joined={LONG},1000"),
        format!("json=%5B{LONG}%2C1000%5D"),
        format!("pipe={LONG}%7C1000"),
        format!("space={LONG}%201000"),
    ];
    assert_eq!(pairs, expected);
    assert_eq!(request.header("x-list"), format!("{LONG},1000"));
    assert_eq!(request.header("cookie"), format!("digits={LONG},1000"));
    let expected =
        format!("plain={LONG}&plain=1000&joined={LONG},1000&deep%5Ba%5D={LONG}&json=%5B{LONG}%2C1000%5D");
    assert_eq!(request.body, expected);

    let parts = SendDigitsMultipartBody::new(list());
    server.client().shapes().send_digits_multipart([1], [1], [1], parts).await.unwrap();
    let body = server.last().body;
    assert!(body.contains(&format!("\r\n\r\n{LONG}\r\n")) && body.contains("\r\n\r\n1000\r\n"), "{body}");
}

#[tokio::test]
async fn required_fields_and_parameters_need_a_value() {
    let server = Server::start(vec![reply(204, "", "")]);
    let shapes = || server.client().shapes();
    let none: [Number; 0] = [];
    let body = |plain: Vec<Number>, joined| SendDigits::new(plain, joined);
    let message = |result: Result<(), faithful_runtime::Error>| {
        let error = result.unwrap_err();
        assert!(error.is_invalid_request(), "{error}");
        error.to_string()
    };
    let error = message(shapes().send_digits([1], [1], [1], body(Vec::new(), Vec::new())).await);
    assert!(error.contains("$.plain: no value was given"), "{error}");
    assert!(error.contains("$.joined: no value was given"), "{error}");
    let full = || body(vec![1.into()], vec![2.into()]);
    for (index, name) in ["simple", "label", "matrix"].into_iter().enumerate() {
        let list = |place| if place == index { Vec::new() } else { vec![1] };
        let error = message(shapes().send_digits(list(0), list(1), list(2), full()).await);
        assert!(error.contains(&format!("path.{name}")), "{error}");
    }
    let error =
        message(shapes().send_digits_multipart([1], [1], [1], SendDigitsMultipartBody::new(none)).await);
    assert!(error.contains("$.numbers: no value was given"), "{error}");
    assert!(server.received().is_empty());
}

#[test]
fn nulls_of_maps_are_kept_until_they_are_set() {
    let text = r#"{"counts":{"a":1,"b":null},"patterned":{"x-a":null}}"#;
    let mut maps: Maps = from_slice(text.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(to_vec(&maps)).unwrap(), text);
    assert_eq!(maps.counts.as_ref().unwrap().nulls().collect::<Vec<_>>(), ["b"]);
    maps.counts.as_mut().unwrap().insert("b".to_owned(), 2);
    maps = maps.patterned(BTreeMap::new());
    assert_eq!(String::from_utf8(to_vec(&maps)).unwrap(), r#"{"counts":{"a":1,"b":2},"patterned":{}}"#);
    let error = from_slice::<Values>(br#"{"name":"a","tags":["b",null]}"#).unwrap_err();
    assert_eq!(error.to_string(), "at $.tags[1]: expected a string, got null");
}
