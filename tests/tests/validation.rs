//! The work of validating large values: for a hundred times the elements, about a hundred times the CPU time and memory.

use std::alloc::System;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use cpu_time::ThreadTime;
use faithful_runtime::{Json, Rule, TypedMap, Value, json, json_rule, validate};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

static ALONE: Mutex<()> = Mutex::new(());

const SHORT: usize = 1_000;
const LONG: usize = 100_000;

/// Quadratic work would be 10,000 times as much; the rest is for small values and a busy machine.
const FACTOR: u32 = 1_000;

const URL: &str = "^(?:https?:\\/\\/)?(?:[a-zA-Z0-9-]+\\.)+[a-zA-Z]{2,}(?::\\d+)?(?:\\/[^\\s]*)*$";

/// The CPU time of a validation, and the number of bytes that it allocates.
fn work<T: Json>(value: &T, rule: &Rule) -> (Duration, usize) {
    let (region, start) = (Region::new(ALLOCATOR), ThreadTime::now());
    drop(validate(value, rule));
    (start.elapsed(), region.change().bytes_allocated)
}

fn assert_linear<T: Json>(name: &str, rule: &Rule, value: impl Fn(usize) -> T) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let (short, long) = (value(SHORT), value(LONG));
    let _ = work(&value(1), rule);
    let (short_time, short_bytes) = work(&short, rule);
    let (time, bytes) = work(&long, rule);
    let short_time = short_time.max(Duration::from_micros(50));
    assert!(time < FACTOR * short_time, "{name}: {short_time:?} and {time:?}");
    assert!(bytes <= 200 * short_bytes.max(1024), "{name}: {short_bytes} and {bytes} bytes");
}

fn numbers(count: usize) -> Vec<Value> {
    (0..count).map(Value::from).collect()
}

fn object(count: usize) -> TypedMap<Value> {
    (0..count).map(|index| (format!("key-{index}"), Value::from(index))).collect()
}

#[test]
fn rules_for_lists_are_linear() {
    assert_linear("unique", json_rule!(unique_items = true), numbers);
    assert_linear("duplicates", json_rule!(unique_items = true), |count| vec![Value::Null; count]);
    assert_linear("lengths", json_rule!(min_items = 1_000_000, max_items = 1), numbers);
    assert_linear(
        "multiples",
        json_rule!(items(multiple_of = 0.3, minimum = 7, exclusive_maximum = 1e9)),
        numbers,
    );
    assert_linear("values", json_rule!(items(allowed_values("1", "2", "3"))), numbers);
    assert_linear("positions", json_rule!(inside(positions((f64), (String)), others(bool))), numbers);
    assert_linear("closed", json_rule!(inside(positions((f64), (String)), closed)), numbers);
    let alternatives =
        json_rule!(inside(alternatives((Vec<String>), (Vec<bool>), (Vec<f64>, max_items = 3))));
    assert_linear("alternatives", alternatives, numbers);
    let element = json_rule!(items(inside(alternatives((String), (bool), (f64)))));
    assert_linear("alternatives of elements", element, numbers);
}

#[test]
fn rules_for_objects_are_linear() {
    assert_linear("counts", json_rule!(min_properties = 1_000_000, max_properties = 1), object);
    assert_linear("values", json_rule!(items(minimum = 7, multiple_of = 2)), object);
    let patterns = json_rule!(inside(patterns(("^key-1", String), ("0$", i64, maximum = 9)), others(bool)));
    assert_linear("patterns", patterns, object);
    assert_linear(
        "closed",
        json_rule!(inside(patterns(("^x", String)), closed, absent("a", "key-7"))),
        object,
    );
}

#[test]
fn rules_for_strings_are_linear() {
    let units = ["a", "a.", ".", "aa-", "http://a.bc/", " "];
    for unit in units {
        let text = |count: usize| format!("{}!\n", unit.repeat(count / unit.len()));
        assert_linear(
            unit,
            json_rule!(
                pattern = "^(?:https?:\\/\\/)?(?:[a-zA-Z0-9-]+\\.)+[a-zA-Z]{2,}(?::\\d+)?(?:\\/[^\\s]*)*$"
            ),
            text,
        );
        assert_linear(unit, json_rule!(pattern = "^(a+)+$"), text);
        assert_linear(unit, json_rule!(pattern = "a*a*a*b"), text);
    }
    // The length is checked first.
    let rule = Rule::new().pattern(URL).max_length(100);
    let violations = validate(&"a".repeat(LONG), &rule).err().map(|violations| violations.as_slice().len());
    assert_eq!(violations, Some(1));
}

faithful_runtime::object! {
    /// A tree, the children of which are checked as two types.
    #[constructor(new)]
    pub struct Tree {
        #[json("children", inside(alternatives((Vec<Tree>, max_items = 0), (Vec<Tree>))))]
        pub children: optional<Vec<Tree>>,
    }
}

#[test]
fn nested_alternatives_take_limited_time() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let tree = (0..60).fold(Tree::new(), |tree, _| Tree::new().children(vec![tree]));
    let start = ThreadTime::now();
    assert!(validate(&tree, &Rule::NONE).is_ok());
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    assert!(validate(&json!([1]), &Rule::NONE).is_ok());
}
