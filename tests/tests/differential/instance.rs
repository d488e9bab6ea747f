//! Pseudorandom instances of a schema, generated from a seed.
//!
//! They are likely to be valid, but not certainly: schemas that apply to the same value are considered together, but
//! the oracle decides what is valid.

use std::collections::HashMap;

use serde_json::{Map, Value, json};
use tests::random::Random;

use super::dialect::unescaped;
use super::oracle::matches;
use super::text;

/// The approximate maximum number of values in an instance.
const MAX_VALUES: usize = 150;

/// A step to a property or an array element.
#[derive(Clone, Debug)]
pub enum Step {
    Key(String),
    Index(usize),
}

/// A value within an instance, and the schemas that apply to it.
#[derive(Clone, Debug)]
pub struct Site<'d> {
    pub path: Vec<Step>,
    pub parts: Vec<&'d Map<String, Value>>,
}

/// Generates instances of the schemas of one document.
pub struct Synthesis<'d> {
    root: &'d Value,
    pub random: Random,
    heights: HashMap<(usize, usize), bool>,
    sites: Vec<Site<'d>>,
    path: Vec<Step>,
}

impl<'d> Synthesis<'d> {
    /// `root` is the value that `$ref` pointers are relative to.
    pub fn new(root: &'d Value, random: Random) -> Self {
        Self { root, random, heights: HashMap::new(), sites: Vec::new(), path: Vec::new() }
    }

    /// Generates an instance, and returns it with the schemas that apply to each value in it.
    pub fn instance(&mut self, schema: &'d Value) -> Option<(Value, Vec<Site<'d>>)> {
        let least = (0..14).find(|height| self.fits(schema, *height, &mut Vec::new()))?;
        let height = least + self.random.below(4);
        self.sites.clear();
        self.path.clear();
        let value = self.value(&[schema], height)?;
        Some((value, std::mem::take(&mut self.sites)))
    }

    /// Whether a schema has an instance of at most this height.
    fn fits(&mut self, schema: &'d Value, height: usize, open: &mut Vec<usize>) -> bool {
        let Value::Object(map) = schema else { return schema != &Value::Bool(false) };
        let address = std::ptr::from_ref(schema).addr();
        if let Some(known) = self.heights.get(&(address, height)) {
            return *known;
        }
        if open.contains(&address) {
            return false;
        }
        open.push(address);
        let fits = self.fits_parts(map, height, open) && self.fits_inside(map, height, open);
        open.pop();
        // A negative result found inside a cycle may depend on the schemas that are being visited.
        if fits || open.is_empty() {
            self.heights.insert((address, height), fits);
        }
        fits
    }

    fn fits_parts(&mut self, map: &'d Map<String, Value>, height: usize, open: &mut Vec<usize>) -> bool {
        let target = map.get("$ref").map(|_| self.target(map));
        if target.is_some_and(|target| !target.is_some_and(|target| self.fits(target, height, open))) {
            return false;
        }
        if !schemas(map, "allOf").all(|part| self.fits(part, height, open)) {
            return false;
        }
        ["oneOf", "anyOf"].into_iter().all(|keyword| {
            !map.contains_key(keyword) || schemas(map, keyword).any(|option| self.fits(option, height, open))
        })
    }

    fn fits_inside(&mut self, map: &'d Map<String, Value>, height: usize, open: &mut Vec<usize>) -> bool {
        let required = strings(map, "required");
        let mut inner: Vec<&'d Value> = Vec::new();
        let properties = map.get("properties").and_then(Value::as_object);
        inner.extend(required.iter().filter_map(|key| properties?.get(*key)));
        if count(map, "minItems").is_some_and(|least| least > 0) {
            inner.extend(map.get("items"));
            inner.extend(schemas(map, "prefixItems"));
        }
        if inner.is_empty() {
            return true;
        }
        let below = height.checked_sub(1);
        below.is_some_and(|below| {
            let mut around = Vec::new();
            std::mem::swap(&mut around, open);
            let fits = inner.into_iter().all(|schema| self.fits(schema, below, open));
            std::mem::swap(&mut around, open);
            fits
        })
    }

