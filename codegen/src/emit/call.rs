//! Calls: the method that starts a call, and the type with its setters.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};
use syn::Attribute;

use super::argument::states_rules;
use super::documentation::{self, doc, text};
use super::emitter::Emitter;
use super::item::{Item, Method, Module, Rust};
use super::markdown::code;
use super::syntax;
use super::types::Place;
use crate::ir::{Body, BodyForm, Errors, EventData, Operation, Page, PartForm, Response};
use crate::names::NameKey;

impl Emitter<'_> {
    pub(super) fn tag_module(&self, tag: usize) -> Module<'_> {
        let file = self.names.get(NameKey::TagFile(tag));
        let operations = self.api.operations.iter().enumerate();
        let mut operations: Vec<_> = operations.filter(|(_, it)| it.tag == tag).collect();
        operations.sort_by_cached_key(|(index, _)| self.names.get(NameKey::Call(*index)).text());
        let needs_models = operations.iter().any(|(_, operation)| needs_models(operation));
        let import = needs_models.then(|| {
            quote!(
                use crate::models;
            )
        });
        let needs_rules = operations.iter().any(|(_, operation)| self.needs_rules(operation));
        let names = [self.has_group(tag).then(|| quote!(Client)), needs_rules.then(|| quote!(Rule))];
        let names: Vec<_> = names.into_iter().flatten().collect();
        let runtime = match names.as_slice() {
            [] => None,
            [only] => Some(quote!(use crate::runtime::#only;)),
            _ => Some(quote!(use crate::runtime::{#(#names),*};)),
        };
        let mut items: Vec<Item> = Vec::new();
        if import.is_some() || runtime.is_some() {
            items.push(quote!(#import #runtime).into());
        }
        items.extend(self.groups(tag, &operations));
        for (index, operation) in operations {
            items.extend(self.call(index, operation));
            items.extend(self.parts(index, operation));
            items.extend(self.responses(index, operation));
        }
        items.push(self.examples(tag));
        Module {
            path: format!("api/{}.rs", file.text()),
            documentation: format!("The operations tagged {}.", code(&self.api.tags[tag].name)),
            items: Box::new(items.into_iter()),
        }
    }

    /// The structs with the methods of a tag: its own, and those below handles.
    fn groups(&self, tag: usize, operations: &[(usize, &Operation)]) -> Vec<Item> {
        let handles = std::iter::once(None).chain((0..self.api.handles.len()).map(Some));
        let groups = handles.flat_map(|handle| {
            let own = operations.iter().filter(|(_, operation)| operation.handle == handle);
            let methods: Vec<_> =
                own.flat_map(|(index, operation)| self.methods(*index, operation)).collect();
            match handle {
                _ if methods.is_empty() => Vec::new(),
                None => self.group(tag, methods),
                Some(handle) => self.handle_group(handle, tag, methods),
            }
        });
        groups.collect()
    }

    /// The struct with the methods of a tag that are not below a handle.
    fn group(&self, tag: usize, methods: Vec<Method>) -> Vec<Item> {
        let name = self.ident(NameKey::Tag(tag));
        let doc = doc(&[format!("The operations tagged {}.", code(&self.api.tags[tag].name))]);
        let new = Method {
            attributes: Vec::new(),
            tokens: quote! {
                pub(crate) fn new(client: Client) -> Self {
                    Self { client }
                }
            },
        };
        let methods = [new].into_iter().chain(methods).collect();
        let definition = quote! {
            #(#doc)*
            #[derive(Clone, Debug)]
            pub struct #name {
                pub(crate) client: Client,
            }
        };
        vec![definition.into(), Item::Plain(Rust::Methods(name.into(), methods))]
    }

    /// Whether operations of a tag are not below a handle.
    pub(super) fn has_group(&self, tag: usize) -> bool {
        self.api.operations.iter().any(|operation| operation.tag == tag && operation.handle.is_none())
    }

    /// The methods that start a call: one, and another for each additional content type of a required body. The waiters
    /// that repeat the call follow.
    fn methods(&self, index: usize, operation: &Operation) -> Vec<Method> {
        let body = operation.body.as_ref().filter(|body| body.required);
        let contents = body.map_or(1, |body| body.contents.len());
        let methods = (0..contents).map(|number| self.method(index, number, operation));
        methods.chain(self.waiters(index)).collect()
    }

    /// A method that starts a call. It takes the required parameters and the required body.
    fn method(&self, index: usize, number: usize, operation: &Operation) -> Method {
        let body = operation.body.as_ref().filter(|body| body.required);
        let content = body.and_then(|body| body.contents.get(number));
        let name = if number == 0 { NameKey::Operation(index) } else { NameKey::Content(index, number) };
        let (name, mut attributes) = (self.ident(name), self.method_doc(index, number, operation));
        attributes.extend(documentation::deprecated(&operation.documentation, "operation"));
        let call = self.ident(NameKey::Call(index));
        let (mut arguments, mut steps) = (Vec::new(), Vec::new());
        steps.extend(
            operation.parameters.iter().filter_map(|parameter| self.bound_step(operation, parameter)),
        );
        for (position, parameter) in operation.arguments() {
            let name = self.ident(NameKey::Parameter(index, position));
            let name = quote!(#name);
            let (r#type, step) = self.parameter(parameter, &name);
            arguments.push(quote!(#name: #r#type));
            steps.push(step);
        }
        if let Some(content) = content {
            let (argument, step) = self.body((index, number), content, &quote!(body));
            arguments.push(argument);
            steps.push(step);
        }
        let start = self.steps(operation);
        let client = self.client_of(operation);
        let start = quote!(#client.call(#call::OPERATION) #start);
        let body = if steps.is_empty() {
            quote!(#call { call: #start })
        } else {
            quote! {
                let call = #start;
                #(let call = call #steps;)*
                #call { call }
            }
        };
        let tokens = quote! {
            pub fn #name(&self, #(#arguments),*) -> #call {
                #body
            }
        };
        Method { attributes, tokens }
    }

    /// The type of a call, and its setters.
    fn call(&self, index: usize, operation: &Operation) -> Vec<Item> {
        let name = self.ident(NameKey::Call(index));
        let method = self.method_link(index, operation);
        let mut attributes = doc(&[format!("The call started by {method}.")]);
        let Operation { id, method, path, .. } = operation;
        let verb = format_ident!("{method}");
        attributes.push(syntax::list("route", quote!(#verb, #path)));
        attributes.push(syntax::list("id", quote!(#id)));
        let (attribute, response) = self.response(index, &operation.response);
        attributes.extend(attribute);
        let call = syntax::public_tuple(attributes, name.clone(), response);
        let setters = self.setters(index, operation);
        let setters = (!setters.is_empty()).then(|| Item::Plain(Rust::Methods(name.into(), setters)));
        [Item::InMacro("call", vec![call].into())].into_iter().chain(setters).collect()
    }

    /// The response of a call: an attribute, and the type that the struct holds.
    fn response(&self, index: usize, response: &Response) -> (Option<Attribute>, Option<syn::Type>) {
        let known = |name| Some(syntax::list("response", format_ident!("{name}").into_token_stream()));
        match response {
            Response::Empty => (None, None),
            Response::Value(path, r#type) => {
                let at = (!path.is_empty()).then(|| syntax::list("value_at", quote!(#(#path),*)));
                (at, Some(self.r#type(r#type, Place::Api)))
            }
            Response::Page(page) => (Some(page_attribute(page)), Some(self.r#type(&page.item, Place::Api))),
            Response::Text => (known("text"), Some(syntax::named(&["String"]))),
            Response::Bytes => (known("stream"), Some(syntax::named(&["crate", "runtime", "ByteStream"]))),
            Response::Events(EventData::Value(data)) => {
                (known("events"), Some(self.r#type(data, Place::Api)))
            }
            Response::Events(EventData::Text) => (known("text_events"), Some(syntax::named(&["String"]))),
            Response::ByStatus(_) => {
                (known("by_status"), Some(syntax::model(None, self.ident(NameKey::Responses(index)))))
            }
        }
    }

    fn setters(&self, index: usize, operation: &Operation) -> Vec<Method> {
        let parameters = operation.parameters.iter().enumerate();
        let optional = parameters.filter(|(_, parameter)| !parameter.required);
        let mut setters: Vec<_> = optional
            .map(|(position, parameter)| {
                let name = self.ident(NameKey::Parameter(index, position));
                let (r#type, step) = self.parameter(parameter, &quote!(value));
                let otherwise =
                    format!("Sets the {} parameter {}.", parameter.place.as_str(), code(&parameter.name));
                let default = parameter.default.as_deref();
                let limited = Some(&parameter.r#type);
                let mut attributes =
                    doc(&documentation::setter(&parameter.documentation, &otherwise, limited, default));
                attributes.extend(documentation::deprecated(&parameter.documentation, "parameter"));
                setter(attributes, &quote!(#name), &quote!(value: #r#type), &step)
            })
            .collect();
        let body = operation.body.as_ref().filter(|body| !body.required);
        for (number, content) in body.iter().flat_map(|body| &body.contents).enumerate() {
            let key = NameKey::Content(index, number);
            let (name, otherwise) = if number == 0 {
                (quote!(body), "Sets the request body.".to_owned())
            } else {
                let name = self.ident(key);
                let media_type = code(&content.media_type);
                (quote!(#name), format!("Sets the request body, in {media_type}."))
            };
            let documentation = body.map(|body| body.documentation.clone()).unwrap_or_default();
            let doc = doc(&text(&documentation, &otherwise));
            let (argument, step) = self.body((index, number), content, &quote!(value));
            setters.push(setter(doc, &name, &argument, &step));
        }
        setters.extend(self.raw(index, operation));
        setters
    }
}

fn setter(
    attributes: Vec<Attribute>,
    name: &TokenStream,
    arguments: &TokenStream,
    step: &TokenStream,
) -> Method {
    let tokens = quote! {
        pub fn #name(mut self, #arguments) -> Self {
            self.call = self.call #step;
            self
        }
    };
    Method { attributes, tokens }
}

fn page_attribute(page: &Page) -> Attribute {
    let Page { items, item: _, beside: _, has_next, cursor, count, cursor_parameter } = page;
    let count = count.as_ref().map(|path| quote!(count[#(#path),*],));
    let tokens = quote! {
        page, items[#(#items),*], has_next[#(#has_next),*], cursor[#(#cursor),*],
        #count parameter = #cursor_parameter
    };
    syntax::list("response", tokens)
}

/// Whether a call names a model in its signature.
fn needs_models(operation: &Operation) -> bool {
    let parameters = operation.parameters.iter().filter(|it| it.bound.is_none()).map(|it| &it.r#type);
    let body = operation.body.iter().flat_map(Body::types);
    let errors = match &operation.errors {
        Errors::Unknown | Errors::Single(_) => Vec::new(),
        Errors::ByStatus(_) => operation.errors.types(),
    };
    // The type of what is beside the items of a page is only named in the documentation.
    let documented = match &operation.response {
        Response::Page(page) => page.beside.as_deref(),
        Response::Empty
        | Response::Value(..)
        | Response::Text
        | Response::Bytes
        | Response::Events(_)
        | Response::ByStatus(_) => None,
    };
    let responses = operation.response_types().into_iter().chain(errors);
    let responses =
        responses.filter(|it| !documented.is_some_and(|documented| std::ptr::eq(documented, *it)));
    parameters.chain(body).chain(responses).any(|r#type| crate::analyze::named(r#type).is_some())
}

impl Emitter<'_> {
    /// Whether the code of a call names `Rule`.
    fn needs_rules(&self, operation: &Operation) -> bool {
        let contents = operation.body.iter().flat_map(|body| &body.contents);
        let in_words =
            |part: &crate::ir::Part| matches!(&part.form, PartForm::Value(it) if !self.is_by_macro(it));
        let has_values = |form: &BodyForm| match form {
            BodyForm::Parts(parts) => parts.iter().any(in_words),
            BodyForm::Json(_)
            | BodyForm::Pairs(..)
            | BodyForm::AnyParts
            | BodyForm::Text
            | BodyForm::Bytes => false,
        };
        operation.parameters.iter().any(|it| states_rules(it) && !self.is_by_macro(&it.r#type))
            || contents.into_iter().any(|content| has_values(&content.form))
    }
}
