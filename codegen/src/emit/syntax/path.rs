//! Paths and types.

use proc_macro2::{Ident, Span};
use syn::{
    AngleBracketedGenericArguments, Expr, GenericArgument, Path, PathArguments, PathSegment, Token,
    TraitBound, TraitBoundModifiers, Type, TypeImplTrait, TypeParamBound, TypePath,
};

/// `first::second`.
pub(in crate::emit) fn named(names: &[&str]) -> Type {
    type_at(path(names))
}

/// `first::Second`, where the last segment may be a raw identifier.
pub(in crate::emit) fn model(before: Option<&str>, name: Ident) -> Type {
    let segments = before.map(segment).into_iter().chain([PathSegment::from(name)]);
    type_at(Path { leading_colon: None, segments: segments.collect() })
}

/// `crate::models::Name`, where the last segment may be a raw identifier.
pub(in crate::emit) fn model_of_crate(name: Ident) -> Type {
    let segments = [segment("crate"), segment("models"), PathSegment::from(name)];
    type_at(Path { leading_colon: None, segments: segments.into_iter().collect() })
}

/// `first::Second<A, B>`.
pub(in crate::emit) fn generic(names: &[&str], arguments: impl IntoIterator<Item = Type>) -> Type {
    type_at(generic_path(names, arguments))
}

/// `name<A, 1>`.
pub(in crate::emit) fn generic_with_constant(name: &str, r#type: Type, constant: Expr) -> Type {
    let arguments = [GenericArgument::Type(r#type), GenericArgument::Const(constant)];
    type_at(path_with_arguments(&[name], arguments))
}

/// `impl Into<…>`.
pub(in crate::emit) fn into(target: Type) -> Type {
    let bound = TraitBound {
        paren_token: None,
        lifetimes: None,
        modifiers: TraitBoundModifiers::default(),
        maybe: None,
        path: generic_path(&["Into"], [target]),
    };
    Type::ImplTrait(TypeImplTrait {
        attrs: Vec::new(),
        impl_token: <Token![impl]>::default(),
        bounds: [TypeParamBound::Trait(bound)].into_iter().collect(),
    })
}

fn generic_path(names: &[&str], arguments: impl IntoIterator<Item = Type>) -> Path {
    path_with_arguments(names, arguments.into_iter().map(GenericArgument::Type))
}

fn path_with_arguments(names: &[&str], arguments: impl IntoIterator<Item = GenericArgument>) -> Path {
    let mut path = path(names);
    if let Some(last) = path.segments.last_mut() {
        last.arguments = PathArguments::AngleBracketed(AngleBracketedGenericArguments {
            colon2_token: None,
            lt_token: <Token![<]>::default(),
            args: arguments.into_iter().collect(),
            gt_token: <Token![>]>::default(),
        });
    }
    path
}

pub(super) fn type_at(path: Path) -> Type {
    Type::Path(TypePath { attrs: Vec::new(), qself: None, path })
}

pub(super) fn path(names: &[&str]) -> Path {
    Path { leading_colon: None, segments: names.iter().copied().map(segment).collect() }
}

pub(super) fn segment(name: &str) -> PathSegment {
    PathSegment::from(Ident::new(name, Span::call_site()))
}
