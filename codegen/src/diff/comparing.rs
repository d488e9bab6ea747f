//! The state of a comparison, and how a change is noted.

use super::change::{Change, Concerned};
use super::limits::{self, Moved};
use super::rule::Rule;
use crate::ir::{Rules, Type, TypeId};
use crate::surface::Surface;

/// The group of what belongs to the client as a whole.
pub(super) const CLIENT: &str = "client";

/// The group of types that several tags need.
pub(super) const SHARED: &str = "shared";

/// The comparison of two surfaces.
pub(super) struct Comparing<'a> {
    pub old: &'a Surface,
    pub new: &'a Surface,
    /// What the old types are now.
    pub counterparts: Vec<Option<TypeId>>,
    pub changes: Vec<Change>,
}

/// Where a change belongs.
#[derive(Clone, Debug)]
pub(super) struct Home {
    pub group: String,
    pub operations: Vec<Concerned>,
}

impl Home {
    pub fn client() -> Self {
        Self { group: CLIENT.to_owned(), operations: Vec::new() }
    }
}

impl Comparing<'_> {
    pub fn note(&mut self, rule: Rule, home: &Home, item: &str, before: String, after: String) {
        let Home { group, operations } = home.clone();
        self.changes.push(Change { rule, group, item: item.to_owned(), before, after, operations });
    }

    /// Notes that something is not there any more.
    pub fn gone(&mut self, rule: Rule, home: &Home, item: &str, before: &str) {
        self.note(rule, home, item, before.to_owned(), String::new());
    }

    /// Notes that something is there now.
    pub fn come(&mut self, rule: Rule, home: &Home, item: &str, after: &str) {
        self.note(rule, home, item, String::new(), after.to_owned());
    }

    /// Compares where a type is used: whether it is still the same, and how its limits have moved.
    pub fn compare(&self, old: &Type, new: &Type) -> (bool, Moved) {
        let ((old, own), (new, now)) = (unlimited(old), unlimited(new));
        let moved = limits::rules(&own, &now);
        let (same, inner) = match (old, new) {
            (Type::Any, Type::Any)
            | (Type::FreeForm, Type::FreeForm)
            | (Type::Boolean, Type::Boolean)
            | (Type::Timestamp, Type::Timestamp) => (true, Moved::default()),
            (Type::Integer(old), Type::Integer(new))
            | (Type::Number(old), Type::Number(new))
            | (Type::String(old), Type::String(new)) => (true, limits::rules(old, new)),
            (Type::List(old, own), Type::List(new, now)) => {
                let (same, inner) = self.compare(old, new);
                (same, inner.and(limits::rules(own, now)))
            }
            (Type::Map(old), Type::Map(new))
            | (Type::Nullable(old), Type::Nullable(new))
            | (Type::OrReference(old), Type::OrReference(new)) => self.compare(old, new),
            (Type::Named(old), Type::Named(new)) => {
                (self.counterparts[old.0] == Some(*new), Moved::default())
            }
            _ => (false, Moved::default()),
        };
        (same, inner.and(moved))
    }

    /// Notes what has become of a type where it is used.
    pub fn retyped(&mut self, rules: OfType, home: &Home, item: &str, old: &Type, new: &Type) {
        let (same, moved) = self.compare(old, new);
        let (before, after) = (self.old.described(old), self.new.described(new));
        if !same {
            return self.note(rules.retyped, home, item, before, after);
        }
        if moved.narrowed {
            self.note(rules.narrowed, home, item, before, after);
        } else if moved.loosened {
            self.note(rules.loosened, home, item, before, after);
        }
    }
}

/// The rules that a change of type falls under.
#[derive(Clone, Copy, Debug)]
pub(super) struct OfType {
    pub retyped: Rule,
    pub narrowed: Rule,
    pub loosened: Rule,
}

/// A type without the rules that stand around it, and those.
fn unlimited(r#type: &Type) -> (&Type, Rules) {
    match r#type {
        Type::Limited(inner, rules) => (inner, rules.clone()),
        other => (other, Rules::default()),
    }
}
