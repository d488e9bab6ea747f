//! Models declared by the macros, read, written and checked.

mod checking;
mod inside;
mod models;
mod objects;
mod selections;
mod syntax;
mod unions;
