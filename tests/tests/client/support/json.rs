//! JSON as text and as a tree: every object, every member, any order.

use std::fmt::Write as _;

use serde_json::{Map, Value};

pub fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// The JSON pointers of all objects in a value, from the outside in.
pub fn objects(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(value, "", &mut |pointer, value| {
        if value.is_object() {
            found.push(pointer.to_owned());
        }
    });
    found
}

/// The JSON pointers of all members and elements in a value.
pub fn members(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(value, "", &mut |pointer, _| found.push(pointer.to_owned()));
    found.retain(|pointer| !pointer.is_empty());
    found
}

fn walk(value: &Value, pointer: &str, visit: &mut impl FnMut(&str, &Value)) {
    visit(pointer, value);
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                walk(member, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), visit);
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

/// The same value with another one at a pointer.
pub fn replaced(value: &Value, pointer: &str, new: Value) -> Value {
    let mut value = value.clone();
    *value.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer:?}")) = new;
    value
}

/// The same value without the member at a pointer; `None` for the element of an array.
pub fn without(value: &Value, pointer: &str) -> Option<Value> {
    let mut value = value.clone();
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer to a member");
    let object = value.pointer_mut(parent).and_then(Value::as_object_mut)?;
    object.remove(key).unwrap_or_else(|| panic!("nothing at {pointer:?}"));
    Some(value)
}

/// An order of members: puts the keys of one object in order.
pub type Order<'a> = &'a mut dyn FnMut(&mut Vec<&String>);

/// The text of a value, the members of every object in the order that `order` gives them.
pub fn text_in_order(value: &Value, order: Order<'_>) -> String {
    let mut text = String::new();
    write(value, order, &mut text);
    text
}

fn write(value: &Value, order: Order<'_>, text: &mut String) {
    match value {
        Value::Object(members) => {
            let mut keys: Vec<&String> = members.keys().collect();
            order(&mut keys);
            assert_eq!(keys.len(), members.len(), "an order keeps all members");
            list(['{', '}'], &keys, text, &mut |key, text| {
                write!(text, "{}:", Value::from(key.as_str())).unwrap();
                write(&members[*key], order, text);
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

/// Orders that look random and are the same in every run.
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

/// All orders of some items.
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

/// The text of an object with its members in this order.
pub fn object_text(members: &[(&String, &Value)]) -> String {
    let mut text = String::new();
    list(['{', '}'], members, &mut text, &mut |(key, value), text| {
        write!(text, "{}:{value}", Value::from(key.as_str())).unwrap();
    });
    text
}
