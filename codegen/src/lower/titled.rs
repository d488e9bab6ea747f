//! Unions of constants with titles: enums whose values are named after the titles.

use std::rc::Rc;

use super::form::Form;
use super::notes::documentation;
use crate::document::{Schema, is_integer};
use crate::ir::{Label, ScalarKind, StringEnum};
use crate::source::{Location, Value};

/// Returns the enum that options consist of if each is a constant with a title, and all are of the same kind. A
/// reference to a constant other than a string counts as one; its title is that of the component, or else its name.
pub(super) fn titled(options: &[Rc<Schema>], forms: &[(Form, Schema)]) -> Option<Form> {
    let mut list = StringEnum { values: Vec::new(), scalar: ScalarKind::String, labels: Vec::new() };
    let mut places: Vec<Location> = Vec::new();
    let mut kinds = Vec::new();
    for (option, (form, resolved)) in options.iter().zip(forms) {
        let (kind, text) = constant(form)?;
        let reference = option.reference.as_ref().filter(|_| kind != ScalarKind::String);
        let component = || reference.and_then(|target| Some(target.pointer.split_last()?.1));
        let title = option.title.clone().or_else(|| resolved.title.clone()).or_else(component)?;
        let is_named = option.reference.is_some() && kind == ScalarKind::String;
        if is_named || title.trim().is_empty() {
            return None;
        }
        kinds.push(kind);
        if !list.values.contains(&text) {
            list.values.push(text);
            list.labels.push(Label { title, documentation: documentation(resolved) });
            places.push(option.location.clone());
        }
    }
    list.scalar = common(&kinds)?;
    (list.values.len() > 1).then_some(Form::Titled(list, places))
}

/// Returns the only value of a form, and its kind.
fn constant(form: &Form) -> Option<(ScalarKind, String)> {
    match form {
        Form::StringEnum(texts) => match texts.as_slice() {
            [only] => Some((ScalarKind::String, only.clone())),
            _ => None,
        },
        Form::Enum(values) => match values.as_slice() {
            [Value::Boolean(value)] => Some((ScalarKind::Boolean, value.to_string())),
            [Value::Number(number)] if is_integer(number) => number
                .as_i64()
                .or_else(|| whole(number.as_f64()?))
                .map(|integer| (ScalarKind::Integer, integer.to_string())),
            // A float that stands for another number would not be equal to the value.
            [Value::Number(number)] => {
                let text = number.to_string();
                let float = number.as_f64().filter(|float| float.to_string() == text)?;
                Some((ScalarKind::Number, float.to_string()))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Returns an integer that is written with a fraction: `1.0`.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
fn whole(float: f64) -> Option<i64> {
    (float.abs() < 9e15).then_some(float as i64)
}

/// Returns the kind of all values; integers are also numbers.
fn common(kinds: &[ScalarKind]) -> Option<ScalarKind> {
    let first = *kinds.first()?;
    if kinds.iter().all(|kind| *kind == first) {
        return Some(first);
    }
    let is_number = |kind: &ScalarKind| matches!(kind, ScalarKind::Integer | ScalarKind::Number);
    kinds.iter().all(is_number).then_some(ScalarKind::Number)
}
