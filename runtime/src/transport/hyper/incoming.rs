//! The body of a response, read from either protocol.

use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::Body as _;

use super::failure::interrupted;
use super::http1::Http1;
use super::http2;
use super::pool::Pool;
use crate::transport::TransportError;

/// The body of a response. If it is dropped before its end, an HTTP/1.1 connection is closed, and the stream of an HTTP/2
/// connection is reset.
pub(super) enum Incoming {
    Http1 {
        body: hyper::body::Incoming,
        /// `None` after the end of the body.
        connection: Option<Http1>,
        pool: Weak<Pool>,
    },
    Http2(http2::Incoming),
}

impl Incoming {
    pub(super) fn http1(body: hyper::body::Incoming, connection: Http1, pool: &Arc<Pool>) -> Self {
        Self::Http1 { body, connection: Some(connection), pool: Arc::downgrade(pool) }
    }

    /// Returns the next chunk, or `None` at the end, when an HTTP/1.1 connection returns to the pool.
    pub(super) fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        match self {
            Self::Http2(incoming) => incoming.poll_chunk(context),
            Self::Http1 { body, connection, pool } => {
                let frame = ready!(Pin::new(body).poll_frame(context));
                Poll::Ready(match frame {
                    // Trailers are ignored.
                    Some(Ok(frame)) => Some(Ok(frame.into_data().unwrap_or_default())),
                    Some(Err(error)) => Some(Err(interrupted(error))),
                    None => {
                        if let (Some(connection), Some(pool)) = (connection.take(), pool.upgrade()) {
                            pool.recycle(connection);
                        }
                        None
                    }
                })
            }
        }
    }
}
