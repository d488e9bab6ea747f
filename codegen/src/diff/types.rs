//! Compares named types: structs and enums.

use std::collections::BTreeSet;

use super::comparing::{Comparing, Context, SHARED, TypeRules};
use super::limits::{self, LimitChange};
use super::pairs::{Pair, pairs};
use super::rule::Rule;
use super::users::Users;
use crate::ir::{AdditionalProperties, Presence, ScalarKind};
use crate::names::OTHER_MODELS;
use crate::surface::{Field, Item, Kind, Struct, Surface, Value};

/// The keys by which types are matched: location and name.
pub(super) fn keys(surface: &Surface) -> Vec<[String; 2]> {
    surface.types.iter().map(|item| [item.location.clone(), item.name.clone()]).collect()
}

impl Comparing<'_> {
    pub(super) fn types(&mut self, pairs: &[Pair]) {
        let (old, new) = (self.old, self.new);
        let (old_users, new_users) = (Users::new(old), Users::new(new));
        for pair in pairs {
            match *pair {
                Pair::Removed(index) => {
                    let context = context(old, &old_users, index);
                    self.record_removed(
                        Rule::TypeRemoved,
                        &context,
                        &old.types[index].name,
                        kind(&old.types[index]),
                    );
                }
                Pair::Added(index) => {
                    let context = context(new, &new_users, index);
                    self.record_added(
                        Rule::TypeAdded,
                        &context,
                        &new.types[index].name,
                        kind(&new.types[index]),
                    );
                }
                Pair::Kept(was, is) => {
                    let before = self.changes.len();
                    self.item(&old.types[was], &new.types[is]);
                    // The operations that use a type are determined only if it has changed.
                    if self.changes.len() > before {
                        let context = context(new, &new_users, is);
                        for change in &mut self.changes[before..] {
                            change.group.clone_from(&context.group);
                            change.operations.clone_from(&context.operations);
                        }
                    }
                }
            }
        }
    }

    /// Compares two types. The caller sets the context of the recorded changes.
    fn item(&mut self, old: &Item, new: &Item) {
        let name = &new.name;
        let unset = Context::default();
        self.record_if_different(Rule::TypeRenamed, &unset, name, (old.name.clone(), name.clone()));
        let is_enum = matches!(new.kind, Kind::Enum(_));
        if old.is_sendable && !new.is_sendable && !is_enum {
            let rule = Rule::TypeNoLongerSendable;
            self.record(rule, &unset, name, old.usage().to_owned(), new.usage().to_owned());
        } else if old.in_requests != new.in_requests {
            let rule = if new.in_requests { Rule::TypeNowInRequests } else { Rule::TypeNoLongerInRequests };
            self.record(rule, &unset, name, old.usage().to_owned(), new.usage().to_owned());
        }
        if old.documentation != new.documentation {
            self.record_plain(Rule::TypeDocsChanged, &unset, name);
        }
        self.feature(old, new);
        match (&old.kind, &new.kind) {
            (Kind::Struct(was), Kind::Struct(is)) => {
                let is_sendable = old.is_sendable && new.is_sendable;
                self.object(name, (was, is), old.in_requests && new.in_requests, is_sendable);
            }
            (Kind::Enum(was), Kind::Enum(is)) if scalar(was) == scalar(is) => self.values(name, was, is),
            (Kind::Union(was), Kind::Union(is)) => {
                self.union(name, (was, is), old.in_requests && new.in_requests);
            }
            (Kind::Struct(_) | Kind::Enum(_) | Kind::Union(_), _) => {
                let (before, after) = (kind(old).to_owned(), kind(new).to_owned());
                self.record(Rule::TypeReplaced, &unset, name, before, after);
            }
        }
    }

    /// Records that a feature no longer compiles a type.
    fn feature(&mut self, old: &Item, new: &Item) {
        let (before, after) = (features(self.old, old), features(self.new, new));
        let is_always = after.is_empty();
        if !is_always && (before.is_empty() || !before.is_subset(&after)) {
            let [before, after] = [before, after].map(|features| match features.len() {
                0 => "no feature".to_owned(),
                1 => format!("feature {}", Vec::from_iter(features).concat()),
                _ => format!("features {}", Vec::from_iter(features).join(", ")),
            });
            self.record(Rule::TypeFeatureChanged, &Context::default(), &new.name, before, after);
        }
    }

    fn object(&mut self, name: &str, (old, new): (&Struct, &Struct), in_requests: bool, is_sendable: bool) {
        let keys =
            |fields: &[Field]| fields.iter().map(|it| [it.key.clone(), it.name.clone()]).collect::<Vec<_>>();
        let unset = Context::default();
        let mut constructor_changed = false;
        for pair in pairs(&keys(&old.fields), &keys(&new.fields)) {
            match pair {
                Pair::Removed(index) => {
                    let field = &old.fields[index];
                    let before = self.old.described(&field.r#type);
                    self.record_removed(Rule::FieldRemoved, &unset, &field_item(name, field), &before);
                    constructor_changed |= field.in_constructor;
                }
                Pair::Added(index) => {
                    let field = &new.fields[index];
                    let after = self.new.described(&field.r#type);
                    let is_required = field.in_constructor || field.presence == Presence::Required;
                    let rule = if is_required { Rule::RequiredFieldAdded } else { Rule::FieldAdded };
                    self.record_added(rule, &unset, &field_item(name, field), &after);
                    constructor_changed |= is_required;
                }
                Pair::Kept(was, is) => {
                    constructor_changed |= self.field(name, (&old.fields[was], &new.fields[is]), in_requests);
                }
            }
        }
        // Otherwise, the change of a field already implies the change of the constructor.
        if !constructor_changed && is_sendable {
            self.constructor(name, old, new);
        }
        self.constraints(name, (old, new), in_requests);
    }

    /// Compares two fields, and returns whether their difference implies a change of the constructor.
    fn field(&mut self, owner: &str, (old, new): (&Field, &Field), in_requests: bool) -> bool {
        let (item, unset) = (field_item(owner, new), Context::default());
        let mut constructor_changed = false;
        self.record_if_different(Rule::FieldRenamed, &unset, &item, (old.name.clone(), new.name.clone()));
        self.record_if_different(Rule::FieldKeyChanged, &unset, &item, (old.key.clone(), new.key.clone()));
        if let Some(rule) = presence_rule(old.presence, new.presence) {
            let text = |presence| presence_text(presence).to_owned();
            self.record(rule, &unset, &item, text(old.presence), text(new.presence));
            constructor_changed = true;
        }
        if old.boxed != new.boxed {
            let text = |boxed: bool| if boxed { "boxed" } else { "not boxed" }.to_owned();
            self.record(Rule::FieldBoxed, &unset, &item, text(old.boxed), text(new.boxed));
        }
        let default = |field: &Field| field.default.clone().unwrap_or_else(|| "none".to_owned());
        self.record_if_different(Rule::FieldDefaultChanged, &unset, &item, (default(old), default(new)));
        if old.documentation != new.documentation {
            self.record_plain(Rule::FieldDocsChanged, &unset, &item);
        }
        let rules = if in_requests {
            TypeRules {
                retyped: Rule::FieldRetyped,
                narrowed: Rule::FieldNarrowed,
                widened: Rule::FieldWidened,
            }
        } else {
            TypeRules {
                retyped: Rule::FieldRetyped,
                narrowed: Rule::FieldLimitsChanged,
                widened: Rule::FieldLimitsChanged,
            }
        };
        self.record_type(rules, &unset, &item, &old.r#type, &new.r#type);
        constructor_changed
    }

    fn constructor(&mut self, name: &str, old: &Struct, new: &Struct) {
        let arguments = |object: &Struct| {
            let fields = object.fields.iter().filter(|field| field.in_constructor);
            fields.map(|field| field.key.clone()).collect::<Vec<_>>().join(", ")
        };
        let item = format!("{name}::new");
        let arguments = (arguments(old), arguments(new));
        self.record_if_different(Rule::ConstructorChanged, &Context::default(), &item, arguments);
    }

    /// Compares the constraints on an object as a whole.
    fn constraints(&mut self, name: &str, (old, new): (&Struct, &Struct), in_requests: bool) {
        let unset = Context::default();
        let constants = |object: &Struct| {
            let mut constants: Vec<_> =
                object.literals.iter().map(|it| format!("{} = {:?}", it.key, it.value)).collect();
            constants.sort();
            constants.join(", ")
        };
        self.record_if_different(Rule::ConstantChanged, &unset, name, (constants(old), constants(new)));
        let before = self.changes.len();
        self.additional(name, (&old.additional, &new.additional), in_requests);
        let has_other_properties = self.changes.len() > before;
        let required_sets = match (&unless_required_in(new, old), &unless_required_in(old, new)) {
            (old, new) if old == new => LimitChange::default(),
            (_, new) => limits::flag(new.is_none(), new.is_some()),
        };
        let (was, is) = (old.inside.as_deref(), new.inside.as_deref());
        // A change of the additional properties already implies that of their rules.
        let inside = if has_other_properties {
            LimitChange::default()
        } else {
            limits::inside(was, is).and(self.inside(was, is))
        };
        let counts = limits::counts(old.property_count, new.property_count);
        let limits = counts.and(required_sets).and(inside);
        let text = |object: &Struct| {
            let required = required_text(object.required_sets.as_ref());
            format!("{} properties{required}", count_text(object.property_count))
        };
        if in_requests && limits.narrowed {
            self.record(Rule::ObjectNarrowed, &unset, name, text(old), text(new));
        } else if in_requests && limits.widened {
            self.record(Rule::ObjectWidened, &unset, name, text(old), text(new));
        }
    }

    fn additional(
        &mut self,
        name: &str,
        (old, new): (&AdditionalProperties, &AdditionalProperties),
        in_requests: bool,
    ) {
        let unset = Context::default();
        let text = |surface: &Surface, additional: &AdditionalProperties| {
            surface.additional_text(additional).unwrap_or_else(|| "any additional properties".to_owned())
        };
        let (before, after) = (text(self.old, old), text(self.new, new));
        let rule = match (old, new) {
            (AdditionalProperties::Typed(was), AdditionalProperties::Typed(is)) => {
                let rules = TypeRules {
                    retyped: Rule::AdditionalPropertiesRetyped,
                    narrowed: Rule::ObjectNarrowed,
                    widened: Rule::ObjectWidened,
                };
                return self.record_type(rules, &unset, &format!("{name} (additional properties)"), was, is);
            }
            (AdditionalProperties::Typed(_), _) | (_, AdditionalProperties::Typed(_)) => {
                Rule::AdditionalPropertiesRetyped
            }
            (AdditionalProperties::Open, AdditionalProperties::Closed) if in_requests => {
                Rule::AdditionalPropertiesForbidden
            }
            (AdditionalProperties::Closed, AdditionalProperties::Open) if in_requests => {
                Rule::AdditionalPropertiesAllowed
            }
            (
                AdditionalProperties::Open | AdditionalProperties::Closed,
                AdditionalProperties::Open | AdditionalProperties::Closed,
            ) => return,
        };
        self.record(rule, &unset, name, before, after);
    }

    fn values(&mut self, name: &str, old: &[Value], new: &[Value]) {
        let keys = |values: &[Value]| values.iter().map(|value| [value.text.clone()]).collect::<Vec<_>>();
        let unset = Context::default();
        let item = |value: &Value| format!("{name}::{}", value.name);
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    self.record_removed(Rule::ValueRemoved, &unset, &item(&old[index]), &old[index].text);
                }
                Pair::Added(index) => {
                    self.record_added(Rule::ValueAdded, &unset, &item(&new[index]), &new[index].text);
                }
                Pair::Kept(was, is) if old[was].name != new[is].name => {
                    let (before, after) = (old[was].name.clone(), new[is].name.clone());
                    self.record(Rule::ValueRenamed, &unset, &item(&new[is]), before, after);
                }
                Pair::Kept(..) => {}
            }
        }
    }
}

