//! Waiters: the operations that clients repeat until a process has finished.

use std::num::NonZeroU32;

use serde::Deserialize;

/// An operation that is repeated until its response shows that a process has finished.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiter {
    /// The `operationId`.
    pub operation: String,
    /// Name of the method.
    pub name: String,
    /// Documentation of the method, before the description of the values.
    pub description: Option<String>,
    /// Path of the status in the value that the operation returns, or in an item of its list: a string.
    pub property: Vec<String>,
    /// Path of a property that is true as soon as the process has finished, whatever its status is.
    pub concluded: Option<Vec<String>>,
    /// Values of the status that mean success.
    pub success: Vec<String>,
    /// Values that mean failure.
    #[serde(default)]
    pub failure: Vec<String>,
    /// Values of a process that has finished, but neither succeeded nor failed.
    #[serde(default)]
    pub completed: Vec<String>,
    /// Values of a process that has not finished.
    #[serde(default)]
    pub running: Vec<String>,
    /// The item of the list that is waited for, if the operation returns a list.
    pub item: Option<WaiterItem>,
    /// Seconds between the first two polls.
    pub interval: Option<NonZeroU32>,
    /// Seconds after which the wait ends.
    pub timeout: Option<NonZeroU32>,
}

/// How a waiter finds an item in a list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaiterItem {
    /// Path of the property of the items that identifies one: a string or an integer.
    pub property: Vec<String>,
    /// Name of the argument of the method.
    pub argument: String,
    /// Query parameter for the number of items of a page, and its value.
    pub page_size: Option<PageSize>,
}

/// The number of items of a page.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageSize {
    /// Name of the query parameter: an optional integer.
    pub parameter: String,
    /// Its value.
    pub value: NonZeroU32,
}

impl Waiter {
    /// The key of each list of values in the settings, and the list.
    #[must_use]
    pub fn values(&self) -> [(&'static str, &[String]); 4] {
        [
            ("success", &self.success),
            ("failure", &self.failure),
            ("completed", &self.completed),
            ("running", &self.running),
        ]
    }
}
