//! Hashes of the facts of an operation, and of documented examples.
//!
//! The hash of an operation covers what is compared with its page, and nothing else. It stays the same if descriptions,
//! names of schemas, the order of properties and options, or limits that no page prints are edited, and if a schema is moved
//! to another place.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::spec::{
    Node, Operation, Place, SpecError, flatten_schema, is_implied, schema_type, schema_values,
};

/// Facts longer than this are hashed before they become part of others.
const LONG: usize = 64;

/// Hashes the facts of operations of one document. What several of them contain is examined once.
#[derive(Default)]
pub struct Digests {
    schemas: Schemas,
}

impl Digests {
    /// The hash of the facts of an operation, as 16 hexadecimal digits.
    ///
    /// # Errors
    ///
    /// A reference in the document leads nowhere.
    pub fn operation(&mut self, operation: &Operation<'_>) -> Result<String, SpecError> {
        let node = &operation.node;
        let mut facts = vec![
            format!("{} {}", operation.method, operation.path),
            format!("{:?} {}", node.text("x-required-permission"), node.flag("deprecated")),
        ];
        let mut parameters = Vec::new();
        for parameter in operation.parameters.iter().filter(|it| matches!(it.location, "path" | "query")) {
            let required = parameter.node.flag("required");
            let schema = self.schemas.of(&parameter.node)?;
            parameters.push(format!("{} {} {required} {schema}", parameter.location, parameter.name));
        }
        parameters.sort_unstable();
        facts.extend(parameters);
        if let Some(request) = &operation.request {
            facts.push(format!("request {}", self.media(request)?));
        }
        let mut is_described = false;
        for (status, _) in &operation.responses {
            // Pages print statuses, but not the responses of a range or `default`.
            let Ok(status) = status.parse::<u16>() else { continue };
            facts.push(format!("response {status}"));
            if (200..300).contains(&status)
                && !is_described
                && let Some(response) = operation.response(status)
            {
                is_described = true;
                facts.push(self.media(&response)?);
            }
        }
        Ok(hash(&facts.join("\n")))
    }

    fn media(&mut self, media: &Node<'_>) -> Result<String, SpecError> {
        let mut examples = Vec::new();
        for (_, example) in media.get("examples").iter().flat_map(Node::entries) {
            examples.extend(example.resolve()?.get("value").map(|it| value_digest(it.value)));
        }
        examples.extend(media.get("example").map(|it| value_digest(it.value)));
        examples.sort_unstable();
        Ok(format!("{} {}", self.schemas.of(media)?, examples.join(" ")))
    }
}

/// The hash of a documented example, as 16 hexadecimal digits. The order of properties does not matter.
#[must_use]
pub fn value_digest(value: &Value) -> String {
    hash(&value.to_string())
}

