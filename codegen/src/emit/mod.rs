//! From the intermediate representation and the names to Rust tokens, one file per kind of item.
//!
//! Emitters decide nothing: what a thing is called comes from the names, what is boxed or shared
//! from the facts. All Rust is made with `quote!` or as syntax, never from strings.

mod argument;
mod body;
mod call;
mod client;
mod constructor;
mod documentation;
mod emitter;
mod item;
mod module;
mod object;
mod responses;
mod rules;
mod service;
mod service_facts;
mod string_enum;
mod syntax;
mod types;
mod union;

pub(crate) use self::documentation::{escape, rules as rules_text};
use self::emitter::Emitter;
pub use self::item::{Item, Method, Module, Rust};
pub(crate) use self::syntax::implementation;
use crate::analyze::Facts;
use crate::ir::Api;
use crate::names::Names;

/// Emits all machine-written modules, one after the other.
pub fn emit(api: &Api, facts: &Facts, names: &Names, crate_name: &str, mut each: impl FnMut(Module<'_>)) {
    let emitter = Emitter { api, facts, names, crate_name };
    emitter.model_modules().into_iter().for_each(&mut each);
    emitter.api_modules().for_each(each);
}

/// The documented answers that the modules include, by their path below `src`, as JSON texts.
#[must_use]
pub fn responses(api: &Api, names: &Names) -> Vec<(String, String)> {
    service::responses(api, names)
}
