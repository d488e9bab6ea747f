//! Waiters: operations that are repeated until a process has finished.

/// An operation that is repeated until its response shows that a process has finished.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Waiter {
    /// Index of its entry in the settings.
    pub entry: usize,
    /// Words of the method.
    pub name: String,
    /// Documentation of the method.
    pub description: Option<String>,
    /// The operation: an index into [`Api::operations`](super::Api::operations). It returns a value, or pages.
    pub operation: usize,
    /// Path of the status in the value, or in an item of the pages.
    pub status: Vec<String>,
    /// Path of a property that is true as soon as the process has finished.
    pub concluded: Option<Vec<String>>,
    /// The values of the status that have a meaning.
    pub values: WaiterValues,
    /// The item of the pages that is waited for; `None` if the operation returns a value.
    pub item: Option<WaiterItem>,
    /// Seconds between the first two polls.
    pub interval: u32,
    /// Seconds after which the wait ends.
    pub timeout: u32,
}

/// The values of a status by their meaning.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct WaiterValues {
    /// The process succeeded.
    pub success: Vec<String>,
    /// The process failed.
    pub failure: Vec<String>,
    /// The process finished in another way.
    pub completed: Vec<String>,
    /// The process has not finished.
    pub running: Vec<String>,
}

/// The item of a list that a waiter searches for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WaiterItem {
    /// Path of the property that identifies it.
    pub property: Vec<String>,
    /// Words of the argument with its value.
    pub argument: String,
    /// The parameter for the number of items of a page, as an index into the parameters of the operation, and its value.
    pub page_size: Option<(usize, u32)>,
}
