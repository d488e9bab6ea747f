//! The memory that hostile response bodies take, counted by the allocator. It is a separate test binary because the
//! counts are those of the process.

use std::alloc::System;
use std::sync::{Mutex, MutexGuard, PoisonError};

use faithful_runtime::{
    Configuration, Error, ErrorKind, Json, Operation, ReadError, TypedMap, Value, from_body, testing,
};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

static ALONE: Mutex<()> = Mutex::new(());

/// Waits for the other tests, whose allocations would be counted.
fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

const LIMIT: usize = 4 * 1024 * 1024;

/// The factor of the runtime, times two for what the growth of lists and the splitting of nodes allocate in total.
const ALLOWED: usize = 2 * 4 * LIMIT;

faithful_runtime::object! {
    /// A model with an unknown property, optional ones, and nested lists and maps.
    #[constructor(new)]
    pub struct Model {
        #[json("a")]
        pub a: optional<String>,
        #[json("b")]
        pub b: optional<Vec<String>>,
        #[json("models")]
        pub models: optional<Vec<Model>>,
        #[json("map")]
        pub map: optional<TypedMap<Model>>,
    }
}

/// Reads a document and returns the result with the number of bytes that this allocated in total.
fn measure<T: Json>(text: &str) -> (Result<T, ReadError>, usize) {
    let region = Region::new(ALLOCATOR);
    let result = from_body(text.as_bytes(), &[], LIMIT);
    let change = region.change();
    (result, change.bytes_allocated)
}

fn list_of(unit: &str) -> String {
    let elements = vec![unit; (LIMIT - 2) / (unit.len() + 1)];
    format!("[{}]", elements.join(","))
}

fn assert_bounded<T: Json>(text: &str) {
    let start = &text[..text.len().min(60)];
    let (result, allocated) = measure::<T>(text);
    assert!(allocated <= ALLOWED, "{start} allocated {} times the limit", allocated / LIMIT);
    if let Err(error) = result {
        let error = error.to_string();
        assert!(error.contains("response too large") && error.contains("4194304 bytes"), "{start}: {error}");
    }
}

#[test]
fn kept_values_are_bounded() {
    let _alone = alone();
    let units = [
        r#"{"":0}"#,
        r#"{"a":{}}"#,
        r#"{"":{"":{"":{"":{}}}}}"#,
        "[]",
        "[[[[[[[[0]]]]]]]]",
        "{}",
        "0",
        r#""""#,
        r#""aaaaaaaaaaaaaaaa""#,
        r#"{"a":null}"#,
    ];
    for list in units.map(list_of) {
        assert_bounded::<Value>(&list);
        assert_bounded::<Vec<Value>>(&list);
        assert_bounded::<Model>(&format!(r#"{{"unknown":{list}}}"#));
        assert_bounded::<TypedMap<Value>>(&format!(r#"{{"unknown":{list}}}"#));
    }
    let (result, _) = measure::<Value>(&list_of(r#"{"":0}"#));
    assert!(result.is_err());
}

#[test]
fn models_are_bounded() {
    let _alone = alone();
    for unit in
        ["{}", r#"{"x":0}"#, r#"{"a":null}"#, r#"{"b":[""]}"#, r#"{"models":[{}]}"#, r#"{"map":{"":{}}}"#]
    {
        assert_bounded::<Vec<Model>>(&list_of(unit));
    }
    let keys: Vec<_> = (0..LIMIT / 12).map(|index| format!(r#""{index}":{{}}"#)).collect();
    assert_bounded::<TypedMap<Model>>(&format!("{{{}}}", keys.join(",")));
}

#[test]
fn deep_values_are_bounded() {
    let _alone = alone();
    for (open, close) in [("[", "]"), (r#"{"":"#, "}")] {
        let count = LIMIT / open.len() - 1;
        for text in [open.repeat(count), format!("{}0{}", open.repeat(count / 2), close.repeat(count / 2))] {
            let (result, allocated) = measure::<Model>(&format!(r#"{{"unknown":{text}}}"#));
            assert!(result.is_err() && allocated <= ALLOWED, "{} times the limit", allocated / LIMIT);
        }
    }
}

#[test]
fn ordinary_values_are_kept() {
    let _alone = alone();
    let unit = r#"{"id":"3dd592f6-ce63-45ee-acf8-13dc5ec5235c","name":"example","tags":["a","b"],"size":12}"#;
    let quarter = vec![unit; LIMIT / 4 / unit.len()].join(",");
    let (result, _) = measure::<Value>(&format!("[{quarter}]"));
    assert!(result.is_ok(), "{result:?}");
    let text = list_of(r#"{"":0}"#);
    assert!(from_body::<Value>(text.as_bytes(), &[], usize::MAX).is_ok());
}

static CONFIGURATION: Configuration = Configuration {
    base_url: "https://api.example.com",
    token_variables: &[],
    base_url_variables: &[],
    user_agent: "example/1",
};

static GET: Operation = Operation {
    id: "get",
    method: "GET",
    path: "/v1/a",
    value_path: &["data"],
    page: None,
    idempotent: false,
};

fn block_on<T>(future: impl Future<Output = T>) -> Result<T, std::io::Error> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(future))
}

/// Calls an operation whose response has this status and body, and returns the error with what the call allocated.
fn call(status: u16, body: String) -> Result<(Error, usize), Box<dyn std::error::Error>> {
    let (client, mock) = testing::client(&CONFIGURATION);
    let _ = mock.on("get").status(status).text(body);
    let region = Region::new(ALLOCATOR);
    let call = client.call(&GET).with_options(|options| options.body_limit(LIMIT));
    let result = block_on(call.value::<Value>().into_future())?;
    let allocated = region.change().bytes_allocated;
    Ok((result.err().ok_or("a value")?, allocated))
}

#[test]
fn error_names_the_limit() -> Result<(), Box<dyn std::error::Error>> {
    let _alone = alone();
    let list = list_of(r#"{"":0}"#);
    let list = &list[..list.len() - 20];
    let list = &list[..list.rfind(',').unwrap_or_default()];
    let (error, allocated) = call(200, format!(r#"{{"data":{list}]}}"#))?;
    assert_eq!(error.kind(), ErrorKind::BodyTooLarge);
    let message = error.to_string();
    assert!(message.contains("response too large") && message.contains("4194304 bytes"), "{message}");
    assert!(allocated <= ALLOWED, "{} times the limit", allocated / LIMIT);
    assert!(error.body().is_some_and(|body| body.starts_with(b"{\"data\"")));
    Ok(())
}

#[test]
fn error_bodies_are_parsed_up_to_a_limit() -> Result<(), Box<dyn std::error::Error>> {
    let _alone = alone();
    for details in [list_of(r#"{"":0}"#), vec![r#"{"":0}"#; 100_000].join(",")] {
        let details = details.trim_start_matches('[').trim_end_matches(']');
        let details = &details[..details.len().min(LIMIT - 100)];
        let details = &details[..details.rfind(',').unwrap_or_default()];
        let (error, allocated) =
            call(403, format!(r#"{{"error":{{"message":"No.","details":[{details}]}}}}"#))?;
        assert_eq!((error.kind(), error.message()), (ErrorKind::Status, None));
        assert!(error.body().is_some_and(|body| body.len() > 600_000));
        assert!(allocated <= ALLOWED, "{} times the limit", allocated / LIMIT);
    }
    let (error, _) = call(403, r#"{"error":{"message":"No.","details":[{"":0}]}}"#.to_owned())?;
    assert!(error.message() == Some("No.") && error.details().is_some());
    Ok(())
}