/// Returns the names of the features any of which compiles a type.
fn features<'a>(surface: &'a Surface, item: &Item) -> BTreeSet<&'a str> {
    let groups = item.groups.iter().map(|group| surface.groups[*group].module.as_str());
    groups.chain(item.in_other_models.then_some(OTHER_MODELS)).collect()
}

fn context(surface: &Surface, users: &Users, index: usize) -> Context {
    let item = &surface.types[index];
    let mut groups = item.groups.iter();
    let group = match (groups.next(), groups.next()) {
        (Some(group), None) => surface.groups[*group].module.clone(),
        _ => SHARED.to_owned(),
    };
    Context { group, operations: users.of(surface, index) }
}

/// Returns the kind of the values of an enum.
fn scalar(values: &[Value]) -> Option<ScalarKind> {
    values.first().map(|value| value.scalar)
}

fn kind(item: &Item) -> &'static str {
    match &item.kind {
        Kind::Struct(_) => "struct",
        Kind::Enum(values) => match scalar(values) {
            None | Some(ScalarKind::String) => "enum",
            Some(ScalarKind::Integer) => "enum of integers",
            Some(ScalarKind::Number) => "enum of numbers",
            Some(ScalarKind::Boolean) => "enum of booleans",
        },
        Kind::Union(_) => "union",
    }
}

