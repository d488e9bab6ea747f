//! Checks values against rules and collects the violations.

// Cycle: the checker applies the rules of an `Inside`, which check nested values with a checker.

use std::collections::HashMap;

use super::allowance::Allowance;
use super::inside::Inside;
use super::pattern;
use super::rule::{Limit, Quantity, Rule};
use super::violation::{Violation, Violations};
use crate::json::entry::part_to_vec;
use crate::json::parts::{Entries, Field, List, TextFormat, View};
use crate::json::text::{Step, VALUE_EXCERPT, excerpt, quoted, render};
use crate::json::types::check_reference;
use crate::json::union::CheckedSibling;
use crate::json::{Json, Map, Number, ReadError, Value, Writer, to_value};

/// Traverses a value and collects violations with their paths.
#[derive(Debug, Default)]
pub struct Checker {
    steps: Vec<Step>,
    violations: Vec<Violation>,
    allowance: Allowance,
    /// The tags of the enclosing objects that select the variants of unions; `None` for one that is missing.
    pub(crate) siblings: Vec<Option<CheckedSibling>>,
}

impl Checker {
    /// Creates a checker without violations.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the validation.
    ///
    /// # Errors
    /// If there is at least one violation. The error contains all of them.
    pub fn finish(self) -> Result<(), Violations> {
        Violations::new(self.violations).map_or(Ok(()), Err)
    }

    /// Reports a violation by the current value. `rule` is the name of the rule, and `message` describes what
    /// the rule requires.
    #[cold]
    pub fn report(&mut self, rule: &'static str, message: String) {
        let path = render(&self.steps, "");
        self.violations.push(Violation { path, rule, message });
    }

    /// Reports every violation of `rule` by a value, and every violation by a nested value of the rules of its own type.
    pub(crate) fn part(&mut self, part: &Field, rule: &Rule) {
        match part.view() {
            View::None | View::Keep | View::Null | View::Unit => {}
            View::Some(value) | View::Set(value) | View::Value(value) => self.part(value, rule),
            View::Reference(text, create) => check_reference(text, create, rule, self),
            View::Boolean(value) => self.allowed_values(&value, rule),
            View::Integer(value) => self.integer(value, rule),
            View::Unsigned(value) => self.unsigned(value, rule),
            View::Float(value) => self.number(value, rule),
            View::Number(value) => self.exact_number(value, rule),
            View::Text(text) => self.string(text, rule),
            View::Timestamp(value) => self.string(value.as_str(), rule),
            View::Formatted(text, format) => self.formatted(text, format, rule),
            View::Enum(text, names, _) => {
                if !names.values.contains(&text) {
                    self.unlisted(text, names.values);
                }
            }
            View::Any(value) => self.value(value, rule),
            View::List(list) => {
                self.elements(list, rule);
                self.inside(rule, || part_to_vec(part));
            }
            View::Map(map) => {
                self.entries(map, rule);
                self.inside(rule, || {
                    let mut writer = Writer::default();
                    writer.begin_object();
                    writer.entries(map);
                    writer.end_object();
                    writer.into_bytes()
                });
            }
            View::Model(model) => model.visit(self),
            View::Other(value) => value.check(rule, self),
        }
    }

    /// Checks a property of the current value.
    pub(crate) fn property(&mut self, key: &str, value: &Field, rule: &Rule) {
        self.steps.push(Step::Name(key.to_owned()));
        self.part(value, rule);
        self.steps.pop();
    }

    /// Runs a check of a value that is converted to another type, unless too much has been converted.
    pub(super) fn converted(&mut self, length: usize, check: impl FnOnce(&mut Self)) {
        if self.allowance.enter(length) {
            check(self);
            self.allowance.leave();
        }
    }

    /// Runs a check and returns its violations, instead of reporting them.
    pub(super) fn attempt(&mut self, check: impl FnOnce(&mut Self)) -> Result<(), Violations> {
        let mut trial = Self { allowance: self.allowance, ..Self::default() };
        check(&mut trial);
        self.allowance = trial.allowance;
        trial.finish()
    }

