//! The option of a union that is selected for a value, computed from the intermediate representation alone.

use std::sync::Arc;

use codegen::ir::{Candidate, JsonKind, KeyRule, ObjectSelection, Selection};
use jsonschema::{Keyword, ValidationError};
use northflank_runtime::Timestamp;
use serde_json::{Map, Value};

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
fn select(selection: &Selection, value: &Value) -> Option<usize> {
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
            number.as_f64().is_some_and(|number| number.fract() == 0.0)
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
        ObjectSelection::Heuristic(candidates) => {
            let mut best: Option<(usize, usize)> = None;
            for candidate in candidates.iter().filter(|candidate| has_all_required(candidate, properties)) {
                let known = known_properties(candidate, properties);
                if best.is_none_or(|(_, most)| known > most) {
                    best = Some((candidate.variant, known));
                }
            }
            best.map(|(option, _)| option)
        }
    }
}

fn has_all_required(candidate: &Candidate, properties: &Map<String, Value>) -> bool {
    let fixed = |key: &str, text: &str| properties.get(key).and_then(Value::as_str) == Some(text);
    candidate.literals.iter().all(|literal| fixed(&literal.key, &literal.value))
        && candidate.required.iter().all(|key| properties.contains_key(key))
}

fn known_properties(candidate: &Candidate, properties: &Map<String, Value>) -> usize {
    let literals = candidate.literals.iter().map(|literal| &literal.key);
    let all = literals.chain(&candidate.required).chain(&candidate.optional);
    all.filter(|key| properties.contains_key(*key)).count()
}
