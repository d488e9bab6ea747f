//! Calls: a method that starts one, a type that takes its options, a static that describes it.

use proc_macro2::TokenStream;
use quote::quote;

use super::documentation::{self, doc, operation_doc, text};
use super::types::Place;
use super::{Emitter, Item, Module, rules};
use crate::ir::{Answer, Operation, Page, Parameter, ParameterPlace, Type};
use crate::names::NameKey;

impl Emitter<'_> {
    pub(super) fn tag_module(&self, tag: usize) -> Module<'_> {
        let module = self.names.get(NameKey::TagModule(tag));
        let operations = self.api.operations.iter().enumerate();
        let mut operations: Vec<_> = operations.filter(|(_, it)| it.tag == tag).collect();
        operations.sort_by_key(|(index, _)| self.names.get(NameKey::Call(*index)).text().to_owned());
        let needs_models = operations.iter().any(|(_, operation)| needs_models(operation));
        let import = needs_models.then(|| {
            quote!(
                use crate::models;
            )
        });
        let needs_rules = operations.iter().any(|(_, operation)| !operation.parameters.is_empty());
        let rule = needs_rules.then(|| quote!(, Rule));
        let mut items = vec![Item::Plain(quote! {
            #import
            use crate::runtime::{Call, Client, Operation #rule};
        })];
        items.extend(self.group(tag, &operations).into_iter().map(Item::Plain));
        for (index, operation) in operations {
            items.extend(self.call(index, operation).into_iter().map(Item::Plain));
        }
        Module {
            path: format!("api/{}.rs", module.text()),
            documentation: format!("Calls of the tag {}.", self.api.tags[tag].name),
            items: Box::new(items.into_iter()),
        }
    }

    /// The struct that holds the calls of a tag.
    fn group(&self, tag: usize, operations: &[(usize, &Operation)]) -> [TokenStream; 2] {
        let name = self.ident(NameKey::Tag(tag));
        let doc = doc(&[format!("The calls of the tag {}.", self.api.tags[tag].name)]);
        let methods = operations.iter().map(|(index, operation)| self.method(*index, operation));
        let definition = quote! {
            #doc
            #[derive(Clone, Debug)]
            pub struct #name {
                pub(crate) client: Client,
            }
        };
        let methods = quote! {
            impl #name {
                pub(crate) fn new(client: Client) -> Self {
                    Self { client }
                }
                #(#methods)*
            }
        };
        [definition, methods]
    }

    /// The method that starts a call: it takes what must be given.
    fn method(&self, index: usize, operation: &Operation) -> TokenStream {
        let doc = operation_doc(operation, &self.example(index, operation));
        let method = self.ident(NameKey::Operation(index));
        let call = self.ident(NameKey::Call(index));
        let descriptor = self.ident(NameKey::Descriptor(index));
        let (mut arguments, mut steps) = (Vec::new(), Vec::new());
        for (position, parameter) in operation.parameters.iter().enumerate() {
            if parameter.required {
                let name = self.ident(NameKey::Parameter(index, position));
                let name = quote!(#name);
                let (r#type, step) = self.parameter(parameter, &name);
                arguments.push(quote!(#name: #r#type));
                steps.push(step);
            }
        }
        if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
            let r#type = self.r#type(&body.r#type, Place::Api);
            arguments.push(quote!(body: impl Into<#r#type>));
            steps.push(quote!(.body(&body.into())));
        }
        quote! {
            #doc
            pub fn #method(&self, #(#arguments),*) -> #call {
                #call { call: self.client.call(&#descriptor) #(#steps)* }
            }
        }
    }

    /// The type of an argument, and the step that puts it into the request.
    fn parameter(&self, parameter: &Parameter, name: &TokenStream) -> (TokenStream, TokenStream) {
        let key = &parameter.name;
        let rule = rules::expression(parameter.rules());
        let put = match parameter.place {
            ParameterPlace::Path => quote!(path),
            ParameterPlace::Query => quote!(query),
            ParameterPlace::Header => quote!(header),
        };
        if let Type::String(_) = parameter.r#type {
            return (quote!(impl AsRef<str>), quote!(.#put(#key, &#name.as_ref().to_owned(), &#rule)));
        }
        let r#type = self.r#type(&parameter.r#type, Place::Api);
        if let Type::Named(_) = parameter.r#type {
            return (quote!(impl Into<#r#type>), quote!(.#put(#key, &Into::<#r#type>::into(#name), &#rule)));
        }
        (r#type, quote!(.#put(#key, &#name, &#rule)))
    }

    /// The type of a call, its options, its common methods and its static.
    fn call(&self, index: usize, operation: &Operation) -> Vec<TokenStream> {
        let name = self.ident(NameKey::Call(index));
        let method = self.names.get(NameKey::Operation(index));
        let group = self.names.get(NameKey::Tag(operation.tag));
        let doc = doc(&[format!("The call that [`{group}::{}`] starts.", method.text())]);
        let setters = self.setters(index, operation);
        let setters = (!setters.is_empty()).then(|| quote!(impl #name { #(#setters)* }));
        let common = match &operation.answer {
            Answer::Empty => quote!(crate::runtime::empty_call!(#name);),
            Answer::Value(_, r#type) => {
                let r#type = self.r#type(r#type, Place::Api);
                quote!(crate::runtime::call!(#name, #r#type);)
            }
            Answer::Page(page) => {
                let item = self.r#type(&page.item, Place::Api);
                quote!(crate::runtime::page_call!(#name, #item);)
            }
        };
        let definition = quote! {
            #doc
            #[derive(Clone, Debug)]
            #[must_use = "a call does nothing until it is awaited or sent"]
            pub struct #name {
                call: Call,
            }
        };
        let items = [Some(definition), setters, Some(common), Some(self.descriptor(index, operation))];
        items.into_iter().flatten().collect()
    }

    fn setters(&self, index: usize, operation: &Operation) -> Vec<TokenStream> {
        let parameters = operation.parameters.iter().enumerate();
        let optional = parameters.filter(|(_, parameter)| !parameter.required);
        let mut setters: Vec<_> = optional
            .map(|(position, parameter)| {
                let name = self.ident(NameKey::Parameter(index, position));
                let (r#type, step) = self.parameter(parameter, &quote!(value));
                let mut lines = text(
                    &parameter.documentation,
                    &format!("Sets {}.", documentation::code(&parameter.name)),
                );
                if let Some(limits) = documentation::rules(&parameter.r#type) {
                    lines.extend([String::new(), format!("Limits: {limits}.")]);
                }
                setter(&doc(&lines), &quote!(#name), &r#type, &step)
            })
            .collect();
        if let Some(body) = operation.body.as_ref().filter(|body| !body.required) {
            let r#type = self.r#type(&body.r#type, Place::Api);
            let doc = doc(&text(&body.documentation, "Sets what is sent."));
            let step = quote!(.body(&value.into()));
            setters.push(setter(&doc, &quote!(body), &quote!(impl Into<#r#type>), &step));
        }
        setters
    }

    fn descriptor(&self, index: usize, operation: &Operation) -> TokenStream {
        let name = self.ident(NameKey::Descriptor(index));
        let Operation { id, method, path, .. } = operation;
        let (answer, page) = match &operation.answer {
            Answer::Empty => (quote!(&[]), quote!(None)),
            Answer::Value(path, _) => (quote!(&[#(#path),*]), quote!(None)),
            Answer::Page(page) => (quote!(&[]), page_shape(page)),
        };
        quote! {
            pub(super) static #name: Operation = Operation {
                id: #id,
                method: #method,
                path: #path,
                answer: #answer,
                page: #page,
                idempotent: false,
            };
        }
    }

    /// A compiling example of the call.
    fn example(&self, index: usize, operation: &Operation) -> Vec<String> {
        let group = self.names.get(NameKey::TagModule(operation.tag));
        let method = self.names.get(NameKey::Operation(index));
        let mut arguments = Vec::new();
        let mut given = "client: Client".to_owned();
        for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
            arguments.push(sample(parameter));
        }
        if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
            arguments.push("body".to_owned());
            let r#type = self.r#type(&body.r#type, Place::Api).to_string();
            let r#type =
                r#type.replace(' ', "").replace("crate::runtime::", &format!("{}::", self.crate_name));
            let models = format!("{}::models::", self.crate_name);
            given = format!("{given}, body: {}", r#type.replace("models::", &models));
        }
        let result = match &operation.answer {
            Answer::Empty => "",
            Answer::Value(..) => "let answer = ",
            Answer::Page(_) => "let page = ",
        };
        let call = format!("{result}client.{group}().{method}({}).await?;", arguments.join(", "));
        vec![
            "```no_run".to_owned(),
            format!("# use {}::{{Client, Error}};", self.crate_name),
            format!("# async fn example({given}) -> Result<(), Error> {{"),
            call,
            "# Ok(())".to_owned(),
            "# }".to_owned(),
            "```".to_owned(),
        ]
    }
}

fn setter(doc: &TokenStream, name: &TokenStream, r#type: &TokenStream, step: &TokenStream) -> TokenStream {
    quote! {
        #doc
        pub fn #name(mut self, value: #r#type) -> Self {
            self.call = self.call #step;
            self
        }
    }
}

/// What an example gives for a parameter.
fn sample(parameter: &Parameter) -> String {
    match parameter.r#type.without_rules() {
        Type::Integer(_) => "1".to_owned(),
        Type::Number(_) => "1.0".to_owned(),
        Type::Boolean => "true".to_owned(),
        Type::String(_)
        | Type::Timestamp
        | Type::Any
        | Type::FreeForm
        | Type::List(..)
        | Type::Map(_)
        | Type::Nullable(_)
        | Type::OrReference(_)
        | Type::Limited(..)
        | Type::Named(_) => format!("{:?}", parameter.name),
    }
}

fn page_shape(page: &Page) -> TokenStream {
    let Page { items, item: _, has_next, cursor, count, cursor_parameter } = page;
    let count = count.as_ref().map_or_else(|| quote!(None), |path| quote!(Some(&[#(#path),*])));
    quote! {
        Some(crate::runtime::PageShape {
            items: &[#(#items),*],
            has_next: &[#(#has_next),*],
            cursor: &[#(#cursor),*],
            count: #count,
            cursor_parameter: #cursor_parameter,
        })
    }
}

/// Whether a call names a model in its signature.
fn needs_models(operation: &Operation) -> bool {
    let answer = match &operation.answer {
        Answer::Empty => None,
        Answer::Value(_, r#type) => Some(r#type),
        Answer::Page(page) => Some(&page.item),
    };
    let parameters = operation.parameters.iter().map(|it| &it.r#type);
    let body = operation.body.iter().map(|it| &it.r#type);
    parameters.chain(body).chain(answer).any(|r#type| crate::analyze::named(r#type).is_some())
}