    /// Runs a check at an element of the current value.
    pub(crate) fn at_index(&mut self, index: usize, check: impl FnOnce(&mut Self)) {
        self.steps.push(Step::Index(index));
        check(self);
        self.steps.pop();
    }

    /// Runs a check at a property of the current value.
    pub(crate) fn at_key(&mut self, key: &str, check: impl FnOnce(&mut Self)) {
        self.steps.push(Step::Name(key.to_owned()));
        check(self);
        self.steps.pop();
    }

    /// Runs a check at a nested property of the current value.
    pub(crate) fn at_path(&mut self, path: &[&str], check: impl FnOnce(&mut Self)) {
        let length = self.steps.len();
        self.steps.extend(path.iter().map(|key| Step::Name((*key).to_owned())));
        check(self);
        self.steps.truncate(length);
    }

    /// Runs a check at a property of the object that is `levels` above the current value.
    pub(crate) fn at_sibling(&mut self, levels: usize, key: &str, check: impl FnOnce(&mut Self)) {
        let below = self.steps.split_off(self.steps.len().saturating_sub(levels));
        self.at_key(key, check);
        self.steps.extend(below);
    }

    /// The number of steps from the root to the current value.
    pub(crate) fn depth(&self) -> usize {
        self.steps.len()
    }

    /// Returns the tag next to the current value that selects its variant.
    pub(crate) fn sibling(&self) -> Option<CheckedSibling> {
        self.sibling_at(self.steps.len())
    }

    /// Returns the tag next to a union that selects the variant that was entered.
    pub(crate) fn entered_sibling(&self) -> Option<CheckedSibling> {
        let is_entered = matches!(self.steps.last(), Some(Step::Entered));
        is_entered.then(|| self.sibling_at(self.steps.len() - 1)).flatten()
    }

    fn sibling_at(&self, steps: usize) -> Option<CheckedSibling> {
        let name = |index: usize| match self.steps.get(index) {
            Some(Step::Name(name)) => Some(name.as_str()),
            Some(Step::Key(key)) => Some(*key),
            _ => None,
        };
        let mut siblings = self.siblings.iter().rev().flatten();
        siblings.find(|sibling| sibling.is_for(steps, name)).cloned()
    }

    /// Enters the variant of a union, so that the tag next to the union does not apply to a union in the variant.
    pub(super) fn enter_variant(&mut self) {
        self.steps.push(Step::Entered);
    }

    pub(super) fn leave_variant(&mut self) {
        self.steps.pop();
    }

    /// Enters a field of a model. Leave it with [`leave_field`](Self::leave_field).
    pub(super) fn enter_field(&mut self, key: &'static str) {
        self.steps.push(Step::Key(key));
    }

    pub(super) fn leave_field(&mut self) {
        self.steps.pop();
    }

    /// Reports a property that does not match its type.
    #[cold]
    pub(crate) fn wrong_type(&mut self, key: &str, error: &ReadError) {
        self.steps.push(Step::Name(key.to_owned()));
        self.report("type", format!("has the wrong type: {error}"));
        self.steps.pop();
    }

    /// Checks a value of any kind.
    pub fn value(&mut self, value: &Value, rule: &Rule) {
        match value {
            Value::String(text) => self.string(text, rule),
            Value::Number(number) => {
                return self.exact_number(&Number::from_valid(&number.to_string()), rule);
            }
            Value::Array(elements) => self.elements(elements, rule),
            Value::Object(object) => self.entries(object, rule),
            Value::Null | Value::Bool(_) => {}
        }
        self.allowed_values(value, rule);
        // A string has no nested values, and `string` has checked its alternatives.
        if let Some(inside) = rule.inside.filter(|_| !value.is_string()) {
            inside.check(value, self);
        }
    }

    /// Checks the nested values of a list or a map.
    #[inline]
    fn inside(&mut self, rule: &Rule, text: impl FnOnce() -> Vec<u8>) {
        if let Some(inside) = rule.inside {
            let bytes = text();
            self.converted(bytes.len(), |checker| {
                // Like `to_value`.
                inside.check(&serde_json::from_slice(&bytes).unwrap_or_default(), checker);
            });
        }
    }

