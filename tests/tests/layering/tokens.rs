//! The paths in tokens that are not parsed: the arguments of macros, and the output of `macro_rules!`.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

use crate::written::{Form, Written};

/// Whether the tokens in this macro belong to another crate, the generated one.
pub fn is_quote(name: &str) -> bool {
    ["quote", "quote_spanned", "parse_quote", "parse_quote_spanned"].contains(&name)
}

/// Adds all paths with at least two segments that start with `$crate`, `crate`, `self` or `super`, and, if
/// `with_names`, those that start with a name.
pub fn collect(stream: TokenStream, with_names: bool, written: &mut Vec<Written>) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let before = &tokens[..at];
        match token {
            TokenTree::Group(group) if !is_visibility(before, group) && !is_quoted(before) => {
                collect(group.stream(), with_names, written);
            }
            TokenTree::Ident(name) if starts_path(before, name, with_names) => {
                let first = written.len();
                at = path(&tokens, at, &[], written);
                mark_crate(before, &mut written[first..]);
                continue;
            }
            TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        at += 1;
    }
}

/// Reads a path that starts at a token, adds it, and returns the index of the first token after it.
fn path(tokens: &[TokenTree], start: usize, prefix: &[String], written: &mut Vec<Written>) -> usize {
    let mut segments = prefix.to_vec();
    let mut at = start;
    let line = tokens.get(start).map_or(0, |token| token.span().start().line);
    while let Some(TokenTree::Ident(name)) = tokens.get(at) {
        segments.push(unraw(name));
        at += 1;
        if !is_separator(&tokens[at..]) {
            break;
        }
        at += 2;
    }
    match tokens.get(at) {
        Some(TokenTree::Group(group)) if is_after_separator(&tokens[..at]) && is_braced(group) => {
            use_group(group, &segments, written);
            return at + 1;
        }
        Some(TokenTree::Punct(star)) if is_after_separator(&tokens[..at]) && star.as_char() == '*' => {
            written.push(Written { line, segments, form: Form::Glob });
            return at + 1;
        }
        _ => {}
    }
    if !prefix.is_empty() && segments.last().is_some_and(|name| name == "self") {
        segments.pop();
    }
    if segments.len() > 1 {
        written.push(Written { line, segments, form: Form::Inline });
    }
    at
}

/// Reads the `{…}` of a `use` with a prefix.
fn use_group(group: &Group, prefix: &[String], written: &mut Vec<Written>) {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(it) if it.as_char() == ',');
    for tree in tokens.split(is_comma) {
        path(tree, 0, prefix, written);
    }
}

fn is_braced(group: &Group) -> bool {
    group.delimiter() == Delimiter::Brace
}

fn unraw(name: &Ident) -> String {
    let name = name.to_string();
    name.strip_prefix("r#").map_or(name.clone(), str::to_owned)
}

/// Whether tokens start with `::`.
fn is_separator(tokens: &[TokenTree]) -> bool {
    let is_colon = |token: &TokenTree| matches!(token, TokenTree::Punct(it) if it.as_char() == ':');
    tokens.len() >= 2 && tokens[..2].iter().all(is_colon)
}

/// Whether tokens end with `::`.
fn is_after_separator(tokens: &[TokenTree]) -> bool {
    tokens.len() >= 2 && is_separator(&tokens[tokens.len() - 2..])
}

/// Whether a name after these tokens is the start of a path.
fn starts_path(before: &[TokenTree], name: &Ident, with_names: bool) -> bool {
    let last = before.last().map(ToString::to_string).unwrap_or_default();
    let is_keyword = name == "crate" || name == "self" || name == "super";
    match last.as_str() {
        "$" => name == "crate",
        "." | "'" => false,
        _ => (is_keyword || with_names) && !is_after_separator(before),
    }
}

/// Changes `crate` to `$crate` if the token before the path is `$`.
fn mark_crate(before: &[TokenTree], written: &mut [Written]) {
    if before.last().is_some_and(|token| token.to_string() == "$") {
        for path in written {
            "$crate".clone_into(&mut path.segments[0]);
        }
    }
}

/// Whether a group is the `(in …)` of a visibility.
fn is_visibility(before: &[TokenTree], group: &Group) -> bool {
    let is_name =
        |token: Option<&TokenTree>, text: &str| matches!(token, Some(TokenTree::Ident(it)) if it == text);
    is_name(before.last(), "pub") && is_name(group.stream().into_iter().next().as_ref(), "in")
}

/// Whether a group after these tokens is the argument of a quoting macro.
fn is_quoted(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Ident(name), TokenTree::Punct(mark)] => {
            mark.as_char() == '!' && is_quote(&name.to_string())
        }
        _ => false,
    }
}
