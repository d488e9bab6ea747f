//! The macros that declare models, and the items their expansions refer to.

mod bridge;
#[doc(hidden)]
pub mod model_parts;
mod object;
mod rule;
mod scalar_enum;
mod string_enum;
mod union;
