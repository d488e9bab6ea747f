//! Reads and writes a value of each model, and calls operations.

use std::future::IntoFuture;
use std::io::{BufRead, Write};
use std::task::{Context, Poll, Waker};

use faithful_runtime::testing::{Mock, RecordedRequest};
use faithful_runtime::{Error, Json, Rule, from_slice, to_vec, validate};
use sizes::Client;

/// Reads a value, checks it, and writes it.
fn copy<T: Json + Clone + PartialEq + std::fmt::Debug>(text: &[u8]) -> String {
    let value: T = match from_slice(text) {
        Ok(value) => value,
        Err(error) => return format!("is not read: {error}"),
    };
    if let Err(violations) = validate(&value, &Rule::NONE) {
        return format!("is not valid: {violations}");
    }
    assert!(value.clone() == value && !format!("{value:?}").is_empty(), "a copy differs");
    String::from_utf8_lossy(&to_vec(&value)).into_owned()
}

/// Waits for a call that the mock replies to at once.
fn wait<T>(call: impl IntoFuture<Output = Result<T, Error>>) -> Result<T, Error> {
    let mut future = Box::pin(call.into_future());
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(result) = future.as_mut().poll(&mut context) {
            return result;
        }
    }
}

fn client() -> Result<(Client, Mock), Error> {
    let mock = Mock::new();
    Ok((Client::builder().api_key("scheme49", "secret").transport(mock.clone()).build()?, mock))
}

fn last(mock: &Mock) -> RecordedRequest {
    mock.requests().pop().expect("a request was sent")
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut output = std::io::stdout().lock();
    for (line, model) in std::io::stdin().lock().lines().zip(MODELS) {
        writeln!(output, "{}", model(line?.as_bytes()))?;
    }
    call()
}
