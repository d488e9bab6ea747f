//! Waiters: methods that repeat the call of an operation until a process has finished.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Attribute;

use super::argument::sample;
use super::documentation::{self, doc};
use super::emitter::Emitter;
use super::item::Method;
use super::markdown::{code, escape};
use super::syntax;
use super::types::Place;
use crate::ir::{Operation, Response, Waiter, WaiterItem, WaiterValues};
use crate::names::NameKey;

/// How long a wait takes at most between two polls, unless its first interval is longer: the default of the runtime.
const MAX_INTERVAL: u32 = 30;

impl Emitter<'_> {
    /// The waiters that repeat an operation.
    pub(super) fn waiters(&self, operation: usize) -> Vec<Method> {
        let waiters = self.api.waiters.iter().enumerate();
        let own = waiters.filter(|(_, waiter)| waiter.operation == operation);
        own.filter_map(|(index, waiter)| self.waiter(index, waiter)).collect()
    }

    /// The method of a waiter; `None` if its operation returns something else than a value or pages, which has been
    /// reported.
    fn waiter(&self, index: usize, waiter: &Waiter) -> Option<Method> {
        let operation = &self.api.operations[waiter.operation];
        let value = match &operation.response {
            Response::Value(_, r#type) => r#type,
            Response::Page(page) => &page.item,
            Response::Empty
            | Response::Text
            | Response::Bytes
            | Response::Events(_)
            | Response::ByStatus(_) => return None,
        };
        let value = self.r#type(value, Place::Api);
        let (name, method) =
            (self.ident(NameKey::Waiter(index)), self.ident(NameKey::Operation(waiter.operation)));
        let (mut arguments, mut passed) = (Vec::new(), Vec::new());
        for (position, parameter) in operation.arguments() {
            let name = self.ident(NameKey::Parameter(waiter.operation, position));
            let (r#type, _) = self.value(&parameter.r#type, &quote!(#name));
            arguments.push(quote!(#name: #r#type));
            passed.push(quote!(#name));
        }
        let declaration = declaration(waiter);
        let client = self.client_of(operation);
        let call = quote!(self.#method(#(#passed),*));
        let body = match &waiter.item {
            None => quote!(#client.wait_for(&WAITER, #call)),
            Some(item) => {
                let argument = self.ident(NameKey::WaiterItem(index));
                arguments.push(quote!(#argument: impl AsRef<str>));
                let size = item.page_size.map(|(parameter, size)| {
                    let setter = self.ident(NameKey::Parameter(waiter.operation, parameter));
                    let size = proc_macro2::Literal::u32_unsuffixed(size);
                    quote!(.#setter(#size))
                });
                let property = &item.property;
                quote! {
                    let call = #call #size;
                    #client.wait_for_item(&WAITER, &[#(#property),*], #argument.as_ref(), move || call.clone().items())
                }
            }
        };
        let mut attributes = self.waiter_doc(index, waiter, operation);
        attributes.extend(documentation::deprecated(&operation.documentation, "operation"));
        if operation.documentation.deprecated {
            attributes.push(syntax::list(
                "expect",
                quote!(deprecated, reason = "the operation is deprecated as well"),
            ));
        }
        let tokens = quote! {
            pub fn #name(&self, #(#arguments),*) -> crate::runtime::Wait<'static, #value> {
                const WAITER: crate::runtime::Waiter = #declaration;
                #body
            }
        };
        Some(Method { attributes, tokens })
    }

    fn waiter_doc(&self, index: usize, waiter: &Waiter, operation: &Operation) -> Vec<Attribute> {
        let link = format!("[`{0}`](Self::{0})", self.names.get(NameKey::Operation(waiter.operation)).text());
        let what = if waiter.item.is_some() { "an item of" } else { "what" };
        let returned = if waiter.item.is_some() { "" } else { " returns" };
        let otherwise = format!("Waits until {what} {link}{returned} has finished.");
        let mut lines = vec![waiter.description.as_deref().map_or(otherwise, escape), String::new()];
        lines.push(match &waiter.item {
            None => format!("Each poll is one {link} request."),
            Some(item) => self.search_line(index, item, &link),
        });
        lines.push(String::new());
        lines.extend(outcome_lines(waiter));
        let longest = waiter.interval.max(MAX_INTERVAL);
        let (interval, longest) = (duration(waiter.interval), duration(longest));
        let delays = if interval == longest {
            format!("the delay between polls is {interval}")
        } else {
            format!("the delay between polls grows from {interval} to {longest}")
        };
        lines.extend([
            String::new(),
            format!(
                "By default, {delays}, and after {} the wait ends with \
                 [`Outcome::Unfinished`](crate::runtime::Outcome::Unfinished), which contains the last value. \
                 [`Wait`](crate::runtime::Wait) has setters for these limits and for progress reports.",
                duration(waiter.timeout)
            ),
            String::new(),
            format!(
                "The wait fails with the error of a poll: immediately if it is not transient{}, and otherwise after four \
                 in a row.",
                if waiter.item.is_none() { ", such as 404 if nothing is found" } else { "" }
            ),
            String::new(),
        ]);
        lines.extend(self.waiter_example(index, waiter, operation));
        doc(&lines)
    }

    fn search_line(&self, index: usize, item: &WaiterItem, link: &str) -> String {
        let argument = self.names.get(NameKey::WaiterItem(index)).text();
        let size = item.page_size.map(|(_, size)| format!(", in pages of {size},"));
        format!(
            "Each poll searches {link}{} for the item whose {} is `{argument}`, and ends as soon as it is found. If it is \
             missing in three polls in a row, the wait ends with \
             [`Outcome::NotFound`](crate::runtime::Outcome::NotFound).",
            size.unwrap_or_default(),
            code(&item.property.join(".")),
        )
    }

    fn waiter_example(&self, index: usize, waiter: &Waiter, operation: &Operation) -> Vec<String> {
        let (group, needed) = self.access(operation);
        let client = format!("client: {}::Client", self.crate_name);
        let mut parameters = [client].into_iter().chain(needed).collect::<Vec<_>>().join(", ");
        let mut arguments = Vec::new();
        for (position, parameter) in operation.arguments() {
            arguments.push(sample(&parameter.r#type, &parameter.name).unwrap_or_else(|| {
                let name = self.names.get(NameKey::Parameter(waiter.operation, position)).to_string();
                parameters = format!("{parameters}, {name}: {}", self.example_type(&parameter.r#type));
                name
            }));
        }
        let item = waiter.item.as_ref().map(|_| self.names.get(NameKey::WaiterItem(index)).text());
        arguments.extend(item.map(|name| format!("{name:?}")));
        let method = self.names.get(NameKey::Waiter(index));
        let error = format!("{}::Error", self.crate_name);
        let lines = [
            "```no_run".to_owned(),
            format!("# async fn example({parameters}) -> Result<(), {error}> {{"),
            format!("let outcome = client.{group}{method}({}).await?;", arguments.join(", ")),
            "match outcome.into_result() {".to_owned(),
            "    Ok(value) => println!(\"succeeded: {value:?}\"),".to_owned(),
            "    Err(outcome) => println!(\"{outcome}\"),".to_owned(),
            "}".to_owned(),
            "# Ok(()) }".to_owned(),
            "```".to_owned(),
        ];
        lines.into()
    }
}

/// The waiter as a constant expression.
fn declaration(waiter: &Waiter) -> TokenStream {
    let status = &waiter.status;
    let concluded = waiter.concluded.as_ref().map(|path| quote!(.concluded(&[#(#path),*])));
    // Values of a process that has not finished, and those that are not listed, have the same effect.
    let WaiterValues { success, failure, completed, running: _ } = &waiter.values;
    let [success, failure, completed] =
        [(quote!(success), success), (quote!(failure), failure), (quote!(completed), completed)]
            .map(|(method, values)| (!values.is_empty()).then(|| quote!(.#method(&[#(#values),*]))));
    let [interval, timeout] = [waiter.interval, waiter.timeout].map(|seconds| {
        let seconds = proc_macro2::Literal::u32_unsuffixed(seconds);
        quote!(::core::time::Duration::from_secs(#seconds))
    });
    quote! {
        crate::runtime::Waiter::new(&[#(#status),*]) #concluded #success #failure #completed
            .interval(#interval)
            .timeout(#timeout)
    }
}

/// What the values of the status mean.
fn outcome_lines(waiter: &Waiter) -> Vec<String> {
    let status = code(&waiter.status.join("."));
    let WaiterValues { success, failure, completed, running } = &waiter.values;
    let quoted = |values: &[String]| values.iter().map(|value| code(value)).collect::<Vec<_>>().join(", ");
    let outcome = |name: &str| format!("[`Outcome::{name}`](crate::runtime::Outcome::{name})");
    let line = |values: &[String], name: &str| {
        (!values.is_empty()).then(|| format!("- {}: {}", quoted(values), outcome(name)))
    };
    let mut lines = vec![
        match &waiter.concluded {
            Some(path) => format!(
                "The wait continues until {} is true, whatever the status is. Then {status} determines the outcome:",
                code(&path.join("."))
            ),
            None => format!("The value of {status} determines whether the wait ends, and the outcome:"),
        },
        String::new(),
    ];
    lines.extend(line(success, "Success"));
    lines.extend(line(failure, "Failure"));
    let others = |values: Vec<&String>, otherwise: &str| {
        let values: Vec<_> = values.into_iter().map(|value| code(value)).collect();
        if values.is_empty() { otherwise.to_owned() } else { format!("{}, {otherwise}", values.join(", ")) }
    };
    if waiter.concluded.is_some() {
        let others = others(completed.iter().collect(), "any other status");
        lines.push(format!("- {others}: {}", outcome("Completed")));
    } else {
        lines.extend(line(completed, "Completed"));
        let others = others(running.iter().collect(), "any other status, or none");
        lines.push(format!("- {others}: the wait continues"));
    }
    lines
}

/// A number of seconds for readers.
fn duration(seconds: u32) -> String {
    let (count, unit) = match seconds {
        _ if seconds.is_multiple_of(3600) => (seconds / 3600, "hour"),
        _ if seconds.is_multiple_of(60) => (seconds / 60, "minute"),
        _ => (seconds, "second"),
    };
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{ending}")
}
