//! A client as one text that can be included in any module of another crate.
//!
//! The generated files are modules of a crate of their own, with a feature for each tag. In another crate, paths are relative,
//! everything is compiled, and documented examples are not tested because the name of the crate is not known. Lints do not
//! apply: the macro `client_modules!` of the runtime suppresses them, because an attribute in the text itself would be subject
//! to lints about attributes.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::{Attribute, Item, ItemMacro, ItemMod};

use crate::emit::TESTING_EXAMPLES;
use crate::files::Files;
use crate::render::{self, FORMAT};

/// Returns the files to write next to each other: `NAME.rs`, which another crate includes, and one for each module, which
/// the first one includes if the runtime has the same format.
///
/// # Errors
/// Fails if a generated file is not valid Rust, which is a bug in the generator.
pub fn embed(files: &Files, name: &str) -> Result<Files, String> {
    let include = format!(
        "runtime::modules! {{\n    format {FORMAT};\n\n    runtime::client_modules! {{ \"{name}\" }}\n}}\n"
    );
    let mut embedded = Files::default();
    embedded.insert(format!("{name}.rs"), include);
    for module in ["api", "models"] {
        let content = embed_file(files, &format!("src/{module}/mod.rs"), 1)?;
        embedded.insert(format!("{name}.{module}.rs"), content);
    }
    Ok(embedded)
}

/// Returns the content of a module that is `depth` levels below the one that includes the client.
fn embed_file(files: &Files, path: &str, depth: usize) -> Result<String, String> {
    let text = files.get(path).unwrap_or_default();
    let failed = |error: syn::Error| format!("`{path}` is not valid Rust: {error}");
    let mut embedded = String::new();
    for item in syn::parse_file(text).map_err(failed)?.items {
        embedded.push('\n');
        embed_item(files, path, depth, item, &mut embedded)?;
    }
    Ok(embedded)
}

fn embed_item(
    files: &Files,
    path: &str,
    depth: usize,
    item: Item,
    embedded: &mut String,
) -> Result<(), String> {
    let failed = |error: syn::Error| format!("`{path}` is not valid Rust: {error}");
    match item {
        Item::Mod(module) if module.content.is_none() => {
            let file = file_of(files, path, &module);
            let visibility = module.vis.to_token_stream();
            let name = &module.ident;
            let content = embed_file(files, &file, depth + 1)?;
            // Writing to a `String` cannot fail.
            let _ = write!(embedded, "{visibility} mod {name} {{\n{content}}}\n");
        }
        Item::Macro(call) => match macro_name(&call).as_deref() {
            Some("modules" | "model_modules") => {
                // After `format 1;`.
                let modules: TokenStream = call.mac.tokens.into_iter().skip(3).collect();
                for item in syn::parse2::<syn::File>(modules).map_err(failed)?.items {
                    embed_item(files, path, depth, item, embedded)?;
                }
            }
            Some("examples") => {}
            Some(name) => {
                let body = formatted(relative(call.mac.tokens, depth)).map_err(failed)?;
                embedded.push_str(&render::in_macro(&format!("{}runtime::{name}", up(depth)), &body));
            }
            None => embedded.push_str(&formatted(relative(call.to_token_stream(), depth)).map_err(failed)?),
        },
        item if is_test_support(&item) => {}
        item => embedded.push_str(&formatted(relative(item.to_token_stream(), depth)).map_err(failed)?),
    }
    Ok(())
}

fn formatted(items: TokenStream) -> Result<String, syn::Error> {
    Ok(render::unparse(Vec::new(), syn::parse2::<syn::File>(items)?.items))
}

/// The path of the file of a module that is declared in the file at `path`.
fn file_of(files: &Files, path: &str, module: &ItemMod) -> String {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let text = |attribute: &Attribute| match &attribute.meta {
        syn::Meta::NameValue(value) if value.path.is_ident("path") => match &value.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(path), .. }) => Some(path.value()),
            _ => None,
        },
        _ => None,
    };
    let name = module.ident.to_string();
    let name = name.trim_start_matches("r#");
    if let Some(file) = module.attrs.iter().find_map(text) {
        return format!("{folder}/{file}");
    }
    let file = format!("{folder}/{name}.rs");
    if files.get(&file).is_some() { file } else { format!("{folder}/{name}/mod.rs") }
}

