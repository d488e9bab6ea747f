//! Required properties that the service omits.

use faithful_runtime::{Patch, from_slice, to_vec};
use kitchen_sink::models::{Everything, Omitting, OmittingKind};

#[test]
fn a_response_may_omit_the_property() {
    let value: Omitting = from_slice(br#"{"id":"a"}"#).unwrap();
    assert_eq!((&value.kind, value.size, &value.label), (&None, None, &Patch::Keep));
    assert_eq!(to_vec(&value), br#"{"id":"a"}"#);
}

#[test]
fn a_property_that_is_not_listed_is_required() {
    let error = from_slice::<Everything>(br#"{"omitting":{"size":1}}"#).unwrap_err();
    assert_eq!(error.to_string(), "at $.omitting: missing field `id`");
}

#[test]
fn the_constructor_takes_the_property() {
    let value = Omitting::new(OmittingKind::Omitting, "a", 1, None);
    assert_eq!(to_vec(&value), br#"{"kind":"omitting","id":"a","size":1,"label":null}"#);
    assert_eq!(value.validate(), Ok(()));
}

#[test]
fn a_request_may_not_omit_the_property() {
    let value: Omitting = from_slice(br#"{"id":"a"}"#).unwrap();
    let request = Everything::default().omitting(value);
    let violations = request.validate().unwrap_err().to_string();
    for key in ["kind", "size", "label"] {
        assert!(violations.contains(&format!("$.omitting: must have `{key}`")), "{violations}");
    }
}
