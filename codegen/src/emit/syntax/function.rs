//! Functions and `impl` blocks.

use proc_macro2::Ident;
use syn::token::{Brace, Paren};
use syn::{
    Attribute, Block, Expr, FnArg, FnModifiers, Generics, ImplItem, ImplItemFn, ImplModifiers, Item,
    ItemImpl, Pat, PatIdent, PatType, Path, ReturnType, Safety, Signature, Stmt, Token, Type,
};

use super::path::{named, type_at};
use super::public;

/// `impl name { … }`.
pub(crate) fn implementation(name: Path, items: Vec<ImplItem>) -> Item {
    Item::Impl(ItemImpl {
        attrs: Vec::new(),
        modifiers: ImplModifiers::default(),
        unsafety: None,
        impl_token: <Token![impl]>::default(),
        generics: Generics::default(),
        trait_: None,
        self_ty: Box::new(type_at(name)),
        brace_token: Brace::default(),
        items,
    })
}

/// `pub fn name(…) -> Self { body }`.
pub(in crate::emit) fn constructor(
    attrs: Vec<Attribute>,
    name: Ident,
    arguments: impl Iterator<Item = (Ident, Type)>,
    body: Expr,
) -> ImplItem {
    let block = Block { brace_token: Brace::default(), stmts: vec![Stmt::Expr(body, None)] };
    let sig = Signature {
        constness: None,
        asyncness: None,
        safety: Safety::Default,
        abi: None,
        fn_token: <Token![fn]>::default(),
        ident: name,
        generics: Generics::default(),
        paren_token: Paren::default(),
        inputs: arguments.map(|(name, r#type)| argument(name, r#type)).collect(),
        variadic: None,
        output: ReturnType::Type(<Token![->]>::default(), Box::new(named(&["Self"]))),
    };
    ImplItem::Fn(ImplItemFn { attrs, vis: public(), modifiers: FnModifiers::default(), sig, block })
}

fn argument(name: Ident, r#type: Type) -> FnArg {
    let pattern = PatIdent { attrs: Vec::new(), by_ref: None, mutability: None, ident: name, subpat: None };
    FnArg::Typed(PatType {
        attrs: Vec::new(),
        pat: Box::new(Pat::Ident(pattern)),
        colon_token: <Token![:]>::default(),
        ty: Box::new(r#type),
    })
}
