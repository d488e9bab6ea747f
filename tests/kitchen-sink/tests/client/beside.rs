//! Unions that are selected by a property beside them.

use faithful_runtime::{from_slice, to_vec};
use kitchen_sink::models::{Beside, BesideData, Bucket, Check, Everything, File, Sink};
use serde_json::{Value, json};

use crate::server::{Server, reply};

/// Reads a value, and asserts that it may be sent and is written as it was read.
fn read(text: &str) -> Beside {
    let value: Beside = from_slice(text.as_bytes()).unwrap();
    let written: Value = serde_json::from_slice(&to_vec(&value)).unwrap();
    assert_eq!(written, serde_json::from_str::<Value>(text).unwrap());
    assert_eq!(value.validate().map_err(|violations| violations.to_string()), Ok(()), "{text}");
    value
}

#[test]
fn the_property_selects_the_variant_in_any_order() {
    for (sink, is_file) in [("file", true), ("bucket", false)] {
        for text in [
            format!(r#"{{"sink":"{sink}","data":{{"path":"a"}}}}"#),
            format!(r#"{{"data":{{"path":"a"}},"version":1,"sink":"{sink}"}}"#),
        ] {
            let data = read(&text).data;
            assert_eq!(matches!(data, Some(BesideData::File(_))), is_file, "{text}");
            assert_eq!(matches!(data, Some(BesideData::Bucket(_))), !is_file, "{text}");
        }
    }
    // A value with several options: the properties of the object decide.
    let other = read(r#"{"sink":"bucket","data":{"region":"r"}}"#);
    assert!(matches!(other.data, Some(BesideData::Other(_))));
}

#[test]
fn elements_of_a_list_are_selected_too() {
    let cats = read(r#"{"checks":[{"petType":"cat","name":"a"}],"sink":"file","version":1}"#);
    assert!(matches!(cats.checks.as_deref(), Some([Check::Cat(_)])));
    let kept = read(r#"{"version":2,"checks":[7,{"petType":"cat","name":"a"}],"sink":"file"}"#);
    assert!(matches!(kept.checks.as_deref(), Some([Check::Integer(7), Check::Unknown(_)])));
    // Without the property, the elements are selected by their own kind.
    let absent = read(r#"{"checks":[{"petType":"cat","name":"a"},7],"sink":"file"}"#);
    assert!(matches!(absent.checks.as_deref(), Some([Check::Cat(_), Check::Integer(7)])));
}

#[test]
fn other_values_of_the_property_keep_the_value() {
    for sink in ["none", "later"] {
        let text = format!(r#"{{"data":{{"b":[1],"path":"a"}},"sink":"{sink}"}}"#);
        let value: Beside = from_slice(text.as_bytes()).unwrap();
        assert_eq!(value.data, Some(BesideData::Unknown(json!({"path": "a", "b": [1]}))));
        assert_eq!(String::from_utf8(to_vec(&value)).unwrap(), text);
    }
    let error = from_slice::<Beside>(br#"{"data":{"path":1},"sink":"file"}"#).unwrap_err();
    assert!(error.to_string().contains("$.data<File>.path"), "{error}");
}

#[tokio::test]
async fn a_property_that_selects_another_variant_is_not_sent() {
    let server = Server::start(vec![reply(200, "content-type: application/json\r\n", "{}")]);
    let send = |beside: Beside| server.client().shapes().send_everything(Everything::new().beside(beside));
    let bucket = || Bucket::new("a");
    for (beside, message) in [
        (
            Beside::new(Sink::File).data(bucket()),
            "$.beside.sink: must be \"bucket\" for this variant of `data`, is \"file\"",
        ),
        (
            Beside::new("later").data(File::new("a")),
            "$.beside.sink: must be \"file\" for this variant of `data`, is \"later\"",
        ),
        (
            Beside::new(Sink::File).data(BesideData::Unknown(json!({}))),
            "$.beside.sink: must not select a variant that `data` is not, is \"file\"",
        ),
        (
            Beside::new(Sink::File).version(1).checks([Check::from(7)]),
            "$.beside.version: must be 2 for this variant of `checks`, is 1",
        ),
    ] {
        let error = send(beside).await.unwrap_err();
        assert!(error.is_invalid_request() && error.to_string().contains(message), "{error}");
    }
    send(Beside::new(Sink::Bucket).data(bucket())).await.unwrap();
    assert_eq!(server.last().body, r#"{"beside":{"data":{"path":"a"},"sink":"bucket"}}"#);
}
