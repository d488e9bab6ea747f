//! Expressions.

use proc_macro2::{Ident, Literal, Span};
use syn::punctuated::Punctuated;
use syn::token::{Brace, Bracket, Paren};
use syn::{
    Expr, ExprArray, ExprCall, ExprLit, ExprMethodCall, ExprPath, ExprReference, ExprStruct, ExprTuple,
    FieldValue, Lit, LitBool, LitInt, LitStr, Member, Path, Token, Type,
};

use super::path::{path, segment};

/// `"…"`.
pub(in crate::emit) fn text(text: &str) -> Expr {
    literal(Lit::Str(LitStr::new(text, Span::call_site())))
}

/// `r" …"`: a line of a comment, after a space unless it is empty. It takes much less time to read than a string with
/// escapes, which is used where a raw one is not possible.
pub(in crate::emit) fn comment_line(line: &str) -> Expr {
    let bytes = line.as_bytes();
    let hashes = if bytes.contains(&b'"') { "###" } else { "" };
    let ends_early = !hashes.is_empty() && line.contains("\"###");
    let space = if line.is_empty() { "" } else { " " };
    let token = if ends_early || bytes.contains(&b'\r') || bytes.contains(&0) {
        None
    } else {
        ["r", hashes, "\"", space, line, "\"", hashes].concat().parse::<Literal>().ok()
    };
    token.map_or_else(|| text(&format!("{space}{line}")), |token| literal(Lit::new(token)))
}

/// `1`.
pub(in crate::emit) fn number(number: usize) -> Expr {
    literal(Lit::Int(LitInt::new(&number.to_string(), Span::call_site())))
}

/// `-1`.
pub(in crate::emit) fn integer(integer: i64) -> Expr {
    literal(Lit::new(Literal::i64_unsuffixed(integer)))
}

/// `1.5`.
pub(in crate::emit) fn float(float: f64) -> Expr {
    literal(Lit::new(Literal::f64_unsuffixed(float)))
}

/// `true`.
pub(in crate::emit) fn boolean(value: bool) -> Expr {
    literal(Lit::Bool(LitBool::new(value, Span::call_site())))
}

fn literal(lit: Lit) -> Expr {
    Expr::Lit(ExprLit { attrs: Vec::new(), lit })
}

/// `name`.
pub(in crate::emit) fn variable(name: Ident) -> Expr {
    at(Path::from(name))
}

/// `First::Second`.
pub(in crate::emit) fn constant_at(names: &[&str]) -> Expr {
    at(path(names))
}

/// `Type::name`.
pub(in crate::emit) fn function_of(r#type: Type, name: &str) -> Expr {
    match r#type {
        Type::Path(mut of) => {
            of.path.segments.push(segment(name));
            at(of.path)
        }
        // All types with functions are paths here.
        _ => constant_at(&[name]),
    }
}

fn at(path: Path) -> Expr {
    Expr::Path(ExprPath { attrs: Vec::new(), qself: None, path })
}

/// `function(…)`.
pub(in crate::emit) fn call(function: Expr, arguments: Vec<Expr>) -> Expr {
    Expr::Call(ExprCall {
        attrs: Vec::new(),
        func: Box::new(function),
        paren_token: Paren::default(),
        args: arguments.into_iter().collect(),
    })
}

/// `receiver.name()`.
pub(in crate::emit) fn method_call(receiver: Expr, name: &str) -> Expr {
    Expr::MethodCall(ExprMethodCall {
        attrs: Vec::new(),
        receiver: Box::new(receiver),
        dot_token: <Token![.]>::default(),
        method: Ident::new(name, Span::call_site()),
        turbofish: None,
        paren_token: Paren::default(),
        args: Punctuated::new(),
    })
}

/// `&value`.
pub(in crate::emit) fn reference(value: Expr) -> Expr {
    Expr::Reference(ExprReference {
        attrs: Vec::new(),
        and_token: <Token![&]>::default(),
        mutability: None,
        expr: Box::new(value),
    })
}

/// `&[…]`.
pub(in crate::emit) fn slice(elements: impl IntoIterator<Item = Expr>) -> Expr {
    let elems = elements.into_iter().collect();
    reference(Expr::Array(ExprArray { attrs: Vec::new(), bracket_token: Bracket::default(), elems }))
}

/// `(first, second)`.
pub(in crate::emit) fn pair(first: Expr, second: Expr) -> Expr {
    let elems = [first, second].into_iter().collect();
    Expr::Tuple(ExprTuple { attrs: Vec::new(), paren_token: Paren::default(), elems })
}

/// `Name { field: value, … }`.
pub(in crate::emit) fn record<'a>(
    names: &[&str],
    members: impl IntoIterator<Item = (&'a str, Expr)>,
) -> Expr {
    let field = |(name, expr): (&str, Expr)| FieldValue {
        attrs: Vec::new(),
        member: Member::Named(Ident::new(name, Span::call_site())),
        colon_token: Some(<Token![:]>::default()),
        expr,
    };
    Expr::Struct(ExprStruct {
        attrs: Vec::new(),
        qself: None,
        path: path(names),
        brace_token: Brace::default(),
        fields: members.into_iter().map(field).collect(),
        dot2_token: None,
        rest: None,
    })
}
