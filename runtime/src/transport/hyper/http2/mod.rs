//! HTTP/2 connections, which serve many requests at a time.
//!
//! A task drives the connection ([`driver`]). Everything that belongs to a request is part of its future ([`stream`]),
//! including the request body ([`upload`]), so a call that ends drops its body immediately and resets its stream.
//!
//! At most as many streams are opened as the service allows, so that a request is not counted as sent while it waits for
//! a stream. A stream can receive [`STREAM_WINDOW`] bytes that nobody reads. The window of the connection is sufficient
//! for all of its streams, so those that nobody reads do not stop the others.

mod connection;
mod driver;
mod limits;
mod stream;
mod upload;

use std::sync::{Arc, Weak};

use hyper_util::rt::TokioIo;
use tokio::sync::oneshot;

use self::driver::{Driver, UNSETTLED};
use self::limits::{CONNECTION_WINDOW, MAX_STREAMS, STREAM_WINDOW};
use super::connect::ServiceStream;
use super::failure::failure;
use super::origin::Origin;
use crate::transport::TransportError;

pub(super) use self::connection::{Http2, Owner};
pub(super) use self::stream::{Incoming, SendError, Stream};

const MAX_HEADER_BYTES: u32 = 64 * 1024;

/// Starts a connection on a new socket, and reserves a stream on it.
///
/// # Errors
/// Returns an error if the connection is closed immediately.
pub(super) async fn establish(
    stream: ServiceStream,
    origin: Arc<Origin>,
    owner: Weak<dyn Owner>,
) -> Result<(Arc<Http2>, Driver), TransportError> {
    let mut builder = h2::client::Builder::new();
    builder.initial_window_size(STREAM_WINDOW).initial_connection_window_size(CONNECTION_WINDOW);
    builder.max_header_list_size(MAX_HEADER_BYTES).enable_push(false);
    builder.initial_max_send_streams(UNSETTLED);
    // As many streams can be canceled at the same time, and the service may still send data for them.
    builder.max_concurrent_reset_streams(MAX_STREAMS as usize);
    let handshake = builder.handshake(TokioIo::new(stream)).await;
    let (sender, connection) = handshake.map_err(|error| failure(error, false))?;
    let (task, dropped) = oneshot::channel();
    let this = Arc::new(Http2::new(origin, sender, owner, task));
    let driver = Driver::new(&this, connection, dropped);
    Ok((this, driver))
}
