//! From the intermediate representation and the names to Rust tokens, one file per kind of item.
//!
//! Emitters decide nothing: what a thing is called comes from the names, what is boxed or shared
//! from the facts. All Rust is made with `quote!` or as syntax, never from strings.

mod answers;
mod argument;
mod body;
mod call;
mod client;
mod constructor;
mod documentation;
mod module;
mod object;
mod rules;
mod service;
mod service_facts;
mod string_enum;
mod syntax;
mod types;
mod union;

use proc_macro2::{Ident, Span, TokenStream};
use syn::Attribute;

use crate::analyze::Facts;
use crate::ir::{Api, TypeId};
use crate::names::{Name, NameKey, Names};

pub(crate) use self::documentation::{escape, rules as rules_text};
pub(crate) use self::syntax::implementation;

/// A file of the generated crate, before it is text.
pub struct Module<'a> {
    /// The path below `src`.
    pub path: String,
    /// What the module is for.
    pub documentation: String,
    /// What stands in it, in this order. Each item is made when it is asked for, so that no more than
    /// one of them is in memory as tokens, which take many times as much as their text.
    pub items: Box<dyn Iterator<Item = Item> + 'a>,
}

/// A top-level item.
pub enum Item {
    /// Rust as it stands.
    Plain(Rust),
    /// Items inside the braces of a macro of the runtime.
    InMacro(&'static str, Rust),
}

impl From<TokenStream> for Item {
    fn from(tokens: TokenStream) -> Self {
        Self::Plain(tokens.into())
    }
}

/// Rust before it is text.
pub enum Rust {
    /// As it is written, yet to be parsed.
    Tokens(TokenStream),
    /// As it is understood.
    Syntax(Vec<syn::Item>),
    /// The methods of a type.
    Methods(Ident, Vec<Method>),
}

/// A method: what is said about it as it is understood, which would take long to parse, and the rest as it is written.
pub struct Method {
    /// The doc comment, and other attributes that are known.
    pub attributes: Vec<Attribute>,
    /// What comes behind them.
    pub tokens: TokenStream,
}

impl From<TokenStream> for Rust {
    fn from(tokens: TokenStream) -> Self {
        Self::Tokens(tokens)
    }
}

impl From<Vec<syn::Item>> for Rust {
    fn from(items: Vec<syn::Item>) -> Self {
        Self::Syntax(items)
    }
}

/// Emits all machine-written modules, one after the other.
pub fn emit(api: &Api, facts: &Facts, names: &Names, crate_name: &str, mut each: impl FnMut(Module<'_>)) {
    let emitter = Emitter { api, facts, names, crate_name };
    emitter.model_modules().into_iter().for_each(&mut each);
    emitter.api_modules().for_each(each);
}

/// The documented answers that the modules include, by their path below `src`, as JSON texts.
#[must_use]
pub fn answers(api: &Api, names: &Names) -> Vec<(String, String)> {
    service::answers(api, names)
}

/// What every emitter has at hand.
struct Emitter<'a> {
    api: &'a Api,
    facts: &'a Facts,
    names: &'a Names,
    /// The name under which examples import the generated crate.
    crate_name: &'a str,
}

impl Emitter<'_> {
    fn ident(&self, key: NameKey) -> Ident {
        ident(self.names.get(key))
    }

    fn type_ident(&self, id: TypeId) -> Ident {
        self.ident(NameKey::Type(id))
    }
}

fn ident(name: &Name) -> Ident {
    if name.is_raw() {
        Ident::new_raw(name.text(), Span::call_site())
    } else {
        Ident::new(name.text(), Span::call_site())
    }
}
