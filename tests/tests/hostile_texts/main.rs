//! Texts of a document never become code: every string of a document that uses every feature is extended by hostile
//! text, kind by kind. The result must be rejected, or its syntax tree must be that of a harmless twin.

use std::collections::{BTreeMap, BTreeSet};

use codegen::{Failure as Rejection, Generated, Request, Scaffold, scaffold};
use proc_macro2::{TokenStream, TokenTree};
use serde_json::{Map, Value};
use tests::{Outcome, disk, none_of};

/// What is added to the texts. The harmless twin has only the words of it, so that the names are the same.
const HOSTILE: &[&str] = &[
    " \nword!();\r\n#![x]\r*/ x!(); /*",
    " \u{85}word!();\u{2028};\u{2029};\u{b};\u{c}\u{0}\u{1b}[;\u{202e}\u{2066}",
    " \" + \\\"\\\\ word '#\"##\"### {} {{ #{ x } $ % %n",
    " ` \n```\nword!();\n```\n~~~\nword!();\n\n    ;\n\n-     ; `` <!-- ]( x ::",
];

/// Keys whose values select a feature: with any other value, the document is another one.
const SELECTING: &[&str] = &["openapi", "$ref", "type", "in", "style", "scheme", "format", "contentType"];

/// Keys whose unusable values are omitted: a server whose URL contains spaces, the content type of a part that cannot be
/// the value of a header. The result must be valid Rust, but has a part less than the twin.
const OMITTED: &[&str] = &["contentMediaType", "url"];

/// Keys whose values are maps with keys that the document chooses.
const NAMING: &[&str] = &["properties", "mapping", "variables", "patternProperties", "examples", "parts"];

fn files() -> Outcome<BTreeMap<String, String>> {
    let folder = disk::workspace().join("tests/kitchen-sink/document");
    let files = disk::files_below(&folder)?.into_iter();
    files.map(|file| Ok((file.clone(), disk::read(&folder.join(&file))?))).collect()
}

fn generate(document: &Value, others: &BTreeMap<String, String>) -> Result<Generated, Box<Rejection>> {
    let mut files = others.clone();
    files.remove("settings.json");
    files.insert("openapi.json".to_owned(), document.to_string());
    let request = Request {
        root: "openapi.json".to_owned(),
        settings: None,
        lock: None,
        crate_name: "client".to_owned(),
    };
    codegen::generate(&request, &files)
}

/// The words of a text.
fn harmless(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(String::new(), |text, word| text + " " + word)
}

/// The kinds of texts in a document: the key that holds a text, or that holds a list or a map of texts.
fn kinds(value: &Value, holder: &str, kinds: &mut BTreeSet<String>) {
    match value {
        Value::String(_) if !SELECTING.contains(&holder) => _ = kinds.insert(holder.to_owned()),
        Value::Array(list) => list.iter().for_each(|item| self::kinds(item, holder, kinds)),
        Value::Object(map) => {
            for (key, value) in map {
                self::kinds(value, inner(holder, key), kinds);
            }
            if NAMING.contains(&holder) {
                kinds.insert(format!("{holder}/"));
            }
        }
        _ => {}
    }
}

/// The kind of what a key holds: that of the key, but all texts in an example are of the same kind.
fn inner<'a>(holder: &'a str, key: &'a str) -> &'a str {
    if matches!(holder, "example" | "examples" | "default" | "const") { holder } else { key }
}

/// Adds a text to all texts of a kind; with a slash at its end, to the keys of a map.
fn extend(value: &Value, holder: &str, kind: &str, added: &str) -> Value {
    match value {
        Value::String(text) if holder == kind => Value::String(format!("{text}{added}")),
        Value::Array(list) => list.iter().map(|item| extend(item, holder, kind, added)).collect(),
        Value::Object(map) => {
            let is_named = kind.strip_suffix('/') == Some(holder);
            let entries = map.iter().map(|(key, value)| {
                let name = if is_named { format!("{key}{added}") } else { key.clone() };
                (name, extend(value, inner(holder, key), kind, added))
            });
            Value::Object(entries.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

/// The tokens of a file without the contents of literals, and without documentation.
fn shape(text: &str) -> Result<String, syn::Error> {
    let file = syn::parse_file(text)?;
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

/// The shapes of all files, without the names of the files.
fn shapes(generated: &Generated) -> Result<Vec<String>, String> {
    let new = Scaffold {
        package: "client".to_owned(),
        runtime: "northflank-runtime".to_owned(),
        runtime_path: "runtime".to_owned(),
    };
    let scaffold = scaffold(generated, &new);
    let mut shapes = Vec::new();
    for (path, text) in generated.files.iter().chain(scaffold.iter()) {
        let is_hidden = |letter: char| {
            matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{85}' | '\u{2028}' | '\u{2029}')
                || (letter.is_control() && letter != '\n')
        };
        if text.contains(is_hidden) {
            return Err(format!("{path} contains control characters"));
        }
        if disk::has_extension(path, "rs") {
            shapes.push(shape(text).map_err(|error| format!("{path} is not valid Rust: {error}"))?);
        }
    }
    Ok(shapes)
}

#[test]
fn texts_do_not_change_the_syntax_tree() -> Outcome {
    let files = files()?;
    let document: Value = serde_json::from_str(&files["openapi.json"])?;
    let mut all = BTreeSet::new();
    kinds(&document, "", &mut all);
    assert!(all.len() > 20, "only {} kinds of texts", all.len());
    let (mut problems, mut compared) = (Vec::new(), BTreeSet::new());
    for kind in &all {
        for added in HOSTILE {
            let Ok(generated) = generate(&extend(&document, "", kind, added), &files) else { continue };
            let Ok(twin) = generate(&extend(&document, "", kind, &harmless(added)), &files) else { continue };
            match shapes(&generated) {
                Err(problem) => problems.push(format!("{kind} with {added:?}: {problem}")),
                Ok(found) if !OMITTED.contains(&kind.as_str()) && found != shapes(&twin)? => {
                    problems.push(format!("{kind} with {added:?}: another syntax tree"));
                }
                Ok(_) => _ = compared.insert(kind),
            }
        }
    }
    assert!(compared.len() > 15, "only {compared:?} were accepted");
    none_of(&problems, "these texts become code", "see codegen/src/emit/text.rs")
}
