//! Rules for nested values that are not fields of a struct: array elements by position, properties by key,
//! and alternatives.

// Cycle: a `Rule` may contain an `Inside`, which contains `Rule`s.

use super::checker::{Checker, pluralize};
use super::pattern;
use super::rule::Rule;
use super::violation::{Violation, Violations};
use crate::json::entry::fill_from;
use crate::json::parts::{Create, create};
use crate::json::{Json, Value, to_vec};

/// Rules for array elements by position, for properties by key, and for alternatives. An `Inside` is plain
/// data that can be built in a constant.
///
/// ```
/// # use faithful_runtime::{Inside, Rule, Value, ValueRule, validate};
/// const NUMBER: ValueRule = ValueRule::of::<f64>(Rule::NONE);
/// const PAIR: Inside = Inside::new().positions(&[NUMBER, NUMBER]).closed();
/// const POINT: Rule = Rule::new().inside(&PAIR);
/// let point: Vec<Value> = vec![1.5.into(), "b".into(), 3.into()];
/// let violations = validate(&point, &POINT).unwrap_err();
/// assert_eq!(violations.to_string(), "$[1]: has the wrong type: at $: expected a number, got \"b\"; $: must have at most 2 items, has 3");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Inside {
    positions: &'static [ValueRule],
    patterns: &'static [(&'static str, ValueRule)],
    others: Option<&'static ValueRule>,
    closed: bool,
    pub(crate) elsewhere: bool,
    absent: &'static [&'static str],
    not_null: bool,
    alternatives: &'static [ValueRule],
}

/// A type that a value must match, and the rules for it.
#[derive(Clone, Copy, Debug)]
pub struct ValueRule {
    create: Create,
    rule: Rule,
}

impl ValueRule {
    /// Requires a value to match the type `T` and satisfy the rule.
    #[must_use]
    pub const fn of<T: Json>(rule: Rule) -> Self {
        Self { create: create::<T>, rule }
    }

    fn check(&self, value: &Value, checker: &mut Checker) {
        let bytes = to_vec(value);
        checker.converted(bytes.len(), |checker| {
            let mut typed = (self.create)();
            match fill_from(&bytes, &mut *typed) {
                Ok(()) => checker.part(&*typed, &self.rule),
                Err(error) => checker.report("type", format!("has the wrong type: {error}")),
            }
        });
    }
}

impl Inside {
    /// Creates an empty set of rules.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            positions: &[],
            patterns: &[],
            others: None,
            closed: false,
            elsewhere: false,
            absent: &[],
            not_null: false,
            alternatives: &[],
        }
    }

    /// Sets the types and rules of the first elements of an array, by position.
    #[must_use]
    pub const fn positions(mut self, parts: &'static [ValueRule]) -> Self {
        self.positions = parts;
        self
    }

    /// Sets the types and rules of properties whose keys contain a match of an ECMAScript pattern.
    #[must_use]
    pub const fn patterns(mut self, parts: &'static [(&'static str, ValueRule)]) -> Self {
        self.patterns = parts;
        self
    }

    /// Sets the type and rules of elements after the last position, and of properties that match no pattern.
    #[must_use]
    pub const fn others(mut self, part: &'static ValueRule) -> Self {
        self.others = Some(part);
        self
    }

    /// Allows no elements after the last position, and only properties that match a pattern.
    #[must_use]
    pub const fn closed(mut self) -> Self {
        self.closed = true;
        self
    }

    /// Marks additional properties as already covered by the rules of the object as a whole, which include
    /// their types, so that they are not checked twice.
    #[must_use]
    pub const fn elsewhere(mut self) -> Self {
        self.elsewhere = true;
        self
    }

    /// Forbids properties with these keys.
    #[must_use]
    pub const fn absent(mut self, keys: &'static [&'static str]) -> Self {
        self.absent = keys;
        self
    }

    /// Requires the value not to be `null`.
    #[must_use]
    pub const fn not_null(mut self) -> Self {
        self.not_null = true;
        self
    }

    /// Requires the value to match at least one of these types and rules.
    #[must_use]
    pub const fn alternatives(mut self, parts: &'static [ValueRule]) -> Self {
        self.alternatives = parts;
        self
    }

    /// Whether every property is covered by one of these rules, and there is more than one.
    pub(crate) const fn covers_all_properties(&self) -> bool {
        let covers_others = self.closed || self.others.is_some();
        covers_others && (self.patterns.len() > 1 || (self.others.is_some() && !self.patterns.is_empty()))
    }

    /// Checks a value of any kind.
    #[cold]
    pub(crate) fn check(&self, value: &Value, checker: &mut Checker) {
        match value {
            Value::Null if self.not_null => checker.report("type", "must not be null".to_owned()),
            Value::Array(elements) => self.check_elements(elements, checker),
            Value::Object(object) => self.check_properties(object, checker),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        self.check_alternatives(|| value.clone(), checker);
    }

    /// Checks that a value matches at least one of the alternatives, if there are any.
    pub(crate) fn check_alternatives(&self, value: impl FnOnce() -> Value, checker: &mut Checker) {
        if self.alternatives.is_empty() {
            return;
        }
        let (value, mut failures) = (value(), Vec::new());
        for part in self.alternatives {
            match checker.attempt(|trial| part.check(&value, trial)) {
                Ok(()) => return,
                Err(violations) => failures.push(violations),
            }
        }
        // If an unlisted value is the only obstacle, that is the violation, so that the value can be sent.
        if failures.iter().any(|failure| failure.iter().all(Violation::is_unlisted)) {
            return checker
                .report("enum", format!("must match at least one alternative: {}", joined(&failures)));
        }
        checker.report("any_of", format!("must match at least one alternative: {}", joined(&failures)));
    }

    fn check_elements(&self, elements: &[Value], checker: &mut Checker) {
        for (index, value) in elements.iter().enumerate() {
            if let Some(part) = self.positions.get(index).or(self.others) {
                checker.at_index(index, |checker| part.check(value, checker));
            }
        }
        let limit = self.positions.len();
        if self.closed && elements.len() > limit && !self.positions.is_empty() {
            let message = format!("must have at most {}, has {}", pluralize(limit, "item"), elements.len());
            checker.report("max_items", message);
        }
    }

    /// Checks the properties of an object that are not fields of its type.
    pub(crate) fn check_properties<'a>(
        &self,
        properties: impl IntoIterator<Item = (&'a String, &'a Value)>,
        checker: &mut Checker,
    ) {
        for (key, value) in properties {
            checker.at_key(key, |checker| self.check_property(key, value, checker));
        }
    }

    fn check_property(&self, key: &str, value: &Value, checker: &mut Checker) {
        if self.absent.contains(&key) {
            return checker.report("absent", "must not be present".to_owned());
        }
        let mut matched = false;
        for (pattern, part) in self.patterns {
            match pattern::matches(pattern, key) {
                Ok(Some(true)) => {
                    matched = true;
                    part.check(value, checker);
                }
                // The pattern may apply.
                Ok(None) => matched = true,
                Ok(Some(false)) | Err(_) => {}
            }
        }
        match self.others {
            _ if matched => {}
            Some(part) => part.check(value, checker),
            None if self.closed => checker.report("closed", "is not an allowed property".to_owned()),
            None => {}
        }
    }
}

fn joined(failures: &[Violations]) -> String {
    failures.iter().map(ToString::to_string).collect::<Vec<_>>().join("; or ")
}

impl Default for Inside {
    fn default() -> Self {
        Self::new()
    }
}
