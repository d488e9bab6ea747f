//! Minimal responses, for operations without a documented one: required properties only, and empty lists.
//!
//! They satisfy the schema, so there is none where a value would have to be invented: for a pattern, or for the rules of
//! nested values.

use serde_json::{Map, Value, json};

use crate::ir::{Api, Number, Object, Operation, Page, Presence, Response, ResponseForm, Rules, Shape, Type};
use crate::ir::{StatusResponse, TypeId};

/// The number of values in a response, beyond which there is none.
const MAX_VALUES: usize = 1000;

/// The length of a text, beyond which there is none.
const MAX_LENGTH: usize = 1000;

/// A response of an operation.
pub(super) struct Minimal {
    pub status: u16,
    /// A JSON body; `None` for an empty one.
    pub body: Option<Value>,
}

impl Minimal {
    /// The minimal response of an operation; `None` if it is JSON for which there is no minimal value.
    pub(super) fn of(api: &Api, operation: &Operation) -> Option<Self> {
        let mut values = Values { api, inside: Vec::new(), left: MAX_VALUES };
        let status = operation.status;
        let body = match &operation.response {
            Response::Empty | Response::Text | Response::Bytes | Response::Events(_) => None,
            Response::Value(path, of) => Some(nested(path, values.of(of)?)),
            Response::Page(page) => Some(values.page(page)?),
            Response::ByStatus(cases) => {
                return cases.iter().find_map(|case| Self::of_case(&mut values, case, status));
            }
        };
        Some(Self { status, body })
    }

    /// `status` is the one of the operation, for a range that contains it.
    fn of_case(values: &mut Values<'_>, case: &StatusResponse, status: u16) -> Option<Self> {
        let (first, last) = case.statuses();
        let status = if (first..=last).contains(&status) { status } else { first };
        let body = match &case.form {
            ResponseForm::Empty | ResponseForm::Text | ResponseForm::Bytes => None,
            ResponseForm::Value(path, of) => Some(nested(path, values.of(of)?)),
        };
        Some(Self { status, body })
    }
}

/// Makes minimal values.
struct Values<'a> {
    api: &'a Api,
    /// The types that the current value is inside of. None of them is a part of its own minimal value.
    inside: Vec<TypeId>,
    /// The number of further values.
    left: usize,
}

