//! Calls: a method that starts one, and a type that takes its options.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};
use syn::Attribute;

use super::argument::{sample, states_rules};
use super::documentation::{self, doc, operation_doc, text};
use super::emitter::Emitter;
use super::item::{Item, Method, Module, Rust};
use super::syntax;
use super::types::{Place, text_of};
use crate::ir::{Body, BodyForm, Errors, Operation, Page, PartForm, Response, Type};
use crate::names::NameKey;

impl Emitter<'_> {
    pub(super) fn tag_module(&self, tag: usize) -> Module<'_> {
        let module = self.names.get(NameKey::TagModule(tag));
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
        let runtime = if needs_rules { quote!({Client, Rule}) } else { quote!(Client) };
        let mut items = vec![Item::from(quote! {
            #import
            use crate::runtime::#runtime;
        })];
        items.extend(self.group(tag, &operations));
        for (index, operation) in operations {
            items.extend(self.call(index, operation));
            items.extend(self.parts(index, operation));
            items.extend(self.responses(index, operation));
        }
        items.push(self.documented(tag));
        Module {
            path: format!("api/{}.rs", module.text()),
            documentation: format!("Calls of the tag {}.", self.api.tags[tag].name),
            items: Box::new(items.into_iter()),
        }
    }

    /// The struct that holds the calls of a tag.
    fn group(&self, tag: usize, operations: &[(usize, &Operation)]) -> [Item; 2] {
        let name = self.ident(NameKey::Tag(tag));
        let doc = doc(&[format!("The calls of the tag {}.", self.api.tags[tag].name)]);
        let new = Method {
            attributes: Vec::new(),
            tokens: quote! {
                pub(crate) fn new(client: Client) -> Self {
                    Self { client }
                }
            },
        };
        let methods = operations.iter().flat_map(|(index, operation)| self.methods(*index, operation));
        let methods = [new].into_iter().chain(methods).collect();
        let definition = quote! {
            #(#doc)*
            #[derive(Clone, Debug)]
            pub struct #name {
                pub(crate) client: Client,
            }
        };
        [definition.into(), Item::Plain(Rust::Methods(name, methods))]
    }

    /// The methods that start a call: one, and one more for each further content type of a body that must be
    /// given.
    fn methods(&self, index: usize, operation: &Operation) -> Vec<Method> {
        let body = operation.body.as_ref().filter(|body| body.required);
        let contents = body.map_or(1, |body| body.contents.len());
        (0..contents).map(|number| self.method(index, number, operation)).collect()
    }

    /// A method that starts a call: it takes what must be given.
    fn method(&self, index: usize, number: usize, operation: &Operation) -> Method {
        let body = operation.body.as_ref().filter(|body| body.required);
        let content = body.and_then(|body| body.contents.get(number));
        let name = if number == 0 { NameKey::Operation(index) } else { NameKey::Content(index, number) };
        let (name, mut attributes) = (self.ident(name), self.method_doc(index, number, operation));
        attributes.extend(documentation::deprecated(&operation.documentation, "operation"));
        let call = self.ident(NameKey::Call(index));
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
        if let Some(content) = content {
            let (argument, step) = self.body((index, number), content, &quote!(body));
            arguments.push(argument);
            steps.push(step);
        }
        let start = self.steps(operation);
        let start = quote!(self.client.call(#call::OPERATION) #start);
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

    fn method_doc(&self, index: usize, number: usize, operation: &Operation) -> Vec<Attribute> {
        let content = operation.body.as_ref().and_then(|body| body.contents.get(number));
        match content {
            Some(content) if number > 0 => {
                let method = self.names.get(NameKey::Operation(index));
                let media_type = documentation::code(&content.media_type);
                doc(&[format!(
                    "Does what [`{0}`](Self::{0}) does, with a body in {media_type}.",
                    method.text()
                )])
            }
            Some(_) | None => {
                let mut about: Vec<_> = self.errors_line(index, operation).into_iter().collect();
                about.extend(self.header_lines(operation));
                operation_doc(operation, about, &self.example(index, operation))
            }
        }
    }

    /// The type of a call, and its options.
    fn call(&self, index: usize, operation: &Operation) -> Vec<Item> {
        let name = self.ident(NameKey::Call(index));
        let method = self.names.get(NameKey::Operation(index));
        let group = self.names.get(NameKey::Tag(operation.tag));
        let mut attributes = doc(&[format!("The call that [`{group}::{}`] starts.", method.text())]);
        let Operation { id, method, path, .. } = operation;
        let verb = format_ident!("{method}");
        attributes.push(syntax::list("route", quote!(#verb, #path)));
        attributes.push(syntax::list("id", quote!(#id)));
        let (attribute, response) = self.response(index, &operation.response);
        attributes.extend(attribute);
        let call = syntax::public_tuple(attributes, name.clone(), response);
        let setters = self.setters(index, operation);
        let setters = (!setters.is_empty()).then(|| Item::Plain(Rust::Methods(name, setters)));
        [Item::InMacro("call", vec![call].into())].into_iter().chain(setters).collect()
    }

    /// What the type of a call says about its answer: an attribute, and what the struct holds.
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
            Response::Several(_) => {
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
                let mut lines = text(
                    &parameter.documentation,
                    &format!("Sets {}.", documentation::code(&parameter.name)),
                );
                if let Some(limits) = documentation::rules(&parameter.r#type) {
                    lines.extend([String::new(), format!("Limits: {limits}.")]);
                }
                let mut attributes = doc(&lines);
                attributes.extend(documentation::deprecated(&parameter.documentation, "parameter"));
                setter(attributes, &quote!(#name), &quote!(value: #r#type), &step)
            })
            .collect();
        let body = operation.body.as_ref().filter(|body| !body.required);
        for (number, content) in body.iter().flat_map(|body| &body.contents).enumerate() {
            let key = NameKey::Content(index, number);
            let (name, otherwise) = if number == 0 {
                (quote!(body), "Sets what is sent.".to_owned())
            } else {
                let name = self.ident(key);
                let media_type = documentation::code(&content.media_type);
                (quote!(#name), format!("Sets what is sent, in {media_type}."))
            };
            let documentation = body.map(|body| body.documentation.clone()).unwrap_or_default();
            let doc = doc(&text(&documentation, &otherwise));
            let (argument, step) = self.body((index, number), content, &quote!(value));
            setters.push(setter(doc, &name, &argument, &step));
        }
        setters.extend(self.raw(index, operation));
        setters
    }

    /// A compiling example of the call.
    fn example(&self, index: usize, operation: &Operation) -> Vec<String> {
        let group = self.names.get(NameKey::TagModule(operation.tag));
        let method = self.names.get(NameKey::Operation(index));
        let mut arguments = Vec::new();
        let mut given = format!("client: {}::Client", self.crate_name);
        for (position, parameter) in operation.parameters.iter().enumerate() {
            if !parameter.required {
                continue;
            }
            arguments.push(sample(&parameter.r#type, &parameter.name).unwrap_or_else(|| {
                let name = self.names.get(NameKey::Parameter(index, position)).to_string();
                given = format!("{given}, {name}: {}", self.example_type(&parameter.r#type));
                name
            }));
        }
        if operation.body.as_ref().is_some_and(|body| body.required) {
            let (argument, needed) = self.body_sample((index, 0), operation);
            arguments.push(argument);
            given.extend(needed.map(|needed| format!(", {needed}")));
        }
        let result = match &operation.response {
            Response::Empty => "",
            Response::Value(..) | Response::Text | Response::Bytes | Response::Several(_) => "let answer = ",
            Response::Page(_) => "let page = ",
        };
        let call = format!("{result}client.{group}().{method}({}).await?;", arguments.join(", "));
        let error = format!("{}::Error", self.crate_name);
        vec![
            "```no_run".to_owned(),
            format!("# async fn example({given}) -> Result<(), {error}> {{"),
            call,
            "# Ok(()) }".to_owned(),
            "```".to_owned(),
        ]
    }
}

impl Emitter<'_> {
    /// A type as an example in the documentation writes it.
    pub(super) fn example_type(&self, r#type: &Type) -> String {
        let r#type = text_of(&self.r#type(r#type, Place::Api))
            .replace("crate::runtime::", &format!("{}::", self.crate_name));
        r#type.replace("models::", &format!("{}::models::", self.crate_name))
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
    let Page { items, item: _, has_next, cursor, count, cursor_parameter } = page;
    let count = count.as_ref().map(|path| quote!(count[#(#path),*],));
    let tokens = quote! {
        page, items[#(#items),*], has_next[#(#has_next),*], cursor[#(#cursor),*],
        #count parameter = #cursor_parameter
    };
    syntax::list("response", tokens)
}

/// Whether a call names a model in its signature.
fn needs_models(operation: &Operation) -> bool {
    let parameters = operation.parameters.iter().map(|it| &it.r#type);
    let body = operation.body.iter().flat_map(Body::types);
    let errors = match &operation.errors {
        Errors::Unknown | Errors::Same(_) => Vec::new(),
        Errors::Several(_) => operation.errors.types(),
    };
    let responses = operation.response.types().into_iter().chain(errors);
    parameters.chain(body).chain(responses).any(|r#type| crate::analyze::named(r#type).is_some())
}

impl Emitter<'_> {
    /// Whether a call states rules in words of its own.
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
