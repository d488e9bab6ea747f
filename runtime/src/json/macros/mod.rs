//! The macros that make models out of declarations, and what they refer to.

mod bridge;
#[doc(hidden)]
pub mod model_parts;
mod object;
mod rule;
mod string_enum;
mod union;