    /// Checks the entries of an object with arbitrary keys.
    fn entries(&mut self, entries: &dyn Entries, rule: &Rule) {
        self.property_count(entries.len(), rule);
        // `Inside` checks each value against its own type and rules, so `items` would report violations
        // twice.
        if rule.inside.is_some_and(Inside::covers_all_properties) {
            return;
        }
        let values = rule.for_items();
        entries.visit(&mut |key, value| self.property(key, value, values));
    }

    #[inline]
    fn alternatives(&mut self, rule: &Rule, value: impl FnOnce() -> Value) {
        if let Some(inside) = rule.inside {
            inside.check_alternatives(value, self);
        }
    }

    /// Checks a string.
    pub fn string(&mut self, text: &str, rule: &Rule) {
        let mut is_too_long = false;
        if rule.min_length.is_some() || rule.max_length.is_some() {
            let length = text.chars().count();
            is_too_long = rule.max_length.is_some_and(|limit| length > limit);
            self.length(length, rule);
        }
        // A text of any length is not worth the time.
        if let Some(pattern) = rule.pattern.filter(|_| !is_too_long)
            && let Err(message) = pattern::check(pattern, text)
        {
            self.report("pattern", message);
        }
        self.alternatives(rule, || text.into());
    }

    fn formatted(&mut self, text: &str, format: &TextFormat, rule: &Rule) {
        if !(format.is_valid)(text) {
            self.report("format", format!("must be {}, is {}", format.noun, quoted(text, VALUE_EXCERPT)));
        }
        self.string(text, rule);
    }

    /// Checks an integer.
    pub fn integer(&mut self, number: i64, rule: &Rule) {
        self.allowed_values(&number, rule);
        self.limits(Quantity::Integer(number.into()), rule);
        self.alternatives(rule, || number.into());
    }

    /// Checks an unsigned integer.
    pub fn unsigned(&mut self, number: u64, rule: &Rule) {
        self.allowed_values(&number, rule);
        self.limits(Quantity::Integer(number.into()), rule);
        self.alternatives(rule, || number.into());
    }

    /// Checks a number with all its digits, as far as rules have as many.
    pub(crate) fn exact_number(&mut self, number: &Number, rule: &Rule) {
        if !number.is_finite() {
            return self.number(number.as_f64(), rule);
        }
        self.allowed_values(number, rule);
        self.limits(number.whole().map_or_else(|| Quantity::Float(number.as_f64()), Quantity::Integer), rule);
        self.alternatives(rule, || to_value(number));
    }

    /// Checks a float. An infinite float or NaN cannot be written as JSON and violates the rule `finite`.
    pub fn number(&mut self, number: f64, rule: &Rule) {
        if number.is_finite() {
            self.allowed_values(&number, rule);
            self.limits(Quantity::Float(number), rule);
            self.alternatives(rule, || number.into());
        } else {
            self.report("finite", format!("must be a finite number, is {number}"));
        }
    }

    /// Checks that a value is one of the values that the rule lists.
    #[inline]
    pub fn allowed_values<T: Json>(&mut self, value: &T, rule: &Rule) {
        if !rule.allowed_values.is_empty() {
            self.one_of(&to_value(value), rule.allowed_values);
        }
    }

    #[cold]
    fn one_of(&mut self, value: &Value, allowed: &[&str]) {
        let mut parsed = allowed.iter().filter_map(|text| serde_json::from_str::<Value>(text).ok());
        if !parsed.any(|other| json_equal(&other, value)) {
            self.unlisted(&value.to_string(), allowed);
        }
    }

    /// Checks the number of properties of an object.
    pub fn property_count(&mut self, count: usize, rule: &Rule) {
        if let Some(limit) = rule.min_properties.filter(|limit| count < *limit) {
            let message = format!("must have at least {}, has {count}", pluralize(limit, "property"));
            self.report("min_properties", message);
        }
        if let Some(limit) = rule.max_properties.filter(|limit| count > *limit) {
            let message = format!("must have at most {}, has {count}", pluralize(limit, "property"));
            self.report("max_properties", message);
        }
    }