    fn target(&self, map: &Map<String, Value>) -> Option<&'d Value> {
        target(self.root, map)
    }

    /// Collects the schemas that apply to a value: follows references, adds parts, and chooses an option.
    fn expand(
        &mut self,
        schema: &'d Value,
        height: usize,
        parts: &mut Vec<&'d Map<String, Value>>,
    ) -> Option<()> {
        let map = match schema {
            Value::Object(map) => map,
            Value::Bool(false) => return None,
            _ => return Some(()),
        };
        if parts.len() > 60 {
            return None;
        }
        parts.push(map);
        if map.contains_key("$ref") {
            let target = self.target(map)?;
            self.expand(target, height, parts)?;
        }
        for part in schemas(map, "allOf") {
            self.expand(part, height, parts)?;
        }
        for keyword in ["oneOf", "anyOf"] {
            if !map.contains_key(keyword) {
                continue;
            }
            let options: Vec<_> =
                schemas(map, keyword).filter(|option| self.fits(option, height, &mut Vec::new())).collect();
            let option = self.random.pick(&options)?;
            self.expand(option, height, parts)?;
        }
        Some(())
    }

    fn value(&mut self, schemas: &[&'d Value], height: usize) -> Option<Value> {
        if schemas.iter().any(|schema| schema.get("nullable") == Some(&Value::Bool(true)))
            && self.random.one_in(6)
        {
            return Some(Value::Null);
        }
        let mut parts = Vec::new();
        for schema in schemas {
            self.expand(schema, height, &mut parts)?;
        }
        self.sites.push(Site { path: self.path.clone(), parts: parts.clone() });
        if let Some(value) = self.enum_value(&parts) {
            return Some(value);
        }
        match self.kind(&parts)? {
            "object" => self.object(&parts, height),
            "array" => self.array(&parts, height),
            "string" => self.string(&parts),
            "integer" => Some(self.number(&parts, true)),
            "number" => Some(self.number(&parts, false)),
            "boolean" => Some(json!(self.random.one_in(2))),
            _ => Some(Value::Null),
        }
    }

    /// A value allowed by `const` or `enum`, if there is one.
    fn enum_value(&mut self, parts: &[&'d Map<String, Value>]) -> Option<Value> {
        if let Some(constant) = parts.iter().find_map(|part| part.get("const")) {
            return Some(constant.clone());
        }
        let mut lists = parts.iter().filter_map(|part| part.get("enum")?.as_array());
        let first = lists.next()?;
        let others: Vec<_> = lists.collect();
        let common: Vec<_> =
            first.iter().filter(|value| others.iter().all(|list| list.contains(value))).collect();
        self.random.pick(&common).map(|value| (*value).clone())
    }

    /// A type that all parts allow.
    fn kind(&mut self, parts: &[&'d Map<String, Value>]) -> Option<&'static str> {
        const KINDS: [&str; 7] = ["object", "array", "string", "integer", "number", "boolean", "null"];
        let allows = |part: &Map<String, Value>, kind: &str| {
            let named = |name: &str| name == kind || (name == "number" && kind == "integer");
            match part.get("type") {
                Some(Value::String(name)) => named(name),
                Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).any(named),
                _ => true,
            }
        };
        let allowed: Vec<&'static str> =
            KINDS.into_iter().filter(|kind| parts.iter().all(|part| allows(part, kind))).collect();
        let has = |keywords: &[&str]| {
            parts.iter().any(|part| keywords.iter().any(|keyword| part.contains_key(*keyword)))
        };
        let implied = [
            (
                "object",
                has(&[
                    "properties",
                    "required",
                    "additionalProperties",
                    "patternProperties",
                    "minProperties",
                ]),
            ),
            ("array", has(&["items", "prefixItems", "minItems"])),
            ("string", has(&["pattern", "minLength", "maxLength"])),
            ("number", has(&["minimum", "maximum", "multipleOf"])),
        ];
        let implied = implied.into_iter().filter(|(kind, holds)| *holds && allowed.contains(kind));
        let implied: Vec<_> = implied.map(|(kind, _)| kind).collect();
        if !implied.is_empty() && allowed.len() > 3 && !self.random.one_in(8) {
            return self.random.pick(&implied).copied();
        }
        self.random.pick(&allowed).copied()
    }

    fn object(&mut self, parts: &[&'d Map<String, Value>], height: usize) -> Option<Value> {
        let mut required: Vec<&str> = Vec::new();
        for key in parts.iter().flat_map(|part| strings(part, "required")) {
            if !required.contains(&key) {
                required.push(key);
            }
        }
        let most = parts.iter().filter_map(|part| count(part, "maxProperties")).min().unwrap_or(usize::MAX);
        let least = parts.iter().filter_map(|part| count(part, "minProperties")).max().unwrap_or(0);
        let mut keys: Vec<String> = required.iter().map(|key| (*key).to_owned()).collect();
        let known = parts.iter().filter_map(|part| part.get("properties")?.as_object()).flat_map(Map::keys);
        let mut known: Vec<&String> = known.collect();
        // Includes few, some or all of the optional properties.
        let (few, all) = (self.random.one_in(5), self.random.one_in(5));
        let full = self.sites.len() > MAX_VALUES;
        for at in (1..known.len()).rev() {
            known.swap(at, self.random.below(at + 1));
        }
        for key in known {
            let wanted = keys.len() < least || (!few && !full && (all || self.random.one_in(2)));
            if wanted && keys.len() < most && !keys.contains(key) {
                keys.push(key.clone());
            }
        }
        let others = self.random.below(4);
        for index in 0..(least + 8) {
            if keys.len() >= most || (keys.len() >= least && (index >= others || full)) {
                break;
            }
            let key = self.another_key(parts)?;
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        self.properties(parts, &keys, &required, height)
    }

    fn properties(
        &mut self,
        parts: &[&'d Map<String, Value>],
        keys: &[String],
        required: &[&str],
        height: usize,
    ) -> Option<Value> {
        let mut properties = Map::new();
        for key in keys {
            let schemas = at_key(parts, key);
            let is_required = required.contains(&key.as_str());
            let below = height.saturating_sub(1);
            let can = schemas.iter().all(|schema| self.fits(schema, below, &mut Vec::new()));
            if !is_required && (height == 0 || !can) {
                continue;
            }
            self.path.push(Step::Key(key.clone()));
            let value = self.value(&schemas, below);
            self.path.pop();
            match value {
                Some(value) => drop(properties.insert(key.clone(), value)),
                None if is_required => return None,
                None => {}
            }
        }
        Some(Value::Object(properties))
    }

    /// A key that no part declares in `properties`.
    fn another_key(&mut self, parts: &[&'d Map<String, Value>]) -> Option<String> {
        let patterns = parts.iter().filter_map(|part| part.get("patternProperties")?.as_object());
        let patterns: Vec<&String> = patterns.flat_map(Map::keys).collect();
        if let Some(pattern) = self.random.pick(&patterns).copied()
            && !self.random.one_in(3)
        {
            return text::matching(pattern, &mut self.random);
        }
        let words = ["another", "x-new", "0", "größe", "Key", "a b"];
        let word = self.random.pick(&words)?;
        Some(if self.random.one_in(2) {
            (*word).to_owned()
        } else {
            format!("{word}{}", self.random.below(9))
        })
    }

    fn array(&mut self, parts: &[&'d Map<String, Value>], height: usize) -> Option<Value> {
        let least = parts.iter().filter_map(|part| count(part, "minItems")).max().unwrap_or(0);
        let most = parts.iter().filter_map(|part| count(part, "maxItems")).min();
        let most =
            most.unwrap_or(usize::MAX).min(least + if self.random.one_in(4) { 9 } else { 3 }).max(least);
        let full = height == 0 || self.sites.len() > MAX_VALUES;
        let length = if full { least } else { least + self.random.below(most - least + 1) };
        let unique = parts.iter().any(|part| part.get("uniqueItems") == Some(&Value::Bool(true)));
        let mut elements = Vec::new();
        for index in 0..length {
            let schemas: Vec<&'d Value> = parts.iter().filter_map(|part| at_index(part, index)).collect();
            let below = height.saturating_sub(1);
            let can = schemas.iter().all(|schema| self.fits(schema, below, &mut Vec::new()));
            if !can && index >= least {
                break;
            }
            self.path.push(Step::Index(index));
            let mut value = self.value(&schemas, below);
            for _ in 0..9 {
                if unique && value.as_ref().is_some_and(|value| elements.contains(value)) {
                    value = self.value(&schemas, below);
                }
            }
            self.path.pop();
            elements.push(value?);
        }
        Some(Value::Array(elements))
    }

    fn string(&mut self, parts: &[&'d Map<String, Value>]) -> Option<Value> {
        let least = parts.iter().filter_map(|part| count(part, "minLength")).max().unwrap_or(0);
        let most = parts.iter().filter_map(|part| count(part, "maxLength")).min();
        let patterns: Vec<&str> = parts.iter().filter_map(|part| part.get("pattern")?.as_str()).collect();
        let fits = |text: &String| {
            let length = text.chars().count();
            length >= least && most.is_none_or(|most| length <= most)
        };
        if !patterns.is_empty() {
            let all = |text: &String| fits(text) && patterns.iter().all(|pattern| matches(pattern, text));
            let texts: Vec<String> = (0..40).filter_map(|_| self.matching(&patterns)).collect();
            let text = texts.iter().find(|text| all(text)).or_else(|| texts.iter().find(|text| fits(text)));
            return text.cloned().map(Value::String);
        }
        let format = parts.iter().find_map(|part| part.get("format")?.as_str());
        let text = format.and_then(|format| self.formatted(format)).filter(fits);
        if let Some(text) = text.filter(|_| !self.random.one_in(6)) {
            return Some(Value::String(text));
        }
        let most = most.unwrap_or(usize::MAX).min(least + 8).max(least);
        let length = match self.random.below(4) {
            0 => least,
            1 => most,
            _ => least + self.random.below(most - least + 1),
        };
        let alphabet: Vec<char> =
            if self.random.one_in(6) { "äß€🚀\"\\\n\u{7f} \u{0}" } else { "abcXYZ019-_ ." }.chars().collect();
        Some((0..length).filter_map(|_| self.random.pick(&alphabet).copied()).collect::<String>().into())
    }

    /// A string that matches one of several patterns, or a concatenation of matches of all of them.
    fn matching(&mut self, patterns: &[&str]) -> Option<String> {
        if self.random.one_in(2) {
            let texts = patterns.iter().map(|pattern| text::matching(pattern, &mut self.random));
            return texts.collect::<Option<Vec<_>>>().map(|texts| texts.concat());
        }
        text::matching(self.random.pick(patterns)?, &mut self.random)
    }

    fn formatted(&mut self, format: &str) -> Option<String> {
        let digits = self.random.below(1_000_000_000);
        let texts = match format {
            "date-time" => [
                format!("20{:02}-0{}-1{}T0{}:15:42Z", digits % 100, digits % 9 + 1, digits % 10, digits % 10),
                "2022-06-14 15:10:42.842Z".to_owned(),
            ],
            "date" => [format!("20{:02}-01-02", digits % 100), "1999-12-31".to_owned()],
            "uuid" => [format!("{digits:08}-4e2b-4d5c-8f00-0123456789ab"), "not a uuid".to_owned()],
            "email" => [format!("a{digits}@example.org"), "nobody".to_owned()],
            "uri" => [format!("https://example.org/{digits}"), "/relative".to_owned()],
            "byte" => [format!("{digits:012}"), "Zg==".to_owned()],
            _ => return None,
        };
        self.random.pick(&texts).cloned()
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "numbers in schemas are small"
    )]
    fn number(&mut self, parts: &[&'d Map<String, Value>], integer: bool) -> Value {
        let limits = |keyword: &'static str| parts.iter().filter_map(move |part| part.get(keyword)?.as_f64());
        let step = limits("multipleOf")
            .fold(None, |step: Option<f64>, next| Some(step.map_or(next, |step| step * next)));
        let fraction = [0.5, 0.015_625, 0.000_976_562_5][self.random.below(3)];
        let unit = step.unwrap_or(if integer { 1.0 } else { fraction });
        let low = limits("minimum")
            .chain(limits("exclusiveMinimum").map(|limit| limit + unit))
            .fold(f64::NEG_INFINITY, f64::max);
        let high = limits("maximum")
            .chain(limits("exclusiveMaximum").map(|limit| limit - unit))
            .fold(f64::INFINITY, f64::min);
        let width = if self.random.one_in(5) { 1e9 } else { 40.0 };
        let low = if low.is_finite() {
            low
        } else if high.is_finite() {
            high - width
        } else {
            -width / 2.0
        };
        let high = if high.is_finite() { high } else { low + width };
        let (first, last) = ((low / unit).ceil(), (high / unit).floor());
        if first > last {
            return json!(f64::midpoint(low, high));
        }
        let span = (last - first).min(1e15);
        let at = match self.random.below(6) {
            0 => first,
            1 => last,
            _ => first + (self.random.draw() % (span as u64 + 1)) as f64,
        };
        let number = at * unit;
        let is_whole = number.fract() == 0.0 && number.abs() < 9e15;
        // `2.0` is an integer too.
        if is_whole && !self.random.one_in(20) { json!(number as i64) } else { json!(number) }
    }
}

/// The schemas that apply to a property.
pub fn at_key<'d>(parts: &[&'d Map<String, Value>], key: &str) -> Vec<&'d Value> {
    let mut schemas = Vec::new();
    for part in parts {
        let own = part.get("properties").and_then(|properties| properties.get(key));
        let patterned = part.get("patternProperties").and_then(Value::as_object).into_iter().flatten();
        let patterned = patterned.filter(|(pattern, _)| matches(pattern, key)).map(|(_, schema)| schema);
        let before = schemas.len();
        schemas.extend(own.into_iter().chain(patterned));
        if schemas.len() == before {
            schemas.extend(part.get("additionalProperties"));
        }
    }
    schemas
}

fn at_index(part: &Map<String, Value>, index: usize) -> Option<&Value> {
    let positions = part.get("prefixItems").and_then(Value::as_array);
    positions.and_then(|positions| positions.get(index)).or_else(|| part.get("items"))
}

fn schemas<'d>(map: &'d Map<String, Value>, keyword: &str) -> impl Iterator<Item = &'d Value> + use<'d> {
    map.get(keyword).and_then(Value::as_array).into_iter().flatten()
}

pub fn strings<'d>(map: &'d Map<String, Value>, keyword: &str) -> Vec<&'d str> {
    schemas(map, keyword).filter_map(Value::as_str).collect()
}

pub fn count(map: &Map<String, Value>, keyword: &str) -> Option<usize> {
    map.get(keyword)?.as_u64().and_then(|count| usize::try_from(count).ok())
}

/// The target of a schema's `$ref`.
pub fn target<'d>(root: &'d Value, map: &Map<String, Value>) -> Option<&'d Value> {
    root.pointer(&unescaped(map.get("$ref")?.as_str()?))
}

/// A random value of any type.
pub fn of_any_kind(random: &mut Random) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(7),
        json!(-0.5),
        json!("text"),
        json!(""),
        json!([]),
        json!([1, "a"]),
        json!({}),
        json!({"a": null}),
    ];
    random.pick(&values).cloned().unwrap_or_default()
}

/// The value at a path.
pub fn at_path<'v>(value: &'v mut Value, path: &[Step]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.get_mut(index),
    })
}
