//! Selection by the value of a property: literals of any type, and kinds of values. The property may be optional,
//! and several options may share a value; the rest then decides among these.

use super::leaves::ObjectOption;
use super::selector::{Selected, Selector};
use super::{selector, tag};
use crate::ir::{
    Api, Case, JsonKind, Object, ObjectSelection, Presence, Rules, ScalarKind, Shape, Type, TypeId,
};

/// Maximum number of properties that are examined for a union, including those of nested groups of options.
pub(super) const MAX_EXAMINED: usize = 64;

/// The values that an option allows for a property.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Allowed {
    pub cases: Vec<Case>,
    /// Whether any value is allowed.
    pub any: bool,
    /// Whether the property may be absent.
    pub absent: bool,
    pub is_declared: bool,
}

impl Allowed {
    /// Returns the values that an option allows for the property at a path.
    pub fn at(api: &Api, path: &[String], option: &ObjectOption<'_>) -> Self {
        let undeclared = Self { any: true, absent: true, ..Self::default() };
        let Some(object) = option.object else { return Self { is_declared: true, ..undeclared } };
        let Some((last, before)) = path.split_last() else { return undeclared };
        let inner = before.iter().try_fold(object, |object, key| tag::nested(api, key, object));
        inner.map_or(undeclared, |object| Self::of(api, last, object))
    }

