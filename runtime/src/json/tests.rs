//! Reads, writes and validates models that the macros declare.

mod checking;
mod derived;
mod inside;
mod models;
mod objects;
mod selections;
mod siblings;
mod syntax;
mod tags;
mod unions;
