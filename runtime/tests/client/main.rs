//! The client against a real server on 127.0.0.1, and against the mock.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(all(feature = "blocking", feature = "mock-server"))]
mod blocking;
mod bodies;
mod building;
mod codings;
mod credentials;
mod errors;
mod events;
mod executor;
mod hostile;
mod limits;
mod lines;
mod middleware;
mod mock;
#[cfg(feature = "mock-server")]
mod mock_server;
mod operations;
mod pages;
mod refusals;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod reports;
mod requests;
mod responses;
mod retries;
mod scripted_server;
mod secrets;
mod server;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod silence;
mod statuses;
mod streams;
mod styles;
mod throttle;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tls;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tls_server;
#[cfg(feature = "tracing")]
mod traces;
mod types;
mod unlisted;
mod untyped;
mod waits;