/// The name of a macro of the runtime.
fn macro_name(call: &ItemMacro) -> Option<String> {
    let mut segments = call.mac.path.segments.iter();
    let is_ours = segments.next()?.ident == "crate" && segments.next()?.ident == "runtime";
    segments.next().filter(|_| is_ours).map(|segment| segment.ident.to_string())
}

/// Whether an item is only compiled with the documented examples.
fn is_test_support(item: &Item) -> bool {
    let attributes = match item {
        Item::Static(item) => &item.attrs,
        Item::Const(item) => &item.attrs,
        _ => return false,
    };
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.to_token_stream().to_string().contains(TESTING_EXAMPLES)
    })
}

/// The path of the including module from one that is `depth` levels below it.
fn up(depth: usize) -> String {
    "super::".repeat(depth)
}

/// Replaces paths from the root of the crate by relative ones, and removes conditions on features.
fn relative(tokens: TokenStream, depth: usize) -> TokenStream {
    let mut output: Vec<TokenTree> = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(hash) if hash.as_char() == '#' => match tokens.peek() {
                Some(TokenTree::Group(attribute)) if attribute.delimiter() == Delimiter::Bracket => {
                    let attribute = attribute.clone();
                    tokens.next();
                    output.extend(self::attribute(&hash, &attribute, depth));
                }
                _ => output.push(hash.into()),
            },
            TokenTree::Ident(root) if root == "crate" => match tokens.peek() {
                Some(TokenTree::Punct(colon)) if colon.as_char() == ':' => {
                    output.extend(up_tokens(&root, depth));
                    // The last `::` is that of the path.
                    output.truncate(output.len() - 2);
                }
                // A visibility.
                _ => output.push(root.into()),
            },
            TokenTree::Group(group) => output.push(regrouped(&group, relative(group.stream(), depth)).into()),
            token => output.push(token),
        }
    }
    output.into_iter().collect()
}

fn up_tokens(root: &Ident, depth: usize) -> impl Iterator<Item = TokenTree> {
    let span = root.span();
    std::iter::repeat_with(move || {
        let colons = [Punct::new(':', Spacing::Joint), Punct::new(':', Spacing::Alone)].map(TokenTree::from);
        std::iter::once(TokenTree::from(Ident::new("super", span))).chain(colons)
    })
    .take(depth)
    .flatten()
}

fn regrouped(group: &Group, stream: TokenStream) -> Group {
    let mut regrouped = Group::new(group.delimiter(), stream);
    regrouped.set_span(group.span());
    regrouped
}

/// Returns an attribute with relative paths; nothing for conditions on features and for links that depend on them.
fn attribute(hash: &Punct, attribute: &Group, depth: usize) -> TokenStream {
    let mut tokens = attribute.stream().into_iter();
    match tokens.next() {
        Some(TokenTree::Ident(name)) if name == "cfg" || name == "used_by" => TokenStream::new(),
        Some(TokenTree::Ident(name)) if name == "doc" => {
            let text: Vec<TokenTree> = tokens.collect();
            let [equals, TokenTree::Literal(literal)] = text.as_slice() else {
                return quote!(#hash #attribute);
            };
            let literal = documentation(literal, depth);
            quote!(#hash [#name #equals #literal])
        }
        _ => {
            let attribute = regrouped(attribute, relative(attribute.stream(), depth));
            quote!(#hash #attribute)
        }
    }
}

/// Returns a line of documentation with relative links, and with examples that are not compiled.
fn documentation(literal: &Literal, depth: usize) -> Literal {
    let Ok(line) = syn::parse2::<syn::LitStr>(TokenTree::from(literal.clone()).into()) else {
        return literal.clone();
    };
    let line = line.value().replace("](crate::", &format!("]({}", up(depth)));
    let line = if line.trim() == "```no_run" { " ```ignore".to_owned() } else { line };
    Literal::string(&line)
}
