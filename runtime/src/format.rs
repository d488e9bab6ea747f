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

/// Declares the modules of a client that a build script has made. Lints do not apply to them. The attributes that say so are
/// in this macro, because lints about attributes are not reported for macros of other crates. Of the group
/// `clippy::restriction`, they list single lints: whoever forbids another one could not compile a crate that allows all of them.
#[doc(hidden)]
#[macro_export]
macro_rules! client_modules {
    ($name:literal) => {
        $crate::client_modules!(api, $name);
        $crate::client_modules!(models, $name);
        #[allow(unreachable_pub, unused_imports, reason = "a crate need not use everything")]
        pub use self::api::Client;
        #[allow(unreachable_pub, unused_imports, reason = "a crate need not use everything")]
        pub use self::runtime::{Error, Page, Response, Value};
    };
    ($module:ident, $name:literal) => {
        #[allow(
            dead_code,
            deprecated,
            missing_docs,
            rustdoc::all,
            unreachable_pub,
            unused,
            clippy::all,
            clippy::nursery,
            clippy::pedantic,
            clippy::arbitrary_source_item_ordering,
            clippy::field_scoped_visibility_modifiers,
            clippy::impl_trait_in_params,
            clippy::implicit_return,
            clippy::missing_docs_in_private_items,
            clippy::missing_inline_in_public_items,
            clippy::partial_pub_fields,
            clippy::pub_use,
            clippy::pub_with_shorthand,
            clippy::shadow_reuse,
            clippy::single_call_fn,
            reason = "the code is generated"
        )]
        pub mod $module {
            ::core::include!(::core::concat!(
                ::core::env!("OUT_DIR"),
                "/",
                $name,
                ".",
                ::core::stringify!($module),
                ".rs"
            ));
        }
    };
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
