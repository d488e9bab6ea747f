//! The values that options allow for a property: literals of any type, and kinds of values.

use super::leaves::ObjectOption;
use super::tag;
use crate::ir::{Api, Case, JsonKind, Object, Presence, Rules, ScalarKind, Shape, Type, TypeId};
use crate::source::decimal;

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
                Case::Number(_) | Case::Kind(JsonKind::Integer) => has(JsonKind::Number),
                Case::String(_) => has(JsonKind::String),
                Case::Kind(_) | Case::Object | Case::Elements(_) | Case::Null => false,
            }
    }

    pub fn literals(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(|case| case.is_literal())
    }
}

/// Returns the value of an enum.
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
        | Case::Number(_)
        | Case::Kind(_)
        | Case::Object
        | Case::Elements(_)
        | Case::Null => case.to_string(),
    }
}

/// Parses the JSON text of a literal; `None` if it is not a scalar.
pub(super) fn literal(text: &str) -> Option<Case> {
    match text {
        "true" => Some(Case::Boolean(true)),
        "false" => Some(Case::Boolean(false)),
        "null" => Some(Case::Null),
        _ if text.starts_with('"') => serde_json::from_str(text).ok().map(Case::String),
        _ => {
            let text = decimal(text)?;
            Some(text.parse().map_or_else(|_| Case::Number(text), Case::Integer))
        }
    }
}
