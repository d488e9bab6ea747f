//! The order of the top-level modules of each crate, from `tests/layers.txt`.

use tests::{Failure, Outcome};

/// The path of the list from the root of the workspace.
pub const FILE: &str = "tests/layers.txt";

/// The levels of a crate, lowest first, each with one or more top-level modules.
pub struct Order {
    levels: Vec<Vec<String>>,
}

impl Order {
    /// Reads the section of a crate: after a line `[folder]`, each line is a level, `name, name: description`.
    pub fn read(text: &str, folder: &str) -> Outcome<Self> {
        let header = format!("[{folder}]");
        let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
        let lines = lines.skip_while(|(_, line)| *line != header).skip(1);
        let lines = lines.take_while(|(_, line)| !line.starts_with('['));
        let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let mut order = Self { levels: Vec::new() };
        for (number, line) in lines {
            let (names, description) = line.split_once(':').unwrap_or((line, ""));
            if description.trim().is_empty() {
                return Err(Failure::new(format!("{FILE}:{number}: `{names}` has no description")));
            }
            let names: Vec<String> = names.split(',').map(|name| name.trim().to_owned()).collect();
            if let Some(name) = names.iter().find(|name| order.level(name).is_some()) {
                return Err(Failure::new(format!("{FILE}:{number}: `{name}` is listed twice")));
            }
            order.levels.push(names);
        }
        if order.levels.is_empty() {
            return Err(Failure::new(format!("{FILE} has no levels below `{header}`")));
        }
        Ok(order)
    }

    /// The level of a top-level module, 0 for the lowest; `None` if it is not listed.
    pub fn level(&self, name: &str) -> Option<usize> {
        if name == "lib.rs" {
            return Some(self.levels.len());
        }
        self.levels.iter().position(|level| level.iter().any(|listed| listed == name))
    }

    /// All listed modules.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.levels.iter().flatten().map(String::as_str)
    }
}
