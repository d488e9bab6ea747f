//! ECMAScript patterns. Each one is compiled once.
//!
//! A pattern is matched by [`machine`], in time that is linear in the length of the text. Only a pattern with a
//! backreference is matched by `regress`, which tries one possibility after the other, and only where that is limited: if
//! the pattern has at most one choice, for short texts. Anything else is not checked.

mod machine;
mod syntax;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use regress::Regex;

use self::machine::Machine;
use crate::json::text::{VALUE_EXCERPT, quoted};

/// The length in bytes up to which a text is matched by backtracking.
const BACKTRACKING_LENGTH: usize = 256;

#[derive(Debug)]
enum Pattern {
    Linear(Machine),
    Backtracking(Regex),
    /// Matching could take too long.
    Unchecked,
    /// The pattern does not compile, for this reason.
    Invalid(String),
}

static COMPILED: LazyLock<RwLock<HashMap<&'static str, Arc<Pattern>>>> = LazyLock::new(RwLock::default);

/// Checks that the text contains a match of the pattern, as far as that can be checked in a limited time.
///
/// # Errors
/// If there is no match, or the pattern does not compile. The message states which.
pub(crate) fn check(pattern: &'static str, text: &str) -> Result<(), String> {
    match matches(pattern, text) {
        Ok(Some(false)) => {
            Err(format!("must match the pattern {pattern}, is {}", quoted(text, VALUE_EXCERPT)))
        }
        Ok(Some(true) | None) => Ok(()),
        Err(error) => Err(format!("cannot be checked: the pattern {pattern} does not compile: {error}")),
    }
}

/// Returns whether the text contains a match of the pattern; `None` if that cannot be checked in a limited time.
///
/// # Errors
/// If the pattern does not compile.
pub(crate) fn matches(pattern: &'static str, text: &str) -> Result<Option<bool>, String> {
    let result = match &*compiled(pattern) {
        Pattern::Linear(machine) => machine.is_match(text),
        Pattern::Backtracking(regex) if text.len() <= BACKTRACKING_LENGTH => Some(regex.find(text).is_some()),
        Pattern::Backtracking(_) | Pattern::Unchecked => None,
        Pattern::Invalid(error) => return Err(error.clone()),
    };
    #[cfg(feature = "tracing")]
    if result.is_none() {
        tracing::warn!(
            pattern,
            length = text.len(),
            "value not checked: matching the pattern could take too long"
        );
    }
    Ok(result)
}

fn compiled(pattern: &'static str) -> Arc<Pattern> {
    let cached = COMPILED.read().unwrap_or_else(PoisonError::into_inner).get(pattern).cloned();
    cached.unwrap_or_else(|| {
        let compiled = Arc::new(compile(pattern));
        let mut all = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(pattern).or_insert(compiled))
    })
}

/// Compiles in Unicode mode, as JSON Schema requires, or in the lenient legacy syntax if that fails.
fn compile(pattern: &str) -> Pattern {
    let unicode = Regex::with_flags(pattern, "u");
    let flags = if unicode.is_ok() { "u" } else { "" };
    match unicode.or_else(|_| Regex::new(pattern)) {
        Err(error) => Pattern::Invalid(error.to_string()),
        Ok(regex) => match Machine::new(pattern, flags) {
            Some(machine) => Pattern::Linear(machine),
            None if has_one_choice(pattern) => Pattern::Backtracking(regex),
            None => Pattern::Unchecked,
        },
    }
}

/// Whether a pattern has at most one part that is repeated, optional or an alternative.
fn has_one_choice(pattern: &str) -> bool {
    let mut count = 0;
    let (mut in_set, mut previous) = (false, None);
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            '[' => in_set = true,
            ']' => in_set = false,
            // `(?` starts a group.
            '?' if previous == Some('(') => {}
            '*' | '+' | '?' | '{' | '|' if !in_set => count += 1,
            _ => {}
        }
        previous = Some(character);
    }
    count <= 1
}

#[cfg(test)]
mod tests;
