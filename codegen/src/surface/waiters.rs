//! Waiters: the methods that repeat an operation until a process has finished.

use std::collections::BTreeMap;

use super::Surface;
use crate::ir::{self, Api, Response, Type};
use crate::names::{NameKey, Names};

/// A method that repeats an operation until a process has finished.
#[derive(Clone, Debug)]
pub struct Waiter {
    /// Name of the method.
    pub name: String,
    /// The operation: an index into [`Surface::operations`].
    pub operation: usize,
    /// Types of the arguments.
    pub arguments: Vec<Type>,
    /// Type of the value.
    pub value: Type,
    /// The properties that are read, as text.
    pub property: String,
    /// Whether a property states that the process has finished.
    pub is_concluded: bool,
    /// What the listed values of the status mean: `success`, `failure`, `completed` or `running`.
    pub values: BTreeMap<String, &'static str>,
    /// The default limits, and how an item is searched for, as text.
    pub polling: String,
    /// Its description.
    pub documentation: String,
}

pub(super) fn waiters(api: &Api, names: &Names) -> Vec<Waiter> {
    let waiters = api.waiters.iter().enumerate();
    waiters.filter_map(|(index, it)| waiter(api, it, names.get(NameKey::Waiter(index)).to_string())).collect()
}

fn waiter(api: &Api, waiter: &ir::Waiter, name: String) -> Option<Waiter> {
    let operation = &api.operations[waiter.operation];
    let value = match &operation.response {
        Response::Value(_, r#type) => r#type,
        Response::Page(page) => &page.item,
        Response::Empty | Response::Text | Response::Bytes | Response::Events(_) | Response::ByStatus(_) => {
            return None;
        }
    };
    let arguments = operation.arguments().map(|(_, parameter)| parameter.r#type.clone());
    let item = waiter.item.as_ref();
    let text = item.map(|_| Type::String(ir::Rules::default()));
    let concluded = waiter.concluded.as_ref();
    let once = concluded.map_or(String::new(), |path| format!(", once {} is true", path.join(".")));
    let found = item.map_or(String::new(), |item| {
        let size = item.page_size.map(|(_, size)| format!(" in pages of {size}"));
        format!(", by {}{}", item.property.join("."), size.unwrap_or_default())
    });
    let ir::WaiterValues { success, failure, completed, running } = &waiter.values;
    let values = [(success, "success"), (failure, "failure"), (completed, "completed"), (running, "running")];
    let values =
        values.into_iter().flat_map(|(values, meaning)| values.iter().map(move |it| (it.clone(), meaning)));
    Some(Waiter {
        name,
        operation: waiter.operation,
        arguments: arguments.chain(text).collect(),
        value: value.clone(),
        property: format!("{}{once}", waiter.status.join(".")),
        is_concluded: concluded.is_some(),
        values: values.collect(),
        polling: format!("{}{found}, every {} s for {} s", operation.id, waiter.interval, waiter.timeout),
        documentation: waiter.description.clone().unwrap_or_default(),
    })
}

impl Waiter {
    /// Returns the effect of a value of the status.
    #[must_use]
    pub fn effect(&self, value: &str) -> &'static str {
        match self.values.get(value).copied() {
            Some(meaning @ ("success" | "failure")) => meaning,
            _ if self.is_concluded => "completed",
            Some(meaning) => meaning,
            None => "running",
        }
    }
}

impl Surface {
    /// Returns the method of a waiter, such as `templates().wait_for_run`.
    #[must_use]
    pub fn waiter_path(&self, waiter: &Waiter) -> String {
        let call = self.call_path(&self.operations[waiter.operation]);
        let group = call.rfind('.').map_or("", |end| &call[..=end]);
        format!("{group}{}", waiter.name)
    }

    /// The arguments and the value of a waiter.
    pub(crate) fn waiter_signature(&self, waiter: &Waiter) -> String {
        let arguments: Vec<_> = waiter.arguments.iter().map(|r#type| self.plain(r#type)).collect();
        format!("({}) -> {}", arguments.join(", "), self.plain(&waiter.value))
    }

    /// The waiters that repeat an operation, as lines of its text.
    pub(super) fn waiter_lines(&self, operation: usize) -> Vec<String> {
        let own = self.waiters.iter().filter(|waiter| waiter.operation == operation);
        let lines = own.flat_map(|waiter| {
            let Waiter { name, property, polling, values, .. } = waiter;
            let head = format!("    waiter {name}{}: {property}; {polling}\n", self.waiter_signature(waiter));
            let values = values.iter().map(|(value, meaning)| format!("        {value:?} is {meaning}\n"));
            std::iter::once(head).chain(values)
        });
        lines.collect()
    }
}
