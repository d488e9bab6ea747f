//! The oracle: whether an instance is valid according to `jsonschema`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use faithful_codegen::ir::Selection;
use faithful_codegen::source::Location;
use jsonschema::{Draft, ValidationOptions, Validator};
use serde_json::{Value, json};
use tests::{Failure, Outcome};

use super::dialect::{Dialect, Mode};
use super::selected::{KEYWORD, Selected};

/// The maximum number of nulls of an instance that are removed, in all combinations.
const MOST_NULLS: usize = 6;

/// Whether an instance is valid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    Valid,
    /// It is valid only as an option of a union that is not the selected one. The generated type reads it as the
    /// selected option, and may reject it.
    OtherOption,
    /// It would be valid without properties that are `null`. The generated type reads those that are optional, and those
    /// of maps, as absent, and writes them back.
    ValidWithoutNulls,
    Invalid,
}

/// The oracle for the instances of one schema.
pub struct Oracle {
    selected: Validator,
    plain: Validator,
}

impl Oracle {
    /// Creates the oracle for the schema at a place, with the variant selections that the dialect refers to.
    pub fn new(dialect: &Dialect, selections: &Arc<Vec<Selection>>, place: &Location) -> Outcome<Self> {
        let options = jsonschema::options().with_draft(Draft::Draft202012);
        let build = |options: ValidationOptions<'_>, mode| {
            let built = options.build(&dialect.schema(place, mode));
            built.map_err(|error| Failure::new(format!("{place}: {error}")))
        };
        let plain = build(options.clone(), Mode::Plain)?;
        let selections = Arc::clone(selections);
        let options =
            options.with_keyword(KEYWORD, move |_, value, _| Ok(Box::new(Selected::new(&selections, value))));
        Ok(Self { selected: build(options, Mode::WithSelection)?, plain })
    }

    /// Whether an instance is valid.
    pub fn verdict(&self, instance: &Value) -> Verdict {
        if self.selected.is_valid(instance) {
            Verdict::Valid
        } else if self.plain.is_valid(instance) {
            Verdict::OtherOption
        } else if self.is_valid_without_nulls(instance) {
            Verdict::ValidWithoutNulls
        } else {
            Verdict::Invalid
        }
    }

    /// Whether an instance is valid after some of the properties that are null are removed.
    fn is_valid_without_nulls(&self, instance: &Value) -> bool {
        let mut nulls = Vec::new();
        Self::nulls(instance, "", &mut nulls);
        nulls.truncate(MOST_NULLS);
        (1..1_usize << nulls.len()).any(|set| {
            let mut without = instance.clone();
            for (index, (place, key)) in nulls.iter().enumerate().filter(|(index, _)| set & (1 << index) != 0)
            {
                if let Some(Value::Object(object)) = without.pointer_mut(place) {
                    assert!(object.remove(key).is_some(), "null {index} at {place}");
                }
            }
            self.selected.is_valid(&without) || self.plain.is_valid(&without)
        })
    }

    /// Collects the properties that are null: the pointer of their object, and their key.
    fn nulls(value: &Value, place: &str, into: &mut Vec<(String, String)>) {
        match value {
            Value::Object(properties) => {
                for (key, value) in properties {
                    if value.is_null() {
                        into.push((place.to_owned(), key.clone()));
                    }
                    let token = key.replace('~', "~0").replace('/', "~1");
                    Self::nulls(value, &format!("{place}/{token}"), into);
                }
            }
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    Self::nulls(element, &format!("{place}/{index}"), into);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

/// Whether `jsonschema` accepts a pattern.
pub fn is_pattern(pattern: &str) -> bool {
    jsonschema::validator_for(&json!({ "pattern": pattern })).is_ok()
}

/// Whether a string matches a pattern according to `jsonschema`.
pub fn matches(pattern: &str, text: &str) -> bool {
    thread_local!(static KNOWN: RefCell<HashMap<String, Option<Validator>>> = RefCell::default());
    KNOWN.with_borrow_mut(|known| {
        let compiled = || jsonschema::validator_for(&json!({ "pattern": pattern })).ok();
        let validator = known.entry(pattern.to_owned()).or_insert_with(compiled);
        validator.as_ref().is_some_and(|validator| validator.is_valid(&Value::from(text)))
    })
}

/// Whether two values are equal, comparing numbers by value.
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
