//! Checking: rules, the walk that holds a value against them, and the violations that it finds.

mod checker;
mod inside;
pub(crate) mod pattern;
mod rule;
mod violation;

pub use checker::Checker;
pub use inside::{Inside, ValueRule};
pub use rule::{Limit, Rule};
pub use violation::{Violation, Violations};
