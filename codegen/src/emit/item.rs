//! What emitters make: modules of items, before they are text.

use proc_macro2::{Ident, TokenStream};
use syn::Attribute;

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
