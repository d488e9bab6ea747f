//! The tests of the guide in `docs/guide`. Each chapter is the documentation of a type, so that its examples are compiled.
#![recursion_limit = "512"]

macro_rules! client {
    ($name:ident, $file:literal) => {
        /// A client of the document in the guide, with the test support of the crate that `faithful generate` makes.
        pub mod $name {
            faithful_runtime::include_client!($file);

            /// Test support.
            pub mod testing {
                /// Returns a client that sends nothing, and the mock that replies to it.
                #[must_use]
                pub fn client() -> (super::Client, super::runtime::testing::Mock) {
                    let (client, mock) = super::runtime::testing::client(&super::api::CONFIGURATION);
                    (client.into(), mock)
                }
            }
        }
    };
}

client!(pet_store, "client");
// With the settings in the chapter about pagination.
client!(paged_pet_store, "paged");

macro_rules! chapters {
    ($($name:ident $path:literal,)*) => {
        $(
            #[cfg(doctest)]
            #[doc = include_str!(concat!("../../../docs/guide/src/", $path))]
            pub struct $name;
        )*

        /// The chapters whose examples are compiled, which are all of them.
        pub const CHAPTERS: &[&str] = &[$($path),*];
    };
}

chapters! {
    Introduction "introduction.md",
    Install "client/install.md",
    FirstCall "client/first-call.md",
    Requests "client/requests.md",
    Projects "client/projects.md",
    Lists "client/lists.md",
    Errors "client/errors.md",
    Waiting "client/waiting.md",
    Templates "client/templates.md",
    Testing "client/testing.md",
    Features "client/features.md",
    FirstClient "generator/first-client.md",
    CommandLine "generator/command-line.md",
    Settings "generator/settings.md",
    Unions "generator/unions.md",
    Names "generator/names.md",
    Pagination "generator/pagination.md",
    Corrections "generator/corrections.md",
    ContinuousIntegration "generator/ci.md",
    Upgrading "generator/upgrading.md",
    Diagnostics "generator/diagnostics.md",
}
