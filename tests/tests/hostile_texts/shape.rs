//! The shape of generated code: its tokens without the contents of literals and documentation.

use faithful_codegen::{Generated, Scaffold, scaffold};
use proc_macro2::{TokenStream, TokenTree};
use tests::disk;

/// The tokens of a file without the contents of literals, and without documentation.
fn shape(text: &str) -> Result<String, syn::Error> {
    let file = syn::parse_file(text)?;
    if has_call(quote::ToTokens::to_token_stream(&file)) {
        return Err(syn::Error::new(proc_macro2::Span::call_site(), "a text is called as a macro"));
    }
    let mut shape = String::new();
    write_shape(quote::ToTokens::to_token_stream(&file), &mut shape);
    Ok(shape)
}

fn write_shape(tokens: TokenStream, shape: &mut String) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                tokens.next_if(|next| matches!(next, TokenTree::Punct(mark) if mark.as_char() == '!'));
                let is_documentation = |next: &TokenTree| match next {
                    TokenTree::Group(group) => {
                        let text = group.stream().to_string();
                        ["doc =", "shown (", "json ("].iter().any(|start| text.starts_with(start))
                    }
                    _ => false,
                };
                if tokens.next_if(is_documentation).is_none() {
                    shape.push('#');
                }
            }
            // A comma at the end depends on the length of the line.
            TokenTree::Punct(mark) if mark.as_char() == ',' && tokens.peek().is_none() => {}
            TokenTree::Punct(mark) => shape.push(mark.as_char()),
            // Names that differ by case alone are extended by words for their symbols.
            TokenTree::Ident(name) if name.to_string().contains("U20") => shape.push_str("name "),
            TokenTree::Ident(name) => shape.extend([name.to_string().as_str(), " "]),
            TokenTree::Literal(literal) => {
                let is_text = literal.to_string().starts_with('"');
                shape.push(if is_text { 's' } else { 'n' });
            }
            TokenTree::Group(group) => {
                shape.push_str(match group.delimiter() {
                    proc_macro2::Delimiter::Brace => "{",
                    proc_macro2::Delimiter::Bracket => "[",
                    proc_macro2::Delimiter::Parenthesis => "(",
                    proc_macro2::Delimiter::None => "<",
                });
                write_shape(group.stream(), shape);
                shape.push('.');
            }
        }
    }
}

/// Whether a character has no place in a generated file, or in a terminal.
pub fn is_hidden(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{85}' | '\u{2028}' | '\u{2029}')
        || (letter.is_control() && letter != '\n')
}

/// Whether the code contains a call of the macro that hostile texts call, in an attribute too.
fn has_call(tokens: TokenStream) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_call = match token {
            TokenTree::Group(group) => has_call(group.stream()),
            TokenTree::Ident(name) if name == "word" || name == "x" => {
                matches!(tokens.peek(), Some(TokenTree::Punct(mark)) if mark.as_char() == '!')
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        };
        if is_call {
            return true;
        }
    }
    false
}

/// The shapes of all files, without the names of the files.
pub fn shapes(generated: &Generated) -> Result<Vec<String>, String> {
    let new = Scaffold::new("client".to_owned(), "faithful-runtime".to_owned(), "runtime".to_owned());
    let scaffold = scaffold(generated, &new);
    let mut shapes = Vec::new();
    for (path, text) in generated.files.iter().chain(scaffold.iter()) {
        if text.contains(is_hidden) {
            return Err(format!("{path} contains control characters"));
        }
        if path == "Cargo.toml" {
            // The title is in one line.
            let lines = text.lines().filter(|line| !line.starts_with("description = \""));
            shapes.push(lines.collect::<Vec<_>>().join("\n"));
        }
        if disk::has_extension(path, "json") {
            serde_json::from_str::<serde_json::Value>(text).map_err(|error| format!("{path}: {error}"))?;
        }
        if disk::has_extension(path, "rs") {
            shapes.push(shape(text).map_err(|error| format!("{path} is not valid Rust: {error}"))?);
        }
    }
    Ok(shapes)
}
