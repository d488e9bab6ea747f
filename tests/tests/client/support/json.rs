//! JSON helpers: pointers to all values, edits, and serialization in any property order.

use std::fmt::Write as _;

use serde_json::{Map, Value};

pub fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// The JSON pointers of all objects in a value, outermost first.
pub fn objects(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(value, "", &mut |pointer, value| {
        if value.is_object() {
            found.push(pointer.to_owned());
        }
    });
    found
}

/// The JSON pointers of all properties and array elements in a value.
pub fn pointers(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(value, "", &mut |pointer, _| found.push(pointer.to_owned()));
    found.retain(|pointer| !pointer.is_empty());
    found
}

fn walk(value: &Value, pointer: &str, visit: &mut impl FnMut(&str, &Value)) {
    visit(pointer, value);
    match value {
        Value::Object(properties) => {
            for (key, value) in properties {
                walk(value, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), visit);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                walk(element, &format!("{pointer}/{index}"), visit);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The object at a pointer.
pub fn object<'a>(value: &'a mut Value, pointer: &str) -> &'a mut Map<String, Value> {
    let object = value.pointer_mut(pointer).and_then(Value::as_object_mut);
    object.unwrap_or_else(|| panic!("no object at {pointer:?}"))
}

/// A copy of a value with `new` at a pointer.
pub fn replaced(value: &Value, pointer: &str, new: Value) -> Value {
    let mut value = value.clone();
    *value.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer:?}")) = new;
    value
}

/// A copy of a value without the property at a pointer; `None` for an array element.
pub fn without(value: &Value, pointer: &str) -> Option<Value> {
    let mut value = value.clone();
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer to a property");
    let object = value.pointer_mut(parent).and_then(Value::as_object_mut)?;
    object
        .remove(&key.replace("~1", "/").replace("~0", "~"))
        .unwrap_or_else(|| panic!("nothing at {pointer:?}"));
    Some(value)
}

/// A function that sorts the keys of an object.
pub type Order<'a> = &'a mut dyn FnMut(&mut Vec<&String>);

/// Serializes a value with the properties of every object sorted by `order`.
pub fn text_in_order(value: &Value, order: Order<'_>) -> String {
    let mut text = String::new();
    write(value, order, &mut text);
    text
}

fn write(value: &Value, order: Order<'_>, text: &mut String) {
    match value {
        Value::Object(properties) => {
            let mut keys: Vec<&String> = properties.keys().collect();
            order(&mut keys);
            assert_eq!(keys.len(), properties.len(), "`order` must keep all keys");
            list(['{', '}'], &keys, text, &mut |key, text| {
                write!(text, "{}:", Value::from(key.as_str())).unwrap();
                write(&properties[*key], order, text);
            });
        }
        Value::Array(elements) => {
            list(['[', ']'], elements, text, &mut |element, text| write(element, order, text));
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

fn list<T>(brackets: [char; 2], items: &[T], text: &mut String, item: &mut dyn FnMut(&T, &mut String)) {
    text.push(brackets[0]);
    for (index, value) in items.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        item(value, text);
    }
    text.push(brackets[1]);
}

/// Random orders that are the same in every run.
pub struct Shuffle(u64);

impl Shuffle {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn order(&mut self, keys: &mut [&String]) {
        for end in (1..keys.len()).rev() {
            keys.swap(end, self.below(end + 1));
        }
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// All permutations of some items.
pub fn permutations<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
    let Some((first, rest)) = items.split_first() else {
        return vec![Vec::new()];
    };
    let shorter = permutations(rest);
    let inserted = shorter.iter().flat_map(|order| {
        (0..=order.len()).map(|index| {
            let mut order = order.clone();
            order.insert(index, first.clone());
            order
        })
    });
    inserted.collect()
}

/// Serializes an object with its properties in this order.
pub fn object_text(properties: &[(&String, &Value)]) -> String {
    let mut text = String::new();
    list(['{', '}'], properties, &mut text, &mut |(key, value), text| {
        write!(text, "{}:{value}", Value::from(key.as_str())).unwrap();
    });
    text
}