    /// Checks that an object has the required sets of properties.
    pub(crate) fn sets(&mut self, object: &Map, rule: &Rule) {
        if rule.sets.is_empty() {
            return;
        }
        let is_complete = |set: &&&[&str]| set.iter().all(|key| object.contains_key(*key));
        let count = rule.sets.iter().filter(is_complete).count();
        if let ([only], 0) = (rule.sets, count) {
            for key in only.iter().filter(|key| !object.contains_key(**key)) {
                self.report("required", format!("must have `{key}`"));
            }
        } else if count == 0 || (rule.one_set && count > 1) {
            let (name, quantity) = if rule.one_set { ("one_of", "exactly") } else { ("any_of", "at least") };
            let sets: Vec<_> = rule.sets.iter().map(|set| format!("`{}`", set.join("` and `"))).collect();
            self.report(name, format!("must have {quantity} one of {}, has {count}", sets.join(", or ")));
        }
    }

    /// Checks the number of elements of an array, and each element.
    fn elements(&mut self, list: &dyn List, rule: &Rule) {
        let elements = || (0..list.len()).filter_map(|index| list.get(index));
        self.count(list.len(), rule);
        if rule.unique_items {
            self.unique(elements().map(part_to_vec));
        }
        let items = rule.for_items();
        self.steps.push(Step::Entered);
        for (index, element) in elements().enumerate() {
            if let Some(step) = self.steps.last_mut() {
                *step = Step::Index(index);
            }
            self.part(element, items);
        }
        self.steps.pop();
    }

    /// Reports a value that is not one of the enum values.
    #[cold]
    pub fn unlisted(&mut self, text: &str, values: &[&str]) {
        let values = values.join(", ");
        let text = excerpt(text.as_bytes(), VALUE_EXCERPT);
        self.report("enum", format!("must be one of {values}, is {text}"));
    }

    fn length(&mut self, length: usize, rule: &Rule) {
        if let Some(limit) = rule.min_length.filter(|limit| length < *limit) {
            self.report(
                "min_length",
                format!("must have at least {}, has {length}", pluralize(limit, "character")),
            );
        }
        if let Some(limit) = rule.max_length.filter(|limit| length > *limit) {
            self.report(
                "max_length",
                format!("must have at most {}, has {length}", pluralize(limit, "character")),
            );
        }
    }

    fn count(&mut self, count: usize, rule: &Rule) {
        if let Some(limit) = rule.min_items.filter(|limit| count < *limit) {
            self.report("min_items", format!("must have at least {}, has {count}", pluralize(limit, "item")));
        }
        if let Some(limit) = rule.max_items.filter(|limit| count > *limit) {
            self.report("max_items", format!("must have at most {}, has {count}", pluralize(limit, "item")));
        }
    }

    fn unique(&mut self, values: impl Iterator<Item = Vec<u8>>) {
        let mut seen = HashMap::new();
        for (index, value) in values.enumerate() {
            let first = *seen.entry(value).or_insert(index);
            if first != index {
                self.report(
                    "unique_items",
                    format!("must not contain duplicates, [{index}] equals [{first}]"),
                );
            }
        }
    }

    fn limits(&mut self, number: Quantity, rule: &Rule) {
        let limit = |limit: Option<Limit>| limit.map(Limit::quantity);
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

/// Whether two values are equal by the definition of JSON Schema, in which `1` equals `1.0`.
fn json_equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| json_equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let has = |(key, value)| other.get(key).is_some_and(|other| json_equal(value, other));
            one.len() == other.len() && one.iter().all(has)
        }
        (one, other) => one == other,
    }
}

pub(crate) fn pluralize(count: usize, noun: &str) -> String {
    match noun.strip_suffix('y') {
        _ if count == 1 => format!("1 {noun}"),
        Some(stem) => format!("{count} {stem}ies"),
        None => format!("{count} {noun}s"),
    }
}
