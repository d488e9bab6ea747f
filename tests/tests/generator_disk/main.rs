//! The files that the generator reads and writes: it reads nothing outside of the allowed folders, replaces and removes only files
//! that it has generated, and an interrupted run leaves nothing half done.
#![cfg(unix)]

mod interruption;
mod project;
mod reading;
mod writing;
