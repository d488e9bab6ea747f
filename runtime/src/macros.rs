//! The methods that every call of a generated client has, written once.
//!
//! A generated client has a type per operation, `struct SomeCall { call: Call }`, because inherent setters
//! cannot be put on a type of this crate. These macros give such a type what all of them have in common.

/// Gives a call type what a call with a value for an answer has: `with_options`, `send` and `.await`.
///
/// ```
/// # use northflank_runtime::{Call, Client, Error, Operation};
/// /// Counts things.
/// #[derive(Clone, Debug)]
/// #[must_use = "a call does nothing until it is awaited or sent"]
/// pub struct CountThingsCall { call: Call }
///
/// northflank_runtime::call!(CountThingsCall, i64);
///
/// # static COUNT: Operation =
/// #     Operation { id: "countThings", method: "GET", path: "/v1/count", answer: &["data"], page: None, idempotent: false };
/// # async fn run(client: Client) -> Result<(), Error> {
/// let count: i64 = CountThingsCall { call: client.call(&COUNT) }.await?;
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! call {
    ($call:ident, $value:ty $(,)?) => {
        $crate::common_call_methods!($call);

        impl $call {
            /// Sends the call. The answer holds the value, the status, the headers and the raw body; awaiting
            /// the call itself gives the value alone.
            ///
            /// # Errors
            /// When the request is not valid, no answer arrives, its status is not a success, or its body is
            /// not what is due.
            pub fn send(self) -> $crate::Pending<$crate::Response<$value>> {
                self.call.send()
            }
        }

        $crate::blocking_call_method!($call, $value, value);

        impl ::core::future::IntoFuture for $call {
            type Output = ::core::result::Result<$value, $crate::Error>;
            type IntoFuture = $crate::Pending<$value>;

            fn into_future(self) -> Self::IntoFuture {
                self.call.value()
            }
        }
    };
}

/// Gives a call type what a call with pages for an answer has: `with_options`, `send`, `items`, `pages` and
/// `.await`. The type that is named is that of an item.
#[macro_export]
macro_rules! page_call {
    ($call:ident, $item:ty $(,)?) => {
        $crate::common_call_methods!($call);

        impl $call {
            /// Sends the call for one page. The answer holds the page, the status, the headers and the raw
            /// body; awaiting the call itself gives the page alone.
            ///
            /// # Errors
            /// When the request is not valid, no answer arrives, its status is not a success, or its body is
            /// not what is due.
            pub fn send(self) -> $crate::Pending<$crate::Response<$crate::Page<$item>>> {
                self.call.send_page()
            }

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

        $crate::blocking_call_method!($call, $crate::Page<$item>, page);

        impl ::core::future::IntoFuture for $call {
            type Output = ::core::result::Result<$crate::Page<$item>, $crate::Error>;
            type IntoFuture = $crate::Pending<$crate::Page<$item>>;

            fn into_future(self) -> Self::IntoFuture {
                self.call.page()
            }
        }
    };
}

/// Gives a call type what a call without a value for an answer has: `with_options`, `send` and `.await`,
/// which gives `()`. The body of the answer may be anything.
#[macro_export]
macro_rules! empty_call {
    ($call:ident $(,)?) => {
        $crate::common_call_methods!($call);

        impl $call {
            /// Sends the call. The answer holds the status, the headers and the raw body.
            ///
            /// # Errors
            /// When the request is not valid, no answer arrives, or its status is not a success.
            pub fn send(self) -> $crate::Pending<$crate::Response<()>> {
                self.call.send_empty()
            }
        }

        $crate::blocking_call_method!($call, (), empty);

        impl ::core::future::IntoFuture for $call {
            type Output = ::core::result::Result<(), $crate::Error>;
            type IntoFuture = $crate::Pending<()>;

            fn into_future(self) -> Self::IntoFuture {
                self.call.empty()
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! common_call_methods {
    ($call:ident) => {
        impl $call {
            /// Changes the options of this call alone: timeout, retry, headers, validation.
            pub fn with_options(
                mut self,
                change: impl ::core::ops::FnOnce($crate::CallOptions) -> $crate::CallOptions,
            ) -> Self {
                self.call = self.call.with_options(change);
                self
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
