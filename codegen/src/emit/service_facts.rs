//! The servers and the security of the API.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::emitter::Emitter;
use super::markdown::{code, inline};
use crate::ir::{Api, Operation, Security, SecurityKind, SecurityScheme, Server, Variable};

impl Emitter<'_> {
    /// The builder calls for the security, server and content type of an operation that differ from the API's defaults.
    pub(super) fn steps(&self, operation: &Operation) -> TokenStream {
        let security = operation.security.as_ref().map(|security| {
            let security = self.security(security);
            quote!(.security(#security))
        });
        let server = operation.server.as_ref().map(|server| quote!(.server(#server)));
        let accept = operation.accept.as_ref().map(|accept| quote!(.accept(#accept)));
        let redirects = operation.redirects.iter().map(|(from, to)| {
            let (from, to) = (Literal::u16_unsuffixed(*from), Literal::u16_unsuffixed(*to));
            quote!((#from, #to))
        });
        let redirects = (!operation.redirects.is_empty()).then(|| quote!(.redirects(&[#(#redirects),*])));
        quote!(#security #server #accept #redirects)
    }

    /// The builder calls that configure servers and authentication. Bearer tokens are the default and need none.
    pub(super) fn builder_steps(&self) -> TokenStream {
        let servers = (!self.api.servers.is_empty()).then(|| quote!(.servers(SERVERS)));
        let without_token = (!needs_token(self.api)).then(|| quote!(.without_token()));
        quote!(#servers #without_token)
    }

    /// The static with the servers, if there is a choice.
    pub(super) fn servers(&self) -> Option<TokenStream> {
        let servers = self.api.servers.iter().map(|server| {
            let Server { template, description, variables } = server;
            let description = description.as_deref().unwrap_or_default();
            let variables = variables.iter().map(|Variable { name, default, values, .. }| {
                quote!(crate::runtime::ServerVariable { name: #name, default: #default, values: &[#(#values),*] })
            });
            quote!(crate::runtime::Server {
                template: #template,
                description: #description,
                variables: &[#(#variables),*]
            })
        });
        (!self.api.servers.is_empty()).then(|| {
            quote! {
                /// The servers of the API.
                static SERVERS: &[crate::runtime::Server] = &[#(#servers),*];
            }
        })
    }

    /// The calls that configure the security of a new client.
    pub(super) fn client_steps(&self) -> TokenStream {
        match &self.api.security {
            Some(security) if !needs_token(self.api) => {
                let security = self.security(security);
                quote!(.with_security(#security))
            }
            Some(_) | None => quote!(),
        }
    }

    /// The names of the headers and query parameters of API keys, each of them once. Cookies are always secret.
    pub(super) fn key_names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for scheme in &self.api.schemes {
            let (SecurityKind::Header(name) | SecurityKind::Query(name)) = &scheme.kind else { continue };
            if !names.contains(&name.as_str()) {
                names.push(name.as_str());
            }
        }
        names
    }

    fn security(&self, security: &Security) -> TokenStream {
        let alternatives = security.iter().map(|schemes| {
            let schemes = schemes.iter().map(|scheme| scheme_expression(&self.api.schemes[*scheme]));
            quote!(&[#(#schemes),*])
        });
        if security.is_empty() {
            return quote!(&[]);
        }
        quote!(const { &[#(#alternatives),*] })
    }

    /// The servers and the credentials, for the doc comment of the client.
    pub(super) fn service_lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.api.base_url.contains("://") {
            let known = match self.api.base_url.as_str() {
                "" if !self.api.servers.is_empty() => {
                    "The default server has variables without a default, which `server_variable` sets"
                        .to_owned()
                }
                "" => "The spec declares no server".to_owned(),
                path => format!("The spec declares only the path {} as the server", code(path)),
            };
            let or = if self.api.base_url.is_empty() && !self.api.servers.is_empty() { "or " } else { "" };
            lines.extend([String::new(), format!("{known}; {or}pass the full URL to `base_url`.")]);
        }
        if !self.api.servers.is_empty() {
            let first = "# Servers".to_owned();
            let usage = "By default, requests go to the first server, with the default values of its variables. On the builder, \
                        `.server(…)` selects another server by its description or URL, \
                        `.server_variable(name, value)` sets a variable, and `.base_url(…)` sets any other URL.";
            lines.extend([String::new(), first, String::new(), usage.to_owned(), String::new()]);
            lines.extend(self.api.servers.iter().flat_map(server_lines));
        }
        let schemes = self.api.schemes.iter().filter(|scheme| is_used(self.api, &scheme.name));
        let schemes: Vec<_> = schemes.collect();
        if !schemes.is_empty() && !needs_token(self.api) {
            lines.extend([String::new(), "# Credentials".to_owned(), String::new()]);
            lines.extend(schemes.into_iter().map(scheme_line));
        }
        lines
    }
}

/// Whether every operation requires the token, except for those that need no credentials.
fn needs_token(api: &Api) -> bool {
    let general = api.security.as_ref().is_some_and(|security| is_token(api, security));
    general && api.operations.iter().all(|it| it.security.as_ref().is_none_or(Vec::is_empty))
}

fn is_token(api: &Api, security: &Security) -> bool {
    let is_token = |scheme: &usize| api.schemes.get(*scheme).is_some_and(|it| it.kind == SecurityKind::Token);
    matches!(security.as_slice(), [only] if matches!(only.as_slice(), [scheme] if is_token(scheme)))
}

fn is_used(api: &Api, name: &str) -> bool {
    let own = api.operations.iter().filter_map(|operation| operation.security.as_ref());
    let mut all = own.chain(&api.security).flatten().flatten();
    all.any(|scheme| api.schemes.get(*scheme).is_some_and(|scheme| scheme.name == name))
}

fn scheme_expression(scheme: &SecurityScheme) -> TokenStream {
    let name = &scheme.name;
    let expression = match &scheme.kind {
        // Requirements never name a scheme that the client does not send.
        SecurityKind::Token | SecurityKind::Outside => quote!(token(#name)),
        SecurityKind::Basic => quote!(basic(#name)),
        SecurityKind::Header(header) => quote!(header(#name, #header)),
        SecurityKind::Query(parameter) => quote!(query(#name, #parameter)),
        SecurityKind::Cookie(cookie) => quote!(cookie(#name, #cookie)),
    };
    quote!(crate::runtime::SecurityScheme::#expression)
}

fn scheme_line(scheme: &SecurityScheme) -> String {
    let name = &scheme.name;
    let key = format!("`.api_key({name:?}, key)`");
    let (setter, sent) = match &scheme.kind {
        SecurityKind::Token => ("`.token(token)`".to_owned(), "`authorization: Bearer`".to_owned()),
        SecurityKind::Basic => {
            ("`.basic_auth(user, password)`".to_owned(), "`authorization: Basic`".to_owned())
        }
        SecurityKind::Header(header) => (key, format!("header {}", code(header))),
        SecurityKind::Query(parameter) => (key, format!("query parameter {}", code(parameter))),
        SecurityKind::Cookie(cookie) => (key, format!("cookie {}", code(cookie))),
        SecurityKind::Outside => (String::new(), String::new()),
    };
    let text = scheme.description.as_deref().map(|text| format!(" {}", inline(text)));
    format!("- {}: set by {setter} on the builder, sent as {sent}.{}", code(name), text.unwrap_or_default())
}

fn server_lines(server: &Server) -> Vec<String> {
    let about = |text: &Option<String>| {
        let text = text.as_deref().map(|text| format!(": {}", inline(text)));
        text.unwrap_or_default()
    };
    let mut lines = vec![format!("- {}{}", code(&server.template), about(&server.description))];
    for variable in &server.variables {
        let values: Vec<_> = variable.values.iter().map(|value| code(value)).collect();
        let values =
            if values.is_empty() { String::new() } else { format!(", one of {}", values.join(", ")) };
        let default = code(&variable.default);
        let name = code(&variable.name);
        lines.push(format!("  - {name}, default {default}{values}{}", about(&variable.description)));
    }
    lines
}