/// FNV-1a, which stays the same between releases of Rust.
fn hash(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// The schemas that the current one is a part of, and the facts of those that are complete.
#[derive(Default)]
struct Schemas {
    open: Vec<Place>,
    /// The outermost open schema that was referred to since the current one was begun.
    outermost: Option<usize>,
    /// Complete schemas that refer to one around them.
    incomplete: Vec<Place>,
    known: BTreeMap<Place, Known>,
}

/// The facts of a schema that does not refer to one around it.
struct Known {
    facts: String,
    /// The schemas within it that refer to it. Within one of these, the facts are written differently.
    cycle: Vec<Place>,
}

impl Schemas {
    fn of(&mut self, node: &Node<'_>) -> Result<String, SpecError> {
        match node.get("schema") {
            Some(schema) => self.union(&schema),
            None => Ok(String::new()),
        }
    }

    /// The facts of a schema, which may be a union.
    fn union(&mut self, schema: &Node<'_>) -> Result<String, SpecError> {
        let mut options = Vec::new();
        flatten_schema(schema, &mut options)?;
        let mut facts = options.iter().map(|option| self.single(option)).collect::<Result<Vec<_>, _>>()?;
        facts.sort_unstable();
        facts.dedup();
        Ok(match &facts[..] {
            [one] => one.clone(),
            several => format!("({})", several.join("|")),
        })
    }

    /// The facts of a schema that is not a union. One that contains itself is written as the number of levels to its
    /// beginning.
    fn single(&mut self, schema: &Node<'_>) -> Result<String, SpecError> {
        let place = schema.place();
        if let Some(Known { facts, cycle }) = self.known.get(&place)
            && !self.open.iter().any(|it| cycle.contains(it))
        {
            return Ok(facts.clone());
        }
        let level = self.open.len();
        if let Some(position) = self.open.iter().position(|it| *it == place) {
            self.outermost = Some(self.outermost.map_or(position, |it| it.min(position)));
            return Ok(format!("recursive {}", level - position));
        }
        let Some(kind) = schema_type(schema) else { return Ok("any".to_owned()) };
        let around = self.outermost.take();
        let begin = self.incomplete.len();
        self.open.push(place.clone());
        let facts = self.typed(kind, schema)?;
        self.open.pop();
        match self.outermost {
            Some(outermost) if outermost < level => {
                self.outermost = Some(around.map_or(outermost, |it| it.min(outermost)));
                self.incomplete.push(place);
                Ok(facts)
            }
            Some(_) | None => {
                self.outermost = around;
                let facts = if facts.len() > LONG { hash(&facts) } else { facts };
                let cycle = self.incomplete.split_off(begin);
                self.known.insert(place, Known { facts: facts.clone(), cycle });
                Ok(facts)
            }
        }
    }

    fn typed(&mut self, kind: &str, schema: &Node<'_>) -> Result<String, SpecError> {
        match kind {
            "object" => self.object(schema),
            "array" => match schema.get("items") {
                Some(items) => Ok(format!("[{}]", self.union(&items)?)),
                None => Ok("[]".to_owned()),
            },
            _ => Ok(scalar(kind, schema)),
        }
    }

    fn object(&mut self, schema: &Node<'_>) -> Result<String, SpecError> {
        let Some(properties) = schema.get("properties") else {
            let values = schema.get("additionalProperties").filter(|it| it.value.is_object());
            return Ok(match values {
                Some(values) => format!("{{*: {}}}", self.union(&values)?),
                None => "{*}".to_owned(),
            });
        };
        let required = schema.get("required");
        let required: Vec<_> =
            required.iter().flat_map(Node::items).filter_map(|it| it.value.as_str()).collect();
        let mut facts = Vec::new();
        for (name, property) in properties.entries() {
            // Pages do not print whether other values are required.
            let is_required = required.contains(&name) && is_scalar(&property)?;
            let mark = if is_required { "" } else { "?" };
            facts.push(format!("{name:?}{mark}: {}", self.union(&property)?));
        }
        facts.sort_unstable();
        Ok(format!("{{{}}}", facts.join(", ")))
    }
}

fn is_scalar(schema: &Node<'_>) -> Result<bool, SpecError> {
    let mut options = Vec::new();
    flatten_schema(schema, &mut options)?;
    Ok(matches!(&options[..], [one] if !matches!(schema_type(one), Some("object" | "array"))))
}

fn scalar(kind: &str, schema: &Node<'_>) -> String {
    let mut facts = vec![kind.to_owned()];
    for keyword in ["pattern", "minLength", "maxLength", "format"] {
        if let Some(value) = schema.get(keyword)
            && (keyword != "format" || !value.value.as_str().is_some_and(|it| is_implied(kind, it)))
        {
            facts.push(format!("{keyword} {}", value.value));
        }
    }
    let mut values: Vec<_> = schema_values(schema).into_iter().map(Value::to_string).collect();
    values.sort_unstable();
    facts.extend(values);
    facts.join(" ")
}
