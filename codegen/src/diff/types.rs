//! Structs, enums of strings, and enums of types.

use super::comparing::{Comparing, Home, OfType, SHARED};
use super::limits::{self, Moved};
use super::pairs::{Pair, pairs};
use super::rule::Rule;
use super::users::Users;
use crate::ir::{Presence, Rest};
use crate::surface::{Field, Item, Kind, Struct, Surface, Union, Value, Variant};

/// What types are recognised by.
pub(super) fn keys(surface: &Surface) -> Vec<[String; 2]> {
    surface.types.iter().map(|item| [item.place.clone(), item.name.clone()]).collect()
}

impl Comparing<'_> {
    pub(super) fn types(&mut self, pairs: &[Pair]) {
        let (old, new) = (self.old, self.new);
        let (users_before, users) = (Users::new(old), Users::new(new));
        for pair in pairs {
            match *pair {
                Pair::Removed(index) => {
                    let home = home(old, &users_before, index);
                    self.gone(Rule::TypeRemoved, &home, &old.types[index].name, kind(&old.types[index]));
                }
                Pair::Added(index) => {
                    let home = home(new, &users, index);
                    self.come(Rule::TypeAdded, &home, &new.types[index].name, kind(&new.types[index]));
                }
                Pair::Kept(was, is) => {
                    let before = self.changes.len();
                    self.item(&old.types[was], &new.types[is]);
                    // Who uses a type is looked up only for what has changed.
                    if self.changes.len() > before {
                        let home = home(new, &users, is);
                        for change in &mut self.changes[before..] {
                            change.group.clone_from(&home.group);
                            change.operations.clone_from(&home.operations);
                        }
                    }
                }
            }
        }
    }

    fn item(&mut self, old: &Item, new: &Item) {
        let name = &new.name;
        let nowhere = Home::client();
        if old.name != new.name {
            self.note(Rule::TypeRenamed, &nowhere, name, old.name.clone(), name.clone());
        }
        if old.sent != new.sent {
            let rule = if new.sent { Rule::TypeNowSent } else { Rule::TypeUnsent };
            self.note(rule, &nowhere, name, old.used().to_owned(), new.used().to_owned());
        }
        if old.documentation != new.documentation {
            self.note(Rule::TypeDescribed, &nowhere, name, String::new(), String::new());
        }
        match (&old.kind, &new.kind) {
            (Kind::Struct(was), Kind::Struct(is)) => self.object(name, (was, is), old.sent && new.sent),
            (Kind::Enum(was), Kind::Enum(is)) => self.values(name, was, is),
            (Kind::Union(was), Kind::Union(is)) => self.union(name, was, is),
            (Kind::Struct(_) | Kind::Enum(_) | Kind::Union(_), _) => {
                let (before, after) = (kind(old).to_owned(), kind(new).to_owned());
                self.note(Rule::TypeReplaced, &nowhere, name, before, after);
            }
        }
    }

    fn object(&mut self, name: &str, (old, new): (&Struct, &Struct), sent: bool) {
        let keys =
            |fields: &[Field]| fields.iter().map(|it| [it.key.clone(), it.name.clone()]).collect::<Vec<_>>();
        let nowhere = Home::client();
        let mut asked = false;
        for pair in pairs(&keys(&old.fields), &keys(&new.fields)) {
            match pair {
                Pair::Removed(index) => {
                    let field = &old.fields[index];
                    let before = self.old.described(&field.r#type);
                    self.gone(Rule::FieldRemoved, &nowhere, &member(name, field), &before);
                    asked |= field.in_constructor;
                }
                Pair::Added(index) => {
                    let field = &new.fields[index];
                    let after = self.new.described(&field.r#type);
                    let must = field.in_constructor || field.presence == Presence::Required;
                    let rule = if must { Rule::RequiredFieldAdded } else { Rule::FieldAdded };
                    self.come(rule, &nowhere, &member(name, field), &after);
                    asked |= must;
                }
                Pair::Kept(was, is) => {
                    asked |= self.field(name, (&old.fields[was], &new.fields[is]), sent);
                }
            }
        }
        // What was told of a member already says that the constructor asks for something else.
        if !asked {
            self.constructor(name, old, new);
        }
        self.whole(name, (old, new), sent);
    }

    /// Compares two fields; tells whether what the constructor asks for has changed with them.
    fn field(&mut self, owner: &str, (old, new): (&Field, &Field), sent: bool) -> bool {
        let (item, nowhere) = (member(owner, new), Home::client());
        let mut asked = false;
        if old.name != new.name {
            self.note(Rule::FieldRenamed, &nowhere, &item, old.name.clone(), new.name.clone());
        }
        if old.key != new.key {
            self.note(Rule::FieldKeyChanged, &nowhere, &item, old.key.clone(), new.key.clone());
        }
        if let Some(rule) = presence_rule(old.presence, new.presence) {
            let text = |presence| presence_text(presence).to_owned();
            self.note(rule, &nowhere, &item, text(old.presence), text(new.presence));
            asked = true;
        }
        if old.boxed != new.boxed {
            let text = |boxed: bool| if boxed { "in a box" } else { "not in a box" }.to_owned();
            self.note(Rule::FieldBoxed, &nowhere, &item, text(old.boxed), text(new.boxed));
        }
        if old.documentation != new.documentation {
            self.note(Rule::FieldDescribed, &nowhere, &item, String::new(), String::new());
        }
        let rules = if sent {
            OfType {
                retyped: Rule::FieldRetyped,
                narrowed: Rule::FieldNarrowed,
                loosened: Rule::FieldLoosened,
            }
        } else {
            OfType { retyped: Rule::FieldRetyped, narrowed: Rule::FieldLimited, loosened: Rule::FieldLimited }
        };
        self.retyped(rules, &nowhere, &item, &old.r#type, &new.r#type);
        asked
    }

    fn constructor(&mut self, name: &str, old: &Struct, new: &Struct) {
        let asked = |object: &Struct| {
            let asked = object.fields.iter().filter(|field| field.in_constructor);
            asked.map(|field| field.key.clone()).collect::<Vec<_>>().join(", ")
        };
        let (before, after) = (asked(old), asked(new));
        if before != after {
            let item = format!("{name}::new");
            self.note(Rule::ConstructorChanged, &Home::client(), &item, before, after);
        }
    }

    /// What holds for an object as a whole.
    fn whole(&mut self, name: &str, (old, new): (&Struct, &Struct), sent: bool) {
        let nowhere = Home::client();
        let constants = |object: &Struct| {
            let mut constants: Vec<_> =
                object.literals.iter().map(|it| format!("{} = {:?}", it.key, it.value)).collect();
            constants.sort();
            constants.join(", ")
        };
        let (before, after) = (constants(old), constants(new));
        if before != after {
            self.note(Rule::ConstantChanged, &nowhere, name, before, after);
        }
        self.rest(name, (&old.rest, &new.rest), sent);
        let demands = match (&old.demands, &new.demands) {
            (old, new) if old == new => Moved::default(),
            (_, new) => limits::flag(new.is_none(), new.is_some()),
        };
        let moved = limits::counts(old.count, new.count).and(demands);
        let text =
            |object: &Struct| format!("{} members{}", count(object.count), demanded(object.demands.as_ref()));
        if sent && moved.narrowed {
            self.note(Rule::ObjectNarrowed, &nowhere, name, text(old), text(new));
        } else if sent && moved.loosened {
            self.note(Rule::ObjectLoosened, &nowhere, name, text(old), text(new));
        }
    }

    fn rest(&mut self, name: &str, (old, new): (&Rest, &Rest), sent: bool) {
        let nowhere = Home::client();
        let text =
            |surface: &Surface, rest: &Rest| surface.rest_text(rest).unwrap_or_else(|| "any".to_owned());
        let (before, after) = (text(self.old, old), text(self.new, new));
        let rule = match (old, new) {
            (Rest::Typed(was), Rest::Typed(is)) => {
                let rules = OfType {
                    retyped: Rule::AdditionalPropertiesRetyped,
                    narrowed: Rule::ObjectNarrowed,
                    loosened: Rule::ObjectLoosened,
                };
                return self.retyped(rules, &nowhere, &format!("{name} (others)"), was, is);
            }
            (Rest::Typed(_), _) | (_, Rest::Typed(_)) => Rule::AdditionalPropertiesRetyped,
            (Rest::Open, Rest::Closed) if sent => Rule::AdditionalPropertiesRefused,
            (Rest::Closed, Rest::Open) if sent => Rule::AdditionalPropertiesAllowed,
            (Rest::Open | Rest::Closed, Rest::Open | Rest::Closed) => return,
        };
        self.note(rule, &nowhere, name, before, after);
    }

    fn values(&mut self, name: &str, old: &[Value], new: &[Value]) {
        let keys = |values: &[Value]| values.iter().map(|value| [value.text.clone()]).collect::<Vec<_>>();
        let nowhere = Home::client();
        let item = |value: &Value| format!("{name}::{}", value.name);
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    self.gone(Rule::ValueRemoved, &nowhere, &item(&old[index]), &old[index].text);
                }
                Pair::Added(index) => {
                    self.come(Rule::ValueAdded, &nowhere, &item(&new[index]), &new[index].text);
                }
                Pair::Kept(was, is) if old[was].name != new[is].name => {
                    let (before, after) = (old[was].name.clone(), new[is].name.clone());
                    self.note(Rule::ValueRenamed, &nowhere, &item(&new[is]), before, after);
                }
                Pair::Kept(..) => {}
            }
        }
    }

    fn union(&mut self, name: &str, old: &Union, new: &Union) {
        let keys = |surface: &Surface, union: &Union, is_new: bool| {
            let keys = union.variants.iter().map(|variant| {
                let r#type = if is_new { surface.plain(&variant.r#type) } else { self.now(&variant.r#type) };
                [variant.name.clone(), r#type]
            });
            keys.collect::<Vec<_>>()
        };
        let pairs = pairs(&keys(self.old, old, false), &keys(self.new, new, true));
        let nowhere = Home::client();
        let item = |variant: &Variant| format!("{name}::{}", variant.name);
        let mut kept = Vec::new();
        for pair in pairs {
            match pair {
                Pair::Removed(index) => {
                    let variant = &old.variants[index];
                    let before = self.old.plain(&variant.r#type);
                    self.gone(Rule::VariantRemoved, &nowhere, &item(variant), &before);
                }
                Pair::Added(index) => {
                    let variant = &new.variants[index];
                    let after = self.new.plain(&variant.r#type);
                    self.come(Rule::VariantAdded, &nowhere, &item(variant), &after);
                }
                Pair::Kept(was, is) => {
                    let (was, is) = (&old.variants[was], &new.variants[is]);
                    self.variant(&item(is), was, is);
                    kept.push((was, is));
                }
            }
        }
        self.selection(name, (old, new), &kept);
    }

    /// How a type of before is written now.
    fn now(&self, r#type: &crate::ir::Type) -> String {
        let named = crate::analyze::named(r#type).and_then(|id| self.counterparts[id.0]);
        match (r#type, named) {
            (crate::ir::Type::Named(_), Some(id)) => self.new.item(id).name.clone(),
            (other, _) => self.old.plain(other),
        }
    }

    fn variant(&mut self, item: &str, old: &Variant, new: &Variant) {
        let nowhere = Home::client();
        if old.name != new.name {
            self.note(Rule::VariantRenamed, &nowhere, item, old.name.clone(), new.name.clone());
        }
        let text = |surface: &Surface, variant: &Variant| {
            format!("{}{}", if variant.boxed { "boxed " } else { "" }, surface.plain(&variant.r#type))
        };
        let (before, after) = (text(self.old, old), text(self.new, new));
        if !self.compare(&old.r#type, &new.r#type).0 {
            self.note(Rule::VariantRetyped, &nowhere, item, before, after);
        } else if old.boxed != new.boxed {
            self.note(Rule::VariantBoxed, &nowhere, item, before, after);
        }
    }

    /// Whether what both know is still told apart in the same way, and in the same order.
    fn selection(&mut self, name: &str, (old, new): (&Union, &Union), kept: &[(&Variant, &Variant)]) {
        let nowhere = Home::client();
        let mut turns: Vec<_> = kept.iter().flat_map(|(was, is)| was.turns().zip(is.turns())).collect();
        turns.sort_unstable();
        let is_in_order = turns.is_sorted_by_key(|(_, now)| *now);
        let is_heuristic = old.basis < new.basis && new.basis == crate::ir::Basis::Heuristic;
        let mut differing: Vec<&(&Variant, &Variant)> =
            kept.iter().filter(|(was, is)| !was.ways().eq(is.ways())).collect();
        if differing.is_empty() && !is_in_order {
            differing = kept.iter().collect();
        }
        let text = |variant: &Variant| format!("{} when {}", variant.name, variant.recognised_text());
        for (was, is) in &differing {
            self.note(Rule::SelectionChanged, &nowhere, name, text(was), text(is));
        }
        if differing.is_empty() && is_heuristic {
            let basis = |union: &Union| union.basis.as_str().to_owned();
            self.note(Rule::SelectionChanged, &nowhere, name, basis(old), basis(new));
        }
    }
}

fn home(surface: &Surface, users: &Users, index: usize) -> Home {
    let item = &surface.types[index];
    let mut groups = item.groups.iter();
    let group = match (groups.next(), groups.next()) {
        (Some(group), None) => surface.groups[*group].module.clone(),
        _ => SHARED.to_owned(),
    };
    Home { group, operations: users.of(surface, index) }
}

fn kind(item: &Item) -> &'static str {
    match &item.kind {
        Kind::Struct(_) => "struct",
        Kind::Enum(_) => "enum of strings",
        Kind::Union(_) => "enum of types",
    }
}

fn member(owner: &str, field: &Field) -> String {
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
        Presence::Patch => "optional or null",
    }
}

fn count((least, most): (Option<u64>, Option<u64>)) -> String {
    match (least, most) {
        (None, None) => "any number of".to_owned(),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(most)) => format!("at most {most}"),
        (Some(least), Some(most)) => format!("{least} to {most}"),
    }
}

fn demanded(demands: Option<&(bool, Vec<Vec<String>>)>) -> String {
    let Some((exclusive, sets)) = demands else { return String::new() };
    let sets: Vec<_> = sets.iter().map(|set| set.join(" and ")).collect();
    let which = if *exclusive { "exactly one" } else { "one" };
    format!(", {which} of: {}", sets.join("; "))
}
