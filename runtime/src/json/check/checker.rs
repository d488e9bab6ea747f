//! Checks values against their rules and collects everything that breaks one.

// Cycle: the checker follows the rules of an `Inside`, which check the values inside with the checker again.

use super::inside::Inside;
use super::pattern;
use super::rule::{Limit, Number, Rule};
use super::violation::{Violation, Violations};
use crate::json::text::{Step, render};
use crate::json::{Json, Map, Patch, ReadError, Value, to_value, to_vec};

/// Walks through a value and collects its violations, each with its path.
#[derive(Debug, Default)]
pub struct Checker {
    steps: Vec<Step>,
    violations: Vec<Violation>,
}

impl Checker {
    /// A checker that has found nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Everything that was found.
    ///
    /// # Errors
    /// If there is at least one violation.
    pub fn finish(self) -> Result<(), Violations> {
        Violations::new(self.violations).map_or(Ok(()), Err)
    }

    /// Reports a violation of the value in hand. `rule` is the name of the rule, `message` says
    /// what it asks for.
    #[cold]
    pub fn report(&mut self, rule: &'static str, message: String) {
        let path = render(&self.steps, "");
        self.violations.push(Violation { path, rule, message });
    }

    /// Checks a member of the value in hand.
    pub fn member<T: Json>(&mut self, key: &str, value: &T, rule: &Rule) {
        self.steps.push(Step::Name(key.to_owned()));
        value.check(rule, self);
        self.steps.pop();
    }

    /// Checks something at an element of the value in hand.
    pub(crate) fn at_index(&mut self, index: usize, check: impl FnOnce(&mut Self)) {
        self.steps.push(Step::Index(index));
        check(self);
        self.steps.pop();
    }

    /// Checks something at a member of the value in hand.
    pub(crate) fn at_key(&mut self, key: &str, check: impl FnOnce(&mut Self)) {
        self.steps.push(Step::Name(key.to_owned()));
        check(self);
        self.steps.pop();
    }

    /// Reports a member that cannot be read as the type that it should have.
    #[cold]
    pub(crate) fn member_of_another_type(&mut self, key: &str, error: &ReadError) {
        self.steps.push(Step::Name(key.to_owned()));
        self.report("type", format!("is of another type: {error}"));
        self.steps.pop();
    }

