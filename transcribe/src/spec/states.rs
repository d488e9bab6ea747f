//! The states of an API that a document describes.

use serde::Deserialize;
use serde_json::Value;

use super::node::STATES;
use super::{Place, Spec, SpecError};

/// The extension of the root that lists the states.
const DOCUMENTED: &str = "x-documented-states";

/// A state of the API.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The name, which `x-states` refers to.
    pub name: String,
    /// The file with the facts of its pages. Only the pages of the present state are published, so it has none.
    pub facts: Option<String>,
}

impl Spec {
    /// The states that the document lists; none if it describes only one.
    ///
    /// # Errors
    ///
    /// A list that is malformed or has not exactly one published state, or an `x-states` that names a state which is not
    /// listed, or states nothing different.
    pub fn states(&self) -> Result<Vec<State>, SpecError> {
        let list = self.files.get(&self.root).and_then(|root| root.get(DOCUMENTED));
        let states: Vec<State> = match list {
            Some(list) => {
                serde_json::from_value(list.clone()).map_err(|error| self.malformed(&error.to_string()))?
            }
            None => Vec::new(),
        };
        if list.is_some() && states.iter().filter(|it| it.facts.is_none()).count() != 1 {
            return Err(
                self.malformed("exactly one state must have no `facts`: the one whose pages are published")
            );
        }
        if let Some((index, state)) = states
            .iter()
            .enumerate()
            .find(|(index, it)| states[..*index].iter().any(|other| other.name == it.name))
        {
            return Err(self.malformed(&format!("state {index}, `{}`, is listed twice", state.name)));
        }
        for (file, value) in &self.files {
            check(&states, value, &mut Place { file: file.clone(), pointer: String::new() })?;
        }
        Ok(states)
    }

    fn malformed(&self, message: &str) -> SpecError {
        let place = Place { file: self.root.clone(), pointer: format!("/{DOCUMENTED}") };
        SpecError { place, message: message.to_owned() }
    }
}

/// Checks every `x-states` within a value.
fn check(states: &[State], value: &Value, place: &mut Place) -> Result<(), SpecError> {
    match value {
        Value::Object(object) => {
            if let Some(different) = object.get(STATES) {
                let found = differences(states, value, different);
                found.map_err(|message| SpecError { place: place.clone(), message })?;
            }
            object.iter().try_for_each(|(key, value)| descend(states, value, key, place))
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, value)| descend(states, value, &index.to_string(), place)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

fn descend(states: &[State], value: &Value, key: &str, place: &mut Place) -> Result<(), SpecError> {
    let length = place.pointer.len();
    place.pointer.push('/');
    place.pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
    check(states, value, place)?;
    place.pointer.truncate(length);
    Ok(())
}

fn differences(states: &[State], value: &Value, different: &Value) -> Result<(), String> {
    let different = different.as_object().ok_or_else(|| format!("`{STATES}` is not an object"))?;
    if different.is_empty() {
        return Err(format!("`{STATES}` names no state"));
    }
    for (state, keywords) in different {
        if states.iter().all(|it| it.name != *state) {
            return Err(format!("`{STATES}` names the state `{state}`, which `{DOCUMENTED}` does not list"));
        }
        let keywords = match keywords {
            Value::Null => continue,
            Value::Object(keywords) if !keywords.is_empty() => keywords,
            _ => return Err(format!("the state `{state}` is neither null nor an object with keywords")),
        };
        for (keyword, in_state) in keywords {
            if value.get(keyword).unwrap_or(&Value::Null) == in_state {
                return Err(format!("`{keyword}` is the same in the state `{state}`"));
            }
        }
    }
    if states.iter().all(|it| different.get(&it.name).is_some_and(Value::is_null)) {
        return Err("the value exists in no state".to_owned());
    }
    Ok(())
}
