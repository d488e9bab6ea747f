//! Reads the generated operations of the client and writes a table with an entry for each.
//!
//! The client is the only source, so a new operation needs no entry anywhere. Tests compare the table with the spec.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::Parser as _;
use syn::{FnArg, ImplItem, Item, ReturnType, Type};

const API: &str = "../../generated/src/api";

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    println!("cargo::rerun-if-changed={API}");
    let mut client = Client::default();
    for entry in fs::read_dir(API)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            client.read(&path)?;
        }
    }
    let entries = client.entries()?;
    let entries = || entries.iter().enumerate();
    let functions: Vec<_> = entries().map(|(index, entry)| entry.function(index).to_string()).collect();
    let table: Vec<_> = entries().map(|(index, entry)| entry.row(index).to_string()).collect();
    let (functions, table) = (functions.join("\n"), table.join(",\n    "));
    let text = format!(
        "{functions}\n\n/// Every operation.\npub static OPERATIONS: &[Operation] = &[\n    {table},\n];\n"
    );
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("there is no OUT_DIR")?);
    fs::write(out.join("operations.rs"), prettyplease::unparse(&syn::parse_file(&text)?))?;
    Ok(())
}

/// A function of the client: its name, its arguments with their types, and the last segment of the type it returns.
struct Function {
    name: Ident,
    arguments: Vec<(Ident, Type)>,
    result: String,
    body: TokenStream,
}

/// The declaration of a call.
#[derive(Default)]
struct Declaration {
    id: String,
    kind: Option<String>,
    value_at: Vec<String>,
    items: Vec<String>,
    value: Option<TokenStream>,
}

/// What the files of the client declare, by the name of the type.
#[derive(Default)]
struct Client {
    functions: BTreeMap<String, Vec<Function>>,
    calls: BTreeMap<String, Declaration>,
}

