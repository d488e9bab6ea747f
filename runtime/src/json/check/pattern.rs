//! ECMAScript patterns. Each one is compiled once.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use regress::Regex;

use crate::json::text::{VALUE_EXCERPT, quoted};

type Compiled = Arc<Result<Regex, String>>;

static COMPILED: LazyLock<RwLock<HashMap<&'static str, Compiled>>> = LazyLock::new(RwLock::default);

/// Checks that the text contains a match of the pattern.
///
/// # Errors
/// If there is no match, or the pattern does not compile. The message states which.
pub(crate) fn check(pattern: &'static str, text: &str) -> Result<(), String> {
    match &*compiled(pattern) {
        Ok(regex) if regex.find(text).is_some() => Ok(()),
        Ok(_) => Err(format!("must match the pattern {pattern}, is {}", quoted(text, VALUE_EXCERPT))),
        Err(error) => Err(format!("cannot be checked: the pattern {pattern} does not compile: {error}")),
    }
}

fn compiled(pattern: &'static str) -> Compiled {
    let cached = COMPILED.read().unwrap_or_else(PoisonError::into_inner).get(pattern).cloned();
    cached.unwrap_or_else(|| {
        let compiled = Arc::new(compile(pattern));
        let mut all = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(pattern).or_insert(compiled))
    })
}

/// Compiles in Unicode mode, as JSON Schema requires, or in the lenient legacy syntax if that fails.
fn compile(pattern: &str) -> Result<Regex, String> {
    Regex::with_flags(pattern, "u").or_else(|_| Regex::new(pattern)).map_err(|error| error.to_string())
}
