//! Lowers waiters: finds their operations, and checks that the properties and values of the settings exist.

mod property;

use self::property::{Kind, Property, find};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Number, Operation, ParameterPlace, Response, Type, Waiter, WaiterItem, WaiterValues};
use crate::settings::{self, Settings};
use crate::source::Location;

/// Seconds between the first two polls, unless the settings say otherwise: the default of the runtime.
const INTERVAL: u32 = 2;

/// Seconds after which a wait ends, unless the settings say otherwise: the default of the runtime.
const TIMEOUT: u32 = 60 * 60;

const CORRECT: &str = "remove the entry, or correct it";

/// Lowers the waiters of the settings. Types must be final.
pub(super) fn waiters(
    api: &Api,
    settings: &Settings,
    settings_file: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<Waiter> {
    let list = Location::root(settings_file).join("waiters");
    let mut waiters = Vec::new();
    for (index, entry) in settings.waiters.iter().enumerate() {
        let place = list.join(&index.to_string());
        let envelope = settings.envelope.as_ref().map(|envelope| envelope.property.as_str());
        let mut checking = Checking { api, entry, envelope, place, diagnostics };
        waiters.extend(checking.waiter(index));
    }
    waiters
}

/// The check of an entry.
struct Checking<'a, 'd> {
    api: &'a Api,
    entry: &'a settings::Waiter,
    envelope: Option<&'a str>,
    place: Location,
    diagnostics: &'d mut Diagnostics,
}

impl<'a> Checking<'a, '_> {
    /// Returns the waiter; `None` if its operation or its status cannot be used, which has been reported.
    fn waiter(&mut self, index: usize) -> Option<Waiter> {
        let settings::Waiter { operation: id, name, description, property, concluded, .. } = self.entry;
        let Some(number) = self.api.operations.iter().position(|operation| operation.id == *id) else {
            self.stale("operation", format!("there is no operation `{id}`"));
            return None;
        };
        let operation = &self.api.operations[number];
        if let Some(problem) = unrepeatable(operation) {
            let help = "wait for an operation that only reads";
            self.mismatch("operation", format!("`{id}` cannot be repeated: {problem}"), help);
            return None;
        }
        let value = self.value(operation)?;
        let status = self.property("property", value, property, Kind::Text);
        let concluded_exists = concluded
            .as_ref()
            .is_none_or(|path| self.property("concluded", value, path, Kind::Boolean).is_some());
        let item = match &self.entry.item {
            None => None,
            Some(item) => Some(self.item(item, operation, value)?),
        };
        self.limits();
        let status = status.filter(|_| concluded_exists)?;
        self.values(&status);
        let settings::Waiter { success, failure, completed, running, .. } = self.entry.clone();
        Some(Waiter {
            entry: index,
            name: name.clone(),
            description: description.clone(),
            operation: number,
            status: property.clone(),
            concluded: concluded.clone(),
            values: WaiterValues { success, failure, completed, running },
            item,
            interval: self.entry.interval.map_or(INTERVAL, u32::from),
            timeout: self.entry.timeout.map_or(TIMEOUT, u32::from),
        })
    }

    /// Returns the type with the status: that of the value of an operation, or of the items of its list.
    fn value(&mut self, operation: &'a Operation) -> Option<&'a Type> {
        let id = &operation.id;
        match (&operation.response, &self.entry.item) {
            (Response::Value(_, r#type), None) => return Some(r#type),
            (Response::Page(page), Some(_)) => return Some(&page.item),
            (Response::Page(_), None) => {
                let help =
                    "add `item` with the property that identifies an item, and the name of the argument";
                self.mismatch(
                    "operation",
                    format!("`{id}` returns a list, and no item of it is named"),
                    help,
                );
            }
            (Response::Value(..), Some(_)) => {
                self.mismatch("item", format!("`{id}` does not return pages of a list"), "remove `item`");
            }
            (
                Response::Empty
                | Response::Text
                | Response::Bytes
                | Response::Events(_)
                | Response::ByStatus(_),
                _,
            ) => {
                let message = format!("`{id}` does not return one JSON value, so it has no status");
                self.mismatch("operation", message, "wait for another operation");
            }
        }
        None
    }

    /// Returns a property of a value, and reports it if it does not exist or is of another kind.
    fn property(&mut self, key: &str, value: &'a Type, path: &[String], kind: Kind) -> Option<Property<'a>> {
        let id = &self.entry.operation;
        let property = match find(self.api, value, path) {
            Ok(property) => property,
            Err(problem) => {
                let what = if self.entry.item.is_some() { "each item of the list" } else { "the value" };
                let envelope =
                    self.envelope.filter(|envelope| path.first().is_some_and(|key| key == envelope));
                let help = envelope.map_or(CORRECT.to_owned(), |envelope| {
                    format!("leave out the envelope `{envelope}`, which is not part of the value")
                });
                let message = format!("{what} that `{id}` returns {problem}");
                self.diagnostics.error(Code::SettingWithoutEffect, &self.place.join(key), message, help);
                return None;
            }
        };
        if let Some(other) = property.other_than(self.api, kind) {
            let message = format!("`{}` of `{id}` is {other}, not {}", path.join("."), kind.name());
            self.mismatch(key, message, CORRECT);
            return None;
        }
        Some(property)
    }

    /// Lowers the item of a list. Returns `None` after a problem.
    fn item(
        &mut self,
        item: &settings::WaiterItem,
        operation: &Operation,
        value: &'a Type,
    ) -> Option<WaiterItem> {
        self.property("item", value, &item.property, Kind::Identifier)?;
        let page_size = match &item.page_size {
            None => None,
            Some(size) => {
                let parameters = operation.parameters.iter();
                let number = parameters.enumerate().find(|(_, it)| {
                    it.place == ParameterPlace::Query && it.name == size.parameter && !it.required
                });
                let is_integer = |r#type: &Type| matches!(r#type.without_rules(), Type::Integer(_));
                let Some((number, _)) = number.filter(|(_, it)| {
                    is_integer(&it.r#type) && it.writing.is_none() && !it.documentation.deprecated
                }) else {
                    let message = format!(
                        "`{}` has no optional query parameter `{}` with an integer",
                        operation.id, size.parameter
                    );
                    self.stale("item", message);
                    return None;
                };
                let value = u32::from(size.value);
                let maximum = operation.parameters[number].r#type.rules().and_then(|it| it.maximum.as_ref());
                let is_above =
                    |maximum: &Number| maximum.0.parse().is_ok_and(|it: f64| f64::from(value) > it);
                if let Some(maximum) = maximum.filter(|maximum| is_above(maximum)) {
                    let (name, id) = (&size.parameter, &operation.id);
                    let message =
                        format!("`{name}` of `{id}` cannot be {value}: it is at most {}", maximum.0);
                    self.mismatch("item", message, "choose a smaller number");
                    return None;
                }
                Some((number, value))
            }
        };
        let (property, argument) = (item.property.clone(), item.argument.clone());
        Some(WaiterItem { property, argument, page_size })
    }

    /// Checks that the values exist and have one meaning each, and that every value of an enumeration has a meaning.
    fn values(&mut self, status: &Property<'_>) {
        let known = status.values(self.api);
        let entry = self.entry;
        let path = entry.property.join(".");
        let mut meanings: Vec<(&str, &str)> = Vec::new();
        for (key, values) in entry.values() {
            for (index, value) in values.iter().enumerate() {
                let earlier = meanings.iter().find(|(earlier, _)| earlier == value);
                let is_unknown = known.as_ref().is_some_and(|known| !known.contains(&value.as_str()));
                let problem = match earlier {
                    Some((_, first)) => Some(format!("`{value}` is already listed under `{first}`")),
                    None if is_unknown => {
                        Some(format!("`{value}` is not a value of `{path}` of `{}`", entry.operation))
                    }
                    None => None,
                };
                if let Some(problem) = problem {
                    let place = self.place.join(key).join(&index.to_string());
                    self.diagnostics.error(Code::SettingWithoutEffect, &place, problem, CORRECT);
                }
                meanings.push((value, key));
            }
        }
        if entry.success.is_empty() {
            let help = "list the values of a success";
            self.mismatch("success", "no value ends the wait with a success".to_owned(), help);
        }
        let is_listed = |value: &str| meanings.iter().any(|(listed, _)| *listed == value);
        let mut unlisted: Vec<_> = known.into_iter().flatten().filter(|value| !is_listed(value)).collect();
        unlisted.sort_unstable();
        unlisted.dedup();
        if unlisted.is_empty() {
            return;
        }
        let unlisted: Vec<_> = unlisted.iter().map(|value| format!("`{value}`")).collect();
        let place = status.location(self.api).unwrap_or(&self.place).clone();
        let effect = if entry.concluded.is_some() {
            "are neither successes nor failures"
        } else {
            "do not end the wait"
        };
        self.diagnostics.warn(
            Code::WaiterMismatch,
            &place,
            format!(
                "waiter `{}` of `{}` does not list these values of `{path}`, which {effect}: {}",
                entry.name,
                entry.operation,
                unlisted.join(", ")
            ),
            "list each of them under `success`, `failure`, `completed` or `running` in the settings",
        );
    }

    fn limits(&mut self) {
        let interval = self.entry.interval.map_or(INTERVAL, u32::from);
        let timeout = self.entry.timeout.map_or(TIMEOUT, u32::from);
        if interval >= timeout {
            let message =
                format!("the wait ends after {timeout} s, before the second poll after {interval} s");
            self.mismatch("interval", message, "choose a shorter interval, or a longer timeout");
        }
    }

    fn stale(&mut self, key: &str, message: String) {
        self.diagnostics.error(Code::SettingWithoutEffect, &self.place.join(key), message, CORRECT);
    }

    fn mismatch(&mut self, key: &str, message: String, help: &str) {
        self.diagnostics.error(Code::WaiterMismatch, &self.place.join(key), message, help);
    }
}

/// Returns why an operation cannot be repeated.
fn unrepeatable(operation: &Operation) -> Option<String> {
    if operation.method != "GET" {
        return Some(format!("its method is {}", operation.method));
    }
    let has_body = operation.body.as_ref().is_some_and(|body| body.required);
    has_body.then(|| "it requires a body".to_owned())
}
