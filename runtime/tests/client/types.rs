//! Guarantees about types: `Send`, `Sync` and size.

use faithful_runtime::{
    Call, CallOptions, Client, ClientBuilder, Error, Items, Page, Pages, Pending, RateLimit, Response, Retry,
    Transport, TransportError, TransportRequest, testing,
};

fn assert_send_sync<T: Send + Sync + 'static + ?Sized>() {}
fn assert_send<T: Send>(_: &T) {}

#[test]
fn public_types_are_send_and_sync() {
    assert_send_sync::<Client>();
    assert_send_sync::<ClientBuilder>();
    assert_send_sync::<Call>();
    assert_send_sync::<CallOptions>();
    assert_send_sync::<Pending<String>>();
    assert_send_sync::<Response<String>>();
    assert_send_sync::<Page<String>>();
    assert_send_sync::<Pages<String>>();
    assert_send_sync::<Items<String>>();
    assert_send_sync::<Error>();
    assert_send_sync::<RateLimit>();
    assert_send_sync::<Retry>();
    assert_send_sync::<dyn Transport>();
    assert_send_sync::<TransportError>();
    assert_send_sync::<TransportRequest>();
    assert_send_sync::<faithful_runtime::Wait<'static, String>>();
    assert_send_sync::<faithful_runtime::Outcome<String>>();
    #[cfg(feature = "blocking")]
    assert_send_sync::<faithful_runtime::blocking::BlockingItems<String>>();
    #[cfg(feature = "mock-server")]
    assert_send_sync::<testing::MockServer>();
    assert_send_sync::<testing::Mock>();
    assert_send_sync::<testing::RecordedRequest>();
}

#[test]
fn futures_are_send() {
    let (client, _) = testing::client(&crate::operations::CONFIGURATION);
    let call = crate::operations::list_things(&client);
    assert_send(&call.clone().into_future());
    assert_send(&call.clone().send());
    assert_send(&call.clone().items().try_next());
    assert_send(&call.pages().try_next());
}

#[test]
fn error_and_call_are_pointer_sized() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    assert_eq!(size_of::<Call>(), size_of::<usize>());
}
