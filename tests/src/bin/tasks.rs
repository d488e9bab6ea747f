//! `cargo xtask`, as a program of the tests: with its dependencies in the form in which the tests need them, so that they are
//! compiled once.

fn main() -> std::process::ExitCode {
    xtask::run()
}