    /// Checks a value of any kind.
    pub fn value(&mut self, value: &Value, rule: &Rule) {
        match value {
            Value::String(text) => self.string(text, rule),
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(number), _) => return self.integer(number, rule),
                (None, Some(number)) => return self.number(number, rule),
                (None, None) => {}
            },
            Value::Array(elements) => self.elements(elements, rule),
            Value::Object(members) => self.entries(members.iter(), members.len(), rule),
            Value::Null | Value::Bool(_) => {}
        }
        self.listed(value, rule);
        if let Some(inside) = rule.inside.filter(|_| !value.is_string()) {
            inside.value(value, self);
        }
    }

    /// Checks what stands inside of a list or a map.
    #[inline]
    pub(crate) fn inside<T: Json>(&mut self, value: &T, rule: &Rule) {
        if let Some(inside) = rule.inside {
            inside.value(&to_value(value), self);
        }
    }

    /// Checks the entries of an object whose keys are free.
    pub(crate) fn entries<'a, T: Json + 'a>(
        &mut self,
        entries: impl Iterator<Item = (&'a String, &'a T)>,
        count: usize,
        rule: &Rule,
    ) {
        self.members(count, rule);
        // Where patterns tell the types of values apart, they are checked as these, and not once more.
        if rule.inside.is_some_and(Inside::tells_all) {
            return;
        }
        let values = rule.for_items();
        for (key, value) in entries {
            self.member(key, value, values);
        }
    }

    #[inline]
    fn alternatives(&mut self, rule: &Rule, value: impl FnOnce() -> Value) {
        if let Some(inside) = rule.inside {
            inside.alternative(value, self);
        }
    }

    /// Checks a string.
    pub fn string(&mut self, text: &str, rule: &Rule) {
        if rule.min_length.is_some() || rule.max_length.is_some() {
            self.length(text.chars().count(), rule);
        }
        if let Some(pattern) = rule.pattern
            && let Err(message) = pattern::check(pattern, text)
        {
            self.report("pattern", message);
        }
        self.alternatives(rule, || text.into());
    }

    /// Checks a whole number.
    pub fn integer(&mut self, number: i64, rule: &Rule) {
        self.listed(&number, rule);
        self.limits(Number::Integer(number), rule);
        self.alternatives(rule, || number.into());
    }

    /// Checks a float; one that is infinite or not a number cannot be written as JSON and is a
    /// violation of the rule `finite`.
    pub fn number(&mut self, number: f64, rule: &Rule) {
        if number.is_finite() {
            self.listed(&number, rule);
            self.limits(Number::Float(number), rule);
            self.alternatives(rule, || number.into());
        } else {
            self.report("finite", format!("must be a finite number, is {number}"));
        }
    }

    /// Checks that a value is one of those that its rule lists.
    #[inline]
    pub fn listed<T: Json>(&mut self, value: &T, rule: &Rule) {
        if !rule.listed.is_empty() {
            self.one_of(&to_value(value), rule.listed);
        }
    }

    #[cold]
    fn one_of(&mut self, value: &Value, listed: &[&str]) {
        let mut parsed = listed.iter().filter_map(|text| serde_json::from_str::<Value>(text).ok());
        if !parsed.any(|other| is_same(&other, value)) {
            self.unlisted(&value.to_string(), listed);
        }
    }

    /// Checks the number of members of an object.
    pub fn members(&mut self, count: usize, rule: &Rule) {
        if let Some(limit) = rule.min_properties.filter(|limit| count < *limit) {
            let message = format!("must have at least {}, has {count}", counted(limit, "member"));
            self.report("min_properties", message);
        }
        if let Some(limit) = rule.max_properties.filter(|limit| count > *limit) {
            let message = format!("must have at most {}, has {count}", counted(limit, "member"));
            self.report("max_properties", message);
        }
    }

    /// Checks which members of an object are there.
    pub(crate) fn sets(&mut self, members: &Map, rule: &Rule) {
        if rule.sets.is_empty() {
            return;
        }
        let whole = |set: &&&[&str]| set.iter().all(|key| members.contains_key(*key));
        let count = rule.sets.iter().filter(whole).count();
        if count == 0 || (rule.one_set && count > 1) {
            let (name, how) = if rule.one_set { ("one_of", "exactly one") } else { ("any_of", "one") };
            let sets: Vec<_> = rule.sets.iter().map(|set| format!("`{}`", set.join("` and `"))).collect();
            self.report(name, format!("must have {how} of {}, has {count}", sets.join(", or ")));
        }
    }

    /// Checks the number of elements of an array and each of them.
    pub fn elements<T: Json>(&mut self, elements: &[T], rule: &Rule) {
        self.count(elements.len(), rule);
        if rule.unique_items {
            self.unique(elements.iter().map(to_vec));
        }
        let items = rule.for_items();
        self.steps.push(Step::Entered);
        for (index, element) in elements.iter().enumerate() {
            if let Some(step) = self.steps.last_mut() {
                *step = Step::Index(index);
            }
            element.check(items, self);
        }
        self.steps.pop();
    }

    /// Reports a value that is none of those that an enumeration lists.
    #[cold]
    pub fn unlisted(&mut self, text: &str, values: &[&str]) {
        let values = values.join(", ");
        self.report("enum", format!("must be one of {values}, is {text}"));
    }

    fn length(&mut self, length: usize, rule: &Rule) {
        if let Some(limit) = rule.min_length.filter(|limit| length < *limit) {
            self.report(
                "min_length",
                format!("must have at least {}, has {length}", counted(limit, "character")),
            );
        }
        if let Some(limit) = rule.max_length.filter(|limit| length > *limit) {
            self.report(
                "max_length",
                format!("must have at most {}, has {length}", counted(limit, "character")),
            );
        }
    }

    fn count(&mut self, count: usize, rule: &Rule) {
        if let Some(limit) = rule.min_items.filter(|limit| count < *limit) {
            self.report("min_items", format!("must have at least {}, has {count}", counted(limit, "item")));
        }
        if let Some(limit) = rule.max_items.filter(|limit| count > *limit) {
            self.report("max_items", format!("must have at most {}, has {count}", counted(limit, "item")));
        }
    }

    fn unique(&mut self, values: impl Iterator<Item = Vec<u8>>) {
        let mut seen = Vec::new();
        for (index, value) in values.enumerate() {
            if let Some(first) = seen.iter().position(|other| *other == value) {
                self.report(
                    "unique_items",
                    format!("must not repeat items, [{index}] is the same as [{first}]"),
                );
            }
            seen.push(value);
        }
    }

    fn limits(&mut self, number: Number, rule: &Rule) {
        let limit = |limit: Option<Limit>| limit.map(Limit::number);
        if let Some(limit) = limit(rule.minimum).filter(|limit| number.is_less_than(*limit)) {
            self.report("minimum", format!("must be at least {limit}, is {number}"));
        }
        if let Some(limit) = limit(rule.maximum).filter(|limit| limit.is_less_than(number)) {
            self.report("maximum", format!("must be at most {limit}, is {number}"));
        }
        if let Some(limit) = limit(rule.exclusive_minimum).filter(|limit| !limit.is_less_than(number)) {
            self.report("exclusive_minimum", format!("must be greater than {limit}, is {number}"));
        }
        if let Some(limit) = limit(rule.exclusive_maximum).filter(|limit| !number.is_less_than(*limit)) {
            self.report("exclusive_maximum", format!("must be less than {limit}, is {number}"));
        }
        if let Some(limit) = limit(rule.multiple_of).filter(|limit| !number.is_multiple_of(*limit)) {
            self.report("multiple_of", format!("must be a multiple of {limit}, is {number}"));
        }
    }
}

/// What the macros call for each member, by the name of its presence.
impl Checker {
    #[doc(hidden)]
    #[inline(never)]
    pub fn required<T: Json>(&mut self, key: &'static str, value: &T, rule: &'static Rule) {
        self.steps.push(Step::Key(key));
        value.check(rule, self);
        self.steps.pop();
    }

    #[doc(hidden)]
    #[inline(never)]
    pub fn optional<T: Json>(&mut self, key: &'static str, value: &Option<T>, rule: &'static Rule) {
        if let Some(value) = value {
            self.required(key, value, rule);
        }
    }

    #[doc(hidden)]
    #[inline(never)]
    pub fn patch<T: Json>(&mut self, key: &'static str, value: &Patch<T>, rule: &'static Rule) {
        if let Patch::Set(value) = value {
            self.required(key, value, rule);
        }
    }
}

/// Whether two values are equal as JSON Schema compares them: `1` and `1.0` are.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let has = |(key, value)| other.get(key).is_some_and(|other| is_same(value, other));
            one.len() == other.len() && one.iter().all(has)
        }
        (one, other) => one == other,
    }
}

pub(crate) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
