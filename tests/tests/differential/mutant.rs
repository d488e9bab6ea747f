//! Mutations of instances: a violation of one keyword, or any other change.

use serde_json::{Map, Value, json};
use tests::random::Random;

use super::instance::{Site, at_path, count, of_any_kind, strings};

/// Makes one random change to an instance; `None` if the chosen change does not apply.
pub fn mutant(instance: &Value, sites: &[Site<'_>], random: &mut Random) -> Option<Value> {
    let site = random.pick(sites)?;
    let mut mutant = instance.clone();
    let place = at_path(&mut mutant, &site.path)?;
    let part = random.pick(&site.parts);
    let changed = match part {
        Some(part) if !random.one_in(4) => violate(place, part, random),
        _ => change(place, random),
    };
    changed?;
    (mutant != *instance).then_some(mutant)
}

/// Violates one keyword of a schema.
fn violate(value: &mut Value, part: &Map<String, Value>, random: &mut Random) -> Option<()> {
    let keywords: Vec<&String> = part.keys().collect();
    let keyword = random.pick(&keywords)?.as_str();
    match keyword {
        "type" | "$ref" | "oneOf" | "anyOf" | "allOf" => *value = of_any_kind(random),
        "const" | "enum" => leave_enum(value, random),
        "minLength" | "maxLength" => text_of_length(value, keyword, count(part, keyword)?)?,
        "pattern" | "format" => {
            let text = value.as_str()?;
            let texts = [
                format!("{text}!"),
                format!(" {text}"),
                String::new(),
                format!("{text}\n"),
                text.to_uppercase(),
                text.chars().skip(1).collect(),
            ];
            *value = random.pick(&texts)?.clone().into();
        }
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            let limit = part.get(keyword)?;
            let by = *random.pick(&[-1.0, 1.0, 0.0, 0.5, -0.5])?;
            *value = moved(if keyword == "multipleOf" { value } else { limit }, by)?;
        }
        "minItems" => value.as_array_mut()?.truncate(count(part, keyword)?.checked_sub(1)?),
        "maxItems" => {
            let elements = value.as_array_mut()?;
            let last = elements.last().cloned().unwrap_or_default();
            elements.resize(count(part, keyword)? + 1, last);
        }
        "uniqueItems" => {
            let elements = value.as_array_mut()?;
            elements.push(random.pick(elements)?.clone());
        }
        "items" | "prefixItems" => {
            let elements = value.as_array_mut()?;
            let index = random.below(elements.len() + 1);
            elements.insert(index, of_any_kind(random));
        }
        "required" => drop(value.as_object_mut()?.remove(*random.pick(&strings(part, keyword))?)),
        "properties" => {
            let names: Vec<&String> = part.get(keyword)?.as_object()?.keys().collect();
            let key = (*random.pick(&names)?).clone();
            value.as_object_mut()?.insert(key, of_any_kind(random));
        }
        "minProperties" | "maxProperties" => resize(value.as_object_mut()?, keyword, count(part, keyword)?),
        _ => change(value, random)?,
    }
    Some(())
}

fn leave_enum(value: &mut Value, random: &mut Random) {
    *value = match value {
        Value::String(text) if !random.one_in(4) => match random.below(3) {
            0 => format!("{text}x").into(),
            1 => text.to_uppercase().into(),
            _ => "".into(),
        },
        Value::Number(_) if !random.one_in(4) => json!(random.below(1000)),
        _ => of_any_kind(random),
    };
}

fn text_of_length(value: &mut Value, keyword: &str, limit: usize) -> Option<()> {
    let length = if keyword == "minLength" { limit.checked_sub(1)? } else { limit + 1 };
    let text = value.as_str()?;
    let last = text.chars().last().unwrap_or('a');
    let longer = text.chars().chain(std::iter::repeat(last));
    *value = longer.take(length).collect::<String>().into();
    Some(())
}

#[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
fn moved(number: &Value, by: f64) -> Option<Value> {
    let moved = number.as_f64()? + by;
    Some(if moved.fract() == 0.0 && moved.abs() < 9e15 { json!(moved as i64) } else { json!(moved) })
}

fn resize(properties: &mut Map<String, Value>, keyword: &str, limit: usize) {
    if keyword == "minProperties" {
        while properties.len() >= limit.max(1) {
            let Some(key) = properties.keys().next_back().cloned() else { break };
            properties.remove(&key);
        }
    } else {
        for index in properties.len()..=limit {
            properties.insert(format!("more{index}"), json!("a"));
        }
    }
}

/// Makes any change.
fn change(value: &mut Value, random: &mut Random) -> Option<()> {
    match value {
        Value::Object(properties) if !random.one_in(5) => {
            let keys: Vec<String> = properties.keys().cloned().collect();
            let value = of_any_kind(random);
            match random.below(3) {
                0 => drop(properties.insert("x-other".to_owned(), value)),
                1 => drop(properties.insert(random.pick(&keys)?.clone(), Value::Null)),
                _ => drop(properties.remove(random.pick(&keys)?)),
            }
        }
        Value::Array(elements) if !random.one_in(5) => {
            let index = random.below(elements.len());
            match random.below(3) {
                0 => elements.push(of_any_kind(random)),
                1 => elements.push(elements.get(index)?.clone()),
                _ if elements.is_empty() => return None,
                _ => drop(elements.remove(index)),
            }
        }
        _ => *value = of_any_kind(random),
    }
    Some(())
}
