//! The HTTP/2 side of the server, over TLS.

use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, RecvStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::fault::Fault;
use super::server::{Request, Seen, body};

/// The number of streams that a client may open. Some of its calls have to wait.
const STREAMS: u32 = 20;

type Connection = h2::server::Connection<TlsStream<TcpStream>, Bytes>;

pub async fn serve(listener: TcpListener, tls: TlsAcceptor, seen: Arc<Seen>) {
    loop {
        // Accepting fails while there are too many open files.
        let Ok((socket, _)) = listener.accept().await else { continue };
        let (tls, seen) = (tls.clone(), Arc::clone(&seen));
        tokio::spawn(async move {
            let Ok(stream) = tls.accept(socket).await else { return };
            let mut builder = h2::server::Builder::new();
            let handshake = builder.max_concurrent_streams(STREAMS).handshake(stream).await;
            if let Ok(connection) = handshake {
                connect(connection, seen).await;
            }
        });
    }
}

/// A fault that affects the whole connection, and with it the other requests on it.
enum Disturbance {
    Close,
    GoAway,
    Freeze,
}

async fn connect(mut connection: Connection, seen: Arc<Seen>) {
    let (disturb, mut disturbed) = mpsc::unbounded_channel();
    loop {
        tokio::select! {
            accepted = connection.accept() => {
                let Some(Ok((request, mut respond))) = accepted else { return };
                match seen.record(request.uri().path()) {
                    Some(known) => {
                        let disturb = disturb.clone();
                        tokio::spawn(exchange(known, request.into_body(), respond, disturb));
                    }
                    None => respond.send_reset(Reason::PROTOCOL_ERROR),
                }
            }
            Some(disturbance) = disturbed.recv() => match disturbance {
                Disturbance::Close => return,
                Disturbance::GoAway => connection.graceful_shutdown(),
                Disturbance::Freeze => return sleep(Duration::from_secs(1)).await,
            },
        }
    }
}

async fn exchange(
    request: Request,
    mut received: RecvStream,
    mut respond: SendResponse<Bytes>,
    disturb: mpsc::UnboundedSender<Disturbance>,
) {
    if !matches!(request.fault, Fault::Early | Fault::Refuse | Fault::Freeze) {
        while let Some(Ok(data)) = received.data().await {
            let _ = received.flow_control().release_capacity(data.len());
        }
    }
    let text = body(&request);
    let end = text.len() - 3;
    match request.fault {
        Fault::None => send(&mut respond, 200, text.as_bytes(), true),
        Fault::Slow => {
            sleep(Duration::from_millis(600)).await;
            send(&mut respond, 200, text.as_bytes(), true);
        }
        Fault::Silence => {
            let _ = poll_fn(|context| respond.poll_reset(context)).await;
        }
        Fault::Close => respond.send_reset(Reason::CANCEL),
        Fault::Garbage => respond.send_reset(Reason::PROTOCOL_ERROR),
        Fault::Refuse => respond.send_reset(Reason::REFUSED_STREAM),
        Fault::Reset => _ = disturb.send(Disturbance::Close),
        Fault::Freeze => _ = disturb.send(Disturbance::Freeze),
        Fault::Truncate => {
            send(&mut respond, 200, &text.as_bytes()[..end], false);
            sleep(Duration::from_millis(5)).await;
            respond.send_reset(Reason::INTERNAL_ERROR);
        }
        Fault::Drip => drip(respond, &text).await,
        Fault::Unavailable => send(&mut respond, 503, b"", true),
        Fault::RateLimited => send(&mut respond, 429, b"", true),
        Fault::CloseAfter => {
            send(&mut respond, 200, text.as_bytes(), true);
            let _ = disturb.send(Disturbance::GoAway);
        }
        Fault::Early => {
            send(&mut respond, 200, text.as_bytes(), true);
            respond.send_reset(Reason::NO_ERROR);
        }
        Fault::Flood => flood(respond).await,
    }
}

/// Sends a response, or the beginning of one.
fn send(respond: &mut SendResponse<Bytes>, status: u16, body: &[u8], is_complete: bool) {
    let response = http::Response::builder().status(status).header("retry-after", "0").body(());
    if let Ok(response) = response
        && let Ok(mut stream) = respond.send_response(response, false)
    {
        let _ = stream.send_data(Bytes::copy_from_slice(body), is_complete);
    }
}

async fn drip(mut respond: SendResponse<Bytes>, text: &str) {
    let Ok(mut stream) = respond.send_response(http::Response::new(()), false) else { return };
    for byte in text.bytes() {
        sleep(Duration::from_millis(100)).await;
        if stream.send_data(Bytes::from(vec![byte]), false).is_err() {
            return;
        }
    }
}

async fn flood(mut respond: SendResponse<Bytes>) {
    let Ok(mut stream) = respond.send_response(http::Response::new(()), false) else { return };
    loop {
        stream.reserve_capacity(0x4000);
        let Some(Ok(capacity)) = poll_fn(|context| stream.poll_capacity(context)).await else { return };
        if stream.send_data(Bytes::from(vec![b'x'; capacity]), false).is_err() {
            return;
        }
    }
}
