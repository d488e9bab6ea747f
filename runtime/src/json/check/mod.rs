//! Validation: rules, the checker that applies them to a value, and the violations it collects.

mod allowance;
mod checker;
mod inside;
mod model;
pub(crate) mod pattern;
mod rule;
mod violation;

pub use checker::Checker;
pub use inside::{Inside, ValueRule};
pub use rule::{Limit, Rule};
pub use violation::{Violation, Violations};
