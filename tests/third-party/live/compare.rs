//! Comparison of models as JSON.

use client::Value;

/// Returns a model as JSON.
pub fn json_of(model: &impl serde::Serialize) -> Value {
    serde_json::to_value(model).expect("JSON")
}

/// Asserts that what was received has everything that was sent; applications add nulls, defaults and ids.
pub fn assert_has(received: &impl serde::Serialize, sent: &impl serde::Serialize) {
    let (received, sent) = (json_of(received), json_of(sent));
    assert_eq!(common(&received, &sent), sent);
}

/// Returns what `received` has of `sent`.
fn common(received: &Value, sent: &Value) -> Value {
    match (received, sent) {
        (Value::Object(received), Value::Object(sent)) => {
            let own =
                sent.iter().filter_map(|(key, sent)| Some((key.clone(), common(received.get(key)?, sent))));
            Value::Object(own.collect())
        }
        (Value::Array(received), Value::Array(sent)) if received.len() == sent.len() => {
            received.iter().zip(sent).map(|(received, sent)| common(received, sent)).collect()
        }
        (received, _) => received.clone(),
    }
}
