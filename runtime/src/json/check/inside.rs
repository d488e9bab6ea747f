//! Rules for what stands inside of a value without being a member of a type: elements at positions,
//! members by patterns, alternatives.

// Cycle: a `Rule` may hold an `Inside`, whose rules are `Rule`s again.

use super::checker::{Checker, counted};
use super::pattern;
use super::rule::Rule;
use crate::json::{Json, Value, from_slice, to_vec};

/// Rules for elements by their position and for members by their key; plain data that can stand in
/// a constant.
///
/// ```
/// # use northflank_runtime::{Inside, Rule, Value, ValueRule, validate};
/// const NUMBER: ValueRule = ValueRule::of::<f64>(Rule::NONE);
/// const PAIR: Inside = Inside::new().positions(&[NUMBER, NUMBER]).closed();
/// const POINT: Rule = Rule::new().inside(&PAIR);
/// let point: Vec<Value> = vec![1.5.into(), "b".into(), 3.into()];
/// let violations = validate(&point, &POINT).unwrap_err();
/// assert_eq!(violations.to_string(), "$[1]: is of another type: at $: expected a number, got \"b\"; $: must have at most 2 items, has 3");
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

/// A type that a value must be readable as, with rules for it.
#[derive(Clone, Copy, Debug)]
pub struct ValueRule {
    check: fn(&Value, &Rule, &mut Checker),
    rule: Rule,
}

impl ValueRule {
    /// A value of this type that keeps to this rule.
    #[must_use]
    pub const fn of<T: Json>(rule: Rule) -> Self {
        Self { check: check_as::<T>, rule }
    }

    fn check(&self, value: &Value, checker: &mut Checker) {
        (self.check)(value, &self.rule, checker);
    }
}

fn check_as<T: Json>(value: &Value, rule: &Rule, checker: &mut Checker) {
    match from_slice::<T>(&to_vec(value)) {
        Ok(value) => value.check(rule, checker),
        Err(error) => checker.report("type", format!("is of another type: {error}")),
    }
}

impl Inside {
    /// No rules, to add some.
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

    /// The first elements of an array, each with a type of its own.
    #[must_use]
    pub const fn positions(mut self, parts: &'static [ValueRule]) -> Self {
        self.positions = parts;
        self
    }

    /// Members whose keys contain a match of a pattern.
    #[must_use]
    pub const fn patterns(mut self, parts: &'static [(&'static str, ValueRule)]) -> Self {
        self.patterns = parts;
        self
    }

    /// Elements behind the positions, and members that no pattern matches.
    #[must_use]
    pub const fn others(mut self, part: &'static ValueRule) -> Self {
        self.others = Some(part);
        self
    }

    /// There are no elements behind the positions, and no members but those that a pattern matches.
    #[must_use]
    pub const fn closed(mut self) -> Self {
        self.closed = true;
        self
    }

    /// The members that have no field of their own keep to what is said of the object as a whole, which
    /// names their type as well: they are not checked once more.
    #[must_use]
    pub const fn elsewhere(mut self) -> Self {
        self.elsewhere = true;
        self
    }

    /// Members that may not be there.
    #[must_use]
    pub const fn absent(mut self, keys: &'static [&'static str]) -> Self {
        self.absent = keys;
        self
    }

    /// The value is not `null`.
    #[must_use]
    pub const fn not_null(mut self) -> Self {
        self.not_null = true;
        self
    }

    /// The value keeps to at least one of these.
    #[must_use]
    pub const fn alternatives(mut self, parts: &'static [ValueRule]) -> Self {
        self.alternatives = parts;
        self
    }

    /// Whether it says of every member what its value keeps to.
    pub(crate) const fn tells_all(&self) -> bool {
        let is_said = self.closed || self.others.is_some();
        is_said && (self.patterns.len() > 1 || (self.others.is_some() && !self.patterns.is_empty()))
    }

    /// Checks a value of any kind.
    #[cold]
    pub(crate) fn value(&self, value: &Value, checker: &mut Checker) {
        match value {
            Value::Null if self.not_null => checker.report("type", "must not be null".to_owned()),
            Value::Array(elements) => self.elements(elements, checker),
            Value::Object(members) => self.members(members, checker),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        self.alternative(|| value.clone(), checker);
    }

    /// Checks that a value keeps to at least one of the alternatives, if there are any.
    pub(crate) fn alternative(&self, value: impl FnOnce() -> Value, checker: &mut Checker) {
        if self.alternatives.is_empty() {
            return;
        }
        let (value, mut broken) = (value(), Vec::new());
        for part in self.alternatives {
            let mut trial = Checker::new();
            part.check(&value, &mut trial);
            match trial.finish() {
                Ok(()) => return,
                Err(violations) => broken.push(violations.to_string()),
            }
        }
        checker.report("any_of", format!("must keep to one of several rules: {}", broken.join("; or ")));
    }

    /// Checks the elements of an array.
    fn elements(&self, elements: &[Value], checker: &mut Checker) {
        for (index, value) in elements.iter().enumerate() {
            if let Some(part) = self.positions.get(index).or(self.others) {
                checker.at_index(index, |checker| part.check(value, checker));
            }
        }
        let most = self.positions.len();
        if self.closed && elements.len() > most && !self.positions.is_empty() {
            let message = format!("must have at most {}, has {}", counted(most, "item"), elements.len());
            checker.report("max_items", message);
        }
    }

    /// Checks the members of an object that its type does not know.
    pub(crate) fn members<'a>(
        &self,
        members: impl IntoIterator<Item = (&'a String, &'a Value)>,
        checker: &mut Checker,
    ) {
        for (key, value) in members {
            checker.at_key(key, |checker| self.member(key, value, checker));
        }
    }

    fn member(&self, key: &str, value: &Value, checker: &mut Checker) {
        if self.absent.contains(&key) {
            return checker.report("absent", "must not be there".to_owned());
        }
        let mut matched = false;
        for (pattern, part) in self.patterns {
            if pattern::check(pattern, key).is_ok() {
                matched = true;
                part.check(value, checker);
            }
        }
        match self.others {
            _ if matched => {}
            Some(part) => part.check(value, checker),
            None if self.closed => checker.report("closed", "is no member that there may be".to_owned()),
            None => {}
        }
    }
}

impl Default for Inside {
    fn default() -> Self {
        Self::new()
    }
}
