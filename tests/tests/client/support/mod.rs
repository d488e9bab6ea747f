//! What these tests share: the documented examples and what reads them, texts of JSON, and a server on 127.0.0.1.

pub mod examples;
pub mod forms;
pub mod json;
pub mod server;
