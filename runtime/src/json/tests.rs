//! Models declared by the macros, read, written and checked.

mod checking;
mod decisions;
mod inside;
mod models;
mod objects;
mod syntax;
mod unions;
