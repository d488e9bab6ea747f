//! The output of emitters: modules of items, not yet rendered as text.

use proc_macro2::TokenStream;
use syn::{Attribute, Path};

/// A file of the generated crate.
pub struct Module<'a> {
    /// The path below `src`.
    pub path: String,
    /// The purpose of the module, for its doc comment.
    pub documentation: String,
    /// The items in order. Lazy, so that only one of them is in memory as tokens, which take many times the memory of
    /// their text.
    pub items: Box<dyn Iterator<Item = Item> + 'a>,
}

/// A top-level item.
pub enum Item {
    /// Rust at the top level of the module.
    Plain(Rust),
    /// Items inside the braces of a macro of the runtime.
    InMacro(&'static str, Rust),
    /// Declarations of modules inside the braces of a macro of the runtime that compiles them only if it has the same format
    /// version.
    Modules(&'static str, Rust),
}

impl From<TokenStream> for Item {
    fn from(tokens: TokenStream) -> Self {
        Self::Plain(tokens.into())
    }
}

/// Rust that is not rendered yet.
pub enum Rust {
    /// Tokens, parsed before they are rendered.
    Tokens(TokenStream),
    /// Syntax, rendered unchanged.
    Syntax(Vec<syn::Item>),
    /// The methods of a type.
    Methods(Path, Vec<Method>),
}

/// A method: attributes as syntax, because long doc comments are slow to parse, and the rest as tokens.
pub struct Method {
    /// The doc comment and other attributes.
    pub attributes: Vec<Attribute>,
    /// The signature and the body.
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
