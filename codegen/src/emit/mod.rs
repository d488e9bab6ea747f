//! Emits Rust from the intermediate representation and the names, one file per kind of item.
//!
//! Emitters make no decisions: identifiers come from the names, boxing and usage from the facts. All Rust is built with
//! `quote!` or as syntax, never from strings.

mod argument;
mod body;
mod call;
mod client;
mod constructor;
mod documentation;
mod emitter;
mod exports;
mod handle;
mod item;
mod markdown;
mod minimal;
mod module;
mod object;
mod operation_doc;
mod responses;
mod rules;
mod selection;
mod service;
mod service_facts;
mod string_enum;
mod syntax;
mod text;
mod types;
mod union;
mod usage;
mod waiter;

pub(crate) use self::documentation::{inner_doc, rules as rules_text};
use self::emitter::Emitter;
pub(crate) use self::exports::Exports;
pub use self::item::{Item, Method, Module, Rust};
pub(crate) use self::markdown::{code, inline, link};
pub use self::service::TESTING_EXAMPLES;
pub(crate) use self::syntax::implementation;
pub(crate) use self::text::toml;
use crate::analyze::Facts;
use crate::ir::Api;
use crate::names::Names;

/// Emits all generated modules, one at a time.
pub fn emit(api: &Api, facts: &Facts, names: &Names, crate_name: &str, mut each: impl FnMut(Module<'_>)) {
    let emitter = Emitter { api, facts, names, crate_name };
    emitter.model_modules().into_iter().for_each(&mut each);
    emitter.api_modules().for_each(each);
}

/// Returns the documented responses that the modules include: paths below `src`, and JSON.
#[must_use]
pub fn examples(api: &Api, names: &Names) -> Vec<(String, String)> {
    service::examples(api, names)
}
