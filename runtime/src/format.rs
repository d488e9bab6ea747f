//! The format version of generated code, and the macros that check it.
//!
//! Macros such as `object!` change together with the code generator. If a client was made by a version for another format, its
//! modules are not compiled at all, so the only error is the one that says what to do.

/// Declares the modules of a client if its code has the format of this version of the runtime, which is 1.
#[doc(hidden)]
#[macro_export]
macro_rules! modules {
    (format 1; $($module:tt)*) => { $($module)* };
    (format $other:literal; $($module:tt)*) => {
        ::core::compile_error!(::core::concat!(
            "this client has format ", $other, ", but its runtime requires format 1: run `faithful generate` again, with the \
             version of `faithful` that the runtime has",
        ));
    };
}

/// Declares further modules of a client for which [`modules!`] reports a different format.
#[doc(hidden)]
#[macro_export]
macro_rules! model_modules {
    (format 1; $($module:tt)*) => { $($module)* };
    (format $other:literal; $($module:tt)*) => {};
}

/// Includes the client that `faithful::build::generate` has made in a build script, as the modules `api` and `models` and the
/// type `Client`. It can be used in any module.
///
/// ```ignore
/// mod pets {
///     faithful_runtime::include_client!();
/// }
/// ```
///
/// A client with a name of its own is included by that: `include_client!("pets")`.
#[macro_export]
macro_rules! include_client {
    () => {
        $crate::include_client!("client");
    };
    ($name:literal) => {
        pub use $crate as runtime;
        ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/", $name, ".rs"));
    };
}
