//! One call made with three clients, and the server in a separate process, so that only the client's work is
//! measured.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt as _, Empty, Full};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::client::legacy::{Client as HyperClient, connect::HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioIo};
use northflank::Client;
use tests::{Failure, Outcome};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use crate::templates::{self, Response, Template};

/// The client's default timeout.
const LIMIT: Duration = Duration::from_secs(30);

const TOKEN: &str = "a-token-for-the-benchmark-of-the-usual-length-of-a-token";

/// The server process, which is stopped on drop.
pub struct Server {
    child: Child,
    pub address: String,
}

impl Server {
    /// Starts this program again, as a server.
    pub fn start() -> Outcome<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut child = command.arg("--serve").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().ok_or("the server has no output")?;
        let mut port = String::new();
        BufReader::new(output).read_line(&mut port)?;
        Ok(Self { child, address: format!("http://127.0.0.1:{}", port.trim()) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        drop(self.child.wait());
    }
}

/// Replies to every request with a template of about one kilobyte, until stdin is closed.
pub fn serve() -> Outcome {
    let body = Bytes::from(templates::document(1, 2, true));
    std::thread::spawn(|| {
        drop(std::io::stdin().read_to_end(&mut Vec::new()));
        std::process::exit(0);
    });
    runtime()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?.port());
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let body = body.clone();
            let service = service_fn(move |_| {
                let response = http::Response::builder()
                    .header(header::CONTENT_TYPE, "application/json")
                    .header("x-ratelimit-limit", "1000")
                    .header("x-ratelimit-remaining", "999")
                    .header("x-ratelimit-reset", "3600")
                    .body(Full::new(body.clone()));
                async { response }
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    })
}

/// A single-threaded runtime. Pooled connections belong to the runtime that opened them, so callers share one.
pub fn runtime() -> Outcome<Runtime> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}

/// The client used for a call.
#[derive(Clone)]
pub enum Way {
    Ours(Client),
    Reqwest(reqwest::Client, String),
    Hyper(Box<HyperClient<HttpConnector, Empty<Bytes>>>, String),
}

impl Way {
    /// The client of this workspace with default settings.
    pub fn ours(server: &Server) -> Outcome<Self> {
        Ok(Self::Ours(Client::builder().base_url(&server.address).token(TOKEN).build()?))
    }

    /// Bare reqwest with default settings, and structs using serde's derive.
    pub fn reqwest(server: &Server) -> Outcome<Self> {
        // TLS is not used here, but reqwest requires a provider.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self::Reqwest(client, format!("{}/v1/templates/example-template", server.address)))
    }

    /// Bare reqwest with our client's timeout, which costs a timer per call.
    pub fn reqwest_with_limit(server: &Server) -> Outcome<Self> {
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = reqwest::Client::builder().no_proxy().timeout(LIMIT).connect_timeout(LIMIT).build()?;
        Ok(Self::Reqwest(client, format!("{}/v1/templates/example-template", server.address)))
    }

    /// Bare hyper with hyper-util's connection pool, and structs using serde's derive.
    pub fn hyper(server: &Server) -> Self {
        let client = HyperClient::builder(TokioExecutor::new()).build_http();
        Self::Hyper(Box::new(client), format!("{}/v1/templates/example-template", server.address))
    }

    async fn call(&self) -> Outcome<usize> {
        match self {
            Self::Ours(client) => Ok(client.templates().get("example-template").await?.name.len()),
            Self::Reqwest(client, url) => {
                let response = client.get(url).bearer_auth(TOKEN).send().await?.error_for_status()?;
                Ok(response.json::<Response<Template>>().await?.data.name.len())
            }
            Self::Hyper(client, url) => {
                let request = Request::get(url).header(header::AUTHORIZATION, format!("Bearer {TOKEN}"));
                let response = client.request(request.body(Empty::new())?).await?;
                if !response.status().is_success() {
                    return Err(Failure::new(response.status().to_string()));
                }
                let body = response.into_body().collect().await?.to_bytes();
                Ok(serde_json::from_slice::<Response<Template>>(&body)?.data.name.len())
            }
        }
    }
}

/// Makes calls on one thread.
#[derive(Clone)]
pub struct Caller {
    runtime: Rc<Runtime>,
    way: Way,
}

impl Caller {
    /// Creates a caller whose connections are already open.
    pub fn new(runtime: &Rc<Runtime>, way: Way, concurrency: usize) -> Outcome<Self> {
        let caller = Self { runtime: Rc::clone(runtime), way };
        caller.calls(concurrency, 2)?;
        Ok(caller)
    }

    /// Spawns `concurrency` tasks, each of which makes `count` calls in sequence.
    pub fn calls(&self, concurrency: usize, count: usize) -> Outcome {
        self.runtime.block_on(async {
            let one = |_| {
                let way = self.way.clone();
                tokio::spawn(async move {
                    for _ in 0..count {
                        way.call().await.map_err(|failure| format!("{failure:?}"))?;
                    }
                    Ok::<_, String>(())
                })
            };
            let tasks: Vec<_> = (0..concurrency).map(one).collect();
            for task in tasks {
                task.await??;
            }
            Ok(())
        })
    }
}
