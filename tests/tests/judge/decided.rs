//! Which option of a union a value is decided to be, by the words of the representation alone.

use std::sync::Arc;

use codegen::ir::{Candidate, Decision, JsonKind, KeyRule, ObjectDecision};
use jsonschema::{Keyword, ValidationError};
use northflank_runtime::Timestamp;
use serde_json::{Map, Value};

/// The keyword by which the options of unions refer to their decisions: pairs of a union and an
/// option, of which one must hold.
pub const KEYWORD: &str = "decided";

/// What stands at a union until its schema is judged: the pair for a value that is no option.
pub const UNDECIDED: &str = "undecided";

/// The keyword `decided`.
pub struct Decided {
    decisions: Arc<Vec<Decision>>,
    /// Unions and options, or none of them.
    pairs: Vec<(usize, Option<usize>)>,
}

impl Decided {
    /// The keyword with what stands behind it.
    pub fn new(decisions: &Arc<Vec<Decision>>, value: &Value) -> Self {
        let number =
            |value: Option<&Value>| value.and_then(Value::as_u64).and_then(|it| usize::try_from(it).ok());
        let pair = |pair: &Value| Some((number(pair.get(0))?, number(pair.get(1))));
        let pairs = value.as_array().into_iter().flatten().filter_map(pair).collect();
        Self { decisions: Arc::clone(decisions), pairs }
    }

    fn holds(&self, instance: &Value) -> bool {
        let holds = |(union, option): &(usize, Option<usize>)| {
            self.decisions.get(*union).is_some_and(|decision| decide(decision, instance) == *option)
        };
        // Null is no option: it stands beside the union where it is allowed.
        instance.is_null() || self.pairs.iter().any(holds)
    }
}

impl<'i> Keyword<'i> for Decided {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.holds(instance) {
            Ok(())
        } else {
            Err(ValidationError::custom("is decided to be another option"))
        }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        self.holds(instance)
    }
}

/// The option that a value is decided to be.
fn decide(decision: &Decision, value: &Value) -> Option<usize> {
    if let Value::Object(members) = value {
        return decide_object(&decision.objects, members);
    }
    let mut kinds = decision.kinds.iter();
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
        (JsonKind::Listed(values), Value::String(text)) => values.contains(text),
        (JsonKind::Timestamp, Value::String(text)) => {
            Timestamp::from(text.as_str()).unix_milliseconds().is_some()
        }
        _ => false,
    }
}

fn decide_object(decision: &ObjectDecision, members: &Map<String, Value>) -> Option<usize> {
    match decision {
        ObjectDecision::None => None,
        ObjectDecision::Only(option) => Some(*option),
        ObjectDecision::Tag { property, values, other } => {
            let tag = members.get(property)?.as_str()?;
            let named = values.iter().find(|(value, _)| value == tag).map(|(_, option)| *option);
            named.or(*other)
        }
        ObjectDecision::Branch { path, values, other } => {
            let (first, inner) = path.split_first()?;
            let further = |start| inner.iter().try_fold(start, |value: &Value, key| value.get(key));
            let found = members.get(first).and_then(further).and_then(Value::as_str);
            let branch = values.iter().find(|(value, _)| Some(value.as_str()) == found);
            decide_object(branch.map_or(other, |(_, decision)| decision), members)
        }
        ObjectDecision::Keys(rules) => {
            let any = |group: &Vec<String>| group.iter().any(|key| members.contains_key(key));
            let holds = |rule: &&KeyRule| rule.when.iter().all(any);
            rules.iter().find(holds).map(|rule| rule.variant)
        }
        ObjectDecision::Count(candidates) => {
            let mut best: Option<(usize, usize)> = None;
            for candidate in candidates.iter().filter(|candidate| lacks_nothing(candidate, members)) {
                let known = knows(candidate, members);
                if best.is_none_or(|(_, most)| known > most) {
                    best = Some((candidate.variant, known));
                }
            }
            best.map(|(option, _)| option)
        }
    }
}

fn lacks_nothing(candidate: &Candidate, members: &Map<String, Value>) -> bool {
    let fixed = |key: &str, text: &str| members.get(key).and_then(Value::as_str) == Some(text);
    candidate.literals.iter().all(|literal| fixed(&literal.key, &literal.value))
        && candidate.required.iter().all(|key| members.contains_key(key))
}

fn knows(candidate: &Candidate, members: &Map<String, Value>) -> usize {
    let literals = candidate.literals.iter().map(|literal| &literal.key);
    let all = literals.chain(&candidate.required).chain(&candidate.optional);
    all.filter(|key| members.contains_key(*key)).count()
}