impl Client {
    fn read(&mut self, path: &Path) -> Outcome {
        for item in syn::parse_file(&fs::read_to_string(path)?)?.items {
            match item {
                Item::Impl(item) if item.trait_.is_none() => {
                    let owner = last_segment(&item.self_ty);
                    let functions = item.items.into_iter().filter_map(|item| match item {
                        ImplItem::Fn(function) => Function::read(function),
                        _ => None,
                    });
                    self.functions.entry(owner).or_default().extend(functions);
                }
                Item::Macro(item) if item.mac.path.segments.last().is_some_and(|it| it.ident == "call") => {
                    let (name, call) = declaration.parse2(item.mac.tokens)?;
                    self.calls.insert(name, call);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The operations that are reached from the client, through groups and handles.
    fn entries(&self) -> Outcome<Vec<Entry<'_>>> {
        let mut entries = Vec::new();
        let mut open = vec![("Client".to_owned(), quote!(client), Vec::new())];
        while let Some((owner, path, bound)) = open.pop() {
            for function in self.functions.get(&owner).into_iter().flatten() {
                let mut bound: Vec<Ident> = bound.clone();
                let (name, arguments) = (&function.name, function.arguments.iter().map(|(name, _)| name));
                if let Some(call) = self.calls.get(&function.result) {
                    let methods = self.functions.get(&function.result).into_iter().flatten();
                    let setters = methods.filter(|method| method.result == "Self").collect();
                    entries.push(Entry { call, path: path.clone(), function, bound, setters });
                } else if function.result != owner && self.functions.contains_key(&function.result) {
                    bound.extend(arguments.cloned());
                    let values = function.arguments.iter().map(|(name, _)| argument(name));
                    open.push((function.result.clone(), quote!(#path.#name(#(#values),*)), bound));
                }
            }
        }
        entries.sort_by(|a, b| a.call.id.cmp(&b.call.id));
        if entries.is_empty() || entries.len() != self.calls.len() {
            return Err(format!("{} of {} calls are reached", entries.len(), self.calls.len()).into());
        }
        Ok(entries)
    }
}

/// A placeholder for the value of an argument, replaced by [`Entry::function`].
fn argument(name: &Ident) -> TokenStream {
    let name = name.to_string();
    quote!(arguments.text(rust(#name)))
}

impl Function {
    fn read(function: syn::ImplItemFn) -> Option<Self> {
        let mut inputs = function.sig.inputs.into_iter();
        if !matches!(inputs.next(), Some(FnArg::Receiver(_))) {
            return None;
        }
        let arguments = inputs.filter_map(|input| match input {
            FnArg::Typed(input) => match *input.pat {
                syn::Pat::Ident(name) => Some((name.ident, *input.ty)),
                _ => None,
            },
            FnArg::Receiver(_) => None,
        });
        let ReturnType::Type(_, result) = function.sig.output else { return None };
        Some(Self {
            name: function.sig.ident,
            arguments: arguments.collect(),
            result: last_segment(&result),
            body: function.block.into_token_stream(),
        })
    }
}

fn last_segment(path: &Type) -> String {
    let Type::Path(path) = path else { return String::new() };
    path.path.segments.last().map_or(String::new(), |segment| segment.ident.to_string())
}

/// Reads `#[route(…)] #[id("…")] … pub struct Name(Value);`.
fn declaration(input: syn::parse::ParseStream<'_>) -> syn::Result<(String, Declaration)> {
    let mut call = Declaration::default();
    for attribute in input.call(syn::Attribute::parse_outer)? {
        let syn::Meta::List(list) = &attribute.meta else { continue };
        let path = list.path.get_ident().map(ToString::to_string);
        match path.as_deref() {
            Some("id") => call.id = literals(list.tokens.clone()).concat(),
            Some("value_at") => call.value_at = literals(list.tokens.clone()),
            Some("response") => {
                let mut tokens = list.tokens.clone().into_iter();
                call.kind = tokens.next().map(|kind| kind.to_string());
                let items = tokens.skip_while(|token| token.to_string() != "items").nth(1);
                call.items = literals(items.into_iter().collect());
            }
            _ => {}
        }
    }
    let item: syn::ItemStruct = input.parse()?;
    call.value = item.fields.into_iter().next().map(|field| field.ty.into_token_stream());
    Ok((item.ident.to_string(), call))
}

/// The string literals in some tokens, in order.
fn literals(tokens: TokenStream) -> Vec<String> {
    let found = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) => literals(group.stream()),
        token => syn::parse2::<syn::LitStr>(token.into()).map(|text| text.value()).into_iter().collect(),
    });
    found.collect()
}

fn mentions(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions(group.stream(), name),
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// An operation and how it is called.
struct Entry<'a> {
    call: &'a Declaration,
    /// The expression of its group.
    path: TokenStream,
    function: &'a Function,
    /// The arguments of the handles.
    bound: Vec<Ident>,
    setters: Vec<&'a Function>,
}

impl Entry<'_> {
    /// The name of a parameter in the document: the string literal of the statement that passes it on.
    fn wire_name(&self, argument: &Ident) -> Option<String> {
        let block: syn::Block = syn::parse2(self.function.body.clone()).ok()?;
        let statements = block.stmts.into_iter().map(ToTokens::into_token_stream);
        let mut used = statements.filter(|statement| mentions(statement.clone(), argument));
        literals(used.next()?).into_iter().next()
    }

    /// The arguments with their names in the document; the body has none.
    fn arguments(&self) -> impl Iterator<Item = (&Ident, &Type, Option<String>)> {
        self.function.arguments.iter().map(|(name, of)| (name, of, self.wire_name(name)))
    }

    fn body(&self) -> Option<TokenStream> {
        let mut bodies = self.arguments().filter(|(.., wire)| wire.is_none());
        bodies.next().map(|(_, of, _)| value_type(of))
    }

    fn function(&self, index: usize) -> TokenStream {
        let name = quote::format_ident!("call_{index}");
        let (path, method) = (replaced(&self.path, self), &self.function.name);
        let values = self.arguments().map(|(_, of, wire)| {
            if let Some(wire) = wire {
                return value(of, &wire);
            }
            let body = value_type(of);
            quote!(arguments.body::<#body>()?)
        });
        let setters = self.setters.iter().filter_map(|setter| {
            let [(_, of)] = &setter.arguments[..] else { return None };
            let (name, wire) = (&setter.name, literals(setter.body.clone()).into_iter().next()?);
            let given = value(of, &wire);
            Some(quote!(if arguments.has(#wire) { call = call.#name(#given); }))
        });
        let setters: Vec<_> = setters.collect();
        let mutability = if setters.is_empty() { quote!() } else { quote!(mut) };
        let reply = match self.call.kind.as_deref() {
            Some("page") => quote!(Call::page(call.clone().into_future(), call.pages())),
            Some(kind) => {
                let reason = format!("responses of the kind {kind} are not covered yet");
                quote!(compile_error!(#reason))
            }
            None if self.call.value.is_none() => quote!(Call::empty(call.into_future())),
            None => quote!(Call::value(call.into_future())),
        };
        quote! {
            fn #name(client: &Client, arguments: &Arguments) -> Result<Call, ReadError> {
                let #mutability call = #path.#method(#(#values),*).with_options(|options| arguments.options(options));
                #(#setters)*
                Ok(#reply)
            }
        }
    }

    fn row(&self, index: usize) -> TokenStream {
        let (name, id) = (quote::format_ident!("call_{index}"), &self.call.id);
        let bound = self.bound.iter().filter_map(|name| self.wire_name(name));
        let required = bound.chain(self.arguments().filter_map(|(.., wire)| wire));
        let optional =
            self.setters.iter().filter_map(|setter| literals(setter.body.clone()).into_iter().next());
        let (is_page, value) = (self.call.kind.as_deref() == Some("page"), &self.call.value);
        let place = if is_page { &self.call.items } else { &self.call.value_at };
        let response = match value {
            Some(value) if is_page => quote!(Some(Type::of::<Vec<#value>>())),
            Some(value) => quote!(Some(Type::of::<#value>())),
            None => quote!(None),
        };
        let body = self.body().map_or(quote!(None), |body| quote!(Some(Type::of::<#body>())));
        let (required, optional): (Vec<_>, Vec<_>) = (required.collect(), optional.collect());
        quote! {
            Operation {
                id: #id, required: &[#(#required),*], optional: &[#(#optional),*], body: #body,
                response: #response, place: &[#(#place),*], is_page: #is_page, call: #name,
            }
        }
    }
}

/// Replaces `rust("name")` by the name in the document.
fn replaced(tokens: &TokenStream, entry: &Entry<'_>) -> TokenStream {
    let text = tokens.to_string();
    let replaced = entry.bound.iter().fold(text, |text, name| {
        let wire = entry.wire_name(name).unwrap_or_default();
        text.replace(&quote!(rust).to_string(), "rust")
            .replace(&format!("rust ({:?})", name.to_string()), &format!("{wire:?}"))
    });
    replaced.parse().unwrap_or_default()
}

/// The type of an argument: `T` for `impl Into<T>`, and a string for `impl AsRef<str>`.
fn value_type(of: &Type) -> TokenStream {
    let Type::ImplTrait(of) = of else { return of.into_token_stream() };
    let Some(syn::TypeParamBound::Trait(bound)) = of.bounds.first() else { return TokenStream::new() };
    let segment = bound.path.segments.last();
    match segment.map(|segment| (segment.ident.to_string(), &segment.arguments)) {
        Some((name, syn::PathArguments::AngleBracketed(of))) if name == "Into" => of.args.to_token_stream(),
        _ => quote!(String),
    }
}

/// The value of a parameter of this type.
fn value(of: &Type, wire: &str) -> TokenStream {
    let kind = value_type(of);
    quote!(arguments.value::<#kind>(#wire)?)
}
