//! The calls of a generated client, written once.
//!
//! A generated client has a type per operation, `struct SomeCall { call: Call }`, because inherent setters
//! cannot be put on a type of this crate. [`call!`](crate::call) makes such a type out of a line each for its
//! route, its identifier and its answer.

/// Makes the type of a call: what it is sent to, and the methods that all calls have, `with_options`, `send` and
/// `.await`. How a call starts and what options it takes is written out in the same module: the type has a private
/// field `call` and a private constant `OPERATION`.
///
/// What the struct holds is the answer; a struct that holds nothing accepts any body and gives `()`. The value may
/// stand further in, `#[value_at("data")]`. An answer that is no single JSON value is told by `#[response(text)]`,
/// `#[response(stream)]` for bytes, `#[response(by_status)]` for an enum of [`responses!`](crate::answers), or
/// `#[response(page, …)]` for a page, of which the struct holds an item.
///
/// ```
/// mod calls {
///     use northflank_runtime::Client;
///
///     northflank_runtime::call! {
///         /// Counts things.
///         #[route(GET, "/v1/count")]
///         #[id("countThings")]
///         #[value_at("data")]
///         pub struct CountThingsCall(i64);
///     }
///
///     northflank_runtime::call! {
///         /// Lists things.
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
/// # async fn run(client: northflank_runtime::Client) -> Result<(), northflank_runtime::Error> {
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
        #[derive(Clone, Debug)]
        #[must_use = "a call does nothing until it is awaited or sent"]
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

/// The shape of a page, or none.
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

/// The methods that a call has because of its answer.
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
            /// Sends the call and gives the whole body of the answer, in memory. Unlike a stream it is asked for
            /// again where the connection breaks while it is read, if the call may be attempted again.
            pub fn bytes(self) -> $crate::Pending<$crate::Bytes> {
                self.call.body_bytes()
            }
        }
    };
    ($call:ident by_status $value:ty) => {
        $crate::call_of!($call, $value, send_by_status, by_status);
    };
    ($call:ident page $item:ty) => {
        $crate::call_of!($call, $crate::Page<$item>, send_page, page);

        impl $call {
            /// All items from this page on, over as many requests as it takes. Pages are asked for when they
            /// are needed.
            pub fn items(self) -> $crate::Items<$item> {
                self.call.items()
            }

            /// All pages from this one on. Each is asked for when it is needed.
            pub fn pages(self) -> $crate::Pages<$item> {
                self.call.pages()
            }
        }
    };
    ($call:ident $value:ty) => {
        $crate::call_of!($call, $value, send, value);
    };
}

/// The methods that every call has.
#[doc(hidden)]
#[macro_export]
macro_rules! call_of {
    ($call:ident, $value:ty, $send:ident, $plain:ident) => {
        impl $call {
            /// Changes the options of this call alone: timeout, retry, headers, validation.
            pub fn with_options(
                mut self,
                change: impl ::core::ops::FnOnce($crate::CallOptions) -> $crate::CallOptions,
            ) -> Self {
                self.call = self.call.with_options(change);
                self
            }

            /// Sends the call. The answer holds the value, the status, the headers and the raw body; awaiting
            /// the call itself gives the value alone.
            ///
            /// # Errors
            /// When the request is not valid, no answer arrives, its status is not a success, or its body is
            /// not what is due.
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

/// Gives a call type `blocking`. Whether it has it is decided by the feature of this crate, not of the crate that
/// uses the macro.
#[cfg(feature = "blocking")]
#[doc(hidden)]
#[macro_export]
macro_rules! blocking_call_method {
    ($call:ident, $value:ty, $send:ident) => {
        impl $call {
            /// Sends the call and blocks until it is answered: what `.await` is to asynchronous code.
            ///
            /// # Errors
            /// Those of awaiting the call.
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