fn field_item(owner: &str, field: &Field) -> String {
    format!("{owner}.{}", field.name)
}

fn presence_rule(old: Presence, new: Presence) -> Option<Rule> {
    match (old, new) {
        (old, new) if old == new => None,
        (Presence::Patch, _) | (_, Presence::Patch) => Some(Rule::FieldNullable),
        (_, Presence::Required) => Some(Rule::FieldRequired),
        (_, Presence::Optional) => Some(Rule::FieldOptional),
    }
}

fn presence_text(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "required",
        Presence::Optional => "optional",
        Presence::Patch => "optional and nullable",
    }
}

fn count_text((minimum, maximum): (Option<u64>, Option<u64>)) -> String {
    match (minimum, maximum) {
        (None, None) => "any number of".to_owned(),
        (Some(minimum), None) => format!("at least {minimum}"),
        (None, Some(maximum)) => format!("at most {maximum}"),
        (Some(minimum), Some(maximum)) => format!("{minimum} to {maximum}"),
    }
}

/// Returns the required sets of properties of `object`, without the properties that `other` requires in every value.
fn unless_required_in(other: &Struct, object: &Struct) -> Option<(bool, Vec<Vec<String>>)> {
    let (exclusive, sets) = object.required_sets.clone()?;
    let [only] = sets.as_slice() else { return Some((exclusive, sets)) };
    let is_required = |key: &&String| {
        other.literals.iter().any(|literal| literal.key == **key)
            || other.fields.iter().any(|field| field.key == **key && field.presence == Presence::Required)
    };
    let only: Vec<_> = only.iter().filter(|key| !is_required(key)).cloned().collect();
    (!only.is_empty()).then(|| (exclusive, vec![only]))
}

fn required_text(required_sets: Option<&(bool, Vec<Vec<String>>)>) -> String {
    let Some((exclusive, sets)) = required_sets else { return String::new() };
    let sets: Vec<_> = sets.iter().map(|set| set.join(" and ")).collect();
    let which = if *exclusive { "exactly one" } else { "at least one" };
    format!(", {which} of: {}", sets.join("; "))
}