    /// Returns the values that an object allows for a property.
    pub fn of(api: &Api, key: &str, object: &Object) -> Self {
        if let Some(literal) = object.literals.iter().find(|literal| literal.key == key) {
            let cases = vec![Case::String(literal.value.clone())];
            return Self { cases, is_declared: true, ..Self::default() };
        }
        let Some(field) = object.fields.iter().find(|field| field.key == key) else {
            return Self { any: true, absent: true, ..Self::default() };
        };
        let mut allowed = Self { is_declared: true, ..Self::default() };
        allowed.add(api, &field.r#type, &mut Vec::new());
        allowed.absent = field.presence != Presence::Required;
        if field.presence == Presence::Patch {
            allowed.case(Case::Null);
        }
        allowed
    }

    fn case(&mut self, case: Case) {
        if !self.cases.contains(&case) {
            self.cases.push(case);
        }
    }

    /// Adds the values of a type. `seen` holds the enclosing unions.
    fn add(&mut self, api: &Api, r#type: &Type, seen: &mut Vec<TypeId>) {
        match r#type {
            Type::Any => self.any = true,
            Type::FreeForm | Type::Map(_) => self.case(Case::Object),
            Type::Boolean => self.case(Case::Kind(JsonKind::Boolean)),
            // The integers of a case have 64 bits and a sign.
            Type::Integer(rules) if rules.is_unsigned() => self.listed(rules, Case::Kind(JsonKind::Number)),
            Type::Integer(rules) => self.listed(rules, Case::Kind(JsonKind::Integer)),
            Type::Number(rules) => self.listed(rules, Case::Kind(JsonKind::Number)),
            Type::String(_) | Type::Timestamp => self.case(Case::Kind(JsonKind::String)),
            Type::List(..) => self.case(Case::Kind(JsonKind::Array)),
            Type::Nullable(inner) => {
                self.case(Case::Null);
                self.add(api, inner, seen);
            }
            Type::OrReference(inner) => {
                self.case(Case::Kind(JsonKind::String));
                self.add(api, inner, seen);
            }
            Type::Limited(inner, rules) => match **inner {
                Type::Boolean => self.listed(rules, Case::Kind(JsonKind::Boolean)),
                Type::Any => self.any |= !self.list(rules),
                _ => self.add(api, inner, seen),
            },
            Type::Named(id) => match &api.definition(*id).shape {
                Shape::Object(_) => self.case(Case::Object),
                Shape::StringEnum(list) => {
                    list.values.iter().for_each(|value| self.case(value_of(list.scalar, value)));
                }
                Shape::Union(_) if seen.contains(id) => {}
                Shape::Union(union) => {
                    seen.push(*id);
                    union.variants.iter().for_each(|variant| self.add(api, &variant.r#type, seen));
                }
            },
        }
    }

    /// Adds the values that rules list, or else a kind.
    fn listed(&mut self, rules: &Rules, kind: Case) {
        if !self.list(rules) {
            self.case(kind);
        }
    }

    /// Adds the values that rules list. Returns whether there are any, all of them literals.
    fn list(&mut self, rules: &Rules) -> bool {
        let literals: Option<Vec<Case>> = rules.allowed_values.iter().map(|text| literal(text)).collect();
        let literals = literals.unwrap_or_default();
        let is_listed = !literals.is_empty();
        for literal in literals {
            self.case(literal);
        }
        is_listed
    }

    /// Returns whether it includes a case, or a kind that the case belongs to.
    pub fn includes(&self, case: &Case) -> bool {
        let has = |kind: JsonKind| self.cases.contains(&Case::Kind(kind));
        self.cases.contains(case)
            || (self.any && self.is_declared)
            || match case {
                Case::Boolean(_) => has(JsonKind::Boolean),
                Case::Integer(_) => has(JsonKind::Integer) || has(JsonKind::Number),
                Case::Kind(JsonKind::Integer) => has(JsonKind::Number),
                Case::String(_) => has(JsonKind::String),
                Case::Kind(_) | Case::Object | Case::Elements(_) | Case::Null => false,
            }
    }

    pub fn literals(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(|case| case.is_literal())
    }
}

/// Returns the value of an enum; its kind if it is a number with a fraction.
fn value_of(scalar: ScalarKind, text: &str) -> Case {
    match scalar {
        ScalarKind::String => Case::String(text.to_owned()),
        ScalarKind::Boolean | ScalarKind::Integer | ScalarKind::Number => {
            literal(text).unwrap_or(Case::Kind(JsonKind::Number))
        }
    }
}

/// Returns the text of a literal, as a key of `mapping`, whose keys are strings even if the property is not.
pub(super) fn mapping_key(case: &Case) -> String {
    match case {
        Case::String(text) => text.clone(),
        Case::Boolean(_)
        | Case::Integer(_)
        | Case::Kind(_)
        | Case::Object
        | Case::Elements(_)
        | Case::Null => case.to_string(),
    }
}

/// Parses the JSON text of a literal, unless it is a number with a fraction.
pub(super) fn literal(text: &str) -> Option<Case> {
    match text {
        "true" => Some(Case::Boolean(true)),
        "false" => Some(Case::Boolean(false)),
        "null" => Some(Case::Null),
        _ if text.starts_with('"') => serde_json::from_str(text).ok().map(Case::String),
        _ => {
            let whole = text.split_once('.').map_or(text, |(whole, fraction)| {
                if fraction.bytes().all(|digit| digit == b'0') { whole } else { text }
            });
            whole.parse().ok().map(Case::Integer)
        }
    }
}

/// Returns whether all options declare a property in the same way, so that it cannot distinguish any. Most properties are,
/// and this is much faster than to compare the values they allow.
fn are_alike<'a>(api: &'a Api, path: &[String], options: &[ObjectOption<'a>]) -> bool {
    let Some((last, before)) = path.split_last() else { return false };
    let field = |option: &ObjectOption<'a>| {
        let object = before.iter().try_fold(option.object?, |object, key| tag::nested(api, key, object))?;
        object.fields.iter().find(|field| field.key == *last)
    };
    let mut fields = options.iter().map(field);
    let Some(first) = fields.next().flatten() else { return false };
    fields.all(|field| field.is_some_and(|it| it.presence == first.presence && it.r#type == first.r#type))
}

/// Returns whether the value of a property can count for or against an option: whether the option allows a constant alone,
/// or others declare it differently.
pub(super) fn may_matter(
    api: &Api,
    key: &str,
    option: &ObjectOption<'_>,
    options: &[ObjectOption<'_>],
) -> bool {
    let path = [key.to_owned()];
    let is_constant = || {
        let own = Allowed::at(api, &path, option);
        own.cases.len() == 1 && own.literals().next().is_some()
    };
    !are_alike(api, &path, options) || is_constant()
}

/// The options for each value of a property.
struct Partition<'a> {
    cases: Vec<(Case, Vec<ObjectOption<'a>>)>,
    absent: Vec<ObjectOption<'a>>,
    other: Vec<ObjectOption<'a>>,
    /// Whether the values are constants of the options: of any two options, the same ones or different ones, but not
    /// the same ones of all.
    is_tag: bool,
}

impl<'a> Partition<'a> {
    /// Returns the partition; `None` if all options allow the same values.
    fn new(api: &Api, path: &[String], options: &[ObjectOption<'a>]) -> Option<Self> {
        let allowed: Vec<Allowed> = options.iter().map(|option| Allowed::at(api, path, option)).collect();
        if allowed.iter().all(|other| *other == allowed[0]) {
            return None;
        }
        let pick = |holds: &dyn Fn(&Allowed) -> bool| {
            let held = options.iter().zip(&allowed).filter(|(_, allowed)| holds(allowed));
            held.map(|(option, _)| option.clone()).collect::<Vec<_>>()
        };
        let mut cases: Vec<&Case> = Vec::new();
        for case in allowed.iter().flat_map(|allowed| &allowed.cases) {
            if !cases.contains(&case) {
                cases.push(case);
            }
        }
        // Literals before kinds, and integers before other numbers.
        cases.sort_by_key(|case| (!case.is_literal(), **case == Case::Kind(JsonKind::Number)));
        let declaring: Vec<&Allowed> = allowed.iter().filter(|allowed| allowed.is_declared).collect();
        let apart = |one: &Allowed, other: &Allowed| {
            one.cases == other.cases || !one.cases.iter().any(|case| other.cases.contains(case))
        };
        let first = declaring.iter().find(|allowed| !allowed.cases.is_empty());
        let is_tag = first.is_some_and(|first| declaring.iter().any(|allowed| allowed.cases != first.cases))
            && cases.iter().all(|case| case.is_literal())
            && declaring.iter().all(|one| !one.any && declaring.iter().all(|other| apart(one, other)));
        let cases = cases.into_iter().map(|case| (case.clone(), pick(&|allowed| allowed.includes(case))));
        Some(Self {
            cases: cases.collect(),
            absent: pick(&|allowed| allowed.absent),
            other: pick(&|allowed| allowed.any),
            is_tag,
        })
    }

    /// Returns whether each value leaves fewer than `all` options.
    fn narrows(&self, all: usize) -> bool {
        self.cases.len() + usize::from(!self.absent.is_empty()) > 1
            && self.cases.iter().all(|(_, group)| group.len() < all)
            && self.other.len() < all
    }
}

impl<'a> Selector<'a> {
    /// Selects by the value of a property. If it is not a `tag`, a property with constants, it must distinguish all
    /// options. `used` holds the properties that are known to be absent.
    pub(super) fn property(
        &self,
        options: &[ObjectOption<'a>],
        tag: bool,
        used: &[Vec<String>],
    ) -> Option<Selected<ObjectSelection>> {
        let mut partial = None;
        for path in paths(self.api, options) {
            if used.contains(&path) {
                continue;
            }
            if are_alike(self.api, &path, options) {
                continue;
            }
            let Some(partition) = Partition::new(self.api, &path, options) else { continue };
            if partition.is_tag != tag || !partition.narrows(options.len()) {
                continue;
            }
            let is_stalled = partition.absent.len() == options.len();
            if is_stalled && !tag {
                continue;
            }
            if self.examined.get() >= MAX_EXAMINED {
                break;
            }
            self.examined.set(self.examined.get() + 1);
            let may_overlap = tag && partition.absent.is_empty() && partial.is_none();
            let outer = self.needs_proof.get();
            self.needs_proof.set(outer || !may_overlap);
            let (selection, overlap) = self.partitioned(path, partition, used);
            self.needs_proof.set(outer);
            if overlap.is_none() && (tag || !selector::counts(&selection)) {
                return Some((selection, None));
            }
            if may_overlap {
                partial = Some((selection, overlap));
            }
        }
        partial
    }

    fn partitioned(
        &self,
        path: Vec<String>,
        partition: Partition<'a>,
        used: &[Vec<String>],
    ) -> Selected<ObjectSelection> {
        let mut overlap = None;
        let mut known: Vec<(Vec<Type>, ObjectSelection)> = Vec::new();
        let mut select = |options: &[ObjectOption<'a>], used: &[Vec<String>]| {
            let types: Vec<Type> = options.iter().map(|option| option.r#type.clone()).collect();
            let earlier = known.iter().find(|(existing, _)| used.is_empty() && *existing == types);
            if let Some((_, selection)) = earlier {
                return selection.clone();
            }
            let is_unused = self.needs_proof.get() && overlap.is_some();
            if options.is_empty() || is_unused {
                return ObjectSelection::None;
            }
            let (selection, own_overlap) = self.objects_without(options, used);
            overlap = overlap.take().or(own_overlap);
            if used.is_empty() {
                known.push((types, selection.clone()));
            }
            selection
        };
        let cases = partition.cases.into_iter().map(|(case, group)| (case, select(&group, &[])));
        let cases = cases.collect();
        let mut absent_too = used.to_vec();
        absent_too.push(path.clone());
        let absent = Box::new(select(&partition.absent, &absent_too));
        let other = Box::new(select(&partition.other, &[]));
        (ObjectSelection::Property { path, cases, absent, other }, overlap)
    }
}

/// Returns the paths of the properties that at least two options declare, less nested ones first. Nested properties
/// are those of objects that all options require.
fn paths(api: &Api, options: &[ObjectOption<'_>]) -> Vec<Vec<String>> {
    let objects: Vec<&Object> = options.iter().filter_map(|option| option.object).collect();
    let mut paths = Vec::new();
    collect(api, &objects, &mut Vec::new(), &mut paths);
    paths.sort_by_key(Vec::len);
    paths
}

fn collect(api: &Api, objects: &[&Object], path: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for object in objects {
        for key in keys(object) {
            let place = *places.entry(key).or_insert_with(|| {
                counts.push((key, 0));
                counts.len() - 1
            });
            counts[place].1 += 1;
        }
    }
    for (key, _) in counts.iter().filter(|(_, count)| *count > 1) {
        path.push((*key).to_owned());
        paths.push(path.clone());
        if path.len() < tag::MAX_DEPTH {
            let inner: Option<Vec<&Object>> =
                objects.iter().map(|object| tag::nested(api, key, object)).collect();
            if let Some(inner) = inner {
                collect(api, &inner, path, paths);
            }
        }
        path.pop();
    }
}

fn keys(object: &Object) -> impl Iterator<Item = &str> {
    let literals = object.literals.iter().map(|literal| literal.key.as_str());
    literals.chain(object.fields.iter().map(|field| field.key.as_str()))
}
