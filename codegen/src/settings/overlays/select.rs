//! Evaluates JSONPath.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::jsonpath::{Comparison, Condition, Operand, Query, Segment, Selector};
use super::merge::Path;
use crate::source::{Number, Value};

/// Nodes by their paths, which sorts them and removes duplicates.
type Nodes<'v> = BTreeMap<Path, &'v Value>;

/// Returns the paths of the values that a query selects, in the order of the document.
pub(super) fn paths(query: &Query, document: &Value) -> Vec<Path> {
    select(query, document).into_keys().collect()
}

fn select<'v>(query: &Query, start: &'v Value) -> Nodes<'v> {
    let mut nodes = Nodes::from([(Path::new(), start)]);
    for segment in &query.segments {
        nodes = step(segment, nodes);
    }
    nodes
}

fn step<'v>(segment: &Segment, from: Nodes<'v>) -> Nodes<'v> {
    let mut nodes = from;
    if segment.is_descendant {
        let mut all = Nodes::new();
        for (path, value) in nodes {
            add_descendants(path, value, &mut all);
        }
        nodes = all;
    }
    let mut selected = Nodes::new();
    for (path, value) in &nodes {
        for selector in &segment.selectors {
            apply(selector, path, value, &mut selected);
        }
    }
    selected
}

/// Adds a value and everything inside of it, unless it is there already.
fn add_descendants<'v>(path: Path, value: &'v Value, nodes: &mut Nodes<'v>) {
    if nodes.contains_key(&path) {
        return;
    }
    for (position, child) in children(value) {
        add_descendants(joined(&path, position), child, nodes);
    }
    nodes.insert(path, value);
}

fn children(value: &Value) -> Vec<(usize, &Value)> {
    match value {
        Value::Object(fields) => fields.values().enumerate().collect(),
        Value::Array(elements) => elements.iter().enumerate().collect(),
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

fn joined(path: &Path, position: usize) -> Path {
    let mut path = path.clone();
    path.push(position);
    path
}

fn apply<'v>(selector: &Selector, path: &Path, value: &'v Value, selected: &mut Nodes<'v>) {
    let mut add = |position: usize, value: &'v Value| {
        selected.insert(joined(path, position), value);
    };
    match (selector, value) {
        (Selector::Name(name), Value::Object(fields)) => {
            if let Some((position, (_, value))) =
                fields.position(name).and_then(|it| Some((it, fields.at(it)?)))
            {
                add(position, value);
            }
        }
        (Selector::Index(index), Value::Array(elements)) => {
            let length = i64::try_from(elements.len()).unwrap_or(i64::MAX);
            let index = if *index < 0 { index.checked_add(length) } else { Some(*index) };
            let index = index.and_then(|index| usize::try_from(index).ok());
            if let Some((index, value)) = index.and_then(|index| Some((index, elements.get(index)?))) {
                add(index, value);
            }
        }
        (Selector::All, value) => {
            for (position, value) in children(value) {
                add(position, value);
            }
        }
        (Selector::Filter(condition), value) => {
            for (position, value) in children(value) {
                if holds(condition, value) {
                    add(position, value);
                }
            }
        }
        (Selector::Name(_) | Selector::Index(_), _) => {}
    }
}

fn holds(condition: &Condition, node: &Value) -> bool {
    match condition {
        Condition::Any(conditions) => conditions.iter().any(|condition| holds(condition, node)),
        Condition::All(conditions) => conditions.iter().all(|condition| holds(condition, node)),
        Condition::Not(condition) => !holds(condition, node),
        Condition::Exists(query) => !select(query, node).is_empty(),
        Condition::Compare(left, comparison, right) => {
            compare(value(left, node), *comparison, value(right, node))
        }
    }
}

/// Returns the value of an operand; `None` if it is missing.
fn value<'v>(operand: &'v Operand, node: &'v Value) -> Option<&'v Value> {
    match operand {
        Operand::Literal(value) => Some(value),
        Operand::Query(query) => select(query, node).into_values().next(),
    }
}

fn compare(left: Option<&Value>, comparison: Comparison, right: Option<&Value>) -> bool {
    let order = match (left, right) {
        (Some(Value::Number(left)), Some(Value::Number(right))) => float(left).partial_cmp(&float(right)),
        (Some(Value::String(left)), Some(Value::String(right))) => Some(left.cmp(right)),
        (left, right) => (left == right).then_some(Ordering::Equal),
    };
    match comparison {
        Comparison::Equal => order == Some(Ordering::Equal),
        Comparison::NotEqual => order != Some(Ordering::Equal),
        Comparison::Less => order == Some(Ordering::Less),
        Comparison::Greater => order == Some(Ordering::Greater),
        Comparison::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Comparison::GreaterOrEqual => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    }
}

fn float(number: &Number) -> Option<f64> {
    number.as_f64()
}

