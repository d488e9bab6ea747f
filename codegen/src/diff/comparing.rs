//! The state of a comparison, and the methods that record changes.

use super::change::{AffectedOperation, Change};
use super::limits::{self, LimitChange};
use super::rule::Rule;
use crate::ir::{Inside, Rules, Type, TypeId};
use crate::surface::Surface;

/// The group of changes of the client as a whole.
pub(super) const CLIENT: &str = "client";

/// The group of changes of types that several tags use.
pub(super) const SHARED: &str = "shared";

/// The comparison of two surfaces.
pub(super) struct Comparing<'a> {
    pub old: &'a Surface,
    pub new: &'a Surface,
    /// The new type for each old type.
    pub counterparts: Vec<Option<TypeId>>,
    pub changes: Vec<Change>,
}

/// The group of a change and the operations that it affects.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    pub group: String,
    pub operations: Vec<AffectedOperation>,
}

impl Context {
    pub fn client() -> Self {
        Self { group: CLIENT.to_owned(), operations: Vec::new() }
    }
}

impl Comparing<'_> {
    pub fn record(&mut self, rule: Rule, context: &Context, item: &str, before: String, after: String) {
        let Context { group, operations } = context.clone();
        // The descriptions are short, and need not contain what differs.
        let (before, after) = if before == after { (String::new(), String::new()) } else { (before, after) };
        self.changes.push(Change { rule, group, item: item.to_owned(), before, after, operations });
    }

    /// Records a change without details.
    pub fn record_plain(&mut self, rule: Rule, context: &Context, item: &str) {
        self.record(rule, context, item, String::new(), String::new());
    }

    /// Records that an item no longer exists.
    pub fn record_removed(&mut self, rule: Rule, context: &Context, item: &str, before: &str) {
        self.record(rule, context, item, before.to_owned(), String::new());
    }

    /// Records a new item.
    pub fn record_added(&mut self, rule: Rule, context: &Context, item: &str, after: &str) {
        self.record(rule, context, item, String::new(), after.to_owned());
    }

    /// Records a change if the two descriptions differ.
    pub fn record_if_different(
        &mut self,
        rule: Rule,
        context: &Context,
        item: &str,
        (old, new): (String, String),
    ) {
        if old != new {
            self.record(rule, context, item, old, new);
        }
    }

    /// Records how the type of an item changed, if it did.
    pub fn record_type(&mut self, rules: TypeRules, context: &Context, item: &str, old: &Type, new: &Type) {
        let (same, limits) = self.compare(old, new);
        let (before, after) = (self.old.described(old), self.new.described(new));
        if !same {
            self.record(rules.retyped, context, item, before, after);
        } else if limits.narrowed {
            self.record(rules.narrowed, context, item, before, after);
        } else if limits.widened {
            self.record(rules.widened, context, item, before, after);
        }
    }

    /// Returns whether two types are the same apart from their limits, and how the limits changed.
    pub fn compare(&self, old: &Type, new: &Type) -> (bool, LimitChange) {
        let ((old, old_rules), (new, new_rules)) = (split(old), split(new));
        let outer = self.rules(&old_rules, &new_rules);
        let (same, inner) = match (old, new) {
            (Type::Any, Type::Any)
            | (Type::FreeForm, Type::FreeForm)
            | (Type::Boolean, Type::Boolean)
            | (Type::Timestamp, Type::Timestamp) => (true, LimitChange::default()),
            (Type::Integer(old), Type::Integer(new)) => {
                (old.is_unsigned() == new.is_unsigned(), self.rules(old, new))
            }
            (Type::Number(old), Type::Number(new)) => (true, self.rules(old, new)),
            (Type::String(old), Type::String(new)) => (old.format == new.format, self.rules(old, new)),
            (Type::List(old, old_rules), Type::List(new, new_rules)) => {
                let (same, inner) = self.compare(old, new);
                (same, inner.and(self.rules(old_rules, new_rules)))
            }
            (Type::Map(old), Type::Map(new))
            | (Type::Nullable(old), Type::Nullable(new))
            | (Type::OrReference(old), Type::OrReference(new)) => self.compare(old, new),
            (Type::Named(old), Type::Named(new)) => {
                (self.counterparts[old.0] == Some(*new), LimitChange::default())
            }
            _ => (false, LimitChange::default()),
        };
        (same, inner.and(outer))
    }

    fn rules(&self, old: &Rules, new: &Rules) -> LimitChange {
        limits::rules(old, new).and(self.inside(old.inside.as_deref(), new.inside.as_deref()))
    }

    /// Compares the types of nested values. Whether a different type is wider is not determined.
    pub fn inside(&self, old: Option<&Inside>, new: Option<&Inside>) -> LimitChange {
        let types = |inside: Option<&Inside>| inside.into_iter().flat_map(Inside::types).cloned().collect();
        let (old, new): (Vec<Type>, Vec<Type>) = (types(old), types(new));
        let changes = old.iter().zip(&new).map(|(old, new)| match self.compare(old, new) {
            (true, change) => change,
            (false, _) => LimitChange { narrowed: true, widened: true },
        });
        changes.fold(LimitChange::default(), LimitChange::and)
    }
}

/// The rules for a change of type.
#[derive(Clone, Copy, Debug)]
pub(super) struct TypeRules {
    pub retyped: Rule,
    pub narrowed: Rule,
    pub widened: Rule,
}

/// Splits a type into the type without the rules around it, and those rules.
fn split(r#type: &Type) -> (&Type, Rules) {
    match r#type {
        Type::Limited(inner, rules) => (inner, rules.clone()),
        other => (other, Rules::default()),
    }
}
