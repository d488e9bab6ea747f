//! The option of a union that is selected for a value, computed from the intermediate representation alone.

use std::cmp::Reverse;
use std::sync::Arc;

use faithful_codegen::ir::{Candidate, Case, JsonKind, KeyRule, ObjectSelection, Selection};
use faithful_runtime::Timestamp;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value};

use super::oracle::is_same;

/// The keyword that restricts an option to the values for which it is selected: pairs of a union and an option, one
/// of which must be selected.
pub const KEYWORD: &str = "selected";

/// The marker at a union before it is translated: the pair for values for which no option is selected.
pub const UNSELECTED: &str = "unselected";

/// The keyword `selected`.
pub struct Selected {
    selections: Arc<Vec<Selection>>,
    /// Unions and their options; `None` if no option is selected.
    pairs: Vec<(usize, Option<usize>)>,
}

impl Selected {
    /// Parses the value of the keyword.
    pub fn new(selections: &Arc<Vec<Selection>>, value: &Value) -> Self {
        let number =
            |value: Option<&Value>| value.and_then(Value::as_u64).and_then(|it| usize::try_from(it).ok());
        let pair = |pair: &Value| Some((number(pair.get(0))?, number(pair.get(1))));
        let pairs = value.as_array().into_iter().flatten().filter_map(pair).collect();
        Self { selections: Arc::clone(selections), pairs }
    }

    fn holds(&self, instance: &Value) -> bool {
        let holds = |(union, option): &(usize, Option<usize>)| {
            self.selections.get(*union).is_some_and(|selection| select(selection, instance) == *option)
        };
        // Null is not an option: where it is allowed, it is allowed next to the union.
        instance.is_null() || self.pairs.iter().any(holds)
    }
}

impl<'i> Keyword<'i> for Selected {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.holds(instance) { Ok(()) } else { Err(ValidationError::custom("another option is selected")) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        self.holds(instance)
    }
}

/// The option that is selected for a value.
pub fn select(selection: &Selection, value: &Value) -> Option<usize> {
    if let Value::Object(properties) = value {
        return select_object(&selection.objects, properties);
    }
    let mut kinds = selection.kinds.iter();
    kinds.find(|(kind, _)| is_of(kind, value)).map(|(_, option)| *option)
}

fn is_of(kind: &JsonKind, value: &Value) -> bool {
    match (kind, value) {
        (JsonKind::Boolean, Value::Bool(_))
        | (JsonKind::Number, Value::Number(_))
        | (JsonKind::String, Value::String(_))
        | (JsonKind::Array, Value::Array(_)) => true,
        (JsonKind::Integer, Value::Number(number)) => {
            // Others fit no integer type of Rust.
            let range = -9_223_372_036_854_775_808.0..18_446_744_073_709_551_616.0;
            number.as_f64().is_some_and(|number| number.fract() == 0.0 && range.contains(&number))
        }
        (JsonKind::Enum(values), Value::String(text)) => values.contains(text),
        (JsonKind::Timestamp, Value::String(text)) => {
            Timestamp::from(text.as_str()).unix_milliseconds().is_some()
        }
        _ => false,
    }
}

fn select_object(selection: &ObjectSelection, properties: &Map<String, Value>) -> Option<usize> {
    match selection {
        ObjectSelection::None => None,
        ObjectSelection::Only(option) => Some(*option),
        ObjectSelection::Tag { property, values, other } => {
            let tag = properties.get(property)?.as_str()?;
            let named = values.iter().find(|(value, _)| value == tag).map(|(_, option)| *option);
            named.or(*other)
        }
        ObjectSelection::Branch { path, values, other } => {
            let (first, inner) = path.split_first()?;
            let follow = |start| inner.iter().try_fold(start, |value: &Value, key| value.get(key));
            let found = properties.get(first).and_then(follow).and_then(Value::as_str);
            let branch = values.iter().find(|(value, _)| Some(value.as_str()) == found);
            select_object(branch.map_or(other, |(_, selection)| selection), properties)
        }
        ObjectSelection::Keys(rules) => {
            let any = |group: &Vec<String>| group.iter().any(|key| properties.contains_key(key));
            let holds = |rule: &&KeyRule| rule.when.iter().all(any);
            rules.iter().find(holds).map(|rule| rule.variant)
        }
        ObjectSelection::Property { path, cases, absent, other } => {
            let (first, inner) = path.split_first()?;
            let further = |start| inner.iter().try_fold(start, |value: &Value, key| value.get(key));
            let found = properties.get(first).and_then(further);
            let case = cases.iter().find(|(case, _)| found.is_some_and(|value| is_case(case, value)));
            let rest = if found.is_none_or(Value::is_null) { absent } else { other };
            select_object(case.map_or(rest, |(_, selection)| selection), properties)
        }
        ObjectSelection::Heuristic(candidates) => {
            let mut best: Option<(usize, (usize, Reverse<usize>))> = None;
            for candidate in candidates {
                let Some(unlisted) = unlisted(candidate, properties) else { continue };
                let rank = (unlisted, Reverse(known_properties(candidate, properties)));
                if best.is_none_or(|(_, first)| rank < first) {
                    best = Some((candidate.variant, rank));
                }
            }
            best.map(|(option, _)| option)
        }
    }
}

fn is_case(case: &Case, value: &Value) -> bool {
    match (case, value) {
        (Case::Boolean(expected), Value::Bool(value)) => expected == value,
        (Case::String(expected), Value::String(value)) => expected == value,
        (Case::Integer(expected), Value::Number(value)) => {
            is_same(&Value::from(*expected), &value.clone().into())
        }
        (Case::Number(expected), Value::Number(value)) => expected.parse().ok() == value.as_f64(),
        (Case::Kind(kind), value) => is_of(kind, value),
        (Case::Object, Value::Object(_)) | (Case::Null, Value::Null) => true,
        (Case::Elements(cases), Value::Array(elements)) => {
            elements.first().is_none_or(|element| cases.iter().any(|case| is_case(case, element)))
        }
        _ => false,
    }
}

/// The number of values that a candidate does not list; `None` if its required properties or values exclude it.
fn unlisted(candidate: &Candidate, properties: &Map<String, Value>) -> Option<usize> {
    let mut unlisted = 0;
    for (key, cases) in &candidate.values {
        let is_required = candidate.required.contains(key);
        let Some(value) = properties.get(key).filter(|value| is_required || !value.is_null()) else {
            continue;
        };
        if cases.iter().any(|case| is_case(case, value)) {
            continue;
        }
        let is_enum = cases.iter().filter(|case| case.is_literal()).count() > 1;
        let is_listed = |case: &Case| match case {
            Case::String(_) => value.is_string(),
            Case::Integer(_) | Case::Number(_) => value.is_number(),
            Case::Boolean(_) | Case::Kind(_) | Case::Object | Case::Elements(_) | Case::Null => false,
        };
        if !is_enum || !cases.iter().any(is_listed) {
            return None;
        }
        unlisted += 1;
    }
    candidate.required.iter().all(|key| properties.contains_key(key)).then_some(unlisted)
}

fn known_properties(candidate: &Candidate, properties: &Map<String, Value>) -> usize {
    let all = candidate.required.iter().chain(&candidate.optional);
    all.filter(|key| properties.contains_key(*key)).count()
}
