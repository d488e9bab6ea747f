//! The client: constructors, one method per tag, and scopes.

use proc_macro2::TokenStream;
use quote::quote;

use super::documentation::{doc, text};
use super::emitter::Emitter;
use super::item::{Item, Module};
use super::markdown::{code, escape, inline};
use super::module::module_ident;
use crate::ir::{Documentation, Page, Response, Scope};
use crate::names::NameKey;

impl Emitter<'_> {
    /// The operations: `api/mod.rs` with the client, and one module per tag.
    pub(super) fn api_modules(&self) -> impl Iterator<Item = Module<'_>> {
        let tags = 0..self.api.tags.len();
        let lines: TokenStream = tags.clone().map(|tag| self.tag_line(tag)).collect();
        let mut items = vec![Item::Modules("modules", lines.into())];
        items.extend(self.client().into_iter().map(Item::from));
        let client = Module {
            path: "api/mod.rs".to_owned(),
            documentation: "The client and the operations of each tag.".to_owned(),
            items: Box::new(items.into_iter()),
        };
        std::iter::once(client).chain(tags.map(|tag| self.tag_module(tag)))
    }

    fn tag_line(&self, tag: usize) -> TokenStream {
        let name = self.names.get(NameKey::TagModule(tag));
        let (module, feature) = (module_ident(name.text()), name.text());
        let path = self.path_attribute(tag);
        quote! {
            #[cfg(feature = #feature)]
            #path
            pub mod #module;
        }
    }

    fn client(&self) -> Vec<TokenStream> {
        let base_url = &self.api.base_url;
        let (tokens, addresses) = (&self.api.token_variables, &self.api.base_url_variables);
        let title = match self.api.title.trim() {
            "" => "The client".to_owned(),
            title => format!("{} client", inline(title)),
        };
        let mut lines = vec![format!("{title}. Cloning is cheap; clones share the connection pool.")];
        if let Some(description) = &self.api.description {
            lines.extend([String::new(), escape(description)]);
        }
        lines.extend(self.service_lines());
        let doc = doc(&lines);
        let (builder_steps, client_steps) = (self.builder_steps(), self.client_steps());
        let groups = (0..self.api.tags.len()).filter(|tag| self.has_group(*tag));
        let groups = groups.map(|tag| self.group_method(tag));
        let handles = self.handle_methods(None);
        let scopes = self.api.scopes.iter().enumerate();
        let scopes: Vec<_> = scopes.map(|(index, scope)| self.scope_method(index, scope)).collect();
        let statics = self.api.scopes.iter().enumerate();
        let statics = statics.map(|(index, scope)| self.scope_static(index, scope));
        let from_env = self.environment();
        let configuration = quote! {
            /// The API that the client is for.
            pub(crate) static CONFIGURATION: crate::runtime::Configuration = crate::runtime::Configuration {
                base_url: #base_url,
                token_variables: &[#(#tokens),*],
                base_url_variables: &[#(#addresses),*],
                user_agent: concat!(env!("CARGO_PKG_NAME"), "-rust/", env!("CARGO_PKG_VERSION")),
            };
        };
        let definition = quote! {
            #(#doc)*
            #[derive(Clone, Debug)]
            pub struct Client {
                shared: crate::runtime::Client,
            }
        };
        let request = self.request_method();
        let methods = quote! {
            impl Client {
                /// Returns a builder for a client.
                pub fn builder() -> crate::runtime::ClientBuilder<Self> {
                    crate::runtime::ClientBuilder::new(&CONFIGURATION) #builder_steps
                }
                #from_env
                #(#groups)*
                #(#handles)*
                #(#scopes)*
                #request
            }
        };
        let client = if client_steps.is_empty() {
            quote!(Self { shared })
        } else {
            quote!(Self { shared: shared #client_steps })
        };
        let from = quote! {
            impl From<crate::runtime::Client> for Client {
                fn from(shared: crate::runtime::Client) -> Self {
                    #client
                }
            }
        };
        let mut items = vec![configuration];
        items.extend(self.servers());
        items.extend(statics);
        items.extend([definition, methods, from]);
        items.extend((0..self.api.handles.len()).flat_map(|handle| self.handle(handle)));
        items.push(self.service());
        items
    }

    fn environment(&self) -> TokenStream {
        let list = |variables: &[String]| {
            let variables: Vec<_> = variables.iter().map(|it| format!("`{it}`")).collect();
            variables.join(" or ")
        };
        let mut lines = vec!["Creates a client with settings from the environment.".to_owned()];
        if !self.api.token_variables.is_empty() {
            lines.push(String::new());
            lines.push(format!("The token is read from {}.", list(&self.api.token_variables)));
        }
        if !self.api.base_url_variables.is_empty() {
            let address = list(&self.api.base_url_variables);
            lines.push(format!("The base URL is read from {address}, if one is set."));
        }
        lines.extend([
            String::new(),
            "# Errors".to_owned(),
            "Returns an error if a setting is missing or invalid; the message names the variable.".to_owned(),
        ]);
        let doc = doc(&lines);
        quote! {
            #(#doc)*
            pub fn from_env() -> Result<Self, crate::runtime::Error> {
                Self::builder().environment().build()
            }
        }
    }

    /// The method that starts an untyped call, with the pagination that all lists of the API share.
    fn request_method(&self) -> TokenStream {
        let pages = self.api.operations.iter().filter_map(|operation| {
            let Response::Page(page) = &operation.response else { return None };
            Some(page)
        });
        let pagination = pages.take(1).map(|page| {
            let Page { items: _, item: _, beside: _, has_next, cursor, count, cursor_parameter } = page;
            let count = count.as_ref().map_or_else(|| quote!(None), |path| quote!(Some(&[#(#path),*])));
            quote! {
                .pagination(crate::runtime::PageShape {
                    items: &[],
                    has_next: &[#(#has_next),*],
                    cursor: &[#(#cursor),*],
                    count: #count,
                    cursor_parameter: #cursor_parameter,
                })
            }
        });
        quote! {
            /// Creates a call of any method and path, for parts of the API that this client does not describe.
            ///
            /// Awaiting it returns the whole response body, as [`Value`](crate::runtime::Value) or as any other type that
            /// can be deserialized. See [`UntypedCall`](crate::runtime::UntypedCall).
            pub fn request<T>(
                &self,
                method: crate::runtime::Method,
                path: impl Into<String>,
            ) -> crate::runtime::UntypedCall<T> {
                self.shared.request(method, path) #(#pagination)*
            }
        }
    }

    fn group_method(&self, tag: usize) -> TokenStream {
        let name = self.names.get(NameKey::TagModule(tag));
        let (module, feature) = (module_ident(name.text()), name.text());
        let group = self.ident(NameKey::Tag(tag));
        let documentation = Documentation { text: self.api.tags[tag].description.clone(), deprecated: false };
        let otherwise = format!("The operations tagged {}.", code(&self.api.tags[tag].name));
        let doc = doc(&text(&documentation, &otherwise));
        quote! {
            #(#doc)*
            #[cfg(feature = #feature)]
            #[must_use]
            pub fn #module(&self) -> #module::#group {
                #module::#group::new(self.shared.clone())
            }
        }
    }

    fn scope_method(&self, index: usize, scope: &Scope) -> TokenStream {
        let method = self.ident(NameKey::Scope(index));
        let parameter = self.ident(NameKey::ScopeParameter(index));
        let constant = scope_constant(self.names.get(NameKey::Scope(index)));
        let doc = doc(&[escape(&scope.description)]);
        quote! {
            #(#doc)*
            #[must_use]
            pub fn #method(&self, #parameter: impl Into<String>) -> Self {
                Self { shared: self.shared.scoped(&#constant, #parameter) }
            }
        }
    }

    fn scope_static(&self, index: usize, scope: &Scope) -> TokenStream {
        let constant = scope_constant(self.names.get(NameKey::Scope(index)));
        let Scope { name: _, description: _, after, insert, parameter, excluded } = scope;
        let excluded = excluded.iter().map(|index| &self.api.operations[*index].id);
        quote! {
            static #constant: crate::runtime::Scope = crate::runtime::Scope {
                after: #after,
                path: #insert,
                name: #parameter,
                exclude: &[#(#excluded),*],
            };
        }
    }
}

pub(super) fn scope_constant(name: &crate::names::Name) -> proc_macro2::Ident {
    quote::format_ident!("{}_SCOPE", name.text().to_uppercase())
}
