//! The command line tool. `faithful --help` lists the commands.

mod arguments;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};
use faithful::{diff, explain, generate, lock, terminal};

use self::arguments::{Arguments, Command};

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Generate(arguments) => arguments.options().and_then(|options| generate::run(&options)),
        Command::Check(arguments) => {
            let (input, lock, format) = arguments.options();
            generate::check(&input, &lock, format)
        }
        Command::Diff(arguments) => diff::run(&arguments.options()),
        Command::Lock(arguments) => {
            let (input, file, mode, format, command) = arguments.options();
            lock::run(&input, &file, mode, format, &command)
        }
        Command::Explain { code } => explain::run(code.as_deref()),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Arguments::command(), "faithful", &mut std::io::stdout());
            Ok(())
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            terminal::report(&format!("{}\n", message.trim_end()));
            ExitCode::FAILURE
        }
    }
}
