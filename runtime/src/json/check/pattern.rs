//! ECMAScript patterns, compiled once each.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use regress::Regex;

type Compiled = Arc<Result<Regex, String>>;

static COMPILED: LazyLock<RwLock<HashMap<&'static str, Compiled>>> = LazyLock::new(RwLock::default);

/// Whether the text contains a match.
///
/// # Errors
/// If it does not, or if the pattern itself cannot be compiled: the message says which.
pub(crate) fn check(pattern: &'static str, text: &str) -> Result<(), String> {
    match &*compiled(pattern) {
        Ok(regex) if regex.find(text).is_some() => Ok(()),
        Ok(_) => Err(format!("must match the pattern {pattern}")),
        Err(error) => Err(format!("cannot be checked: the pattern {pattern} does not compile: {error}")),
    }
}

fn compiled(pattern: &'static str) -> Compiled {
    let known = COMPILED.read().unwrap_or_else(PoisonError::into_inner).get(pattern).cloned();
    known.unwrap_or_else(|| {
        let compiled = Arc::new(compile(pattern));
        let mut all = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(pattern).or_insert(compiled))
    })
}

/// Compiles for whole characters first, as JSON Schema asks for, and else in the forgiving syntax
/// of the web.
fn compile(pattern: &str) -> Result<Regex, String> {
    Regex::with_flags(pattern, "u").or_else(|_| Regex::new(pattern)).map_err(|error| error.to_string())
}
