//! Handles: structs that bind the parameters of a path, with the operations below it.

use proc_macro2::TokenStream;
use quote::quote;

use super::argument::sample;
use super::documentation::{doc, text};
use super::emitter::Emitter;
use super::item::{Item, Method, Rust};
use super::markdown::{code, escape};
use super::module::module_ident;
use super::types::Place;
use crate::ir::{Documentation, Operation, Parameter, Type};
use crate::names::{Name, NameKey};

impl Emitter<'_> {
    /// The methods of the client, or of a handle, that return a handle.
    pub(super) fn handle_methods(&self, parent: Option<usize>) -> Vec<TokenStream> {
        let handles = self.api.handles.iter().enumerate();
        let nested = handles.filter(|(_, handle)| handle.parent == parent);
        nested.map(|(index, _)| self.handle_method(index)).collect()
    }

    fn handle_method(&self, index: usize) -> TokenStream {
        let handle = &self.api.handles[index];
        let (method, name) = (self.ident(NameKey::Handle(index)), self.ident(NameKey::HandleType(index)));
        let features = self.handle_features(index);
        let otherwise = format!("Returns the operations below {}.", code(&handle.path));
        let mut lines = vec![handle.description.as_deref().map_or(otherwise, escape)];
        lines.extend([String::new(), "Nothing is sent until an operation is called.".to_owned()]);
        let doc = doc(&lines);
        let (mut arguments, mut fields) = (Vec::new(), Vec::new());
        fields.push(if handle.parent.is_some() {
            quote!(above: self.clone())
        } else {
            quote!(client: self.shared.clone())
        });
        for (own, bound) in handle.parameters.iter().enumerate() {
            let field = self.ident(NameKey::HandleParameter(index, own));
            let (r#type, value) = self.owned(&bound.r#type);
            arguments.push(quote!(#field: #r#type));
            fields.push(if value.is_empty() { quote!(#field) } else { quote!(#field: #field #value) });
        }
        quote! {
            #(#doc)*
            #features
            #[must_use]
            pub fn #method(&self, #(#arguments),*) -> #name {
                #name { #(#fields),* }
            }
        }
    }

    /// The type of an argument that is kept, and the conversion to the value; empty if it is the value.
    fn owned(&self, r#type: &Type) -> (TokenStream, TokenStream) {
        let plain = self.r#type(r#type, Place::Client);
        match r#type {
            Type::Boolean | Type::Integer(_) | Type::Nullable(_) => (quote!(#plain), quote!()),
            Type::Limited(inner, _) => self.owned(inner),
            Type::List(inner, _) if matches!(**inner, Type::String(_) | Type::Number(_) | Type::Named(_)) => {
                let inner = self.r#type(inner, Place::Client);
                let converted = quote!(.into_iter().map(Into::into).collect());
                (quote!(impl IntoIterator<Item = impl Into<#inner>>), converted)
            }
            Type::Any
            | Type::FreeForm
            | Type::Number(_)
            | Type::String(_)
            | Type::Timestamp
            | Type::List(..)
            | Type::Map(_)
            | Type::OrReference(_)
            | Type::Named(_) => (quote!(impl Into<#plain>), quote!(.into())),
        }
    }

    /// The struct of a handle, and the methods that return its groups and the handles below it.
    pub(super) fn handle(&self, index: usize) -> Vec<TokenStream> {
        let handle = &self.api.handles[index];
        let name = self.ident(NameKey::HandleType(index));
        let features = self.handle_features(index);
        let about = doc(&[format!("The operations below {}.", code(&handle.path))]);
        let above = handle.parent.map(|parent| self.ident(NameKey::HandleType(parent)));
        let first =
            above.map_or_else(|| quote!(client: crate::runtime::Client), |above| quote!(above: #above));
        let own = handle.parameters.iter().enumerate().map(|(own, bound)| {
            let field = self.ident(NameKey::HandleParameter(index, own));
            let r#type = self.r#type(&bound.r#type, Place::Client);
            quote!(#field: #r#type)
        });
        let fields = [first].into_iter().chain(own);
        let groups = self.api.tags_below(index, false).into_iter();
        let groups = groups.filter(|tag| self.names.has(NameKey::HandleTag(index, *tag)));
        let groups = groups.map(|tag| self.accessor(index, tag));
        let methods: Vec<_> = groups.chain(self.handle_methods(Some(index))).collect();
        let definition = quote! {
            #(#about)*
            #features
            #[derive(Clone, Debug)]
            pub struct #name {
                #(pub(crate) #fields),*
            }
        };
        let methods = (!methods.is_empty()).then(|| {
            quote! {
                #features
                impl #name {
                    #(#methods)*
                }
            }
        });
        [definition].into_iter().chain(methods).collect()
    }

    fn accessor(&self, handle: usize, tag: usize) -> TokenStream {
        let name = self.names.get(NameKey::TagModule(tag));
        let (module, feature) = (module_ident(name.text()), name.text());
        let method = self.ident(NameKey::HandleAccessor(handle, tag));
        let group = self.ident(NameKey::HandleTag(handle, tag));
        let documentation = Documentation { text: self.api.tags[tag].description.clone(), deprecated: false };
        let otherwise = format!("The operations tagged {}.", code(&self.api.tags[tag].name));
        let doc = doc(&text(&documentation, &otherwise));
        quote! {
            #(#doc)*
            #[cfg(feature = #feature)]
            #[must_use]
            pub fn #method(&self) -> #module::#group {
                #module::#group::new(self.clone())
            }
        }
    }

    /// The attribute of items that exist with any of the features whose operations are below a handle.
    fn handle_features(&self, handle: usize) -> TokenStream {
        let tags = self.api.tags_below(handle, true).into_iter();
        let features: Vec<_> = tags.map(|tag| self.names.get(NameKey::TagModule(tag)).text()).collect();
        match features.as_slice() {
            [only] => quote!(#[cfg(feature = #only)]),
            features => quote!(#[cfg(any(#(feature = #features),*))]),
        }
    }

    /// The methods of a tag's operations below a handle: a struct of their own, or further methods of the handle.
    pub(super) fn handle_group(&self, handle: usize, tag: usize, methods: Vec<Method>) -> Vec<Item> {
        let of_handle = self.ident(NameKey::HandleType(handle));
        if !self.names.has(NameKey::HandleTag(handle, tag)) {
            let name = syn::parse_quote!(super::#of_handle);
            return vec![Item::Plain(Rust::Methods(name, methods))];
        }
        let name = self.ident(NameKey::HandleTag(handle, tag));
        let (tag, path) = (code(&self.api.tags[tag].name), code(&self.api.handles[handle].path));
        let doc = doc(&[format!("The operations tagged {tag} below {path}.")]);
        let new = Method {
            attributes: Vec::new(),
            tokens: quote! {
                pub(crate) fn new(handle: super::#of_handle) -> Self {
                    Self { handle }
                }
            },
        };
        let definition = quote! {
            #(#doc)*
            #[derive(Clone, Debug)]
            pub struct #name {
                pub(crate) handle: super::#of_handle,
            }
        };
        let methods = [new].into_iter().chain(methods).collect();
        vec![definition.into(), Item::Plain(Rust::Methods(name.into(), methods))]
    }

    /// The client, in a method that starts the call of an operation.
    pub(super) fn client_of(&self, operation: &Operation) -> TokenStream {
        let outermost = operation.handle.and_then(|handle| self.api.handle_chain(handle).first().copied());
        let struct_of_client = outermost.map(|outermost| self.path_to(outermost, operation));
        struct_of_client.map_or_else(|| quote!(self.client), |path| quote!(#path.client))
    }

    /// The struct of a handle above an operation, in the method that starts its call.
    fn path_to(&self, handle: usize, operation: &Operation) -> TokenStream {
        let chain = operation.handle.map(|own| self.api.handle_chain(own)).unwrap_or_default();
        let above = chain.iter().rev().take_while(|it| **it != handle).map(|_| quote!(.above));
        let own = (!self.is_of_handle(operation)).then(|| quote!(.handle));
        quote!(self #own #(#above)*)
    }

    /// The step that adds a parameter that a handle binds.
    pub(super) fn bound_step(&self, operation: &Operation, parameter: &Parameter) -> Option<TokenStream> {
        let (handle, own) = parameter.bound?;
        let (path, field) =
            (self.path_to(handle, operation), self.ident(NameKey::HandleParameter(handle, own)));
        Some(self.step(parameter, &quote!(&#path.#field)))
    }

    /// Whether an operation is a method of a handle itself.
    pub(super) fn is_of_handle(&self, operation: &Operation) -> bool {
        operation.handle.is_some_and(|handle| !self.names.has(NameKey::HandleTag(handle, operation.tag)))
    }

    /// The struct that has the method of an operation.
    pub(super) fn group_name(&self, operation: &Operation) -> &Name {
        self.names.get(match operation.handle {
            None => NameKey::Tag(operation.tag),
            Some(handle) if self.is_of_handle(operation) => NameKey::HandleType(handle),
            Some(handle) => NameKey::HandleTag(handle, operation.tag),
        })
    }

    /// A link to the method of an operation, from the module of its tag.
    pub(super) fn method_link(&self, index: usize, operation: &Operation) -> String {
        self.link_to(operation, NameKey::Operation(index))
    }

    /// A link to a method in the struct of an operation, from the module of its tag.
    pub(super) fn link_to(&self, operation: &Operation, method: NameKey) -> String {
        let (group, method) = (self.group_name(operation), self.names.get(method));
        let text = format!("[`{group}::{}`]", method.text());
        if self.is_of_handle(operation) { format!("{text}(super::{group}::{method})") } else { text }
    }

    /// The methods of the client that lead to the struct of an operation in an example, each followed by a dot, and the
    /// parameters of the example that they need.
    pub(super) fn access(&self, operation: &Operation) -> (String, Vec<String>) {
        let mut needed = Vec::new();
        let mut methods = Vec::new();
        for handle in operation.handle.map(|handle| self.api.handle_chain(handle)).unwrap_or_default() {
            let own = self.api.handles[handle].parameters.iter().enumerate();
            let arguments = own.map(|(own, bound)| {
                sample(&bound.r#type, &bound.name).unwrap_or_else(|| {
                    let name = self.names.get(NameKey::HandleParameter(handle, own));
                    needed.push(format!("{name}: {}", self.example_type(&bound.r#type)));
                    name.to_string()
                })
            });
            let arguments: Vec<_> = arguments.collect();
            methods.push(format!("{}({}).", self.names.get(NameKey::Handle(handle)), arguments.join(", ")));
        }
        let accessor = match operation.handle {
            None => Some(NameKey::TagModule(operation.tag)),
            Some(_) if self.is_of_handle(operation) => None,
            Some(handle) => Some(NameKey::HandleAccessor(handle, operation.tag)),
        };
        methods.extend(accessor.map(|accessor| format!("{}().", self.names.get(accessor))));
        (methods.concat(), needed)
    }
}
