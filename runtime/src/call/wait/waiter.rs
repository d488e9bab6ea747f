//! Waiters: how the value of a response states whether a process has finished, as data.

use std::future::{Future, IntoFuture};
use std::sync::Arc;
use std::time::Duration;

use super::{INTERVAL, PollStatus, TIMEOUT, Wait};
use crate::call::Items;
use crate::error::Error;
use crate::json::{Json, Value, from_slice_at, to_vec};
use crate::transport::Transport;

/// A path of nested properties.
type Path = &'static [&'static str];

/// How the value of a response states whether a process has finished: the properties that are read, and the values that end
/// the wait. Generated clients declare one for each of their waiters; see [`Client::wait_for`](crate::Client::wait_for).
///
/// A status that is neither a success nor a failure nor completed means that the process has not finished: it is pending
/// or running, missing, or unknown to this version of the crate.
///
/// ```
/// # use std::time::Duration;
/// # use faithful_runtime::Waiter;
/// const BUILD: Waiter = Waiter::new(&["status"])
///     .success(&["SUCCESS"])
///     .failure(&["FAILURE", "CRASHED"])
///     .completed(&["ABORTED"])
///     .interval(Duration::from_secs(5));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Waiter {
    status: Path,
    concluded: Option<Path>,
    success: &'static [&'static str],
    failure: &'static [&'static str],
    completed: &'static [&'static str],
    interval: Duration,
    timeout: Duration,
}

impl Waiter {
    /// Creates a waiter that reads the status at a path of properties. Without any values, it waits until its timeout.
    #[must_use]
    pub const fn new(status: Path) -> Self {
        Self {
            status,
            concluded: None,
            success: &[],
            failure: &[],
            completed: &[],
            interval: INTERVAL,
            timeout: TIMEOUT,
        }
    }

    /// Sets the path of a property that is true as soon as the process has finished. The wait then continues until it is
    /// true, whatever the status is, and any status that is neither a success nor a failure is completed.
    #[must_use]
    pub const fn concluded(mut self, path: Path) -> Self {
        self.concluded = Some(path);
        self
    }

    /// Sets the statuses of a success.
    #[must_use]
    pub const fn success(mut self, values: &'static [&'static str]) -> Self {
        self.success = values;
        self
    }

    /// Sets the statuses of a failure.
    #[must_use]
    pub const fn failure(mut self, values: &'static [&'static str]) -> Self {
        self.failure = values;
        self
    }

    /// Sets the statuses of a process that has finished, but neither succeeded nor failed.
    #[must_use]
    pub const fn completed(mut self, values: &'static [&'static str]) -> Self {
        self.completed = values;
        self
    }

    /// Sets the default of [`Wait::interval`].
    #[must_use]
    pub const fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Sets the default of [`Wait::timeout`].
    #[must_use]
    pub const fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// Returns the state of the process that a value describes.
    pub fn poll_status<T: Json>(&self, value: T) -> PollStatus<T> {
        match self.state(&to_vec(&value)) {
            State::Success => PollStatus::Success(value),
            State::Failure => PollStatus::Failure(value),
            State::Completed => PollStatus::Completed(value),
            State::Running => PollStatus::Running(value),
        }
    }

    /// Returns the state of the process that a JSON text describes.
    fn state(&self, text: &[u8]) -> State {
        let is_concluded = self.concluded.map(|path| at(text, path) == Value::Bool(true));
        if is_concluded == Some(false) {
            return State::Running;
        }
        let status = at(text, self.status);
        let is_one_of = |values: &[&str]| status.as_str().is_some_and(|status| values.contains(&status));
        if is_one_of(self.success) {
            State::Success
        } else if is_one_of(self.failure) {
            State::Failure
        } else if is_concluded.is_some() || is_one_of(self.completed) {
            State::Completed
        } else {
            State::Running
        }
    }

    /// A wait that repeats a call.
    pub(crate) fn wait<T, C>(&self, transport: Arc<dyn Transport>, call: C) -> Wait<'static, T>
    where
        T: Json + Send + 'static,
        C: IntoFuture<Output = Result<T, Error>> + Clone + Send + 'static,
        C::IntoFuture: Send,
    {
        let waiter = *self;
        self.limited(transport, move || {
            let call = call.clone().into_future();
            async move { Ok(waiter.poll_status(call.await?)) }
        })
    }

    /// A wait that searches a list for an item.
    pub(crate) fn wait_for_item<T, L>(
        &self,
        transport: Arc<dyn Transport>,
        (id, text): (Path, String),
        list: L,
    ) -> Wait<'static, T>
    where
        T: Json + Send + 'static,
        L: Fn() -> Items<T> + Send + 'static,
    {
        let waiter = *self;
        self.limited(transport, move || {
            let (mut items, text) = (list(), text.clone());
            async move {
                while let Some(item) = items.try_next().await? {
                    if has_text(&to_vec(&item), id, &text) {
                        return Ok(waiter.poll_status(item));
                    }
                }
                Ok(PollStatus::NotFound)
            }
        })
    }

    fn limited<T, P, F>(&self, transport: Arc<dyn Transport>, poll: P) -> Wait<'static, T>
    where
        P: FnMut() -> F + Send + 'static,
        F: Future<Output = Result<PollStatus<T>, Error>> + Send + 'static,
    {
        Wait::new(transport, poll).interval(self.interval).timeout(self.timeout)
    }
}

