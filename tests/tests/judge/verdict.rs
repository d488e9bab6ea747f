//! The judge: what JSON Schema says of an instance.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use codegen::source::Location;
use codegen::ir::Decision;
use jsonschema::{Draft, ValidationOptions, Validator};
use serde_json::{Value, json};
use tests::{Failure, Outcome};

use super::decided::{Decided, KEYWORD};
use super::dialect::{Dialect, Reading};

/// What an instance is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    Valid,
    /// It fits an option of a union that it is not decided to be, and nothing else: the generator
    /// takes it for another option, and may refuse it.
    OtherOption,
    Invalid,
}

/// The judge of the instances of one schema.
pub struct Judge {
    decided: Validator,
    plain: Validator,
}

impl Judge {
    /// The judge for the schema at a place, with the decisions that the dialect refers to.
    pub fn new(dialect: &Dialect, decisions: &Arc<Vec<Decision>>, place: &Location) -> Outcome<Self> {
        let options = jsonschema::options().with_draft(Draft::Draft202012);
        let build = |options: ValidationOptions<'_>, reading| {
            let built = options.build(&dialect.schema(place, reading));
            built.map_err(|error| Failure::new(format!("{place}: {error}")))
        };
        let plain = build(options.clone(), Reading::Plain)?;
        let decisions = Arc::clone(decisions);
        let options =
            options.with_keyword(KEYWORD, move |_, value, _| Ok(Box::new(Decided::new(&decisions, value))));
        Ok(Self { decided: build(options, Reading::Decided)?, plain })
    }

    /// What an instance is.
    pub fn verdict(&self, instance: &Value) -> Verdict {
        if self.decided.is_valid(instance) {
            Verdict::Valid
        } else if self.plain.is_valid(instance) {
            Verdict::OtherOption
        } else {
            Verdict::Invalid
        }
    }
}

/// Whether the judge can read a pattern.
pub fn is_pattern(pattern: &str) -> bool {
    jsonschema::validator_for(&json!({ "pattern": pattern })).is_ok()
}

/// Whether a text matches a pattern, as the judge sees it.
pub fn matches(pattern: &str, text: &str) -> bool {
    thread_local!(static KNOWN: RefCell<HashMap<String, Option<Validator>>> = RefCell::default());
    KNOWN.with_borrow_mut(|known| {
        let compiled = || jsonschema::validator_for(&json!({ "pattern": pattern })).ok();
        let validator = known.entry(pattern.to_owned()).or_insert_with(compiled);
        validator.as_ref().is_some_and(|validator| validator.is_valid(&Value::from(text)))
    })
}

/// Whether two values are equal, numbers by what they are worth.
pub fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let has = |(key, value)| other.get(key).is_some_and(|other| is_same(value, other));
            one.len() == other.len() && one.iter().all(has)
        }
        (one, other) => one == other,
    }
}
