//! Builds syntax trees directly. Models are most of the output; built from tokens, they would have to be parsed again
//! before they are printed.

mod expression;
mod function;
mod path;

use proc_macro2::{Ident, Span, TokenStream};
use syn::punctuated::Punctuated;
use syn::token::{Brace, Bracket, Paren};
use syn::{
    AttrStyle, Attribute, ConstModifiers, Expr, Field, FieldModifiers, Fields, FieldsNamed, FieldsUnnamed,
    Generics, Item, ItemConst, ItemEnum, ItemStruct, MacroDelimiter, Meta, MetaList, MetaNameValue, Token,
    Type, Variant, Visibility,
};

pub(super) use self::expression::*;
pub(super) use self::function::constructor;
pub(crate) use self::function::implementation;
use self::path::path;
pub(super) use self::path::{generic, generic_with_constant, into, model, model_of_crate, named};

/// `#[name = "…"]`.
pub(super) fn value(name: &str, value: &str) -> Attribute {
    let (eq_token, value) = (<Token![=]>::default(), text(value));
    attribute(Meta::NameValue(MetaNameValue { path: path(&[name]), eq_token, value }))
}

/// `#[doc = " …"]`, which is printed as a comment.
pub(super) fn comment(line: &str) -> Attribute {
    let (eq_token, value) = (<Token![=]>::default(), comment_line(line));
    attribute(Meta::NameValue(MetaNameValue { path: path(&["doc"]), eq_token, value }))
}

/// `#[name]`.
pub(super) fn flag(name: &str) -> Attribute {
    attribute(Meta::Path(path(&[name])))
}

/// `#[name(…)]`.
pub(super) fn list(name: &str, tokens: TokenStream) -> Attribute {
    let delimiter = MacroDelimiter::Paren(Paren::default());
    attribute(Meta::List(MetaList { path: path(&[name]), delimiter, tokens }))
}

fn attribute(meta: Meta) -> Attribute {
    Attribute {
        pound_token: <Token![#]>::default(),
        style: AttrStyle::Outer,
        bracket_token: Bracket::default(),
        meta,
    }
}

/// `pub struct name { … }`.
pub(super) fn public_struct(attrs: Vec<Attribute>, ident: Ident, fields: Vec<Field>) -> Item {
    let named = FieldsNamed { brace_token: Brace::default(), named: comma_separated(fields) };
    structure(attrs, ident, Fields::Named(named), None)
}

/// `pub struct name(…);`, or `pub struct name;` without a type.
pub(super) fn public_tuple(attrs: Vec<Attribute>, ident: Ident, inner: Option<Type>) -> Item {
    structure(attrs, ident, inner.map_or(Fields::Unit, unnamed), Some(<Token![;]>::default()))
}

fn structure(attrs: Vec<Attribute>, ident: Ident, fields: Fields, semi_token: Option<Token![;]>) -> Item {
    Item::Struct(ItemStruct {
        attrs,
        vis: public(),
        struct_token: <Token![struct]>::default(),
        ident,
        generics: Generics::default(),
        fields,
        semi_token,
    })
}

/// `pub name: …`.
pub(super) fn public_field(attrs: Vec<Attribute>, ident: Ident, ty: Type) -> Field {
    Field { attrs, vis: public(), colon_token: Some(<Token![:]>::default()), ident: Some(ident), ..field(ty) }
}

fn field(ty: Type) -> Field {
    Field {
        attrs: Vec::new(),
        vis: Visibility::Inherited,
        modifiers: FieldModifiers::default(),
        ident: None,
        colon_token: None,
        ty,
        default: None,
    }
}

/// `pub enum name { … }`.
pub(super) fn public_enum(attrs: Vec<Attribute>, ident: Ident, variants: Vec<Variant>) -> Item {
    Item::Enum(ItemEnum {
        attrs,
        vis: public(),
        enum_token: <Token![enum]>::default(),
        ident,
        generics: Generics::default(),
        brace_token: Brace::default(),
        variants: comma_separated(variants),
    })
}

/// `name = "…"`, as a variant of an enum.
pub(super) fn value_variant(attrs: Vec<Attribute>, ident: Ident, value: Expr) -> Variant {
    let discriminant = Some((<Token![=]>::default(), value));
    Variant { attrs, ident, fields: Fields::Unit, discriminant }
}

/// `name(…)`, as a variant of an enum.
pub(super) fn variant_with(attrs: Vec<Attribute>, ident: Ident, payload: Type) -> Variant {
    Variant { attrs, ident, fields: unnamed(payload), discriminant: None }
}

fn unnamed(only: Type) -> Fields {
    let unnamed = [field(only)].into_iter().collect();
    Fields::Unnamed(FieldsUnnamed { paren_token: Paren::default(), unnamed })
}

/// `const name: … = …;`.
pub(super) fn constant(name: &str, ty: Type, value: Expr) -> Item {
    Item::Const(ItemConst {
        attrs: Vec::new(),
        vis: Visibility::Inherited,
        modifiers: ConstModifiers::default(),
        const_token: <Token![const]>::default(),
        ident: Ident::new(name, Span::call_site()),
        generics: Generics::default(),
        colon_token: <Token![:]>::default(),
        ty: Box::new(ty),
        eq_token: <Token![=]>::default(),
        expr: Box::new(value),
        semi_token: <Token![;]>::default(),
    })
}

fn public() -> Visibility {
    Visibility::Public(<Token![pub]>::default())
}

/// Separates `parts` by commas, with a trailing comma.
fn comma_separated<T>(parts: Vec<T>) -> Punctuated<T, Token![,]> {
    let mut list = Punctuated::new();
    for part in parts {
        list.push_value(part);
        list.push_punct(<Token![,]>::default());
    }
    list
}
