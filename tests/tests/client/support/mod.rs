//! Code shared by these tests: the documented examples and their types, JSON helpers, and a server on 127.0.0.1.

pub mod examples;
pub mod forms;
pub mod json;
pub mod sample;
pub mod server;