#[cfg(test)]
mod tests {
    use super::super::jsonpath::parse;
    use super::super::merge;
    use super::*;

    const DOCUMENT: &str = r#"{
        "info": {"title": "Things", "x-a": 1},
        "paths": {"/a": {"get": {"tags": ["a"]}, "post": {"deprecated": true}}, "/b": {"get": {"size": 2}}},
        "list": [{"name": "page", "in": "query"}, {"name": "size", "in": "query", "max": 1.0}, {"name": "it's", "max": 5}, 7],
        "größe": {"list": [[1]]}
    }"#;

    fn found(path: &str) -> Vec<String> {
        let mut document = Value::parse(DOCUMENT).unwrap();
        let paths = paths(&parse(path).unwrap(), &document);
        paths.iter().map(|path| merge::at(&mut document, path).unwrap().to_string()).collect()
    }

    #[test]
    fn names_indices_and_wildcards_are_selected() {
        assert_eq!(found("$.info.title"), ["\"Things\""]);
        assert_eq!(found("$['info'][\"x-a\"]"), ["1"]);
        assert_eq!(found("$.größe.list[0][-1]"), ["1"]);
        assert_eq!(found("$.paths.*.get"), [r#"{"tags":["a"]}"#, r#"{"size":2}"#]);
        assert_eq!(found("$ .paths [ '/a' , '/b' ] .post"), [r#"{"deprecated":true}"#]);
        assert_eq!(found("$.list[9]").len() + found("$.info[0]").len() + found("$.list.name").len(), 0);
        assert_eq!(found("$").len(), 1);
    }

    #[test]
    fn descendants_are_selected_once() {
        assert_eq!(found("$..size"), ["2"]);
        assert_eq!(found("$..list[0]"), [r#"{"name":"page","in":"query"}"#, "[1]"]);
        assert_eq!(found("$..*..size"), ["2"]);
        assert_eq!(found("$..['tags', 'deprecated']"), ["[\"a\"]", "true"]);
    }

    #[test]
    fn filters_select_by_their_condition() {
        let names = |filter: &str| found(&format!("$.list[{filter}].name")).join(" ");
        assert_eq!(names("?@.in"), "\"page\" \"size\"");
        assert_eq!(names("?@.in && @.max"), "\"size\"");
        assert_eq!(names("?(@.name == 'page' || @.max >= 5)"), "\"page\" \"it's\"");
        assert_eq!(names("?!@.in"), "\"it's\"");
        assert_eq!(names("?!(@.max < 5)"), "\"page\" \"it's\"");
        assert_eq!(names("?@.max == 1"), "\"size\"");
        assert_eq!(names("?@.name == 'it\\'s'"), "\"it's\"");
        assert_eq!(names("?@['name'] != \"page\" && @.in == 'query'"), "\"size\"");
        assert_eq!(names("?@.in == @.other"), "\"it's\"");
        assert_eq!(found("$.list[?@ == 7]"), ["7"]);
        assert_eq!(found("$.paths[?@.post.deprecated == true]").len(), 1);
    }

    #[test]
    fn invalid_paths_have_a_place() {
        let problem = |path: &str| {
            let problem = parse(path).unwrap_err();
            (problem.message, problem.character)
        };
        assert_eq!(problem("info"), ("it does not start with `$`", 1));
        assert_eq!(problem("$.größe-b"), ("a name contains other characters than letters and digits", 8));
        assert_eq!(problem("$.a b"), ("expected `.` or `[`", 4));
        assert_eq!(problem("$."), ("expected a name or `*`", 3));
        assert_eq!(problem("$[0:1]"), ("slices are not supported", 4));
        assert_eq!(problem("$['a"), ("invalid text in quotes", 3));
        assert_eq!(problem("$[0 1]"), ("expected `,` or `]`", 5));
        assert_eq!(problem("$[?length(@.a) > 1]"), ("functions are not supported", 4));
        assert_eq!(problem("$.a.length()"), ("functions are not supported", 11));
        assert_eq!(problem("$[?@.a == $.b]"), ("paths from the document are not supported in a filter", 11));
        assert_eq!(problem("$[?@.* == 1]").0, "a comparison requires a path to a single value");
        assert_eq!(problem("$[?'a']"), ("expected a comparison", 7));
        assert_eq!(problem("$[?(@.a]"), ("expected `)`", 8));
        assert_eq!(problem(&format!("$[?{}", "(".repeat(100_000))).0, "filters are nested too deeply");
        assert_eq!(problem(&format!("$[?{}", "!".repeat(100_000))).0, "filters are nested too deeply");
        assert_eq!(problem(&"$[?@".repeat(100_000)).0, "expected `,` or `]`");
        assert_eq!(problem(&format!("${}", "[?@".repeat(100_000))).0, "filters are nested too deeply");
    }
}
