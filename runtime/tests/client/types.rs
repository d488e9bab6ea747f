//! Promises about types.

use northflank_runtime::{
    Call, CallOptions, Client, ClientBuilder, Error, Items, Page, Pages, Pending, RateLimit, Response, Retry,
    Transport, TransportError, TransportRequest, testing,
};

fn everywhere<T: Send + Sync + 'static + ?Sized>() {}
fn future<T: Send>(_: &T) {}

#[test]
fn everything_may_go_to_any_thread() {
    everywhere::<Client>();
    everywhere::<ClientBuilder>();
    everywhere::<Call>();
    everywhere::<CallOptions>();
    everywhere::<Pending<String>>();
    everywhere::<Response<String>>();
    everywhere::<Page<String>>();
    everywhere::<Pages<String>>();
    everywhere::<Items<String>>();
    everywhere::<Error>();
    everywhere::<RateLimit>();
    everywhere::<Retry>();
    everywhere::<dyn Transport>();
    everywhere::<TransportError>();
    everywhere::<TransportRequest>();
    everywhere::<northflank_runtime::Wait<'static, String>>();
    everywhere::<northflank_runtime::Outcome<String>>();
    #[cfg(feature = "blocking")]
    everywhere::<northflank_runtime::blocking::BlockingItems<String>>();
    #[cfg(feature = "mock-server")]
    everywhere::<testing::MockServer>();
    everywhere::<testing::Mock>();
    everywhere::<testing::RecordedRequest>();
}

#[test]
fn futures_may_be_spawned() {
    let (client, _) = testing::client(&crate::operations::CONFIGURATION);
    let call = crate::operations::list_things(&client);
    future(&call.clone().into_future());
    future(&call.clone().send());
    future(&call.clone().items().try_next());
    future(&call.pages().try_next());
}

#[test]
fn an_error_and_a_call_are_one_pointer() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    assert_eq!(size_of::<Call>(), size_of::<usize>());
}
