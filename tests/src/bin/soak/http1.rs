//! The HTTP/1.1 side of the server.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use super::fault::Fault;
use super::server::{Request, Seen, body};

pub async fn serve(listener: TcpListener, seen: Arc<Seen>) {
    loop {
        // Accepting fails while there are too many open files.
        let Ok((socket, _)) = listener.accept().await else { continue };
        let seen = Arc::clone(&seen);
        tokio::spawn(async move {
            let mut socket = BufReader::new(socket);
            while let Ok(Some(true)) = exchange(&mut socket, &seen).await {}
        });
    }
}

/// Serves one request. Returns whether the connection can be used for another one; `None` if it was closed.
async fn exchange(socket: &mut BufReader<TcpStream>, seen: &Seen) -> io::Result<Option<bool>> {
    let head = read_head(socket).await?;
    let Some(request) = head.split(' ').nth(1).and_then(|target| seen.record(target)) else {
        return Ok(None);
    };
    if !matches!(request.fault, Fault::Early | Fault::Freeze | Fault::Refuse) {
        read_body(socket, &head).await?;
    }
    respond(socket, &request).await.map(Some)
}

async fn respond(socket: &mut BufReader<TcpStream>, request: &Request) -> io::Result<bool> {
    let body = body(request);
    let response = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes();
    match request.fault {
        Fault::None => {
            socket.write_all(&response).await?;
            return Ok(true);
        }
        Fault::Slow => {
            sleep(Duration::from_millis(600)).await;
            socket.write_all(&response).await?;
        }
        Fault::Silence => {
            // Until the client closes the connection.
            while socket.read(&mut [0; 64]).await? > 0 {}
        }
        Fault::Close => {}
        Fault::Reset => socket.get_ref().set_zero_linger()?,
        Fault::Truncate => socket.write_all(&response[..response.len() - 3]).await?,
        Fault::Drip => {
            for byte in response {
                sleep(Duration::from_millis(30)).await;
                socket.write_all(&[byte]).await?;
            }
        }
        Fault::Garbage => socket.write_all(b"\x16\x03\x01 not HTTP\r\n\r\n").await?,
        Fault::Unavailable | Fault::RateLimited => {
            let status = if request.fault == Fault::RateLimited { 429 } else { 503 };
            let response = format!("HTTP/1.1 {status} X\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n");
            socket.write_all(response.as_bytes()).await?;
            return Ok(true);
        }
        Fault::CloseAfter => {
            socket.write_all(&response).await?;
            sleep(Duration::from_millis(1)).await;
        }
        Fault::Early => {
            socket.write_all(&response).await?;
            // The client has to close the connection.
            sleep(Duration::from_secs(2)).await;
        }
        Fault::Flood => {
            socket.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
            loop {
                socket.write_all(&[b'x'; 0x4000]).await?;
            }
        }
        Fault::Refuse => {
            let response =
                b"HTTP/1.1 429 X\r\nretry-after: 0\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
            socket.write_all(response).await?;
        }
        Fault::Freeze => sleep(Duration::from_secs(1)).await,
    }
    Ok(false)
}

/// Reads up to the end of a head, in lowercase except for its first line.
async fn read_head(socket: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// Reads the body of a request: chunked, or with a length.
async fn read_body(socket: &mut BufReader<TcpStream>, head: &str) -> io::Result<()> {
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    if let Some(length) = length {
        let length = length.parse().map_err(io::Error::other)?;
        tokio::io::copy(&mut socket.take(length), &mut tokio::io::sink()).await?;
        return Ok(());
    }
    if !head.contains("transfer-encoding: chunked") {
        return Ok(());
    }
    // The client does not send another request before it has received the response.
    let (mut end, mut buffer) = (Vec::new(), vec![0; 0x4000]);
    while !end.ends_with(b"0\r\n\r\n") {
        let count = socket.read(&mut buffer).await?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        end.extend_from_slice(&buffer[count.saturating_sub(5)..count]);
        end.drain(..end.len().saturating_sub(5));
    }
    Ok(())
}