impl Values<'_> {
    fn of(&mut self, of: &Type) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        match of {
            Type::Any | Type::Nullable(_) => Some(Value::Null),
            Type::FreeForm | Type::Map(_) => Some(json!({})),
            Type::Boolean => Some(json!(false)),
            Type::Integer(rules) | Type::Number(rules) => allowed(rules).or_else(|| number(rules)),
            Type::String(rules) => allowed(rules).or_else(|| text(rules)),
            Type::Timestamp => Some(json!("1970-01-01T00:00:00Z")),
            Type::List(of, rules) => self.list(of, rules),
            Type::OrReference(of) => self.of(of),
            Type::Limited(of, rules) => self.limited(of, rules),
            Type::Named(id) => {
                if self.inside.contains(id) {
                    return None;
                }
                self.inside.push(*id);
                let value = self.shape(&self.api.definition(*id).shape);
                self.inside.pop();
                value
            }
        }
    }

    fn shape(&mut self, shape: &Shape) -> Option<Value> {
        match shape {
            Shape::Object(object) => self.object(object),
            Shape::StringEnum(of) => of.values.first().map(|first| json!(first)),
            Shape::Union(union) => union.variants.iter().find_map(|variant| self.of(&variant.r#type)),
        }
    }

    fn object(&mut self, object: &Object) -> Option<Value> {
        let mut value = Map::new();
        for literal in &object.literals {
            value.insert(literal.key.clone(), json!(literal.value));
        }
        let set = object.required_sets.as_ref().and_then(|(_, sets)| sets.first());
        let is_required = |key: &String| set.is_some_and(|set| set.contains(key));
        for field in &object.fields {
            if field.presence == Presence::Required || is_required(&field.key) {
                value.insert(field.key.clone(), self.of(&field.r#type)?);
            }
        }
        let is_large = object.min_properties.is_none_or(|least| least <= value.len() as u64);
        (is_large && object.inside.is_none()).then_some(Value::Object(value))
    }

    fn list(&mut self, of: &Type, rules: &Rules) -> Option<Value> {
        let length = rules.min_items.unwrap_or_default();
        if length > 0 && rules.inside.is_some() || length > 1 && rules.unique_items {
            return None;
        }
        (0..length).map(|_| self.of(of)).collect::<Option<Vec<_>>>().map(Value::Array)
    }

    /// A value of a type with rules, for types whose values have sizes.
    fn limited(&mut self, of: &Type, rules: &Rules) -> Option<Value> {
        if let Some(value) = allowed(rules) {
            return Some(value);
        }
        let value = self.of(of)?;
        let size = value.as_object().map(Map::len);
        let is_large = rules.min_properties.is_none_or(|least| size.is_none_or(|size| least <= size as u64));
        (is_large && rules.inside.is_none() && rules.pattern.is_none()).then_some(value)
    }

    /// The last page of a list, without items.
    fn page(&mut self, page: &Page) -> Option<Value> {
        let mut body = match (&page.beside, page.items.split_last()) {
            (Some(beside), Some((_, path))) => nested(path, self.of(beside)?),
            _ => json!({}),
        };
        set(&mut body, &page.items, json!([]));
        set(&mut body, &page.has_next, json!(false));
        if let Some(count) = &page.count {
            set(&mut body, count, json!(0));
        }
        Some(body)
    }
}

/// A value at a path of properties.
fn nested(path: &[String], value: Value) -> Value {
    path.iter().rev().fold(value, |value, key| Value::Object(Map::from_iter([(key.clone(), value)])))
}

/// Sets a value at a path of properties, whose objects are created where they are missing.
fn set(body: &mut Value, path: &[String], value: Value) {
    let Some((key, rest)) = path.split_first() else {
        *body = value;
        return;
    };
    if !body.is_object() {
        *body = json!({});
    }
    if let Some(object) = body.as_object_mut() {
        set(object.entry(key).or_insert(Value::Null), rest, value);
    }
}

/// The first of the only allowed values.
fn allowed(rules: &Rules) -> Option<Value> {
    rules.allowed_values.first().and_then(|value| serde_json::from_str(value).ok())
}

fn text(rules: &Rules) -> Option<Value> {
    if rules.pattern.is_some() || rules.inside.is_some() {
        return None;
    }
    let length = |bound: Option<u64>| bound.map(|bound| usize::try_from(bound).unwrap_or(usize::MAX));
    let (least, most) =
        (length(rules.min_length).unwrap_or(1), length(rules.max_length).unwrap_or(usize::MAX));
    let text = match rules.format {
        Some(format) => format.sample().to_owned(),
        None => "a".repeat(least.clamp(1, MAX_LENGTH).min(most)),
    };
    (least..=most).contains(&text.len()).then(|| json!(text))
}

fn number(rules: &Rules) -> Option<Value> {
    let bounds = [&rules.minimum, &rules.maximum, &rules.multiple_of];
    let bounds = bounds.into_iter().filter_map(|bound| bound.as_ref()?.whole());
    let beyond = [(&rules.exclusive_minimum, 1), (&rules.exclusive_maximum, -1)];
    let beyond = beyond.into_iter().filter_map(|(bound, step)| Some(bound.as_ref()?.whole()? + step));
    let mut candidates = [1, 0].into_iter().chain(bounds).chain(beyond);
    candidates.find(|number| satisfies(*number, rules)).and_then(|number| {
        i64::try_from(number).map(Value::from).or_else(|_| u64::try_from(number).map(Value::from)).ok()
    })
}

#[expect(clippy::cast_precision_loss, reason = "numbers beyond 53 bits are bounds themselves")]
fn satisfies(number: i128, rules: &Rules) -> bool {
    let exact = number as f64;
    let holds = |bound: &Option<Number>, test: fn(&f64, &f64) -> bool| {
        bound.as_ref().is_none_or(|bound| bound.0.parse().is_ok_and(|bound| test(&exact, &bound)))
    };
    let is_multiple = rules.multiple_of.as_ref().is_none_or(|divisor| {
        number == 0 || divisor.0.parse::<i128>().is_ok_and(|divisor| divisor != 0 && number % divisor == 0)
    });
    is_multiple
        && rules.inside.is_none()
        && holds(&rules.minimum, f64::ge)
        && holds(&rules.maximum, f64::le)
        && holds(&rules.exclusive_minimum, f64::gt)
        && holds(&rules.exclusive_maximum, f64::lt)
}
