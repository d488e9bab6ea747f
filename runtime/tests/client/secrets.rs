//! Secrets: where the token is sent, and that it appears nowhere else, including freed memory.

use std::sync::atomic::{AtomicUsize, Ordering};

use faithful_runtime::ErrorKind;
use http::Response;
use http_body_util::Full;

use crate::operations::{builder, client, create_thing, get_thing, list_things};
use crate::server::Server;

const TOKEN: &str = "s3cret-token";

#[tokio::test]
async fn token_is_sent_to_the_base_url_only() {
    let other = Server::always(200, r#"{"data": 1}"#).await;
    let target = other.url();
    let server = Server::start(move |_| {
        Response::builder().status(307).header("location", &target).body(Full::default()).unwrap()
    })
    .await;
    let client = client(&server);
    get_thing(&client, "a").await.unwrap_err();
    get_thing(&client, &other.url()).await.unwrap_err();
    get_thing(&client, "//evil.example/").await.unwrap_err();
    create_thing(&client, &serde_json::json!({})).await.unwrap_err();
    assert_eq!(server.requests().len(), 4);
    for request in server.requests() {
        assert_eq!(request.header("authorization"), format!("Bearer {TOKEN}"));
        assert!(request.target.starts_with("/v1/things"), "{}", request.target);
    }
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn nothing_is_sent_to_an_unauthenticated_tls_server() {
    let server = Server::always(200, r#"{"data": 1}"#).await;
    let base_url = server.url().replace("http://", "https://");
    // Building fails on a machine without certificates.
    if let Ok(client) = builder(&server).base_url(base_url).build() {
        let error = get_thing(&client, "a").await.unwrap_err();
        assert!(error.is_connect(), "{error}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn debug_output_never_contains_secrets() {
    let server = Server::always(403, "no").await;
    let builder = builder(&server).default_header("x-key", "k3y");
    assert!(!format!("{builder:?}").contains(TOKEN) && !format!("{builder:?}").contains("k3y"));
    let client = builder.build().unwrap();
    let call = get_thing(&client, "a");
    let pending = call.clone().send();
    let items = list_things(&client).items();
    let before = format!("{client:?} {call:?} {pending:?} {items:?}");
    let shown = format!("{before} {:#?}", pending.await.unwrap_err());
    assert!(!shown.contains(TOKEN) && !shown.contains("k3y"), "{shown}");
    assert!(shown.contains("[redacted]"));
}

#[tokio::test]
async fn token_provider_is_called_for_each_call() {
    let server = Server::always(200, r#"{"data": 1}"#).await;
    let count = AtomicUsize::new(0);
    let client = builder(&server)
        .token_provider(move || {
            let number = count.fetch_add(1, Ordering::SeqCst);
            async move { Ok::<_, std::io::Error>(format!("token-{number}")) }
        })
        .build()
        .unwrap();
    get_thing(&client, "a").await.unwrap();
    get_thing(&client, "a").await.unwrap();
    let tokens: Vec<_> =
        server.requests().iter().map(|request| request.header("authorization").to_owned()).collect();
    assert_eq!(tokens, ["Bearer token-0", "Bearer token-1"]);
}

#[tokio::test]
async fn failing_token_provider_is_an_error_and_nothing_is_sent() {
    let server = Server::always(200, r#"{"data": 1}"#).await;
    let failing = builder(&server)
        .token_provider(|| async { Err::<String, _>("the vault is closed") })
        .build()
        .unwrap();
    let error = get_thing(&failing, "a").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Token);
    assert_eq!(error.to_string(), "getThing: could not obtain a token: the vault is closed");
    assert_eq!(error.attempts(), 0);
    let bad = builder(&server)
        .token_provider(|| async { Ok::<_, std::io::Error>("s3cret-token\n") })
        .build()
        .unwrap();
    let error = get_thing(&bad, "a").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Token);
    assert!(!format!("{error} {error:?}").contains(TOKEN));
    assert!(server.requests().is_empty());
}

/// Searches the readable memory of this process for a random string.
#[cfg(target_os = "linux")]
mod memory {
    use std::fs::File;
    use std::io::BufRead as _;
    use std::os::unix::fs::FileExt as _;

    const HIDE: u8 = 0x5a;
    const STEP: usize = 1 << 20;
    /// The allocator overwrites the first bytes of freed memory, so only the string from this offset on is searched
    /// for.
    const HEAD: usize = 40;

    /// A string stored masked, so that this copy is not found.
    pub struct Hidden(Vec<u8>);

    impl Hidden {
        /// Creates a random string of letters, which never exists unmasked here.
        pub fn new() -> Self {
            let mut number = u64::from(std::process::id());
            let mut letter = || {
                number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                b'a' + u8::try_from((number >> 33) % 26).unwrap()
            };
            // Long enough that its freed memory is not soon reused.
            Self((0..1000).map(|_| letter() ^ HIDE).collect())
        }

        /// The unmasked string, allocated once so that growing leaves no copies behind.
        pub fn text(&self) -> String {
            let mut text = String::with_capacity(self.0.len() + 1);
            text.extend(self.0.iter().map(|byte| char::from(byte ^ HIDE)));
            text
        }

        /// Counts the copies of the string in memory.
        pub fn count(&self) -> usize {
            let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
            let memory = File::open("/proc/self/mem").unwrap();
            let mut buffer = vec![0; STEP + self.0.len()];
            let own = buffer.as_ptr().addr()..buffer.as_ptr().addr() + buffer.len();
            let mut count = 0;
            for line in maps.lines().filter(|line| line.contains(" rw")) {
                let range = line.split(' ').next().unwrap().split_once('-').unwrap();
                let bound = |text: &str| usize::from_str_radix(text, 16).unwrap();
                for start in (bound(range.0)..bound(range.1)).step_by(STEP) {
                    let length = buffer.len().min(bound(range.1) - start);
                    // A page may have been unmapped by now, or may not be readable.
                    let Ok(read) = memory.read_at(&mut buffer[..length], start as u64) else { continue };
                    for at in self.places(&buffer[..read]).into_iter().filter(|at| *at < STEP) {
                        count += usize::from(!own.contains(&(start + at)));
                    }
                }
            }
            buffer.fill(0);
            count
        }

        /// Finds where the string begins. The standard library searches for the first letter, because it is
        /// optimized even in test builds.
        fn places(&self, bytes: &[u8]) -> Vec<usize> {
            let tail = &self.0[HEAD..];
            let same = |at: &usize| {
                let mut window = bytes[*at..].iter().zip(tail);
                bytes.len() - at >= tail.len() && window.all(|(byte, hidden)| byte ^ HIDE == *hidden)
            };
            let mut rest = bytes;
            let letters = std::iter::from_fn(|| {
                let skipped = rest.skip_until(tail[0] ^ HIDE).unwrap();
                (skipped > 0).then(|| bytes.len() - rest.len() - 1)
            });
            letters.filter(same).collect()
        }
    }
}

/// No copy remains of a fixed token, or of one returned by a provider.
#[cfg(target_os = "linux")]
#[test]
fn secrets_are_wiped_from_memory_when_the_last_clone_drops() {
    use faithful_runtime::{Client, testing::Mock};

    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let hidden = memory::Hidden::new();
    let call = |builder: faithful_runtime::ClientBuilder| {
        let mock = Mock::new();
        mock.on("getThing").reply(serde_json::json!({"data": 1})).repeat();
        let client = builder.transport(mock.clone()).build().unwrap();
        let other = client.clone();
        runtime.block_on(get_thing(&client, "a").into_future()).unwrap();
        drop(client);
        (other, mock)
    };
    let builder = || Client::builder(&crate::operations::CONFIGURATION);

    let held = call(builder().token(hidden.text()));
    assert_eq!(hidden.count(), 1, "one copy, shared by client and requests");
    drop(held);
    assert_eq!(hidden.count(), 0);

    let source = std::sync::Arc::new(hidden.text());
    let provider = std::sync::Arc::clone(&source);
    let held = call(builder().token_provider(move || {
        let token = String::clone(&provider);
        async { Ok::<_, std::io::Error>(token) }
    }));
    assert_eq!(hidden.count(), 2, "one copy in the provider, one in the recorded request");
    drop(held);
    assert_eq!(hidden.count(), 1, "the provider's copy");
    drop(zeroize::Zeroizing::new(std::sync::Arc::into_inner(source).unwrap()));

    // A token that is rejected, and builders that are never built.
    assert!(builder().token(hidden.text() + "\n").build().is_err());
    drop(builder().token(hidden.text()));
    drop(builder().basic_auth("user", &zeroize::Zeroizing::new(hidden.text())));
    drop(builder().proxy(hidden.text()));
    assert_eq!(hidden.count(), 0);
}