/// The state of a process.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Success,
    Failure,
    Completed,
    Running,
}

/// Returns the value at a path of properties of a JSON text; null if there is none. The rest of the text is skipped.
fn at(text: &[u8], path: Path) -> Value {
    from_slice_at(text, path).unwrap_or_default()
}

/// Returns whether a property is a text, or a number that is written like it.
fn has_text(item: &[u8], path: Path, text: &str) -> bool {
    match at(item, path) {
        Value::String(own) => own == text,
        Value::Number(own) => own.to_string() == text,
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const BUILD: Waiter = Waiter::new(&["state", "status"])
        .success(&["SUCCESS"])
        .failure(&["FAILURE", "CRASHED"])
        .completed(&["ABORTED"]);

    fn state(waiter: Waiter, value: &Value) -> State {
        waiter.state(&to_vec(value))
    }

    #[test]
    fn statuses_end_the_wait_if_they_are_listed() {
        for (status, expected) in [
            (json!("SUCCESS"), State::Success),
            (json!("CRASHED"), State::Failure),
            (json!("ABORTED"), State::Completed),
            (json!("BUILDING"), State::Running),
            (json!("from the future"), State::Running),
            (json!(null), State::Running),
            (json!(7), State::Running),
        ] {
            assert_eq!(state(BUILD, &json!({"state": {"status": status}})), expected, "{status}");
        }
        let mut deep = json!({"state": {"status": "SUCCESS"}});
        for _ in 0..120 {
            deep = json!({"state": {"status": "SUCCESS"}, "deep": deep});
        }
        assert_eq!(state(BUILD, &deep), State::Success);
        for value in [json!({}), json!({"state": null}), json!({"state": "SUCCESS"}), json!([])] {
            assert_eq!(state(BUILD, &value), State::Running, "{value}");
        }
    }

    #[test]
    fn concluded_decides_whether_the_status_counts() {
        let waiter = BUILD.concluded(&["concluded"]);
        for (concluded, status, expected) in [
            (json!(false), "SUCCESS", State::Running),
            (json!(null), "FAILURE", State::Running),
            (json!("true"), "FAILURE", State::Running),
            (json!(true), "SUCCESS", State::Success),
            (json!(true), "FAILURE", State::Failure),
            (json!(true), "BUILDING", State::Completed),
            (json!(true), "from the future", State::Completed),
        ] {
            let value = json!({"concluded": concluded, "state": {"status": status}});
            assert_eq!(state(waiter, &value), expected, "{value}");
        }
        assert_eq!(state(waiter, &json!({"state": {"status": "SUCCESS"}})), State::Running);
        assert_eq!(state(waiter, &json!({"concluded": true})), State::Completed);
    }

    #[test]
    fn items_are_found_by_a_text_or_a_number() {
        for (id, is_found) in
            [(json!("7"), true), (json!(7), true), (json!("8"), false), (json!(true), false)]
        {
            assert_eq!(has_text(&to_vec(&json!({"id": id})), &["id"], "7"), is_found, "{id}");
        }
    }
}
