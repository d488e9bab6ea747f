//! The macro that declares the call of an operation, and the macros it expands to.
//!
//! A generated client has one type per operation, `struct SomeCall { call: Call }`, because another crate cannot add
//! inherent setters to a type of this crate. [`call!`](crate::call) declares such a type from its route, its operation
//! ID and the shape of its response.

/// Declares the call of an operation: a request builder with the methods of every call, `with_options`, `send` and
/// `.await`.
///
/// The module that declares a call also creates it and adds its setters: the type has a private field `call` and a
/// private constant `OPERATION`.
///
/// The type in parentheses is the type of the result. Without it, the call accepts any body and resolves to `()`.
/// `#[value_at("data")]` names the property of the response that contains the result. A response other than a single
/// JSON value is declared by `#[response(text)]`, `#[response(stream)]` for bytes, `#[response(by_status)]` for an enum
/// of [`responses!`](crate::responses), or `#[response(page, …)]` for a page, whose items have the type in parentheses.
///
/// ```
/// mod calls {
///     use faithful_runtime::Client;
///
///     faithful_runtime::call! {
///         /// The call started by [`count_things`].
///         #[route(GET, "/v1/count")]
///         #[id("countThings")]
///         #[value_at("data")]
///         pub struct CountThingsCall(i64);
///     }
///
///     faithful_runtime::call! {
///         /// The call started by [`list_things`].
///         #[route(GET, "/v1/things")]
///         #[id("listThings")]
///         #[response(page, items["things"], has_next["more"], cursor["next"], parameter = "cursor")]
///         pub struct ListThingsCall(String);
///     }
///
///     pub fn count_things(client: &Client) -> CountThingsCall {
///         CountThingsCall { call: client.call(CountThingsCall::OPERATION) }
///     }
///
///     pub fn list_things(client: &Client) -> ListThingsCall {
///         ListThingsCall { call: client.call(ListThingsCall::OPERATION) }
///     }
/// }
/// # async fn run(client: faithful_runtime::Client) -> Result<(), faithful_runtime::Error> {
/// let count: i64 = calls::count_things(&client).await?;
/// let first: Option<String> = calls::list_things(&client).items().try_next().await?;
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! call {
    (
        $(#[doc = $doc:expr])*
        #[route($method:ident, $path:literal)]
        #[id($id:literal)]
        $(#[value_at($($member:literal),+)])?
        $(#[response($kind:ident $(, $($page:tt)+)?)])?
        $visibility:vis struct $call:ident $(($value:ty $(,)?))?;
    ) => {
        $(#[doc = $doc])*
        ///
        /// Send it with `.await`, or with `.into_future()` where a future is required, as in `tokio::spawn`.
        #[derive(Clone, Debug)]
        #[must_use = "a call does nothing until it is sent: use `.await`, or `.into_future()` for `tokio::spawn`"]
        $visibility struct $call {
            call: $crate::Call,
        }

        impl $call {
            const OPERATION: &'static $crate::Operation = &$crate::Operation {
                id: $id,
                method: stringify!($method),
                path: $path,
                value_path: &[$($($member),+)?],
                page: $crate::page_shape!($($($($page)+)?)?),
                idempotent: false,
            };
        }

        $crate::call_methods! { $call $($kind)? $($value)? }
    };
}

/// The shape of a page, or `None`.
#[doc(hidden)]
#[macro_export]
macro_rules! page_shape {
    () => { ::core::option::Option::None };
    (
        items[$($items:literal),*], has_next[$($has_next:literal),*], cursor[$($cursor:literal),*],
        $(count[$($count:literal),*],)? parameter = $parameter:literal $(,)?
    ) => {
        ::core::option::Option::Some($crate::PageShape {
            items: &[$($items),*],
            has_next: &[$($has_next),*],
            cursor: &[$($cursor),*],
            count: $crate::page_shape!(@count $([$($count),*])?),
            cursor_parameter: $parameter,
        })
    };
    (@count) => { ::core::option::Option::None };
    (@count [$($count:literal),*]) => { ::core::option::Option::Some(&[$($count),*]) };
}

/// The methods that depend on the shape of the response.
#[doc(hidden)]
#[macro_export]
macro_rules! call_methods {
    ($call:ident) => {
        $crate::call_of!($call, (), send_empty, empty);
    };
    ($call:ident text $value:ty) => {
        $crate::call_of!($call, $value, send_text, text);
    };
    ($call:ident stream $value:ty) => {
        $crate::call_of!($call, $value, send_stream, stream);

        impl $call {
            /// Sends the call and returns the whole body of the response, in memory. Unlike a stream, it is
            /// requested again if the connection breaks while it is read and the call is safe to retry. As in a stream, a
            /// body with a content coding other than gzip is an error, unless the call asks for it itself.
            pub fn bytes(self) -> $crate::Pending<$crate::Bytes> {
                self.call.body_bytes()
            }
        }
    };
    ($call:ident events $value:ty) => {
        $crate::call_of!($call, $crate::EventStream<$value>, send_events, events);
    };
    ($call:ident text_events $value:ty) => {
        $crate::call_of!($call, $crate::EventStream<$value>, send_text_events, text_events);
    };
    ($call:ident by_status $value:ty) => {
        $crate::call_of!($call, $value, send_by_status, by_status);
    };
    ($call:ident page $item:ty) => {
        $crate::call_of!($call, $crate::Page<$item>, send_page, page);

        impl $call {
            /// Returns a stream of all items, starting with this page. Further pages are requested on demand.
            pub fn items(self) -> $crate::Items<$item> {
                self.call.items()
            }

            /// Returns a stream of all pages, starting with this one. Each page is requested on demand.
            pub fn pages(self) -> $crate::Pages<$item> {
                self.call.pages()
            }
        }
    };
    ($call:ident $value:ty) => {
        $crate::call_of!($call, $value, send, value);
    };
}

/// The methods of every call.
#[doc(hidden)]
#[macro_export]
macro_rules! call_of {
    ($call:ident, $value:ty, $send:ident, $plain:ident) => {
        impl $call {
            /// Changes the options of this call: timeouts, retries, headers, validation.
            pub fn with_options(
                mut self,
                change: impl ::core::ops::FnOnce($crate::CallOptions) -> $crate::CallOptions,
            ) -> Self {
                self.call = self.call.with_options(change);
                self
            }

            /// Sends the call and resolves to the result with the status, the headers and the raw body. Awaiting the
            /// call itself only resolves to the result.
            ///
            /// # Errors
            /// Returns an error if the request is invalid, no response arrives, the status is not a success, or the
            /// body does not match the expected type.
            pub fn send(self) -> $crate::Pending<$crate::Response<$value>> {
                self.call.$send()
            }
        }

        $crate::blocking_call_method!($call, $value, $plain);

        impl ::core::future::IntoFuture for $call {
            type Output = ::core::result::Result<$value, $crate::Error>;
            type IntoFuture = $crate::Pending<$value>;

            fn into_future(self) -> Self::IntoFuture {
                self.call.$plain()
            }
        }
    };
}

/// The method `blocking`. It depends on the feature of this crate, not of the crate that uses the macro. Documentation
/// built with `--cfg docsrs`, as on docs.rs, shows the feature; the crate root then needs `feature(doc_cfg)`.
#[cfg(feature = "blocking")]
#[doc(hidden)]
#[macro_export]
macro_rules! blocking_call_method {
    ($call:ident, $value:ty, $send:ident) => {
        impl $call {
            /// Sends the call and blocks until the response has arrived: the blocking counterpart of `.await`.
            ///
            /// # Errors
            /// Returns the errors that awaiting the call would return.
            #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
            pub fn blocking(self) -> ::core::result::Result<$value, $crate::Error> {
                self.call.$send().blocking()
            }
        }
    };
}

#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! blocking_call_method {
    ($call:ident, $value:ty, $send:ident) => {};
}
